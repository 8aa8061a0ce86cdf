//! Acknowledgment numbers and access codes.
//!
//! Symbols are Crockford base32 (no I, L, O, U). The last symbol is a check symbol over GF(32): with
//! α a generator and s₀…sₙ the symbols, Σ αⁱ·sᵢ = 0. The weights αⁱ are distinct and not zero, so every
//! single wrong symbol and every swap of two different symbols changes the sum and is caught.

use std::fmt;

use serde::{Serialize, Serializer};
use thiserror::Error;

/// The 32 symbols, in the order of their values.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Symbols of a number after the agency code: 7 random (35 bits) and 1 check symbol.
const NUMBER_SYMBOLS: usize = 8;
/// Symbols of an access code: 15 random (75 bits) and 1 check symbol.
const ACCESS_CODE_SYMBOLS: usize = 16;

/// Why something typed is no number or code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Symbols are missing or too many.
    #[error("wrong number of symbols")]
    WrongLength,
    /// A symbol that no number has.
    #[error("a symbol that is never used")]
    WrongSymbol,
    /// A symbol is wrong or two are swapped.
    #[error("check symbol does not match")]
    CheckFailed,
    /// The letters in front are not this agency's.
    #[error("another agency's number")]
    UnknownAgency,
}

impl CodeError {
    /// The stable name used in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            CodeError::WrongLength => "wrong_length",
            CodeError::WrongSymbol => "wrong_symbol",
            CodeError::CheckFailed => "check_failed",
            CodeError::UnknownAgency => "unknown_agency",
        }
    }
}

/// The letters in front of every number of an agency: 2 to 5 capital letters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgencyCode(String);

impl AgencyCode {
    /// Reads a code from the settings.
    pub fn parse(text: &str) -> Option<AgencyCode> {
        let letters = (2..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase());
        letters.then(|| AgencyCode(text.to_owned()))
    }

    /// The letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn folded(&self) -> String {
        self.0.chars().map(fold).collect()
    }
}

/// The acknowledgment number (nomor aduan) a citizen quotes: `KODE-XXXX-XXXX`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(String);

impl Number {
    /// Random bytes a new number takes.
    pub const RANDOM_BYTES: usize = 5;

    /// Makes a number from random bytes.
    pub fn new(code: &AgencyCode, random: [u8; Self::RANDOM_BYTES]) -> Number {
        Number(written(code, &with_check::<NUMBER_SYMBOLS>(&random)))
    }

    /// Reads what people type: any case, hyphens or spaces anywhere or none, O for 0, I or L for 1.
    pub fn parse(typed: &str, codes: &[AgencyCode]) -> Result<Number, CodeError> {
        let folded = fold_typed(typed);
        let split = folded
            .chars()
            .count()
            .checked_sub(NUMBER_SYMBOLS)
            .ok_or(CodeError::WrongLength)?;
        let prefix: String = folded.chars().take(split).collect();
        let rest: String = folded.chars().skip(split).collect();
        let code = codes.iter().find(|code| code.folded() == prefix);
        let symbols = checked::<NUMBER_SYMBOLS>(&rest);
        match (code, symbols) {
            (Some(code), symbols) => Ok(Number(written(code, &symbols?))),
            (None, Ok(_)) if (2..=5).contains(&split) => Err(CodeError::UnknownAgency),
            (None, _) => Err(CodeError::WrongLength),
        }
    }

    /// The number as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// The secret (kode akses) that opens text and dialogue: `XXXX-XXXX-XXXX-XXXX`. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessCode(String);

impl AccessCode {
    /// Random bytes a new code takes.
    pub const RANDOM_BYTES: usize = 10;

    /// Makes a code from random bytes.
    pub fn new(random: [u8; Self::RANDOM_BYTES]) -> AccessCode {
        AccessCode(grouped(&with_check::<ACCESS_CODE_SYMBOLS>(&random)))
    }

    /// Reads what people type, as forgiving as [`Number::parse`].
    pub fn parse(typed: &str) -> Result<AccessCode, CodeError> {
        checked::<ACCESS_CODE_SYMBOLS>(&fold_typed(typed)).map(|symbols| AccessCode(grouped(&symbols)))
    }

