//! What an authenticator app shows, computed here from the standard (RFC 6238) so that our own code is checked
//! against another.

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

const SYMBOLS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The six digits of a secret, as typed into an app, at a moment in seconds since 1970.
pub fn code(secret: &str, second: i64) -> String {
    let mut bits = String::new();
    for symbol in secret.chars().filter(|symbol| !symbol.is_whitespace()) {
        let value = SYMBOLS.find(symbol).expect("a secret in base 32");
        write!(bits, "{value:05b}").expect("writing to a string");
    }
    let byte = |at: usize| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).expect("eight bits");
    let key: Vec<u8> = (0..bits.len() / 8).map(byte).collect();
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).expect("a key of any length");
    mac.update(&second.div_euclid(30).to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let bytes = [hash[at], hash[at + 1], hash[at + 2], hash[at + 3]];
    format!("{:06}", (u32::from_be_bytes(bytes) & 0x7fff_ffff) % 1_000_000)
}
