//! What a document tells of whoever made it, taken out of it.

use lopdf::{Dictionary, Document, Object};

use super::budget::Stop;
use super::pictures::{self, Forgetting};

/// Properties: who wrote it, with what, and when; who signed it; where it was copied from.
const PROPERTIES: [&[u8]; 8] = [
    b"Metadata",
    b"PieceInfo",
    b"LastModified",
    b"Creator",
    b"CreatorInfo",
    b"SpiderInfo",
    b"Perms",
    b"DSS",
];
/// Who put a note on a page, and when.
const OF_NOTES: [&[u8]; 3] = [b"T", b"M", b"CreationDate"];
/// What only signatures have: which bytes are signed, in which form, by whose certificate.
const OF_SIGNATURES: [&[u8]; 3] = [b"ByteRange", b"SubFilter", b"Cert"];
const SIGNATURES: [&[u8]; 2] = [b"Sig", b"DocTimeStamp"];

/// Properties go, and with them whatever nothing leads to any more.
pub(super) fn forget(document: &mut Document, bytes: usize) -> Result<(), Stop> {
    document.trailer.remove(b"ID");
    pictures::name_filters(document)?;
    let mut pictures = Forgetting::of(bytes);
    for object in document.objects.values_mut() {
        forget_in(object);
        if let Object::Stream(stream) = object {
            pictures.forget(stream)?;
        }
    }
    document.prune_objects();
    Ok(())
}

fn forget_in(object: &mut Object) {
    match object {
        Object::Array(items) => items.iter_mut().for_each(forget_in),
        Object::Dictionary(dictionary) => forget_in_dictionary(dictionary),
        Object::Stream(stream) => forget_in_dictionary(&mut stream.dict),
        _ => {}
    }
}

fn forget_in_dictionary(dictionary: &mut Dictionary) {
    if is_signature(dictionary) {
        *dictionary = Dictionary::new();
        return;
    }
    if is(dictionary, b"FT", &SIGNATURES) {
        dictionary.remove(b"V");
    }
    let of_notes = if is_note(dictionary) {
        OF_NOTES.as_slice()
    } else {
        &[]
    };
    for key in PROPERTIES.iter().chain(of_notes) {
        dictionary.remove(key);
    }
    dictionary.iter_mut().for_each(|(_, value)| forget_in(value));
}

/// A signature names a person and carries their certificate; it fits no file that is written anew anyway.
fn is_signature(dictionary: &Dictionary) -> bool {
    is(dictionary, b"Type", &SIGNATURES) || OF_SIGNATURES.iter().any(|key| dictionary.has(key))
}

/// Whatever has a place on a page, but for the fields of a form: those bear their own name where a note bears its
/// author's.
fn is_note(dictionary: &Dictionary) -> bool {
    let is_field = dictionary.has(b"FT") || is(dictionary, b"Subtype", &[b"Widget"]);
    dictionary.has(b"Rect") && !is_field
}

fn is(dictionary: &Dictionary, key: &[u8], names: &[&[u8]]) -> bool {
    let name = dictionary.get(key).and_then(Object::as_name);
    name.is_ok_and(|name| names.contains(&name))
}
