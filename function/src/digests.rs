//! Mail for those at the desk. What the agency is told goes out together at the full hour; whoever works on cases is
//! reminded of what is due, at most twice in seven days, on working mornings. Numbers, dates and links; nothing else.

use std::collections::BTreeMap;

use complaint::calendar::Day;
use complaint::case::Flag;
use complaint::reminder::may_remind;
use complaint::staff::{Duty, Officer};
use complaint::{Lang, Number, Status, format_date};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use site_gen::theme::Theme;

use crate::App;
use crate::standing_in::Presence;
use crate::store::{CaseSummary, DigestLine, Place, StoreError};

/// As many as one transaction takes, the mail included.
const TOLD_AT_ONCE: i32 = 90;
/// As many cases as one reminder names.
const MOST_LINES: usize = 50;
/// Nobody is reminded at night.
const FROM_HOUR: i8 = 7;
/// States in which the coordinator owes the next step.
const COORDINATORS: [Status; 4] = [
    Status::Received,
    Status::Quarantined,
    Status::Verifying,
    Status::Reopened,
];
/// States in which a unit does.
const UNITS: [Status; 2] = [Status::Dispositioned, Status::Handling];

/// Makes one mail of what the agency is to be told.
pub(crate) async fn gather(app: &App, now: Timestamp) -> Result<(), StoreError> {
    if app.post.is_none() {
        return Ok(());
    }
    let parts = app.store.gathered(now, &app.agency.codes(), TOLD_AT_ONCE).await?;
    // Whoever was faster has told the same.
    app.store.tell_together(&parts, now).await.map(drop)
}

/// Reminds everybody who has something due, once a day at most.
pub(crate) async fn remind(app: &App, now: Timestamp) -> Result<(), StoreError> {
    let local = now.to_zoned(app.agency.zone.clone());
    let today = local.date();
    let works = matches!(app.agency.calendar.day(today, today), Ok(Day::Working));
    if app.post.is_none() || !works || local.hour() < FROM_HOUR {
        return Ok(());
    }
    if app.store.reminded_all().await? == Some(today) {
        return Ok(());
    }
    for (account, officers) in whom(app, today).await? {
        let mut lines = Vec::new();
        for officer in &officers {
            lines.extend(due(app, officer, today).await?);
        }
        lines.sort_by_key(|line| (line.date, line.number.clone()));
        lines.dedup();
        remind_one(app, &account, &lines, today, now).await?;
    }
    app.store.note_reminded_all(today).await
}

async fn remind_one(
    app: &App,
    account: &str,
    lines: &[DigestLine],
    today: Date,
    now: Timestamp,
) -> Result<(), StoreError> {
    let first = lines
        .first()
        .and_then(|line| Number::parse(&line.number, &app.agency.codes()).ok());
    let Some(first) = first else {
        return Ok(());
    };
    let before = app.store.reminded(account).await?;
    if may_remind(&before.days, today) {
        app.store
            .remind(account, &before, &first, lines, today, now)
            .await?;
    }
    Ok(())
}

/// Which accounts are reminded, and of whose cases: whoever is away is stood in for, or nobody is reminded.
async fn whom(app: &App, today: Date) -> Result<BTreeMap<String, Vec<Officer>>, StoreError> {
    let presence = Presence::read(&app.store, today).await?;
    let answering = presence
        .accounts()
        .iter()
        .filter(|account| account.way().is_some() && account.officer.has(Duty::Respond));
    let mut whom: BTreeMap<String, Vec<Officer>> = BTreeMap::new();
    for account in answering {
        let reader = presence.reader(account);
        if let Some(reader) = reader.filter(|reader| reader.way().is_some() && reader.email.is_some()) {
            let officers = whom.entry(reader.officer.id.clone()).or_default();
            officers.push(account.officer.clone());
        }
    }
    Ok(whom)
}

/// What is late, due today or tomorrow, or waits for approval.
async fn due(app: &App, officer: &Officer, today: Date) -> Result<Vec<DigestLine>, StoreError> {
    let places = match &officer.unit {
        Some(unit) if officer.role.needs_unit() => vec![Place::Unit(unit.clone())],
        _ => [&COORDINATORS[..], &UNITS]
            .concat()
            .into_iter()
            .map(Place::State)
            .collect(),
    };
    let keep = |case: &CaseSummary| case.is_seen_by(officer) && is_theirs(officer, case, today);
    // What waits for approval is shown whenever it is due.
    let due_by = officer
        .role
        .needs_unit()
        .then(|| today.tomorrow().unwrap_or(today));
    let page = app.store.desk(places, due_by, keep, None, MOST_LINES).await?;
    let line = |case: CaseSummary| DigestLine {
        what: what(officer, &case, today).to_owned(),
        number: case.number,
        date: case.due_on,
    };
    Ok(page.items.into_iter().map(line).collect())
}

fn is_theirs(officer: &Officer, case: &CaseSummary, today: Date) -> bool {
    let by = |last: Date| case.due_on.is_some_and(|due| due <= last);
    let tomorrow = today.checked_add(1.day()).unwrap_or(today);
    let unit = UNITS.contains(&case.status);
    if officer.role.needs_unit() {
        return unit && by(tomorrow);
    }
    let approval = case.flags.contains(&Flag::Approval);
    approval || COORDINATORS.contains(&case.status) && by(tomorrow) || unit && case.is_late(today)
}

fn what(officer: &Officer, case: &CaseSummary, today: Date) -> &'static str {
    if case.is_late(today) {
        "late"
    } else if officer.has(Duty::Approve) && case.flags.contains(&Flag::Approval) {
        "approval"
    } else {
        "due"
    }
}

/// One line each: what, which number, until when, and where to look.
pub(crate) fn in_words(app: &App, lines: &[DigestLine]) -> String {
    let texts = Theme::staff_texts();
    let line = |line: &DigestLine| {
        let date = line
            .date
            .map(|date| format_date(date, Lang::Id))
            .unwrap_or_default();
        let url = format!("{}/staff/cases/{}", app.agency.base_url, line.number);
        let values = [("number", line.number.as_str()), ("date", &date), ("url", &url)];
        let undated = format!("mail.line_undated.{}", line.what);
        match texts.get(&undated) {
            text if line.date.is_none() && !text.is_empty() => texts.fill(&undated, &values),
            _ => texts.fill(&format!("mail.line.{}", line.what), &values),
        }
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}
