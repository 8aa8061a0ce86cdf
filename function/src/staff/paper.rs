//! `/staff/new/kertas`: receipts on paper for days without a connection. Each has a number and a code that wait for
//! the case that is typed in later; the code stands on the paper and nowhere else.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::staff::Duty;
use complaint::{AccessCode, Lang, Number, RawForm, format_date};
use serde::Serialize;

use super::accounts::random;
use super::audit;
use super::door::CSRF;
use super::entry::{Refused, has, look, send};
use super::fields::FieldView;
use super::screen::{Notice, Screen, texts};
use super::sign_in::one_of;
use crate::App;
use crate::filing::code_hash;
use crate::http::{Format, Problem, json_answer};
use crate::store::{AuditKind, StoreError};

const FIELDS: [&str; 2] = [CSRF, "count"];
/// Papers of one print.
const MOST: usize = 50;
/// Numbers are random: two in a row that are taken are beyond belief.
const DRAWS: usize = 8;

#[derive(Serialize)]
struct PaperModel {
    fields: Vec<FieldView>,
    waiting: Vec<Waiting>,
    papers: Vec<Paper>,
}

/// A number that waits for its case.
#[derive(Serialize)]
struct Waiting {
    number: String,
    since: String,
}

/// A receipt to be printed.
#[derive(Serialize)]
struct Paper {
    number: String,
    access_code: String,
}

/// How many are wanted, and which still wait.
pub(crate) async fn paper_form(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let inside = look(&app, request.headers(), request.uri(), has(Duty::Intake)).await?;
    let screen = inside.screen();
    Ok(show(&screen, StatusCode::OK, "10", false).await)
}

/// Reserves numbers and shows them to be printed.
pub(crate) async fn print_papers(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let (inside, form) = send(&app, request, |name| one_of(&FIELDS, name), has(Duty::Intake)).await?;
    let screen = inside.screen();
    let values = form.values;
    let typed = values.get("count").map_or("", |text| text.trim());
    let count = typed.parse().ok().filter(|count| (1..=MOST).contains(count));
    let Some(count) = count else {
        return Ok(show(&screen, StatusCode::UNPROCESSABLE_ENTITY, typed, true).await);
    };
    let object = count.to_string();
    let id = &inside.officer().id;
    if let Err(error) = audit::of_account(&app, id, AuditKind::PaperReserved, Some(&object)).await {
        return Ok(broken(&screen, &error));
    }
    Ok(match reserve(&app, count).await {
        Ok(papers) => printed(&screen, papers),
        Err(error) => broken(&screen, &error),
    })
}

fn broken(screen: &Screen<'_>, error: &StoreError) -> Response {
    tracing::error!(%error, "numbers could not be reserved");
    screen.unavailable(&RawForm::new())
}

async fn reserve(app: &App, count: usize) -> Result<Vec<Paper>, StoreError> {
    let mut papers = Vec::new();
    for _ in 0..count {
        papers.push(reserve_one(app).await?);
    }
    Ok(papers)
}

async fn reserve_one(app: &App) -> Result<Paper, StoreError> {
    for _ in 0..DRAWS {
        let number = Number::new(&app.agency.code, random(&app.entropy));
        let code = AccessCode::new(random(&app.entropy));
        let hash = code_hash(app, &number, &code);
        if app.store.reserve_paper(&number, &hash, (app.clock)()).await? {
            return Ok(Paper {
                number: number.to_string(),
                access_code: code.reveal().to_owned(),
            });
        }
    }
    Err(StoreError::NoFreeNumber)
}

async fn show(screen: &Screen<'_>, status: StatusCode, count: &str, wrong: bool) -> Response {
    let text = wrong.then(|| texts().get("paper.count_wrong"));
    if let (Format::Json, Some(text)) = (screen.format, text) {
        return Problem::new(status, "validation", text, text, &[]).answer(status);
    }
    let app = screen.app;
    let waiting = match app.store.papers().await {
        Ok(waiting) => waiting,
        Err(error) => return broken(screen, &error),
    };
    let waiting = waiting.into_iter().map(|paper| Waiting {
        since: format_date(app.agency.today(paper.reserved_at), Lang::Id),
        number: paper.number,
    });
    let model = PaperModel {
        fields: vec![FieldView::line("paper", "count", count).wrong(text)],
        waiting: waiting.collect(),
        papers: Vec::new(),
    };
    if screen.format == Format::Json {
        return json_answer(status, &serde_json::json!({ "waiting": model.waiting }));
    }
    let notice = text.map(|text| Notice::Wrong(text.to_owned()));
    let frame = screen.frame(texts().get("paper.title"), notice);
    screen.page(status, "staff_paper.html", &frame, &model)
}

fn printed(screen: &Screen<'_>, papers: Vec<Paper>) -> Response {
    let status = StatusCode::CREATED;
    if screen.format == Format::Json {
        return json_answer(status, &serde_json::json!({ "papers": papers }));
    }
    let mut frame = screen.frame(texts().get("paper.print_title"), None);
    let check = format!("{}/cek/", screen.app.agency.base_url);
    frame.code = Some((check, texts().get("paper.code").to_owned()));
    let model = PaperModel {
        fields: Vec::new(),
        waiting: Vec::new(),
        papers,
    };
    screen.page(status, "staff_paper.html", &frame, &model)
}
