//! What somebody asks of the queue: read from an address, and found in the store.

use complaint::case::Flag as Mark;
use complaint::staff::{Duty, Officer};
use complaint::{Channel, Class, Lang, Number, RawForm, Status, contact};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::cursor;
use super::queue_fields::FILTERS;
use crate::App;
use crate::identity::contact_mark;
use crate::store::{CaseSummary, Due, Filter, Flag, Page, Place, Sought, StoreError};

const PAGE: usize = 25;
const MOST: usize = 200;
/// Characters of what is searched for.
const MOST_WORDS: usize = 200;
/// Parts of the queue.
pub(super) const VIEWS: [&str; 4] = ["now", "waiting", "all", "done"];
/// What a telephone or mail address begins with that stands enciphered in an address.
const SEALED: char = '~';
/// How it begins inside, so that nothing else that is enciphered is taken for one and shown.
const INSIDE: &str = "contact ";
/// States in which the agency owes the next step.
const OURS: [Status; 6] = [
    Status::Received,
    Status::Quarantined,
    Status::Verifying,
    Status::Reopened,
    Status::Dispositioned,
    Status::Handling,
];
/// States in which the reporter's answer is waited for.
const THEIRS: [Status; 2] = [Status::AwaitingInfo, Status::Responded];

/// Whether the queue is asked with that name.
pub(super) fn is_known(name: &str) -> bool {
    FILTERS.contains(&name) || ["view", "cursor", "limit", "done"].contains(&name)
}

/// The names that the program on the command line has for two filters.
pub(super) fn with_synonyms(mut values: RawForm) -> RawForm {
    if let Some(text) = values.remove("text") {
        values.entry("q".to_owned()).or_insert(text);
    }
    let is_wanted = |text: &String| ["", "1", "true", "yes"].contains(&text.as_str());
    if values.get("overdue").is_some_and(is_wanted) {
        values.remove("overdue");
        values.entry("due".to_owned()).or_insert("late".to_owned());
    }
    values
}

/// Whether these values are a filter for somebody.
pub(super) fn is_filter(app: &App, values: &RawForm, officer: &Officer) -> bool {
    Asked::read(app, values, officer).is_some()
}

/// What somebody wants to see.
pub(super) struct Asked {
    pub(super) view: &'static str,
    status: Option<Status>,
    class: Option<Class>,
    category: Option<String>,
    channel: Option<Channel>,
    language: Option<Lang>,
    flag: Option<Flag>,
    due: Option<Due>,
    unit: Option<String>,
    /// What it must be found by; then the view does not matter.
    pub(super) sought: Option<Sought>,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    cursor: Option<String>,
    limit: usize,
}

impl Asked {
    /// A word that is none of the choices is told: to show everything instead would mislead.
    pub(super) fn read(app: &App, values: &RawForm, officer: &Officer) -> Option<Asked> {
        let text = |name: &str| {
            values
                .get(name)
                .map(|text| text.trim())
                .filter(|text| !text.is_empty())
        };
        let midnight = |date: Date| {
            date.to_zoned(app.agency.zone.clone())
                .ok()
                .map(|at| at.timestamp())
        };
        let date = |name: &str| chosen(text(name), |text| text.parse::<Date>().ok());
        let until = date("until")?.map(|date| date.checked_add(1.day()).unwrap_or(date));
        let own = officer.unit.clone().filter(|_| officer.role.needs_unit());
        Some(Asked {
            view: chosen(text("view"), |text| VIEWS.into_iter().find(|view| *view == text))?.unwrap_or("now"),
            status: chosen(text("status"), Status::parse)?,
            class: chosen(text("class"), Class::parse)?,
            category: chosen(text("category"), |slug| {
                app.agency.category(slug).map(|category| category.slug.clone())
            })?,
            channel: chosen(text("channel"), Channel::parse)?,
            language: chosen(text("language"), Lang::parse)?,
            flag: chosen(text("flag"), Flag::parse)?,
            due: chosen(text("due"), |name| due(name, app.agency.today((app.clock)())))?,
            unit: own.or(chosen(text("unit"), |slug| {
                app.agency.unit(slug).map(|unit| unit.slug.clone())
            })?),
            sought: chosen(text("q"), |text| {
                let typed = typed(app, text, officer);
                (typed.chars().count() <= MOST_WORDS).then(|| sought(app, &typed, officer))
            })?,
            since: date("since")?.and_then(midnight),
            until: until.and_then(midnight),
            cursor: chosen(text("cursor"), |text| cursor::opened(app, officer, text))?,
            limit: chosen(text("limit"), |text| {
                text.parse().ok().filter(|limit| (1..=MOST).contains(limit))
            })?
            .unwrap_or(PAGE),
        })
    }

