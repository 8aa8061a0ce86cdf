//! Changing a case: one transaction writes its new state, the events that led there, the words that came with
//! them and the day on which it wakes next, or nothing at all. A case that changed meanwhile is left alone.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem, Update};
use complaint::case::{Action, Actor, Case, Mark};
use complaint::deadline::Deadline;
use complaint::{IdentityMode, Lang, Number, Status};
use jiff::Timestamp;
use jiff::civil::Date;

use super::digest::{self, DigestLine};
use super::draft::Drafting;
use super::erase::WORDS;
use super::error::StoreError;
use super::event::{Event, Step, chain};
use super::identity;
use super::item::{Attributes, Reader, Writer};
use super::keys::{self, META, PK, SK};
use super::message::Message;
use super::note::Note;
use super::outbox::{Notice, ToAccount};
use super::state::{State, desk, wake_item};
use super::submit::{finish, in_the_way, refused};
use super::words;
use super::{Redaction, Store, StoredFile};
use crate::KeptIdentity;
use crate::dynamodb::{Ask, TransactWriteItemsInput};

const OPERATION: &str = "change";

/// What acting on a case needs to know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRecord {
    /// State and clock.
    pub case: Case,
    /// The deadlines as they were told last.
    pub deadlines: Vec<Deadline>,
    /// What the calendar has brought about so far.
    pub marks: Vec<Mark>,
    /// How much of themselves the reporter shows.
    pub identity_mode: IdentityMode,
    /// The language of messages to the reporter.
    pub language: Lang,
    /// Keyed hash of the access code.
    pub code_hash: String,
    /// How many files there are.
    pub files: usize,
    /// Counts changes.
    pub version: i64,
    /// How many events there are.
    events: u32,
    /// The hash of the last one.
    chain_head: String,
}

impl CaseRecord {
    /// How many events there are.
    pub(crate) const fn events(&self) -> u32 {
        self.events
    }
}

/// Who did what, and to which state it led.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStep {
    /// Who.
    pub actor: Actor,
    /// Which account, where somebody of the agency did it.
    pub by: Option<String>,
    /// To which state.
    pub status: Status,
    /// What.
    pub step: Step,
}

/// A keyed hash that is remembered for a while, so that the same thing sent twice happens once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// The hash.
    pub id: String,
    /// Until when, in seconds since 1970.
    pub expires_at: i64,
}

/// Everything that one change writes.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// Which case.
    pub number: &'a Number,
    /// When.
    pub at: Timestamp,
    /// The case as it was read.
    pub before: &'a CaseRecord,
    /// The case as it shall be.
    pub case: &'a Case,
    /// What runs then.
    pub deadlines: &'a [Deadline],
    /// What the calendar has brought about.
    pub marks: &'a [Mark],
    /// When the calendar may next have something to say.
    pub wakes_on: Option<Date>,
    /// What happened, in order. The words belong to what was done, not to what the program noted.
    pub steps: &'a [NewStep],
    /// The words.
    pub text: Option<&'a str>,
    /// The words before passages of them were blackened.
    pub original: Option<&'a str>,
    /// The reporter, when they show more of themselves: how much, and what to keep.
    pub shown: Option<(IdentityMode, &'a KeptIdentity)>,
    /// The files that came with the words.
    pub files: &'a [StoredFile],
    /// Words for colleagues only.
    pub note: Option<&'a str>,
    /// What becomes of the drafted answer.
    pub draft: &'a Drafting,
    /// What becomes of the words so far, if others may be read from now on.
    pub redaction: Option<&'a Redaction>,
    /// By what it is recognised when it comes again.
    pub once: Option<&'a Once>,
    /// What shall be mailed about it.
    pub notices: &'a [Notice],
    /// Who at the desk is mailed about it by name.
    pub to_accounts: &'a [ToAccount],
    /// Whether the words of the case go.
    pub erases: bool,
}

/// How a change ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is durable.
    Done,
    /// The same had been done a moment ago.
    Before,
    /// Somebody else changed the case meanwhile; read it again.
    Overtaken,
    /// A file is no longer there to take.
    FilesTaken,
}

impl Store {
    /// What acting on a case needs to know of it.
    pub async fn record(&self, number: &Number) -> Result<Option<CaseRecord>, StoreError> {
        let item = self.item("record", &keys::case(number), META).await?;
        item.as_ref().map(read).transpose()
    }

    /// Writes a change, unless the case is no longer as it was read.
    pub async fn change(&self, change: &Change<'_>) -> Result<Changed, StoreError> {
        let request = TransactWriteItemsInput::builder().set_transact_items(Some(self.items_of(change)?));
        match request.ask(&self.dynamodb).await {
            Ok(_) => Ok(Changed::Done),
            Err(error) => ended(&error, change),
        }
    }

