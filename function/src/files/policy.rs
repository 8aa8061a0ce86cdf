//! Leave to send one object straight to the bucket: a signed form, as browsers send it (S3 POST).
//!
//! Only such a form can limit the size. The bucket itself checks it, so nothing passes through the function.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::bucket::{Bucket, Place};
use crate::signature::ALGORITHM;

/// How long a form may be used to begin sending; slow lines may take longer to finish.
pub(crate) const FORM_LIFE: SignedDuration = SignedDuration::from_mins(15);
/// What every object is called, so that no browser ever shows one.
const CONTENT_TYPE: &str = "application/octet-stream";

/// Where and with which fields an object may be sent. The file itself comes last, as `file`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadForm {
    /// Where to.
    pub url: String,
    /// Everything that stands before the file.
    pub fields: BTreeMap<&'static str, String>,
    /// Until when.
    pub expires_at: Timestamp,
}

impl Bucket {
    /// Leave to store one object of up to `most` bytes under `key`.
    pub(crate) fn upload_form(&self, key: &str, most: usize, now: Timestamp) -> UploadForm {
        let place = self.place();
        let expires_at = now.saturating_add(FORM_LIFE).unwrap_or(now);
        let mut fields = place.conditions(key, now);
        let policy = BASE64_STANDARD.encode(place.policy(&fields, most, expires_at));
        fields.insert("x-amz-signature", place.sign(&policy, now));
        fields.insert("policy", policy);
        UploadForm {
            url: place.upload_url(),
            fields,
            expires_at,
        }
    }
}

impl Place {
    /// What the form must say, word for word.
    fn conditions(&self, key: &str, now: Timestamp) -> BTreeMap<&'static str, String> {
        let mut fields = BTreeMap::from([
            ("key", key.to_owned()),
            ("Content-Type", CONTENT_TYPE.to_owned()),
            ("success_action_status", "201".to_owned()),
            ("x-amz-algorithm", ALGORITHM.to_owned()),
            ("x-amz-credential", self.credential(now)),
            ("x-amz-date", Place::instant(now)),
        ]);
        let session = self.session.clone();
        fields.extend(session.map(|session| ("x-amz-security-token", session)));
        fields
    }

    fn policy(&self, fields: &BTreeMap<&'static str, String>, most: usize, expires_at: Timestamp) -> String {
        let mut conditions = vec![
            json!({ "bucket": self.bucket }),
            json!(["content-length-range", 1, most]),
        ];
        conditions.extend(fields.iter().map(|(name, value)| json!({ *name: value })));
        let expiration = expires_at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string();
        json!({ "expiration": expiration, "conditions": conditions }).to_string()
    }

    fn upload_url(&self) -> String {
        self.upload_url
            .clone()
            .unwrap_or_else(|| format!("{}{}/", self.origin, self.prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Key, date and policy of the example in the documentation of S3 ("browser-based uploads using POST").
    #[test]
    fn a_policy_is_signed_as_documented() {
        let place = Place {
            origin: "https://sigv4examplebucket.s3.amazonaws.com".to_owned(),
            bucket: "sigv4examplebucket".to_owned(),
            prefix: String::new(),
            upload_url: None,
            region: "us-east-1".to_owned(),
            key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
            session: None,
        };
        let now = "2015-12-29T00:00:00Z".parse().unwrap();
        let policy = concat!(
            "eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tldCI6ICJz",
            "aWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9",
            "LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2UvIl0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0sDQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9"
        );
        let signature = "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e";
        assert_eq!(place.sign(policy, now), signature);
    }
}
