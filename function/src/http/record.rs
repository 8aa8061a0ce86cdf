//! One log line per request. Only what is listed here is ever logged: no address, no header, no body, no
//! query, and the route's pattern instead of the path.

use std::sync::{Arc, OnceLock};

use axum::body::HttpBody;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::RequestId;
use crate::App;

/// The pattern of the route that a request takes; it is known further in than it is logged.
#[derive(Clone, Default)]
struct Route(Arc<OnceLock<MatchedPath>>);

/// Tells which route a request has taken.
pub(crate) async fn tell_route(request: Request, next: Next) -> Response {
    let extensions = request.extensions();
    if let (Some(route), Some(pattern)) = (extensions.get::<Route>(), extensions.get::<MatchedPath>()) {
        // A request takes one route only.
        let _ = route.0.set(pattern.clone());
    }
    next.run(request).await
}

/// Logs a request once it is answered.
pub(crate) async fn record(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let route = Route::default();
    request.extensions_mut().insert(route.clone());
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
        route = route.0.get().map_or("none", MatchedPath::as_str),
        status,
        ms = i64::try_from(ms).unwrap_or(i64::MAX),
        bytes,
        "request"
    );
    response
}
