//! Signature Version 4, as far as questions to the table and addresses of files have it in common:
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.

use std::time::SystemTime;

use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::secret::to_hex;

/// How everything is signed.
pub(crate) const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// An instant as signatures write it.
pub(crate) const INSTANT: &str = "%Y%m%dT%H%M%SZ";

/// What a signature is good for.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) region: &'a str,
    pub(crate) service: &'a str,
    pub(crate) now: Timestamp,
}

impl Scope<'_> {
    /// A request, written in the canonical way, signed.
    pub(crate) fn sign_request(self, canonical: &str, secret: &str) -> String {
        let (at, hash) = (self.now.strftime(INSTANT), to_hex(&Sha256::digest(canonical)));
        self.sign(&format!("{ALGORITHM}\n{at}\n{self}\n{hash}"), secret)
    }

    /// A text, signed.
    pub(crate) fn sign(self, text: &str, secret: &str) -> String {
        let key = generate_signing_key(secret, SystemTime::from(self.now), self.region, self.service);
        calculate_signature(key, text.as_bytes())
    }
}

impl std::fmt::Display for Scope<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let day = self.now.strftime("%Y%m%d");
        write!(f, "{day}/{}/{}/aws4_request", self.region, self.service)
    }
}
