//! Cases of an older register. Each is filed as of the day it came, and brought to its end as of the day that the
//! old register tells, by the same rules as any other case; nobody is mailed about it. That it was imported stands
//! in its history (who did it: `import`) and in the agency's own.

use std::sync::Arc;

use complaint::case::{Action, Actor, ArchiveReason, Resolution};
use complaint::form::{Intake, parse_intake};
use complaint::{FieldErrorCode, Number, RawForm, Status};
use jiff::Timestamp;
use jiff::civil::Date;
use site_gen::theme::Theme;
use thiserror::Error;

use crate::App;
use crate::acting::{Act, ActError, Deed, Desk, act};
use crate::files::KeepError;
use crate::filing::{self, Brought, Filed, Submission};
use crate::routes::complaints::entry;

/// Who did it, in the history of an imported case.
const BY: &str = "import";
/// Columns besides those of `/staff/new`.
pub const OWN_COLUMNS: [&str; 5] = ["status", "ended_at", "resolution", "archive_reason", "response"];
/// Steps from the first state to the last, with one to spare.
const MOST_STEPS: usize = 5;

/// What is wrong with a column of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// The column.
    pub field: String,
    /// What to do about it.
    pub message: String,
}

/// A row that can be imported.
#[derive(Debug)]
pub struct OldCase {
    intake: Intake,
    ended: Option<Ended>,
}

#[derive(Debug)]
struct Ended {
    at: Timestamp,
    action: Action,
    response: Option<String>,
}

/// Why an import stopped.
#[derive(Debug, Error)]
pub enum ImportError {
    /// Table or files failed.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// It could not be brought to its end.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The number of a row cannot be read back, or the row was imported otherwise before.
    #[error("the row was imported before with other content")]
    Other,
}

/// Reads a row at `now`, or tells everything that is wrong with it.
pub fn read_old_case(app: &App, row: &RawForm, now: Timestamp) -> Result<OldCase, Vec<RowProblem>> {
    let mut row = row.clone();
    let named = row.get("name").is_some_and(|name| !name.trim().is_empty());
    let mode = if named { "named" } else { "anonymous" };
    row.entry("identity_mode".to_owned())
        .or_insert_with(|| mode.to_owned());
    let intake = parse_intake(&row, &app.agency, now);
    let received_at = intake.as_ref().map_or(now, |intake| intake.received_at);
    let ended = ended(app, &row, received_at, now);
    match (intake, ended) {
        (Ok(intake), Ok(ended)) => Ok(OldCase { intake, ended }),
        (intake, ended) => {
            let words = |error| {
                let entry = entry(Theme::staff_texts(), error);
                problem(entry.field, &entry.message)
            };
            let wrong = intake.err().unwrap_or_default().into_iter().map(words);
            Err(wrong.chain(ended.err()).collect())
        }
    }
}

fn problem(field: &str, message: &str) -> RowProblem {
    RowProblem {
        field: field.to_owned(),
        message: message.to_owned(),
    }
}

fn ended(
    app: &App,
    row: &RawForm,
    received_at: Timestamp,
    now: Timestamp,
) -> Result<Option<Ended>, RowProblem> {
    let typed = |name: &str| row.get(name).map_or("", |text| text.trim());
    let texts = Theme::staff_texts();
    let wrong = |field: &str, code: FieldErrorCode| problem(field, texts.error(field, code.as_str()));
    let action = match Status::parse(typed("status")) {
        None if typed("status").is_empty() => return Ok(None),
        Some(Status::Received) => return Ok(None),
        Some(Status::Closed) => {
            let resolution = Some(typed("resolution")).filter(|name| !name.is_empty());
            let resolution = resolution.map_or(Some(Resolution::Explained), Resolution::parse);
            Action::Close {
                resolution: resolution.ok_or_else(|| wrong("resolution", FieldErrorCode::UnknownChoice))?,
            }
        }
        Some(Status::Archived) => {
            let reason = ArchiveReason::parse(typed("archive_reason"));
            Action::Archive {
                reason: reason.ok_or_else(|| wrong("archive_reason", FieldErrorCode::Required))?,
            }
        }
        _ => return Err(problem("status", texts.get("import.status"))),
    };
    let at = moment(app, typed("ended_at"), now)
        .ok_or_else(|| problem("ended_at", texts.get("import.ended_at")))?;
    if at < received_at || at > now {
        return Err(problem("ended_at", texts.get("import.ended_at")));
    }
    Ok(Some(Ended {
        at,
        action,
        response: Some(typed("response").to_owned()).filter(|text| !text.is_empty()),
    }))
}

/// A moment with its zone, or the end of a day in the agency's; today is now.
fn moment(app: &App, text: &str, now: Timestamp) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let day = Date::strptime("%Y-%m-%d", text).ok()?;
    if day == app.agency.today(now) {
        return Some(now);
    }
    let end = day.at(23, 59, 59, 0).to_zoned(app.agency.zone.clone()).ok()?;
    Some(end.timestamp())
}

/// Imports a row; `key` is the same each time the same row is imported, and is remembered for ever: so an import that was
/// interrupted goes on where it stopped, and no row comes in twice, whenever it is run again.
pub async fn import_old_case(app: &App, case: &OldCase, key: &str) -> Result<String, ImportError> {
    let key = format!("import {key}");
    let submission = Submission {
        ack_email: false,
        complaint: &case.intake.complaint,
        evidence: &[],
        key: Some(&key),
        client: Some(BY),
        sign: None,
        brought: Some(Brought {
            channel: case.intake.channel,
            received_at: case.intake.received_at,
            reference: case.intake.reference.as_deref(),
            by: Some(BY),
            is_row: true,
            paper: None,
        }),
    };
    let filed = filing::file(&at(app, case.intake.received_at), &submission).await?;
    let (Filed::New(receipt) | Filed::Before(receipt)) = filed else {
        return Err(ImportError::Other);
    };
    if let Some(ended) = &case.ended {
        let number = Number::parse(&receipt.number, &app.agency.codes()).map_err(|_| ImportError::Other)?;
        end(&at(app, ended.at), &number, ended).await?;
    }
    Ok(receipt.number)
}

/// The function at another moment; it sends no mail.
fn at(app: &App, then: Timestamp) -> App {
    App {
        clock: Arc::new(move || then),
        post: None,
        ..app.clone()
    }
}

/// Goes from wherever the case stands to its end.
async fn end(app: &App, number: &Number, ended: &Ended) -> Result<(), ImportError> {
    let archives = matches!(ended.action, Action::Archive { .. });
    for _ in 0..MOST_STEPS {
        let record = app.store.record(number).await.map_err(ActError::Store)?;
        let status = record.ok_or(ActError::NoCase)?.case.status;
        let (action, text) = match status {
            Status::Received => (Action::Verify, None),
            Status::Verifying if archives => (ended.action.clone(), ended.response.clone()),
            Status::Verifying => (Action::Handle, None),
            Status::Handling => (Action::Respond, ended.response.clone()),
            Status::Responded => (ended.action.clone(), None),
            _ => return Ok(()),
        };
        let deed = Deed {
            actor: Actor::Staff,
            act: Act::Case(action),
            text,
            files: Vec::new(),
            once: None,
            desk: Desk {
                by: Some(BY.to_owned()),
                ..Desk::default()
            },
        };
        act(app, number, &deed).await?;
    }
    Ok(())
}
