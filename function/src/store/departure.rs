//! People who went to the issuer and are expected back. The table knows a hash of what their browser keeps meanwhile, and
//! what they wanted here; nothing that belongs to the question or its answer.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use jiff::Timestamp;

use super::Store;
use super::error::StoreError;
use super::item::{Reader, Writer};
use super::keys::{self, DEPARTURE, EXPIRES_AT, PK, SK};
use super::staff::{held, number};
use crate::dynamodb::{Ask, DeleteItemInput, PutItemInput};

const OPERATION: &str = "departure";

/// Somebody who went to the issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure {
    /// Hash of what the browser keeps.
    pub id: String,
    /// The page that they want to see.
    pub next: String,
    /// The invitation that they accept so.
    pub invitation: Option<String>,
    /// Until when they are expected, in seconds since 1970.
    pub expires_at: i64,
}

impl Store {
    /// Remembers that somebody left.
    pub async fn depart(&self, departure: &Departure) -> Result<(), StoreError> {
        let item = Writer::new(keys::departure(&departure.id), DEPARTURE)
            .text("next", &departure.next)
            .maybe("invitation", departure.invitation.as_deref())
            .number(EXPIRES_AT, departure.expires_at)
            .finish();
        let put = PutItemInput::builder()
            .table_name(&self.table)
            .set_item(Some(item));
        let put = put.ask(&self.dynamodb).await;
        put.map(drop)
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))
    }

    /// Somebody is back, once: whoever comes after them with the same was not expected.
    pub async fn return_of(&self, id: &str, now: Timestamp) -> Result<Option<Departure>, StoreError> {
        let taken = DeleteItemInput::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(keys::departure(id)))
            .key(SK, AttributeValue::S(DEPARTURE.to_owned()))
            .condition_expression("attribute_exists(PK) AND expires_at > :now")
            .expression_attribute_values(":now", number(now.as_second()))
            .return_values(ReturnValue::AllOld)
            .ask(&self.dynamodb)
            .await;
        let item = taken.as_ref().ok().and_then(|taken| taken.attributes().cloned());
        if !held(taken)? {
            return Ok(None);
        }
        let item = item.unwrap_or_default();
        let reader = Reader::new("departure", &item);
        Ok(Some(Departure {
            id: id.to_owned(),
            next: reader.text("next")?.to_owned(),
            invitation: reader.owned("invitation"),
            expires_at: reader.number(EXPIRES_AT)?,
        }))
    }
}