    /// The cases of one page.
    pub(super) async fn find(&self, app: &App, officer: &Officer) -> Result<Page, StoreError> {
        let cursor = self.cursor.as_deref();
        let past = match self.status {
            Some(status) => complaint::case::owed(status).is_empty(),
            None => self.view == "done",
        };
        let now = (app.clock)();
        if let Some(sought) = &self.sought {
            let (filter, desk) = (self.filter(officer), self.unit.as_deref());
            let found = app.store.find(sought, desk, &filter, cursor, self.limit, now);
            return found.await;
        }
        if past && self.unit.is_none() {
            let filter = self.filter(officer);
            return app.store.list(&filter, cursor, self.limit, now).await;
        }
        let places = self.places(past);
        app.store
            .desk(
                places,
                self.due.map(|due| due.to),
                |case| self.keeps(case, officer),
                cursor,
                self.limit,
            )
            .await
    }

    /// What the store itself leaves out, so that neither pages nor cursors tell of it.
    fn filter(&self, officer: &Officer) -> Filter {
        Filter {
            status: self.status,
            class: self.class,
            channel: self.channel,
            category: self.category.clone(),
            language: self.language,
            flag: self.flag,
            due: self.due,
            hidden_from: officer.unit.clone(),
            since: self.since,
            until: self.until,
            ..Filter::default()
        }
    }

    fn places(&self, past: bool) -> Vec<Place> {
        match (&self.unit, past) {
            (Some(unit), true) => vec![Place::Past(unit.clone())],
            (Some(unit), false) => vec![Place::Unit(unit.clone())],
            (None, _) => self.states().into_iter().map(Place::State).collect(),
        }
    }

    fn states(&self) -> Vec<Status> {
        match (self.status, self.view) {
            (Some(status), _) => vec![status],
            // Whether an identity may be shown waits for a key holder in any state.
            (None, "now") if self.flag != Some(Flag::Marked(Mark::IdentityAsked)) => OURS.to_vec(),
            (None, "waiting") => THEIRS.to_vec(),
            (None, _) => [&OURS[..], &THEIRS[..]].concat(),
        }
    }

    /// Whether a case is shown: what was asked for, and nothing that the case's own rules hide.
    fn keeps(&self, case: &CaseSummary, officer: &Officer) -> bool {
        let state = match self.status {
            Some(status) => case.status == status,
            None => self.view == "done" || self.states().contains(&case.status),
        };
        state
            && case.is_seen_by(officer)
            && self.filter(officer).lets_through(case)
            && self.since.is_none_or(|since| case.received_at >= since)
            && self.until.is_none_or(|until| case.received_at < until)
    }
}

/// When something is owed, by the name of the choice.
fn due(name: &str, today: Date) -> Option<Due> {
    let yesterday = today.yesterday().unwrap_or(today);
    let (from, to) = match name {
        "late" => (None, yesterday),
        "today" => (Some(today), today),
        "week" => (Some(today), today.checked_add(6.days()).unwrap_or(today)),
        _ => return None,
    };
    Some(Due { from, to })
}

/// What is searched for, as it may stand in an address: there nobody is to be read.
pub(super) fn in_address(app: &App, typed: &str, officer: &Officer) -> String {
    contact::typed(typed).map_or_else(
        || typed.to_owned(),
        |contact| {
            let sealed = cursor::sealed(app, officer, &format!("{INSIDE}{contact}"));
            format!("{SEALED}{sealed}")
        },
    )
}

/// What was typed, from an address.
pub(super) fn typed(app: &App, text: &str, officer: &Officer) -> String {
    let sealed = text.strip_prefix(SEALED);
    let opened = sealed.and_then(|sealed| cursor::opened(app, officer, sealed));
    let contact = opened.as_deref().and_then(|plain| plain.strip_prefix(INSIDE));
    contact.unwrap_or(text).to_owned()
}

/// A number is found however it is typed; a telephone or mail address by whoever may know how to reach a reporter.
fn sought(app: &App, text: &str, officer: &Officer) -> Sought {
    let number = Number::parse(text, &app.agency.codes());
    let sought = Sought::words(&number.map_or_else(|_| text.to_owned(), |number| number.to_string()));
    let sought = if officer.has(Duty::Redact) && could_be_hidden(text) {
        sought.or_hidden()
    } else {
        sought
    };
    match contact::typed(text).filter(|_| officer.has(Duty::Contact)) {
        Some(contact) => sought.or_contact(&contact_mark(&contact, &app.secret)),
        None => sought,
    }
}

/// Whether it may be a piece of a telephone number, an identity number or a mail address; other words are not asked for
/// twice.
fn could_be_hidden(text: &str) -> bool {
    text.contains(|c: char| c == '@' || c.is_ascii_digit())
}

/// Nothing asked, something of the choices, or (outside) something that is none.
#[expect(clippy::option_option, reason = "not asked and not known are two things")]
pub(super) fn chosen<T>(text: Option<&str>, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    match text {
        None => Some(None),
        Some(text) => read(text).map(Some),
    }
}
