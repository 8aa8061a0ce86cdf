//! PDF documents: their properties are removed, and whatever acts by itself is found by walking every object,
//! since a search through the bytes misses names written another way and objects packed in streams.
//!
//! They are read within a budget and written anew, so that a document is what was found of it, in a plain file.

mod budget;
mod forgetting;
mod opening;
mod packed;
mod pictures;
mod reading;
#[cfg(test)]
mod tests;
mod token;
mod value;

use std::io::{Error, Write};

use complaint::form::FileErrorCode;
use lopdf::{Dictionary, Document, Object};

use self::budget::{Budget, Stop};
use super::{Cleaned, Format, MOST_KEPT};

/// Keys and names of things that act by themselves, lead to files elsewhere or carry other files. That a file is inside
/// need not be told by its type, so whatever may lead to one counts.
const ACTING: [&[u8]; 21] = [
    b"JavaScript",
    b"JS",
    b"OpenAction",
    b"AA",
    b"Launch",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"EF",
    b"AF",
    b"FileAttachment",
    b"Filespec",
    b"RichMedia",
    b"Rendition",
    b"Movie",
    b"Sound",
    b"3D",
    b"XFA",
    b"SubmitForm",
    b"ImportData",
    b"GoToR",
    b"GoToE",
];
/// Where a stream says that its bytes lie in another file.
const ELSEWHERE: &[u8] = b"F";

/// The document without its properties. One that cannot be opened without a password is kept as it came and marked.
pub(super) fn clean(bytes: &[u8]) -> Result<Cleaned, FileErrorCode> {
    let Some(mut document) = read(bytes)? else {
        return Ok(kept(bytes.to_vec(), true));
    };
    if document.get_pages().is_empty() {
        return Err(FileErrorCode::Damaged);
    }
    forgetting::forget(&mut document, bytes.len())?;
    let active = acts(&document);
    Ok(kept(written(document)?, active))
}

/// The document, unless it is locked.
fn read(bytes: &[u8]) -> Result<Option<Document>, FileErrorCode> {
    let mut budget = Budget::of(bytes.len());
    let mut parts = reading::read(bytes, &mut budget)?;
    if !opening::open(&mut parts.document)? {
        return Ok(None);
    }
    Ok(Some(parts.unpacked(&mut budget)?))
}

impl From<Stop> for FileErrorCode {
    fn from(stop: Stop) -> FileErrorCode {
        match stop {
            Stop::Unreadable => FileErrorCode::Damaged,
            Stop::Spent => FileErrorCode::LargeDocument,
        }
    }
}

fn kept(bytes: Vec<u8>, active: bool) -> Cleaned {
    Cleaned {
        format: Format::Pdf,
        bytes,
        active,
    }
}

fn acts(document: &Document) -> bool {
    document.objects.values().any(object_acts)
}

fn object_acts(object: &Object) -> bool {
    match object {
        Object::Name(name) => ACTING.contains(&name.as_slice()),
        Object::Array(items) => items.iter().any(object_acts),
        Object::Dictionary(dictionary) => dictionary_acts(dictionary),
        Object::Stream(stream) => stream.dict.has(ELSEWHERE) || dictionary_acts(&stream.dict),
        _ => false,
    }
}

fn dictionary_acts(dictionary: &Dictionary) -> bool {
    dictionary
        .iter()
        .any(|(key, value)| ACTING.contains(&key.as_slice()) || object_acts(value))
}

/// Written anew, so that earlier versions of its pages and whatever stood around it are gone too.
fn written(mut document: Document) -> Result<Vec<u8>, FileErrorCode> {
    let pages = document.get_pages().len();
    let mut written = Short(Vec::new());
    document
        .save_to(&mut written)
        .map_err(|_| FileErrorCode::LargeDocument)?;
    drop(document);
    let again = read(&written.0)?.ok_or(FileErrorCode::Damaged)?;
    if again.get_pages().len() == pages {
        Ok(written.0)
    } else {
        Err(FileErrorCode::Damaged)
    }
}

/// Takes no more than may be kept.
struct Short(Vec<u8>);

impl Write for Short {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > MOST_KEPT {
            return Err(Error::other("more than may be kept"));
        }
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
