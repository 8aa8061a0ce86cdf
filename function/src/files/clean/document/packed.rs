//! Objects that a stream holds packed.

use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::budget::{Budget, Stop};
use super::token;
use super::value::Values;

/// The most that one stream may unfold to. What is handed out again is written unpacked, and smaller.
const MOST_UNPACKED: usize = 8 * 1024 * 1024;
/// Filters that make text of bytes. None of them unfolds to more than [`TEXT_UNFOLDS`] times as much.
const TEXTS: [&[u8]; 2] = [b"ASCIIHexDecode", b"ASCII85Decode"];
const TEXT_UNFOLDS: usize = 4;

/// What a stream holds. An object may be read more than once if the list of them says so, but all of it is spent.
pub(super) fn objects(stream: &Stream, budget: &mut Budget) -> Result<Vec<(ObjectId, Object)>, Stop> {
    let Some(plain) = unfolded(stream, budget)? else {
        return Ok(Vec::new());
    };
    let (Some(count), Some(first)) = (whole(&stream.dict, b"N"), whole(&stream.dict, b"First")) else {
        return Ok(Vec::new());
    };
    let mut objects = Vec::new();
    for (number, offset) in list(&plain, first, count, budget)? {
        match Values::new(&plain, first.saturating_add(offset), budget).value() {
            Ok(object) => objects.push(((number, 0), object)),
            Err(Stop::Unreadable) => {}
            Err(Stop::Spent) => return Err(Stop::Spent),
        }
    }
    Ok(objects)
}

/// Which objects there are, and where each begins.
fn list(plain: &[u8], first: usize, count: usize, budget: &mut Budget) -> Result<Vec<(u32, usize)>, Stop> {
    let mut head = Values::new(&plain[..plain.len().min(first)], 0, budget);
    let mut list = Vec::new();
    while list.len() < count {
        let (Some(number), Some(offset)) = (next(&mut head)?, next(&mut head)?) else {
            break;
        };
        list.push((number, usize::try_from(offset).unwrap_or(usize::MAX)));
    }
    Ok(list)
}

fn next(head: &mut Values<'_>) -> Result<Option<u32>, Stop> {
    head.pass_space()?;
    let Some((number, length)) = token::whole(&head.rest()[..head.rest().len().min(10)]) else {
        return Ok(None);
    };
    head.pass(length)?;
    Ok(Some(number))
}

fn whole(dictionary: &Dictionary, key: &[u8]) -> Option<usize> {
    let value = dictionary.get(key).and_then(Object::as_i64).ok()?;
    usize::try_from(value).ok()
}

/// What a stream holds once its filters are undone: one that packs, at most, and before it one that makes text.
pub(super) fn unfolded(stream: &Stream, budget: &mut Budget) -> Result<Option<Vec<u8>>, Stop> {
    let filters = stream.filters().unwrap_or_default();
    if !matches!(filters.as_slice(), [] | [_])
        && !matches!(filters.as_slice(), [text, _] if TEXTS.contains(text))
    {
        return Ok(None);
    }
    let plain = stream.get_plain_content_with_limit(MOST_UNPACKED).ok();
    // What fails may have unfolded to as much as is allowed.
    let unfolded = plain.as_ref().map_or(MOST_UNPACKED, Vec::len);
    budget.look(
        stream
            .content
            .len()
            .saturating_mul(TEXT_UNFOLDS)
            .saturating_add(unfolded),
    )?;
    Ok(plain)
}
