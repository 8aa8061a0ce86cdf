//! POST `/api/evidence`: one file of a case, to whoever holds its number and access code.
//!
//! There is no address that opens a file: it is asked for anew each time, comes as something to save, and no
//! browser may show or run it as a page of ours.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use complaint::{AccessCode, Number, RawForm};
use site_gen::theme::InputError;

use super::case_answer::Found;
use super::status::{read_question, sender};
use crate::App;
use crate::files::{self, KeepError};
use crate::http::{Asked, ErrorEntry, Refusal, read_form};
use crate::limits::{Sender, guessed_wrong, may_ask};
use crate::store::{Allowed, FileRecord};

const FIELDS: [&str; 5] = ["number", "access_code", "file", "lang", "language"];
/// Even where a browser shows it, it runs nothing and belongs to nobody.
const ALONE: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// What is asked for.
struct Question {
    number: Number,
    code: AccessCode,
    position: usize,
}

/// Hands out a file.
pub(crate) async fn download(State(app): State<Arc<App>>, request: Request) -> Response {
    let asked = Asked::of(request.headers());
    let sender = sender(&app, &request);
    match read_form(request, known).await {
        Ok(form) => answer(&app, asked.speaking(&form.values), &form.values, &sender).await,
        Err(refusal) => asked.refuse(&app, &refusal),
    }
}

fn known(name: &str) -> Option<&'static str> {
    FIELDS.into_iter().find(|field| *field == name)
}

async fn answer(app: &App, asked: Asked, values: &RawForm, sender: &Sender) -> Response {
    let question = match read(app, values) {
        Ok(question) => question,
        Err(errors) => return wrong(app, asked, &errors),
    };
    if let Allowed::In(seconds) = may_ask(app, sender).await {
        return asked.too_many(app, seconds);
    }
    match file(app, &question).await {
        Ok(Some((file, bytes))) => attachment(&file, bytes),
        Ok(None) => match guessed_wrong(app, sender).await {
            Allowed::In(seconds) => asked.too_many(app, seconds),
            Allowed::Yes => asked.refuse(app, &Refusal::NotFound),
        },
        Err(error) => {
            tracing::error!(%error, "a file could not be read");
            asked.unavailable(app)
        }
    }
}

fn read(app: &App, values: &RawForm) -> Result<Question, Vec<InputError>> {
    let typed = |name: &str| values.get(name).map_or("", |text| text.trim());
    let (number, code) = read_question(app, typed("number"), typed("access_code"))?;
    let missing = |field| {
        vec![InputError {
            field,
            code: "required",
        }]
    };
    Ok(Question {
        number,
        code: code.ok_or_else(|| missing("access_code"))?,
        position: typed("file").parse().map_err(|_| missing("file"))?,
    })
}

fn wrong(app: &App, asked: Asked, errors: &[InputError]) -> Response {
    let texts = asked.texts(app);
    let entry = |error: &InputError| ErrorEntry {
        field: error.field,
        code: error.code,
        message: texts.error(error.field, error.code).to_owned(),
        position: None,
    };
    let entries: Vec<_> = errors.iter().map(entry).collect();
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    asked.say(app, status, "validation", "bad_request", &entries)
}

/// An unknown number, a wrong code and a file that does not exist look the same.
async fn file(app: &App, question: &Question) -> Result<Option<(FileRecord, Bytes)>, KeepError> {
    let record = app.store.status(&question.number).await?;
    let found = Found::of(app, &question.number, Some(&question.code), record);
    let mut files = found.map_or_else(Vec::new, |found| found.case.files).into_iter();
    let Some(file) = files.find(|file| file.position == question.position) else {
        return Ok(None);
    };
    let bytes = files::read(app, &file, (app.clock)()).await?;
    Ok(bytes.map(|bytes| (file, bytes)))
}

pub(crate) fn attachment(file: &FileRecord, bytes: Bytes) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    let disposition = HeaderValue::try_from(disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = response.headers_mut();
    headers.insert(CONTENT_DISPOSITION, disposition);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.media_type()));
    headers.insert(CONTENT_SECURITY_POLICY, ALONE);
    response
}
