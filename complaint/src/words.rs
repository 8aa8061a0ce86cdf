//! The words by which the desk finds a case. A text gives its roots to the index; a question gives, for each of its
//! words, the roots that any of may stand there. Both go the same way, so whatever was written is found by its words.
//! The last word of a question may be on its way still: roots that begin like it stand for it too.

use std::collections::BTreeSet;

use crate::Lang;
use crate::stem::{Rules, rules};

/// Words of a question that count; more make it no clearer.
const MOST_ASKED: usize = 8;
/// Characters of a word that count: nobody types more of it.
const MOST_CHARS: usize = 40;

/// Letters of a word of which a beginning is enough: fewer begin too many words.
pub const LEAST_BEGINNING: usize = 4;

/// One word of a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The roots that it may have, each of which is enough.
    pub roots: BTreeSet<String>,
    /// What a root begins with that is enough too.
    pub beginning: Option<String>,
}

impl Asked {
    fn with_unfinished(mut self) -> Asked {
        let unfinished = self.beginning.iter().flat_map(|word| folding().unfinished(word));
        self.roots.extend(unfinished);
        self
    }

    fn is_among(&self, roots: &BTreeSet<String>) -> bool {
        let begins = |beginning: &String| {
            let next = roots.range(beginning.clone()..).next();
            next.is_some_and(|root| root.starts_with(beginning.as_str()))
        };
        !self.roots.is_disjoint(roots) || self.beginning.as_ref().is_some_and(begins)
    }
}

/// Roots in the order of the alphabet, each once.
pub fn roots<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let words = texts.into_iter().flat_map(words);
    words.flat_map(|word| folding().stems(&word)).collect()
}

/// What is asked for: for each word the roots it may have. Words that say nothing are left out; if there are no
/// others, nothing is asked for.
pub fn asked(question: &str) -> Vec<Asked> {
    let mut asked: Vec<Asked> = Vec::new();
    let mut words = words(question).peekable();
    while let Some(word) = words.next() {
        let roots: BTreeSet<String> = folding().stems(&word).into_iter().collect();
        let beginning = Some(word).filter(|word| words.peek().is_none() && may_be_a_beginning(word));
        let at = asked.iter().position(|asked| asked.roots == roots);
        let word = Asked { roots, beginning }.with_unfinished();
        match at {
            Some(at) => asked[at] = word,
            None if asked.len() < MOST_ASKED => asked.push(word),
            None => {}
        }
    }
    asked
}

fn may_be_a_beginning(word: &str) -> bool {
    word.chars().count() >= LEAST_BEGINNING && word.chars().all(char::is_alphabetic)
}

/// Whether a text with these roots is what was asked for.
pub fn has_all(roots: &BTreeSet<String>, asked: &[Asked]) -> bool {
    asked.iter().all(|word| word.is_among(roots))
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
    fn of_the_last_word_a_beginning_of_four_letters_is_enough() {
        let text = "Sampah pasar menumpuk di jalan depan Toko Kartika 2025, pelayanan lama.";
        for question in [
            "samp",
            "sampa",
            "sampah",
            "pasar karti",
            "KARTIK",
            "tump",
            "jala",
            "jalan",
            "pelayana",
        ] {
            assert!(finds(text, question), "{question}");
        }
        for question in ["sam", "sampa pasar", "sampi", "artika", "202", "menum"] {
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
        fn a_root_is_found_by_each_of_its_beginnings(text in "[a-z]{4,12}( [a-z]{4,12}){0,3}", cut in 4..12_usize) {
            for root in roots([text.as_str()]) {
                let beginning: String = root.chars().take(cut).collect();
                let says = beginning.len() >= LEAST_BEGINNING && says_something(&beginning);
                prop_assert!(!says || finds(&text, &beginning), "{}", beginning);
            }
        }

        #[test]
        fn an_index_holds_no_word_longer_than_anybody_types(text in "[a-z]{0,300}") {
            prop_assert!(roots([text.as_str()]).iter().all(|root| root.chars().count() <= MOST_CHARS + 1));
        }
    }
}
