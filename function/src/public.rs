//! What citizens may see of a case's clock and history: never that a submission is held.

use complaint::case::{Action, Actor, Case, is_agencys};
use complaint::deadline::{Deadline, DeadlineKind};
use complaint::{Agency, Class, Lang, Status, format_date};
use jiff::Timestamp;
use jiff::civil::Date;
use site_gen::theme::TimelineEntry;

use crate::App;
use crate::store::{CaseView, EventView, Fact, Step};

/// The deadlines that run, as they stand on `today`.
pub(crate) fn deadlines(case: &CaseView, today: Date, agency: &Agency) -> Vec<Deadline> {
    let mut deadlines = running(&case.case, today, agency);
    for deadline in &mut deadlines {
        // An end that was announced late comes as late as was announced.
        deadline.due_on = deadline.due_on.max(announced(case, deadline.kind));
    }
    deadlines
}

fn running(case: &Case, today: Date, agency: &Agency) -> Vec<Deadline> {
    let mut deadlines = case.deadlines(today, agency);
    deadlines.retain(|deadline| is_public(deadline.kind));
    deadlines
}

/// The day that was announced last as the end of that time.
fn announced(case: &CaseView, wanted: DeadlineKind) -> Option<Date> {
    case.events.iter().rev().find_map(|event| match &event.step {
        Step::Noted(Fact::Announced { kind, due_on }) if *kind == wanted => Some(*due_on),
        _ => None,
    })
}

/// Whether the agency has missed a date that the citizen knows of.
pub(crate) fn is_late(case: &Case, today: Date, agency: &Agency) -> bool {
    let missed = |deadline: &Deadline| deadline.due_on.is_some_and(|due| due < today);
    running(case, today, agency)
        .iter()
        .any(|deadline| is_agencys(deadline.kind) && missed(deadline))
}

/// Whether citizens know of that kind of deadline.
pub(crate) const fn is_public(kind: DeadlineKind) -> bool {
    !matches!(kind, DeadlineKind::QuarantineReview)
}

/// What happened so far, in words. What only the reporter may know is told only when the code has `opened` it.
pub(crate) fn timeline(app: &App, case: &CaseView, opened: bool, lang: Lang) -> Vec<TimelineEntry> {
    let teller = Teller { app, lang };
    let mut entries: Vec<TimelineEntry> = Vec::new();
    for event in &case.events {
        let before = entries.last().map(|entry| entry.status);
        entries.extend(teller.entry(event, before, opened));
    }
    entries
}

/// What a state alone does not say of an action: which unit, which authority, which reason.
pub(crate) fn detail(app: &App, action: &Action, lang: Lang) -> String {
    Teller { app, lang }.detail(action)
}

/// When something last happened that citizens may know of.
pub(crate) fn updated_at(case: &CaseView) -> Timestamp {
    let known = case.events.iter().rfind(|event| is_known(&event.step));
    known.map_or(case.summary.received_at, |event| event.at)
}

/// When personal data was erased, if it was.
pub(crate) fn erased_at(case: &CaseView) -> Option<Timestamp> {
    let erasure = |event: &&EventView| event.step == Step::Noted(Fact::Erased);
    case.events.iter().find(erasure).map(|event| event.at)
}

/// Whether citizens may know that it happened: in the timeline, in mails, as the time of the last change. Everything is
/// named here, so that nothing new is told before somebody has decided that it is.
pub(crate) fn is_known(step: &Step) -> bool {
    match step {
        Step::Done(action) => match action {
            Action::Hold { .. }
            | Action::Release
            | Action::Propose
            | Action::SendBack
            | Action::AskIdentity
            | Action::GrantIdentity
            | Action::RefuseIdentity
            | Action::Exclude { .. }
            | Action::Redact { .. }
            | Action::HandOff { .. }
            | Action::Escalate { .. } => false,
            Action::Verify
            | Action::Ask
            | Action::Reply
            | Action::Dispose { .. }
            | Action::Return
            | Action::Handle
            | Action::Respond
            | Action::Approve
            | Action::NotOurs { .. }
            | Action::Forward { .. }
            | Action::Close { .. }
            | Action::Archive { .. }
            | Action::Merge { .. }
            | Action::Withdraw
            | Action::Reopen
            | Action::Extend
            | Action::Rate { .. } => true,
            // What it is about is for the desk; of which kind it is decides what the reporter may expect.
            Action::Classify { before, now, .. } => before.class != now.class,
        },
        Step::Noted(fact) => match fact {
            Fact::Reminded { .. }
            | Fact::IdentityOpened { .. }
            | Fact::SeenInSp4n { .. }
            | Fact::Remarked => false,
            Fact::Late { kind, .. } | Fact::Moved { kind, .. } | Fact::Announced { kind, .. } => {
                is_public(*kind)
            }
            Fact::Filed { .. } | Fact::Erased | Fact::Shown { .. } => true,
        },
    }
}

