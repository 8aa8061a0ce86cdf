//! Files of a case.

use complaint::Number;
use jiff::Timestamp;
use serde::Serialize;

use super::error::StoreError;
use super::item::{Attributes, Reader, Writer};
use super::keys::{self, FILE_PREFIX, SK};
use super::marks::ORIGINAL;
use crate::files::Format;

/// A file that lies in the bucket, clean, and may be taken by a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Random; the name of its object.
    pub id: String,
    /// A photo or a document.
    pub format: Format,
    /// How large it is.
    pub bytes: usize,
    /// Whether it is a document that could act by itself.
    pub active: bool,
    /// Whether it was sent before the form, and may be named again by the same submission.
    pub uploaded: bool,
    /// Whether its sealed original goes once a case has it: whose it is, nobody knew when it came, and now they are
    /// anonymous.
    pub forgets: bool,
}

/// A file of a case. What the reporter called it is not kept: names tell of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileRecord {
    /// Random; the name of its object.
    pub id: String,
    /// Counted from 1 in each case.
    pub position: usize,
    /// The event it came with.
    pub sequence: u32,
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

impl StoredFile {
    /// Writes what it is into an item.
    pub(super) fn describe(&self, item: Writer) -> Writer {
        describe(item, self.format, self.bytes, self.active)
    }

    /// Reads it back from the mark of an upload.
    pub(super) fn read(reader: &Reader<'_>, id: String) -> Result<StoredFile, StoreError> {
        Ok(StoredFile {
            id,
            format: reader.parsed("format", Format::parse)?,
            bytes: reader.number("bytes")?,
            active: reader.text("active")? == "yes",
            uploaded: true,
            forgets: reader.owned(ORIGINAL).is_some(),
        })
    }

    /// As part of a case.
    pub(super) fn recorded(&self, position: usize, sequence: u32, at: Timestamp) -> FileRecord {
        FileRecord {
            id: self.id.clone(),
            position,
            sequence,
            name: format!("lampiran-{position}.{}", self.format.extension()),
            format: self.format,
            bytes: self.bytes,
            active: self.active,
            added_at: at,
        }
    }
}

impl FileRecord {
    pub(super) fn item(&self, number: &Number) -> Attributes {
        let item = Writer::new(keys::case(number), keys::file(&self.id))
            .number("position", count(self.position))
            .number("sequence", i64::from(self.sequence))
            .text("name", &self.name)
            .text("added_at", keys::instant(self.added_at));
        describe(item, self.format, self.bytes, self.active).finish()
    }

    pub(super) fn read(item: &Attributes) -> Result<FileRecord, StoreError> {
        let reader = Reader::new("file", item);
        let id = reader.parsed(SK, |key| key.strip_prefix(FILE_PREFIX).map(str::to_owned))?;
        Ok(FileRecord {
            id,
            position: reader.number("position")?,
            sequence: reader.number("sequence")?,
            name: reader.text("name")?.to_owned(),
            format: reader.parsed("format", Format::parse)?,
            bytes: reader.number("bytes")?,
            active: reader.text("active")? == "yes",
            added_at: reader.parsed("added_at", |text| text.parse().ok())?,
        })
    }
}

fn describe(item: Writer, format: Format, bytes: usize, active: bool) -> Writer {
    item.text("format", format.extension())
        .number("bytes", count(bytes))
        .text("active", if active { "yes" } else { "no" })
}

fn count(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
