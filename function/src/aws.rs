//! The wiring to DynamoDB: one client, made once, from the environment alone.
//!
//! No profile files, no metadata service, no `aws-config`: on Lambda the environment already has everything,
//! and asking elsewhere costs cold-start time. TLS is rustls with ring for the same reason.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Config, Credentials, Region, SharedHttpClient, StalledStreamProtectionConfig,
};
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::{HttpClient, HttpConnectorSettings, SharedHttpConnector};
use thiserror::Error;

use crate::files::Place;

/// A table that does not answer is reported to the citizen before the front door gives up on us.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(500);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(2);
const OPERATION_TIMEOUT: Duration = Duration::from_secs(6);
/// Amazon Root CA 1 to 4 and Starfield Services Root CA G2, as Mozilla's list has them.
const ROOTS: &[u8] = include_bytes!("aws-roots.pem");
/// Below the time after which a frozen function finds its old connections dead.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// Where DynamoDB is and who asks.
#[derive(Clone, Debug)]
pub struct AwsSettings {
    /// Such as `ap-southeast-3`.
    pub region: String,
    /// A compatible engine instead of AWS.
    pub endpoint: Option<String>,
    /// An engine that speaks S3 instead of AWS.
    pub files_endpoint: Option<String>,
    credentials: Credentials,
}

/// A variable that the client cannot do without.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("environment variable {0} is missing")]
pub struct MissingVariable(pub &'static str);

impl AwsSettings {
    /// Reads `AWS_REGION` (or `AWS_DEFAULT_REGION`), `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
    /// `AWS_SESSION_TOKEN`, and `AWS_ENDPOINT_URL_DYNAMODB` or
    /// `AWS_ENDPOINT_URL_S3` before `AWS_ENDPOINT_URL`, as the SDK does.
    pub fn from_env(variable: impl Fn(&str) -> Option<String>) -> Result<AwsSettings, MissingVariable> {
        let get = |name: &str| variable(name).filter(|value| !value.is_empty());
        let need = |name: &'static str| get(name).ok_or(MissingVariable(name));
        let key = need("AWS_ACCESS_KEY_ID")?;
        let secret = need("AWS_SECRET_ACCESS_KEY")?;
        Ok(AwsSettings {
            region: get("AWS_REGION")
                .or_else(|| get("AWS_DEFAULT_REGION"))
                .ok_or(MissingVariable("AWS_REGION"))?,
            endpoint: get("AWS_ENDPOINT_URL_DYNAMODB").or_else(|| get("AWS_ENDPOINT_URL")),
            files_endpoint: get("AWS_ENDPOINT_URL_S3").or_else(|| get("AWS_ENDPOINT_URL")),
            credentials: Credentials::new(key, secret, get("AWS_SESSION_TOKEN"), None, "environment"),
        })
    }

    /// For an engine in this process: it knows neither regions nor signatures.
    pub fn embedded() -> AwsSettings {
        AwsSettings {
            region: "local".to_owned(),
            endpoint: Some("http://embedded.invalid".to_owned()),
            files_endpoint: Some("http://embedded.invalid".to_owned()),
            credentials: Credentials::new("embedded", "embedded", None, None, "embedded"),
        }
    }

    /// The same, signing with another secret: what browsers bring to the bucket of this computer is signed too.
    pub fn signing_with(self, secret: &str) -> AwsSettings {
        AwsSettings {
            credentials: Credentials::new("embedded", secret, None, None, "embedded"),
            ..self
        }
    }
}

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

    fn context(self) -> TlsContext {
        let store = match self {
            Trust::Amazon => TrustStore::empty().with_pem_certificate(ROOTS),
            Trust::System | Trust::Unencrypted => TrustStore::default(),
        };
        let context = TlsContext::builder().with_trust_store(store).build();
        context.expect("certificates that a test has read")
    }
}

/// The way over the network: HTTPS by rustls and ring.
pub fn network(trust: Trust) -> SharedHttpClient {
    let builder = Builder::new().pool_idle_timeout(POOL_IDLE_TIMEOUT);
    if trust == Trust::Unencrypted {
        return builder.build_http();
    }
    builder
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(trust.context())
        .build_https()
}

