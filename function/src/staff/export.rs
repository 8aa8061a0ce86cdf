//! `/staff/export`: a list of cases is taken out. That it was, by whom and how many, is written down first.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use complaint::staff::{Duty, Officer};
use complaint::{Number, RawForm};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;

use super::audit;
use super::door::CSRF;
use super::entry::{Refused, has, look, send};
use super::fields::{FieldView, OptionView};
use super::screen::{Notice, Screen, texts};
use super::sign_in::one_of;
use crate::App;
use crate::export::{ExportFormat, cases, csv, xlsx};
use crate::http::{Format, Problem, json_answer};
use crate::redacting::case_for;
use crate::store::{AuditKind, CaseSummary, Filter, StoreError};

const FIELDS: [&str; 4] = [CSRF, "format", "since", "until"];
/// More than this takes too long for one answer; the program on the command line has no such limit.
const MOST: usize = 5_000;
/// Whole cases are read one by one.
const MOST_WHOLE: usize = 500;

#[derive(Serialize)]
struct ExportModel {
    fields: Vec<FieldView>,
}

/// What is wanted.
pub(crate) async fn export_form(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let inside = look(&app, request.headers(), request.uri(), has(Duty::Export)).await?;
    let screen = inside.screen();
    let first = app.agency.today((app.clock)()).first_of_year().to_string();
    let values = RawForm::from([
        ("since".to_owned(), first),
        ("format".to_owned(), "xlsx".to_owned()),
    ]);
    Ok(page(&screen, StatusCode::OK, &values, None))
}

/// Hands the file out.
pub(crate) async fn export(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let (inside, form) = send(&app, request, |name| one_of(&FIELDS, name), has(Duty::Export)).await?;
    let screen = inside.screen();
    let values = form.values;
    let Some((format, filter)) = read(&app, &values) else {
        return Ok(page(
            &screen,
            StatusCode::UNPROCESSABLE_ENTITY,
            &values,
            Some("export.mend"),
        ));
    };
    Ok(match file(&app, inside.officer(), format, &filter).await {
        Ok(Some(bytes)) => download(&app, format, bytes),
        Ok(None) => page(
            &screen,
            StatusCode::UNPROCESSABLE_ENTITY,
            &values,
            Some("export.too_many"),
        ),
        Err(error) => {
            tracing::error!(%error, "a list could not be taken out");
            screen.unavailable(&values)
        }
    })
}

fn read(app: &App, values: &RawForm) -> Option<(ExportFormat, Filter)> {
    let typed = |name: &str| values.get(name).map_or("", |text| text.trim());
    let midnight = |date: Date| Some(date.to_zoned(app.agency.zone.clone()).ok()?.timestamp());
    let date = |name: &str| match typed(name) {
        "" => Some(None),
        text => text.parse::<Date>().ok().map(Some),
    };
    let until = date("until")?.and_then(|date| date.checked_add(1.day()).ok());
    let filter = Filter {
        since: date("since")?.and_then(midnight),
        until: until.and_then(midnight),
        ..Filter::default()
    };
    Some((ExportFormat::parse(typed("format"))?, filter))
}

/// The bytes of the file; nothing if it would be too large.
async fn file(
    app: &App,
    officer: &Officer,
    format: ExportFormat,
    filter: &Filter,
) -> Result<Option<Vec<u8>>, StoreError> {
    let now = (app.clock)();
    let most = if format == ExportFormat::Jsonl {
        MOST_WHOLE
    } else {
        MOST
    };
    let Some(found) = cases(&app.store, filter, Some(officer), most, now).await? else {
        return Ok(None);
    };
    let object = format!("{}, {}", format.as_str(), found.len());
    audit::of_account(app, &officer.id, AuditKind::Export, Some(&object)).await?;
    let bytes = match format {
        ExportFormat::Csv => csv(&found, &app.agency),
        ExportFormat::Xlsx => workbook(app, &found, now),
        ExportFormat::Jsonl => whole(app, officer, &found).await?,
    };
    Ok(Some(bytes))
}

fn workbook(app: &App, found: &[CaseSummary], now: Timestamp) -> Vec<u8> {
    xlsx(found, &app.agency, now).expect("cells are shorter than a workbook takes, and rows fewer")
}

async fn whole(app: &App, officer: &Officer, found: &[CaseSummary]) -> Result<Vec<u8>, StoreError> {
    let mut lines = Vec::new();
    for summary in found {
        let Ok(number) = Number::parse(&summary.number, &app.agency.codes()) else {
            continue;
        };
        if let Some(case) = app.store.show(&number).await? {
            let case = case_for(officer, case);
            lines.extend(serde_json::to_vec(&case).expect("views are plain data"));
            lines.push(b'\n');
        }
    }
    Ok(lines)
}

fn download(app: &App, format: ExportFormat, bytes: Vec<u8>) -> Response {
    let today = app.agency.today((app.clock)());
    let disposition = format!("attachment; filename=\"aduan-{today}.{}\"", format.as_str());
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    let disposition = HeaderValue::try_from(disposition).unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(CONTENT_DISPOSITION, disposition);
    response
}

fn page(screen: &Screen<'_>, status: StatusCode, values: &RawForm, wrong: Option<&str>) -> Response {
    if let (Format::Json, Some(words)) = (screen.format, wrong) {
        let text = texts().get(words);
        return Problem::new(status, "validation", text, text, &[]).answer(status);
    }
    if screen.format == Format::Json {
        let formats = ExportFormat::ALL.map(ExportFormat::as_str);
        return json_answer(status, &serde_json::json!({ "formats": formats }));
    }
    let value = |name: &str| values.get(name).map_or("", String::as_str);
    let option = |format: ExportFormat| {
        let label = texts().get(&format!("export.{}", format.as_str()));
        OptionView::new(format.as_str(), label, value("format"))
    };
    let formats = FieldView {
        kind: "select",
        options: ExportFormat::ALL.map(option).into(),
        empty: texts().get("form.choose").to_owned(),
        ..FieldView::line("export", "format", value("format"))
    };
    let date = |name: &str| FieldView {
        kind: "date",
        ..FieldView::line("export", name, value(name))
    };
    let model = ExportModel {
        fields: vec![formats, date("since"), date("until")],
    };
    let notice = wrong.map(|words| Notice::Wrong(texts().get(words).to_owned()));
    let frame = screen.frame(texts().get("export.title"), notice);
    screen.page(status, "staff_export.html", &frame, &model)
}
