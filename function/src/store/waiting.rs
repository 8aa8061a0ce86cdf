//! What waits in a partition of the index by date: a bounded piece at a time, the earliest first, never by a scan.

use aws_sdk_dynamodb::types::AttributeValue;
use complaint::{AgencyCode, Number};

use super::Store;
use super::error::StoreError;
use super::item::{Attributes, Reader};
use super::keys::BY_DUE;
use crate::dynamodb::{Ask, QueryInput};

/// Before and behind everything that waits.
pub(super) const FIRST: &str = " ";
pub(super) const LAST: &str = "~";

impl Store {
    /// Up to `limit` items of a partition whose key lies between two, both included.
    pub(super) async fn waiting(
        &self,
        operation: &'static str,
        partition: &str,
        (from, until): (&str, &str),
        limit: i32,
    ) -> Result<Vec<Attributes>, StoreError> {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let answer = QueryInput::builder()
            .table_name(&self.table)
            .index_name(BY_DUE)
            .key_condition_expression("open_status = :partition AND due_key BETWEEN :from AND :until")
            .expression_attribute_values(":partition", text(partition))
            .expression_attribute_values(":from", text(from))
            .expression_attribute_values(":until", text(until))
            .limit(limit)
            .ask(&self.dynamodb)
            .await
            .map_err(|error| StoreError::from_sdk(operation, &error))?;
        Ok(answer.items.unwrap_or_default())
    }
}

/// The cases that items belong to.
pub(super) fn numbers(
    operation: &'static str,
    items: &[Attributes],
    codes: &[AgencyCode],
) -> Result<Vec<Number>, StoreError> {
    let number = |item| Reader::new(operation, item).parsed("number", |text| Number::parse(text, codes).ok());
    items.iter().map(number).collect()
}