    /// The code in the clear: for the receipt and for hashing only.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AccessCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessCode(…)")
    }
}

/// Takes 5 bits a symbol from `random` and appends the check symbol.
fn with_check<const N: usize>(random: &[u8]) -> [u8; N] {
    let mut symbols = [0; N];
    for (i, symbol) in symbols[..N - 1].iter_mut().enumerate() {
        let (byte, shift) = (i * 5 / 8, i * 5 % 8);
        let pair = u16::from_be_bytes([random[byte], random.get(byte + 1).copied().unwrap_or(0)]);
        *symbol = ((pair >> (11 - shift)) & 31).to_be_bytes()[1];
    }
    symbols[N - 1] = divide(weighted_sum(&symbols), weight(N - 1));
    symbols
}

/// Reads exactly `N` symbols whose check symbol fits.
fn checked<const N: usize>(text: &str) -> Result<[u8; N], CodeError> {
    if text.chars().count() != N {
        return Err(CodeError::WrongLength);
    }
    let mut symbols = [0; N];
    for (symbol, c) in symbols.iter_mut().zip(text.chars()) {
        *symbol = value(c).ok_or(CodeError::WrongSymbol)?;
    }
    if weighted_sum(&symbols) == 0 {
        Ok(symbols)
    } else {
        Err(CodeError::CheckFailed)
    }
}

fn value(c: char) -> Option<u8> {
    ALPHABET
        .iter()
        .position(|symbol| char::from(*symbol) == c)
        .and_then(|at| u8::try_from(at).ok())
}

fn written(code: &AgencyCode, symbols: &[u8]) -> String {
    format!("{}-{}", code.as_str(), grouped(symbols))
}

fn grouped(symbols: &[u8]) -> String {
    let group = |four: &[u8]| {
        four.iter()
            .map(|s| char::from(ALPHABET[usize::from(*s)]))
            .collect::<String>()
    };
    symbols.chunks(4).map(group).collect::<Vec<_>>().join("-")
}

/// What people type, without separators and invisible marks, look-alikes made equal.
fn fold_typed(typed: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    typed
        .nfkc()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .map(fold)
        .collect()
}

