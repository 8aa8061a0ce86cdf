//! GET `/api/health`: whether a complaint could be filed now.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::SignedDuration;
use serde::Serialize;

use crate::App;
use crate::http::json_answer;

#[derive(Serialize)]
struct Health {
    status: &'static str,
    /// What is down, by name only: no detail to outsiders.
    down: Vec<&'static str>,
}

/// A notice that waits longer than this shows that mail does not leave.
const MAIL_LIMIT: SignedDuration = SignedDuration::from_hours(1);

/// Asks the table for an item that does not exist, and for the notice that waits longest.
pub(crate) async fn check(State(app): State<Arc<App>>) -> Response {
    let down = down(&app).await;
    let (status, word) = if down.is_empty() {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "down")
    };
    json_answer(status, &Health { status: word, down })
}

async fn down(app: &App) -> Vec<&'static str> {
    let checked = match app.store.ping().await {
        Ok(()) => app.store.oldest_notice().await,
        Err(error) => Err(error),
    };
    match checked {
        Err(error) => {
            tracing::error!(%error, "health");
            vec!["table"]
        }
        Ok(Some(since)) if (app.clock)().duration_since(since) > MAIL_LIMIT => vec!["mail"],
        Ok(_) => Vec::new(),
    }
}
