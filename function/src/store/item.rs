//! Between typed values and the attributes of an item.

use std::collections::HashMap;
use std::str::FromStr;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::DeserializeOwned;

use super::error::StoreError;
use super::keys::{PK, SK};

/// An item as it comes and goes.
pub(crate) type Attributes = HashMap<String, AttributeValue>;

/// Writes an item, attribute by attribute.
pub(crate) struct Writer(Attributes);

impl Writer {
    /// An item with its key.
    pub(crate) fn new(pk: impl Into<String>, sk: impl Into<String>) -> Writer {
        Writer(HashMap::new()).text(PK, pk).text(SK, sk)
    }

    pub(crate) fn text(mut self, name: &str, value: impl Into<String>) -> Writer {
        self.0.insert(name.to_owned(), AttributeValue::S(value.into()));
        self
    }

    /// Absent stays absent: no empty strings, no nulls.
    pub(crate) fn maybe(self, name: &str, value: Option<impl Into<String>>) -> Writer {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    pub(crate) fn number(mut self, name: &str, value: i64) -> Writer {
        self.0
            .insert(name.to_owned(), AttributeValue::N(value.to_string()));
        self
    }

    pub(crate) fn finish(self) -> Attributes {
        self.0
    }
}

/// Reads an item; what is missing or of another kind is an error that names the attribute.
pub(crate) struct Reader<'a> {
    kind: &'static str,
    attributes: &'a Attributes,
}

impl<'a> Reader<'a> {
    /// `kind` names the item in errors.
    pub(crate) fn new(kind: &'static str, attributes: &'a Attributes) -> Reader<'a> {
        Reader { kind, attributes }
    }

    pub(crate) fn maybe(&self, name: &str) -> Option<&'a str> {
        self.attributes
            .get(name)
            .and_then(|value| value.as_s().ok())
            .map(String::as_str)
    }

    pub(crate) fn text(&self, name: &'static str) -> Result<&'a str, StoreError> {
        self.maybe(name).ok_or_else(|| self.damaged(name))
    }

    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.maybe(name).map(str::to_owned)
    }

    /// A text that `read` understands.
    pub(crate) fn parsed<T>(
        &self,
        name: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        read(self.text(name)?).ok_or_else(|| self.damaged(name))
    }

    pub(crate) fn json<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, StoreError> {
        serde_json::from_str(self.text(name)?).map_err(|_| self.damaged(name))
    }

    /// A whole number.
    pub(crate) fn number<T: FromStr>(&self, name: &'static str) -> Result<T, StoreError> {
        let value = self.attributes.get(name).and_then(|value| value.as_n().ok());
        value
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| self.damaged(name))
    }

    fn damaged(&self, attribute: &'static str) -> StoreError {
        StoreError::Damaged {
            kind: self.kind,
            attribute,
        }
    }
}
