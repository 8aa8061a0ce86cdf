//! Keys and tokens, made here from the standards (RFC 7515, RFC 7517, RFC 7518), so that what checks them is checked against
//! something else.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::rand_core::OsRng;
use rsa::signature::{SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};

const BITS: usize = 2048;

static FIRST: LazyLock<RsaPrivateKey> = LazyLock::new(key);
static SECOND: LazyLock<RsaPrivateKey> = LazyLock::new(key);
static CURVE: LazyLock<EcdsaKeyPair> = LazyLock::new(curve);
static OTHER_CURVE: LazyLock<EcdsaKeyPair> = LazyLock::new(curve);

/// How tokens are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// With the key that is published.
    Rightly,
    /// With a key on the curve P-256, which is published too.
    OnCurve,
    /// With another key on that curve, under the name of the right one.
    OnCurveByAnother,
    /// With another key, which is published from then on in its place.
    WithNewKey,
    /// With a key that is published nowhere, under the name of the right one.
    ByAnother,
    /// With a key that is published nowhere, under a name of its own.
    ByAStranger,
    /// Not at all.
    NotAtAll,
    /// With the published key as if that were a shared secret.
    WithPublicKeyAsSecret,
}

fn key() -> RsaPrivateKey {
    RsaPrivateKey::new(&mut OsRng, BITS).expect("a key")
}

fn curve() -> EcdsaKeyPair {
    let (kind, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
    let document = EcdsaKeyPair::generate_pkcs8(kind, &random).expect("a key");
    EcdsaKeyPair::from_pkcs8(kind, document.as_ref(), &random).expect("the key that was made")
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The keys that everybody may know.
pub(super) fn published(signed: Signed) -> Value {
    let (name, key) = match signed {
        Signed::WithNewKey => ("kedua", &SECOND),
        _ => ("pertama", &FIRST),
    };
    // A byte that says "uncompressed", then both coordinates.
    let (x, y) = CURVE.public_key().as_ref()[1..].split_at(32);
    json!({ "keys": [
        { "kty": "oct", "kid": "lain", "k": "AAAA" },
        {
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": name,
            "n": encoded(key.n().to_bytes_be()), "e": encoded(key.e().to_bytes_be()),
        },
        {
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "kurva",
            "x": encoded(x), "y": encoded(y),
        },
    ]})
}

/// A token that says this.
pub(super) fn token(signed: Signed, claims: &Value) -> String {
    let (algorithm, name) = match signed {
        Signed::Rightly | Signed::ByAnother => ("RS256", "pertama"),
        Signed::OnCurve | Signed::OnCurveByAnother => ("ES256", "kurva"),
        Signed::WithNewKey => ("RS256", "kedua"),
        Signed::ByAStranger => ("RS256", "asing"),
        Signed::NotAtAll => ("none", "pertama"),
        Signed::WithPublicKeyAsSecret => ("HS256", "pertama"),
    };
    let head = json!({ "alg": algorithm, "kid": name, "typ": "JWT" });
    let said = format!("{}.{}", encoded(head.to_string()), encoded(claims.to_string()));
    let signature = match signed {
        Signed::Rightly => by(&FIRST, &said),
        Signed::OnCurve => on_curve(&CURVE, &said),
        Signed::OnCurveByAnother => on_curve(&OTHER_CURVE, &said),
        Signed::WithNewKey | Signed::ByAnother | Signed::ByAStranger => by(&SECOND, &said),
        Signed::NotAtAll => Vec::new(),
        Signed::WithPublicKeyAsSecret => by_secret(&FIRST.n().to_bytes_be(), &said),
    };
    format!("{said}.{}", encoded(signature))
}

fn by(key: &RsaPrivateKey, said: &str) -> Vec<u8> {
    let key = SigningKey::<rsa::sha2::Sha256>::new(key.clone());
    key.sign(said.as_bytes()).to_vec()
}

fn on_curve(key: &EcdsaKeyPair, said: &str) -> Vec<u8> {
    let signed = key.sign(&SystemRandom::new(), said.as_bytes());
    signed.expect("a signature").as_ref().to_vec()
}

fn by_secret(secret: &[u8], said: &str) -> Vec<u8> {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret).expect("a key of any length");
    mac.update(said.as_bytes());
    mac.finalize().into_bytes().to_vec()
}
