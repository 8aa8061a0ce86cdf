//! Where files lie: a bucket that speaks S3, private, with four verbs. On AWS the connector goes over the
//! network, locally to a folder of this computer; nothing here knows the difference.
//!
//! Each request carries its signature in its address (Signature Version 4), valid for minutes.

use std::fmt::Write;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use axum::body::Bytes;
use complaint::form::MOST_UPLOAD_BYTES;
use http_body_util::{BodyExt, Limited};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use thiserror::Error;

use crate::signature::{ALGORITHM, INSTANT, Scope};

const SIGNATURE_LIFE: Duration = Duration::from_mins(5);
/// For each attempt; four million bytes over a slow line of a data centre.
const PATIENCE: Duration = Duration::from_secs(8);
const ATTEMPTS: usize = 2;
/// No object of ours is larger than what a browser may send, and a little.
const MOST_READ: usize = MOST_UPLOAD_BYTES + 500_000;
/// An object that nobody has: asking for it shows whether the bucket answers.
pub const NOBODY: &str = "health";
/// What an address may show as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Who asks, and where.
#[derive(Clone)]
pub struct Place {
    /// Scheme and host, such as `https://bukti.s3.ap-southeast-3.amazonaws.com`.
    pub origin: String,
    /// The name of the bucket.
    pub bucket: String,
    /// What stands before every key: nothing, or `/<bucket>` with engines that want it there.
    pub prefix: String,
    /// Where browsers send files to, if not to the bucket's own address: a way to it under the site's own origin.
    pub upload_url: Option<String>,
    /// The region signed for.
    pub region: String,
    /// The public half of the credentials.
    pub key_id: String,
    /// The secret half.
    pub secret: String,
    /// With credentials that pass.
    pub session: Option<String>,
}

/// The bucket.
#[derive(Clone)]
pub struct Bucket {
    place: Place,
    connector: SharedHttpConnector,
}

