//! Who is away, until when, and who stands in for them.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use complaint::reminder::Absence;

use super::Store;
use super::error::StoreError;
use super::item::{Attributes, Reader, Writer};
use super::keys::{ABSENCE_PREFIX, PK, SK, STAFF};
use crate::dynamodb::{Ask, DeleteItemInput, PutItemInput};

const OPERATION: &str = "absence";

impl Store {
    /// Everybody's absences, also those that are over, by account.
    pub async fn absences(&self) -> Result<HashMap<String, Absence>, StoreError> {
        let all = self.all(OPERATION, STAFF, ABSENCE_PREFIX, read).await?;
        Ok(all.into_iter().collect())
    }

    /// Somebody goes away, or comes back.
    pub async fn note_absence(&self, account: &str, absence: Option<&Absence>) -> Result<(), StoreError> {
        let key = format!("{ABSENCE_PREFIX}{account}");
        let Some(absence) = absence else {
            let delete = DeleteItemInput::builder().table_name(&self.table);
            let delete = delete
                .key(PK, AttributeValue::S(STAFF.to_owned()))
                .key(SK, AttributeValue::S(key));
            let sent = delete.ask(&self.dynamodb).await;
            return sent
                .map(drop)
                .map_err(|error| StoreError::from_sdk(OPERATION, &error));
        };
        let item = Writer::new(STAFF, key)
            .text("until", absence.until.to_string())
            .maybe("delegate", absence.delegate.as_deref());
        let put = PutItemInput::builder().table_name(&self.table);
        let sent = put.set_item(Some(item.finish())).ask(&self.dynamodb).await;
        sent.map(drop)
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))
    }
}

fn read(item: &Attributes) -> Result<(String, Absence), StoreError> {
    let reader = Reader::new(OPERATION, item);
    let account = reader.parsed(SK, |key| key.strip_prefix(ABSENCE_PREFIX).map(str::to_owned))?;
    let absence = Absence {
        until: reader.parsed("until", |text| text.parse().ok())?,
        delegate: reader.owned("delegate"),
    };
    Ok((account, absence))
}
