//! Words, and how many syllables they have.

/// The words of a text: what has a letter. Addresses count as one.
pub(super) fn of(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
        .map(bare)
        .filter(|word| !word.is_empty() && has_letter(word))
}

/// Without what stands around it. Most words have nothing there, which their first and last byte tell.
fn bare(word: &str) -> &str {
    match word.as_bytes() {
        [] => word,
        [only] if only.is_ascii_alphanumeric() => word,
        [first, .., last] if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() => word,
        _ => word.trim_matches(|c: char| !c.is_alphanumeric()),
    }
}

fn has_letter(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_alphabetic() || !b.is_ascii())
}

/// Whether a word has that many syllables. Short words are known without counting.
pub(super) fn is_long(word: &str, syllables: usize) -> bool {
    word.len() >= syllables && self::syllables(word) >= syllables
}

/// Syllables of an Indonesian word: its vowels, `ai`, `au` and `oi` at the end being one. Addresses have none.
pub(super) fn syllables(word: &str) -> usize {
    // Parts of a compound are read one by one: `surat-menyurat`.
    let (mut longest, mut vowels, mut last) = (0, 0, [0, 0]);
    for byte in word.bytes().chain([b'-']) {
        match byte | 0x20 {
            b'a' | b'i' | b'u' | b'e' | b'o' => vowels += 1,
            _ => {}
        }
        match byte {
            b'/' | b'@' | b'_' | b'.' => return 0,
            b'-' => {
                let diphthong = vowels > 1 && matches!(&last, b"ai" | b"au" | b"oi");
                longest = longest.max(vowels - usize::from(diphthong));
                (vowels, last) = (0, [0, 0]);
            }
            _ => last = [last[1], byte.to_ascii_lowercase()],
        }
    }
    longest
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
