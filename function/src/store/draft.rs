//! A drafted answer: an item of its own that no answer to a citizen reads, until it is approved.

use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem};
use complaint::Number;
use jiff::Timestamp;
use serde::Serialize;

use super::Store;
use super::error::StoreError;
use super::item::{Attributes, Reader, Writer};
use super::keys::{self, DRAFT, PK, SK};

/// What was drafted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// When.
    pub at: Timestamp,
    /// The account that drafted it.
    pub by: String,
    /// The answer.
    pub text: String,
}

/// What becomes of the draft of a case with a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Drafting {
    /// It stays as it is, if there is one.
    #[default]
    Stays,
    /// This is the draft now.
    Is(Draft),
    /// It went out.
    Goes,
}

impl Draft {
    pub(super) fn item(&self, number: &Number) -> Attributes {
        Writer::new(keys::case(number), DRAFT)
            .text("at", self.at.to_string())
            .text("by", &self.by)
            .text("text", &self.text)
            .finish()
    }
}

impl Store {
    /// The draft of a case. Whether it waits for approval, the case says.
    pub async fn draft(&self, number: &Number) -> Result<Option<Draft>, StoreError> {
        let item = self.item("draft", &keys::case(number), DRAFT).await?;
        item.as_ref().map(read).transpose()
    }

    pub(super) fn drop_draft(&self, number: &Number) -> Option<TransactWriteItem> {
        let delete = Delete::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(keys::case(number)))
            .key(SK, AttributeValue::S(DRAFT.to_owned()))
            .build();
        let delete = delete.ok()?;
        Some(TransactWriteItem::builder().delete(delete).build())
    }
}

fn read(attributes: &Attributes) -> Result<Draft, StoreError> {
    let reader = Reader::new("draft", attributes);
    Ok(Draft {
        at: reader.parsed("at", |text| text.parse().ok())?,
        by: reader.text("by")?.to_owned(),
        text: reader.text("text")?.to_owned(),
    })
}
