//! Words, and how many syllables they have.

/// The words of a text: what has a letter. Addresses count as one.
pub(super) fn of(text: &str) -> impl Iterator<Item = &str> {
    let bare = |word: &'_ str| -> bool { word.bytes().any(|b| b.is_ascii_alphabetic()) || !word.is_ascii() };
    text.split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(move |word| !word.is_empty() && bare(word))
}

/// Syllables of an Indonesian word: its vowels, `ai`, `au` and `oi` at the end being one. Addresses have none.
pub(super) fn syllables(word: &str) -> usize {
    if word.contains(['/', '@', '_']) || word.contains('.') {
        return 0;
    }
    // Parts of a compound are read one by one: `surat-menyurat`.
    word.split('-').map(part).max().unwrap_or_default()
}

fn part(word: &str) -> usize {
    let is_vowel = |b: u8| matches!(b | 0x20, b'a' | b'i' | b'u' | b'e' | b'o');
    let vowels = word.bytes().filter(|b| is_vowel(*b)).count();
    let end = word
        .len()
        .checked_sub(2)
        .and_then(|at| word.get(at..))
        .map(str::to_ascii_lowercase);
    let diphthong = vowels > 1 && matches!(end.as_deref(), Some("ai" | "au" | "oi"));
    vowels - usize::from(diphthong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_as_they_are_spoken() {
        for (word, count) in [
            ("pengaduan", 4),
            ("sampai", 2),
            ("pulau", 2),
            ("dua", 2),
            ("penyelenggaraan", 6),
            ("ditindaklanjuti", 6),
            ("surat-menyurat", 3),
            ("SP4N", 0),
            ("https://a.example/aaaaaaa", 0),
            ("Anda", 2),
        ] {
            assert_eq!(syllables(word), count, "{word}");
        }
    }

    #[test]
    fn words_are_what_has_a_letter() {
        assert_eq!(
            of("Kami, 3 hari – (kerja)!").collect::<Vec<_>>(),
            ["Kami", "hari", "kerja"]
        );
    }
}
