//! The ranges of several words in the index, walked together from the latest received on, each jumping to where the
//! others are. So a search reads about what it shows, however large the register is.

use std::collections::{BTreeSet, HashSet, VecDeque};

use aws_sdk_dynamodb::types::AttributeValue;

use super::Store;
use super::error::StoreError;
use super::item::{Attributes, Reader};
use super::keys::{self, SK};
use super::list::Range;
use crate::dynamodb::{Ask, QueryInput};

const OPERATION: &str = "walk";
/// Places of one word that are read at once.
const READ_AT_ONCE: i32 = 100;
/// How often a page asks the index at most; the next one goes on from there.
pub(super) const MOST_QUERIES: usize = 60;

/// One word, or one of the roots that it may have: the places in the order of receipt, the latest first.
struct Stream {
    root: String,
    partition: String,
    read: VecDeque<String>,
    ended: bool,
}

/// Words walked together.
pub(super) struct Walk<'a> {
    words: Vec<Vec<Stream>>,
    marked: Marked,
    range: &'a Range,
    /// Everything from here on is done.
    pub(super) below: String,
    /// How often the index was asked.
    pub(super) queries: usize,
}

/// Marked cases: those that are what was asked for, the latest first, and all of them.
pub(super) struct Marked {
    pub(super) matching: VecDeque<String>,
    pub(super) all: HashSet<String>,
    pub(super) are_more: bool,
}

/// Where words meet.
enum Met {
    At(String),
    /// Enough was asked; not above this.
    NotYet(String),
    Nowhere,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        asked: &[BTreeSet<String>],
        desk: Option<&str>,
        marked: Marked,
        range: &'a Range,
    ) -> Walk<'a> {
        let stream = |root: &String| Stream {
            root: root.clone(),
            partition: keys::word(desk, root),
            read: VecDeque::new(),
            ended: false,
        };
        Walk {
            words: asked
                .iter()
                .map(|roots| roots.iter().map(stream).collect())
                .collect(),
            marked,
            range,
            below: range.before.clone(),
            queries: 0,
        }
    }

    /// Whether nothing is left to look at.
    pub(super) fn is_over(&self) -> bool {
        self.below <= self.range.oldest
    }

    /// Up to `wanted` places with all words, further on; fewer at the end, or when enough was asked.
    pub(super) async fn next(&mut self, store: &Store, wanted: usize) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        while found.len() < wanted && !self.is_over() {
            let met = self.meeting(store).await?;
            let lowest = match &met {
                Met::NotYet(place) => place,
                _ => &self.range.oldest,
            };
            let marked = self.marked.next(&self.below, lowest);
            let (next, ended) = match met {
                Met::At(place) => (Some(place).max(marked.clone()), None),
                Met::Nowhere => (marked.clone(), Some(self.range.oldest.clone())),
                Met::NotYet(place) => (marked.clone(), Some(place)),
            };
            let Some(next) = next else {
                self.below = ended.unwrap_or_default();
                break;
            };
            // A marked case is what it says, not what the index still says of it.
            if marked.as_ref() == Some(&next) || !self.marked.all.contains(&next) {
                found.push(next.clone());
            }
            self.below = next;
        }
        Ok(found)
    }

    /// The next place at which all words meet.
    async fn meeting(&mut self, store: &Store) -> Result<Met, StoreError> {
        let mut below = self.below.clone();
        loop {
            let (mut met, mut agree) = (None::<String>, true);
            for word in &mut self.words {
                let mut head = None;
                for stream in word {
                    self.queries += stream.move_below(store, &below, &self.range.oldest).await?;
                    head = head.max(stream.read.front().cloned());
                }
                let Some(head) = head else {
                    return Ok(Met::Nowhere);
                };
                agree &= met.as_ref().is_none_or(|met| *met == head);
                below = just_above(&head);
                met = Some(head);
            }
            match met.filter(|_| agree) {
                Some(place) => return Ok(Met::At(place)),
                None if self.queries >= MOST_QUERIES => return Ok(Met::NotYet(below)),
                None => {}
            }
        }
    }
}

impl Marked {
    /// The next one below `below`, not below `lowest`.
    fn next(&mut self, below: &str, lowest: &str) -> Option<String> {
        while self.matching.front().is_some_and(|place| place.as_str() >= below) {
            self.matching.pop_front();
        }
        self.matching
            .front()
            .filter(|place| place.as_str() >= lowest)
            .cloned()
    }
}

impl Stream {
    /// Goes on until its first place is below; how many questions that took.
    async fn move_below(&mut self, store: &Store, below: &str, oldest: &str) -> Result<usize, StoreError> {
        while self.read.front().is_some_and(|place| place.as_str() >= below) {
            self.read.pop_front();
        }
        if !self.read.is_empty() || self.ended {
            return Ok(0);
        }
        let read = store.read_places(self, oldest, below).await?;
        self.ended = i32::try_from(read.len()).is_ok_and(|found| found < READ_AT_ONCE);
        self.read = read.into_iter().filter(|place| place.as_str() < below).collect();
        Ok(1)
    }
}

impl Store {
    /// Places of a word from `oldest` on, below `below`, the latest first.
    async fn read_places(
        &self,
        stream: &Stream,
        oldest: &str,
        below: &str,
    ) -> Result<Vec<String>, StoreError> {
        let of_root = |place: &str| keys::with_word(&stream.root, place);
        let range = (of_root(oldest), of_root(below));
        let range = (range.0.as_str(), range.1.as_str());
        let keys = self
            .read_range(&stream.partition, range, false, READ_AT_ONCE)
            .await?;
        let place = |key: String| key.split_once('#').map(|(_, place)| place.to_owned());
        Ok(keys.into_iter().filter_map(place).collect())
    }

    /// The first or the last sort keys of a range of the index, both ends included.
    pub(super) async fn read_range(
        &self,
        partition: &str,
        (first, last): (&str, &str),
        is_forward: bool,
        limit: i32,
    ) -> Result<Vec<String>, StoreError> {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let answer = QueryInput::builder()
            .table_name(&self.table)
            .key_condition_expression("PK = :words AND SK BETWEEN :first AND :last")
            .projection_expression("SK")
            .expression_attribute_values(":words", text(partition))
            .expression_attribute_values(":first", text(first))
            .expression_attribute_values(":last", text(last))
            .scan_index_forward(is_forward)
            .limit(limit)
            .ask(&self.dynamodb)
            .await
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))?;
        let key = |item: &Attributes| Reader::new("word", item).text(SK).map(str::to_owned);
        answer.items().iter().map(key).collect()
    }
}

/// Below this a place itself still is. What follows a place is no longer one.
pub(super) fn just_above(place: &str) -> String {
    format!("{place}!")
}
