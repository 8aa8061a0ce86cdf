//! The index of words: one small item for each root of a case's texts, in a partition of what roots begin with. It
//! holds the roots of what staff read of a case anyway. Of the person it holds nothing that can be read: the keyed
//! hashes of how a named reporter is reached stand among the roots, in a form that no typed word has.
//!
//! Telephone numbers, mail addresses and identity numbers in the words of whoever does not show themselves give hidden
//! roots, asked for only on behalf of whoever reads those words whole.
//!
//! A unit's own cases stand a second time in partitions of that unit, so that an officer's search touches no other.
//!
//! Filing and changing a case write only a mark, in their own transaction, so that nobody who complains waits for
//! sixty items. The mark is worked off by ticks ([`Store::index_words`]); until then a search reads the marked case
//! itself. What stands in the index for a case is listed in one item, changed in the same transactions as the index,
//! so nothing is forgotten in it, whatever is interrupted or done twice.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem};
use complaint::self_identification::without_contacts;
use complaint::{Action, Actor, IdentityMode, words};
use jiff::Timestamp;

use super::Store;
use super::error::StoreError;
use super::event::Step;
use super::item::{Attributes, Reader, Writer};
use super::keys::{
    self, BY_DUE, DESK, DUE_KEY, META, PK, RECEIVED_KEY, SEARCH, SK, TO_INDEX, UNINDEXED, WORDS,
};
use super::submit::finish;
use super::view::Parts;
use crate::dynamodb::{Ask, DeleteItemInput, PutItemInput, QueryInput};
use crate::redacting::hides_contacts;

const OPERATION: &str = "words";
/// A transaction takes a hundred items; one of them is the list.
const AT_ONCE: usize = 99;
/// Roots of one case; a narrative of 10,000 characters has fewer.
const MOST_ROOTS: usize = 800;

/// Counted up when cases are indexed in another way than before: then all are read again.
const EDITION: i64 = 3;
/// What the hash of a contact begins with among roots; no letter, so no word begins so.
const CONTACT: char = '@';
/// What a root begins with that stands only in what most readers of a case are not shown; no letter either.
const HIDDEN: char = '!';

/// A case whose words changed, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unindexed {
    /// Its number.
    pub number: String,
    since: String,
}

/// How far the index reaches into a register that was there before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reached {
    /// Into everything.
    Whole,
    /// To where to go on; nothing where it has not begun.
    To(Option<String>),
}

/// What stands in the index for a case.
#[derive(Default)]
struct Posted {
    /// Words and desks, see [`place`].
    places: BTreeSet<String>,
    revision: i64,
}

/// What a case is found by.
pub(super) struct Found {
    pub(super) received: String,
    pub(super) roots: BTreeSet<String>,
    desk: Option<String>,
}

/// The mark of a case whose words changed.
pub(super) fn unindexed(number: impl std::fmt::Display, at: Timestamp) -> Attributes {
    Writer::new(keys::case(&number), UNINDEXED)
        .text("number", number.to_string())
        .text(keys::OPEN_STATUS, TO_INDEX)
        .text(DUE_KEY, keys::received(at, &number))
        .finish()
}

