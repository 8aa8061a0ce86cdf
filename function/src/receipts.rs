//! Signed receipts: anybody can verify one with the public keys, offline and after the keys have changed.

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use complaint::receipt::{KEY_ID_SYMBOLS, SignedText, canonical, encode, read, write};
use jiff::Timestamp;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::secret::{Purpose, Secret, from_hex, to_hex};

const KEY_BYTES: usize = 32;
const ALGORITHM: &str = "Ed25519";

/// A public key, as it is published. Old ones stay in the list: their receipts stay valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    /// Its name, which follows from the key.
    pub key_id: String,
    /// Always Ed25519.
    pub algorithm: String,
    /// 32 bytes in base64url.
    pub public_key: String,
    /// Since when receipts are signed with it.
    pub valid_from: Timestamp,
    /// Until when; none: it signs today.
    pub valid_until: Option<Timestamp>,
}

/// The published list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKeys {
    /// The oldest first.
    pub keys: Vec<PublicKey>,
}

/// What a pasted text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// An unchanged receipt: its text, and the key that signed it.
    Genuine(String, PublicKey),
    /// It looks like a receipt, but was changed or signed by somebody else.
    Forged,
    /// It was signed with a key that is not on the list.
    UnknownKey,
    /// There is no whole receipt in it.
    NoReceipt,
}

/// It cannot be read. Key material is never shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("receipt keys: line {0} is not `secret|public TIME KEY`, or the last line has no secret key")]
pub struct KeyRingError(pub usize);

/// The keys of an installation: old ones to verify with, the last one to sign with.
#[derive(Clone)]
pub struct ReceiptKeys {
    signing: Arc<Ed25519KeyPair>,
    public: PublicKeys,
}

impl fmt::Debug for ReceiptKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiptKeys")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

/// A receipt with its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedReceipt {
    /// The text with key and signature behind it.
    pub text: String,
    /// The signature in base64url.
    pub signature: String,
    /// The key's name.
    pub key_id: String,
}

impl ReceiptKeys {
    /// Reads a key ring: one key a line (or between semicolons), `secret TIME HEX` or `public TIME HEX`, the
    /// oldest first. The last one signs.
    pub fn parse(text: &str) -> Result<ReceiptKeys, KeyRingError> {
        let lines: Vec<&str> = text.split(['\n', ';']).map(str::trim).collect();
        let lines: Vec<&str> = lines
            .into_iter()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect();
        let keys = lines
            .iter()
            .enumerate()
            .map(|(at, line)| Key::parse(line).ok_or(KeyRingError(at + 1)));
        let mut keys = keys.collect::<Result<Vec<_>, _>>()?;
        let (Some(signing), since) = keys
            .pop()
            .map_or((None, Timestamp::UNIX_EPOCH), |key| (key.pair, key.since))
        else {
            return Err(KeyRingError(lines.len()));
        };
        Ok(ReceiptKeys::new(&keys, signing, since))
    }

    /// One key that follows from the secret of the installation, where no key ring is given.
    pub fn derived(secret: &Secret) -> ReceiptKeys {
        let seed = secret.hash(Purpose::ReceiptKey, &[]);
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).expect("32 bytes are a seed");
        ReceiptKeys::new(&[], pair, Timestamp::UNIX_EPOCH)
    }

    /// [`ReceiptKeys::derived`] as a key ring, for a data folder that takes over.
    pub fn derived_ring(secret: &Secret) -> String {
        line(&secret.hash(Purpose::ReceiptKey, &[]), Timestamp::UNIX_EPOCH)
    }

    fn new(old: &[Key], signing: Ed25519KeyPair, since: Timestamp) -> ReceiptKeys {
        let next = old.iter().skip(1).map(|key| key.since).chain([since]);
        let mut keys: Vec<_> = old
            .iter()
            .zip(next)
            .map(|(key, until)| public(&key.public, key.since, Some(until)))
            .collect();
        keys.push(public(signing.public_key().as_ref(), since, None));
        ReceiptKeys {
            signing: Arc::new(signing),
            public: PublicKeys { keys },
        }
    }

    /// What is published.
    pub fn public(&self) -> &PublicKeys {
        &self.public
    }

    /// Signs a text. The same text under the same key always gets the same signature.
    pub fn sign(&self, text: &str) -> SignedReceipt {
        let signature = self.signing.sign(canonical(text).as_bytes());
        let bytes = signature
            .as_ref()
            .try_into()
            .expect("Ed25519 signatures have 64 bytes");
        let key_id = key_id(self.signing.public_key().as_ref());
        SignedReceipt {
            text: write(text, &key_id, bytes),
            signature: URL_SAFE_NO_PAD.encode(bytes),
            key_id,
        }
    }
}

/// A new key ring, or an old one with a new key behind it. The private part of the old key is dropped: nobody can
/// sign with it any more, and everybody can still verify.
pub fn rotate(ring: &str, seed: [u8; KEY_BYTES], now: Timestamp) -> Result<String, KeyRingError> {
    let lines = ring.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let public = |(at, line): (usize, &str)| {
        let key = Key::parse(line).ok_or(KeyRingError(at + 1))?;
        Ok(format!("public {} {}\n", key.since, to_hex(&key.public)))
    };
    let text: String = lines.enumerate().map(public).collect::<Result<_, _>>()?;
    Ok(text + &line(&seed, now))
}

