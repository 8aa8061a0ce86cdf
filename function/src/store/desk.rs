//! The queue: what waits, by the next date due, page by page. Each page reads some cases of the partitions it is
//! about and nothing else: a unit's queue is a partition of its own, so that it never touches others' cases.

use std::collections::VecDeque;

use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use complaint::Status;
use jiff::civil::Date;

use super::Store;
use super::error::StoreError;
use super::item::{Attributes, Reader};
use super::keys::{self, BY_DESK, BY_DUE, DESK_KEY, DUE_KEY};
use super::list::Page;
use super::view::{self, CaseSummary};
use crate::dynamodb::{Ask, QueryInput};

const OPERATION: &str = "desk";
const READ_AT_ONCE: i32 = 50;
/// A page that finds too little gives up after so many cases; the next one goes on from there.
const MOST_READ: usize = 1_000;

/// Where cases wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// All that are in a state.
    State(Status),
    /// All that a unit has in hand.
    Unit(String),
    /// All that a unit has had, the latest change first.
    Past(String),
}

/// One place being read.
struct Stream {
    place: Place,
    read: VecDeque<(String, CaseSummary)>,
    after: Option<String>,
    ended: bool,
}

impl Store {
    /// Up to `limit` cases of these places that `keep` lets through, from `cursor` on: by the next date due, or
    /// from the past the latest first. Past and present are not read together. `due_by`: nothing that is due later.
    pub async fn desk(
        &self,
        places: Vec<Place>,
        due_by: Option<Date>,
        keep: impl Fn(&CaseSummary) -> bool,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let after = cursor.map(read_cursor).transpose()?;
        let past = places.iter().any(|place| matches!(place, Place::Past(_)));
        let begin = |place| Stream {
            place,
            read: VecDeque::new(),
            after: after.clone(),
            ended: false,
        };
        let mut streams: Vec<Stream> = places.into_iter().map(begin).collect();
        let (mut items, mut last, mut seen) = (Vec::new(), None, 0);
        loop {
            self.fill(&mut streams, due_by).await?;
            let Some((key, case)) = take_next(&mut streams, past) else {
                return Ok(Page {
                    items,
                    ..Page::default()
                });
            };
            let kept = keep(&case);
            if (kept && items.len() == limit) || seen == MOST_READ {
                let next_cursor = last.map(|key: String| URL_SAFE_NO_PAD.encode(key));
                return Ok(Page {
                    items,
                    next_cursor,
                    ..Page::default()
                });
            }
            if kept {
                items.push(case);
            }
            seen += 1;
            last = Some(key);
        }
    }

    async fn fill(&self, streams: &mut [Stream], due_by: Option<Date>) -> Result<(), StoreError> {
        let empty = streams
            .iter_mut()
            .filter(|stream| stream.read.is_empty() && !stream.ended);
        let reading = empty.map(|stream| self.read_on(stream, due_by));
        futures_util::future::try_join_all(reading).await.map(drop)
    }

    async fn read_on(&self, stream: &mut Stream, due_by: Option<Date>) -> Result<(), StoreError> {
        let items = self
            .read_place(&stream.place, stream.after.as_deref(), due_by)
            .await?;
        stream.ended = items.len() < usize::try_from(READ_AT_ONCE).unwrap_or(usize::MAX);
        for item in &items {
            let key = key_of(&stream.place, item)?;
            stream.after = Some(key.clone());
            stream.read.push_back((key, view::summary(item)?));
        }
        Ok(())
    }

    async fn read_place(
        &self,
        place: &Place,
        after: Option<&str>,
        due_by: Option<Date>,
    ) -> Result<Vec<Attributes>, StoreError> {
        let (index, names, partition, prefix) = match place {
            Place::State(status) => (BY_DUE, ("open_status", DUE_KEY), keys::open_status(*status), ""),
            Place::Unit(unit) => (
                BY_DESK,
                (keys::DESK, DESK_KEY),
                keys::desk(unit),
                keys::WAITING_PREFIX,
            ),
            Place::Past(unit) => (
                BY_DESK,
                (keys::DESK, DESK_KEY),
                keys::desk(unit),
                keys::PAST_PREFIX,
            ),
        };
        let past = matches!(place, Place::Past(_));
        let text = |text: String| AttributeValue::S(text);
        // Behind everything, or behind everything of that day.
        let end = due_by
            .filter(|_| !past)
            .map_or("~".to_owned(), |day| format!("{day}~"));
        let edge = after.map(|after| format!("{prefix}{after}"));
        // Both ends of BETWEEN count: the edge itself is dropped below.
        let (first, last) = match (&edge, past) {
            (Some(edge), false) => (edge.clone(), format!("{prefix}{end}")),
            (Some(edge), true) => (prefix.to_owned(), edge.clone()),
            // A key holds no empty text, and no key begins below a digit.
            (None, _) => (format!("{prefix}!"), format!("{prefix}{end}")),
        };
        let answer = QueryInput::builder()
            .table_name(&self.table)
            .index_name(index)
            .key_condition_expression("#partition = :partition AND #sort BETWEEN :first AND :last")
            .expression_attribute_names("#partition", names.0)
            .expression_attribute_names("#sort", names.1)
            .expression_attribute_values(":partition", text(partition))
            .expression_attribute_values(":first", text(first))
            .expression_attribute_values(":last", text(last))
            .scan_index_forward(!past)
            .limit(READ_AT_ONCE + i32::from(edge.is_some()))
            .ask(&self.dynamodb)
            .await
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))?;
        let mut items = answer.items.unwrap_or_default();
        items.retain(|item| key_of(place, item).is_ok_and(|key| Some(key.as_str()) != after));
        Ok(items)
    }
}

/// The place of an item in the order, the same for every kind of place.
fn key_of(place: &Place, item: &Attributes) -> Result<String, StoreError> {
    let reader = Reader::new("case", item);
    Ok(match place {
        Place::State(_) => reader.text(DUE_KEY)?.to_owned(),
        Place::Unit(_) => unprefixed(reader.text(DESK_KEY)?, keys::WAITING_PREFIX),
        Place::Past(_) => unprefixed(reader.text(DESK_KEY)?, keys::PAST_PREFIX),
    })
}

fn unprefixed(key: &str, prefix: &str) -> String {
    key.strip_prefix(prefix).unwrap_or(key).to_owned()
}

fn take_next(streams: &mut [Stream], past: bool) -> Option<(String, CaseSummary)> {
    let waiting = streams.iter_mut().filter(|stream| !stream.read.is_empty());
    let key = |stream: &&mut Stream| stream.read.front().map(|(key, _)| key.clone());
    let next = if past {
        waiting.max_by_key(key)
    } else {
        waiting.min_by_key(key)
    };
    next?.read.pop_front()
}

fn read_cursor(cursor: &str) -> Result<String, StoreError> {
    let key = URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let ours =
        |key: &String| key.len() <= 64 && key.contains('#') && key.starts_with(|c: char| c.is_ascii_digit());
    key.filter(ours).ok_or(StoreError::BadCursor)
}
