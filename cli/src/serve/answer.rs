//! Who answers a request: the function, live reload, or the pages.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::sync::watch;
use tower::ServiceExt;

use super::current::Current;
use super::host;
use super::letters;
use super::listen::Peer;
use super::pack::Packed;
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

async fn answer(State(front): State<Front>, mut request: Request) -> Response<Body> {
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
        let accepted = accepted_encodings(&request);
        let answer = current.function.clone().oneshot(request).await.into_response();
        return packed(answer, &accepted).await;
    }
    if let Some(folder) = front.local.as_deref().filter(|_| path == letters::PATH) {
        return letters::page(&current.app.theme, folder);
    }
    match path {
        live::EVENTS if current.pages.live => live::events(front.current, front.stop).into_response(),
        live::SCRIPT if current.pages.live => live::script(),
        _ => current.pages.answer(&request),
    }
}

fn accepted_encodings(request: &Request) -> String {
    text(request.headers(), &ACCEPT_ENCODING).to_owned()
}

fn text<'a>(headers: &'a HeaderMap, name: &axum::http::HeaderName) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// An answer of the function as it travels: packed here, since in the cloud its front door packs.
async fn packed(answer: Response, accepted: &str) -> Response {
    let (mut parts, body) = answer.into_parts();
    let Ok(plain) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let packed = Packed::new(plain, text(&parts.headers, &CONTENT_TYPE));
    let (body, encoding) = packed.for_browser(accepted);
    if packed.varies() {
        parts
            .headers
            .append(VARY, HeaderValue::from_static("accept-encoding"));
    }
    if let Some(encoding) = encoding {
        parts
            .headers
            .insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
        parts.headers.remove(CONTENT_LENGTH);
    }
    Response::from_parts(parts, Body::from(body))
}
