//! Who answers a request: the function, live reload, or the pages.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::response::{IntoResponse, Response};
use tokio::sync::watch;
use tower::ServiceExt;

use super::current::Current;
use super::host;
use super::letters;
use super::listen::Peer;
use super::rest::Rest;
use super::{bucket, live};

/// Paths of the function; everything else is a page.
const FUNCTION: [&str; 2] = ["/api", "/staff"];

#[derive(Clone)]
struct Front {
    current: watch::Receiver<Arc<Current>>,
    /// The folder of letters, where only this computer is served.
    local: Option<Arc<Path>>,
    stop: watch::Receiver<bool>,
}

/// The service over the state that is current when a request comes. Where only this computer is served, it shows
/// its letters, and answers to no other name.
pub(super) fn service(
    current: watch::Receiver<Arc<Current>>,
    letters: Option<PathBuf>,
    stop: watch::Receiver<bool>,
) -> Router {
    Router::new().fallback(answer).with_state(Front {
        current,
        local: letters.map(Arc::from),
        stop,
    })
}

async fn answer(State(front): State<Front>, request: Request) -> Response<Body> {
    let (request, rest) = Rest::of(request);
    let answer = answer_to(&front, request).await;
    rest.drop_it().await;
    answer
}

async fn answer_to(front: &Front, mut request: Request) -> Response<Body> {
    if let Some(ConnectInfo(Peer(from))) = request.extensions().get().copied() {
        request.extensions_mut().insert(ConnectInfo(from));
    }
    let current = Arc::clone(&front.current.borrow());
    if front.local.is_some() && !host::is_ours(&request, &current.app.agency.base_url) {
        return host::misdirected();
    }
    let path = request.uri().path();
    if path == bucket::PATH {
        return bucket::receive(&current, request).await;
    }
    let below = |rest: &str| rest.is_empty() || rest.starts_with('/');
    if FUNCTION
        .iter()
        .any(|start| path.strip_prefix(start).is_some_and(below))
    {
        return current.function.clone().oneshot(request).await.into_response();
    }
    if let Some(folder) = front.local.as_deref().filter(|_| path == letters::PATH) {
        return letters::page(&current.app.theme, folder);
    }
    match path {
        live::EVENTS if current.pages.live => {
            live::events(front.current.clone(), front.stop.clone()).into_response()
        }
        live::SCRIPT if current.pages.live => live::script(),
        _ => current.pages.answer(&request),
    }
}
