//! `/staff/new/kotak`: the slips of a suggestion box, several in one form. Each is filed whole or comes back with
//! what must be mended; those that were filed do not come back.

use std::sync::{Arc, LazyLock};

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::form::{Intake, parse_intake};
use complaint::staff::{Duty, Officer};
use complaint::{FieldError, RawForm};
use serde::Serialize;
use serde_json::json;

use super::door::CSRF;
use super::entry::{Refused, has, look, send};
use super::fields::{FieldView, known_field};
use super::intake::{KEY, new_key};
use super::screen::{Notice, Screen, texts};
use crate::App;
use crate::filing::{self, Brought, Filed, Submission, desk_key};
use crate::http::{ErrorEntry, Format, Problem, json_answer};
use crate::routes::complaints::entry;

const FORM: &str = "batch";
/// Slips of one form.
const SLIPS: usize = 8;
/// What all slips share.
const SHARED: [(&str, bool); 3] = [
    ("received_at", true),
    ("incident_place", true),
    ("reference", false),
];
/// What each slip has of its own.
const OWN: [(&str, bool); 3] = [("narrative", true), ("class", false), ("category", false)];

/// Every name of the form.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let shared = [CSRF, KEY].into_iter().chain(SHARED.map(|(name, _)| name));
    let own = (1..=SLIPS).flat_map(|slip| OWN.map(|(name, _)| named(name, slip)));
    shared.map(str::to_owned).chain(own).collect()
});

fn named(name: &str, slip: usize) -> String {
    format!("{name}_{slip}")
}

fn known(name: &str) -> Option<&'static str> {
    NAMES.iter().map(String::as_str).find(|known| *known == name)
}

/// The empty form.
pub(crate) async fn batch_form(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let inside = look(&app, request.headers(), request.uri(), has(Duty::Intake)).await?;
    let screen = inside.screen();
    let today = app.agency.today((app.clock)()).to_string();
    let values = RawForm::from([("received_at".to_owned(), today), (KEY.to_owned(), new_key(&app))]);
    Ok(page(&screen, StatusCode::OK, &values, &Outcome::default()))
}

/// Files the slips.
pub(crate) async fn record_batch(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let (inside, form) = send(&app, request, known, has(Duty::Intake)).await?;
    let screen = inside.screen();
    let values = form.values;
    let outcome = file_all(&app, inside.officer(), &values).await;
    Ok(answer(&screen, values, &outcome))
}

/// What became of the slips.
#[derive(Default)]
struct Outcome {
    filed: Vec<Line>,
    wrong: Vec<(usize, Vec<FieldError>)>,
    /// Slips that could not be stored just now.
    failed: Vec<usize>,
    nothing: bool,
}

#[derive(Serialize)]
struct Line {
    slip: usize,
    number: String,
}

async fn file_all(app: &App, officer: &Officer, values: &RawForm) -> Outcome {
    let mut outcome = Outcome::default();
    for slip in 1..=SLIPS {
        let Some(raw) = slip_of(values, slip) else {
            continue;
        };
        match parse_intake(&raw, &app.agency, (app.clock)()) {
            Err(errors) => outcome.wrong.push((slip, errors)),
            Ok(intake) => match file(app, officer, &intake, values.get(KEY), slip).await {
                Some(number) => outcome.filed.push(Line { slip, number }),
                None => outcome.failed.push(slip),
            },
        }
    }
    outcome.nothing = outcome.filed.is_empty() && outcome.wrong.is_empty() && outcome.failed.is_empty();
    outcome
}

/// A slip as a form of its own; nothing where its text was left empty.
fn slip_of(values: &RawForm, slip: usize) -> Option<RawForm> {
    let typed = |name: &str| values.get(name).map_or("", |text| text.trim()).to_owned();
    if OWN[..1]
        .iter()
        .all(|(name, _)| typed(&named(name, slip)).is_empty())
    {
        return None;
    }
    let shared = SHARED.map(|(name, _)| (name.to_owned(), typed(name)));
    let own = OWN.map(|(name, _)| (name.to_owned(), typed(&named(name, slip))));
    let fixed = [("channel", "suggestion_box"), ("identity_mode", "anonymous")];
    let fixed = fixed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Some(shared.into_iter().chain(own).chain(fixed).collect())
}

/// The number it got, now or when the same form was sent before.
async fn file(
    app: &App,
    officer: &Officer,
    intake: &Intake,
    key: Option<&String>,
    slip: usize,
) -> Option<String> {
    let key = key.filter(|key| !key.is_empty());
    let key = key.map(|key| desk_key(&officer.id, &format!("{key} {slip}")));
    let submission = Submission {
        ack_email: false,
        complaint: &intake.complaint,
        evidence: &[],
        key: key.as_deref(),
        client: Some(&officer.id),
        sign: None,
        brought: Some(Brought {
            channel: intake.channel,
            received_at: intake.received_at,
            reference: intake.reference.as_deref(),
            by: Some(&officer.id),
            is_row: false,
            paper: None,
        }),
    };
    match filing::file(app, &submission).await {
        Ok(Filed::New(receipt) | Filed::Before(receipt)) => Some(receipt.number),
        Ok(Filed::KeyTaken | Filed::FilesTaken | Filed::PaperTaken) => None,
        Err(error) => {
            tracing::error!(%error, "a slip could not be written down");
            None
        }
    }
}

