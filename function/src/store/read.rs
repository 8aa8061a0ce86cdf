//! Reading one case by its number. The identity is another item, and nothing here asks for it.

use std::fmt::Display;

use aws_sdk_dynamodb::operation::query::builders::QueryInputBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use complaint::Number;

use super::Store;
use super::error::StoreError;
use super::event;
use super::files::FileRecord;
use super::item::Attributes;
use super::keys::{self, EVENT_PREFIX, FILE_PREFIX, MESSAGE_PREFIX, META, PK, SK};
use super::message;
use super::view::{self, CaseView, FiledEvent, Parts, StatusRecord};
use crate::dynamodb::{Ask, GetItemInput, Items, QueryInput};

impl Store {
    /// A look-up by number: the case as its reporter wrote it and the keyed hash of its access code.
    pub async fn status(&self, number: &Number) -> Result<Option<StatusRecord>, StoreError> {
        let parts = self.case_and_all("status", number).await?;
        let Some(mut record) = parts.map(|parts| view::status_record(&parts)).transpose()? else {
            return Ok(None);
        };
        if record.case.case.redacted
            && let Some(original) = self.original(number).await?
        {
            record.case = original.restore(record.case);
        }
        Ok(Some(record))
    }

    /// A whole case for staff, without the person and without what is blackened.
    pub async fn show(&self, number: &Number) -> Result<Option<CaseView>, StoreError> {
        let parts = self.case_and_all("show", number).await?;
        parts.map(|parts| view::case(&parts)).transpose()
    }

    /// What the receipt of a case promised; read from its first event, which never changes.
    pub async fn filed(&self, number: &str) -> Result<FiledEvent, StoreError> {
        let missing = StoreError::Damaged {
            kind: "event",
            attribute: "sequence",
        };
        let item = self
            .item("filed", &keys::case(number), &keys::event(1))
            .await?
            .ok_or(missing)?;
        FiledEvent::from_event(event::read(&item)?)
    }

    pub(super) async fn case_and_all(
        &self,
        operation: &'static str,
        number: impl Display,
    ) -> Result<Option<Parts>, StoreError> {
        let pk = keys::case(number);
        let (case, events, messages, mut files) = tokio::try_join!(
            self.item(operation, &pk, META),
            self.all(operation, &pk, EVENT_PREFIX, event::read),
            self.all(operation, &pk, MESSAGE_PREFIX, message::read),
            self.all(operation, &pk, FILE_PREFIX, FileRecord::read)
        )?;
        files.sort_by_key(|file| file.position);
        Ok(case.map(|case| Parts {
            case,
            events,
            messages,
            files,
        }))
    }

    pub(super) async fn item(
        &self,
        operation: &'static str,
        pk: &str,
        sk: &str,
    ) -> Result<Option<Attributes>, StoreError> {
        let request = GetItemInput::builder()
            .table_name(&self.table)
            .consistent_read(true);
        let request = request
            .key(PK, AttributeValue::S(pk.to_owned()))
            .key(SK, AttributeValue::S(sk.to_owned()));
        let answer = request
            .ask(&self.dynamodb)
            .await
            .map_err(|error| StoreError::from_sdk(operation, &error))?;
        Ok(answer.item)
    }

    /// Every item of a case whose sort key begins so.
    pub(super) async fn all<T>(
        &self,
        operation: &'static str,
        pk: &str,
        prefix: &str,
        read: fn(&Attributes) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let query = QueryInput::builder()
            .key_condition_expression("PK = :pk AND begins_with(SK, :prefix)")
            .expression_attribute_values(":prefix", AttributeValue::S(prefix.to_owned()));
        self.each(operation, pk, query, read).await
    }

    /// Every item of a partition. An empty beginning would not do: DynamoDB takes no empty text for a key.
    pub(super) async fn partition<T>(
        &self,
        operation: &'static str,
        pk: &str,
        read: fn(&Attributes) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let query = QueryInput::builder().key_condition_expression("PK = :pk");
        self.each(operation, pk, query, read).await
    }

    async fn each<T>(
        &self,
        operation: &'static str,
        pk: &str,
        query: QueryInputBuilder,
        read: fn(&Attributes) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut pages = query
            .table_name(&self.table)
            .consistent_read(true)
            .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
            .items(&self.dynamodb);
        let mut all = Vec::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(|error| StoreError::from_sdk(operation, &error))?;
            all.push(read(&item)?);
        }
        Ok(all)
    }
}
