//! POST `/api/check`: what in a text would tell who wrote it. Asked while somebody writes; nothing is kept or logged.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::self_identification::signs;
use serde::Serialize;

use crate::App;
use crate::http::{Asked, json_answer, read_form};

const TEXT: &str = "text";

/// One piece of a text. Offsets count characters.
#[derive(Serialize)]
pub(super) struct SignJson<'a> {
    kind: &'static str,
    start: usize,
    end: usize,
    excerpt: &'a str,
}

#[derive(Serialize)]
struct Checked<'a> {
    signs: Vec<SignJson<'a>>,
}

/// Looks a text over.
pub(crate) async fn check(State(app): State<Arc<App>>, request: Request) -> Response {
    let asked = Asked::of(request.headers());
    let known = |name: &str| (name == TEXT).then_some(TEXT);
    match read_form(request, known).await {
        Ok(form) => {
            let text = form.values.get(TEXT).map_or("", String::as_str);
            json_answer(StatusCode::OK, &Checked { signs: found(text) })
        }
        Err(refusal) => asked.refuse(&app, &refusal),
    }
}

/// What tells who wrote a text.
pub(super) fn found(text: &str) -> Vec<SignJson<'_>> {
    let place = |byte: usize| text[..byte].chars().count();
    let written = |sign: complaint::self_identification::Sign| SignJson {
        kind: sign.kind.as_str(),
        start: place(sign.start),
        end: place(sign.end),
        excerpt: &text[sign.start..sign.end],
    };
    signs(text).into_iter().map(written).collect()
}

impl<'a> SignJson<'a> {
    pub(super) const fn excerpt(&self) -> &'a str {
        self.excerpt
    }
}
