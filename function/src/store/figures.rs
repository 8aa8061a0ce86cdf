//! Figures of the register, kept as counters by slice and month, and what each case is entered as in them.
//!
//! Every transaction that files or changes a case also marks its entry as out of date: an item of that case alone,
//! so nobody waits for anybody. Later the entry is made anew and the counters follow, in one transaction that takes
//! the mark away; it is refused if the case changed meanwhile or somebody else was faster. So each change of each
//! case is counted exactly once.
//!
//! One item tells under which name the counters stand and how far counting from nothing has come.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, TransactWriteItem, Update};
use complaint::case::Mark;
use complaint::statistics::{Entry, Slice, Tally, changes};
use complaint::{AgencyCode, Case, Number};
use jiff::Timestamp;

use super::Store;
use super::error::StoreError;
use super::event::{self, Event};
use super::item::{Attributes, Reader, Writer};
use super::keys::{self, DUE_KEY, ENTRY, EVENT_PREFIX, FIGURES, META, OPEN_STATUS, PK, SK, UNCOUNTED};
use super::submit::{in_the_way, refused};
use super::view::{self, CaseSummary};
use super::waiting::{FIRST, LAST, numbers};
use crate::dynamodb::{Ask, DeleteItemInput, Items, PutItemInput, QueryInput, TransactWriteItemsInput};

const OPERATION: &str = "figures";

/// How far counting has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counting {
    /// The name under which the counters stand.
    pub(crate) epoch: String,
    /// By which rules is counted.
    pub(crate) rules: u32,
    /// What is done.
    pub(crate) stage: Stage,
}

/// Counting from nothing: first every case is marked, then every mark is worked off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Cases are being marked; from here on.
    Marking(Option<String>),
    /// All have been.
    Entering,
    /// The figures are whole, and stay so.
    Whole,
}

/// A case as it is entered, and the change it was entered after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entered {
    entry: Entry,
    changes: i64,
}

/// What counting needs to know of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// What a list shows of it.
    pub summary: CaseSummary,
    /// State and clock.
    pub case: Case,
    /// What the calendar has brought about.
    pub marks: Vec<Mark>,
    /// What happened, oldest first.
    pub events: Vec<Event>,
}

impl Store {
    /// How far counting has come; nothing where nobody has begun.
    pub(crate) async fn counting(&self) -> Result<Option<Counting>, StoreError> {
        let item = self.item(OPERATION, FIGURES, META).await?;
        item.as_ref().map(read_counting).transpose()
    }

    /// Begins or carries on counting, unless somebody has begun anew since `before`. Whether it was written.
    pub(crate) async fn count_on(
        &self,
        counting: &Counting,
        before: Option<&str>,
    ) -> Result<bool, StoreError> {
        let request = PutItemInput::builder().table_name(&self.table);
        let request = request.set_item(Some(counting_item(counting)));
        let request = match before {
            Some(before) => request
                .condition_expression("epoch = :before")
                .expression_attribute_values(":before", AttributeValue::S(before.to_owned())),
            None => request.condition_expression("attribute_not_exists(PK)"),
        };
        match request.ask(&self.dynamodb).await {
            Ok(_) => Ok(true),
            Err(error)
                if matches!(
                    error.as_service_error(),
                    Some(PutItemError::ConditionalCheckFailedException(_))
                ) =>
            {
                Ok(false)
            }
            Err(error) => Err(StoreError::from_sdk(OPERATION, &error)),
        }
    }

    /// Up to `limit` cases whose entry is out of date, the longest first.
    pub(crate) async fn uncounted(
        &self,
        codes: &[AgencyCode],
        limit: i32,
    ) -> Result<Vec<Number>, StoreError> {
        let items = self.waiting(OPERATION, UNCOUNTED, (FIRST, LAST), limit).await?;
        numbers(OPERATION, &items, codes)
    }

    /// What a case is entered as under `epoch`; nothing where that is up to date.
    pub(crate) async fn entered(&self, number: &Number, epoch: &str) -> Result<Option<Entered>, StoreError> {
        let item = self.item(OPERATION, &keys::case(number), ENTRY).await?;
        let Some(item) = item.filter(|item| item.contains_key(OPEN_STATUS)) else {
            return Ok(None);
        };
        let reader = Reader::new("entry", &item);
        let entry = match reader.maybe("epoch") {
            Some(of) if of == epoch => reader.json("entry")?,
            _ => Entry::default(),
        };
        Ok(Some(Entered {
            entry,
            changes: reader.number("changes")?,
        }))
    }

