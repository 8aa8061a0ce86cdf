//! GET `/api/health`: whether a complaint could be filed now.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use crate::App;
use crate::http::json_answer;

#[derive(Serialize)]
struct Health {
    status: &'static str,
    /// What is down, by name only: no detail to outsiders.
    down: Vec<&'static str>,
}

/// Asks the table for an item that does not exist.
pub(crate) async fn check(State(app): State<Arc<App>>) -> Response {
    match app.store.ping().await {
        Ok(()) => json_answer(
            StatusCode::OK,
            &Health {
                status: "ok",
                down: Vec::new(),
            },
        ),
        Err(error) => {
            tracing::error!(%error, "health");
            json_answer(
                StatusCode::SERVICE_UNAVAILABLE,
                &Health {
                    status: "down",
                    down: vec!["table"],
                },
            )
        }
    }
}
