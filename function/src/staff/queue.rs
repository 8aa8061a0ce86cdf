//! GET `/staff/`: what waits, by the next date due.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::RawForm;
use complaint::staff::{Duty, Officer};

use super::cursor;
use super::entry::{Refused, look};
use super::mail;
use super::queue_asked::{Asked, is_known, with_synonyms};
use super::queue_page::answer;
use super::saved::{SavedView, saved};
use super::screen::{go, read_query};
use crate::App;
use crate::http::Format;
use crate::redacting::line_for;
use crate::store::StoreError;

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
    let values = with_synonyms(read_query(request.uri()));
    if values.keys().any(|name| !is_known(name)) {
        let nothing = RawForm::new();
        return Ok(screen.say(
            StatusCode::BAD_REQUEST,
            "unknown_filter",
            "unknown_filter",
            &nothing,
        ));
    }
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
            page.items = page
                .items
                .into_iter()
                .map(|case| line_for(officer, case))
                .collect();
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

/// What a page shows beside the cases.
#[derive(Default)]
pub(super) struct Around {
    pub(super) mail_warning: Option<String>,
    pub(super) saved: Vec<SavedView>,
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
