//! Staff lists: newest first, filtered, page by page. Every page is read from an index, never by a scan.

use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use complaint::{Channel, Class, Status};
use jiff::Timestamp;
use jiff::civil::Date;

use super::Store;
use super::error::StoreError;
use super::item::Attributes;
use super::keys::{self, BY_RECEIVED, RECEIVED_KEY};
use super::view::{self, CaseSummary};

const OPERATION: &str = "list";
/// No register goes back further; a list that reaches this year is at its end.
const FIRST_YEAR: i16 = 2000;
/// How many cases one request reads while it looks for those the filter lets through.
const READ_AT_ONCE: i32 = 100;
/// Behind every number that begins in the same second.
const AFTER_ALL: &str = "~";

/// Which cases to list; everything absent lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Cases in this state.
    pub status: Option<Status>,
    /// Cases of this class.
    pub class: Option<Class>,
    /// Cases that came by this channel.
    pub channel: Option<Channel>,
    /// Cases of this unit, by slug.
    pub unit: Option<String>,
    /// Cases that owed something before this date in the agency's zone.
    pub overdue_on: Option<Date>,
    /// Cases received at this instant or later.
    pub since: Option<Timestamp>,
    /// Cases received before this instant.
    pub until: Option<Timestamp>,
    /// Cases whose number or text has these words, whatever their case.
    pub text: Option<String>,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Page {
    /// The cases, newest first.
    pub items: Vec<CaseSummary>,
    /// Where the next page begins; absent on the last.
    pub next_cursor: Option<String>,
}

impl Page {
    /// A page behind whose last key more follows. The cursor is a place in the order of receipt; it opens
    /// nothing that the list does not show anyway.
    fn ending_at(items: Vec<CaseSummary>, last: &str) -> Page {
        let next_cursor = Some(URL_SAFE_NO_PAD.encode(last));
        Page { items, next_cursor }
    }
}

impl Filter {
    fn lets_through(&self, case: &CaseSummary) -> bool {
        self.status.is_none_or(|status| case.status == status)
            && self.class.is_none_or(|class| case.class == class)
            && self.channel.is_none_or(|channel| case.channel == channel)
            && self
                .unit
                .as_ref()
                .is_none_or(|unit| case.unit.as_ref() == Some(unit))
            && self.overdue_on.is_none_or(|today| case.is_late(today))
            && self.text.as_ref().is_none_or(|words| has_words(case, words))
    }
}

impl CaseSummary {
    /// Whether the agency owed something before `today`, a date in its zone.
    pub fn is_late(&self, today: Date) -> bool {
        self.status.is_open() && self.due_on.is_some_and(|due| due < today)
    }
}

fn has_words(case: &CaseSummary, words: &str) -> bool {
    let words = words.to_lowercase();
    case.narrative.to_lowercase().contains(&words) || case.number.to_lowercase().contains(&words)
}

impl Store {
    /// Up to `limit` cases, newest first, from `cursor` on. `now` bounds the list where the filter does not.
    pub async fn list(
        &self,
        filter: &Filter,
        cursor: Option<&str>,
        limit: usize,
        now: Timestamp,
    ) -> Result<Page, StoreError> {
        let mut before = match cursor {
            Some(cursor) => read_cursor(cursor)?,
            // A day's margin: a case may bear the clock of another machine.
            None => keys::instant(filter.until.unwrap_or_else(|| tomorrow(now))),
        };
        let oldest = filter
            .since
            .map_or_else(|| format!("{FIRST_YEAR}-"), keys::instant);
        let (mut items, mut last) = (Vec::new(), String::new());
        while before > oldest {
            let read = self.read_before(&before, &oldest).await?;
            for attributes in &read {
                let case = view::summary(attributes)?;
                if filter.lets_through(&case) {
                    if items.len() == limit.max(1) {
                        return Ok(Page::ending_at(items, &last));
                    }
                    items.push(case);
                    last = received_key(attributes)?;
                }
                before = received_key(attributes)?;
            }
            if read.is_empty() {
                before = end_of_year_before(&before);
            }
        }
        Ok(Page {
            items,
            next_cursor: None,
        })
    }

    /// Cases of one year received before `before` and not before `oldest`, newest first.
    async fn read_before(&self, before: &str, oldest: &str) -> Result<Vec<Attributes>, StoreError> {
        let year = year_of(before);
        let first = std::cmp::max(oldest.to_owned(), format!("{year:04}-"));
        // BETWEEN takes both ends: the end is the last key in front of `before`.
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(BY_RECEIVED)
            .key_condition_expression("received_year = :year AND received_key BETWEEN :first AND :last")
            .expression_attribute_values(":year", AttributeValue::S(format!("R#{year:04}")))
            .expression_attribute_values(":first", AttributeValue::S(first))
            .expression_attribute_values(":last", AttributeValue::S(before.to_owned()))
            .scan_index_forward(false)
            .limit(READ_AT_ONCE)
            .send()
            .await
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))?;
        let mut items = answer.items.unwrap_or_default();
        items.retain(|item| received_key(item).is_ok_and(|key| key.as_str() < before));
        Ok(items)
    }
}

fn received_key(attributes: &Attributes) -> Result<String, StoreError> {
    super::item::Reader::new("case", attributes)
        .text(RECEIVED_KEY)
        .map(str::to_owned)
}

fn tomorrow(now: Timestamp) -> Timestamp {
    now.checked_add(jiff::SignedDuration::from_hours(24))
        .unwrap_or(now)
}

/// Keys begin with four digits of a year; see [`keys::instant`].
fn year_of(key: &str) -> i16 {
    key.get(..4)
        .and_then(|year| year.parse().ok())
        .unwrap_or(FIRST_YEAR)
}

fn end_of_year_before(key: &str) -> String {
    format!("{:04}-{AFTER_ALL}", year_of(key) - 1)
}

fn read_cursor(cursor: &str) -> Result<String, StoreError> {
    let key = URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let ours = |key: &String| {
        key.split_once('#')
            .is_some_and(|(at, _)| at.parse::<Timestamp>().is_ok())
    };
    key.filter(|key| key.len() <= 64 && ours(key))
        .ok_or(StoreError::BadCursor)
}
