//! The one secret of an installation. Everything that must be recomputed or compared, but never read back
//! from the table, is a keyed hash under it.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;

/// Shorter material could be guessed.
const LEAST_BYTES: usize = 32;

/// What a keyed hash is for: the same bytes give unrelated hashes for two purposes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// The access code a reporter gets.
    AccessCode,
    /// What the table knows of an access code.
    CodeHash,
    /// The content of a submission.
    Fingerprint,
    /// A replay record found by the key the sender chose.
    ReplayByKey,
    /// A replay record found by content and sender.
    ReplayByContent,
    /// A message that may be sent twice.
    Message,
    /// The key that signs receipts, where no key ring is given.
    ReceiptKey,
    /// The sender's network address.
    Client,
    /// The neighbourhood of a sender's address, on one day.
    Sender,
    /// Signatures of the work that floods are asked for.
    Challenge,
    /// A session at the desk.
    Session,
    /// What a form of that session carries.
    Csrf,
    /// The link that invites somebody.
    Invitation,
    /// The secret of a code generator, made from that link.
    Codes,
    /// Somebody who went to the issuer and is expected back.
    Departure,
    /// What the issuer must send back with them.
    State,
    /// What its token must say.
    Nonce,
    /// What we show the issuer so that it knows who asked.
    Verifier,
    /// Who somebody is to the issuer.
    Subject,
    /// Attempts to sign in under a name from an address.
    Attempts,
    /// How a named reporter can be reached.
    Contact,
    /// The password of a sample account.
    Sample,
    /// The address on a mail that waits.
    MailAddress,
    /// Where the next page of a list begins.
    Cursor,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Purpose::AccessCode => b"tanggap/1/access-code",
            Purpose::CodeHash => b"tanggap/1/code-hash",
            Purpose::Fingerprint => b"tanggap/1/fingerprint",
            Purpose::ReplayByKey => b"tanggap/1/replay-by-key",
            Purpose::ReplayByContent => b"tanggap/1/replay-by-content",
            Purpose::Message => b"tanggap/1/message",
            Purpose::ReceiptKey => b"tanggap/1/receipt-key",
            Purpose::Client => b"tanggap/1/client",
            Purpose::Sender => b"tanggap/1/sender",
            Purpose::Challenge => b"tanggap/1/challenge",
            Purpose::Session => b"tanggap/1/session",
            Purpose::Csrf => b"tanggap/1/csrf",
            Purpose::Invitation => b"tanggap/1/invitation",
            Purpose::Codes => b"tanggap/1/codes",
            Purpose::Departure => b"tanggap/1/departure",
            Purpose::State => b"tanggap/1/state",
            Purpose::Nonce => b"tanggap/1/nonce",
            Purpose::Verifier => b"tanggap/1/verifier",
            Purpose::Subject => b"tanggap/1/subject",
            Purpose::Attempts => b"tanggap/1/attempts",
            Purpose::Contact => b"tanggap/1/contact",
            Purpose::Sample => b"tanggap/1/sample",
            Purpose::MailAddress => b"tanggap/1/mail-address",
            Purpose::Cursor => b"tanggap/1/cursor",
        }
    }
}

/// Key material. `Debug` hides it.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

/// The material given is too short to protect anything.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("the secret has {0} bytes; it needs at least {LEAST_BYTES}")]
pub struct SecretTooShort(pub usize);

impl Secret {
    /// Takes at least 32 random bytes.
    pub fn new(material: impl Into<Vec<u8>>) -> Result<Secret, SecretTooShort> {
        let material = material.into();
        if material.len() < LEAST_BYTES {
            Err(SecretTooShort(material.len()))
        } else {
            Ok(Secret(material))
        }
    }

    /// The keyed hash of `parts`.
    pub(crate) fn hash(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        self.fed(purpose, parts).finalize().into_bytes().into()
    }

    /// The keyed hash as hexadecimal text, the form it has in the table.
    pub(crate) fn hex(&self, purpose: Purpose, parts: &[&[u8]]) -> String {
        to_hex(&self.hash(purpose, parts))
    }

    /// Whether `hex` is the keyed hash of `parts`; takes the same time whatever differs.
    pub(crate) fn verify(&self, purpose: Purpose, parts: &[&[u8]], hex: &str) -> bool {
        let expected = from_hex(hex).unwrap_or_default();
        self.fed(purpose, parts).verify_slice(&expected).is_ok()
    }

    /// The length in front of each part keeps ("ab", "c") and ("a", "bc") apart.
    fn fed(&self, purpose: Purpose, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        for part in std::iter::once(&purpose.label()).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Lower-case hexadecimal text.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// Reads hexadecimal text.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(byte: u8) -> Secret {
        Secret::new(vec![byte; 32]).unwrap()
    }

    #[test]
    fn hashes_differ_by_secret_purpose_and_where_parts_end() {
        let parts: [&[u8]; 2] = [b"ab", b"c"];
        let hash = secret(1).hash(Purpose::CodeHash, &parts);
        assert_ne!(hash, secret(2).hash(Purpose::CodeHash, &parts));
        assert_ne!(hash, secret(1).hash(Purpose::Client, &parts));
        assert_ne!(hash, secret(1).hash(Purpose::CodeHash, &[b"a", b"bc"]));
    }

    #[test]
    fn a_hash_is_verified_and_nothing_else_is() {
        let hex = secret(1).hex(Purpose::CodeHash, &[b"code"]);
        assert!(secret(1).verify(Purpose::CodeHash, &[b"code"], &hex));
        for wrong in ["", "zz", "abc", &hex[..62], &hex.replace(&hex[..1], "x")] {
            assert!(
                !secret(1).verify(Purpose::CodeHash, &[b"code"], wrong),
                "{wrong:?}"
            );
        }
        assert!(!secret(1).verify(Purpose::CodeHash, &[b"other"], &hex));
    }

    #[test]
    fn a_short_secret_is_refused_and_a_good_one_stays_hidden() {
        assert_eq!(Secret::new(vec![0; 31]).unwrap_err(), SecretTooShort(31));
        assert_eq!(format!("{:?}", secret(7)), "Secret(…)");
    }

    #[test]
    fn hexadecimal_is_read_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(from_hex(&to_hex(&bytes)), Some(bytes));
        assert_eq!(from_hex("0"), None);
    }
}
