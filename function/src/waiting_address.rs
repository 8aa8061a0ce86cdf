//! The address of a confidential reporter while the one mail they asked for waits. The table keeps it enciphered,
//! and only until that mail has gone or will never go; the person themselves is sealed from the beginning.

use complaint::{IdentityMode, NewComplaint, Number};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};

use crate::secret::{Purpose, from_hex, to_hex};
use crate::{Entropy, Secret};

const SALT_BYTES: usize = 16;
/// Addresses are padded to this, the longest there is, so that their length tells nothing.
const WIDTH: usize = 254;

/// Whom the first mail about a case goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acknowledged {
    /// To the address of a reporter who gave their name; it is looked up when the mail goes.
    Named,
    /// To this address, enciphered; it stands nowhere else.
    Once(String),
}

impl Acknowledged {
    /// Whom to acknowledge a submission to, if anybody. `asked` is what a confidential reporter ticked.
    pub(crate) fn of(
        complaint: &NewComplaint,
        asked: bool,
        number: &Number,
        secret: &Secret,
        entropy: &Entropy,
    ) -> Option<Acknowledged> {
        let email = complaint.reporter.identity()?.email.as_deref()?;
        match complaint.reporter.mode() {
            IdentityMode::Named => Some(Acknowledged::Named),
            IdentityMode::Confidential if asked => {
                encipher(email, number, secret, entropy).map(Acknowledged::Once)
            }
            _ => None,
        }
    }
}

/// Each key is made for one address and used once, so its nonce may always be the same.
fn key(number: &Number, secret: &Secret, salt: &[u8]) -> Option<LessSafeKey> {
    let material = secret.hash(Purpose::MailAddress, &[number.as_str().as_bytes(), salt]);
    let key = UnboundKey::new(&CHACHA20_POLY1305, &material).ok()?;
    Some(LessSafeKey::new(key))
}

fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; ring::aead::NONCE_LEN])
}

fn encipher(email: &str, number: &Number, secret: &Secret, entropy: &Entropy) -> Option<String> {
    let mut salt = [0; SALT_BYTES];
    entropy(&mut salt);
    let mut bytes = email.as_bytes().to_vec();
    bytes.resize(WIDTH.max(bytes.len()), b' ');
    let key = key(number, secret, &salt)?;
    key.seal_in_place_append_tag(nonce(), Aad::empty(), &mut bytes)
        .ok()?;
    Some(to_hex(&salt) + &to_hex(&bytes))
}

/// The address again; nothing, if it was enciphered for another case or by another installation.
pub(crate) fn decipher(text: &str, number: &Number, secret: &Secret) -> Option<String> {
    let mut bytes = from_hex(text).filter(|bytes| bytes.len() > SALT_BYTES)?;
    let mut sealed = bytes.split_off(SALT_BYTES);
    let key = key(number, secret, &bytes)?;
    let plain = key.open_in_place(nonce(), Aad::empty(), &mut sealed).ok()?;
    Some(std::str::from_utf8(plain).ok()?.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use complaint::AgencyCode;

    use super::*;

    fn number(byte: u8) -> Number {
        Number::new(&AgencyCode::parse("DPMPT").unwrap(), [byte; Number::RANDOM_BYTES])
    }

    #[test]
    fn an_address_is_read_again_for_its_own_case_only() {
        let secret = Secret::new(vec![7; 32]).unwrap();
        let entropy: Entropy = Arc::new(|bytes| bytes.fill(3));
        let kept = encipher("numan@contoh.example", &number(1), &secret, &entropy).unwrap();
        assert_eq!(
            decipher(&kept, &number(1), &secret).as_deref(),
            Some("numan@contoh.example")
        );
        let other = Secret::new(vec![8; 32]).unwrap();
        for wrong in [
            decipher(&kept, &number(2), &secret),
            decipher(&kept, &number(1), &other),
            decipher(&kept[2..], &number(1), &secret),
            decipher("", &number(1), &secret),
        ] {
            assert_eq!(wrong, None);
        }
    }

    #[test]
    fn its_length_tells_nothing() {
        let secret = Secret::new(vec![7; 32]).unwrap();
        let entropy: Entropy = Arc::new(|bytes| bytes.fill(3));
        let long = |email: &str| encipher(email, &number(1), &secret, &entropy).unwrap().len();
        assert_eq!(
            long("a@b.id"),
            long("seorang.pelapor.yang.panjang@instansi.example")
        );
    }
}
