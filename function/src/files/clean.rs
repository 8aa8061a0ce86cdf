//! Cleaning: bytes in, bytes out that hold nothing but what is seen.
//!
//! A photo is decoded, turned upright, made smaller and written anew, so nothing of its old file survives: no
//! place, no telephone, no serial number, no comment, nothing behind its end. A PDF loses its properties and
//! is looked through for anything that acts by itself.

mod document;
mod jpeg;
mod jpeg2000;
mod photo;

use std::panic::{AssertUnwindSafe, catch_unwind};

use complaint::form::FileErrorCode;
use serde::Serialize;

use super::kind::{Kind, kind};

/// The most that is kept of a file: what the function can hand out in one answer.
const MOST_KEPT: usize = 4_400_000;

/// What is kept of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaned {
    /// A photo or a document.
    pub format: Format,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether it is a document that could act by itself, or that hides what it holds. Never shown inside a page.
    pub active: bool,
}

/// The two kinds that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Every picture becomes one.
    Jpeg,
    /// A document.
    Pdf,
}

impl Format {
    /// How it is named in the table and behind the dot of a file name.
    pub const fn extension(self) -> &'static str {
        match self {
            Format::Jpeg => "jpg",
            Format::Pdf => "pdf",
        }
    }

    /// Reads [`Format::extension`].
    pub fn parse(extension: &str) -> Option<Format> {
        [Format::Jpeg, Format::Pdf]
            .into_iter()
            .find(|format| format.extension() == extension)
    }

    /// What to call it in an answer.
    pub const fn media_type(self) -> &'static str {
        match self {
            Format::Jpeg => "image/jpeg",
            Format::Pdf => "application/pdf",
        }
    }
}

/// Whether cleaning takes so much memory that nothing else should be cleaned meanwhile.
pub(super) fn is_large(bytes: &[u8]) -> bool {
    let asked = AssertUnwindSafe(|| match kind(bytes) {
        Ok(Kind::Pdf) | Err(_) => false,
        Ok(picture) => photo::is_large(bytes, picture),
    });
    catch_unwind(asked).unwrap_or(false)
}

/// Cleans a file. A decoder that panics has met a damaged file.
pub fn clean(bytes: &[u8]) -> Result<Cleaned, FileErrorCode> {
    let kind = kind(bytes)?;
    let work = AssertUnwindSafe(|| match kind {
        Kind::Pdf => document::clean(bytes),
        picture => photo::clean(bytes, picture),
    });
    let cleaned = catch_unwind(work).unwrap_or(Err(FileErrorCode::Damaged))?;
    if cleaned.bytes.len() > MOST_KEPT {
        return Err(FileErrorCode::LargeDocument);
    }
    Ok(cleaned)
}