fn answer(screen: &Screen<'_>, mut values: RawForm, outcome: &Outcome) -> Response {
    let status = match outcome {
        Outcome { nothing: true, .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Outcome { wrong, .. } if !wrong.is_empty() => StatusCode::UNPROCESSABLE_ENTITY,
        Outcome { failed, .. } if !failed.is_empty() => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::CREATED,
    };
    if screen.format == Format::Json {
        return for_program(status, outcome);
    }
    let filed: Vec<usize> = outcome.filed.iter().map(|line| line.slip).collect();
    for slip in &filed {
        for (name, _) in OWN {
            values.remove(&named(name, *slip));
        }
    }
    if status == StatusCode::CREATED {
        values.insert(KEY.to_owned(), new_key(screen.app));
    }
    page(screen, status, &values, outcome)
}

fn for_program(status: StatusCode, outcome: &Outcome) -> Response {
    if status == StatusCode::CREATED {
        return json_answer(status, &json!({ "filed": outcome.filed }));
    }
    let entries: Vec<ErrorEntry> = outcome
        .wrong
        .iter()
        .flat_map(|(slip, errors)| errors.iter().map(|error| (*slip, *error)))
        .map(|(slip, error)| ErrorEntry {
            position: Some(slip),
            ..entry(texts(), error)
        })
        .collect();
    let numbers: Vec<&str> = outcome.filed.iter().map(|line| line.number.as_str()).collect();
    let detail = match &numbers[..] {
        [] => String::new(),
        _ => texts().fill("batch.some", &[("numbers", &numbers.join(", "))]),
    };
    Problem::new(
        status,
        "validation",
        texts().get(mend(outcome)),
        &detail,
        &entries,
    )
    .answer(status)
}

/// The sentence says whether anything is recorded already.
fn mend(outcome: &Outcome) -> &'static str {
    if outcome.filed.is_empty() {
        "batch.mend_all"
    } else {
        "batch.mend"
    }
}

#[derive(Serialize)]
struct BatchModel<'a> {
    shared: Vec<FieldView>,
    slips: Vec<SlipModel>,
    filed: &'a [Line],
    key: &'a str,
}

#[derive(Serialize)]
struct SlipModel {
    title: String,
    fields: Vec<FieldView>,
}

fn page(screen: &Screen<'_>, status: StatusCode, values: &RawForm, outcome: &Outcome) -> Response {
    let app = screen.app;
    let errors_of = |slip: usize| {
        let found = outcome.wrong.iter().find(|(wrong, _)| *wrong == slip);
        found.map_or(&[][..], |(_, errors)| errors)
    };
    let shared_errors: Vec<FieldError> = outcome
        .wrong
        .iter()
        .flat_map(|(_, errors)| errors.clone())
        .collect();
    let shared = SHARED
        .iter()
        .filter_map(|(name, needed)| known_field(app, FORM, name, *needed, values, &shared_errors));
    let slip = |slip: usize| {
        let raw: RawForm = OWN
            .iter()
            .filter_map(|(name, _)| Some(((*name).to_owned(), values.get(&named(name, slip))?.clone())))
            .collect();
        let field = |(name, needed): &(&'static str, bool)| {
            let mut view = known_field(app, FORM, name, *needed, &raw, errors_of(slip))?;
            view.name = named(name, slip);
            Some(view.renamed(&format!("{FORM}-{name}-{slip}")))
        };
        SlipModel {
            title: texts().fill("batch.slip", &[("position", &slip.to_string())]),
            fields: OWN.iter().filter_map(field).collect(),
        }
    };
    let model = BatchModel {
        shared: shared.collect(),
        slips: (1..=SLIPS).map(slip).collect(),
        filed: &outcome.filed,
        key: values.get(KEY).map_or("", String::as_str),
    };
    let frame = screen.frame(texts().get("batch.title"), notice(status, outcome));
    screen.page(status, "staff_batch.html", &frame, &model)
}

fn notice(status: StatusCode, outcome: &Outcome) -> Option<Notice> {
    let wrong = |words: &str| Some(Notice::Wrong(texts().get(words).to_owned()));
    match status {
        StatusCode::OK => None,
        StatusCode::CREATED => {
            let count = outcome.filed.len().to_string();
            Some(Notice::Done(texts().fill("batch.done", &[("count", &count)])))
        }
        _ if outcome.nothing => wrong("batch.nothing"),
        StatusCode::SERVICE_UNAVAILABLE => wrong("batch.failed"),
        _ => wrong(mend(outcome)),
    }
}
