//! The names under which a server on this computer answers. A page of another site could have its own name lead
//! here (DNS rebinding) and would then read what only this computer may; it cannot make its name one of these.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST};
use axum::http::uri::{Authority, Uri};
use axum::http::{Response, StatusCode};
use site_gen::theme::headers::CACHE_NEVER;

use super::pages::respond;

const NAMES: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];
const WORDS: &str = "Alamat ini bukan milik server ini. Buka alamat yang tercetak setelah kata `ready`.\n";

/// Whether a request was meant for us: sent to this computer, whatever the port, or to the site's own address
/// through a proxy.
pub(super) fn is_ours(request: &Request, base_url: &str) -> bool {
    let header = || request.headers().get(HOST)?.to_str().ok()?.parse().ok();
    let sent_to: Option<Authority> = request.uri().authority().cloned().or_else(header);
    let site = base_url.parse::<Uri>().ok();
    sent_to.is_some_and(|host| is_local(&host) || site.is_some_and(|site| site.authority() == Some(&host)))
}

fn is_local(host: &Authority) -> bool {
    // A name in front of an `@` is none that a browser sends.
    let bare = !host.as_str().contains('@');
    bare && NAMES.iter().any(|name| host.host().eq_ignore_ascii_case(name))
}

/// The answer to a request that was meant for somebody else.
pub(super) fn misdirected() -> Response<Body> {
    let fields = [
        (CONTENT_TYPE.as_str(), "text/plain; charset=utf-8"),
        (CACHE_CONTROL.as_str(), CACHE_NEVER),
    ];
    respond(
        StatusCode::MISDIRECTED_REQUEST,
        &fields,
        Bytes::from_static(WORDS.as_bytes()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_computer_and_of_the_site_are_ours() {
        let base = "https://pengaduan.contoh.example";
        for (host, ours) in [
            ("127.0.0.1:8080", true),
            ("localhost:8080", true),
            ("LOCALHOST:8080", true),
            ("[::1]:8080", true),
            ("pengaduan.contoh.example", true),
            ("127.0.0.1", true),
            ("evil.example:8080", false),
            ("127.0.0.1.evil.example:8080", false),
            ("localhost.evil.example:8080", false),
            ("user@127.0.0.1:8080", false),
            ("", false),
            ("a b", false),
        ] {
            let request = Request::builder()
                .uri("/")
                .header(HOST, host)
                .body(Body::empty())
                .unwrap();
            assert_eq!(is_ours(&request, base), ours, "{host:?}");
        }
        let none = Request::builder().uri("/").body(Body::empty()).unwrap();
        assert!(!is_ours(&none, base));
    }
}