/// Where the bucket of that name is, and who asks. Browsers send files to `upload_url`, or to the bucket's own
/// address.
pub fn place(settings: &AwsSettings, name: &str, upload_url: Option<String>) -> Place {
    let region = &settings.region;
    let (origin, prefix) = match &settings.files_endpoint {
        Some(endpoint) => (endpoint.trim_end_matches('/').to_owned(), format!("/{name}")),
        None => (format!("https://{name}.s3.{region}.amazonaws.com"), String::new()),
    };
    Place {
        origin,
        bucket: name.to_owned(),
        prefix,
        upload_url,
        region: region.clone(),
        key_id: settings.credentials.access_key_id().to_owned(),
        secret: settings.credentials.secret_access_key().to_owned(),
        session: settings.credentials.session_token().map(str::to_owned),
    }
}

/// The way to a bucket over the network.
pub fn bucket_network(trust: Trust) -> SharedHttpConnector {
    let settings = HttpConnectorSettings::builder().connect_timeout(CONNECT_TIMEOUT);
    let builder = Connector::builder()
        .connector_settings(settings.build())
        .pool_idle_timeout(POOL_IDLE_TIMEOUT);
    if trust == Trust::Unencrypted {
        return SharedHttpConnector::new(builder.build_http());
    }
    let connector = builder
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(trust.context())
        .build();
    SharedHttpConnector::new(connector)
}

/// The client every store uses. `http` is the network, an engine in this process, or a test's faults.
pub fn dynamodb_client(settings: &AwsSettings, http: impl HttpClient + 'static) -> Client {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .operation_timeout(OPERATION_TIMEOUT)
        .build();
    let mut config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(settings.region.clone()))
        .credentials_provider(settings.credentials.clone())
        .retry_config(RetryConfig::standard())
        .timeout_config(timeouts)
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(http);
    config.set_endpoint_url(settings.endpoint.clone());
    Client::from_conf(config.build())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, &str)]) -> Result<AwsSettings, MissingVariable> {
        AwsSettings::from_env(|name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, v)| (*v).to_owned())
        })
    }

    const KEYS: [(&str, &str); 3] = [
        ("AWS_REGION", "ap-southeast-3"),
        ("AWS_ACCESS_KEY_ID", "a"),
        ("AWS_SECRET_ACCESS_KEY", "s"),
    ];

    #[test]
    fn the_endpoint_of_dynamodb_goes_before_the_common_one() {
        assert_eq!(settings(&KEYS).unwrap().endpoint, None);
        let mut pairs = KEYS.to_vec();
        pairs.push(("AWS_ENDPOINT_URL", "http://one"));
        assert_eq!(settings(&pairs).unwrap().endpoint.as_deref(), Some("http://one"));
        pairs.push(("AWS_ENDPOINT_URL_DYNAMODB", "http://two"));
        assert_eq!(settings(&pairs).unwrap().endpoint.as_deref(), Some("http://two"));
    }

    #[test]
    fn a_missing_or_empty_variable_is_named() {
        for (missing, _) in KEYS {
            let pairs: Vec<_> = KEYS
                .iter()
                .map(|(k, v)| (*k, if *k == missing { "" } else { *v }))
                .collect();
            assert_eq!(settings(&pairs).unwrap_err(), MissingVariable(missing));
        }
    }

    #[test]
    fn aws_is_trusted_by_its_own_authorities_and_another_engine_by_the_systems() {
        for (endpoint, trust) in [
            (None, Trust::Amazon),
            (Some("https://dynamodb.contoh.example"), Trust::System),
            (Some("http://127.0.0.1:8000"), Trust::Unencrypted),
        ] {
            assert_eq!(Trust::of(endpoint), trust);
            let _ = (network(trust), bucket_network(trust));
        }
    }

    #[test]
    fn credentials_do_not_show_in_debug() {
        let mut pairs = KEYS.to_vec();
        pairs[2] = ("AWS_SECRET_ACCESS_KEY", "very-secret");
        assert!(!format!("{:?}", settings(&pairs).unwrap()).contains("very-secret"));
    }
}