    /// State and history of a case.
    pub async fn history(&self, number: &Number) -> Result<Option<History>, StoreError> {
        let pk = keys::case(number);
        let (case, events) = tokio::try_join!(
            self.item(OPERATION, &pk, META),
            self.all(OPERATION, &pk, EVENT_PREFIX, event::read),
        )?;
        let history = |case: &Attributes| {
            let reader = Reader::new("case", case);
            Ok(History {
                summary: view::summary(case)?,
                case: reader.json("case")?,
                marks: reader.json("marks")?,
                events,
            })
        };
        case.as_ref().map(history).transpose()
    }

    /// Enters a case anew under `epoch`, and changes the counters. Whether it was done: not if the case changed
    /// since `before` was read, if somebody else was faster, or if counting began anew.
    pub(crate) async fn enter(
        &self,
        number: &Number,
        before: &Entered,
        now: &Entry,
        epoch: &str,
    ) -> Result<bool, StoreError> {
        let mut items = vec![self.same_epoch(epoch)?, self.settle(number, before, now, epoch)?];
        for ((slice, month), tally) in changes(&before.entry, now) {
            items.push(self.count(epoch, &format!("{slice}#{month}"), &tally)?);
        }
        let request = TransactWriteItemsInput::builder().set_transact_items(Some(items));
        match request.ask(&self.dynamodb).await {
            Ok(_) => Ok(true),
            Err(error) if overtaken(&error) => Ok(false),
            Err(error) => Err(StoreError::from_sdk(OPERATION, &error)),
        }
    }

    fn same_epoch(&self, epoch: &str) -> Result<TransactWriteItem, StoreError> {
        let check = ConditionCheck::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(FIGURES.to_owned()))
            .key(SK, AttributeValue::S(META.to_owned()))
            .condition_expression("epoch = :epoch")
            .expression_attribute_values(":epoch", AttributeValue::S(epoch.to_owned()));
        let check = check.build().map_err(|_| unfinished())?;
        Ok(TransactWriteItem::builder().condition_check(check).build())
    }

    fn settle(
        &self,
        number: &Number,
        before: &Entered,
        now: &Entry,
        epoch: &str,
    ) -> Result<TransactWriteItem, StoreError> {
        let entry = serde_json::to_string(now).expect("an entry has text keys");
        let update = self
            .update_entry(number)
            .condition_expression("changes = :changes AND attribute_exists(open_status)")
            .update_expression("SET entry = :entry, epoch = :epoch REMOVE open_status, due_key")
            .expression_attribute_values(":changes", AttributeValue::N(before.changes.to_string()))
            .expression_attribute_values(":entry", AttributeValue::S(entry))
            .expression_attribute_values(":epoch", AttributeValue::S(epoch.to_owned()));
        let update = update.build().map_err(|_| unfinished())?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn count(&self, epoch: &str, place: &str, tally: &Tally) -> Result<TransactWriteItem, StoreError> {
        let mut update = Update::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(keys::figures(epoch)))
            .key(SK, AttributeValue::S(place.to_owned()));
        let mut adds = Vec::new();
        for (at, (counter, by)) in tally.counters().enumerate() {
            update = update
                .expression_attribute_names(format!("#c{at}"), counter)
                .expression_attribute_values(format!(":c{at}"), AttributeValue::N(by.to_string()));
            adds.push(format!("#c{at} :c{at}"));
        }
        let update = update.update_expression(format!("ADD {}", adds.join(", ")));
        let update = update.build().map_err(|_| unfinished())?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    /// Marks the entry of a case as out of date, in the transaction that changes the case.
    pub(super) fn outdate(&self, number: &Number, at: Timestamp) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .update_entry(number)
            .update_expression(
                "SET #number = :number, open_status = :uncounted, due_key = :key ADD changes :one",
            )
            .expression_attribute_names("#number", "number")
            .expression_attribute_values(":number", AttributeValue::S(number.to_string()))
            .expression_attribute_values(":uncounted", AttributeValue::S(UNCOUNTED.to_owned()))
            .expression_attribute_values(":key", AttributeValue::S(keys::received(at, number)))
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()));
        let update = update.build().map_err(|_| unfinished())?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn update_entry(&self, number: &Number) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
        Update::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(keys::case(number)))
            .key(SK, AttributeValue::S(ENTRY.to_owned()))
    }

    /// Marks the entry of a case as out of date, by itself.
    pub(crate) async fn mark_uncounted(&self, number: &Number, at: Timestamp) -> Result<(), StoreError> {
        let request = TransactWriteItemsInput::builder();
        let sent = request
            .transact_items(self.outdate(number, at)?)
            .ask(&self.dynamodb)
            .await;
        sent.map(drop)
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))
    }

    /// The counters of a slice by month, from one month to another, both as `2026-11`.
    pub(crate) async fn tallies(
        &self,
        epoch: &str,
        slice: &Slice,
        (from, until): (&str, &str),
    ) -> Result<BTreeMap<String, Tally>, StoreError> {
        let slice = slice.key();
        let mut pages = QueryInput::builder()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("PK = :pk AND SK BETWEEN :from AND :until")
            .expression_attribute_values(":pk", AttributeValue::S(keys::figures(epoch)))
            .expression_attribute_values(":from", AttributeValue::S(format!("{slice}#{from}")))
            .expression_attribute_values(":until", AttributeValue::S(format!("{slice}#{until}")))
            .items(&self.dynamodb);
        let mut months = BTreeMap::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(|error| StoreError::from_sdk(OPERATION, &error))?;
            let place = Reader::new(OPERATION, &item).text(SK)?;
            let month = place.rsplit('#').next().unwrap_or_default().to_owned();
            months.insert(month, read_tally(&item));
        }
        Ok(months)
    }

    /// Removes the counters of an epoch that is over.
    pub(crate) async fn remove_figures(&self, epoch: &str) -> Result<(), StoreError> {
        let pk = keys::figures(epoch);
        let place = |item: &Attributes| Reader::new(OPERATION, item).text(SK).map(str::to_owned);
        // Every place begins with the letter of its slice.
        let mut places = Vec::new();
        for prefix in Slice::PREFIXES {
            places.extend(self.all(OPERATION, &pk, prefix, place).await?);
        }
        for place in places {
            let request = DeleteItemInput::builder().table_name(&self.table);
            let request = request
                .key(PK, AttributeValue::S(pk.clone()))
                .key(SK, AttributeValue::S(place));
            let sent = request.ask(&self.dynamodb).await;
            sent.map_err(|error| StoreError::from_sdk(OPERATION, &error))?;
        }
        Ok(())
    }
}

