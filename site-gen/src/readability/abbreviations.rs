//! Abbreviations that a page uses before it says what they mean.

use std::collections::HashSet;

use complaint::Agency;

use super::words::Word;

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

impl Known {
    /// The abbreviations in a word of `text` that somebody has to explain, and whether `text` does.
    pub(super) fn unknown<'t>(&self, text: &'t str, word: Word<'t>) -> impl Iterator<Item = (&'t str, bool)> {
        let names = word
            .is_loud()
            .then(|| candidates(word.text))
            .into_iter()
            .flatten();
        let unknown = names.filter(|name| !self.0.contains(*name));
        unknown.map(|name| (name, is_explained(text, name)))
    }
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
    }

    #[test]
    fn an_explanation_stands_beside_it() {
        assert!(is_explained("nomor induk berusaha (NIB)", "NIB"));
        assert!(is_explained("kode OTP (kode sekali pakai)", "OTP"));
        assert!(!is_explained("tulis NIB Anda", "NIB"));
    }
}
