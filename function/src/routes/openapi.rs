//! GET `/api/openapi.json`: the description of all of this.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::App;
use crate::http::json_answer;

/// The document, for this agency's categories and units.
pub(crate) async fn describe(State(app): State<Arc<App>>) -> Response {
    json_answer(StatusCode::OK, &crate::openapi::document(&app))
}