    /// The mark of a repetition comes first, if there is one: [`ended`] reads the reasons by place.
    fn items_of(&self, change: &Change<'_>) -> Result<Vec<TransactWriteItem>, StoreError> {
        let events = change.events();
        let chained = chain(&events, &change.before.chain_head);
        let head = chained
            .last()
            .map_or(&change.before.chain_head, |event| &event.hash);
        let mut items = Vec::new();
        if let Some(once) = change.once {
            items.push(self.remember(once, change.at)?);
        }
        items.push(self.update(change, head, events.len())?);
        items.push(self.sleep(change)?);
        items.push(self.outdate(change.number, change.at)?);
        let mut puts: Vec<Attributes> = chained.iter().map(|event| event.item(change.number)).collect();
        puts.extend(change.message(&events).map(|message| message.item(change.number)));
        puts.extend(change.files(&events));
        puts.extend(change.note(&events).map(|note| note.item(change.number)));
        puts.extend(change.notices());
        puts.extend(
            change
                .is_found_otherwise()
                .then(|| words::unindexed(change.number, change.at)),
        );
        if let Drafting::Is(draft) = change.draft {
            puts.push(draft.item(change.number));
        }
        puts.extend(
            change
                .redaction
                .into_iter()
                .flat_map(|redaction| redaction.puts(change.number)),
        );
        puts.extend(change.shown.map(|(_, kept)| identity::item(change.number, kept)));
        for item in puts {
            items.push(finish(self.put(item))?);
        }
        if change
            .redaction
            .is_some_and(|redaction| redaction.original.is_none())
        {
            items.extend(self.drop_original(change.number));
        }
        if *change.draft == Drafting::Goes {
            items.extend(self.drop_draft(change.number));
        }
        // Last: [`ended`] takes every refusal behind the case itself for one of these.
        for file in change.files {
            items.push(self.claim(file, change.at)?);
        }
        Ok(items)
    }

    fn remember(&self, once: &Once, now: Timestamp) -> Result<TransactWriteItem, StoreError> {
        let item = Writer::new(keys::replay(&once.id), keys::REPLAY)
            .text("id", &once.id)
            .number(keys::EXPIRES_AT, once.expires_at)
            .finish();
        let put = self
            .put(item)
            .condition_expression("attribute_not_exists(PK) OR expires_at <= :now")
            .expression_attribute_values(":now", AttributeValue::N(now.as_second().to_string()));
        finish(put)
    }

    fn update(
        &self,
        change: &Change<'_>,
        head: &str,
        events: usize,
    ) -> Result<TransactWriteItem, StoreError> {
        let mut update = Update::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(keys::case(change.number)))
            .key(SK, AttributeValue::S(META.to_owned()))
            .condition_expression("version = :version")
            .expression_attribute_values(":version", AttributeValue::N(change.before.version.to_string()));
        let (mut set, mut remove) = (Vec::new(), Vec::new());
        for (place, (name, value)) in change.attributes(head, events).into_iter().enumerate() {
            update = update.expression_attribute_names(format!("#a{place}"), name);
            match value {
                Some(value) => {
                    update = update.expression_attribute_values(format!(":a{place}"), value);
                    set.push(format!("#a{place} = :a{place}"));
                }
                None => remove.push(format!("#a{place}")),
            }
        }
        let set = format!("SET {}", set.join(", "));
        let expression = if remove.is_empty() {
            set
        } else {
            format!("{set} REMOVE {}", remove.join(", "))
        };
        let update = update.update_expression(expression).build();
        let update = update.map_err(|_| unfinished())?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn sleep(&self, change: &Change<'_>) -> Result<TransactWriteItem, StoreError> {
        if let Some(item) = wake_item(change.number, change.wakes_on) {
            return finish(self.put(item));
        }
        let delete = Delete::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(keys::case(change.number)))
            .key(SK, AttributeValue::S(keys::WAKE.to_owned()))
            .build();
        let delete = delete.map_err(|_| unfinished())?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }
}

