//! `/staff/cases/{number}/identity`: a key holder opens a sealed identity. The function hands out the seal as it lies in
//! the table, once the reason is written down; it is opened in the browser, with a key that never leaves the page.
//! Who has no script opens it with `tanggap submissions show --unseal`.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use axum::response::Response;
use complaint::RawForm;
use complaint::staff::Duty;
use complaint::text::clean_line;
use serde::Serialize;
use site_gen::theme::UNSEAL_POLICY;

use super::case::Opened;
use super::door::CSRF;
use super::entry::{Inside, Refused, has, look, send};
use super::fields::FieldView;
use super::screen::{Notice, texts};
use super::sign_in::one_of;
use crate::App;
use crate::OpenError;
use crate::http::{Format, Problem, json_answer};
use crate::identity::{Opener, note_opening, sealed};
use crate::store::AuditActor;

const FIELDS: [&str; 2] = [CSRF, "reason"];
/// As many characters a reason may have.
const MOST_REASON: usize = 300;
/// What is shown of a person, in this order.
const SHOWN: [&str; 6] = [
    "name",
    "phone",
    "email",
    "address",
    "business_name",
    "business_id",
];

#[derive(Serialize)]
struct AskModel {
    action: String,
    case_url: String,
    asked: bool,
    field: FieldView,
    command: String,
}

#[derive(Serialize)]
struct SealModel {
    case_url: String,
    number: String,
    seal: String,
    labels: Vec<(&'static str, &'static str)>,
    command: String,
}

/// Asks why.
pub(crate) async fn unseal_form(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let inside = look(&app, request.headers(), request.uri(), has(Duty::Unseal)).await?;
    let opened = open(&inside, &number, &RawForm::new()).await?;
    Ok(ask(&inside, &opened, StatusCode::OK, "", None))
}

/// Writes the reason down and hands out the seal.
pub(crate) async fn unseal(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let (inside, form) = send(&app, request, |name| one_of(&FIELDS, name), has(Duty::Unseal)).await?;
    let opened = open(&inside, &number, &form.values).await?;
    let reason = clean_line(form.values.get("reason").map_or("", String::as_str));
    if reason.is_empty() || reason.chars().count() > MOST_REASON {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(ask(
            &inside,
            &opened,
            status,
            &reason,
            Some("unseal.reason_wrong"),
        ));
    }
    Ok(match hand_out(&app, &inside, &opened, &reason).await {
        Ok(seal) => show(&inside, &opened, seal),
        Err(OpenError::NoCase | OpenError::NothingSealed(_)) => inside.screen().not_found(),
        Err(error) => {
            tracing::error!(%error, "a seal could not be handed out");
            inside.screen().unavailable(&form.values)
        }
    })
}

/// The case, if it has something sealed that this key holder may open.
async fn open(inside: &Inside<'_>, number: &str, written: &RawForm) -> Result<Opened, Refused> {
    let opened = inside.case(number, Duty::Unseal, written).await?;
    if opened.is_sealed() {
        Ok(opened)
    } else {
        Err(inside.screen().not_found().into())
    }
}

async fn hand_out(
    app: &App,
    inside: &Inside<'_>,
    opened: &Opened,
    reason: &str,
) -> Result<String, OpenError> {
    let seal = sealed(&app.store, &opened.number).await?;
    let by = inside.officer().id.clone();
    let holder = Opener {
        actor: AuditActor::Account(by.clone()),
        by: Some(by),
        reason,
    };
    let now = (app.clock)();
    note_opening(
        &app.store,
        &app.agency,
        &opened.number,
        &holder,
        now,
        &app.entropy,
    )
    .await?;
    Ok(seal)
}

fn command(opened: &Opened) -> String {
    let number = opened.number.as_str();
    format!("tanggap submissions show {number} --unseal kunci.txt --reason \"…\"")
}

fn ask(
    inside: &Inside<'_>,
    opened: &Opened,
    status: StatusCode,
    reason: &str,
    wrong: Option<&str>,
) -> Response {
    let screen = inside.screen();
    let wrong = wrong.map(|words| texts().get(words));
    if let (Format::Json, Some(text)) = (screen.format, wrong) {
        return Problem::new(status, "validation", text, text, &[]).answer(status);
    }
    let asked = opened.case.case.identity_asked;
    if screen.format == Format::Json {
        return json_answer(status, &serde_json::json!({ "identity_asked": asked }));
    }
    let case_url = format!("/staff/cases/{}", opened.number);
    let model = AskModel {
        action: format!("{case_url}/identity"),
        case_url,
        asked,
        field: FieldView::line("unseal", "reason", reason).wrong(wrong),
        command: command(opened),
    };
    let notice = wrong.map(|text| Notice::Wrong(text.to_owned()));
    let title = texts().fill("unseal.title", &[("number", opened.number.as_str())]);
    screen.page(
        status,
        "staff_unseal_form.html",
        &screen.frame(&title, notice),
        &model,
    )
}

fn show(inside: &Inside<'_>, opened: &Opened, seal: String) -> Response {
    let screen = inside.screen();
    if screen.format == Format::Json {
        let number = opened.number.as_str();
        return json_answer(
            StatusCode::OK,
            &serde_json::json!({ "number": number, "seal": seal }),
        );
    }
    let label = |name: &'static str| (name, texts().get(&format!("unseal.{name}")));
    let model = SealModel {
        case_url: format!("/staff/cases/{}", opened.number),
        number: opened.number.to_string(),
        seal,
        labels: SHOWN.map(label).into(),
        command: command(opened),
    };
    let title = texts().fill("unseal.title", &[("number", opened.number.as_str())]);
    let frame = screen.frame(&title, None);
    let mut page = screen.page(StatusCode::OK, "staff_unseal.html", &frame, &model);
    let policy = HeaderValue::from_static(UNSEAL_POLICY);
    page.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    page
}
