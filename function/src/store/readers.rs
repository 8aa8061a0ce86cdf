//! Who read how a reporter is reached: an entry of the agency's own history, one a day for each account and case. A mark
//! of the last day stands in the case, written with the entry, so that two pages opened at once make one.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use complaint::Number;
use jiff::Timestamp;
use jiff::civil::Date;

use super::Store;
use super::audit::{AuditActor, AuditEntry, AuditKind};
use super::error::StoreError;
use super::item::{Reader, Writer};
use super::keys;
use super::submit::{backoff, finish};
use crate::Entropy;

const OPERATION: &str = "readers";
/// How often to begin again when others were faster.
const TRIES: u32 = 12;

/// An account, a case, a day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) account: &'a str,
    pub(crate) number: &'a Number,
    pub(crate) on: Date,
}

impl Store {
    /// Writes down that somebody reads it, unless that stands there for this day.
    pub(crate) async fn note_reading(
        &self,
        reading: &Reading<'_>,
        at: Timestamp,
        entropy: &Entropy,
    ) -> Result<(), StoreError> {
        for attempt in 0..TRIES {
            if self.has_read(reading).await? {
                return Ok(());
            }
            let before = self.audit_head().await?;
            let entry = AuditEntry {
                sequence: before.sequence + 1,
                at,
                actor: AuditActor::Account(reading.account.to_owned()),
                kind: AuditKind::ContactRead,
                object: Some(reading.number.to_string()),
            };
            if self
                .write_audit(&entry, &before, Some(self.reading(reading)?))
                .await?
            {
                return Ok(());
            }
            backoff(attempt, entropy).await;
        }
        Err(StoreError::Conflict { operation: OPERATION })
    }

    async fn has_read(&self, reading: &Reading<'_>) -> Result<bool, StoreError> {
        let (pk, sk) = (keys::case(reading.number), keys::reader(reading.account));
        let item = self.item(OPERATION, &pk, &sk).await?;
        let on = item
            .as_ref()
            .and_then(|item| Reader::new(OPERATION, item).maybe("on"));
        Ok(on == Some(reading.on.to_string().as_str()))
    }

    fn reading(&self, reading: &Reading<'_>) -> Result<TransactWriteItem, StoreError> {
        let on = reading.on.to_string();
        let item = Writer::new(keys::case(reading.number), keys::reader(reading.account)).text("on", &on);
        let put = self
            .put(item.finish())
            .condition_expression("attribute_not_exists(PK) OR #on <> :on")
            .expression_attribute_names("#on", "on")
            .expression_attribute_values(":on", AttributeValue::S(on));
        finish(put)
    }
}
