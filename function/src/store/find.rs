//! Finding cases by words: where the words meet tells the index ([`super::walk`]), page by page.
//!
//! What is found is read anew from the case itself; marked cases, whose words are not in the index yet, are read too.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use complaint::words::{self, Asked};
use futures_util::future::try_join_all;

use super::Store;
use super::error::StoreError;
use super::item::{Attributes, Reader};
use super::keys::{self, DESK, META, PK, SK};
use super::list::{AFTER_ALL, Filter, Page, Range};
use super::view::{self, CaseSummary};
use super::walk::{MOST_QUERIES, Marked, Walk, just_above};
use super::words::{Reached, contact_root, hidden_root};
use crate::dynamodb::{Ask, BatchGetItemInput};

const OPERATION: &str = "find";
/// Cases that are read at once, as many as the table gives.
const CASES_AT_ONCE: usize = 100;
/// A page that finds too little gives up after so many cases, or after [`MOST_QUERIES`]; the next one goes on from there.
const MOST_READ: usize = 400;
/// Marked cases that a search reads itself. Ticks leave fewer, but for a flood or an import.
const MOST_MARKED: i32 = 50;
/// Roots that one beginning stands for; whoever means another types on.
const MOST_BEGINNING_SO: usize = 8;

/// What a case is to be found by: words of its texts, or how its named reporter is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    words: Vec<Asked>,
}

impl Sought {
    /// Cases with all these words, in whatever form.
    pub fn words(question: &str) -> Sought {
        Sought {
            words: words::asked(question),
        }
    }

    /// The same, also where the words stand in what only some may read: in numbers and addresses.
    pub fn or_hidden(mut self) -> Sought {
        for word in &mut self.words {
            let hidden: Vec<String> = word.roots.iter().map(|root| hidden_root(root)).collect();
            word.roots.extend(hidden);
        }
        self
    }

    /// The same, and those of a named reporter who is reached so, by a keyed hash.
    pub(crate) fn or_contact(mut self, mark: &str) -> Sought {
        if self.words.is_empty() {
            self.words.push(Asked::default());
        }
        // (a or c) and (b or c) are (a and b) or c.
        for word in &mut self.words {
            word.roots.insert(contact_root(mark));
        }
        self
    }
}

impl Store {
    /// Up to `limit` cases that are sought, the latest received first; of a unit only those it has in hand or has
    /// had.
    pub async fn find(
        &self,
        sought: &Sought,
        desk: Option<&str>,
        filter: &Filter,
        cursor: Option<&str>,
        limit: usize,
        now: jiff::Timestamp,
    ) -> Result<Page, StoreError> {
        let range = Range::of(filter, cursor, now)?;
        if sought.words.is_empty() {
            return Ok(Page::default());
        }
        let marked = self.marked(&sought.words).await?;
        let are_more = marked.are_more || self.reached().await? != Reached::Whole;
        let asked = self.with_begun(&sought.words, desk).await?;
        let mut walk = Walk::new(&asked, desk, marked, &range);
        let mut page = self.walk(&mut walk, desk, filter, limit).await?;
        page.incomplete = are_more;
        Ok(page)
    }

    async fn walk(
        &self,
        walk: &mut Walk<'_>,
        desk: Option<&str>,
        filter: &Filter,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let (mut items, mut read, mut shown) = (Vec::new(), 0, String::new());
        loop {
            // One more than is missing: whether there is a next page must be known. If those were not enough, few
            // of them are what is wanted.
            let wanted = if read == 0 { limit + 1 } else { CASES_AT_ONCE };
            let keys = walk.next(self, wanted).await?;
            let cases = self.cases(&keys, desk).await?;
            let kept = keys
                .iter()
                .filter_map(|key| Some((key, cases.get(number_of(key))?)));
            for (key, case) in kept.filter(|(_, case)| filter.lets_through(case)) {
                if items.len() == limit {
                    return Ok(Page::ending_at(items, &shown));
                }
                items.push(case.clone());
                shown.clone_from(key);
            }
            read += keys.len();
            if walk.is_over() {
                return Ok(Page {
                    items,
                    ..Page::default()
                });
            }
            if walk.queries >= MOST_QUERIES || read >= MOST_READ {
                return Ok(Page::ending_at(items, &walk.below));
            }
        }
    }