/// The bucket did not do what it was asked. Never a key: these errors are logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BucketError {
    /// It cannot be reached, or not in time.
    #[error("{0}: the bucket is out of reach")]
    Unreachable(&'static str),
    /// It answered, but not as asked.
    #[error("{0}: the bucket answered {1}")]
    Refused(&'static str, u16),
}

impl Bucket {
    /// A bucket over a connector.
    pub fn new(place: Place, connector: SharedHttpConnector) -> Bucket {
        Bucket { place, connector }
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// Stores an object; when this returns, it is durable.
    pub async fn put(&self, key: &str, bytes: Bytes, now: Timestamp) -> Result<(), BucketError> {
        self.put_with(key, bytes, &[], now).await
    }

    /// Stores an object that is handed out with these headers.
    pub async fn put_with(
        &self,
        key: &str,
        bytes: Bytes,
        headers: &[(&'static str, &'static str)],
        now: Timestamp,
    ) -> Result<(), BucketError> {
        match self.ask_with("PUT", key, bytes, headers, now).await? {
            (200..=299, _) => Ok(()),
            (status, _) => Err(BucketError::Refused("PUT", status)),
        }
    }

    /// Reads an object, if there is one.
    pub async fn get(&self, key: &str, now: Timestamp) -> Result<Option<Bytes>, BucketError> {
        match self.ask("GET", key, Bytes::new(), now).await? {
            (200, bytes) => Ok(Some(bytes)),
            (404, _) => Ok(None),
            (status, _) => Err(BucketError::Refused("GET", status)),
        }
    }

    /// Removes an object; one that is not there is removed already.
    pub async fn delete(&self, key: &str, now: Timestamp) -> Result<(), BucketError> {
        match self.ask("DELETE", key, Bytes::new(), now).await? {
            (200..=299 | 404, _) => Ok(()),
            (status, _) => Err(BucketError::Refused("DELETE", status)),
        }
    }

    /// Whether the bucket answers.
    pub async fn ping(&self, now: Timestamp) -> Result<(), BucketError> {
        self.get(NOBODY, now).await.map(drop)
    }

    /// What failed on the way or inside the bucket is asked once more: every verb here may be said twice.
    async fn ask(
        &self,
        verb: &'static str,
        key: &str,
        body: Bytes,
        now: Timestamp,
    ) -> Result<(u16, Bytes), BucketError> {
        self.ask_with(verb, key, body, &[], now).await
    }

    async fn ask_with(
        &self,
        verb: &'static str,
        key: &str,
        body: Bytes,
        headers: &[(&'static str, &'static str)],
        now: Timestamp,
    ) -> Result<(u16, Bytes), BucketError> {
        let address = self.place.signed(verb, key, now, SIGNATURE_LIFE);
        let mut last = Err(BucketError::Unreachable(verb));
        for _ in 0..ATTEMPTS {
            last = self.once(verb, &address, body.clone(), headers).await;
            if matches!(last, Ok((status, _)) if status < 500) {
                break;
            }
        }
        last
    }

    async fn once(
        &self,
        verb: &'static str,
        address: &str,
        body: Bytes,
        headers: &[(&'static str, &'static str)],
    ) -> Result<(u16, Bytes), BucketError> {
        let unreachable = BucketError::Unreachable(verb);
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method(verb).map_err(|_| unreachable)?;
        request.set_uri(address).map_err(|_| unreachable)?;
        for (name, value) in headers {
            request.headers_mut().insert(*name, *value);
        }
        let answering = async {
            let response = self.connector.call(request).await.map_err(|_| unreachable)?;
            whole(response).await.ok_or(unreachable)
        };
        tokio::time::timeout(PATIENCE, answering)
            .await
            .unwrap_or(Err(unreachable))
    }
}

async fn whole(response: HttpResponse) -> Option<(u16, Bytes)> {
    let status = response.status().as_u16();
    let body = Limited::new(response.into_body(), MOST_READ)
        .collect()
        .await
        .ok()?;
    Some((status, body.to_bytes()))
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bucket")
    }
}

impl Place {
    /// The address that lets its holder say `verb` to one object for a while.
    fn signed(&self, verb: &str, key: &str, now: Timestamp, life: Duration) -> String {
        let path = format!("{}/{key}", self.prefix);
        let query = self.query(now, life);
        let host = self
            .origin
            .split_once("://")
            .map_or(&*self.origin, |(_, host)| host);
        let canonical = format!("{verb}\n{path}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD");
        let signature = self.scope(now).sign_request(&canonical, &self.secret);
        format!("{}{path}?{query}&X-Amz-Signature={signature}", self.origin)
    }

    /// In the order of the names, as the signature needs them.
    fn query(&self, now: Timestamp, life: Duration) -> String {
        let mut query = format!(
            "X-Amz-Algorithm={ALGORITHM}&X-Amz-Credential={}&X-Amz-Date={}&X-Amz-Expires={}",
            utf8_percent_encode(&self.credential(now), PLAIN),
            Place::instant(now),
            life.as_secs(),
        );
        if let Some(session) = &self.session {
            let session = utf8_percent_encode(session, PLAIN);
            write!(query, "&X-Amz-Security-Token={session}").expect("text takes text");
        }
        query + "&X-Amz-SignedHeaders=host"
    }

    /// The signature of a text on the day of `now`.
    pub fn sign(&self, text: &str, now: Timestamp) -> String {
        self.scope(now).sign(text, &self.secret)
    }

    /// Who signs, and on which day.
    pub(super) fn credential(&self, now: Timestamp) -> String {
        format!("{}/{}", self.key_id, self.scope(now))
    }

    fn scope(&self, now: Timestamp) -> Scope<'_> {
        Scope {
            region: &self.region,
            service: "s3",
            now,
        }
    }

    /// An instant as signatures write it.
    pub(super) fn instant(now: Timestamp) -> String {
        now.strftime(INSTANT).to_string()
    }

    /// Reads an instant as signatures write it.
    pub fn read_instant(text: &str) -> Option<Timestamp> {
        let at = DateTime::strptime(INSTANT, text).ok()?;
        Some(at.to_zoned(TimeZone::UTC).ok()?.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the documentation of Signature Version 4.
    #[test]
    fn an_address_is_signed_as_documented() {
        let place = Place {
            origin: "https://examplebucket.s3.amazonaws.com".to_owned(),
            bucket: "examplebucket".to_owned(),
            upload_url: None,
            prefix: String::new(),
            region: "us-east-1".to_owned(),
            key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
            session: None,
        };
        let now = "2013-05-24T00:00:00Z".parse().unwrap();
        let address = place.signed("GET", "test.txt", now, Duration::from_hours(24));
        let signature = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
        assert!(address.ends_with(signature), "{address}");
    }
}
