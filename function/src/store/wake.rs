//! Which cases wake today: read from the index by date, never by a scan.

use aws_sdk_dynamodb::types::AttributeValue;
use complaint::{AgencyCode, Number};
use jiff::civil::Date;

use super::Store;
use super::error::StoreError;
use super::item::Reader;
use super::keys::{BY_DUE, WAKING};

const OPERATION: &str = "waking";
/// Behind every number of a day.
const AFTER_ALL: &str = "~";

impl Store {
    /// Up to `limit` cases for which the calendar may have something to say by `today`, the oldest first.
    pub async fn waking(
        &self,
        today: Date,
        codes: &[AgencyCode],
        limit: i32,
    ) -> Result<Vec<Number>, StoreError> {
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(BY_DUE)
            .key_condition_expression("open_status = :waking AND due_key <= :today")
            .expression_attribute_values(":waking", AttributeValue::S(WAKING.to_owned()))
            .expression_attribute_values(":today", AttributeValue::S(format!("{today}{AFTER_ALL}")))
            .limit(limit)
            .send()
            .await
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))?;
        let number =
            |item| Reader::new("waking", item).parsed("number", |text| Number::parse(text, codes).ok());
        answer.items().iter().map(number).collect()
    }
}
