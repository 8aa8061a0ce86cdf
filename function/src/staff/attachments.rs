//! GET `/staff/cases/{number}/files/{position}`: one file that came with a case, as something to save.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;
use complaint::RawForm;
use complaint::staff::{Duty, Matter};
use serde::Serialize;

use super::case::Opened;
use super::entry::{Refused, look};
use super::screen::{Screen, texts};
use crate::App;
use crate::files::{self, KeepError};
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
    let screen = inside.screen();
    let opened = match Opened::find(&app, &number, inside.officer()).await {
        Ok(Some(opened)) => opened,
        Ok(None) => return Ok(screen.not_found()),
        Err(error) => return Ok(unavailable(&screen, &error.into())),
    };
    if !inside.officer().may(Duty::Files, Matter::of(&opened.case.case)) {
        return Ok(screen.not_yours(&RawForm::new()));
    }
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
        Err(error) => unavailable(&screen, &error.into()),
    })
}

fn unavailable(screen: &Screen<'_>, error: &KeepError) -> Response {
    tracing::error!(%error, "a file could not be read");
    screen.unavailable(&RawForm::new())
}
