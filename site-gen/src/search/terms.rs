//! The words of one page, shortened to their roots and weighed.

use std::collections::HashMap;

use complaint::stem::{self, Rules};

use crate::markdown::{Kind, Prose};
use crate::pages::Page;

/// What a word is worth by where it stands.
const TITLE: u8 = 10;
const HEADING: u8 = 6;
const DESCRIPTION: u8 = 4;
const BODY: u8 = 1;
/// The most a word can be worth; the index keeps four bits for it.
pub(super) const MOST: u8 = 15;

/// Roots in order, with their weights: one string for all, since there are many pages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    text: String,
    /// Where each root starts, and what it is worth.
    entries: Vec<(usize, u8)>,
}

impl Terms {
    /// Takes the words of a page.
    pub(crate) fn of(page: &Page<'_>, prose: &Prose) -> Terms {
        let rules = stem::rules(page.lang);
        let mut words = Words {
            rules,
            weights: HashMap::new(),
            word: String::new(),
        };
        words.add(&page.front.title, TITLE);
        words.add(&page.front.description, DESCRIPTION);
        for block in prose.blocks() {
            words.add(
                block.text,
                if block.kind == Kind::Heading {
                    HEADING
                } else {
                    BODY
                },
            );
        }
        words.finish()
    }

    /// The roots that start with a letter, with their weights.
    pub(super) fn starting_with(&self, letter: u8) -> impl Iterator<Item = (&str, u8)> {
        let first = |entry: &(usize, u8)| self.text.as_bytes()[entry.0];
        let from = self.entries.partition_point(|entry| first(entry) < letter);
        let to = self.entries.partition_point(|entry| first(entry) <= letter);
        (from..to).map(|at| {
            let (start, weight) = self.entries[at];
            let end = self
                .entries
                .get(at + 1)
                .map_or(self.text.len(), |(next, _)| *next);
            (&self.text[start..end], weight)
        })
    }
}

/// Lower-case words of letters and digits.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() > 1)
}

struct Words {
    rules: &'static Rules,
    weights: HashMap<String, u8>,
    /// Spares a new string for every word.
    word: String,
}

impl Words {
    fn add(&mut self, text: &str, worth: u8) {
        for word in words(text) {
            self.word.clear();
            self.word.extend(word.chars().map(|c| c.to_ascii_lowercase()));
            match self.weights.get_mut(&self.word) {
                Some(weight) => {
                    *weight = if *weight < worth {
                        worth
                    } else {
                        (*weight + 1).min(MOST)
                    }
                }
                None => drop(self.weights.insert(self.word.clone(), worth)),
            }
        }
    }

    fn finish(self) -> Terms {
        let words = self
            .weights
            .iter()
            .filter(|(word, _)| !self.rules.stop.contains(&word.as_str()));
        let roots =
            words.flat_map(|(word, weight)| self.rules.stems(word).into_iter().map(|root| (root, *weight)));
        let mut roots: Vec<(String, u8)> = roots.collect();
        roots.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        roots.dedup_by(|later, first| later.0 == first.0);
        let mut terms = Terms::default();
        for (root, weight) in roots {
            terms.entries.push((terms.text.len(), weight));
            terms.text.push_str(&root);
        }
        terms
    }
}
