//! `multipart/form-data`, within limits that the parser itself does not have.

use std::convert::Infallible;

use axum::body::Bytes;
use complaint::form::{EVIDENCE, UPLOAD_IDS};
use futures_util::stream;
use multer::{Field, Multipart};

use super::Refusal;
use super::fields::Gatherer;

/// Every field of the longest form, that of the desk.
const MOST_TEXTS: usize = 32;
/// Enough to tell someone who chose too many files so.
const MOST_FILES: usize = 24;
const LONGEST_NAME: usize = 64;
const LONGEST_BOUNDARY: usize = 200;

/// The boundary of a content type.
pub(super) fn boundary(content_type: &str) -> Result<String, Refusal> {
    let boundary = multer::parse_boundary(content_type).map_err(|_| Refusal::Unreadable)?;
    let fits = !boundary.is_empty() && boundary.len() <= LONGEST_BOUNDARY;
    if fits {
        Ok(boundary)
    } else {
        Err(Refusal::Unreadable)
    }
}

/// Reads part after part.
pub(super) async fn read(body: Bytes, boundary: &str, fields: &mut Gatherer) -> Result<(), Refusal> {
    let once = stream::once(async move { Ok::<_, Infallible>(body) });
    let mut parts = Multipart::new(once, boundary);
    let (mut texts, mut files) = (0, 0);
    while let Some(part) = parts.next_field().await.map_err(|_| Refusal::Unreadable)? {
        let count = if matches!(part.name(), Some(EVIDENCE | UPLOAD_IDS)) {
            &mut files
        } else {
            &mut texts
        };
        *count += 1;
        if texts > MOST_TEXTS || files > MOST_FILES {
            return Err(Refusal::TooManyParts);
        }
        take(part, fields).await?;
    }
    Ok(())
}

/// File or text: the field's name decides. A file name on a text field makes it no file.
async fn take(part: Field<'_>, fields: &mut Gatherer) -> Result<(), Refusal> {
    let name = part.name().unwrap_or_default().to_owned();
    if name.len() > LONGEST_NAME {
        return Err(Refusal::Unreadable);
    }
    let is_named = part.file_name().is_some_and(|name| !name.is_empty());
    let bytes = part.bytes().await.map_err(|_| Refusal::Unreadable)?;
    if name == EVIDENCE {
        fields.file(is_named, bytes);
        return Ok(());
    }
    fields.text(&name, String::from_utf8_lossy(&bytes).into_owned())
}
