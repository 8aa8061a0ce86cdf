//! GET `/staff/`: what waits, by the next date due.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::case::Flag as Mark;
use complaint::form::Input;
use complaint::staff::{Duty, Matter, Officer};
use complaint::{Channel, Class, Lang, Number, RawForm, Status, contact, format_date};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;

use super::cursor;
use super::entry::{Refused, look};
use super::fields::{FieldView, OptionView, options};
use super::mail;
use super::saved::{SavedView, saved};
use super::screen::{Notice, Screen, go, query, read_query, texts};
use crate::App;
use crate::http::{Format, json_answer};
use crate::identity::contact_mark;
use crate::store::{CaseSummary, Due, Filter, Flag, Page, Place, Sought, StoreError};

const PAGE: usize = 25;
const MOST: usize = 200;
/// Characters of what is searched for.
const MOST_WORDS: usize = 200;
/// Characters of a text that a list shows.
const EXCERPT: usize = 180;
const VIEWS: [&str; 4] = ["now", "waiting", "all", "done"];
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

/// The short address leads to the queue.
pub(crate) async fn to_queue() -> Response {
    go("/staff/")
}

/// The queue.
pub(crate) async fn queue(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let inside = look(&app, request.headers(), request.uri(), |_| true).await?;
    let (screen, officer) = (inside.screen(), inside.officer());
    if !officer.has(Duty::Read) {
        return Ok(screen.say(StatusCode::FORBIDDEN, "not_yours", "no_cases", &RawForm::new()));
    }
    let values = read_query(request.uri());
    let Some(asked) = Asked::read(&app, &values, officer) else {
        return Ok(screen.say(
            StatusCode::BAD_REQUEST,
            "bad_filter",
            "bad_filter",
            &RawForm::new(),
        ));
    };
    Ok(match asked.find(&app, officer).await {
        Ok(mut page) => {
            page.next_cursor = page
                .next_cursor
                .map(|place| cursor::sealed(&app, officer, &place));
            let around = match screen.format {
                Format::Html => Around::of(&app, officer).await,
                Format::Json => Around::default(),
            };
            answer(&screen, &asked, &values, officer, &page, around)
        }
        Err(StoreError::BadCursor) => screen.say(
            StatusCode::BAD_REQUEST,
            "bad_filter",
            "bad_filter",
            &RawForm::new(),
        ),
        Err(error) => {
            tracing::error!(%error, "the queue could not be read");
            screen.unavailable(&RawForm::new())
        }
    })
}

/// Whether these values are a filter for somebody.
pub(super) fn is_filter(app: &App, values: &RawForm, officer: &Officer) -> bool {
    Asked::read(app, values, officer).is_some()
}

/// What a page shows beside the cases.
#[derive(Default)]
struct Around {
    mail_warning: Option<String>,
    saved: Vec<SavedView>,
}

impl Around {
    /// The cases are shown without it too.
    async fn of(app: &App, officer: &Officer) -> Around {
        let saved = saved(app, &officer.id).await;
        let saved = saved.inspect_err(|error| tracing::error!(%error, "saved filters are out of reach"));
        Around {
            mail_warning: mail::warning(app, officer).await,
            saved: saved.unwrap_or_default(),
        }
    }
}

/// What somebody wants to see.
struct Asked {
    view: &'static str,
    status: Option<Status>,
    class: Option<Class>,
    category: Option<String>,
    channel: Option<Channel>,
    language: Option<Lang>,
    flag: Option<Flag>,
    due: Option<Due>,
    unit: Option<String>,
    /// What it must be found by; then the view does not matter.
    sought: Option<Sought>,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    cursor: Option<String>,
    limit: usize,
}

