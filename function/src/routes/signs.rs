//! POST `/api/check`: what in a text would tell who wrote it. Asked while somebody writes; nothing is kept or logged.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::form::field;
use complaint::self_identification::{Sign, signs};
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
            let signs = found(acceptable(text));
            json_answer(StatusCode::OK, &Checked { signs })
        }
        Err(refusal) => asked.refuse(&app, &refusal),
    }
}

/// As much of a text as a complaint may have.
fn acceptable(text: &str) -> &str {
    let most = field("narrative").map_or(0, |narrative| narrative.max_chars);
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// What tells who wrote a text.
pub(super) fn found(text: &str) -> Vec<SignJson<'_>> {
    // Signs come in order and apart from each other, so that every character is counted once.
    let (mut byte, mut place) = (0, 0);
    let mut place_of = |at: usize| {
        place += text[byte..at].chars().count();
        byte = at;
        place
    };
    let written = |sign: Sign| SignJson {
        kind: sign.kind.as_str(),
        start: place_of(sign.start),
        end: place_of(sign.end),
        excerpt: &text[sign.start..sign.end],
    };
    signs(text).into_iter().map(written).collect()
}

impl<'a> SignJson<'a> {
    pub(super) const fn excerpt(&self) -> &'a str {
        self.excerpt
    }
}
