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

/// Asks the table for an item and the bucket for an object that do not exist.
pub(crate) async fn check(State(app): State<Arc<App>>) -> Response {
    let (table, files) = tokio::join!(app.store.ping(), app.files.ping((app.clock)()));
    let asked = [
        ("table", table.map_err(|error| error.to_string())),
        ("files", files.map_err(|error| error.to_string())),
    ];
    let mut down = Vec::new();
    for (name, answer) in asked {
        if let Err(error) = answer {
            tracing::error!(error, "health");
            down.push(name);
        }
    }
    let (code, status) = if down.is_empty() {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "down")
    };
    json_answer(code, &Health { status, down })
}
