//! Staff lists: newest first, filtered, page by page. Every page is read from an index, never by a scan.

use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use complaint::case::Flag as Mark;
use complaint::staff::{Matter, Officer};
use complaint::{Channel, Class, IdentityMode, Lang, Status};
use jiff::Timestamp;
use jiff::civil::Date;

use super::Store;
use super::error::StoreError;
use super::find::Sought;
use super::item::Attributes;
use super::keys::{self, BY_DUE, BY_RECEIVED, RECEIVED_KEY};
use super::view::{self, CaseSummary};
use crate::dynamodb::{Ask, Items, QueryInput};

const OPERATION: &str = "list";
/// No register goes back further; a list that reaches this year is at its end.
const FIRST_YEAR: i16 = 2000;
/// How many cases one request reads while it looks for those the filter lets through.
const READ_AT_ONCE: i32 = 100;
/// Behind every number that begins in the same second.
pub(super) const AFTER_ALL: &str = "~";

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
    /// Cases of this category, by slug.
    pub category: Option<String>,
    /// Cases whose reporter is answered in this language.
    pub language: Option<Lang>,
    /// Cases of which this is true.
    pub flag: Option<Flag>,
    /// Cases of which the agency owes something then.
    pub due: Option<Due>,
    /// Cases that are not about this unit.
    pub hidden_from: Option<String>,
    /// Cases that owed something before this date in the agency's zone.
    pub overdue_on: Option<Date>,
    /// Cases received at this instant or later.
    pub since: Option<Timestamp>,
    /// Cases received before this instant.
    pub until: Option<Timestamp>,
    /// Cases with all these words, in whatever form.
    pub text: Option<String>,
}

/// Something that is true of some cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// The reporter is known to the key holders only.
    Confidential,
    /// The reporter is known to nobody.
    Anonymous,
    /// It has a number elsewhere.
    Referenced,
    /// It bears this mark.
    Marked(Mark),
}

impl Flag {
    /// The names of all.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let own = ["confidential", "anonymous", "reference"];
        own.into_iter().chain(Mark::NAMES.iter().copied())
    }

    /// Reads a name.
    pub fn parse(name: &str) -> Option<Flag> {
        Some(match name {
            "confidential" => Flag::Confidential,
            "anonymous" => Flag::Anonymous,
            "reference" => Flag::Referenced,
            _ => Flag::Marked(Mark::known(name)?),
        })
    }

    fn is_true_of(self, case: &CaseSummary) -> bool {
        match self {
            Flag::Confidential => case.identity_mode == IdentityMode::Confidential,
            Flag::Anonymous => case.identity_mode == IdentityMode::Anonymous,
            // Of a case that was marked before there was such a mark, the units tell.
            Flag::Marked(Mark::Conflict) => !case.excluded.is_empty(),
            Flag::Referenced => case.reference.is_some(),
            Flag::Marked(mark) => case.flags.contains(&mark),
        }
    }
}

/// Days on which something is owed, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The first; without, whatever is late counts.
    pub from: Option<Date>,
    /// The last.
    pub to: Date,
}

impl Due {
    fn holds(self, case: &CaseSummary) -> bool {
        let within = |due: Date| due <= self.to && self.from.is_none_or(|from| due >= from);
        case.status.is_open() && case.due_on.is_some_and(within)
    }
}

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Page {
    /// The cases, newest first.
    pub items: Vec<CaseSummary>,
    /// Where the next page begins; absent on the last.
    pub next_cursor: Option<String>,
    /// Whether there may be more, since words of some cases are not in the index yet.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub incomplete: bool,
}

impl Page {
    /// A page behind whose last key more follows. The cursor is a place in the order of receipt; it opens
    /// nothing that the list does not show anyway.
    pub(super) fn ending_at(items: Vec<CaseSummary>, last: &str) -> Page {
        let next_cursor = Some(URL_SAFE_NO_PAD.encode(last));
        Page {
            items,
            next_cursor,
            ..Page::default()
        }
    }
}

impl Filter {
    /// Whether a case is one of them, but for its words and the time of its receipt.
    pub(crate) fn lets_through(&self, case: &CaseSummary) -> bool {
        self.status.is_none_or(|status| case.status == status)
            && self.class.is_none_or(|class| case.class == class)
            && self.channel.is_none_or(|channel| case.channel == channel)
            && self
                .unit
                .as_ref()
                .is_none_or(|unit| case.unit.as_ref() == Some(unit))
            && (self.category.is_none() || case.category == self.category)
            && self.language.is_none_or(|language| case.language == language)
            && self.flag.is_none_or(|flag| flag.is_true_of(case))
            && self.due.is_none_or(|due| due.holds(case))
            && self
                .hidden_from
                .as_ref()
                .is_none_or(|unit| !case.excluded.contains(unit))
            && self.overdue_on.is_none_or(|today| case.is_late(today))
    }
}

impl CaseSummary {
    /// Whether the agency owed something before `today`, a date in its zone.
    pub fn is_late(&self, today: Date) -> bool {
        self.status.is_open() && self.due_on.is_some_and(|due| due < today)
    }

    /// Whether an officer sees it. Whoever belongs to a unit found it in a list of that unit, and it is theirs.
    pub(crate) fn is_seen_by(&self, officer: &Officer) -> bool {
        let found_by = officer.unit.as_deref().filter(|_| officer.role.needs_unit());
        officer.sees(Matter {
            unit: found_by.or(self.unit.as_deref()),
            excluded: &self.excluded,
        })
    }
}

