//! Files of a case, and marks of files that belong to none yet.

use aws_sdk_dynamodb::types::builders::DeleteBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Delete};
use complaint::Number;
use jiff::Timestamp;
use serde::Serialize;

use super::Store;
use super::error::StoreError;
use super::item::{Attributes, Reader, Writer};
use super::keys::{self, FILE_PREFIX, SK, UNCLAIMED};
use crate::files::Format;

/// A file of a case. What the reporter called it is not kept: names tell of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileRecord {
    /// Random; the name of its object.
    pub id: String,
    /// Counted from 1 in each case.
    pub position: usize,
    /// What it is called when it is saved, such as `lampiran-1.jpg`.
    pub name: String,
    /// A photo or a document.
    pub format: Format,
    /// How large it is.
    pub bytes: usize,
    /// Whether it is a document that could act by itself.
    pub active: bool,
    /// When it came.
    pub added_at: Timestamp,
}

impl FileRecord {
    pub(super) fn item(&self, number: &Number) -> Attributes {
        let count = |value: usize| i64::try_from(value).unwrap_or(i64::MAX);
        Writer::new(keys::case(number), keys::file(&self.id))
            .number("position", count(self.position))
            .text("name", &self.name)
            .text("format", self.format.extension())
            .number("bytes", count(self.bytes))
            .text("active", if self.active { "yes" } else { "no" })
            .text("added_at", keys::instant(self.added_at))
            .finish()
    }

    pub(super) fn read(item: &Attributes) -> Result<FileRecord, StoreError> {
        let reader = Reader::new("file", item);
        let id = reader.parsed(SK, |key| key.strip_prefix(FILE_PREFIX).map(str::to_owned))?;
        Ok(FileRecord {
            id,
            position: reader.number("position")?,
            name: reader.text("name")?.to_owned(),
            format: reader.parsed("format", Format::parse)?,
            bytes: reader.number("bytes")?,
            active: reader.text("active")? == "yes",
            added_at: reader.parsed("added_at", |text| text.parse().ok())?,
        })
    }
}

impl Store {
    /// Notes that an object is about to be stored which belongs to nothing yet.
    pub(crate) async fn mark_file(&self, id: &str, now: Timestamp) -> Result<(), StoreError> {
        let item = Writer::new(UNCLAIMED, id).text("marked_at", keys::instant(now));
        let request = self.client.put_item().table_name(&self.table);
        let sent = request.set_item(Some(item.finish())).send().await;
        sent.map(drop)
            .map_err(|error| StoreError::from_sdk("mark_file", &error))
    }

    /// Takes a mark away.
    pub(crate) async fn unmark_file(&self, id: &str) -> Result<(), StoreError> {
        let request = self.client.delete_item().table_name(&self.table);
        let sent = request.set_key(Some(mark_key(id))).send().await;
        sent.map(drop)
            .map_err(|error| StoreError::from_sdk("unmark_file", &error))
    }

    /// The files marked before an instant that no case has taken since.
    pub(crate) async fn unclaimed_files(&self, before: Timestamp) -> Result<Vec<String>, StoreError> {
        let mut items = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("PK = :pk")
            .filter_expression("marked_at < :before")
            .expression_attribute_values(":pk", AttributeValue::S(UNCLAIMED.to_owned()))
            .expression_attribute_values(":before", AttributeValue::S(keys::instant(before)))
            .into_paginator()
            .items()
            .send();
        let mut ids = Vec::new();
        while let Some(item) = items.next().await {
            let item = item.map_err(|error| StoreError::from_sdk("unclaimed_files", &error))?;
            ids.push(Reader::new("mark", &item).text(SK)?.to_owned());
        }
        Ok(ids)
    }

    /// In the transaction that files a case: the mark must still be there, and goes.
    pub(super) fn claim(&self, id: &str) -> DeleteBuilder {
        Delete::builder()
            .table_name(&self.table)
            .set_key(Some(mark_key(id)))
            .condition_expression("attribute_exists(PK)")
    }
}

fn mark_key(id: &str) -> Attributes {
    Writer::new(UNCLAIMED, id).finish()
}
