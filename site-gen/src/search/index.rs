//! All pages' words as small files by first letters: a question needs one or two of them.

use std::collections::BTreeMap;

use complaint::{Agency, Lang, stem};
use rayon::prelude::*;
use serde_json::json;

use super::terms::{Terms, words};
use super::{FOLDER, Plan};
use crate::extras::Files;
use crate::theme::Asset;

const JSON: &str = "application/json; charset=utf-8";
/// Pages told for one word: the best ones.
const MOST_PAGES: usize = 200;
/// Bytes from which on a file is divided by one more letter.
const MOST_BYTES: usize = 12_000;
/// Letters after which a file is divided no further.
const MOST_LETTERS: usize = 6;
/// What readers everywhere in Indonesia call things; the agency's own come behind.
const SYNONYMS: &[&[&str]] = &[
    &["wa", "whatsapp"],
    &["ig", "instagram"],
    &["surel", "email"],
    &["telp", "telepon"],
];

/// Page number and weight in one figure.
type Posting = u32;
/// The pages of every word.
type Words<'a> = BTreeMap<&'a str, Vec<Posting>>;

/// The files of the index. `terms` finds the words of a page.
pub(crate) fn files<'a>(
    plan: &Plan,
    agency: &Agency,
    terms: impl Fn(usize) -> Option<&'a Terms> + Sync,
) -> Files {
    let of_language = |(lang, list): &(Lang, Vec<usize>)| {
        let pages: Vec<(u32, &Terms)> = (0_u32..)
            .zip(list)
            .filter_map(|(number, at)| Some((number, terms(*at)?)))
            .collect();
        language(*lang, &pages, agency)
    };
    plan.lists.iter().flat_map(of_language).collect()
}

fn language(lang: Lang, pages: &[(u32, &Terms)], agency: &Agency) -> Files {
    let folder = format!("{FOLDER}{}/", lang.code());
    // Words of one first letter go together, letters in parallel.
    let letters: Vec<u8> = (b'0'..=b'9').chain(b'a'..=b'z').collect();
    let shards = letters
        .par_iter()
        .flat_map_iter(|letter| divided(words_from(*letter, pages), 1));
    let shards: BTreeMap<String, String> = shards.collect();
    let names: Vec<&String> = shards.keys().collect();
    let head =
        json!({ "names": names, "rules": stem::rules(lang), "synonyms": synonyms(agency) }).to_string();
    let files = shards
        .iter()
        .map(|(name, text)| (format!("{folder}{name}.json"), asset(text.clone())));
    files
        .chain([(format!("{folder}index.json"), asset(head))])
        .collect()
}

fn asset(text: String) -> Asset {
    Asset {
        content_type: JSON,
        bytes: text.into(),
        immutable: false,
    }
}

/// Groups of phrases, each as its words.
fn synonyms(agency: &Agency) -> Vec<Vec<Vec<String>>> {
    let phrase = |text: &str| words(text).map(str::to_ascii_lowercase).collect::<Vec<_>>();
    let common = SYNONYMS
        .iter()
        .map(|group| group.iter().map(|text| phrase(text)).collect());
    let own = agency
        .search
        .synonyms
        .iter()
        .map(|group| group.iter().map(|text| phrase(text)).collect());
    common.chain(own).collect()
}

fn words_from<'a>(letter: u8, pages: &[(u32, &'a Terms)]) -> Words<'a> {
    let mut words: Words<'a> = BTreeMap::new();
    for (number, terms) in pages {
        for (word, weight) in terms.starting_with(letter) {
            words
                .entry(word)
                .or_default()
                .push(number * 16 + u32::from(weight));
        }
    }
    for postings in words.values_mut() {
        // Best first; among equals the order of the list.
        postings.sort_by_key(|posting| (std::cmp::Reverse(posting % 16), *posting));
        postings.truncate(MOST_PAGES);
    }
    words
}

/// Files by the first letters of their words, none of them large. A word shorter than that has a file with its
/// own name.
fn divided(words: Words<'_>, letters: usize) -> Vec<(String, String)> {
    let mut groups: BTreeMap<String, Words<'_>> = BTreeMap::new();
    for (word, postings) in words {
        let name = word.get(..letters).unwrap_or(word).to_owned();
        groups.entry(name).or_default().insert(word, postings);
    }
    let file = |(name, words): (String, Words<'_>)| {
        let text = json!(words).to_string();
        let whole = text.len() <= MOST_BYTES || words.len() == 1 || letters == MOST_LETTERS;
        if whole {
            vec![(name, text)]
        } else {
            divided(words, letters + 1)
        }
    };
    groups.into_iter().flat_map(file).collect()
}
