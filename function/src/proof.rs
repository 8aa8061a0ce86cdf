//! Proof of work by the ALTCHA protocol, version 2: a few tenths of a second of a telephone's time, which a flood
//! cannot afford. Nothing is stored until a proof is used; then its number is, so that it is used once.
//!
//! The crate compares the protocol's own `expiresAt` with the clock of the machine. Ours is given from outside,
//! so the end of a challenge stands among its signed data instead.

use std::collections::BTreeMap;

use altcha::{
    Challenge, CreateChallengeOptions, Payload, VerifySolutionOptions, create_challenge, verify_solution,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;

use crate::App;
use crate::limits::Pressure;
use crate::secret::{Purpose, to_hex};

/// Where an answer stands in a form, as clients of the protocol name it.
pub(crate) const PROOF_FIELD: &str = "altcha";
const ALGORITHM: &str = "PBKDF2/SHA-256";
/// Rounds of one try.
const COST: u32 = 2_000;
/// How many tries lead to the answer: at least so many, and up to as many more. A surge doubles both.
const TRIES: u32 = 200;
/// How long a challenge may be answered.
const KEPT: SignedDuration = SignedDuration::from_mins(10);
const EXPIRES: &str = "expires";

/// A challenge to be worked on.
pub(crate) fn challenge(app: &App, pressure: Pressure) -> Option<Challenge> {
    let least = match pressure {
        Pressure::Busy => TRIES,
        Pressure::Surge => 2 * TRIES,
    };
    let mut random = [0; 4];
    (app.entropy)(&mut random);
    let expires = (app.clock)().as_second().saturating_add(KEPT.as_secs());
    let made = create_challenge(CreateChallengeOptions {
        algorithm: ALGORITHM.to_owned(),
        cost: COST,
        counter: Some(least + u32::from_be_bytes(random) % least),
        data: Some(BTreeMap::from([(EXPIRES.to_owned(), expires.into())])),
        hmac_signature_secret: Some(key(app, b"challenge")),
        hmac_key_signature_secret: Some(key(app, b"answer")),
        ..CreateChallengeOptions::default()
    });
    made.inspect_err(|error| tracing::error!(%error, "no challenge"))
        .ok()
}

/// Whether `typed` is the answer to a challenge of ours that was not answered before.
pub(crate) async fn is_new(app: &App, typed: &str) -> bool {
    let Some((nonce, expires)) = read(app, typed) else {
        return false;
    };
    let now = (app.clock)().as_second();
    if expires <= now {
        return false;
    }
    let spent = app.store.spend_proof(&nonce, now, expires).await;
    spent.unwrap_or_else(|error| {
        tracing::warn!(%error, "a proof could not be marked as used");
        false
    })
}

/// The nonce of a right answer, and until when it counts.
fn read(app: &App, typed: &str) -> Option<(String, i64)> {
    let json = STANDARD.decode(typed.trim()).ok()?;
    let payload: Payload = serde_json::from_slice(&json).ok()?;
    let parameters = &payload.challenge.parameters;
    let verified = verify_solution(VerifySolutionOptions {
        hmac_key_signature_secret: Some(key(app, b"answer")),
        ..VerifySolutionOptions::new(&payload.challenge, &payload.solution, key(app, b"challenge"))
    });
    let is_right = verified.is_ok_and(|result| result.verified);
    let expires = parameters.data.as_ref()?.get(EXPIRES)?.as_i64()?;
    is_right.then(|| (parameters.nonce.clone(), expires))
}

/// Never empty: an empty key would sign nothing.
fn key(app: &App, part: &[u8]) -> String {
    to_hex(&app.secret.hash(Purpose::Challenge, &[part]))
}
