//! The six digits that an authenticator app shows: RFC 6238 with SHA-1, the form that every app knows.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha1::Sha1;

/// How long a code lasts.
const SECONDS: i64 = 30;
const DIGITS: usize = 6;
/// Bytes of a secret: as many as RFC 4226 recommends.
pub(super) const SECRET_BYTES: usize = 20;
/// Telephones' clocks are a little off.
const STEPS_OFF: [i64; 3] = [-1, 0, 1];

/// The code at a moment.
pub(super) fn code(secret: &[u8], at: Timestamp) -> String {
    at_step(secret, step(at))
}

/// The step whose code was typed, if it is one of now, by any of these clocks.
pub(super) fn matching(secret: &[u8], typed: &str, clocks: &[Timestamp]) -> Option<i64> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != DIGITS {
        return None;
    }
    let near = |at: &Timestamp| STEPS_OFF.map(|off| step(*at) + off);
    let mut steps = clocks.iter().flat_map(near);
    steps.find(|step| at_step(secret, *step) == digits)
}

fn step(at: Timestamp) -> i64 {
    at.as_second().div_euclid(SECONDS)
}

fn at_step(secret: &[u8], step: i64) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[hash.len() - 1] & 15);
    let number = u32::from_be_bytes([hash[at], hash[at + 1], hash[at + 2], hash[at + 3]]) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// A secret as people type it into their app: RFC 4648 base 32.
pub(super) fn typed(secret: &[u8]) -> String {
    const SYMBOLS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let symbol = |chunk: &[u8], place: usize| {
        let bit = |at: usize| chunk.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
        let value = (place * 5..place * 5 + 5).fold(0, |value, at| value << 1 | bit(at));
        char::from(SYMBOLS[usize::from(value)])
    };
    secret
        .chunks(5)
        .flat_map(|chunk| (0..(chunk.len() * 8).div_ceil(5)).map(move |place| symbol(chunk, place)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last six digits of the examples in RFC 6238, appendix B.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (second, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            let at = Timestamp::from_second(second).unwrap();
            assert_eq!(code(secret, at), expected);
            assert_eq!(matching(secret, expected, &[at]), Some(second / 30));
            assert_eq!(
                matching(secret, &format!("{} {}", &expected[..3], &expected[3..]), &[at]),
                Some(second / 30)
            );
        }
    }

    #[test]
    fn only_codes_of_now_fit() {
        let secret = b"12345678901234567890";
        let at = Timestamp::from_second(1_111_111_109).unwrap();
        for seconds in [-60, 60, 90] {
            let other = code(secret, at + jiff::SignedDuration::from_secs(seconds));
            assert_eq!(matching(secret, &other, &[at]), None, "{seconds}");
        }
        for typed in ["", "08180", "0818044", "abcdef"] {
            assert_eq!(matching(secret, typed, &[at]), None, "{typed:?}");
        }
    }

    #[test]
    fn secrets_are_written_as_apps_read_them() {
        for (bytes, text) in [
            (&b"f"[..], "MY"),
            (b"fo", "MZXQ"),
            (b"foo", "MZXW6"),
            (b"foob", "MZXW6YQ"),
            (b"fooba", "MZXW6YTB"),
            (b"foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(typed(bytes), text);
        }
    }
}
