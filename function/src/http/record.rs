//! One log line per request. Only what is listed here is ever logged: no address, no header, no body, no
//! query, and the route's pattern instead of the path.

use std::sync::Arc;

use axum::body::HttpBody;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::RequestId;
use crate::App;

/// Logs a request once it is answered.
pub(crate) async fn record(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str)
        .to_owned();
    let id = request
        .extensions()
        .get::<RequestId>()
        .map_or_else(String::new, |id| id.0.clone());
    let began = (app.clock)();
    let response = next.run(request).await;
    let ms = (app.clock)().duration_since(began).as_millis();
    let status = response.status().as_u16();
    let bytes = response.body().size_hint().exact().unwrap_or_default();
    tracing::info!(
        request_id = id,
        route,
        status,
        ms = i64::try_from(ms).unwrap_or(i64::MAX),
        bytes,
        "request"
    );
    response
}