    async fn marked(&self, asked: &[Asked]) -> Result<Marked, StoreError> {
        let marks = self.unindexed(MOST_MARKED).await?;
        let are_more = i32::try_from(marks.len()).is_ok_and(|found| found == MOST_MARKED);
        let reading = marks.iter().map(|mark| self.found(&mark.number));
        let found: Vec<_> = try_join_all(reading).await?.into_iter().flatten().collect();
        let is_asked = |found: &&super::words::Found| words::has_all(&found.roots, asked);
        let mut matching: Vec<String> = found
            .iter()
            .filter(is_asked)
            .map(|found| found.received.clone())
            .collect();
        matching.sort_unstable_by(|a, b| b.cmp(a));
        Ok(Marked {
            matching: matching.into(),
            all: found.into_iter().map(|found| found.received).collect(),
            are_more,
        })
    }

    /// The cases of these places, by number; of a unit only those on its desk.
    async fn cases(
        &self,
        places: &[String],
        desk: Option<&str>,
    ) -> Result<HashMap<String, CaseSummary>, StoreError> {
        let desk = desk.map(keys::desk);
        let mut cases = HashMap::new();
        for item in self.read_cases(places).await? {
            let owner = Reader::new("case", &item).maybe(DESK);
            if desk.is_none() || owner == desk.as_deref() {
                let case = view::summary(&item)?;
                cases.insert(case.number.clone(), case);
            }
        }
        Ok(cases)
    }

    async fn read_cases(&self, places: &[String]) -> Result<Vec<Attributes>, StoreError> {
        let key = |place: &String| {
            HashMap::from([
                (PK.to_owned(), AttributeValue::S(keys::case(number_of(place)))),
                (SK.to_owned(), AttributeValue::S(META.to_owned())),
            ])
        };
        let mut found = Vec::new();
        for part in places.chunks(CASES_AT_ONCE) {
            let mut left: Vec<_> = part.iter().map(key).collect();
            while !left.is_empty() {
                let wanted = KeysAndAttributes::builder().set_keys(Some(left)).build();
                let wanted = wanted.map_err(|_| super::staff::unfinished())?;
                let answer = BatchGetItemInput::builder().request_items(&self.table, wanted);
                let answer = answer.ask(&self.dynamodb).await;
                let answer = answer.map_err(|error| StoreError::from_sdk(OPERATION, &error))?;
                found.extend(answer.responses.unwrap_or_default().into_values().flatten());
                let unread = answer.unprocessed_keys.unwrap_or_default();
                left = unread.into_values().flat_map(|more| more.keys).collect();
            }
        }
        Ok(found)
    }

    /// For each word the roots it may have; where a beginning is enough, with those that begin so.
    async fn with_begun(
        &self,
        asked: &[Asked],
        desk: Option<&str>,
    ) -> Result<Vec<BTreeSet<String>>, StoreError> {
        let mut words = Vec::new();
        for word in asked {
            let mut roots = word.roots.clone();
            if let Some(beginning) = &word.beginning {
                roots.extend(self.beginning_with(beginning, desk).await?);
            }
            words.push(roots);
        }
        Ok(words)
    }

    /// The first roots of the index that begin so: a question for each, since each jumps over all cases with it.
    async fn beginning_with(&self, beginning: &str, desk: Option<&str>) -> Result<Vec<String>, StoreError> {
        let partition = keys::word(desk, beginning);
        let (mut from, last) = (beginning.to_owned(), format!("{beginning}{}", char::MAX));
        let mut roots = Vec::new();
        while roots.len() < MOST_BEGINNING_SO {
            let places = self.read_range(&partition, (&from, &last), true, 1).await?;
            let Some((root, _)) = places.first().and_then(|place| place.split_once('#')) else {
                break;
            };
            from = just_above(&keys::with_word(root, AFTER_ALL));
            roots.push(root.to_owned());
        }
        Ok(roots)
    }
}

/// The number that stands behind the moment in a place.
fn number_of(place: &str) -> &str {
    place.split_once('#').map_or("", |(_, number)| number)
}
