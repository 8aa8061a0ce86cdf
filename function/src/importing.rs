//! Cases of an older register. Each is filed as of the day it came, and brought to its end as of the day that the
//! old register tells, by the same rules as any other case; nobody is mailed about it. That it was imported stands
//! in its history (who did it: `import`) and in the agency's own.

use std::sync::Arc;

use complaint::case::{Action, Actor, ArchiveReason, Resolution};
use complaint::form::{Intake, parse_intake, tracking_id};
use complaint::text::clean_line;
use complaint::{Channel, FieldErrorCode, Number, RawForm, Status};
use jiff::Timestamp;
use jiff::civil::Date;
use site_gen::theme::Theme;
use thiserror::Error;

use crate::App;
use crate::acting::{Act, ActError, Deed, Desk, act};
use crate::files::KeepError;
use crate::filing::{self, Brought, Filed, Submission};
use crate::routes::complaints::entry;
use crate::store::{CaseSummary, EventView, Filter, Sought, StoreError};

/// Who did it, in the history of an imported case.
const BY: &str = "import";
/// Columns besides those of `/staff/new`.
pub const OWN_COLUMNS: [&str; 6] = [
    "status",
    "ended_at",
    "resolution",
    "archive_reason",
    "response",
    SP4N_STATUS,
];
/// How a report stands in SP4N-LAPOR!, in the words used there.
pub const SP4N_STATUS: &str = "sp4n_status";
/// Characters of that.
const MOST_STATUS: usize = 60;
/// Cases that are looked at together for one of that tracking id.
const FOUND_AT_ONCE: usize = 100;
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
    sp4n_status: Option<String>,
}

/// A case that is here already: SP4N-LAPOR! has it under the tracking id of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// Its number.
    pub number: Number,
    /// How it stands there, as far as was known.
    pub sp4n_status: Option<String>,
}

impl OldCase {
    /// Its tracking id in SP4N-LAPOR!, if it comes from there.
    pub fn tracking_id(&self) -> Option<String> {
        let reference = self.intake.reference.as_deref();
        reference
            .filter(|_| self.intake.channel == Channel::Sp4nLapor)
            .and_then(tracking_id)
    }

    /// How it stands there, if its row tells.
    pub fn sp4n_status(&self) -> Option<&str> {
        self.sp4n_status.as_deref()
    }
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
    let sp4n_status = sp4n_status(&row);
    match (intake, ended, sp4n_status) {
        (Ok(intake), Ok(ended), Ok(sp4n_status)) => Ok(OldCase {
            intake,
            ended,
            sp4n_status,
        }),
        (intake, ended, sp4n_status) => {
            let words = |error| {
                let entry = entry(Theme::staff_texts(), error);
                problem(entry.field, &entry.message)
            };
            let wrong = intake.err().unwrap_or_default().into_iter().map(words);
            Err(wrong.chain(ended.err()).chain(sp4n_status.err()).collect())
        }
    }
}

fn sp4n_status(row: &RawForm) -> Result<Option<String>, RowProblem> {
    let typed = clean_line(row.get(SP4N_STATUS).map_or("", String::as_str));
    if typed.chars().count() > MOST_STATUS {
        return Err(problem(
            SP4N_STATUS,
            Theme::staff_texts().get("import.sp4n_status"),
        ));
    }
    Ok(Some(typed).filter(|status| !status.is_empty()))
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
/// interrupted goes on where it stopped, and no row comes in twice, whenever it is run again. Tells whether the
/// case was not here yet.
pub async fn import_old_case(app: &App, case: &OldCase, key: &str) -> Result<(Number, bool), ImportError> {
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
    let (receipt, is_new) = match filed {
        Filed::New(receipt) => (receipt, true),
        Filed::Before(receipt) => (receipt, false),
        _ => return Err(ImportError::Other),
    };
    let number = Number::parse(&receipt.number, &app.agency.codes()).map_err(|_| ImportError::Other)?;
    if let Some(ended) = &case.ended {
        end(&at(app, ended.at), &number, ended).await?;
    }
    Ok((number, is_new))
}

/// The case that SP4N-LAPOR! has under this tracking id: it came from there, or was handed on there.
pub async fn linked(app: &App, tracking: &str) -> Result<Option<Linked>, StoreError> {
    let (sought, all) = (Sought::words(tracking), Filter::default());
    let mut cursor = None::<String>;
    loop {
        let now = (app.clock)();
        let page = app
            .store
            .find(&sought, None, &all, cursor.as_deref(), FOUND_AT_ONCE, now)
            .await?;
        let is_it = |case: &&CaseSummary| case.sp4n_id.as_deref() == Some(tracking);
        if let Some(case) = page.items.iter().find(is_it) {
            let number = Number::parse(&case.number, &app.agency.codes());
            return Ok(number.ok().map(|number| Linked {
                number,
                sp4n_status: case.sp4n_status.clone(),
            }));
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(None);
        }
    }
}

/// Brings word of how a case stands in SP4N-LAPOR!, unless that is known. One that an interrupted import left on its
/// way is brought to its end first, if nobody has touched it since.
pub async fn bring_word(app: &App, number: &Number, row: &OldCase) -> Result<(), ImportError> {
    let Some(case) = app.store.show(number).await.map_err(ActError::Store)? else {
        return Err(ActError::NoCase.into());
    };
    let is_ours =
        |event: &EventView| event.actor != Actor::Reporter && event.by.as_deref().is_none_or(|by| by == BY);
    let is_untouched = case.events.iter().all(is_ours) && case.events[0].by.as_deref() == Some(BY);
    if let Some(ended) = row.ended.as_ref().filter(|_| is_untouched) {
        end(&at(app, ended.at), number, ended).await?;
    }
    let Some(status) = row.sp4n_status() else {
        return Ok(());
    };
    if case
        .case
        .seen_in_sp4n(status, app.agency.today((app.clock)()))
        .is_some()
    {
        act(app, number, &by_import(Act::SeenInSp4n(status.to_owned()), None)).await?;
    }
    Ok(())
}

fn by_import(act: Act, text: Option<String>) -> Deed {
    Deed {
        actor: Actor::Staff,
        act,
        text,
        files: Vec::new(),
        once: None,
        desk: Desk {
            by: Some(BY.to_owned()),
            ..Desk::default()
        },
    }
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
        act(app, number, &by_import(Act::Case(action), text)).await?;
    }
    Ok(())
}
