//! `POST /api/bucket`: what browsers send straight to the bucket on AWS, they send here on this computer.
//! The same form is checked in the same way, and then the same event reaches the function.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use complaint::form::MOST_UPLOAD_BYTES;
use futures_util::StreamExt;
use multer::{Constraints, Multipart, SizeLimit};
use site_gen::theme::headers::{CACHE_NEVER, SECURITY};

use super::current::Current;
use crate::embedded::{PostError, Posted};

/// Where browsers send to; forms of this computer's bucket name it.
pub const PATH: &str = "/api/bucket";
/// The fields in front of the file, and what stands between the parts.
const AROUND: usize = 32 * 1024;

/// Takes one file.
pub(super) async fn receive(current: &Arc<Current>, request: Request) -> Response {
    if request.method() != Method::POST {
        return plain(StatusCode::METHOD_NOT_ALLOWED);
    }
    let Some(posted) = read(request).await else {
        return plain(StatusCode::BAD_REQUEST);
    };
    let app = current.app.clone();
    match current.bucket.post(posted, (app.clock)()).await {
        Ok(key) => {
            // As on AWS, nobody waits for the event. Whoever asks for the file cleans it if this does not.
            tokio::spawn(async move {
                drop(function::objects_created(&app, &[key], (app.clock)()).await);
            });
            plain(StatusCode::CREATED)
        }
        Err(PostError::Denied) => plain(StatusCode::FORBIDDEN),
        Err(PostError::Size) => plain(StatusCode::BAD_REQUEST),
        Err(PostError::Failed) => plain(StatusCode::SERVICE_UNAVAILABLE),
    }
}

/// Nothing, if it is no form, too large, or has no file at its end.
async fn read(request: Request) -> Option<Posted> {
    let kind = request.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    let boundary = multer::parse_boundary(kind).ok()?;
    let limit = SizeLimit::new().whole_stream((MOST_UPLOAD_BYTES + AROUND) as u64);
    let body = request.into_body().into_data_stream().boxed();
    let mut parts = Multipart::with_constraints(body, boundary, Constraints::new().size_limit(limit));
    let mut posted = Posted::default();
    while let Some(part) = parts.next_field().await.ok()? {
        let name = part.name()?.to_ascii_lowercase();
        let bytes: Bytes = part.bytes().await.ok()?;
        if name == "file" {
            posted.file = bytes;
            return Some(posted);
        }
        let text = String::from_utf8(bytes.to_vec()).ok()?;
        if posted.fields.insert(name, text).is_some() {
            return None;
        }
    }
    None
}

fn plain(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in SECURITY {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(CACHE_NEVER));
    response
}
