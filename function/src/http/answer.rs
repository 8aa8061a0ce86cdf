//! Making answers. Error answers in JSON are problem details, RFC 9457.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde::Serialize;

/// Our problem types are names, not addresses: they do not move with the site.
const PROBLEM_URN: &str = "urn:tanggap:problem:";

/// A page.
pub(crate) fn html(status: StatusCode, page: String) -> Response {
    answer(status, "text/html; charset=utf-8", page)
}

/// A JSON answer.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    answer(status, "application/json", written(body))
}

/// What went wrong, in the words of RFC 9457, with every field at once.
#[derive(Debug, Serialize)]
pub(crate) struct Problem<'a> {
    #[serde(rename = "type")]
    urn: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    errors: &'a [ErrorEntry],
}

/// One field that must be mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ErrorEntry {
    pub(crate) field: &'static str,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// Which one, counted from 1, where the field holds several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) position: Option<usize>,
}

impl<'a> Problem<'a> {
    pub(crate) fn new(
        status: StatusCode,
        code: &str,
        title: &'a str,
        detail: &'a str,
        errors: &'a [ErrorEntry],
    ) -> Self {
        Problem {
            urn: format!("{PROBLEM_URN}{code}"),
            title,
            status: status.as_u16(),
            detail,
            errors,
        }
    }

    pub(crate) fn answer(&self, status: StatusCode) -> Response {
        answer(status, "application/problem+json", written(self))
    }
}

fn written(body: &impl Serialize) -> String {
    serde_json::to_string(body).expect("our own structures have text keys")
}

fn answer(status: StatusCode, content_type: &'static str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
