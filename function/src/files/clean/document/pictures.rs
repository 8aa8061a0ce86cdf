//! The photos inside a document, which lose what their camera wrote beside them.

use lopdf::{Document, Object, Stream, dictionary};

use super::budget::{Budget, Stop};
use super::packed;
use crate::files::clean::{jpeg, jpeg2000};

/// Filters of a stream that is a photo, the last one in its list.
const JPEG: [&[u8]; 2] = [b"DCTDecode", b"DCT"];
const JPEG_2000: &[u8] = b"JPXDecode";
/// More filters than anybody puts around a stream.
const MOST_FILTERS: usize = 8;
/// How a photo begins that is drawn where it stands, in the middle of a page.
const INLINE: &[u8] = b"ID";

/// Filters that are named elsewhere in the document are named in their stream.
pub(super) fn name_filters(document: &mut Document) -> Result<(), Stop> {
    let mut named = Vec::new();
    for (id, object) in &document.objects {
        let filter = object.as_stream().and_then(|stream| stream.dict.get(b"Filter"));
        if let Ok(filter) = filter
            && filter.as_name().is_err()
        {
            named.push((*id, filters(document, filter)?));
        }
    }
    for (id, filters) in named {
        if let Some(Object::Stream(stream)) = document.objects.get_mut(&id) {
            stream.dict.set("Filter", filters);
        }
    }
    Ok(())
}

/// A list of filters without references. What is none cannot be read by anybody.
fn filters(document: &Document, filter: &Object) -> Result<Vec<Object>, Stop> {
    match at(document, filter)? {
        Object::Null => Ok(Vec::new()),
        Object::Name(name) => Ok(vec![Object::Name(name.clone())]),
        Object::Array(names) if names.len() <= MOST_FILTERS => {
            names.iter().map(|name| filter_name(document, name)).collect()
        }
        _ => Err(Stop::Unreadable),
    }
}

fn filter_name(document: &Document, filter: &Object) -> Result<Object, Stop> {
    match at(document, filter)? {
        Object::Name(name) => Ok(Object::Name(name.clone())),
        _ => Err(Stop::Unreadable),
    }
}

/// A value, wherever it stands. What stands nowhere is nothing.
fn at<'a>(document: &'a Document, value: &'a Object) -> Result<&'a Object, Stop> {
    match document.dereference(value) {
        Ok((_, value)) => Ok(value),
        Err(lopdf::Error::ObjectNotFound(_)) => Ok(&Object::Null),
        Err(_) => Err(Stop::Unreadable),
    }
}

/// What looking for photos may cost: those that are streams of their own, and those in the middle of pages. Once the
/// latter is spent, pages stay as they are: hardly anybody puts photos there, and some maps are very large.
pub(super) struct Forgetting {
    photos: Budget,
    pages: Option<Budget>,
}

impl Forgetting {
    /// In a file of so many bytes.
    pub(super) const fn of(bytes: usize) -> Forgetting {
        Forgetting {
            photos: Budget::of(bytes),
            pages: Some(Budget::of(bytes)),
        }
    }

    /// A photo, or a page with photos in it, tells nothing of their camera any more.
    pub(super) fn forget(&mut self, stream: &mut Stream) -> Result<(), Stop> {
        let filters = stream.filters().unwrap_or_default();
        match filters.as_slice() {
            [.., last] if JPEG.contains(last) => {
                let photo = unwrapped(stream, &mut self.photos)?;
                put(stream, "DCTDecode", jpeg::without_notes(&photo));
            }
            [.., last] if *last == JPEG_2000 => {
                let photo = unwrapped(stream, &mut self.photos)?;
                let plain = jpeg2000::without_notes(&photo).ok_or(Stop::Unreadable)?;
                put(stream, "JPXDecode", plain);
            }
            _ if draws(stream) => self.forget_in_page(stream),
            _ => {}
        }
        Ok(())
    }

    fn forget_in_page(&mut self, stream: &mut Stream) {
        let Some(budget) = &mut self.pages else {
            return;
        };
        match packed::unfolded(stream, budget) {
            Ok(Some(page)) => {
                if let Some(plain) = without_notes(&page) {
                    stream.set_plain_content(plain);
                }
            }
            Ok(None) | Err(Stop::Unreadable) => {}
            Err(Stop::Spent) => self.pages = None,
        }
    }
}

fn put(stream: &mut Stream, filter: &str, photo: Vec<u8>) {
    stream.dict.set("Filter", filter);
    stream.dict.remove(b"DecodeParms");
    stream.set_content(photo);
}

/// The photo that a stream is, without the filters around it.
fn unwrapped(stream: &mut Stream, budget: &mut Budget) -> Result<Vec<u8>, Stop> {
    let filters = stream.filters().unwrap_or_default();
    let around = filters.split_last().map_or(&[][..], |(_, around)| around);
    let around: Vec<Object> = around.iter().map(|name| Object::Name(name.to_vec())).collect();
    let wrapped = Stream::new(
        dictionary! { "Filter" => around },
        std::mem::take(&mut stream.content),
    );
    packed::unfolded(&wrapped, budget)?.ok_or(Stop::Unreadable)
}

/// Whether a stream may be one that draws: pages have no kind, and what is drawn into them is a form.
fn draws(stream: &Stream) -> bool {
    let kind = stream.dict.get(b"Subtype").and_then(Object::as_name);
    kind.is_err() || kind.is_ok_and(|kind| kind == b"Form")
}

/// A page whose photos tell nothing, if there are any.
fn without_notes(page: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let mut rest = page;
    while let Some(start) = inline(rest) {
        let (photo, behind) = jpeg::split(&rest[start..]);
        plain.extend_from_slice(&rest[..start]);
        plain.extend(jpeg::without_notes(photo));
        rest = behind;
    }
    if plain.is_empty() {
        return None;
    }
    plain.extend_from_slice(rest);
    Some(plain)
}

/// Where the next photo begins.
fn inline(page: &[u8]) -> Option<usize> {
    let begins = |part: &[u8]| part.starts_with(INLINE) && jpeg::is_start(&part[INLINE.len() + 1..]);
    let at = page
        .windows(INLINE.len() + 1 + jpeg::START.len())
        .position(begins)?;
    Some(at + INLINE.len() + 1)
}
