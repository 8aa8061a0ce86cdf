//! The way to an issuer: HTTPS by rustls and ring. No redirect is followed, no answer is waited for longer, or read
//! further, than issuers need.

use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::Uri;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use thiserror::Error;

use super::Unproven;
use crate::network::{Trust, https};

/// For each question; the front door gives up on us after half a minute, and there are three questions at most.
const PATIENCE: Duration = Duration::from_secs(6);
/// Documents of issuers have a few thousand bytes; one with many keys or groups still fits.
const MOST_BYTES: usize = 256 * 1024;

/// A client that asks one issuer. It is made when it is first needed: reading the roots of trust takes its time.
pub(super) struct Web {
    client: OnceLock<Client<HttpsConnector<HttpConnector>, Full<Bytes>>>,
    /// Whether this computer may be asked without encryption.
    open: bool,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(super) enum WebError {
    #[error("out of reach")]
    Unreachable,
    #[error("not over this kind of connection")]
    Insecure,
    #[error("the answer is too large")]
    TooLarge,
}

impl From<WebError> for Unproven {
    fn from(error: WebError) -> Unproven {
        match error {
            WebError::Unreachable => Unproven::Unreachable,
            WebError::Insecure => Unproven::Unusable,
            WebError::TooLarge => Unproven::TooLarge,
        }
    }
}

impl<'c> AsyncHttpClient<'c> for Web {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, WebError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let answer = tokio::time::timeout(PATIENCE, self.ask(request)).await;
            answer.unwrap_or(Err(WebError::Unreachable))
        })
    }
}

impl Web {
    pub(super) const fn new(open: bool) -> Web {
        Web {
            client: OnceLock::new(),
            open,
        }
    }

    pub(super) const fn open(&self) -> bool {
        self.open
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, WebError> {
        if !may_be_asked(request.uri(), self.open) {
            return Err(WebError::Insecure);
        }
        let answer = self.client().request(request.map(|body| Full::new(body.into())));
        let (head, body) = answer.await.map_err(|_| WebError::Unreachable)?.into_parts();
        let body = Limited::new(body, MOST_BYTES).collect().await;
        let body = body.map_err(|error| match error.downcast::<LengthLimitError>() {
            Ok(_) => WebError::TooLarge,
            Err(_) => WebError::Unreachable,
        })?;
        Ok(HttpResponse::from_parts(head, body.to_bytes().into()))
    }

    fn client(&self) -> &Client<HttpsConnector<HttpConnector>, Full<Bytes>> {
        // A frozen function finds its old connections dead, and a code must not be sent twice.
        self.client.get_or_init(|| {
            Client::builder(TokioExecutor::new())
                .pool_max_idle_per_host(0)
                .build(https(Trust::System, None))
        })
    }
}

/// Whether an address of an issuer may be asked, or a browser sent to it. `open` lets this computer be reached without
/// encryption.
pub(super) fn may_be_asked(address: &Uri, open: bool) -> bool {
    match (address.scheme_str(), address.host()) {
        (Some("https"), Some(_)) => true,
        (Some("http"), Some(host)) => open && is_this_computer(host),
        _ => false,
    }
}

fn is_this_computer(host: &str) -> bool {
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let address = name.parse::<std::net::IpAddr>();
    name == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_encryption_only_this_computer_is_asked_and_only_where_that_was_meant() {
        for (address, open, expected) in [
            ("https://masuk.contoh.example/x", false, true),
            ("http://masuk.contoh.example/x", true, false),
            ("http://127.0.0.1:9/x", true, true),
            ("http://[::1]:9/x", true, true),
            ("http://localhost/x", true, true),
            ("http://127.0.0.1:9/x", false, false),
            ("http://127.0.0.1.evil.example/", true, false),
            ("ftp://127.0.0.1/", true, false),
            ("/x", true, false),
        ] {
            let address: Uri = address.parse().unwrap();
            assert_eq!(may_be_asked(&address, open), expected, "{address}");
        }
    }
}
