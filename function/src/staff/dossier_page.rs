//! `/staff/cases/{number}/ombudsman`: the file of a case for the Ombudsman, to be printed or handed on. That it was made,
//! by whom, and whether with the person, is written down first.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, HeaderValue};
use axum::response::Response;
use complaint::staff::Duty;
use complaint::{IdentityMode, RawForm};
use serde::Serialize;

use super::audit;
use super::case::Opened;
use super::door::CSRF;
use super::dossier::gather;
use super::entry::{Inside, Refused, has, look, send};
use super::screen::{Notice, texts};
use super::sign_in::one_of;
use crate::App;
use crate::files::KeepError;
use crate::http::{Format, Problem, json_answer};
use crate::store::AuditKind;

const FIELDS: [&str; 3] = [CSRF, "identity", "format"];

#[derive(Serialize)]
struct AskModel {
    action: String,
    case_url: String,
    /// Whether the person is known openly.
    named: bool,
    identity_note: &'static str,
}

/// Asks whether the person goes along.
pub(crate) async fn dossier_form(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let inside = look(&app, request.headers(), request.uri(), has(Duty::Dossier)).await?;
    let opened = inside.case(&number, Duty::Dossier, &RawForm::new()).await?;
    Ok(ask(&inside, &opened, StatusCode::OK))
}

/// Makes it.
pub(crate) async fn make_dossier(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let (inside, form) = send(&app, request, |name| one_of(&FIELDS, name), has(Duty::Dossier)).await?;
    let opened = inside.case(&number, Duty::Dossier, &form.values).await?;
    let ticked = |name: &str, value: &str| form.values.get(name).is_some_and(|text| text == value);
    let identity = ticked("identity", "yes");
    if identity && opened.contact().is_none() {
        return Ok(ask(&inside, &opened, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let as_json = inside.screen().format == Format::Json || ticked("format", "json");
    Ok(match make(&app, &inside, &opened, identity, as_json).await {
        Ok(answer) => answer,
        Err(error) => {
            tracing::error!(%error, "the file of a case could not be made");
            inside.screen().unavailable(&RawForm::new())
        }
    })
}

fn ask(inside: &Inside<'_>, opened: &Opened, status: StatusCode) -> Response {
    let screen = inside.screen();
    let mode = opened.case.summary.identity_mode;
    let note = texts().get(&format!("dossier.no_identity.{}", mode.as_str()));
    let wrong = (!status.is_success()).then_some(note);
    if let (Format::Json, Some(text)) = (screen.format, wrong) {
        return Problem::new(status, "no_identity", text, text, &[]).answer(status);
    }
    let named = mode == IdentityMode::Named;
    if screen.format == Format::Json {
        return json_answer(status, &serde_json::json!({ "identity_possible": named }));
    }
    let case_url = format!("/staff/cases/{}", opened.number);
    let model = AskModel {
        action: format!("{case_url}/ombudsman"),
        case_url,
        named,
        identity_note: note,
    };
    let title = texts().fill("dossier.title", &[("number", opened.number.as_str())]);
    let notice = wrong.map(|text| Notice::Wrong(text.to_owned()));
    screen.page(
        status,
        "staff_dossier_form.html",
        &screen.frame(&title, notice),
        &model,
    )
}

async fn make(
    app: &App,
    inside: &Inside<'_>,
    opened: &Opened,
    identity: bool,
    as_json: bool,
) -> Result<Response, KeepError> {
    let key = if identity {
        "dossier.with_identity"
    } else {
        "dossier.without_identity"
    };
    let object = texts().fill(key, &[("number", opened.number.as_str())]);
    let by = &inside.officer().id;
    audit::of_account(app, by, AuditKind::Dossier, Some(&object)).await?;
    let dossier = gather(app, opened, identity).await?;
    if as_json {
        let mut answer = json_answer(StatusCode::OK, &dossier);
        let name = format!("attachment; filename=\"{}.json\"", dossier.number);
        let name = HeaderValue::try_from(name).unwrap_or(HeaderValue::from_static("attachment"));
        answer.headers_mut().insert(CONTENT_DISPOSITION, name);
        return Ok(answer);
    }
    let screen = inside.screen();
    let title = texts().fill("dossier.title", &[("number", opened.number.as_str())]);
    let frame = screen.frame(&title, None);
    Ok(screen.page(StatusCode::OK, "staff_dossier.html", &frame, &dossier))
}
