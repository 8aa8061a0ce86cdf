//! Around every route: no writes from other sites, no crash, and the same security headers on every answer.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN};
use axum::http::uri::Uri;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;
use percent_encoding::percent_decode_str;
use site_gen::theme::headers::{CACHE_NEVER, SECURITY};

use super::{Asked, Refusal};
use crate::App;

const FETCH_SITE: &str = "sec-fetch-site";

/// Lets a write through only if a page of ours, or no page at all, sent it.
pub(crate) async fn refuse_cross_site(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if request.method().is_safe() || is_own(request.headers(), &app.agency.base_url) {
        next.run(request).await
    } else {
        Asked::of(request.headers()).refuse(&app, &Refusal::CrossSite)
    }
}

/// Whether a page of ours sent it, and says so: what acts by a cookie believes nobody who is silent.
pub(crate) fn is_surely_own(headers: &HeaderMap, base_url: &str) -> bool {
    let says = headers.contains_key(FETCH_SITE) || headers.contains_key(ORIGIN);
    says && is_own(headers, base_url)
}

/// Browsers say where a request comes from in `Sec-Fetch-Site`; older ones only in `Origin`. A sender that
/// says neither is no browser that could be tricked, and a public form has nothing to trick out of it.
fn is_own(headers: &HeaderMap, base_url: &str) -> bool {
    if let Some(site) = headers.get(FETCH_SITE) {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(ORIGIN) else {
        return true;
    };
    origin
        .to_str()
        .is_ok_and(|origin| is_our_origin(origin, headers, base_url))
}

/// Our own address as configured, or the one this request was sent to.
fn is_our_origin(origin: &str, headers: &HeaderMap, base_url: &str) -> bool {
    let parse = |text: &str| text.parse::<Uri>().ok();
    let Some(origin) = parse(origin) else { return false };
    let configured = parse(base_url);
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let is_configured = || {
        configured
            .is_some_and(|ours| ours.scheme() == origin.scheme() && ours.authority() == origin.authority())
    };
    let is_host = || {
        origin
            .authority()
            .zip(host)
            .is_some_and(|(origin, host)| origin.as_str().eq_ignore_ascii_case(host))
    };
    origin.scheme().is_some() && (is_configured() || is_host())
}

/// A path that is no text names nothing here.
pub(crate) async fn refuse_unreadable(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if percent_decode_str(request.uri().path()).decode_utf8().is_ok() {
        next.run(request).await
    } else {
        Asked::of(request.headers()).refuse(&app, &Refusal::NotFound)
    }
}

/// Our own mistake is answered without detail; [`crate::log_panics`] has logged where it happened.
pub(crate) async fn survive_panic(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let asked = Asked::of(request.headers());
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    answer.unwrap_or_else(|_| asked.refuse(&app, &Refusal::Broken))
}

/// Puts the security headers on an answer and keeps it out of every cache.
pub(crate) async fn finish_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in SECURITY {
        // A route may be stricter.
        headers
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(CACHE_NEVER));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://pengaduan.contoh.example";

    fn own(pairs: &[(&str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
        }
        is_own(&headers, BASE)
    }

    #[test]
    fn only_our_own_pages_may_write() {
        for (pairs, expected) in [
            (&[][..], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "")], false),
            (&[("origin", BASE)], true),
            (&[("origin", "http://pengaduan.contoh.example")], false),
            (
                &[("origin", "https://pengaduan.contoh.example.evil.example")],
                false,
            ),
            (&[("origin", "https://contoh.example")], false),
            (&[("origin", "null")], false),
            (&[("origin", "")], false),
            (
                &[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")],
                true,
            ),
            (
                &[("origin", "http://127.0.0.1:8081"), ("host", "127.0.0.1:8080")],
                false,
            ),
            (&[("origin", "127.0.0.1:8080"), ("host", "127.0.0.1:8080")], false),
            // What a browser says of itself goes before what else it sends.
            (&[("sec-fetch-site", "cross-site"), ("origin", BASE)], false),
            (
                &[
                    ("sec-fetch-site", "same-origin"),
                    ("origin", "https://evil.example"),
                ],
                true,
            ),
        ] {
            assert_eq!(own(pairs), expected, "{pairs:?}");
        }
    }
}
