//! A word that sorts a page, and its part of the address.

use unicode_normalization::UnicodeNormalization;

/// A topic or category as a page names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) text: String,
    /// Its part of the address; empty where it has no letter or digit for one.
    pub(crate) slug: String,
}

impl Word {
    pub(super) fn new(text: String) -> Word {
        let slug = slug(&text);
        Word { text, slug }
    }
}

fn slug(word: &str) -> String {
    if word.is_ascii() {
        return joined(word.chars());
    }
    joined(word.nfd().filter(char::is_ascii))
}

fn joined(letters: impl Iterator<Item = char>) -> String {
    let mut slug = String::new();
    for c in letters {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_becomes_part_of_an_address() {
        for (word, expected) in [
            ("Perizinan Usaha", "perizinan-usaha"),
            (" SP4N-LAPOR! ", "sp4n-lapor"),
            ("Kafé & toko", "kafe-toko"),
            ("???", ""),
            ("ꦲꦏ꧀ꦱꦫ", ""),
        ] {
            assert_eq!(slug(word), expected, "{word}");
        }
    }
}
