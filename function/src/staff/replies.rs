//! Words to begin an answer with: chosen on the page of a case, filled in for it, and put behind whatever was
//! typed already. Nothing is sent by that.

use complaint::agency::{Reply, fill};
use complaint::deadline::DeadlineKind;
use complaint::staff::Duty;
use complaint::{RawForm, format_date};

use super::case::Opened;
use super::screen::texts;
use crate::App;

/// The button that fills a form instead of sending it.
pub(super) const FILL: &str = "fill";
/// Which text was chosen.
pub(super) const CHOSEN: &str = "reply";

/// The texts that the agency has for a form.
fn offered(app: &App, duty: Duty) -> impl Iterator<Item = &Reply> {
    // A drafted answer is an answer.
    let duty = if duty == Duty::Propose {
        Duty::Respond
    } else {
        duty
    };
    app.agency
        .replies
        .iter()
        .filter(move |reply| reply.duties.contains(&duty))
}

/// The same form with the chosen text in it; unchanged where none was chosen.
pub(super) fn filled(app: &App, opened: &Opened, duty: Duty, values: &RawForm) -> RawForm {
    let mut values = values.clone();
    let chosen = values.remove(CHOSEN).unwrap_or_default();
    if let Some(reply) = offered(app, duty).find(|reply| reply.name == chosen) {
        let text = words(app, opened, reply);
        let typed = values.entry("text".to_owned()).or_default();
        if !typed.trim().is_empty() {
            typed.push_str("\n\n");
        }
        typed.push_str(&text);
    }
    values
}

/// A text in the reporter's language. A blank that this case has nothing for stays to be seen.
fn words(app: &App, opened: &Opened, reply: &Reply) -> String {
    let (agency, view) = (&app.agency, &opened.case);
    let lang = view.summary.language;
    let today = agency.today((app.clock)());
    let date = |date| format_date(date, lang);
    let due = || {
        let deadlines = view.case.deadlines(today, agency);
        let answer = deadlines.iter().find(|it| it.kind == DeadlineKind::RespondBy)?;
        answer.due_on.map(date)
    };
    let unit = || Some(agency.unit(view.case.unit.as_deref()?)?.name.get(lang).to_owned());
    let value = |blank: &str| match blank {
        "number" => Some(opened.number.to_string()),
        "agency" => Some(agency.name.clone()),
        "unit" => unit(),
        "received" => Some(date(agency.today(view.summary.received_at))),
        "due" => due(),
        "today" => Some(date(today)),
        "phone" => Some(agency.contact.phone.clone()),
        "email" => Some(agency.contact.email.clone()),
        "hours" => Some(agency.contact.hours.get(lang).to_owned()),
        "check_url" => Some(app.theme.check_url(lang)),
        _ => None,
    };
    let missing = |blank: &str| {
        let name = texts().get(&format!("reply.blank.{blank}"));
        texts().fill("reply.missing", &[("what", name)])
    };
    let text = fill(reply.text.get(lang), |blank| {
        value(blank).unwrap_or_else(|| missing(blank))
    });
    text.trim().to_owned()
}

/// Their names.
pub(super) fn names(app: &App, duty: Duty) -> Vec<&str> {
    offered(app, duty).map(|reply| reply.name.as_str()).collect()
}
