//! Removing what a case holds of people and their words, once its time is over. The case, its history and its
//! chain stay: they hold neither.

use aws_sdk_dynamodb::types::AttributeValue;
use complaint::Number;

use super::Store;
use super::error::StoreError;
use super::item::Reader;
use super::keys::{self, ENTRY, EVENT_PREFIX, META, NOTICE_PREFIX, PK, SK, UNINDEXED, WAKE};
use crate::dynamodb::{Ask, DeleteItemInput, Items, QueryInput};

const OPERATION: &str = "erase";

/// What of the case itself goes.
pub(super) const WORDS: [&str; 5] = [
    "narrative",
    "incident_place",
    "incident_date",
    "reported_party",
    "requested_outcome",
];

impl Store {
    /// The sort keys of everything personal that belongs to a case: all but the case, its history, its notices
    /// (which hold no address and no words), its waking, its place in the figures and the mark that its words changed.
    /// What is added one day goes too, unless it is named here.
    pub(crate) async fn personal_items(&self, number: &Number) -> Result<Vec<String>, StoreError> {
        let mut pages = QueryInput::builder()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("PK = :pk")
            .projection_expression("SK")
            .expression_attribute_values(":pk", AttributeValue::S(keys::case(number)))
            .items(&self.dynamodb);
        let mut found = Vec::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(|error| StoreError::from_sdk(OPERATION, &error))?;
            let key = Reader::new("key", &item).text(SK)?.to_owned();
            if is_personal(&key) {
                found.push(key);
            }
        }
        Ok(found)
    }

    /// Removes one item of a case. It may be gone already.
    pub(crate) async fn remove(&self, number: &Number, sort_key: &str) -> Result<(), StoreError> {
        let request = DeleteItemInput::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(keys::case(number)))
            .key(SK, AttributeValue::S(sort_key.to_owned()));
        let sent = request.ask(&self.dynamodb).await;
        sent.map(drop)
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))
    }
}

fn is_personal(sort_key: &str) -> bool {
    let is_history = [EVENT_PREFIX, NOTICE_PREFIX]
        .iter()
        .any(|prefix| sort_key.starts_with(prefix));
    !is_history && ![META, WAKE, ENTRY, UNINDEXED].contains(&sort_key)
}
