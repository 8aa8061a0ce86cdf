//! What a token must be to be believed: signed by the issuer in a way we take, for us, now, in answer to our question,
//! and a token that says who somebody is.

use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreGenderClaim, CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AdditionalClaims, ClaimsVerificationError, ClientId, IdToken, IdTokenClaims, IdTokenVerifier, IssuerUrl,
    Nonce, SignatureVerificationError,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Unproven;

/// How far the issuer's clock may be ahead of ours.
const AHEAD: SignedDuration = SignedDuration::from_secs(60);
/// Signatures by a key that only the issuer has. Never a shared secret, never none.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 2] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
];

/// A token as it came.
pub(super) type Token =
    IdToken<More, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
/// What it says.
type Claims = IdTokenClaims<More, CoreGenderClaim>;

/// What a token may say beyond the standard claims.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct More {
    #[serde(default)]
    nbf: Option<f64>,
    /// Cognito tells apart what a token is for.
    #[serde(default)]
    token_use: Option<String>,
    #[serde(default, rename = "cognito:groups")]
    cognito_groups: Option<Value>,
    #[serde(default)]
    groups: Option<Value>,
}

impl AdditionalClaims for More {}

impl More {
    fn names(&self, group: &str) -> bool {
        let names = |told: &Value| match told {
            Value::Array(all) => all.iter().any(|one| one == group),
            one => one == group,
        };
        let told = [self.cognito_groups.as_ref(), self.groups.as_ref()];
        told.into_iter().flatten().any(names)
    }
}

/// What a token is held against.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a IssuerUrl,
    pub(super) client_id: &'a ClientId,
    pub(super) keys: &'a CoreJsonWebKeySet,
    pub(super) nonce: &'a Nonce,
    pub(super) group: Option<&'a str>,
    pub(super) now: Timestamp,
}

impl Expected<'_> {
    /// The subject of a token, if everything about it is right.
    pub(super) fn subject(&self, token: &Token) -> Result<String, Unproven> {
        let claims = token
            .claims(&self.verifier()?, self.nonce)
            .map_err(|error| kind(&error))?;
        self.check(claims)?;
        Ok(claims.subject().to_string())
    }

    fn verifier(&self) -> Result<IdTokenVerifier<'_, CoreJsonWebKey>, Unproven> {
        let at =
            |time: Timestamp| chrono::DateTime::from_timestamp(time.as_second(), 0).ok_or(Unproven::NotNow);
        let (now, latest) = (at(self.now)?, at(self.latest())?);
        let of_client = IdTokenVerifier::new_public_client(
            self.client_id.clone(),
            self.issuer.clone(),
            self.keys.clone(),
        );
        Ok(of_client
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || now)
            .set_issue_time_verifier_fn(move |issued| {
                (issued <= latest)
                    .then_some(())
                    .ok_or_else(|| "of the future".to_owned())
            }))
    }

    /// What the crate leaves to whoever uses it.
    fn check(&self, claims: &Claims) -> Result<(), Unproven> {
        let more = claims.additional_claims();
        let party = claims.authorized_party();
        let checks = [
            (self.has_begun(more.nbf), Unproven::NotNow),
            (
                party.is_none_or(|party| party == self.client_id),
                Unproven::Audience,
            ),
            (
                more.token_use.as_deref().is_none_or(|used| used == "id"),
                Unproven::Kind,
            ),
            (self.group.is_none_or(|group| more.names(group)), Unproven::Group),
        ];
        let wrong = checks.into_iter().find(|(holds, _)| !holds);
        wrong.map_or(Ok(()), |(_, why)| Err(why))
    }

    fn has_begun(&self, not_before: Option<f64>) -> bool {
        let begins = |seconds| {
            let since = SignedDuration::try_from_secs_f64(seconds).ok()?;
            Timestamp::from_duration(since).ok()
        };
        not_before.is_none_or(|seconds| begins(seconds).is_some_and(|begins| begins <= self.latest()))
    }

    fn latest(&self) -> Timestamp {
        self.now.checked_add(AHEAD).unwrap_or(self.now)
    }
}

fn kind(error: &ClaimsVerificationError) -> Unproven {
    use ClaimsVerificationError as Wrong;
    match error {
        Wrong::Expired(_) => Unproven::NotNow,
        Wrong::InvalidAudience(_) => Unproven::Audience,
        Wrong::InvalidIssuer(_) => Unproven::OtherIssuer,
        Wrong::InvalidNonce(_) => Unproven::Nonce,
        Wrong::SignatureVerification(SignatureVerificationError::NoMatchingKey) => Unproven::UnknownKey,
        Wrong::SignatureVerification(_) => Unproven::Signature,
        _ => Unproven::NoToken,
    }
}
