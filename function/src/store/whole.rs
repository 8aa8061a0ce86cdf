//! The whole table, item by item, as it stands: for taking it elsewhere and bringing it back. Only backups and
//! audits read like this; nothing that answers a request does.
//!
//! An item is told in `DynamoDB`'s own JSON: `{"PK":{"S":"C#DPM-…"},"version":{"N":"3"}}`.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};

use super::Store;
use super::error::StoreError;
use super::figures;
use super::item::Attributes;
use super::keys::PK;
use super::submit::backoff;
use crate::Entropy;
use crate::dynamodb::{Ask, BatchWriteItemInput, ScanInput};

const OPERATION: &str = "whole table";
/// As many as one request may bring.
const AT_ONCE: usize = 25;
/// How often to bring again what there was no room for.
const TRIES: u32 = 8;

/// Where a reading of the whole table goes on.
#[derive(Clone, Debug)]
pub struct Bookmark(Attributes);

impl Store {
    /// A part of the table, and where the next one begins.
    pub async fn items_after(
        &self,
        bookmark: Option<Bookmark>,
    ) -> Result<(Vec<Value>, Option<Bookmark>), StoreError> {
        let page = ScanInput::builder()
            .table_name(&self.table)
            .consistent_read(true)
            .set_exclusive_start_key(bookmark.map(|Bookmark(key)| key))
            .ask(&self.dynamodb)
            .await
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))?;
        let items = page.items().iter().map(item_to_json);
        let next = page.last_evaluated_key().cloned().map(Bookmark);
        Ok((items.collect::<Option<_>>().ok_or(DAMAGED)?, next))
    }

    /// Writes items as they were read. What stood in their place is gone. Figures are not brought: they are counted
    /// anew from the cases, since a table that was read while people worked may not agree with itself.
    pub async fn bring_items(&self, items: &[Value], entropy: &Entropy) -> Result<(), StoreError> {
        let kept: Vec<&Value> = items.iter().filter(|item| !is_figure_of(item)).collect();
        for part in kept.chunks(AT_ONCE) {
            let requests = part.iter().map(|item| put_request(item)).collect::<Option<_>>();
            self.bring(requests.ok_or(DAMAGED)?, entropy).await?;
        }
        Ok(())
    }

    async fn bring(&self, mut left: Vec<WriteRequest>, entropy: &Entropy) -> Result<(), StoreError> {
        for attempt in 0..TRIES {
            let written = BatchWriteItemInput::builder().request_items(&self.table, left);
            let written = written
                .ask(&self.dynamodb)
                .await
                .map_err(|error| StoreError::from_sdk(OPERATION, &error))?;
            let unprocessed = written.unprocessed_items.unwrap_or_default();
            left = unprocessed.into_values().flatten().collect();
            if left.is_empty() {
                return Ok(());
            }
            backoff(attempt, entropy).await;
        }
        Err(StoreError::Conflict { operation: OPERATION })
    }
}

/// An item of a kind that no version of this program has written.
const DAMAGED: StoreError = StoreError::Damaged {
    kind: "item",
    attribute: "type",
};

fn is_figure_of(item: &Value) -> bool {
    item[PK]["S"].as_str().is_some_and(figures::is_figure)
}

fn put_request(item: &Value) -> Option<WriteRequest> {
    let put = PutRequest::builder().set_item(Some(item_from_json(item)?));
    Some(WriteRequest::builder().put_request(put.build().ok()?).build())
}

fn item_to_json(item: &Attributes) -> Option<Value> {
    let attributes = item
        .iter()
        .map(|(name, value)| Some((name.clone(), to_json(value)?)));
    attributes.collect::<Option<Map<_, _>>>().map(Value::Object)
}

fn item_from_json(item: &Value) -> Option<Attributes> {
    let attributes = item.as_object()?.iter();
    let attributes = attributes.map(|(name, value)| Some((name.clone(), from_json(value)?)));
    attributes.collect::<Option<HashMap<_, _>>>()
}

fn to_json(value: &AttributeValue) -> Option<Value> {
    Some(match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Bool(yes) => json!({ "BOOL": yes }),
        AttributeValue::B(bytes) => json!({ "B": BASE64_STANDARD.encode(bytes) }),
        AttributeValue::Ss(texts) => json!({ "SS": texts }),
        AttributeValue::L(list) => json!({ "L": list.iter().map(to_json).collect::<Option<Vec<_>>>()? }),
        AttributeValue::M(map) => json!({ "M": item_to_json(map)? }),
        _ => return None,
    })
}

fn from_json(value: &Value) -> Option<AttributeValue> {
    let (kind, value) = value.as_object()?.iter().next()?;
    let text = || value.as_str().map(str::to_owned);
    Some(match kind.as_str() {
        "S" => AttributeValue::S(text()?),
        "N" => AttributeValue::N(text()?),
        "BOOL" => AttributeValue::Bool(value.as_bool()?),
        "B" => AttributeValue::B(Blob::new(BASE64_STANDARD.decode(value.as_str()?).ok()?)),
        "SS" => AttributeValue::Ss(serde_json::from_value(value.clone()).ok()?),
        "L" => AttributeValue::L(value.as_array()?.iter().map(from_json).collect::<Option<_>>()?),
        "M" => AttributeValue::M(item_from_json(value)?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_attribute_comes_back() {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let item: Attributes = [
            ("s", text("teks \"dan\" \u{1f600}")),
            ("n", AttributeValue::N("-12.50".to_owned())),
            ("bool", AttributeValue::Bool(false)),
            ("b", AttributeValue::B(Blob::new([0, 255]))),
            ("ss", AttributeValue::Ss(vec!["a".to_owned(), "b".to_owned()])),
            (
                "l",
                AttributeValue::L(vec![text("a"), AttributeValue::Bool(true)]),
            ),
            ("m", AttributeValue::M([("k".to_owned(), text("v"))].into())),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        let told = item_to_json(&item).unwrap();
        assert_eq!(item_from_json(&told), Some(item));
        assert_eq!(item_from_json(&json!({ "x": { "Q": "1" } })), None);
    }
}
