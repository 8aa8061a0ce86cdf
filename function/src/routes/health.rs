//! GET `/api/health`: whether a complaint could be filed now.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use crate::App;
use crate::http::json_answer;
use crate::mail::mail_is_stuck;

#[derive(Serialize)]
struct Health {
    status: &'static str,
    /// What is down, by name only: no detail to outsiders.
    down: Vec<&'static str>,
}

/// Asks the table for an item and the bucket for an object that do not exist, and the table for the notice
/// that waits longest.
pub(crate) async fn check(State(app): State<Arc<App>>) -> Response {
    let (table, files) = tokio::join!(table(&app), files(&app));
    let down = [table, files].into_iter().flatten().collect::<Vec<_>>();
    let (code, status) = if down.is_empty() {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "down")
    };
    json_answer(code, &Health { status, down })
}

/// The table, or else the mail that waits in it.
async fn table(app: &App) -> Option<&'static str> {
    let checked = match app.store.ping().await {
        Ok(()) => mail_is_stuck(app, (app.clock)()).await,
        Err(error) => Err(error),
    };
    match checked {
        Err(error) => {
            tracing::error!(%error, "health");
            Some("table")
        }
        Ok(true) => Some("mail"),
        Ok(false) => None,
    }
}

async fn files(app: &App) -> Option<&'static str> {
    let error = app.files.ping((app.clock)()).await.err()?;
    tracing::error!(%error, "health");
    Some("files")
}
