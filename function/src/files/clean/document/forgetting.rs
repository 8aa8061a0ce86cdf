//! What a document tells of whoever made it, taken out of it.

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::budget::{Budget, Stop};
use super::packed;
use crate::files::clean::jpeg;

/// Properties: who wrote it, with what, and when.
const PROPERTIES: [&[u8]; 3] = [b"Metadata", b"PieceInfo", b"LastModified"];
/// Notes that readers put on a page. Other things on it, such as the fields of a form, bear a name in the same place.
const NOTES: [&[u8]; 17] = [
    b"Text",
    b"FreeText",
    b"Line",
    b"Square",
    b"Circle",
    b"Polygon",
    b"PolyLine",
    b"Highlight",
    b"Underline",
    b"Squiggly",
    b"StrikeOut",
    b"Stamp",
    b"Caret",
    b"Ink",
    b"FileAttachment",
    b"Sound",
    b"Redact",
];
/// Who put a note there, and when.
const OF_NOTES: [&[u8]; 3] = [b"T", b"M", b"CreationDate"];
/// Streams that are photos, by their last filter.
const PHOTOS: [&[u8]; 2] = [b"DCTDecode", b"DCT"];

/// Properties go, and with them whatever nothing leads to any more.
pub(super) fn forget(document: &mut Document, budget: &mut Budget) -> Result<(), Stop> {
    document.trailer.remove(b"ID");
    for object in document.objects.values_mut() {
        forget_in(object);
        if let Object::Stream(stream) = object {
            forget_in_photo(stream, budget)?;
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
    let kind = dictionary.get(b"Subtype").and_then(Object::as_name);
    let of_notes = if kind.is_ok_and(|kind| NOTES.contains(&kind)) {
        OF_NOTES.as_slice()
    } else {
        &[]
    };
    for key in PROPERTIES.iter().chain(of_notes) {
        dictionary.remove(key);
    }
    dictionary.iter_mut().for_each(|(_, value)| forget_in(value));
}

/// A photo inside a document loses what its camera wrote beside it.
fn forget_in_photo(stream: &mut Stream, budget: &mut Budget) -> Result<(), Stop> {
    let Some(photo) = photo(stream, budget)? else {
        return Ok(());
    };
    stream.dict.set("Filter", "DCTDecode");
    stream.dict.remove(b"DecodeParms");
    stream.set_content(jpeg::without_notes(&photo));
    Ok(())
}

/// The photo that a stream is, without the filters around it.
fn photo(stream: &mut Stream, budget: &mut Budget) -> Result<Option<Vec<u8>>, Stop> {
    let filters = stream.filters().unwrap_or_default();
    let [around @ .., last] = filters.as_slice() else {
        return Ok(None);
    };
    if !PHOTOS.contains(last) {
        return Ok(None);
    }
    let around: Vec<Object> = around.iter().map(|name| Object::Name(name.to_vec())).collect();
    let wrapped = Stream::new(
        dictionary! { "Filter" => around },
        std::mem::take(&mut stream.content),
    );
    packed::unfolded(&wrapped, budget)?
        .map(Some)
        .ok_or(Stop::Unreadable)
}
