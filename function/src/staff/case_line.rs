//! A case in one line of a list: how urgent it is, what it is about, and how it begins.

use complaint::case::Flag as Mark;
use complaint::{Lang, format_date};
use jiff::civil::Date;
use serde::Serialize;

use super::screen::texts;
use crate::App;
use crate::store::CaseSummary;

/// Characters of a text that a list shows.
const EXCERPT: usize = 180;

#[derive(Serialize)]
pub(super) struct LineModel {
    url: String,
    number: String,
    urgency: &'static str,
    due: String,
    due_on: Option<String>,
    status: &'static str,
    flags: Vec<&'static str>,
    excerpt: String,
    about: String,
}

/// A case as the queue shows it.
pub(super) fn line(app: &App, case: &CaseSummary, today: Date) -> LineModel {
    let (urgency, due) = urgency(case, today);
    let agency = &app.agency;
    let category = case.category.as_deref().and_then(|slug| agency.category(slug));
    let unit = case.unit.as_deref().and_then(|slug| agency.unit(slug));
    let received = format_date(agency.today(case.received_at), Lang::Id);
    let sp4n = in_sp4n(case);
    let about = [
        Some(texts().get(&format!("class.{}", case.class.as_str()))),
        category.map(|category| category.name.get(Lang::Id)),
        Some(texts().get(&format!("channel_kind.{}", case.channel.as_str()))),
        unit.map(|unit| unit.name.get(Lang::Id)),
        Some(texts().get(&format!("identity_mode.{}", case.identity_mode.as_str()))),
        sp4n.as_deref(),
    ];
    let about: Vec<&str> = about.into_iter().flatten().collect();
    LineModel {
        url: format!("/staff/cases/{}", case.number),
        number: case.number.clone(),
        urgency,
        due,
        due_on: due_date(case),
        status: texts().get(&format!("state.{}", case.status.as_str())),
        flags: flag_words(case),
        excerpt: excerpt(&case.narrative),
        about: texts().fill(
            "queue.about",
            &[("what", &about.join(" · ")), ("received", &received)],
        ),
    }
}

/// Its number in SP4N-LAPOR!, and how it stands there.
fn in_sp4n(case: &CaseSummary) -> Option<String> {
    let id = case.sp4n_id.as_deref()?;
    Some(match &case.sp4n_status {
        Some(status) => texts().fill("queue.sp4n_seen", &[("id", id), ("status", status)]),
        None => texts().fill("queue.sp4n", &[("id", id)]),
    })
}

/// Its marks, in words.
fn flag_words(case: &CaseSummary) -> Vec<&'static str> {
    let word = |flag: &Mark| texts().get(&format!("flag.{}", flag.as_str()));
    case.flags.iter().map(word).collect()
}

/// How urgent a case is: a class for the eye, and words.
pub(super) fn urgency(case: &CaseSummary, today: Date) -> (&'static str, String) {
    let days = case.due_on.map(|due| (due - today).get_days());
    let open = case.status.is_open();
    let fill = |key: &str, days: i32| texts().fill(key, &[("days", &days.to_string())]);
    match days {
        Some(days) if open && days < 0 => ("late", fill("due.late", -days)),
        Some(0) if open => ("today", texts().get("due.today").to_owned()),
        Some(1) if open => ("soon", texts().get("due.tomorrow").to_owned()),
        Some(days) if open => ("", fill("due.in_days", days)),
        _ => ("", texts().get("due.none").to_owned()),
    }
}

/// The date itself.
pub(super) fn due_date(case: &CaseSummary) -> Option<String> {
    let due = case.due_on.filter(|_| case.status.is_open())?;
    Some(format_date(due, Lang::Id))
}

/// Whether the agency owes something today.
pub(super) fn is_due_today(case: &CaseSummary, today: Date) -> bool {
    case.status.is_open() && case.due_on == Some(today)
}

/// The beginning of a text, in one line.
pub(super) fn excerpt(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= EXCERPT {
        return words;
    }
    let start: String = words.chars().take(EXCERPT).collect();
    format!("{}…", start.trim_end())
}
