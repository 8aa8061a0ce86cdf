//! The door of the file store for browsers: a signed form with one file, checked as the bucket on AWS checks it.

use std::collections::BTreeMap;

use axum::body::Bytes;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use function::files::Place;
use jiff::Timestamp;
use serde_json::Value;

use super::FileStore;

/// Fields that the policy need not name.
const OUTSIDE: [&str; 3] = ["policy", "x-amz-signature", "file"];

/// A form as it was sent.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    /// What stands before the file, by name in small letters.
    pub fields: BTreeMap<String, String>,
    /// The file.
    pub file: Bytes,
}

/// Why a form is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostError {
    /// It is signed by nobody, or too late, or says something else than what was signed.
    Denied,
    /// The file is larger or smaller than what was signed.
    Size,
    /// It cannot be stored.
    Failed,
}

impl FileStore {
    /// Stores the file of a form, and tells under which key; when this returns, it is durable.
    pub async fn post(&self, posted: Posted, now: Timestamp) -> Result<String, PostError> {
        let place = self.place().ok_or(PostError::Denied)?;
        let key = check(place, &posted, now)?;
        match self.put(&place.bucket, &key, posted.file).await {
            Ok(200) => Ok(key),
            _ => Err(PostError::Failed),
        }
    }
}

fn check(place: &Place, posted: &Posted, now: Timestamp) -> Result<String, PostError> {
    let field = |name: &str| posted.fields.get(name).ok_or(PostError::Denied);
    let (policy, signature) = (field("policy")?, field("x-amz-signature")?);
    let signed_at = Place::read_instant(field("x-amz-date")?).ok_or(PostError::Denied)?;
    if !same(&place.sign(policy, signed_at), signature) {
        return Err(PostError::Denied);
    }
    let policy = BASE64_STANDARD.decode(policy).map_err(|_| PostError::Denied)?;
    let policy: Value = serde_json::from_slice(&policy).map_err(|_| PostError::Denied)?;
    let expires_at = policy["expiration"]
        .as_str()
        .and_then(|text| text.parse::<Timestamp>().ok());
    if expires_at.is_none_or(|expires_at| expires_at <= now) {
        return Err(PostError::Denied);
    }
    let conditions = policy["conditions"].as_array().ok_or(PostError::Denied)?;
    let mut unnamed: Vec<&str> = posted.fields.keys().map(String::as_str).collect();
    unnamed.retain(|name| !OUTSIDE.contains(name));
    for condition in conditions {
        meets(condition, place, posted, &mut unnamed)?;
    }
    if unnamed.is_empty() {
        field("key").cloned()
    } else {
        Err(PostError::Denied)
    }
}

/// Our policies hold exact values and one range of sizes; nothing else is understood, and so refused.
fn meets(
    condition: &Value,
    place: &Place,
    posted: &Posted,
    unnamed: &mut Vec<&str>,
) -> Result<(), PostError> {
    if let Some([kind, least, most]) = condition.as_array().map(Vec::as_slice) {
        let size = posted.file.len() as u64;
        let fits = least.as_u64().is_some_and(|least| least <= size)
            && most.as_u64().is_some_and(|most| size <= most);
        return match kind.as_str() {
            Some("content-length-range") if fits => Ok(()),
            Some("content-length-range") => Err(PostError::Size),
            _ => Err(PostError::Denied),
        };
    }
    let conditions = condition.as_object().ok_or(PostError::Denied)?;
    for (name, value) in conditions {
        let name = name.to_ascii_lowercase();
        let sent = match name.as_str() {
            "bucket" => Some(&place.bucket),
            name => posted.fields.get(name),
        };
        if sent.map(String::as_str) != value.as_str() {
            return Err(PostError::Denied);
        }
        unnamed.retain(|known| *known != name);
    }
    Ok(())
}

/// Takes the same time whatever differs.
fn same(one: &str, other: &str) -> bool {
    let differ = one
        .bytes()
        .zip(other.bytes())
        .fold(0, |sum, (a, b)| sum | (a ^ b));
    one.len() == other.len() && differ == 0
}
