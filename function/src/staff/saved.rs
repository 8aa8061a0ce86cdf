//! `/staff/filters`: filters of the queue that somebody saved under a name. Each has their own; what a filter shows is
//! asked anew each time it is used, so it never shows more than they may see then.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::staff::Duty;
use complaint::text::clean_line;
use complaint::{RawForm, contact};
use serde::Serialize;

use super::door::CSRF;
use super::entry::{Inside, Refused, has, look, send};
use super::not_done::NotDone;
use super::queue_asked::{self, in_address, is_filter};
use super::queue_fields::FILTERS;
use super::screen::{Notice, Screen, go, query, texts};
use super::sign_in::one_of;
use crate::App;
use crate::http::{Format, Problem, json_answer};
use crate::store::{SavedFilter, StoreError};

const PATH: &str = "/staff/filters";
const OWN_FIELDS: [&str; 4] = [CSRF, "do", "name", "view"];
const MOST_CHARS: usize = 60;
/// Nobody finds anything among more.
const MOST: usize = 30;

/// A saved filter as pages and programs see it.
#[derive(Debug, Serialize)]
pub(super) struct SavedView {
    name: String,
    url: String,
}

#[derive(Serialize)]
struct SavedModel {
    items: Vec<SavedView>,
}

/// Somebody's filters, to be shown.
pub(super) async fn saved(app: &App, account: &str) -> Result<Vec<SavedView>, StoreError> {
    let all = app.store.saved_filters(account).await?;
    let view = |filter: SavedFilter| SavedView {
        url: format!("/staff/?{}", filter.query),
        name: filter.name,
    };
    Ok(all.into_iter().map(view).collect())
}

/// All of them, to be used or forgotten.
pub(crate) async fn saved_filters(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, Refused> {
    let inside = look(&app, request.headers(), request.uri(), has(Duty::Read)).await?;
    Ok(show(&inside, StatusCode::OK, None).await)
}

/// Saves one, forgets one, or leads to what it shows.
pub(crate) async fn change_filters(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, Refused> {
    let (inside, form) = send(
        &app,
        request,
        |name| one_of(&OWN_FIELDS, name).or_else(|| one_of(&FILTERS, name)),
        has(Duty::Read),
    )
    .await?;
    let (screen, values) = (inside.screen(), form.values);
    if values.get("do").is_some_and(|verb| verb == "search") {
        return Ok(go(&found_at(&inside, &values)));
    }
    let account = &inside.officer().id;
    let typed = |name: &str| values.get(name).map_or("", |text| text.trim());
    let done = match typed("do") {
        "forget" => app
            .store
            .forget_filter(account, typed("name"))
            .await
            .map_err(NotDone::Store),
        "save" => save(&inside, &values).await,
        _ => Err(NotDone::Wrong("do", "unknown")),
    };
    Ok(match (done, screen.format) {
        (Ok(()), Format::Html) => go(PATH),
        (Ok(()), Format::Json) => show(&inside, StatusCode::OK, None).await,
        (Err(NotDone::Wrong(_, words)), _) => {
            show(&inside, StatusCode::UNPROCESSABLE_ENTITY, Some(words)).await
        }
        (Err(NotDone::Store(error)), _) => broken(&screen, &error),
    })
}

/// Where the queue shows what is asked for.
fn found_at(inside: &Inside<'_>, values: &RawForm) -> String {
    let value = |name: &str| values.get(name).map_or("", |text| text.trim());
    let words = in_address(inside.screen().app, value("q"), inside.officer());
    let names = ["view"].iter().chain(&FILTERS);
    let pairs: Vec<(&str, &str)> = names
        .map(|name| (*name, if *name == "q" { &words } else { value(name) }))
        .collect();
    format!("/staff/?{}", query(&pairs))
}

async fn save(inside: &Inside<'_>, values: &RawForm) -> Result<(), NotDone> {
    let (app, officer) = (inside.screen().app, inside.officer());
    let name = clean_line(values.get("name").map_or("", String::as_str));
    if !(1..=MOST_CHARS).contains(&name.chars().count()) {
        return Err(NotDone::Wrong("name", "name_wrong"));
    }
    let kept = ["view"].iter().chain(&FILTERS);
    let pairs: Vec<(&str, &str)> = kept
        .filter_map(|name| Some((*name, values.get(*name)?.trim())))
        .collect();
    if !is_filter(app, values, officer) {
        return Err(NotDone::Wrong("view", "filter_wrong"));
    }
    let words = values.get("q").map_or("", String::as_str);
    if contact::typed(&queue_asked::typed(app, words, officer)).is_some() {
        return Err(NotDone::Wrong("q", "person"));
    }
    let all = app.store.saved_filters(&officer.id).await?;
    if all.len() >= MOST && all.iter().all(|filter| filter.name != name) {
        return Err(NotDone::Wrong("name", "too_many"));
    }
    let query = query(&pairs);
    let filter = SavedFilter { name, query };
    Ok(app.store.save_filter(&officer.id, &filter).await?)
}

async fn show(inside: &Inside<'_>, status: StatusCode, wrong: Option<&str>) -> Response {
    let screen = inside.screen();
    if let (Format::Json, Some(words)) = (screen.format, wrong) {
        let text = texts().get(&format!("filters.{words}"));
        return Problem::new(status, "validation", text, text, &[]).answer(status);
    }
    let items = match saved(screen.app, &inside.officer().id).await {
        Ok(items) => items,
        Err(error) => return broken(&screen, &error),
    };
    let model = SavedModel { items };
    if screen.format == Format::Json {
        return json_answer(status, &model);
    }
    let notice = wrong.map(|words| Notice::Wrong(texts().get(&format!("filters.{words}")).to_owned()));
    let frame = screen.frame(texts().get("filters.title"), notice);
    screen.page(status, "staff_filters.html", &frame, &model)
}

fn broken(screen: &Screen<'_>, error: &StoreError) -> Response {
    tracing::error!(%error, "saved filters are out of reach");
    screen.unavailable(&RawForm::new())
}