impl Store {
    /// Up to `limit` cases whose words changed, the latest change first.
    pub async fn unindexed(&self, limit: i32) -> Result<Vec<Unindexed>, StoreError> {
        let answer = QueryInput::builder()
            .table_name(&self.table)
            .index_name(BY_DUE)
            .key_condition_expression("open_status = :marked")
            .expression_attribute_values(":marked", AttributeValue::S(TO_INDEX.to_owned()))
            .scan_index_forward(false)
            .limit(limit)
            .ask(&self.dynamodb)
            .await
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))?;
        let read = |item| {
            let reader = Reader::new("mark", item);
            Ok(Unindexed {
                number: reader.text("number")?.to_owned(),
                since: reader.text(DUE_KEY)?.to_owned(),
            })
        };
        answer.items().iter().map(read).collect()
    }

    /// Brings the index up to what a marked case says now, and takes the mark away, unless the case has changed again.
    pub async fn index(&self, case: &Unindexed) -> Result<(), StoreError> {
        self.index_words(&case.number).await?;
        let unmark = DeleteItemInput::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(keys::case(&case.number)))
            .key(SK, AttributeValue::S(UNINDEXED.to_owned()))
            .condition_expression("due_key = :since")
            .expression_attribute_values(":since", AttributeValue::S(case.since.clone()));
        super::staff::held(unmark.ask(&self.dynamodb).await).map(drop)
    }

    /// Brings the index up to what a case says now.
    pub(crate) async fn index_words(&self, number: &str) -> Result<(), StoreError> {
        // In this order: whoever removes the words afterwards finds the list as we leave it, or stops us.
        let mut posted = self.posted(number).await?;
        let Some(found) = self.found(number).await? else {
            return Ok(());
        };
        let wanted = found.places();
        let more = wanted
            .difference(&posted.places)
            .map(|place| (place.clone(), true));
        let less = posted
            .places
            .difference(&wanted)
            .map(|place| (place.clone(), false));
        let changes: Vec<(String, bool)> = more.chain(less).collect();
        for part in changes.chunks(AT_ONCE) {
            let items = part
                .iter()
                .map(|(place, is_there)| self.posting(key_of(place, &found.received), number, *is_there));
            let mut items = items.collect::<Result<Vec<_>, _>>()?;
            for (place, is_there) in part {
                if *is_there {
                    posted.places.insert(place.clone());
                } else {
                    posted.places.remove(place);
                }
            }
            items.push(self.listed(number, &posted)?);
            if !self.all_or_nothing(items).await? {
                return Err(StoreError::Conflict { operation: OPERATION });
            }
            posted.revision += 1;
        }
        Ok(())
    }

    async fn posted(&self, number: &str) -> Result<Posted, StoreError> {
        let Some(item) = self.item(OPERATION, &keys::case(number), WORDS).await? else {
            return Ok(Posted::default());
        };
        let reader = Reader::new(OPERATION, &item);
        let places = reader.text("places")?;
        Ok(Posted {
            places: places.split_whitespace().map(str::to_owned).collect(),
            revision: reader.number("revision")?,
        })
    }

    /// What a case is found by now; nothing if there is no such case.
    pub(super) async fn found(&self, number: &str) -> Result<Option<Found>, StoreError> {
        let (parts, marks) =
            tokio::try_join!(self.case_and_all(OPERATION, number), self.contact_marks(number))?;
        parts.map(|parts| Found::of(&parts, &marks)).transpose()
    }

    fn posting(&self, key: Writer, number: &str, is_there: bool) -> Result<TransactWriteItem, StoreError> {
        if is_there {
            return finish(self.put(key.text("number", number).finish()));
        }
        let delete = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(key.finish()))
            .build();
        let delete = delete.map_err(|_| super::staff::unfinished())?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// The list as it shall be, under the condition that nobody else has changed it.
    fn listed(&self, number: &str, posted: &Posted) -> Result<TransactWriteItem, StoreError> {
        let places: Vec<&str> = posted.places.iter().map(String::as_str).collect();
        let item = Writer::new(keys::case(number), WORDS)
            .text("places", places.join(" "))
            .number("revision", posted.revision + 1)
            .finish();
        let put = self.put(item);
        let put = if posted.revision == 0 {
            put.condition_expression("attribute_not_exists(PK)")
        } else {
            let read = AttributeValue::N(posted.revision.to_string());
            put.condition_expression("revision = :read")
                .expression_attribute_values(":read", read)
        };
        finish(put)
    }

    /// How far the index reaches into an older register.
    pub(crate) async fn reached(&self) -> Result<Reached, StoreError> {
        let item = self.item(OPERATION, SEARCH, META).await?;
        let Some(item) = item else {
            return Ok(Reached::To(None));
        };
        let reader = Reader::new(OPERATION, &item);
        Ok(match (reader.number::<i64>("edition")?, reader.owned("next")) {
            (EDITION, None) => Reached::Whole,
            (EDITION, next) => Reached::To(next),
            _ => Reached::To(None),
        })
    }

    /// Remembers where to go on, or that it is whole. Two who write this at once have both done what they write.
    pub(crate) async fn reach(&self, next: Option<&str>) -> Result<(), StoreError> {
        let item = Writer::new(SEARCH, META)
            .number("edition", EDITION)
            .maybe("next", next);
        let request = PutItemInput::builder().table_name(&self.table);
        let sent = request.set_item(Some(item.finish())).ask(&self.dynamodb).await;
        sent.map(drop)
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))
    }
}

