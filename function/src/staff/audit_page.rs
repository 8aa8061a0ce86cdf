//! `/staff/audit`: the agency's own history for whoever watches over it, the latest first. Nothing can be changed here.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::staff::{Duty, Matter, Officer};
use complaint::{Lang, Number, RawForm, format_date, format_instant};
use serde::Serialize;

use super::audit_asked::{Asked, filter_fields, kept};
use super::entry::{Refused, has, look};
use super::fields::FieldView;
use super::screen::{Screen, query, read_query, texts};
use crate::App;
use crate::http::{Format, json_answer};
use crate::store::{Account, AuditActor, AuditEntry, AuditHead, AuditPage, StoreError};

const PATH: &str = "/staff/audit";
/// Entries on a page.
const AT_ONCE: usize = 50;

#[derive(Serialize)]
struct AuditModel {
    fields: Vec<FieldView>,
    filtered: bool,
    lines: Vec<LineModel>,
    head: Option<String>,
    older: Option<String>,
}

#[derive(Serialize)]
struct LineModel {
    sequence: u64,
    at: String,
    what: &'static str,
    object: Option<String>,
    who: String,
}

/// A part of the history, from the newest entry or from before `?before=` on; of it what is asked for.
pub(crate) async fn audit_page(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let inside = look(&app, request.headers(), request.uri(), has(Duty::Audit)).await?;
    let screen = inside.screen();
    let values = read_query(request.uri());
    Ok(match found(&app, inside.officer(), &values).await {
        Ok(Some((page, accounts))) => show(&screen, &values, &page, &accounts),
        Ok(None) => screen.say(
            StatusCode::BAD_REQUEST,
            "bad_filter",
            "bad_filter",
            &RawForm::new(),
        ),
        Err(error) => {
            tracing::error!(%error, "the agency's history could not be read");
            screen.unavailable(&RawForm::new())
        }
    })
}

/// What is asked for, with everybody who may be named in it; nothing where a choice is none.
async fn found(
    app: &App,
    officer: &Officer,
    values: &RawForm,
) -> Result<Option<(AuditPage, Vec<Account>)>, StoreError> {
    let accounts = app.store.accounts().await?;
    let Some(asked) = Asked::read(app, values, &accounts) else {
        return Ok(None);
    };
    let page = app.store.audit_of(&asked.filter, asked.before, AT_ONCE).await?;
    Ok(Some((without_hidden(app, officer, page).await?, accounts)))
}

/// Whoever is kept from a case does not read its number here either.
async fn without_hidden(app: &App, officer: &Officer, mut page: AuditPage) -> Result<AuditPage, StoreError> {
    // Nobody without a unit is kept from anything.
    if officer.unit.is_none() {
        return Ok(page);
    }
    for entry in &mut page.items {
        for number in numbers(app, entry.object.as_deref().unwrap_or_default()) {
            let record = app.store.record(&number).await?;
            if record.is_some_and(|record| !officer.sees(Matter::of(&record.case))) {
                entry.object = None;
            }
        }
    }
    Ok(page)
}

/// The numbers of cases that stand in a text.
fn numbers(app: &App, text: &str) -> Vec<Number> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '-');
    let number = |word| Number::parse(word, &app.agency.codes()).ok();
    words.filter_map(number).collect()
}

fn show(screen: &Screen<'_>, values: &RawForm, page: &AuditPage, accounts: &[Account]) -> Response {
    if screen.format == Format::Json {
        return json_answer(StatusCode::OK, page);
    }
    let kept = kept(values);
    let older = |place: u64| {
        let place = place.to_string();
        format!("{PATH}?{}", query(&[&kept[..], &[("before", &place)]].concat()))
    };
    let model = AuditModel {
        fields: filter_fields(values, accounts),
        filtered: kept.iter().any(|(_, value)| !value.is_empty()),
        lines: page
            .items
            .iter()
            .map(|entry| line(screen.app, entry, accounts))
            .collect(),
        head: page.head.as_ref().map(|head| noted(screen.app, head)),
        older: page.next.map(older),
    };
    let frame = screen.frame(texts().get("audit.title"), None);
    screen.page(StatusCode::OK, "staff_audit.html", &frame, &model)
}

/// Where the chain stands today, to be printed or written into a book.
fn noted(app: &App, head: &AuditHead) -> String {
    let (today, entry) = (app.agency.today((app.clock)()), head.sequence.to_string());
    let values = [
        ("date", format_date(today, Lang::Id)),
        ("noted", format!("{entry}:{}", head.hash)),
    ];
    texts().fill(
        "audit.head",
        &values.each_ref().map(|(name, value)| (*name, value.as_str())),
    )
}

fn line(app: &App, entry: &AuditEntry, accounts: &[Account]) -> LineModel {
    // An account is called by the name of whoever has it; the chain holds what stands behind.
    let named = |id: &str| {
        let account = accounts.iter().find(|account| account.officer.id == id);
        account.map_or_else(
            || id.to_owned(),
            |account| format!("{} ({id})", account.officer.name),
        )
    };
    LineModel {
        sequence: entry.sequence,
        at: format_instant(entry.at, &app.agency, Lang::Id),
        what: texts().get(&format!("audit.kind.{}", entry.kind.as_str())),
        object: entry.object.as_deref().map(named),
        who: match &entry.actor {
            AuditActor::Account(id) => named(id),
            AuditActor::CommandLine => texts().get("audit.command_line").to_owned(),
            AuditActor::Unknown => texts().get("audit.unknown").to_owned(),
        },
    }
}
