//! `/staff/mail`: mails that did not go out, for the coordinator: which, how often tried and why not, never to
//! whom. Each can be tried again or taken from the list.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::staff::{Officer, Role};
use complaint::{Lang, Number, RawForm, format_instant};
use serde::Serialize;

use super::entry::{Refused, look, send};
use super::screen::{Notice, Screen, go, query, read_query, texts};
use super::sign_in::one_of;
use crate::http::{Format, json_answer};
use crate::store::{GivenUp, Stopped, StoreError};
use crate::{App, mail};

const PATH: &str = "/staff/mail";
const FIELDS: [&str; 4] = ["csrf", "number", "id", "do"];
/// Most of the list that a page shows; the oldest come first, and make room when they are dealt with.
const MOST: i32 = 100;

#[derive(Serialize)]
struct MailJson<'a> {
    /// Since when no mail leaves, if none does.
    stopped: Option<&'a Stopped>,
    given_up: &'a [GivenUp],
}

#[derive(Serialize)]
struct MailModel {
    stopped: Option<String>,
    lines: Vec<LineModel>,
    may_retry_all: bool,
}

#[derive(Serialize)]
struct LineModel {
    number: String,
    id: String,
    what: &'static str,
    about: String,
    failure: &'static str,
    may_retry: bool,
}

/// The list.
pub(crate) async fn mail(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let inside = look(&app, request.headers(), request.uri(), may_see).await?;
    let screen = inside.screen();
    Ok(match read(&app).await {
        Ok((stopped, given_up)) => {
            let done = read_query(request.uri()).remove("done").unwrap_or_default();
            show(&screen, stopped.as_ref(), &given_up, &done)
        }
        Err(error) => unavailable(&screen, &error),
    })
}

/// Tries mails again, or takes one from the list.
pub(crate) async fn mend_mail(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let (inside, form) = send(&app, request, |name| one_of(&FIELDS, name), may_see).await?;
    let screen = inside.screen();
    let values = form.values;
    Ok(match mend(&app, &values).await {
        Ok(Some(done)) => mended(&screen, done).await,
        Ok(None) => screen.not_found(),
        Err(error) => unavailable(&screen, &error),
    })
}

/// The sentence above the queue when mail does not go out.
pub(super) async fn warning(app: &App, officer: &Officer) -> Option<String> {
    if !may_see(officer) {
        return None;
    }
    let stopped = mail::stopped(app, (app.clock)()).await.ok().flatten();
    let given_up = app.store.count_given_up(MOST).await.unwrap_or_default();
    match (stopped, given_up) {
        (Some(stopped), _) => Some(stopped_words(app, &stopped)),
        (None, 0) => None,
        (None, count) => Some(texts().fill("mail_list.some", &[("count", &count.to_string())])),
    }
}

fn may_see(officer: &Officer) -> bool {
    officer.role == Role::Coordinator
}

fn unavailable(screen: &Screen<'_>, error: &StoreError) -> Response {
    tracing::error!(%error, "the list of mails could not be read or changed");
    screen.unavailable(&RawForm::new())
}

async fn read(app: &App) -> Result<(Option<Stopped>, Vec<GivenUp>), StoreError> {
    let stopped = mail::stopped(app, (app.clock)()).await?;
    let given_up = app.store.given_up(&app.agency.codes(), MOST).await?;
    Ok((stopped, given_up))
}

/// What was done, as the name of its sentence; nothing, if there was nothing to do it to.
async fn mend(app: &App, values: &RawForm) -> Result<Option<&'static str>, StoreError> {
    let value = |name: &str| values.get(name).map_or("", |text| text.trim());
    let now = (app.clock)();
    let number = Number::parse(value("number"), &app.agency.codes()).ok();
    match (value("do"), number) {
        ("retry_all", _) => {
            let given_up = app.store.given_up(&app.agency.codes(), MOST).await?;
            for notice in given_up.iter().filter(|notice| notice.may_retry) {
                app.store.retry_notice(&notice.number, &notice.id, now).await?;
            }
            Ok(Some("retried"))
        }
        ("retry", Some(number)) => {
            let done = app.store.retry_notice(&number, value("id"), now).await?;
            Ok(done.then_some("retried"))
        }
        ("dismiss", Some(number)) => {
            let done = app.store.dismiss_notice(&number, value("id")).await?;
            if done && app.store.count_given_up(1).await? == 0 {
                // Nothing is left to show for it; the next fault counts from its own time.
                app.store.note_mail_leaves().await?;
            }
            Ok(done.then_some("dismissed"))
        }
        _ => Ok(None),
    }
}

async fn mended(screen: &Screen<'_>, done: &str) -> Response {
    if screen.format == Format::Html {
        return go(&format!("{PATH}?{}", query(&[("done", done)])));
    }
    match read(screen.app).await {
        Ok((stopped, given_up)) => show(screen, stopped.as_ref(), &given_up, done),
        Err(error) => unavailable(screen, &error),
    }
}

fn show(screen: &Screen<'_>, stopped: Option<&Stopped>, given_up: &[GivenUp], done: &str) -> Response {
    if screen.format == Format::Json {
        return json_answer(StatusCode::OK, &MailJson { stopped, given_up });
    }
    let app = screen.app;
    let model = MailModel {
        stopped: stopped.map(|stopped| stopped_words(app, stopped)),
        lines: given_up.iter().map(|notice| line(app, notice)).collect(),
        may_retry_all: given_up.iter().filter(|notice| notice.may_retry).count() > 1,
    };
    let notice = match done {
        "retried" | "dismissed" => Some(Notice::Done(texts().get(&format!("mail_list.{done}")).to_owned())),
        _ => None,
    };
    let frame = screen.frame(texts().get("mail_list.title"), notice);
    screen.page(StatusCode::OK, "staff_mail.html", &frame, &model)
}

fn line(app: &App, notice: &GivenUp) -> LineModel {
    let at = format_instant(notice.at, &app.agency, Lang::Id);
    let attempts = notice.attempts.to_string();
    LineModel {
        number: notice.number.to_string(),
        id: notice.id.clone(),
        what: texts().get(&format!("mail_list.kind.{}", notice.kind.as_str())),
        about: texts().fill("mail_list.about", &[("attempts", &attempts), ("at", &at)]),
        failure: failure(&notice.failure),
        may_retry: notice.may_retry,
    }
}

fn failure(name: &str) -> &'static str {
    texts().get(&format!("mail_list.failure.{name}"))
}

fn stopped_words(app: &App, stopped: &Stopped) -> String {
    let since = format_instant(stopped.since, &app.agency, Lang::Id);
    texts().fill(
        "mail_list.stopped",
        &[("since", &since), ("failure", failure(&stopped.failure))],
    )
}