impl Found {
    fn of(parts: &Parts, marks: &[String]) -> Result<Found, StoreError> {
        let reader = Reader::new("case", &parts.case);
        let case: complaint::Case = reader.json("case")?;
        let roots = if case.erased {
            BTreeSet::new()
        } else {
            let marks = marks.iter().map(|mark| contact_root(mark));
            roots(parts, &reader)?.into_iter().chain(marks).collect()
        };
        Ok(Found {
            received: reader.text(RECEIVED_KEY)?.to_owned(),
            roots,
            desk: reader.owned(DESK),
        })
    }

    fn places(&self) -> BTreeSet<String> {
        let unit = self.desk.as_deref().and_then(|desk| desk.strip_prefix("U#"));
        let everywhere = self.roots.iter().map(|root| place("", root));
        let open = self.roots.iter().filter(|root| !root.starts_with(HIDDEN));
        let in_unit = unit.map(|unit| open.map(move |root| place(unit, root)));
        everywhere.chain(in_unit.into_iter().flatten()).collect()
    }
}

/// The roots of everything that staff read of a case; not of notes, which are for those who handle it. What only some
/// of them read gives hidden ones.
fn roots(parts: &Parts, case: &Reader<'_>) -> Result<BTreeSet<String>, StoreError> {
    const NUMBERS: [&str; 3] = ["number", "reference", "sp4n_id"];
    const TEXTS: [&str; 4] = [
        "incident_place",
        "reported_party",
        "requested_outcome",
        "narrative",
    ];
    let squeezed = case.text("number")?.replace('-', "");
    let elsewhere = parts.events.iter().filter_map(|event| match &event.step {
        Step::Done(Action::Forward { external_number, .. } | Action::Escalate { external_number }) => {
            external_number.as_deref()
        }
        _ => None,
    });
    let mode = case.parsed("identity_mode", IdentityMode::parse)?;
    let numbers = NUMBERS.iter().filter_map(|name| case.maybe(name));
    let written = TEXTS.iter().filter_map(|name| case.maybe(name));
    let said = |from: fn(Actor) -> bool| {
        let said = parts.messages.iter().filter(move |message| from(message.from));
        said.map(|message| message.text.as_str())
    };
    let written: Vec<&str> = written.chain(said(|from| from == Actor::Reporter)).collect();
    let open = numbers
        .chain([squeezed.as_str()])
        .chain(elsewhere)
        .chain(said(|from| from != Actor::Reporter));
    if !hides_contacts(mode) {
        let roots = words::roots(open.chain(written));
        return Ok(roots.into_iter().take(MOST_ROOTS).collect());
    }
    let shown: Vec<String> = written.iter().map(|text| without_contacts(text)).collect();
    let open = words::roots(open.chain(shown.iter().map(String::as_str)));
    let hidden = words::roots(written)
        .into_iter()
        .filter(|root| !open.contains(root));
    let hidden: Vec<String> = hidden.map(|root| hidden_root(&root)).collect();
    Ok(open.into_iter().chain(hidden).take(MOST_ROOTS).collect())
}

/// A root as it stands in the index where only some may find a case by it.
pub(super) fn hidden_root(root: &str) -> String {
    format!("{HIDDEN}{root}")
}

/// The keyed hash of a contact as it stands among roots.
pub(super) fn contact_root(mark: &str) -> String {
    format!("{CONTACT}{mark}")
}

fn place(desk: &str, root: &str) -> String {
    format!("{desk}/{root}")
}

/// Where a case stands for a place. In the first edition each root had a partition of its own, and its places were
/// written otherwise: they are removed by what they were.
fn key_of(place: &str, received: &str) -> Writer {
    match place.split_once('/') {
        Some((desk, root)) => Writer::new(keys::word(Some(desk), root), keys::with_word(root, received)),
        None => Writer::new(format!("T#{place}"), received),
    }
}
