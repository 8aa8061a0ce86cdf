//! Reading a body: its size and kind are checked before a byte of it is understood.

use axum::body::Bytes;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use complaint::RawForm;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::fields::{Form, Gatherer, Known};
use super::{Refusal, json, multipart};

/// What fits through the front door: Lambda takes 6 MB, of which base64 eats a quarter.
pub(crate) const BODY_LIMIT: usize = 4_500_000;

/// The kinds of body we read.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Urlencoded,
    Multipart { boundary: String },
    Json,
}

/// Reads a form of any kind.
pub(crate) async fn read_form(request: Request, known: Known) -> Result<Form, Refusal> {
    let kind = kind(request.headers())?;
    let body = read_body(request).await?;
    let mut fields = Gatherer::new(known);
    match kind {
        Kind::Urlencoded => urlencoded(&body, &mut fields)?,
        Kind::Multipart { boundary } => multipart::read(body, &boundary, &mut fields).await?,
        Kind::Json => json::read(&body, &mut fields)?,
    }
    Ok(fields.finish())
}

/// The texts of a complaint's body as filing reads them, and how many files came along; nothing where the body is
/// refused. The door for proving that no body whatever breaks the reading.
pub async fn read_fields(request: Request) -> Option<(RawForm, usize)> {
    let known = |name: &str| complaint::form::field(name).map(|field| field.name);
    let form = read_form(request, known).await.ok()?;
    Some((form.values, form.files.len()))
}

fn kind(headers: &HeaderMap) -> Result<Kind, Refusal> {
    let encoding = headers
        .get(CONTENT_ENCODING)
        .map(axum::http::HeaderValue::as_bytes);
    if encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case(b"identity")) {
        return Err(Refusal::MediaType);
    }
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (types.next(), types.next()) else {
        return Err(Refusal::MediaType);
    };
    let text = value.to_str().map_err(|_| Refusal::MediaType)?;
    let essence = text
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match essence.as_str() {
        "application/x-www-form-urlencoded" => Ok(Kind::Urlencoded),
        "application/json" => Ok(Kind::Json),
        "multipart/form-data" => Ok(Kind::Multipart {
            boundary: multipart::boundary(text)?,
        }),
        _ => Err(Refusal::MediaType),
    }
}

/// The length is believed when it says too much, and counted when it says too little.
async fn read_body(request: Request) -> Result<Bytes, Refusal> {
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > BODY_LIMIT as u64) {
        return Err(Refusal::TooLarge);
    }
    let limited = Limited::new(request.into_body(), BODY_LIMIT);
    limited
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .map_err(|error| {
            if error.is::<LengthLimitError>() {
                Refusal::TooLarge
            } else {
                Refusal::Unreadable
            }
        })
}

/// Bytes that are no UTF-8 become replacement characters: a citizen's text is never refused for its encoding.
fn urlencoded(body: &[u8], fields: &mut Gatherer) -> Result<(), Refusal> {
    form_urlencoded::parse(body).try_for_each(|(name, text)| fields.text(&name, text.into_owned()))
}
