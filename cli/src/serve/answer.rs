//! Who answers a request: the function, live reload, or the pages.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use tokio::sync::watch;
use tower::ServiceExt;

use super::current::Current;
use super::live;

/// Paths of the function; everything else is a page.
const FUNCTION: &str = "/api";

#[derive(Clone)]
struct Front {
    current: watch::Receiver<Arc<Current>>,
    stop: watch::Receiver<bool>,
}

/// The service over the state that is current when a request comes.
pub(super) fn service(current: watch::Receiver<Arc<Current>>, stop: watch::Receiver<bool>) -> Router {
    Router::new().fallback(answer).with_state(Front { current, stop })
}

async fn answer(State(front): State<Front>, request: Request) -> Response<Body> {
    let current = Arc::clone(&front.current.borrow());
    let path = request.uri().path();
    if path == FUNCTION
        || path
            .strip_prefix(FUNCTION)
            .is_some_and(|rest| rest.starts_with('/'))
    {
        return current.function.clone().oneshot(request).await.into_response();
    }
    match path {
        live::EVENTS if current.pages.live => live::events(front.current, front.stop).into_response(),
        live::SCRIPT if current.pages.live => live::script(),
        _ => current.pages.answer(&request),
    }
}
