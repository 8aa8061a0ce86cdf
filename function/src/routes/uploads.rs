//! POST `/api/uploads`: leave to send one file straight to the bucket, before the form that it belongs to.
//! POST `/api/uploads/check`: whether it has come and is clean.
//!
//! What the file is called is not read: names tell of people. Whose it is, nobody asks either: whoever knows its
//! random name may use it, once, within a day.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::RawForm;
use complaint::form::{FileError, FileErrorCode, MOST_UPLOAD_BYTES};
use jiff::Timestamp;
use serde::Serialize;

use crate::App;
use crate::files::{Announced, Upload, announce, is_id, look};
use crate::http::{Asked, ErrorEntry, Problem, client_address, json_answer, read_form, retry_later};
use crate::limits::{Sender, announces_freely, may_announce};
use crate::proof::{self, PROOF_FIELD};
use crate::store::{Allowed, StoreError};

/// Most files of all senders together that wait for a form: some gigabytes, where each is as large as can be. What is
/// abandoned goes after a day.
const MOST_WAITING: usize = 400;
/// When to ask again, in seconds.
const LATER: i64 = 3600;
const SIZE: &str = "size";
const KIND: &str = "content_type";
const ID: &str = "upload_id";
const FIELDS: [&str; 7] = ["file_name", KIND, SIZE, ID, PROOF_FIELD, "lang", "language"];

fn known(name: &str) -> Option<&'static str> {
    FIELDS.into_iter().find(|field| *field == name)
}

/// Lets a browser send a file.
pub(crate) async fn create(State(app): State<Arc<App>>, request: Request) -> Response {
    let asked = Asked::of(request.headers());
    let sender = Sender::of(&app, client_address(&app, &request).as_deref());
    match read_form(request, known).await {
        Ok(form) => begin(&app, asked.speaking(&form.values), &form.values, &sender).await,
        Err(refusal) => asked.refuse(&app, &refusal),
    }
}

async fn begin(app: &App, asked: Asked, values: &RawForm, sender: &Sender) -> Response {
    let size = match announced(values) {
        Ok(size) => size,
        Err((field, code)) => return wrong(app, asked, field, code),
    };
    if let Err(refused) = admit(app, asked, values, sender).await {
        return refused;
    }
    match announce_if_room(app, size).await {
        Ok(None) => asked.too_many(app, LATER),
        Ok(Some(announced)) => json_answer(
            StatusCode::CREATED,
            &UploadJson {
                upload_id: &announced.id,
                method: "POST",
                url: &announced.form.url,
                fields: &announced.form.fields,
                expires_at: announced.form.expires_at,
            },
        ),
        Err(error) => {
            tracing::error!(%error, "an upload could not be announced");
            retry_later(asked.unavailable(app))
        }
    }
}

/// Nothing, once so many wait that their files go with their forms.
async fn announce_if_room(app: &App, size: usize) -> Result<Option<Announced>, StoreError> {
    if app.store.waiting_files().await? >= MOST_WAITING {
        tracing::warn!("too many files wait for a form");
        return Ok(None);
    }
    announce(app, size, (app.clock)()).await.map(Some)
}

/// Whether this sender may send a file ahead. Many share an address: who is busy works a little for each, or sends
/// their files with the form.
async fn admit(app: &App, asked: Asked, values: &RawForm, sender: &Sender) -> Result<(), Response> {
    if let Allowed::In(seconds) = announces_freely(app, sender).await {
        let proof = values.get(PROOF_FIELD).map_or("", String::as_str);
        if !proof::is_new(app, proof).await {
            return Err(asked.proof_required(app, seconds));
        }
    }
    match may_announce(app, sender).await {
        Allowed::Yes => Ok(()),
        Allowed::In(seconds) => Err(asked.too_many(app, seconds)),
    }
}

