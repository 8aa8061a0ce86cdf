//! PDF documents: their properties are removed, and whatever acts by itself is found by walking every object,
//! since a search through the bytes misses names written another way and objects packed in streams.

use complaint::form::FileErrorCode;
use lopdf::{Dictionary, Document, LoadOptions, Object};

use super::{Cleaned, Format};

/// The most one packed stream may unfold to while the document is read.
const MOST_UNPACKED: usize = 32 * 1024 * 1024;
/// Keys and names of things that act by themselves or carry other files.
const ACTING: [&[u8]; 12] = [
    b"JavaScript",
    b"JS",
    b"OpenAction",
    b"AA",
    b"Launch",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"RichMedia",
    b"XFA",
    b"SubmitForm",
    b"ImportData",
    b"GoToE",
];
/// Properties: who wrote it, with what, and when.
const PROPERTIES: [&[u8]; 3] = [b"Metadata", b"PieceInfo", b"LastModified"];

/// The document without its properties. One that cannot be opened without a password is kept as it came and marked.
pub(super) fn clean(bytes: &[u8]) -> Result<Cleaned, FileErrorCode> {
    let options = LoadOptions {
        max_decompressed_size: Some(MOST_UNPACKED),
        ..LoadOptions::default()
    };
    let document = Document::load_mem_with_options(bytes, options).map_err(|_| FileErrorCode::Damaged)?;
    if document.trailer.has(b"Encrypt") || document.was_encrypted() {
        return Ok(kept(bytes.to_vec(), true));
    }
    if document.get_pages().is_empty() {
        return Err(FileErrorCode::Damaged);
    }
    let active = acts(&document);
    Ok(kept(without_properties(document)?, active))
}

fn kept(bytes: Vec<u8>, active: bool) -> Cleaned {
    Cleaned {
        format: Format::Pdf,
        bytes,
        active,
    }
}

fn acts(document: &Document) -> bool {
    document.objects.values().any(object_acts) || dictionary_acts(&document.trailer)
}

fn object_acts(object: &Object) -> bool {
    match object {
        Object::Name(name) => ACTING.contains(&name.as_slice()),
        Object::Array(items) => items.iter().any(object_acts),
        Object::Dictionary(dictionary) => dictionary_acts(dictionary),
        Object::Stream(stream) => dictionary_acts(&stream.dict),
        _ => false,
    }
}

fn dictionary_acts(dictionary: &Dictionary) -> bool {
    dictionary
        .iter()
        .any(|(key, value)| ACTING.contains(&key.as_slice()) || object_acts(value))
}

/// Written anew, so that earlier versions of its pages and whatever stood around it are gone too.
fn without_properties(mut document: Document) -> Result<Vec<u8>, FileErrorCode> {
    let pages = document.get_pages().len();
    document.trailer.remove(b"Info");
    document.objects.values_mut().for_each(forget_properties);
    document.prune_objects();
    let mut written = Vec::new();
    document
        .save_to(&mut written)
        .map_err(|_| FileErrorCode::Damaged)?;
    let again = Document::load_mem(&written).map_err(|_| FileErrorCode::Damaged)?;
    if again.get_pages().len() == pages {
        Ok(written)
    } else {
        Err(FileErrorCode::Damaged)
    }
}

fn forget_properties(object: &mut Object) {
    let dictionary = match object {
        Object::Dictionary(dictionary) => dictionary,
        Object::Stream(stream) => &mut stream.dict,
        _ => return,
    };
    for property in PROPERTIES {
        dictionary.remove(property);
    }
}