/// Puts events into words.
struct Teller<'a> {
    app: &'a App,
    lang: Lang,
}

impl Teller<'_> {
    fn entry(&self, event: &EventView, before: Option<Status>, opened: bool) -> Option<TimelineEntry> {
        let status = event.status.public();
        let words = match &event.step {
            step if !is_known(step) => None,
            Step::Noted(Fact::Erased) => Some(self.event("erased", &[])),
            Step::Noted(Fact::Shown { .. }) => opened.then(|| self.event("shown", &[])),
            Step::Noted(Fact::Filed { .. }) => Some(self.status(status, "")),
            Step::Noted(fact) => self.fact(fact, event.actor),
            Step::Done(Action::Rate { score, .. }) => {
                opened.then(|| self.event("rated", &[("score", &score.to_string())]))
            }
            Step::Done(Action::Extend) => Some(self.event("extended", &[])),
            Step::Done(Action::Classify { now, .. }) => {
                Some(self.event("classified", &[("class", self.class(now.class))]))
            }
            Step::Done(Action::Reply) if before == Some(status) => None,
            Step::Done(action) => Some(self.status(status, &self.detail(action))),
        };
        let at = match &event.step {
            Step::Noted(Fact::Filed { received_at, .. }) => received_at.unwrap_or(event.at),
            _ => event.at,
        };
        words.map(|(label, text)| TimelineEntry {
            at,
            status,
            label,
            text,
        })
    }

    fn fact(&self, fact: &Fact, actor: Actor) -> Option<(String, String)> {
        let date = |date: &Date| format_date(*date, self.lang);
        Some(match fact {
            Fact::Moved { kind, from, to } => {
                let why = if actor == Actor::System {
                    "moved"
                } else {
                    "moved_by_extension"
                };
                let what = self.kind(*kind);
                self.event(why, &[("what", what), ("from", &date(from)), ("to", &date(to))])
            }
            Fact::Late { kind, due_on } => {
                self.event("late", &[("what", self.kind(*kind)), ("date", &date(due_on))])
            }
            Fact::Announced { kind, due_on } => {
                let key = if *kind == DeadlineKind::SilenceClose {
                    "will_close"
                } else {
                    "will_archive"
                };
                self.event(key, &[("date", &date(due_on))])
            }
            Fact::Filed { .. }
            | Fact::Reminded { .. }
            | Fact::Shown { .. }
            | Fact::Erased
            | Fact::Remarked
            | Fact::SeenInSp4n { .. }
            | Fact::IdentityOpened { .. } => return None,
        })
    }

    fn status(&self, status: Status, detail: &str) -> (String, String) {
        let theme = &self.app.theme;
        let text = format!("{} {detail}", theme.status_text(status, self.lang));
        (
            theme.status_label(status, self.lang).to_owned(),
            text.trim_end().to_owned(),
        )
    }

    /// What a state alone does not say: which unit, which authority, which reason.
    fn detail(&self, action: &Action) -> String {
        let texts = self.app.theme.texts(self.lang);
        match action {
            Action::Dispose { unit } => {
                let name = self.app.agency.unit(unit).map(|unit| unit.name.get(self.lang));
                texts.fill("event.unit", &[("unit", name.unwrap_or(unit))])
            }
            Action::NotOurs { destination } => texts.fill("event.competent", &[("where", destination)]),
            Action::Forward {
                destination,
                external_number,
            } => {
                let number = external_number.as_deref();
                let key = if number.is_some() {
                    "event.forwarded_number"
                } else {
                    "event.forwarded"
                };
                texts.fill(
                    key,
                    &[("where", destination), ("number", number.unwrap_or_default())],
                )
            }
            Action::Close { resolution } => texts
                .get(&format!("resolution.{}", resolution.as_str()))
                .to_owned(),
            Action::Archive { reason } => texts
                .get(&format!("archive_reason.{}", reason.as_str()))
                .to_owned(),
            _ => String::new(),
        }
    }

    fn class(&self, class: Class) -> &str {
        let texts = self.app.theme.texts(self.lang);
        texts.get(&format!("class.{}", class.as_str()))
    }

    fn kind(&self, kind: DeadlineKind) -> &str {
        self.app
            .theme
            .texts(self.lang)
            .get(&format!("deadline.{}", kind.as_str()))
    }

    fn event(&self, key: &str, values: &[(&str, &str)]) -> (String, String) {
        let texts = self.app.theme.texts(self.lang);
        let label = texts.get(&format!("event.{key}.label")).to_owned();
        (label, texts.fill(&format!("event.{key}.text"), values))
    }
}
