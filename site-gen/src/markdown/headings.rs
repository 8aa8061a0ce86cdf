//! Names for headings, so that links can lead to them.

use std::collections::HashSet;

/// A heading of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    /// 1 to 6.
    pub(crate) level: u8,
    /// Its name in addresses.
    pub(crate) id: String,
    /// Its words.
    pub(crate) text: String,
}

/// The name of a heading: its words in lower case with hyphens; a number behind it the second time.
pub(super) fn id(wanted: &str, taken: &mut HashSet<String>) -> String {
    let base = slug(wanted);
    let mut id = base.clone();
    let mut count = 2;
    while !taken.insert(id.clone()) {
        id = format!("{base}-{count}");
        count += 1;
    }
    id
}

fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if (c.is_whitespace() || c == '-') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    if slug.is_empty() {
        "bagian".to_owned()
    } else {
        slug
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_an_editor_would_guess() {
        let mut taken = HashSet::new();
        for (text, expected) in [
            (
                "Anonim atau rahasia, apa bedanya?",
                "anonim-atau-rahasia-apa-bedanya",
            ),
            ("Jam", "jam"),
            ("Jam", "jam-2"),
            ("  SP4N-LAPOR! – apa itu ", "sp4n-lapor-apa-itu"),
            ("???", "bagian"),
        ] {
            assert_eq!(id(text, &mut taken), expected);
        }
    }
}