/// The size of a file that may be sent, or what is wrong with it already now.
fn announced(values: &RawForm) -> Result<usize, (&'static str, FileErrorCode)> {
    let typed = |name: &str| values.get(name).map_or("", |text| text.trim());
    if let Some(code) = hopeless(&typed(KIND).to_ascii_lowercase()) {
        return Err((KIND, code));
    }
    match typed(SIZE).parse::<usize>() {
        Err(_) if typed(SIZE).is_empty() => Err((SIZE, FileErrorCode::Required)),
        Err(_) => Err((SIZE, FileErrorCode::NotNumber)),
        Ok(0) => Err((SIZE, FileErrorCode::Empty)),
        Ok(size) if size > MOST_UPLOAD_BYTES => Err((SIZE, FileErrorCode::LargeUpload)),
        Ok(size) => Ok(size),
    }
}

/// Kinds that are never taken spare their sender the sending. About the others the bytes decide.
fn hopeless(kind: &str) -> Option<FileErrorCode> {
    match kind.split_once('/')? {
        ("image", "heic" | "heif" | "avif") => Some(FileErrorCode::Heic),
        ("video" | "audio", _) => Some(FileErrorCode::Media),
        _ => None,
    }
}

/// Leave to send a file: a form with these fields and then the file, as `file`.
#[derive(Serialize)]
struct UploadJson<'a> {
    upload_id: &'a str,
    method: &'a str,
    url: &'a str,
    fields: &'a BTreeMap<&'static str, String>,
    expires_at: Timestamp,
}

/// Tells how a file stands.
pub(crate) async fn check(State(app): State<Arc<App>>, request: Request) -> Response {
    let asked = Asked::of(request.headers());
    match read_form(request, known).await {
        Ok(form) => state(&app, asked.speaking(&form.values), &form.values).await,
        Err(refusal) => asked.refuse(&app, &refusal),
    }
}

async fn state(app: &App, asked: Asked, values: &RawForm) -> Response {
    let id = values.get(ID).map_or("", |text| text.trim());
    if !is_id(id) {
        return wrong(app, asked, ID, FileErrorCode::Expired);
    }
    match look(app, id, (app.clock)()).await {
        Ok(upload) => json_answer(StatusCode::OK, &StateJson::of(app, asked, id, &upload)),
        Err(error) => {
            tracing::error!(%error, "an upload could not be looked at");
            retry_later(asked.unavailable(app))
        }
    }
}

/// How a file stands.
#[derive(Serialize)]
struct StateJson<'a> {
    upload_id: &'a str,
    /// `awaited`, `cleaning`, `ready`, `refused`, `used` or `expired`.
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    media_type: Option<&'static str>,
    /// After cleaning.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<usize>,
    /// Why it cannot be used, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

impl<'a> StateJson<'a> {
    fn of(app: &App, asked: Asked, id: &'a str, upload: &Upload) -> StateJson<'a> {
        let (state, file, code) = match upload {
            Upload::Awaited => ("awaited", None, Some(FileErrorCode::NotArrived)),
            Upload::InWork => ("cleaning", None, Some(FileErrorCode::NotCleanYet)),
            Upload::Ready(file) => ("ready", Some(file), None),
            Upload::Refused(code) => ("refused", None, Some(*code)),
            Upload::Used(_) => ("used", None, Some(FileErrorCode::Used)),
            Upload::Unknown => ("expired", None, Some(FileErrorCode::Expired)),
        };
        StateJson {
            upload_id: id,
            state,
            media_type: file.map(|file| file.format.media_type()),
            size: file.map(|file| file.bytes),
            code: code.map(FileErrorCode::as_str),
            message: code.map(|code| words(app, asked, code)),
        }
    }
}

fn words(app: &App, asked: Asked, code: FileErrorCode) -> String {
    asked.texts(app).file_error(FileError::of_all(code))
}

fn wrong(app: &App, asked: Asked, field: &'static str, code: FileErrorCode) -> Response {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let entry = ErrorEntry {
        field,
        code: code.as_str(),
        message: words(app, asked, code),
        position: None,
    };
    let texts = asked.texts(app);
    let (title, detail) = (
        texts.get("form.error_summary"),
        texts.get("form.error_summary_text"),
    );
    Problem::new(status, "validation", title, detail, &[entry]).answer(status)
}
