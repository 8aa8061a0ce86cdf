//! The way over the network, for DynamoDB, buckets and issuers alike: HTTP/1.1 by hyper, encrypted by rustls with ring
//! (AWS-LC would cost a cold start 30 to 55 ms).

use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::{Client, connect};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

const CONNECT_TIMEOUT: Duration = Duration::from_millis(500);
/// Amazon Root CA 1 to 4 and Starfield Services Root CA G2, as Mozilla's list has them.
const ROOTS: &[u8] = include_bytes!("aws-roots.pem");
/// Below the time after which a frozen function finds its old connections dead.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// Whose certificates an engine may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Those of the five authorities that AWS names for its services: <https://www.amazontrust.com/repository/>. A
    /// cold start reads them instead of the hundred and forty that a system trusts, and nobody else can pass for AWS.
    Amazon,
    /// Those that the system trusts: another engine, or a computer whose network looks into what leaves it.
    System,
    /// None: nothing is encrypted.
    Unencrypted,
}

impl Trust {
    /// What fits an endpoint; none is AWS itself.
    pub fn of(endpoint: Option<&str>) -> Trust {
        match endpoint {
            None => Trust::Amazon,
            Some(endpoint) if endpoint.starts_with("http://") => Trust::Unencrypted,
            Some(_) => Trust::System,
        }
    }
}

/// Connections that are opened when they are needed, and kept for what comes next.
pub fn network(trust: Trust) -> SharedHttpConnector {
    let client = Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(POOL_IDLE_TIMEOUT)
        .build(https(trust, Some(CONNECT_TIMEOUT)));
    SharedHttpConnector::new(Network(client))
}

/// A connection, encrypted where its address says so.
pub(crate) fn https(trust: Trust, patience: Option<Duration>) -> HttpsConnector<connect::HttpConnector> {
    let mut plain = connect::HttpConnector::new();
    plain.enforce_http(false);
    plain.set_nodelay(true);
    plain.set_connect_timeout(patience);
    HttpsConnectorBuilder::new()
        .with_tls_config(tls(trust))
        .https_or_http()
        .enable_http1()
        .wrap_connector(plain)
}

fn tls(trust: Trust) -> ClientConfig {
    let config = || {
        ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring speaks what rustls thinks safe")
    };
    let trusting = |roots: RootCertStore| config().with_root_certificates(roots);
    let config = match trust {
        Trust::Amazon => trusting(amazon()),
        Trust::Unencrypted => trusting(RootCertStore::empty()),
        // A system without any root trusts nobody, and whoever is asked is out of reach.
        Trust::System => config()
            .with_native_roots()
            .unwrap_or_else(|_| trusting(RootCertStore::empty())),
    };
    config.with_no_client_auth()
}

fn amazon() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(ROOTS) {
        let certificate = certificate.expect("certificates that a test has read");
        roots.add(certificate).expect("certificates that a test has read");
    }
    roots
}

struct Network(Client<HttpsConnector<connect::HttpConnector>, SdkBody>);

impl HttpConnector for Network {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let client = self.0.clone();
        HttpConnectorFuture::new(async move {
            let request = request.try_into_http1x();
            let request = request.map_err(|error| ConnectorError::user(error.into()))?;
            let answer = client.request(request).await;
            let answer = answer.map_err(|error| ConnectorError::io(error.into()))?;
            let answer = HttpResponse::try_from(answer.map(SdkBody::from_body_1_x));
            answer.map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

impl std::fmt::Debug for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Network")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aws_is_trusted_by_its_own_authorities_and_another_engine_by_the_systems() {
        for (endpoint, trust) in [
            (None, Trust::Amazon),
            (Some("https://dynamodb.contoh.example"), Trust::System),
            (Some("http://127.0.0.1:8000"), Trust::Unencrypted),
        ] {
            assert_eq!(Trust::of(endpoint), trust);
            let _ = network(trust);
        }
        assert_eq!(amazon().len(), 5);
    }
}