impl Asked {
    /// A word that is none of the choices is told: to show everything instead would mislead.
    fn read(app: &App, values: &RawForm, officer: &Officer) -> Option<Asked> {
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
                (text.chars().count() <= MOST_WORDS).then(|| sought(app, text, officer))
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

    async fn find(&self, app: &App, officer: &Officer) -> Result<Page, StoreError> {
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
            (None, "now") => OURS.to_vec(),
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
        // The place it was read from has told whose it is.
        let unit = if officer.role.needs_unit() {
            officer.unit.as_deref()
        } else {
            case.unit.as_deref()
        };
        let matter = Matter {
            unit,
            excluded: &case.excluded,
        };
        state
            && officer.sees(matter)
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

/// A number is found however it is typed; a telephone or mail address by whoever may know how to reach a reporter.
fn sought(app: &App, text: &str, officer: &Officer) -> Sought {
    let number = Number::parse(text, &app.agency.codes());
    let sought = Sought::words(&number.map_or_else(|_| text.to_owned(), |number| number.to_string()));
    match contact::typed(text).filter(|_| officer.has(Duty::Contact)) {
        Some(contact) => sought.or_contact(&contact_mark(&contact, &app.secret)),
        None => sought,
    }
}

/// Nothing asked, something of the choices, or (outside) something that is none.
#[expect(clippy::option_option, reason = "not asked and not known are two things")]
fn chosen<T>(text: Option<&str>, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    match text {
        None => Some(None),
        Some(text) => read(text).map(Some),
    }
}

/// One line of the queue for programs.
#[derive(Serialize)]
struct LineJson<'a> {
    #[serde(flatten)]
    case: &'a CaseSummary,
    late: bool,
    due_today: bool,
}

#[derive(Serialize)]
struct QueueJson<'a> {
    items: Vec<LineJson<'a>>,
    next_cursor: Option<&'a str>,
    /// Whether words of some cases could not be searched yet.
    incomplete: bool,
}

#[derive(Serialize)]
struct QueueModel {
    mail_warning: Option<String>,
    saved: Vec<SavedView>,
    /// What is filtered by now: names and values.
    kept: Vec<[String; 2]>,
    view: &'static str,
    views: Vec<ViewLink>,
    about: &'static str,
    filtered: bool,
    search: [FieldView; 1],
    searched: bool,
    incomplete: bool,
    fields: Vec<FieldView>,
    clear: String,
    cases: Vec<LineModel>,
    next: Option<String>,
}

#[derive(Serialize)]
struct ViewLink {
    url: String,
    label: &'static str,
    current: bool,
}

#[derive(Serialize)]
struct LineModel {
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

fn answer(
    screen: &Screen<'_>,
    asked: &Asked,
    values: &RawForm,
    officer: &Officer,
    page: &Page,
    around: Around,
) -> Response {
    let app = screen.app;
    let today = app.agency.today((app.clock)());
    if screen.format == Format::Json {
        let line = |case| LineJson {
            case,
            late: CaseSummary::is_late(case, today),
            due_today: is_due_today(case, today),
        };
        let body = QueueJson {
            items: page.items.iter().map(line).collect(),
            next_cursor: page.next_cursor.as_deref(),
            incomplete: page.incomplete,
        };
        return json_answer(StatusCode::OK, &body);
    }
    let kept: Vec<(&str, &str)> = FILTERS
        .iter()
        .filter_map(|name| Some((*name, values.get(*name)?.as_str())))
        .collect();
    let address = |more: &[(&str, &str)]| format!("/staff/?{}", query(&[&kept[..], more].concat()));
    let model = QueueModel {
        mail_warning: around.mail_warning,
        saved: around.saved,
        kept: kept
            .iter()
            .map(|(name, value)| [(*name).to_owned(), (*value).to_owned()])
            .collect(),
        view: asked.view,
        views: VIEWS.iter().map(|view| view_link(view, asked, officer)).collect(),
        about: match asked.sought {
            Some(_) => texts().get("queue.searched"),
            None => view_text(asked.view, officer, "about"),
        },
        filtered: kept
            .iter()
            .any(|(name, value)| *name != "q" && !value.trim().is_empty()),
        search: [search_field(values, officer)],
        searched: asked.sought.is_some(),
        incomplete: page.incomplete,
        fields: filter_fields(app, values, officer),
        clear: format!("/staff/?{}", query(&[("view", asked.view)])),
        cases: page.items.iter().map(|case| line(app, case, today)).collect(),
        next: page
            .next_cursor
            .as_deref()
            .map(|cursor| address(&[("view", asked.view), ("cursor", cursor)])),
    };
    let done = values
        .get("done")
        .map(|verb| texts().get(&format!("verb.{verb}.done")));
    let notice = done
        .filter(|text| !text.is_empty())
        .map(|text| Notice::Done(text.to_owned()));
    let frame = screen.frame(texts().get("queue.title"), notice);
    screen.page(StatusCode::OK, "staff_queue.html", &frame, &model)
}

/// What can be filtered by.
pub(super) const FILTERS: [&str; 11] = [
    "q", "status", "due", "class", "category", "channel", "unit", "language", "flag", "since", "until",
];
const DUE: [&str; 3] = ["late", "today", "week"];

fn view_link(view: &'static str, asked: &Asked, officer: &Officer) -> ViewLink {
    ViewLink {
        url: format!("/staff/?{}", query(&[("view", view)])),
        label: view_text(view, officer, "label"),
        current: view == asked.view && asked.sought.is_none(),
    }
}

/// What is past is another thing for a unit than for those who see all.
fn view_text(view: &str, officer: &Officer, part: &str) -> &'static str {
    let own = if view == "done" && officer.role.needs_unit() {
        "past"
    } else {
        view
    };
    texts().get(&format!("view.{own}.{part}"))
}

/// Who may know how to reach a reporter is told that this finds cases too.
fn search_field(values: &RawForm, officer: &Officer) -> FieldView {
    let field = FieldView::line("queue", "q", values.get("q").map_or("", String::as_str));
    let contact = if officer.has(Duty::Contact) {
        texts().get("queue.q_contact_hint")
    } else {
        ""
    };
    FieldView {
        kind: "search",
        hint: format!("{} {contact}", field.hint).trim().to_owned(),
        ..field
    }
}

fn filter_fields(app: &App, values: &RawForm, officer: &Officer) -> Vec<FieldView> {
    let value = |name: &str| values.get(name).map_or("", String::as_str);
    let select = |name: &str, options: Vec<OptionView>| FieldView {
        kind: "select",
        options,
        empty: texts().get("queue.any").to_owned(),
        ..FieldView::line("queue", name, value(name))
    };
    let named = |name: &str, all: &[&str], key: &str| {
        let option = |one: &&str| OptionView::new(one, texts().get(&format!("{key}.{one}")), value(name));
        select(name, all.iter().map(option).collect())
    };
    let date = |name: &str| FieldView {
        kind: "date",
        ..FieldView::line("queue", name, value(name))
    };
    let mut fields = vec![
        named("status", Status::NAMES, "state"),
        named("due", &DUE, "queue.due_choice"),
        named("class", Class::NAMES, "class"),
        select(
            "category",
            options(app, Input::Category, "category", value("category")),
        ),
        named("channel", Channel::NAMES, "channel_kind"),
    ];
    if !officer.role.needs_unit() {
        fields.push(select("unit", options(app, Input::Unit, "unit", value("unit"))));
    }
    let language = |lang: &Lang| {
        let label = texts().get(&format!("choice.language.{}.label", lang.code()));
        OptionView::new(lang.code(), label, value("language"))
    };
    fields.extend([
        select("language", app.agency.languages.iter().map(language).collect()),
        named("flag", &Flag::names().collect::<Vec<_>>(), "flag"),
        date("since"),
        date("until"),
    ]);
    fields
}

fn line(app: &App, case: &CaseSummary, today: Date) -> LineModel {
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

fn is_due_today(case: &CaseSummary, today: Date) -> bool {
    case.status.is_open() && case.due_on == Some(today)
}

pub(super) fn excerpt(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= EXCERPT {
        return words;
    }
    let start: String = words.chars().take(EXCERPT).collect();
    format!("{}…", start.trim_end())
}
