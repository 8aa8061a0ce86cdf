//! By which telephone or mail address named reporters are known: keyed hashes, kept for a while, so that the desk
//! notices a report that is told twice. Of confidential and anonymous reporters nothing stands here: whoever can
//! ask whether a telephone is known could otherwise find out who they are.

use aws_sdk_dynamodb::types::AttributeValue;
use complaint::Number;
use jiff::{SignedDuration, Timestamp};

use super::Store;
use super::error::StoreError;
use super::item::{Attributes, Reader, Writer};
use super::keys::{self, EXPIRES_AT};

const OPERATION: &str = "contacts";
/// Afterwards the same person reports something new.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
const MOST: i32 = 20;

/// One contact of a case as an item.
pub(super) fn item(hash: &str, number: &Number, now: Timestamp) -> Attributes {
    Writer::new(keys::contact(hash), keys::received(now, number))
        .text("number", number.as_str())
        .number(EXPIRES_AT, now.as_second().saturating_add(KEPT.as_secs()))
        .finish()
}

impl Store {
    /// The numbers of the latest cases with that contact.
    pub(crate) async fn with_contact(&self, hash: &str, now: Timestamp) -> Result<Vec<String>, StoreError> {
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("PK = :pk")
            .filter_expression("expires_at > :now")
            .expression_attribute_values(":pk", AttributeValue::S(keys::contact(hash)))
            .expression_attribute_values(":now", AttributeValue::N(now.as_second().to_string()))
            .scan_index_forward(false)
            .limit(MOST)
            .send()
            .await
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))?;
        let number = |item: &Attributes| Reader::new("contact", item).text("number").map(str::to_owned);
        answer.items.unwrap_or_default().iter().map(number).collect()
    }
}
