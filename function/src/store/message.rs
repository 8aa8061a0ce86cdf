//! Messages: the words that came with an event. They are items of their own, so that they can be erased one
//! day without touching the history.

use complaint::{Actor, Number};
use jiff::Timestamp;
use serde::Serialize;

use super::error::StoreError;
use super::item::{Attributes, Reader, Writer};
use super::keys;

/// One message between reporter and agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// The event it came with.
    pub sequence: u32,
    /// When it was sent.
    pub at: Timestamp,
    /// Who wrote it.
    pub from: Actor,
    /// What was written; passages of it may be blackened.
    pub text: String,
    /// What was written before passages of it were.
    #[serde(skip)]
    pub original: Option<String>,
}

impl Message {
    /// The message as an item of its case.
    pub(super) fn item(&self, number: &Number) -> Attributes {
        Writer::new(keys::case(number), keys::message(self.sequence))
            .number("sequence", i64::from(self.sequence))
            .text("at", self.at.to_string())
            .text("from", self.from.as_str())
            .text("text", &self.text)
            .maybe("original", self.original.as_deref())
            .finish()
    }
}

/// Reads a message back.
pub(super) fn read(attributes: &Attributes) -> Result<Message, StoreError> {
    let reader = Reader::new("message", attributes);
    Ok(Message {
        sequence: reader.number("sequence")?,
        at: reader.parsed("at", |text| text.parse().ok())?,
        from: reader.parsed("from", Actor::parse)?,
        text: reader.text("text")?.to_owned(),
        original: reader.owned("original"),
    })
}
