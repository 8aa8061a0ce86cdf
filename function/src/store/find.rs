//! Finding cases by words: the partitions of the words are walked together, from the latest received on, each
//! jumping to where the others are. So a search reads about what it shows, however large the register is.
//!
//! What is found is read anew from the case itself; marked cases, whose words are not in the index yet, are read too.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use complaint::words::{self, Asked};
use futures_util::future::try_join_all;

use super::Store;
use super::error::StoreError;
use super::item::{Attributes, Reader};
use super::keys::{self, DESK, META, PK, SK};
use super::list::{AFTER_ALL, Filter, Page, Range};
use super::view::{self, CaseSummary};
use super::words::{Reached, contact_root};

const OPERATION: &str = "find";
/// Places of one word that are read at once.
const READ_AT_ONCE: i32 = 100;
/// Cases that are read at once, as many as the table gives.
const CASES_AT_ONCE: usize = 100;
/// A page that finds too little gives up after so many cases or questions; the next one goes on from there.
const MOST_READ: usize = 400;
const MOST_QUERIES: usize = 60;
/// Marked cases that a search reads itself. Ticks leave fewer, but for a flood or an import.
const MOST_MARKED: i32 = 50;

/// Roots that one beginning stands for; whoever means another types on.
const MOST_BEGINNING_SO: usize = 8;

/// What a case is to be found by: words of its texts, or how its named reporter is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    words: Vec<Asked>,
}

/// One word, or one of the roots that it may have: the places in the order of receipt, the latest first.
struct Stream {
    root: String,
    partition: String,
    read: VecDeque<String>,
    ended: bool,
}

/// Words walked together.
struct Walk<'a> {
    words: Vec<Vec<Stream>>,
    marked: Marked,
    range: &'a Range,
    /// Everything from here on is done.
    below: String,
    queries: usize,
}

/// Marked cases: those that are what was asked for, the latest first, and all of them.
struct Marked {
    matching: VecDeque<String>,
    all: HashSet<String>,
    are_more: bool,
}

/// Where words meet.
enum Met {
    At(String),
    /// Enough was asked; not above this.
    NotYet(String),
    Nowhere,
}

impl Sought {
    /// Cases with all these words, in whatever form.
    pub fn words(question: &str) -> Sought {
        Sought {
            words: words::asked(question),
        }
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
                let answer = self.client.batch_get_item().request_items(&self.table, wanted);
                let answer = answer.send().await;
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
    async fn read_range(
        &self,
        partition: &str,
        (first, last): (&str, &str),
        is_forward: bool,
        limit: i32,
    ) -> Result<Vec<String>, StoreError> {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("PK = :words AND SK BETWEEN :first AND :last")
            .projection_expression("SK")
            .expression_attribute_values(":words", text(partition))
            .expression_attribute_values(":first", text(first))
            .expression_attribute_values(":last", text(last))
            .scan_index_forward(is_forward)
            .limit(limit)
            .send()
            .await
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))?;
        let key = |item: &Attributes| Reader::new("word", item).text(SK).map(str::to_owned);
        answer.items().iter().map(key).collect()
    }
}

impl<'a> Walk<'a> {
    fn new(asked: &[BTreeSet<String>], desk: Option<&str>, marked: Marked, range: &'a Range) -> Walk<'a> {
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

    fn is_over(&self) -> bool {
        self.below <= self.range.oldest
    }

    /// Up to `wanted` places with all words, further on; fewer at the end, or when enough was asked.
    async fn next(&mut self, store: &Store, wanted: usize) -> Result<Vec<String>, StoreError> {
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

/// The number that stands behind the moment in a place.
fn number_of(place: &str) -> &str {
    place.split_once('#').map_or("", |(_, number)| number)
}

/// Below this a place itself still is. What follows a place is no longer one.
fn just_above(place: &str) -> String {
    format!("{place}!")
}