/// The mark of a case that has just been filed.
pub(super) fn new_entry(number: &Number, at: Timestamp) -> Attributes {
    Writer::new(keys::case(number), ENTRY)
        .text("number", number.as_str())
        .text(OPEN_STATUS, UNCOUNTED)
        .text(DUE_KEY, keys::received(at, number))
        .number("changes", 1)
        .finish()
}

/// Whether an item of a backup is a figure: those are counted anew where the data goes.
pub(super) fn is_figure(partition: &str) -> bool {
    partition == FIGURES || partition.starts_with(&keys::figures(""))
}

fn overtaken(error: &SdkError<TransactWriteItemsError>) -> bool {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error()
    else {
        return false;
    };
    let reasons = cancelled.cancellation_reasons();
    reasons.iter().any(refused) || reasons.iter().any(in_the_way)
}

fn read_tally(item: &Attributes) -> Tally {
    let mut tally = Tally::default();
    for (counter, value) in item {
        let count = value.as_n().ok().and_then(|count| count.parse().ok());
        tally.add(counter, count.unwrap_or_default());
    }
    tally
}

fn counting_item(counting: &Counting) -> Attributes {
    let (stage, next) = match &counting.stage {
        Stage::Marking(next) => ("marking", next.as_deref()),
        Stage::Entering => ("entering", None),
        Stage::Whole => ("whole", None),
    };
    Writer::new(FIGURES, META)
        .text("epoch", &counting.epoch)
        .number("rules", counting.rules.into())
        .text("stage", stage)
        .maybe("next", next)
        .finish()
}

fn read_counting(item: &Attributes) -> Result<Counting, StoreError> {
    let reader = Reader::new(OPERATION, item);
    Ok(Counting {
        epoch: reader.text("epoch")?.to_owned(),
        rules: reader.number("rules")?,
        stage: match reader.text("stage")? {
            "marking" => Stage::Marking(reader.owned("next")),
            "entering" => Stage::Entering,
            _ => Stage::Whole,
        },
    })
}

fn unfinished() -> StoreError {
    StoreError::Unavailable {
        operation: OPERATION,
        code: "construction".to_owned(),
    }
}
