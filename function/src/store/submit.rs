//! Filing a case: one transaction writes the replay record, the case, its first events and the identity,
//! or nothing at all. The conditions inside it decide every race.

use std::time::Duration;

use aws_sdk_dynamodb::error::{BuildError, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::builders::PutBuilder;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};
use complaint::case::is_agencys;
use complaint::deadline::Deadline;
use complaint::form::NewComplaint;
use complaint::{Action, Actor, Case, Channel, Lang, Number, Status};
use jiff::Timestamp;
use jiff::civil::Date;

use super::error::StoreError;
use super::event::{Chained, Event, FIRST_PREVIOUS_HASH, Fact, Step, chain};
use super::figures::new_entry;
use super::identity;
use super::item::{Attributes, Reader, Writer};
use super::keys;
use super::outbox::{Notice, NoticeKind, with_address};
use super::state::{State, wake_item};
use super::words;
use super::{Store, StoredFile};
use crate::dynamodb::{Ask, TransactWriteItemsInput};
use crate::{Acknowledged, Entropy, KeptIdentity};

const OPERATION: &str = "submit";
/// The event with which a case begins.
const FILED: u32 = 1;
/// Other writers in the way: how often to try again, and how long to wait at most before the first time.
const RETRIES: u32 = 3;
const FIRST_WAIT: Duration = Duration::from_millis(50);

/// A submission ready to be written.
#[derive(Clone, Debug)]
pub struct NewCase<'a> {
    /// Its acknowledgment number.
    pub number: &'a Number,
    /// What was submitted.
    pub complaint: &'a NewComplaint,
    /// The reporter as they may be kept.
    pub identity: Option<&'a KeptIdentity>,
    /// How it came.
    pub origin: Origin<'a>,
    /// When it was received, in whole seconds.
    pub received_at: Timestamp,
    /// When it is written down: the same moment, unless it came on another way than the form.
    pub recorded_at: Timestamp,
    /// What the receipt promises.
    pub promised: &'a [Deadline],
    /// The case as it begins.
    pub case: &'a Case,
    /// What runs then.
    pub deadlines: &'a [Deadline],
    /// The first day on which the calendar may have something to say.
    pub wakes_on: Option<Date>,
    /// Keyed hash of the access code.
    pub code_hash: &'a str,
    /// Its evidence, stored already.
    pub files: &'a [StoredFile],
    /// Why it must wait for a person before it counts, if it must.
    pub held: Option<&'a str>,
    /// Whom it is acknowledged to by mail, if anybody.
    pub acknowledged: Option<&'a Acknowledged>,
    /// Whether the agency is mailed that it came.
    pub announced: bool,
}

/// How a submission came.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// By which channel.
    pub channel: Channel,
    /// Its number elsewhere.
    pub reference: Option<&'a str>,
    /// Who did the filing.
    pub actor: Actor,
    /// Which account, where somebody of the agency did it.
    pub by: Option<&'a str>,
    /// Whether its number waits on paper.
    pub paper: bool,
}

/// What lets the same submission be recognised when it comes again. Holds keyed hashes only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayRecord {
    /// Keyed hash of the key the sender chose, or of content and sender.
    pub id: String,
    /// Keyed hash of the content.
    pub fingerprint: String,
    /// Random; the access code is derived from it.
    pub nonce: String,
    /// The number that was given.
    pub number: String,
    /// Until when the same submission is answered with the same receipt, in seconds since 1970.
    pub expires_at: i64,
}

/// How the transaction ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Submitted {
    /// The case is durable.
    New,
    /// This submission, or another under its key, was stored before.
    Before(ReplayRecord),
    /// Another case has that number.
    NumberTaken,
    /// A file is no longer there to take: another case has it, or it was given up.
    FilesTaken,
    /// Its number waits on no paper, or not any more.
    PaperTaken,
}

impl Store {
    /// Writes a case, unless its replay record or its number exists. `entropy` spreads retries in time.
    pub async fn submit(
        &self,
        case: &NewCase<'_>,
        replay: &ReplayRecord,
        entropy: &Entropy,
    ) -> Result<Submitted, StoreError> {
        let items = self.transaction(case, replay)?;
        for attempt in 0..=RETRIES {
            match self.write(items.clone(), &replay.nonce).await {
                Ok(()) => return Ok(Submitted::New),
                Err(error) => match ended(&error, case.origin.paper)? {
                    Ended::At(submitted) => return Ok(submitted),
                    Ended::InTheWay if attempt < RETRIES => backoff(attempt, entropy).await,
                    Ended::InTheWay => {}
                },
            }
        }
        Err(StoreError::Conflict { operation: OPERATION })
    }

    /// The token makes a retry after a lost answer harmless.
    async fn write(
        &self,
        items: Vec<TransactWriteItem>,
        token: &str,
    ) -> Result<(), SdkError<TransactWriteItemsError>> {
        let request = TransactWriteItemsInput::builder()
            .set_transact_items(Some(items))
            .client_request_token(token);
        request.ask(&self.dynamodb).await.map(drop)
    }

