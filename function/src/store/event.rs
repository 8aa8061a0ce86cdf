//! Events: the append-only history of a case, each chained to the one before by SHA-256.
//!
//! The exact text that was hashed is stored beside the hash, so checking the chain never depends on writing
//! the same JSON twice.

use complaint::deadline::{Deadline, DeadlineKind};
use complaint::{Action, Actor, Class, IdentityMode, Number, Status};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::StoreError;
use super::item::{Attributes, Reader, Writer};
use super::keys;
use crate::secret::to_hex;

/// What stands for the hash before the first event.
pub const FIRST_PREVIOUS_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

const KIND: &str = "event";

/// What happened: something was done to the case, or the program noted a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Step {
    /// Somebody acted.
    Done(Action),
    /// A fact.
    Noted(Fact),
}

/// A fact about a case that is nobody's action on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Fact {
    /// A submission was filed; what the receipt promised.
    Filed {
        /// What was submitted.
        class: Class,
        /// What the agency owes, as counted on that day.
        deadlines: Vec<Deadline>,
        /// When it was received, where that was before it was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        received_at: Option<Timestamp>,
    },
    /// A day off announced later moved a date.
    Moved {
        /// Of which deadline.
        kind: DeadlineKind,
        /// The date that had been told.
        from: Date,
        /// The date since.
        to: Date,
    },
    /// The agency was reminded of a date.
    Reminded {
        /// Of which deadline.
        kind: DeadlineKind,
        /// The date.
        due_on: Date,
    },
    /// A date has passed.
    Late {
        /// Of which deadline.
        kind: DeadlineKind,
        /// The date.
        due_on: Date,
    },
    /// The reporter was told what their silence will lead to.
    Announced {
        /// Of which deadline.
        kind: DeadlineKind,
        /// The last day for a reply.
        due_on: Date,
    },
    /// The time for which personal data is kept was over, and it was erased.
    Erased,
    /// Somebody of the agency left words for colleagues.
    Remarked,
    /// The reporter showed more of themselves.
    Shown {
        /// How much.
        mode: IdentityMode,
    },
    /// An export of SP4N-LAPOR! told how it stands there.
    SeenInSp4n {
        /// In the words used there.
        words: String,
    },
    /// A key holder opened the sealed identity.
    IdentityOpened {
        /// Why, in their words.
        reason: String,
    },
}

/// One step of a case. Its JSON, in this order of fields, is the canonical text of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The case.
    pub number: String,
    /// Counted from 1 in each case.
    pub sequence: u32,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// Which account, where somebody of the agency did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The state it led to.
    pub status: Status,
    /// What happened.
    #[serde(flatten)]
    pub step: Step,
}

/// Chains events one behind the other; the first to the hash before it.
pub(super) fn chain(events: &[Event], previous: &str) -> Vec<Chained> {
    let mut previous = previous.to_owned();
    let link = |event| {
        let chained = Chained::new(event, &previous);
        previous.clone_from(&chained.hash);
        chained
    };
    events.iter().map(link).collect()
}

/// An event with its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chained {
    sequence: u32,
    text: String,
    previous: String,
    pub(crate) hash: String,
}

impl Chained {
    /// Chains an event to the hash before it.
    pub(crate) fn new(event: &Event, previous: &str) -> Chained {
        let text = serde_json::to_string(event).expect("an event has text keys");
        let hash = chain_hash(previous, &text);
        Chained {
            sequence: event.sequence,
            text,
            previous: previous.to_owned(),
            hash,
        }
    }

    /// The event as an item of its case.
    pub(crate) fn item(&self, number: &Number) -> Attributes {
        Writer::new(keys::case(number), keys::event(self.sequence))
            .text("event", &self.text)
            .text("previous", &self.previous)
            .text("hash", &self.hash)
            .finish()
    }
}

/// SHA-256 over the hash before and the canonical text.
pub(super) fn chain_hash(previous: &str, text: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(previous.as_bytes());
    digest.update(b"\n");
    digest.update(text.as_bytes());
    to_hex(&digest.finalize())
}

/// Reads an event back.
pub(super) fn read(attributes: &Attributes) -> Result<Event, StoreError> {
    Reader::new(KIND, attributes).json("event")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        Event {
            number: "DPM-0000-0000".to_owned(),
            sequence: 1,
            at: Timestamp::UNIX_EPOCH,
            actor: Actor::System,
            by: None,
            status: Status::Quarantined,
            step: Step::Done(Action::Hold {
                sign: "honeypot".to_owned(),
            }),
        }
    }

    #[test]
    fn the_canonical_text_is_stable() {
        let text = r#"{"number":"DPM-0000-0000","sequence":1,"at":"1970-01-01T00:00:00Z","actor":"system","status":"quarantined","action":"hold","sign":"honeypot"}"#;
        assert_eq!(Chained::new(&event(), FIRST_PREVIOUS_HASH).text, text);
        let by = Event {
            by: Some("p1".to_owned()),
            ..event()
        };
        let text = text.replace(r#""system","#, r#""system","by":"p1","#);
        assert_eq!(Chained::new(&by, FIRST_PREVIOUS_HASH).text, text);
    }

    #[test]
    fn every_kind_of_step_is_read_back() {
        let date = Date::constant(2025, 8, 20);
        for step in [
            Step::Done(Action::Verify),
            Step::Done(Action::Dispose {
                unit: "perizinan".to_owned(),
            }),
            Step::Noted(Fact::Moved {
                kind: DeadlineKind::RespondBy,
                from: date,
                to: date,
            }),
            Step::Noted(Fact::Shown {
                mode: IdentityMode::Named,
            }),
        ] {
            let event = Event { step, ..event() };
            let text = Chained::new(&event, FIRST_PREVIOUS_HASH).text;
            assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event, "{text}");
        }
    }

    #[test]
    fn the_hash_covers_the_text_and_the_hash_before() {
        let first = Chained::new(&event(), FIRST_PREVIOUS_HASH);
        let other_text = Chained::new(
            &Event {
                sequence: 2,
                ..event()
            },
            FIRST_PREVIOUS_HASH,
        );
        let other_place = Chained::new(&event(), &first.hash);
        assert_eq!(first.hash.len(), FIRST_PREVIOUS_HASH.len());
        assert_ne!(first.hash, other_text.hash);
        assert_ne!(first.hash, other_place.hash);
    }
}
