//! The words by which the desk finds a case. A text gives its roots to the index; a question gives, for each of its
//! words, the roots that any of may stand there. Both go the same way, so whatever was written is found by its words.

use std::collections::BTreeSet;

use crate::Lang;
use crate::stem::{Rules, rules};

/// Words of a question that count; more make it no clearer.
const MOST_ASKED: usize = 8;
/// Characters of a word that count: nobody types more of it.
const MOST_CHARS: usize = 40;

/// Roots in the order of the alphabet, each once.
pub fn roots<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let words = texts.into_iter().flat_map(words);
    words.flat_map(|word| folding().stems(&word)).collect()
}

/// What is asked for: for each word the roots it may have. Words that say nothing are left out; if there are no
/// others, nothing is asked for.
pub fn asked(question: &str) -> Vec<BTreeSet<String>> {
    let mut asked: Vec<BTreeSet<String>> = Vec::new();
    for word in words(question) {
        let word: BTreeSet<String> = folding().stems(&word).into_iter().collect();
        if !asked.contains(&word) && asked.len() < MOST_ASKED {
            asked.push(word);
        }
    }
    asked
}

/// Whether a text with these roots is what was asked for.
pub fn has_all(roots: &BTreeSet<String>, asked: &[BTreeSet<String>]) -> bool {
    asked.iter().all(|word| !word.is_disjoint(roots))
}

/// One way for every language: nobody who asks knows in which language a case was written.
fn folding() -> &'static Rules {
    rules(Lang::Id)
}

/// Words of letters and digits in lower case.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.map(|word| {
        let lower = word.chars().flat_map(char::to_lowercase);
        lower.take(MOST_CHARS).collect::<String>()
    });
    words.filter(|word| says_something(word))
}

fn says_something(word: &str) -> bool {
    let long = word.chars().nth(1).is_some() || word.chars().any(char::is_numeric);
    long && !folding().stop.contains(&word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn finds(text: &str, question: &str) -> bool {
        has_all(&roots([text]), &asked(question))
    }

    #[test]
    fn a_text_is_found_by_any_form_of_its_words_in_any_order() {
        let text = "Petugas loket 3 meminta BIAYA di luar tarif; surat nomor 005/ADU/2025.";
        for question in [
            "biaya",
            "pembiayaan loket",
            "permintaan petugas",
            "3",
            "005/ADU/2025",
            "adu 2025",
            "yang di luar",
            "tarifnya",
        ] {
            assert!(finds(text, question), "{question}");
        }
        for question in ["parkir", "biaya parkir", "006/ADU/2025", "4"] {
            assert!(!finds(text, question), "{question}");
        }
    }

    #[test]
    fn words_that_say_nothing_ask_for_nothing() {
        for question in ["", "  ", "yang di dan", "—!", "a"] {
            assert_eq!(asked(question), [], "{question:?}");
        }
        assert_eq!(asked("loket Loket LOKET").len(), 1);
        assert_eq!(asked(&"kata 1 2 3 4 5 6 7 8 9 10".repeat(2)).len(), MOST_ASKED);
    }

    proptest! {
        #[test]
        fn every_text_is_found_by_its_own_words(text in "\\PC{0,60}|[a-z0-9 ]{0,60}") {
            prop_assert!(finds(&text, &text));
            for word in text.split_whitespace() {
                prop_assert!(finds(&text, word), "{}", word);
            }
        }

        #[test]
        fn an_index_holds_no_word_longer_than_anybody_types(text in "[a-z]{0,300}") {
            prop_assert!(roots([text.as_str()]).iter().all(|root| root.chars().count() <= MOST_CHARS + 1));
        }
    }
}