    /// The replay record comes first, the case second and its paper last: [`ended`] reads the reasons by place.
    fn transaction(
        &self,
        case: &NewCase<'_>,
        replay: &ReplayRecord,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let events = first_events(case);
        let head = events.last().map_or(FIRST_PREVIOUS_HASH, |event| &event.hash);
        let mut puts = vec![
            self.put(replay_item(replay))
                .condition_expression("attribute_not_exists(PK) OR expires_at <= :now")
                .expression_attribute_values(
                    ":now",
                    AttributeValue::N(case.recorded_at.as_second().to_string()),
                )
                .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld),
            self.put(case_item(case, head, events.len()))
                .condition_expression("attribute_not_exists(PK)"),
        ];
        puts.extend(events.iter().map(|event| self.put(event.item(case.number))));
        puts.extend(
            case.identity
                .map(|kept| self.put(identity::item(case.number, kept))),
        );
        puts.extend(wake_item(case.number, case.wakes_on).map(|item| self.put(item)));
        puts.push(self.put(new_entry(case.number, case.recorded_at)));
        puts.extend(acknowledgment(case, events.len()).map(|item| self.put(item)));
        puts.extend(announcement(case, events.len()).map(|item| self.put(item)));
        let files = case.files.iter().zip(1..);
        let records = files.map(|(file, position)| file.recorded(position, FILED, case.recorded_at));
        puts.extend(records.map(|file| self.put(file.item(case.number))));
        puts.push(self.put(words::unindexed(case.number, case.recorded_at)));
        let claims = case.files.iter().map(|file| self.claim(file, case.recorded_at));
        let paper = case.origin.paper.then(|| self.take_paper(case.number));
        puts.into_iter().map(finish).chain(claims).chain(paper).collect()
    }

    pub(super) fn put(&self, item: Attributes) -> PutBuilder {
        Put::builder().table_name(&self.table).set_item(Some(item))
    }
}

pub(super) fn finish(put: PutBuilder) -> Result<TransactWriteItem, StoreError> {
    Ok(TransactWriteItem::builder()
        .put(put.build().map_err(unfinished)?)
        .build())
}

fn unfinished(_: BuildError) -> StoreError {
    StoreError::Unavailable {
        operation: OPERATION,
        code: "construction".to_owned(),
    }
}

/// A failed transaction, read.
enum Ended {
    /// Decided: trying again would change nothing.
    At(Submitted),
    /// Undecided: another writer was at the same items, or the table is busy.
    InTheWay,
}

fn ended(error: &SdkError<TransactWriteItemsError>, paper: bool) -> Result<Ended, StoreError> {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error()
    else {
        return Err(StoreError::from_sdk(OPERATION, error));
    };
    let reasons = cancelled.cancellation_reasons();
    if let Some(reason) = reasons.first().filter(|reason| refused(reason)) {
        return read_replay(reason.item()).map(|record| Ended::At(Submitted::Before(record)));
    }
    if reasons.get(1).is_some_and(refused) {
        return Ok(Ended::At(Submitted::NumberTaken));
    }
    if paper && reasons.last().is_some_and(refused) {
        return Ok(Ended::At(Submitted::PaperTaken));
    }
    // Only the claims of files have a condition besides these.
    if reasons.iter().any(refused) {
        return Ok(Ended::At(Submitted::FilesTaken));
    }
    if reasons.iter().any(in_the_way) {
        Ok(Ended::InTheWay)
    } else {
        Err(StoreError::from_sdk(OPERATION, error))
    }
}

pub(super) fn refused(reason: &CancellationReason) -> bool {
    reason.code() == Some("ConditionalCheckFailed")
}

pub(super) fn in_the_way(reason: &CancellationReason) -> bool {
    let codes = [
        "TransactionConflict",
        "ThrottlingError",
        "ProvisionedThroughputExceeded",
    ];
    reason.code().is_some_and(|code| codes.contains(&code))
}

/// Waits a random while, longer each time.
pub(crate) async fn backoff(attempt: u32, entropy: &Entropy) {
    tokio::time::sleep(jitter(attempt.min(RETRIES), entropy)).await;
}

/// Up to 50, 100, 200 ms, so that writers who met once do not meet again.
fn jitter(attempt: u32, entropy: &Entropy) -> Duration {
    let mut random = [0; 2];
    entropy(&mut random);
    let share = f64::from(u16::from_be_bytes(random)) / f64::from(u16::MAX);
    (FIRST_WAIT * 2_u32.pow(attempt)).mul_f64(share)
}

fn replay_item(replay: &ReplayRecord) -> Attributes {
    Writer::new(keys::replay(&replay.id), keys::REPLAY)
        .text("id", &replay.id)
        .text("fingerprint", &replay.fingerprint)
        .text("nonce", &replay.nonce)
        .text("number", &replay.number)
        .number(keys::EXPIRES_AT, replay.expires_at)
        .finish()
}