impl Change<'_> {
    fn events(&self) -> Vec<Event> {
        let mut sequence = self.before.events;
        let event = |step: &NewStep| {
            sequence += 1;
            Event {
                number: self.number.to_string(),
                sequence,
                at: self.at,
                actor: step.actor,
                by: step.by.clone(),
                status: step.status,
                step: step.step.clone(),
            }
        };
        self.steps.iter().map(event).collect()
    }

    /// A change has a place in the history, so its notices have names that no other notice has.
    fn notices(&self) -> impl Iterator<Item = Attributes> {
        let sequence = self.before.events + u32::try_from(self.steps.len()).unwrap_or(0);
        let item = move |(place, notice): (usize, &Notice)| {
            notice.item(self.number, sequence, place, self.before.language, self.at)
        };
        let named = (self.notices.len()..).zip(self.to_accounts);
        let named = named.map(move |(place, to)| self.to_account(&keys::notice(sequence, place), to));
        self.notices.iter().enumerate().map(item).chain(named)
    }

    /// A mail that says that there is something to read; not what.
    fn to_account(&self, key: &str, to: &ToAccount) -> Attributes {
        let line = DigestLine {
            number: self.number.to_string(),
            what: to.kind.as_str().to_owned(),
            date: to.due_on,
        };
        digest::to_account(self.number, key, to.kind, (&to.account, &[line]), self.at)
    }

    /// Counted on from those the case has.
    fn files(&self, events: &[Event]) -> Vec<Attributes> {
        let sequence = spoken(events).map_or(self.before.events, |event| event.sequence);
        let files = self.files.iter().zip(self.before.files + 1..);
        files
            .map(|(file, position)| file.recorded(position, sequence, self.at).item(self.number))
            .collect()
    }

    /// Whether other words or contacts lead to the case afterwards, or the same ones on another desk.
    fn is_found_otherwise(&self) -> bool {
        let numbered = |step: &NewStep| {
            matches!(
                step.step,
                Step::Done(Action::Forward { .. } | Action::HandOff { .. } | Action::Escalate { .. })
            )
        };
        self.text.is_some()
            || self.shown.is_some()
            || self.erases
            || self.redaction.is_some()
            || desk(&self.before.case) != desk(self.case)
            || self.steps.iter().any(numbered)
    }

    fn message(&self, events: &[Event]) -> Option<Message> {
        let event = spoken(events)?;
        Some(Message {
            sequence: event.sequence,
            at: event.at,
            from: event.actor,
            text: self.text?.to_owned(),
            original: self.original.map(str::to_owned),
        })
    }

    fn note(&self, events: &[Event]) -> Option<Note> {
        let event = events.iter().rfind(|event| event.by.is_some())?;
        Some(Note {
            sequence: event.sequence,
            at: event.at,
            by: event.by.clone()?,
            text: self.note?.to_owned(),
        })
    }

    fn attributes(&self, head: &str, events: usize) -> Vec<(&'static str, Option<AttributeValue>)> {
        let text = |text: String| Some(AttributeValue::S(text));
        let number = |number: i64| Some(AttributeValue::N(number.to_string()));
        let events = i64::from(self.before.events) + i64::try_from(events).unwrap_or(0);
        let files = i64::try_from(self.before.files + self.files.len()).unwrap_or(i64::MAX);
        let state = State {
            case: self.case,
            deadlines: self.deadlines,
            marks: self.marks,
            at: self.at,
        };
        let mut attributes = state.attributes(self.number);
        attributes.extend([
            ("chain_head", text(head.to_owned())),
            ("events", number(events)),
            ("files", number(files)),
            ("version", number(self.before.version + 1)),
        ]);
        attributes.extend(WORDS.iter().filter(|_| self.erases).map(|name| (*name, None)));
        let happened = !self.steps.is_empty();
        attributes.extend(happened.then(|| ("updated_at", text(keys::instant(self.at)))));
        attributes.extend(self.steps.iter().flat_map(matter));
        attributes.extend(self.redaction.into_iter().flat_map(Redaction::attributes));
        let mode = self.shown.map(|(mode, _)| mode);
        attributes.extend(mode.map(|mode| ("identity_mode", text(mode.as_str().to_owned()))));
        attributes
    }
}

fn unfinished() -> StoreError {
    StoreError::Unavailable {
        operation: OPERATION,
        code: "construction".to_owned(),
    }
}

/// Of which kind a case is and what it is about, where somebody has said so anew.
fn matter(step: &NewStep) -> Vec<(&'static str, Option<AttributeValue>)> {
    let Step::Done(Action::Classify { now, .. }) = &step.step else {
        return Vec::new();
    };
    vec![
        ("class", Some(AttributeValue::S(now.class.as_str().to_owned()))),
        ("category", now.category.clone().map(AttributeValue::S)),
    ]
}

/// The event that the words belong to.
fn spoken(events: &[Event]) -> Option<&Event> {
    events.iter().rfind(|event| matches!(event.step, Step::Done(_)))
}

fn ended(error: &SdkError<TransactWriteItemsError>, change: &Change<'_>) -> Result<Changed, StoreError> {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error()
    else {
        return Err(StoreError::from_sdk(OPERATION, error));
    };
    let reasons = cancelled.cancellation_reasons();
    let case = usize::from(change.once.is_some());
    if case == 1 && reasons.first().is_some_and(refused) {
        Ok(Changed::Before)
    } else if reasons.iter().skip(case + 1).any(refused) && !reasons.get(case).is_some_and(refused) {
        Ok(Changed::FilesTaken)
    } else if reasons.iter().any(refused) || reasons.iter().any(in_the_way) {
        Ok(Changed::Overtaken)
    } else {
        Err(StoreError::from_sdk(OPERATION, error))
    }
}

fn read(attributes: &Attributes) -> Result<CaseRecord, StoreError> {
    let reader = Reader::new("case", attributes);
    Ok(CaseRecord {
        case: reader.json("case")?,
        deadlines: reader.json("deadlines")?,
        marks: reader.json("marks")?,
        identity_mode: reader.parsed("identity_mode", IdentityMode::parse)?,
        language: reader.parsed("language", Lang::parse)?,
        code_hash: reader.text("code_hash")?.to_owned(),
        files: reader.number("files")?,
        version: reader.number("version")?,
        events: reader.number("events")?,
        chain_head: reader.text("chain_head")?.to_owned(),
    })
}
