//! GET `/api/health`: whether a complaint could be filed now.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use crate::http::json_answer;
use crate::{App, mail};

#[derive(Serialize)]
struct Health {
    status: &'static str,
    /// What is down, by name only: no detail to outsiders.
    down: Vec<&'static str>,
}

/// Asks the table to answer and to take something, the bucket for an object that does not exist, and the table for mail
/// that does not leave.
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
    let now = (app.clock)();
    let checked = match app.store.ping(now).await {
        Ok(()) => mail::stopped(app, now).await,
        Err(error) => Err(error),
    };
    match checked {
        Err(error) => {
            tracing::error!(%error, "health");
            Some("table")
        }
        Ok(stopped) => stopped.map(|_| "mail"),
    }
}

async fn files(app: &App) -> Option<&'static str> {
    let error = app.files.ping((app.clock)()).await.err()?;
    tracing::error!(%error, "health");
    Some("files")
}
