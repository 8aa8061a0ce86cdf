//! Verifying receipts: the public keys for those who verify by themselves, and a form for those who cannot.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde::Serialize;
use site_gen::theme::MessageView;

use crate::App;
use crate::http::{Asked, Format, html, json_answer, read_form};
use crate::receipts::{PublicKey, Verdict};

const TEXT: &str = "text";

/// GET `/api/receipt-keys.json`: every public key, old ones included.
pub(crate) async fn keys(State(app): State<Arc<App>>) -> Response {
    json_answer(StatusCode::OK, app.receipts.public())
}

/// POST `/api/receipts/verify`: whether a pasted text is an unchanged receipt. Nothing of it is kept or logged.
pub(crate) async fn verify(State(app): State<Arc<App>>, request: Request) -> Response {
    let asked = Asked::of(request.headers());
    let known = |name: &str| {
        [TEXT, "lang", "language"]
            .into_iter()
            .find(|field| *field == name)
    };
    match read_form(request, known).await {
        Ok(form) => {
            let pasted = form.values.get(TEXT).map_or("", String::as_str);
            answer(
                &app,
                asked.speaking(&form.values),
                &app.receipts.public().verify(pasted),
            )
        }
        Err(refusal) => asked.refuse(&app, &refusal),
    }
}

#[derive(Serialize)]
struct Verified<'a> {
    valid: bool,
    /// `genuine`, `forged`, `unknown_key` or `no_receipt`.
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_valid_from: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_valid_until: Option<Timestamp>,
}

fn answer(app: &App, asked: Asked, verdict: &Verdict) -> Response {
    let (name, genuine) = match verdict {
        Verdict::Genuine(text, key) => ("genuine", Some((text, key))),
        Verdict::Forged => ("forged", None),
        Verdict::UnknownKey => ("unknown_key", None),
        Verdict::NoReceipt => ("no_receipt", None),
    };
    if asked.format == Format::Html {
        return page(app, asked, name, genuine.map(|(text, _)| text.as_str()));
    }
    let key = genuine.map(|(_, key): (&String, &PublicKey)| key);
    let verified = Verified {
        valid: genuine.is_some(),
        result: name,
        text: genuine.map(|(text, _)| text.as_str()),
        key_id: key.map(|key| key.key_id.as_str()),
        key_valid_from: key.map(|key| key.valid_from),
        key_valid_until: key.and_then(|key| key.valid_until),
    };
    json_answer(StatusCode::OK, &verified)
}

fn page(app: &App, asked: Asked, name: &str, text: Option<&str>) -> Response {
    let texts = asked.texts(app);
    let title = if text.is_some() {
        "verify.valid"
    } else {
        "verify.invalid"
    };
    let explained = texts.get(&format!("verify.{name}")).to_owned();
    let paragraphs = std::iter::once(explained).chain(text.map(str::to_owned));
    let view = MessageView {
        lang: asked.lang,
        title: texts.get(title).to_owned(),
        paragraphs: paragraphs.collect(),
        channels: text.is_none(),
    };
    html(StatusCode::OK, app.theme.message_page(&view))
}
