//! Who we are to AWS, from the environment alone.
//!
//! No profile files, no metadata service, no `aws-config`: on Lambda the environment already has everything, and asking
//! elsewhere costs cold-start time.

use aws_sdk_dynamodb::config::Credentials;
use thiserror::Error;

use crate::files::Place;

/// Where DynamoDB is and who asks.
#[derive(Clone, Debug)]
pub struct AwsSettings {
    /// Such as `ap-southeast-3`.
    pub region: String,
    /// A compatible engine instead of AWS.
    pub endpoint: Option<String>,
    /// An engine that speaks S3 instead of AWS.
    pub files_endpoint: Option<String>,
    pub(crate) credentials: Credentials,
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
    fn credentials_do_not_show_in_debug() {
        let mut pairs = KEYS.to_vec();
        pairs[2] = ("AWS_SECRET_ACCESS_KEY", "very-secret");
        assert!(!format!("{:?}", settings(&pairs).unwrap()).contains("very-secret"));
    }
}