/// The part of the order of receipt that is still to be listed: below `before`, not below `oldest`.
pub(super) struct Range {
    pub(super) before: String,
    pub(super) oldest: String,
}

impl Range {
    pub(super) fn of(filter: &Filter, cursor: Option<&str>, now: Timestamp) -> Result<Range, StoreError> {
        let before = match (cursor, filter.until) {
            (Some(cursor), _) => read_cursor(cursor)?,
            (None, Some(until)) => keys::instant(until),
            // A year's margin: a case may bear the clock of another machine.
            (None, None) => end_of_year(keys::year(now) + 1),
        };
        let oldest = filter
            .since
            .map_or_else(|| format!("{FIRST_YEAR}-"), keys::instant);
        Ok(Range { before, oldest })
    }

    fn contains(&self, key: &str) -> bool {
        (self.oldest.as_str()..self.before.as_str()).contains(&key)
    }
}

impl Store {
    /// Up to `limit` cases, newest first, from `cursor` on. `now` tells the newest year to look into.
    pub async fn list(
        &self,
        filter: &Filter,
        cursor: Option<&str>,
        limit: usize,
        now: Timestamp,
    ) -> Result<Page, StoreError> {
        if let Some(text) = &filter.text {
            let sought = Sought::words(text).or_hidden();
            return self.find(&sought, None, filter, cursor, limit.max(1), now).await;
        }
        let range = Range::of(filter, cursor, now)?;
        match filter.overdue_on {
            Some(today) => self.list_overdue(filter, &range, limit.max(1), today).await,
            None => self.list_received(filter, range, limit.max(1)).await,
        }
    }

    async fn list_received(
        &self,
        filter: &Filter,
        mut range: Range,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let (mut items, mut last) = (Vec::new(), String::new());
        while range.before > range.oldest {
            let read = self.read_before(&range.before, &range.oldest).await?;
            for attributes in &read {
                let case = view::summary(attributes)?;
                range.before = keys::received(case.received_at, &case.number);
                if filter.lets_through(&case) {
                    if items.len() == limit {
                        return Ok(Page::ending_at(items, &last));
                    }
                    items.push(case);
                    last.clone_from(&range.before);
                }
            }
            if read.is_empty() {
                range.before = end_of_year(year_of(&range.before) - 1);
            }
        }
        Ok(Page {
            items,
            ..Page::default()
        })
    }

    /// What is overdue is found by its date and is never much: it is sorted here.
    async fn list_overdue(
        &self,
        filter: &Filter,
        range: &Range,
        limit: usize,
        today: Date,
    ) -> Result<Page, StoreError> {
        let key = |case: &CaseSummary| keys::received(case.received_at, &case.number);
        let mut cases = self.overdue(today).await?;
        cases.retain(|case| range.contains(&key(case)) && filter.lets_through(case));
        cases.sort_by_key(|case| std::cmp::Reverse(key(case)));
        if cases.len() <= limit {
            return Ok(Page {
                items: cases,
                ..Page::default()
            });
        }
        cases.truncate(limit);
        let last = cases.last().map(key).unwrap_or_default();
        Ok(Page::ending_at(cases, &last))
    }

    /// Cases in a state that owes something, whose date has passed.
    async fn overdue(&self, today: Date) -> Result<Vec<CaseSummary>, StoreError> {
        let mut cases = Vec::new();
        for status in Status::ALL.iter().filter(|status| status.is_open()) {
            let mut pages = QueryInput::builder()
                .table_name(&self.table)
                .index_name(BY_DUE)
                .key_condition_expression("open_status = :status AND due_key < :today")
                .expression_attribute_values(":status", AttributeValue::S(keys::open_status(*status)))
                .expression_attribute_values(":today", AttributeValue::S(today.to_string()))
                .items(&self.dynamodb);
            while let Some(item) = pages.next().await {
                let item = item.map_err(|error| StoreError::from_sdk(OPERATION, &error))?;
                cases.push(view::summary(&item)?);
            }
        }
        Ok(cases)
    }

    /// Cases of one year received before `before` and not before `oldest`, newest first.
    async fn read_before(&self, before: &str, oldest: &str) -> Result<Vec<Attributes>, StoreError> {
        let year = year_of(before);
        let first = std::cmp::max(oldest.to_owned(), format!("{year:04}-"));
        // BETWEEN takes both ends: the end is the last key in front of `before`.
        let answer = QueryInput::builder()
            .table_name(&self.table)
            .index_name(BY_RECEIVED)
            .key_condition_expression("received_year = :year AND received_key BETWEEN :first AND :last")
            .expression_attribute_values(":year", AttributeValue::S(format!("R#{year:04}")))
            .expression_attribute_values(":first", AttributeValue::S(first))
            .expression_attribute_values(":last", AttributeValue::S(before.to_owned()))
            .scan_index_forward(false)
            .limit(READ_AT_ONCE)
            .ask(&self.dynamodb)
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

/// Keys begin with four digits of a year; see [`keys::instant`].
fn year_of(key: &str) -> i16 {
    key.get(..4)
        .and_then(|year| year.parse().ok())
        .unwrap_or(FIRST_YEAR)
}

fn end_of_year(year: i16) -> String {
    format!("{year:04}-{AFTER_ALL}")
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
