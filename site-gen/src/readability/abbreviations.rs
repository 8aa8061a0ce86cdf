//! Abbreviations that a page uses before it says what they mean.

use std::collections::HashSet;

use complaint::Agency;

use crate::markdown::{Block, Kind, Prose};

/// What everybody knows.
const COMMON: &[&str] = &[
    "WIB", "WITA", "WIT", "RI", "SP4N", "LAPOR", "PDF", "JSON", "CSV", "SMS", "HTML", "A4", "A5",
];
/// Longer words in capitals are meant to be loud, not short.
const LONGEST: usize = 5;

/// Abbreviations that need no explanation.
#[derive(Debug)]
pub(crate) struct Known(HashSet<String>);

impl Known {
    /// What everybody knows, what the agency says its readers say and know, and its own names.
    pub(crate) fn of(agency: &Agency) -> Known {
        let names = std::iter::once(agency.name.as_str()).chain(
            agency
                .channels
                .iter()
                .map(|channel| channel.name.get(complaint::Lang::Id)),
        );
        let own = names.chain([agency.code.as_str()]).flat_map(candidates);
        let synonyms = agency
            .search
            .synonyms
            .iter()
            .flatten()
            .flat_map(|words| candidates(words));
        let listed = agency
            .readability
            .abbreviations
            .iter()
            .map(String::as_str)
            .chain(synonyms);
        Known(
            COMMON
                .iter()
                .copied()
                .chain(own)
                .chain(listed)
                .map(str::to_owned)
                .collect(),
        )
    }
}

/// Tells every abbreviation, with its line, that the page does not explain where it first stands.
pub(super) fn unexplained(prose: &Prose, known: &Known, mut tell: impl FnMut(&str, usize)) {
    let mut seen: HashSet<&str> = HashSet::new();
    let judged = |block: &Block<'_>| block.kind == Kind::Sentences && may_hold_one(block.text);
    for block in prose.blocks().filter(judged) {
        for name in candidates(block.text).filter(|name| !known.0.contains(*name)) {
            if seen.insert(name) && !is_explained(block.text, name) {
                tell(name, block.line);
            }
        }
    }
}

/// Whether two capitals, or a capital and a digit, stand side by side: a quick look that spares most blocks the
/// careful one.
fn may_hold_one(text: &str) -> bool {
    let loud = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    let pair = |pair: &[u8]| loud(pair[0]) && loud(pair[1]) && pair.iter().any(u8::is_ascii_uppercase);
    text.as_bytes().windows(2).any(pair)
}

/// Two to five capitals and digits, two of them letters; no Roman numerals.
fn candidates(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| {
        let capitals = word.bytes().filter(u8::is_ascii_uppercase).count();
        let only = word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        capitals >= 2 && only && word.len() <= LONGEST && !word.bytes().all(|b| b"IVXLC".contains(&b))
    })
}

/// `nomor induk berusaha (NIB)` and `NIB (nomor induk berusaha)`.
fn is_explained(text: &str, name: &str) -> bool {
    let Some(at) = text.find(name) else { return false };
    text[..at].ends_with('(') || text[at + name.len()..].trim_start().starts_with('(')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_short_and_loud() {
        let text = "NIB dan KTP-el, Bab IV, SP4N-LAPOR!, JANGAN MENULIS, A, kata, OSS";
        assert_eq!(
            candidates(text).collect::<Vec<_>>(),
            ["NIB", "KTP", "SP4N", "LAPOR", "OSS"]
        );
        for text in ["di OSS", "pakai 4G", "A1B", "(SP4N)"] {
            assert!(may_hold_one(text), "{text}");
        }
        assert!(!may_hold_one("Pada 2026 ada 12 Aduan dari A"));
    }

    #[test]
    fn an_explanation_stands_beside_it() {
        assert!(is_explained("nomor induk berusaha (NIB)", "NIB"));
        assert!(is_explained("kode OTP (kode sekali pakai)", "OTP"));
        assert!(!is_explained("tulis NIB Anda", "NIB"));
    }
}
