//! What happened to a case, in words for the desk: everything, with who did it.

use std::collections::HashMap;

use complaint::case::{Actor, Kind};
use complaint::staff::Duty;
use complaint::{Action, Lang, format_date, format_instant};
use serde::Serialize;

use super::screen::texts;
use crate::App;
use crate::public::detail;
use crate::store::{CaseView, Draft, EventView, Fact, Note, Step};

/// One line of a list of what was said or done.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    label: String,
    at: String,
    text: String,
}

/// Names of accounts by their id.
pub(super) type Names = HashMap<String, String>;

/// Puts a case's past into words.
pub(super) struct Teller<'a> {
    pub(super) app: &'a App,
    pub(super) names: &'a Names,
}

impl Teller<'_> {
    pub(super) fn timeline(&self, case: &CaseView) -> Vec<Line> {
        case.events.iter().map(|event| self.event(event)).collect()
    }

    pub(super) fn messages(&self, case: &CaseView) -> Vec<Line> {
        let by = |sequence| {
            let event = case.events.iter().find(|event| event.sequence == sequence);
            event.and_then(|event| event.by.as_deref())
        };
        let line = |message: &crate::store::Message| Line {
            label: self.who(message.from, by(message.sequence)),
            at: self.at(message.at),
            text: message.text.clone(),
        };
        case.messages.iter().map(line).collect()
    }

    pub(super) fn notes(&self, notes: &[Note]) -> Vec<Line> {
        let line = |note: &Note| Line {
            label: self.name(&note.by),
            at: self.at(note.at),
            text: note.text.clone(),
        };
        notes.iter().map(line).collect()
    }

    pub(super) fn draft(&self, draft: &Draft) -> Line {
        Line {
            label: self.name(&draft.by),
            at: self.at(draft.at),
            text: draft.text.clone(),
        }
    }

    fn event(&self, event: &EventView) -> Line {
        let (key, text) = match &event.step {
            Step::Done(action) => self.action(action),
            Step::Noted(fact) => fact_words(fact),
        };
        let label = texts().get(&format!("event_of.{key}"));
        let who = self.who(event.actor, event.by.as_deref());
        Line {
            label: texts().fill("case.event", &[("what", label), ("who", &who)]),
            at: self.at(event.at),
            text,
        }
    }

    fn action(&self, action: &Action) -> (&'static str, String) {
        let own = match action {
            Action::Hold { .. } => "hold",
            Action::Reply => "reply",
            Action::Withdraw => "withdraw",
            Action::Rate { .. } => "rate",
            _ => Duty::of(action).map_or("", Duty::as_str),
        };
        let unit = |slug: &str| {
            let unit = self.app.agency.unit(slug);
            unit.map_or_else(|| slug.to_owned(), |unit| unit.name.get(Lang::Id).to_owned())
        };
        let text = match action {
            Action::Exclude { unit: slug } => texts().fill("event.unit", &[("unit", &unit(slug))]),
            Action::Classify { before, now, .. } => texts().fill(
                "event.classified.kinds",
                &[("before", &self.kind(before)), ("now", &self.kind(now))],
            ),
            Action::Redact { passages: 0 } => texts().get("event.redacted.none").to_owned(),
            Action::Redact { passages } => {
                texts().fill("event.redacted.some", &[("count", &passages.to_string())])
            }
            Action::HandOff { sp4n_id } => texts().fill("case.sp4n", &[("id", sp4n_id)]),
            Action::Escalate { external_number } => {
                external_number.as_deref().map_or_else(String::new, |number| {
                    texts().fill("event.escalated", &[("number", number)])
                })
            }
            Action::Merge { master } => texts().fill("case.master", &[("number", master)]),
            Action::Rate { score, .. } => texts().fill("case.score", &[("score", &score.to_string())]),
            other => detail(self.app, other, Lang::Id),
        };
        (own, text)
    }

    fn kind(&self, kind: &Kind) -> String {
        let class = texts().get(&format!("class.{}", kind.class.as_str()));
        let category = kind.category.as_deref();
        match category.and_then(|slug| self.app.agency.category(slug)) {
            Some(category) => format!("{class}, {}", category.name.get(Lang::Id)),
            None => class.to_owned(),
        }
    }

    fn who(&self, actor: Actor, by: Option<&str>) -> String {
        by.map_or_else(
            || texts().get(&format!("actor.{}", actor.as_str())).to_owned(),
            |id| self.name(id),
        )
    }

    fn name(&self, id: &str) -> String {
        let known = self.names.get(id).map(String::as_str);
        known.unwrap_or_else(|| texts().get("actor.staff")).to_owned()
    }

    fn at(&self, at: jiff::Timestamp) -> String {
        format_instant(at, &self.app.agency, Lang::Id)
    }
}

fn fact_words(fact: &Fact) -> (&'static str, String) {
    let date = |date: &jiff::civil::Date| format_date(*date, Lang::Id);
    let of = |kind: &complaint::DeadlineKind| texts().get(&format!("deadline.{}", kind.as_str()));
    let due = |kind, on| texts().fill("case.due", &[("what", of(kind)), ("date", &date(on))]);
    match fact {
        Fact::Filed { .. } => ("filed", String::new()),
        Fact::Moved { kind, from, to } => (
            "moved",
            texts().fill(
                "event.moved_by_extension.text",
                &[("what", of(kind)), ("from", &date(from)), ("to", &date(to))],
            ),
        ),
        Fact::Reminded { kind, due_on } => ("reminded", due(kind, due_on)),
        Fact::Late { kind, due_on } => ("late", due(kind, due_on)),
        Fact::Announced { kind, due_on } => ("announced", due(kind, due_on)),
        Fact::Remarked => ("remarked", String::new()),
        Fact::Erased => ("erased", String::new()),
        Fact::SeenInSp4n { words } => ("seen_in_sp4n", words.clone()),
        Fact::IdentityOpened { reason } => ("identity_opened", reason.clone()),
        Fact::Shown { mode } => (
            "shown",
            texts()
                .get(&format!("identity_mode.{}", mode.as_str()))
                .to_owned(),
        ),
    }
}