fn read_replay(item: Option<&Attributes>) -> Result<ReplayRecord, StoreError> {
    let damaged = || StoreError::Damaged {
        kind: "replay",
        attribute: keys::EXPIRES_AT,
    };
    let item = item.ok_or_else(damaged)?;
    let expires_at = item
        .get(keys::EXPIRES_AT)
        .and_then(|value| value.as_n().ok()?.parse().ok());
    let reader = Reader::new("replay", item);
    Ok(ReplayRecord {
        id: reader.text("id")?.to_owned(),
        fingerprint: reader.text("fingerprint")?.to_owned(),
        nonce: reader.text("nonce")?.to_owned(),
        number: reader.text("number")?.to_owned(),
        expires_at: expires_at.ok_or_else(damaged)?,
    })
}

/// Filed by the reporter, or written down by the agency; then, if it must wait, held by the program.
fn first_events(case: &NewCase<'_>) -> Vec<Chained> {
    let event = |sequence, actor, status, step| Event {
        number: case.number.to_string(),
        sequence,
        at: case.recorded_at,
        actor,
        by: case
            .origin
            .by
            .filter(|_| actor == Actor::Staff)
            .map(str::to_owned),
        status,
        step,
    };
    let filed = Step::Noted(Fact::Filed {
        class: case.complaint.class,
        deadlines: case.promised.to_vec(),
        received_at: Some(case.received_at).filter(|at| *at != case.recorded_at),
    });
    let mut events = vec![event(FILED, case.origin.actor, Status::Received, filed)];
    if let Some(sign) = case.held {
        let sign = sign.to_owned();
        let held = Step::Done(Action::Hold { sign });
        events.push(event(2, Actor::System, case.case.status, held));
    }
    chain(&events, FIRST_PREVIOUS_HASH)
}

/// The notice that the submission has come.
fn acknowledgment(case: &NewCase<'_>, events: usize) -> Option<Attributes> {
    let notice = Notice {
        kind: NoticeKind::Received,
        due_on: None,
    };
    let sequence = u32::try_from(events).unwrap_or(u32::MAX);
    let item = notice.item(
        case.number,
        sequence,
        0,
        case.complaint.language,
        case.received_at,
    );
    Some(match case.acknowledged? {
        Acknowledged::Named => item,
        Acknowledged::Once(address) => with_address(item, address),
    })
}

/// The notice to the agency that there is a new case.
fn announcement(case: &NewCase<'_>, events: usize) -> Option<Attributes> {
    let owed = case.deadlines.iter().filter(|deadline| is_agencys(deadline.kind));
    let notice = Notice {
        kind: NoticeKind::Filed,
        due_on: owed.filter_map(|deadline| deadline.due_on).min(),
    };
    let sequence = u32::try_from(events).unwrap_or(u32::MAX);
    let place = usize::from(case.acknowledged.is_some());
    case.announced
        .then(|| notice.item(case.number, sequence, place, Lang::Id, case.recorded_at))
}

/// The case without the person.
fn case_item(case: &NewCase<'_>, head: &str, events: usize) -> Attributes {
    let complaint = case.complaint;
    let (received, recorded) = (keys::instant(case.received_at), keys::instant(case.recorded_at));
    let state = State {
        case: case.case,
        deadlines: case.deadlines,
        marks: &[],
        at: case.recorded_at,
    };
    let attributes = Writer::new(keys::case(case.number), keys::META)
        .text("number", case.number.as_str())
        .text("class", complaint.class.as_str())
        .text("channel", case.origin.channel.as_str())
        .maybe("reference", case.origin.reference)
        .maybe("category", complaint.category.as_deref())
        .maybe("unit", complaint.unit.as_deref())
        .text("identity_mode", complaint.reporter.mode().as_str())
        .text("language", complaint.language.code())
        .text("narrative", &complaint.narrative)
        .maybe("incident_place", complaint.incident_place.as_deref())
        .maybe(
            "incident_date",
            complaint.incident_date.map(|date| date.to_string()),
        )
        .maybe("reported_party", complaint.reported_party.as_deref())
        .maybe("requested_outcome", complaint.requested_outcome.as_deref())
        .text("received_at", &received)
        .text("recorded_at", &recorded)
        .text("updated_at", &recorded)
        .text("code_hash", case.code_hash)
        .text("chain_head", head)
        .number("events", i64::try_from(events).unwrap_or(i64::MAX))
        .number("files", i64::try_from(case.files.len()).unwrap_or(i64::MAX))
        .number("version", 1)
        .text(keys::RECEIVED_YEAR, keys::received_year(case.received_at))
        .text(keys::RECEIVED_KEY, keys::received(case.received_at, case.number));
    let mut attributes = attributes.finish();
    let of_state = state.attributes(case.number).into_iter();
    attributes.extend(of_state.filter_map(|(name, value)| Some((name.to_owned(), value?))));
    attributes
}
