//! GET `/staff/cases/{number}/files/{position}`: one file that came with a case, as something to save.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;
use complaint::RawForm;
use complaint::staff::Duty;
use serde::Serialize;

use super::entry::{Refused, look};
use super::screen::texts;
use crate::App;
use crate::files;
use crate::routes::evidence::attachment;
use crate::store::FileRecord;

/// A file on the page of its case.
#[derive(Debug, Serialize)]
pub(super) struct FileLine {
    name: String,
    /// Where it can be saved from, by whom it may be saved.
    url: Option<String>,
    about: String,
    warning: Option<&'static str>,
}

/// A file in words.
pub(super) fn line(number: &str, file: &FileRecord, may_save: bool) -> FileLine {
    let kind = texts().get(&format!("files.{}", file.format.extension()));
    let size = file.bytes.div_ceil(1_000).to_string();
    FileLine {
        name: file.name.clone(),
        url: may_save.then(|| format!("/staff/cases/{number}/files/{}", file.position)),
        about: texts().fill("files.about", &[("kind", kind), ("size", &size)]),
        warning: file.active.then(|| texts().get("files.active")),
    }
}

/// Hands out a file.
pub(crate) async fn file_of_case(
    State(app): State<Arc<App>>,
    Path((number, position)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Refused> {
    let inside = look(&app, request.headers(), request.uri(), |_| true).await?;
    let opened = inside.case(&number, Duty::Files, &RawForm::new()).await?;
    let screen = inside.screen();
    let wanted = position.parse::<usize>().ok();
    let Some(file) = opened
        .case
        .files
        .iter()
        .find(|file| Some(file.position) == wanted)
    else {
        return Ok(screen.not_found());
    };
    Ok(match files::read(&app, file, (app.clock)()).await {
        Ok(Some(bytes)) => attachment(file, bytes),
        Ok(None) => screen.not_found(),
        Err(error) => {
            tracing::error!(%error, "a file could not be read");
            screen.unavailable(&RawForm::new())
        }
    })
}
