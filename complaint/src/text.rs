//! Cleaning what people type, without taking anything they meant.

use unicode_normalization::UnicodeNormalization;

/// Unicode NFC, line ends as LF, control and direction-override characters dropped, ends trimmed.
/// Zero-width joiners stay: scripts and emoji need them.
pub fn clean(typed: &str) -> String {
    let unified = typed.replace("\r\n", "\n").replace('\r', "\n");
    // Marks that meet because something between them goes are put in order afterwards.
    let kept: String = unified.chars().filter(|c| !is_dangerous(*c)).nfc().collect();
    kept.trim().to_owned()
}

/// The same on one line: line ends and tabs become spaces.
pub fn clean_line(typed: &str) -> String {
    let words: Vec<&str> = typed
        .split(['\r', '\n', '\t'])
        .filter(|part| !part.is_empty())
        .collect();
    clean(&words.join(" "))
}

/// Characters a person sees: neither white space nor joiners.
pub fn visible_chars(text: &str) -> usize {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}'))
        .count()
}

/// Controls (but tab and line feed), direction marks and overrides, byte-order mark, tag characters.
const fn is_dangerous(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_meant_stays_and_what_deceives_goes() {
        for (typed, kept) in [
            ("e\u{301}", "\u{e9}"),
            ("\u{1f469}\u{200d}\u{1f692}", "\u{1f469}\u{200d}\u{1f692}"),
            ("\u{a9b2}\u{200c}\u{a9c0}", "\u{a9b2}\u{200c}\u{a9c0}"),
            ("a\u{2066}b\u{2069}c\u{200e}d\u{85}e\u{9b}f", "abcdef"),
            ("a\u{1abb}\u{202e}\u{1ab5}", "a\u{1ab5}\u{1abb}"),
            ("\u{feff}a\tb\n", "a\tb"),
        ] {
            assert_eq!(clean(typed), kept, "{typed:?}");
            assert_eq!(clean(kept), kept, "{kept:?}");
        }
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing_more(typed in "\\PC*|.*") {
            let once = clean(&typed);
            prop_assert_eq!(clean(&once), once);
        }
    }

    #[test]
    fn what_people_mean_stays() {
        for text in [
            "Suharti",
            "M. Nu'man",
            "ꦲꦤꦕꦫꦏ",
            "👩‍👧 keluarga",
            "baris satu\nbaris dua",
            "Tab\tini",
        ] {
            assert_eq!(clean(text), text);
        }
        assert_eq!(clean("a\r\nb\rc"), "a\nb\nc");
        assert_eq!(clean("a\u{202e}b\0c\u{7}d\u{e0041}"), "abcd");
        assert_eq!(clean("e\u{301}"), "é");
        assert_eq!(clean_line("a\r\nb\tc"), "a b c");
        assert_eq!(visible_chars(" a\u{200d} b\n"), 2);
    }
}
