//! Reading one case by its number. The identity is another item, and nothing here asks for it.

use aws_sdk_dynamodb::types::AttributeValue;
use complaint::Number;

use super::Store;
use super::error::StoreError;
use super::event::{self, Event};
use super::item::Attributes;
use super::keys::{self, EVENT_PREFIX, META, PK, SK};
use super::view::{self, CaseView, FiledEvent, StatusRecord};

impl Store {
    /// A look-up by number: the case and the keyed hash of its access code.
    pub async fn status(&self, number: &Number) -> Result<Option<StatusRecord>, StoreError> {
        let (case, events) = self.case_and_events("status", number).await?;
        case.map(|case| view::status_record(&case, &events)).transpose()
    }

    /// A whole case for staff, without the person.
    pub async fn show(&self, number: &Number) -> Result<Option<CaseView>, StoreError> {
        let (case, events) = self.case_and_events("show", number).await?;
        case.map(|case| view::case(&case, &events)).transpose()
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

    /// Whether the table answers. The item asked for does not exist.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.item("ping", "H#health", META).await.map(drop)
    }

    async fn case_and_events(
        &self,
        operation: &'static str,
        number: &Number,
    ) -> Result<(Option<Attributes>, Vec<Event>), StoreError> {
        let pk = keys::case(number);
        tokio::try_join!(self.item(operation, &pk, META), self.events(operation, &pk))
    }

    async fn item(
        &self,
        operation: &'static str,
        pk: &str,
        sk: &str,
    ) -> Result<Option<Attributes>, StoreError> {
        let request = self
            .client
            .get_item()
            .table_name(&self.table)
            .consistent_read(true);
        let request = request
            .key(PK, AttributeValue::S(pk.to_owned()))
            .key(SK, AttributeValue::S(sk.to_owned()));
        let answer = request
            .send()
            .await
            .map_err(|error| StoreError::from_sdk(operation, &error))?;
        Ok(answer.item)
    }

    async fn events(&self, operation: &'static str, pk: &str) -> Result<Vec<Event>, StoreError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("PK = :pk AND begins_with(SK, :prefix)")
            .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
            .expression_attribute_values(":prefix", AttributeValue::S(EVENT_PREFIX.to_owned()))
            .into_paginator()
            .items()
            .send();
        let mut events = Vec::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(|error| StoreError::from_sdk(operation, &error))?;
            events.push(event::read(&item)?);
        }
        Ok(events)
    }
}
