//! Counting every chain of events anew: whether anybody has changed, removed or added a line of history beside the
//! program.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Store;
use super::error::StoreError;
use super::event::{self, FIRST_PREVIOUS_HASH, chain_hash};
use super::item::{Attributes, Reader};
use super::keys::{self, EVENT_PREFIX, META, PK, SK};
use crate::dynamodb::{Items, ScanInput};

const OPERATION: &str = "chains";
const KIND: &str = "event";
const CASE_PREFIX: &str = "C#";
/// A case that changes while it is looked at is looked at again.
const TRIES: u32 = 5;

/// What counting anew has shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ChainsCheck {
    /// How many cases there are.
    pub cases: u64,
    /// How many events hold.
    pub events: u64,
    /// Where a chain does not hold, by number.
    pub broken: Vec<BrokenChain>,
}

/// The first event of a case that does not follow from the one before, or is missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct BrokenChain {
    /// The case.
    pub number: String,
    /// The event, counted from 1.
    pub sequence: u32,
}

impl Store {
    /// Counts the chain of every case anew.
    pub async fn verify_cases(&self) -> Result<ChainsCheck, StoreError> {
        let mut check = ChainsCheck::default();
        for number in self.numbers().await? {
            check.cases += 1;
            match self.verify_case(&number).await? {
                Ok(events) => check.events += u64::from(events),
                Err(sequence) => check.broken.push(BrokenChain { number, sequence }),
            }
        }
        Ok(check)
    }

    /// Every case that has a state or a history, in order.
    async fn numbers(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut pages = ScanInput::builder()
            .table_name(&self.table)
            .consistent_read(true)
            .projection_expression("PK, SK")
            .items(&self.dynamodb);
        let mut numbers = BTreeSet::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(|error| StoreError::from_sdk(OPERATION, &error))?;
            let item = Reader::new(KIND, &item);
            let (partition, sort) = (item.text(PK)?, item.text(SK)?);
            if sort == META || sort.starts_with(EVENT_PREFIX) {
                numbers.extend(partition.strip_prefix(CASE_PREFIX).map(str::to_owned));
            }
        }
        Ok(numbers)
    }

    /// How many events hold, or the first that does not.
    async fn verify_case(&self, number: &str) -> Result<Result<u32, u32>, StoreError> {
        let partition = keys::case(number);
        let mut outcome = Err(1);
        for _ in 0..TRIES {
            let case = self.item(OPERATION, &partition, META).await?;
            let events = self
                .all(OPERATION, &partition, EVENT_PREFIX, |item| Ok(item.clone()))
                .await?;
            outcome = chain(number, case.as_ref(), &events);
            if outcome.is_ok() {
                break;
            }
        }
        Ok(outcome)
    }
}

/// Follows the events to the head that the case names.
fn chain(number: &str, case: Option<&Attributes>, events: &[Attributes]) -> Result<u32, u32> {
    let mut last = 0;
    let mut head = FIRST_PREVIOUS_HASH.to_owned();
    for item in events {
        head = follows(number, last + 1, &head, item).ok_or(last + 1)?;
        last += 1;
    }
    let named = case.and_then(|case| Reader::new(KIND, case).maybe("chain_head"));
    if named == Some(&head) {
        Ok(last)
    } else {
        Err(last + 1)
    }
}

/// The hash of an event that stands where it should and follows from the one before.
fn follows(number: &str, sequence: u32, previous: &str, item: &Attributes) -> Option<String> {
    let reader = Reader::new(KIND, item);
    let (text, hash) = (reader.maybe("event")?, reader.maybe("hash")?);
    let told = event::read(item).ok()?;
    let holds = reader.maybe(SK)? == keys::event(sequence)
        && told.number == number
        && told.sequence == sequence
        && reader.maybe("previous")? == previous
        && hash == chain_hash(previous, text);
    holds.then(|| hash.to_owned())
}
