//! Numbers on paper: reserved with their access codes, handed out on days without a connection, and taken by the
//! case that is typed in later. The table knows a keyed hash of each code, never the code.

use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem};
use complaint::Number;
use jiff::Timestamp;

use super::Store;
use super::error::StoreError;
use super::item::{Attributes, Reader, Writer};
use super::keys::{self, META, PAPER, PK, SK};
use super::staff::unfinished;
use super::submit::finish;

const OPERATION: &str = "paper";

/// A number that was printed and not used yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperNumber {
    /// The number.
    pub number: String,
    /// Keyed hash of its access code.
    pub code_hash: String,
    /// When it was reserved.
    pub reserved_at: Timestamp,
}

impl Store {
    /// Reserves a number for paper. Whether no case and no paper has it.
    pub async fn reserve_paper(
        &self,
        number: &Number,
        code_hash: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let item = Writer::new(PAPER, number.as_str())
            .text("code_hash", code_hash)
            .text("reserved_at", keys::instant(now))
            .finish();
        let put = self.put(item).condition_expression("attribute_not_exists(PK)");
        let free = aws_sdk_dynamodb::types::ConditionCheck::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(keys::case(number)))
            .key(SK, AttributeValue::S(META.to_owned()))
            .condition_expression("attribute_not_exists(PK)")
            .build()
            .map_err(|_| unfinished())?;
        self.all_or_nothing(vec![
            finish(put)?,
            TransactWriteItem::builder().condition_check(free).build(),
        ])
        .await
    }

    /// A number on paper that no case has taken yet.
    pub async fn paper(&self, number: &Number) -> Result<Option<PaperNumber>, StoreError> {
        let item = self.item(OPERATION, PAPER, number.as_str()).await?;
        item.as_ref().map(read).transpose()
    }

    /// All of them.
    pub async fn papers(&self) -> Result<Vec<PaperNumber>, StoreError> {
        self.partition(OPERATION, PAPER, read).await
    }

    /// Takes a number for the case that is written in the same transaction.
    pub(super) fn take_paper(&self, number: &Number) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(PAPER.to_owned()))
            .key(SK, AttributeValue::S(number.to_string()))
            .condition_expression("attribute_exists(PK)")
            .build()
            .map_err(|_| unfinished())?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }
}

fn read(item: &Attributes) -> Result<PaperNumber, StoreError> {
    let reader = Reader::new("paper", item);
    Ok(PaperNumber {
        number: reader.text(SK)?.to_owned(),
        code_hash: reader.text("code_hash")?.to_owned(),
        reserved_at: reader.parsed("reserved_at", |text| text.parse().ok())?,
    })
}
