//! Internal notes: words for colleagues. They are items of another kind than messages, and nothing that answers
//! a citizen reads them.

use complaint::Number;
use jiff::Timestamp;
use serde::Serialize;

use super::Store;
use super::error::StoreError;
use super::item::{Attributes, Reader, Writer};
use super::keys::{self, NOTE_PREFIX};

/// One note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The event it came with.
    pub sequence: u32,
    /// When it was written.
    pub at: Timestamp,
    /// The account that wrote it.
    pub by: String,
    /// What was written.
    pub text: String,
}

impl Note {
    /// The note as an item of its case.
    pub(super) fn item(&self, number: &Number) -> Attributes {
        Writer::new(keys::case(number), keys::note(self.sequence))
            .number("sequence", i64::from(self.sequence))
            .text("at", self.at.to_string())
            .text("by", &self.by)
            .text("text", &self.text)
            .finish()
    }
}

impl Store {
    /// The notes on a case, oldest first.
    pub async fn notes(&self, number: &Number) -> Result<Vec<Note>, StoreError> {
        self.all("notes", &keys::case(number), NOTE_PREFIX, read).await
    }
}

fn read(attributes: &Attributes) -> Result<Note, StoreError> {
    let reader = Reader::new("note", attributes);
    Ok(Note {
        sequence: reader.number("sequence")?,
        at: reader.parsed("at", |text| text.parse().ok())?,
        by: reader.text("by")?.to_owned(),
        text: reader.text("text")?.to_owned(),
    })
}