/// The line of the key that signs.
fn line(seed: &[u8; KEY_BYTES], since: Timestamp) -> String {
    format!("secret {since} {}\n", to_hex(seed))
}

impl PublicKeys {
    /// What a pasted text is.
    pub fn verify(&self, pasted: &str) -> Verdict {
        let Some(SignedText {
            text,
            key_id,
            signature,
        }) = read(pasted)
        else {
            return Verdict::NoReceipt;
        };
        let mut known = self.keys.iter().filter(|key| key.key_id == key_id).peekable();
        if known.peek().is_none() {
            return Verdict::UnknownKey;
        }
        let fits = |key: &&PublicKey| {
            let bytes = URL_SAFE_NO_PAD.decode(&key.public_key).unwrap_or_default();
            let key = UnparsedPublicKey::new(&ED25519, bytes);
            key.verify(text.as_bytes(), &signature).is_ok()
        };
        match known.find(fits) {
            Some(key) => Verdict::Genuine(text, key.clone()),
            None => Verdict::Forged,
        }
    }
}

struct Key {
    since: Timestamp,
    public: Vec<u8>,
    pair: Option<Ed25519KeyPair>,
}

impl Key {
    fn parse(line: &str) -> Option<Key> {
        let mut parts = line.split_whitespace();
        let (kind, since) = (parts.next()?, parts.next()?.parse().ok()?);
        let bytes = from_hex(parts.next()?).filter(|bytes| bytes.len() == KEY_BYTES)?;
        match kind {
            "public" => Some(Key {
                since,
                public: bytes,
                pair: None,
            }),
            "secret" => {
                let pair = Ed25519KeyPair::from_seed_unchecked(&bytes).ok()?;
                let public = pair.public_key().as_ref().to_vec();
                Some(Key {
                    since,
                    public,
                    pair: Some(pair),
                })
            }
            _ => None,
        }
    }
}

fn public(key: &[u8], from: Timestamp, until: Option<Timestamp>) -> PublicKey {
    PublicKey {
        key_id: key_id(key),
        algorithm: ALGORITHM.to_owned(),
        public_key: URL_SAFE_NO_PAD.encode(key),
        valid_from: from,
        valid_until: until,
    }
}

fn key_id(public: &[u8]) -> String {
    encode(&Sha256::digest(public))[..KEY_ID_SYMBOLS].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "TANDA TERIMA PENGADUAN\nNomor: DPM-7K3F-9QX2\nDiterima: 15 Agustus 2025";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_receipt_outlives_its_key_and_a_change_of_it_is_noticed() {
        let ring = rotate("", [1; 32], at(0)).unwrap();
        let old = ReceiptKeys::parse(&ring).unwrap();
        let receipt = old.sign(TEXT);
        assert_eq!(receipt, old.sign(TEXT), "the same text, the same signature");
        let ring = rotate(&ring, [2; 32], at(1_000)).unwrap();
        assert!(!ring.contains(&to_hex(&[1; 32])), "the old private key is gone");
        let new = ReceiptKeys::parse(&ring).unwrap();
        assert_ne!(new.sign(TEXT).key_id, receipt.key_id);
        let Verdict::Genuine(text, key) = new.public().verify(&receipt.text) else {
            panic!("an old receipt is still valid")
        };
        assert_eq!(text, canonical(TEXT));
        assert_eq!((key.valid_from, key.valid_until), (at(0), Some(at(1_000))));
        for (from, to) in [
            ("15 Agustus", "14 Agustus"),
            ("DPM-7K3F", "DPM-7K3G"),
            ("Nomor:", "Nomor"),
        ] {
            assert_eq!(
                new.public().verify(&receipt.text.replace(from, to)),
                Verdict::Forged
            );
        }
        assert_eq!(old.public().verify(&new.sign(TEXT).text), Verdict::UnknownKey);
        assert_eq!(new.public().verify(TEXT), Verdict::NoReceipt);
    }

    #[test]
    fn the_published_list_is_enough_to_verify() {
        let keys = ReceiptKeys::derived(&Secret::new(vec![7; 32]).unwrap());
        let published = serde_json::to_string(keys.public()).unwrap();
        let read: PublicKeys = serde_json::from_str(&published).unwrap();
        assert!(matches!(read.verify(&keys.sign(TEXT).text), Verdict::Genuine(..)));
        assert!(!format!("{keys:?}").contains("seed"));
    }

    #[test]
    fn a_key_ring_without_a_key_to_sign_with_is_refused() {
        for ring in [
            "",
            "# nothing",
            "secret 2025-01-01T00:00:00Z 00",
            "public 2025-01-01T00:00:00Z x",
        ] {
            assert!(ReceiptKeys::parse(ring).is_err(), "{ring}");
        }
        let public_only = format!("public 1970-01-01T00:00:00Z {}", to_hex(&[3; 32]));
        assert!(ReceiptKeys::parse(&public_only).is_err());
    }
}
