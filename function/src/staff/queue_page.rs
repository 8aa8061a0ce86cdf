//! What the page of the queue shows: for people, and the same for programs.

use axum::http::StatusCode;
use axum::response::Response;
use complaint::RawForm;
use complaint::staff::{Duty, Officer};
use serde::Serialize;

use super::case_line::{LineModel, is_due_today, line};
use super::fields::FieldView;
use super::queue::Around;
use super::queue_asked::{Asked, VIEWS};
use super::queue_fields::{FILTERS, filter_fields, search_field};
use super::saved::SavedView;
use super::screen::{Notice, Screen, query, texts};
use crate::http::{Format, json_answer};
use crate::store::{CaseSummary, Page};

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
    /// Whether what is searched for may be somebody, who must not stand in an address.
    posts: bool,
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

/// One page of it.
pub(super) fn answer(
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
        search: [search_field(app, values, officer)],
        posts: officer.has(Duty::Contact),
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
