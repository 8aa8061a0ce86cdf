//! Whether somebody but its sender knows a new case. While the same content from the same sender gets the same receipt,
//! whoever has read a case at the desk could send its content again and be taken for its reporter.

use complaint::Number;

use super::Store;
use super::error::StoreError;
use super::item::{Reader, Writer};
use super::keys::{self, EXPIRES_AT, META, SEEN};
use crate::dynamodb::{Ask, PutItemInput};

/// The version with which a case begins.
const UNTOUCHED: i64 = 1;

impl Store {
    /// Notes that the desk has opened a case; of interest until some second.
    pub(crate) async fn note_seen(&self, number: &Number, until: i64) -> Result<(), StoreError> {
        let item = Writer::new(keys::case(number), SEEN).number(EXPIRES_AT, until);
        let request = PutItemInput::builder().table_name(&self.table);
        let sent = request.set_item(Some(item.finish())).ask(&self.dynamodb).await;
        sent.map(drop)
            .map_err(|error| StoreError::from_sdk("note_seen", &error))
    }

    /// Whether the desk has opened a case, or anybody has changed it since it was filed.
    pub(crate) async fn is_known(&self, number: &str) -> Result<bool, StoreError> {
        let pk = keys::case(number);
        let (seen, case) =
            tokio::try_join!(self.item("is_known", &pk, SEEN), self.item("is_known", &pk, META))?;
        let version = case.map(|case| Reader::new("case", &case).number::<i64>("version"));
        Ok(seen.is_some() || version.transpose()? != Some(UNTOUCHED))
    }
}