/// Makes look-alikes equal: O is 0, I and L are 1.
const fn fold(c: char) -> char {
    match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

// GF(32) by the primitive polynomial x⁵ + x² + 1.

const fn times_alpha(a: u8) -> u8 {
    let doubled = a << 1;
    if doubled & 32 == 0 {
        doubled
    } else {
        doubled ^ 0b10_0101
    }
}

/// αⁱ.
fn weight(i: usize) -> u8 {
    (0..i).fold(1, |w, _| times_alpha(w))
}

fn multiply(a: u8, b: u8) -> u8 {
    (0..5).rev().fold(0, |sum, bit| {
        times_alpha(sum) ^ if b >> bit & 1 == 1 { a } else { 0 }
    })
}

/// a / b: the multiplicative group has 31 elements, so b³⁰ is 1/b.
fn divide(a: u8, b: u8) -> u8 {
    (0..30).fold(a, |quotient, _| multiply(quotient, b))
}

fn weighted_sum(symbols: &[u8]) -> u8 {
    symbols
        .iter()
        .enumerate()
        .fold(0, |sum, (i, s)| sum ^ multiply(*s, weight(i)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn codes() -> Vec<AgencyCode> {
        ["DPM", "BTG", "OLI"]
            .iter()
            .map(|code| AgencyCode::parse(code).unwrap())
            .collect()
    }

    proptest! {
        #[test]
        fn a_number_is_read_back_however_it_is_typed(random: [u8; 5], which in 0..3usize) {
            let number = Number::new(&codes()[which], random);
            let bare = number.as_str().replace('-', "");
            let sloppy = format!(" {} ", number.as_str().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l"));
            for typed in [number.as_str(), &bare, &sloppy] {
                prop_assert_eq!(Number::parse(typed, &codes()), Ok(number.clone()));
            }
        }

        #[test]
        fn every_single_wrong_symbol_of_a_number_is_caught(random: [u8; 5]) {
            let number = Number::new(&codes()[0], random);
            assert_single_errors_caught(&number.as_str()[4..], |typed| Number::parse(&format!("DPM-{typed}"), &codes()).is_err());
        }

        #[test]
        fn every_single_wrong_symbol_of_a_code_is_caught(random: [u8; 10]) {
            let code = AccessCode::new(random);
            assert_single_errors_caught(code.reveal(), |typed| AccessCode::parse(typed).is_err());
        }

        #[test]
        fn every_swap_of_two_symbols_is_caught(number: [u8; 5], code: [u8; 10]) {
            let number = Number::new(&codes()[0], number);
            assert_swaps_caught(&number.as_str()[4..], |typed| Number::parse(&format!("DPM{typed}"), &codes()).is_err());
            assert_swaps_caught(AccessCode::new(code).reveal(), |typed| AccessCode::parse(typed).is_err());
        }

        #[test]
        fn nothing_typed_makes_the_reader_fall_over(typed in "\\PC*") {
            let _ = Number::parse(&typed, &codes());
            let _ = AccessCode::parse(&typed);
        }

        #[test]
        fn all_random_bits_count(random: [u8; 10], bit in 0..75usize) {
            let mut other = random;
            other[bit / 8] ^= 0x80 >> (bit % 8);
            prop_assert_ne!(AccessCode::new(random), AccessCode::new(other));
        }
    }

    fn assert_single_errors_caught(good: &str, is_caught: impl Fn(&str) -> bool) {
        let good: Vec<char> = good.chars().filter(|c| *c != '-').collect();
        for at in 0..good.len() {
            for symbol in ALPHABET.iter().map(|s| char::from(*s)).filter(|s| *s != good[at]) {
                let mut typed = good.clone();
                typed[at] = symbol;
                assert!(
                    is_caught(&typed.iter().collect::<String>()),
                    "{symbol} at {at} of {good:?}"
                );
            }
        }
    }

    fn assert_swaps_caught(good: &str, is_caught: impl Fn(&str) -> bool) {
        let good: Vec<char> = good.chars().filter(|c| *c != '-').collect();
        for (a, b) in (0..good.len())
            .flat_map(|a| (0..a).map(move |b| (a, b)))
            .filter(|(a, b)| good[*a] != good[*b])
        {
            let mut typed = good.clone();
            typed.swap(a, b);
            assert!(
                is_caught(&typed.iter().collect::<String>()),
                "swap of {a} and {b} in {good:?}"
            );
        }
    }

    #[test]
    fn the_reason_is_told_apart() {
        let number = Number::new(&codes()[0], [1, 2, 3, 4, 5]);
        let foreign = number.as_str().replace("DPM", "XYZ");
        let wrong = format!(
            "{}{}",
            &number.as_str()[..12],
            if number.as_str().ends_with('7') { '8' } else { '7' }
        );
        assert_eq!(Number::parse(&foreign, &codes()), Err(CodeError::UnknownAgency));
        assert_eq!(Number::parse(&wrong, &codes()), Err(CodeError::CheckFailed));
        assert_eq!(Number::parse("DPM-123", &codes()), Err(CodeError::WrongLength));
        assert_eq!(
            Number::parse("DPM-UUUU-UUUU", &codes()),
            Err(CodeError::WrongSymbol)
        );
        assert_eq!(Number::parse("", &codes()), Err(CodeError::WrongLength));
    }

    #[test]
    fn a_code_never_shows_itself_in_a_log() {
        assert_eq!(format!("{:?}", AccessCode::new([7; 10])), "AccessCode(…)");
    }

    #[test]
    fn agency_codes_are_two_to_five_capitals() {
        for (text, good) in [
            ("DP", true),
            ("DPMPT", true),
            ("D", false),
            ("DPMPTS", false),
            ("dpm", false),
            ("D1", false),
        ] {
            assert_eq!(AgencyCode::parse(text).is_some(), good, "{text}");
        }
    }
}
