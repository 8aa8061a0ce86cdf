//! The part of a case that changes with its state: one list of attributes for filing and for every later step.

use aws_sdk_dynamodb::types::AttributeValue;
use complaint::case::{Case, Flag, Mark, is_agencys};
use complaint::deadline::Deadline;
use complaint::{Number, Status};
use jiff::Timestamp;
use jiff::civil::Date;

use super::item::{Attributes, Writer};
use super::keys;

/// The state, its clock, and what was told and done of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct State<'a> {
    pub(super) case: &'a Case,
    pub(super) deadlines: &'a [Deadline],
    pub(super) marks: &'a [Mark],
    /// When it became so.
    pub(super) at: Timestamp,
}

impl State<'_> {
    /// Every attribute that follows from the state; no value: the case does not have it now.
    pub(super) fn attributes(self, number: &Number) -> Vec<(&'static str, Option<AttributeValue>)> {
        let text = |text: String| Some(AttributeValue::S(text));
        let json =
            |value: serde_json::Result<String>| text(value.expect("our own structures have text keys"));
        let owed = self.next_due(true).map(|date| date.to_string());
        let waits = is_waiting(self.case.status);
        let due = || keys::due(self.next_due(false), number);
        let mut attributes = vec![
            ("status", text(self.case.status.as_str().to_owned())),
            ("case", json(serde_json::to_string(self.case))),
            ("deadlines", json(serde_json::to_string(self.deadlines))),
            ("marks", json(serde_json::to_string(self.marks))),
            ("due_on", owed.and_then(text)),
            (
                keys::OPEN_STATUS,
                waits.then(|| AttributeValue::S(keys::open_status(self.case.status))),
            ),
            (keys::DUE_KEY, waits.then(|| AttributeValue::S(due()))),
        ];
        let seen = self.case.sp4n_seen.as_ref();
        let desk = desk(self.case);
        let desk_key = || {
            if waits {
                format!("{}{}", keys::WAITING_PREFIX, due())
            } else {
                format!("{}{}", keys::PAST_PREFIX, keys::received(self.at, number))
            }
        };
        attributes.extend([
            (keys::DESK_KEY, desk.map(|_| AttributeValue::S(desk_key()))),
            (keys::DESK, desk.and_then(|unit| text(keys::desk(unit)))),
            ("excluded", joined(self.case.excluded.iter().map(String::as_str))),
            ("sp4n_id", self.case.sp4n_id.clone().and_then(text)),
            ("sp4n_status", seen.map(|seen| seen.status.clone()).and_then(text)),
            (
                "sp4n_seen_on",
                seen.map(|seen| seen.on.to_string()).and_then(text),
            ),
            ("flags", joined(self.case.flags().into_iter().map(Flag::as_str))),
        ]);
        if let Some(unit) = &self.case.unit {
            attributes.push(("unit", text(unit.clone())));
        }
        attributes
    }

    /// The next date, of the agency's or of all.
    fn next_due(self, agencys: bool) -> Option<Date> {
        let counts = |deadline: &&Deadline| !agencys || is_agencys(deadline.kind);
        self.deadlines
            .iter()
            .filter(counts)
            .filter_map(|deadline| deadline.due_on)
            .min()
    }
}

/// The unit that has a case in hand or had it last; never one that the case is about.
pub(super) fn desk(case: &Case) -> Option<&str> {
    let unit = case.unit.as_ref()?;
    (!case.excluded.contains(unit)).then_some(unit)
}

/// Words with spaces between; nothing where there is none.
fn joined<'a>(words: impl Iterator<Item = &'a str>) -> Option<AttributeValue> {
    let words: Vec<&str> = words.collect();
    (!words.is_empty()).then(|| AttributeValue::S(words.join(" ")))
}

/// Whether anybody still has something to do by a date.
fn is_waiting(status: Status) -> bool {
    !complaint::case::owed(status).is_empty()
}

/// Where a case waits for its next day; nothing where no day matters.
pub(super) fn wake_item(number: &Number, on: Option<Date>) -> Option<Attributes> {
    let on = on?;
    let item = Writer::new(keys::case(number), keys::WAKE)
        .text("number", number.as_str())
        .text(keys::OPEN_STATUS, keys::WAKING)
        .text(keys::DUE_KEY, keys::due(Some(on), number));
    Some(item.finish())
}
