//! What may be read out of the table. No type here has a field for a person, so a leak does not compile.

use complaint::case::Flag;
use complaint::deadline::Deadline;
use complaint::form::tracking_id;
use complaint::{Actor, Case, Channel, Class, IdentityMode, Lang, Status};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::error::StoreError;
use super::event::{Event, Fact, Step};
use super::files::FileRecord;
use super::item::{Attributes, Reader};
use super::message::Message;

const KIND: &str = "case";

/// The attributes that [`CaseSummary`] reads; the indexes project exactly these.
pub(super) const SUMMARY_ATTRIBUTES: [&str; 18] = [
    "number",
    "class",
    "status",
    "channel",
    "category",
    "unit",
    "identity_mode",
    "received_at",
    "updated_at",
    "due_on",
    "narrative",
    "excluded",
    "reference",
    "language",
    "flags",
    "sp4n_id",
    "sp4n_status",
    "sp4n_seen_on",
];

/// One line of a staff list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseSummary {
    /// The acknowledgment number.
    pub number: String,
    /// What was submitted.
    pub class: Class,
    /// The state, as staff see it.
    pub status: Status,
    /// By which channel it came.
    pub channel: Channel,
    /// The category's slug.
    pub category: Option<String>,
    /// The unit's slug.
    pub unit: Option<String>,
    /// How much of themselves the reporter shows.
    pub identity_mode: IdentityMode,
    /// The language of messages to the reporter.
    pub language: Lang,
    /// When it was received.
    pub received_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// The next date on which the agency owes something.
    pub due_on: Option<Date>,
    /// What happened, in the reporter's words.
    pub narrative: String,
    /// Its number elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Its tracking id in SP4N-LAPOR!
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sp4n_id: Option<String>,
    /// How it stands there, in the words used there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sp4n_status: Option<String>,
    /// The day on which the agency learned of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sp4n_seen_on: Option<Date>,
    /// What a list tells of it besides its state.
    pub flags: Vec<Flag>,
    /// Units that the case is about.
    #[serde(skip)]
    pub excluded: Vec<String>,
}

/// A whole case, without the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseView {
    /// What a list shows of it.
    #[serde(flatten)]
    pub summary: CaseSummary,
    /// Where it happened.
    pub incident_place: Option<String>,
    /// When it happened.
    pub incident_date: Option<Date>,
    /// Who or what it is about.
    pub reported_party: Option<String>,
    /// What the reporter hopes for.
    pub requested_outcome: Option<String>,
    /// When it was typed in, where that is later than its receipt.
    pub recorded_at: Timestamp,
    /// What the agency owes.
    pub deadlines: Vec<Deadline>,
    /// What happened so far, oldest first.
    pub events: Vec<EventView>,
    /// What was written between reporter and agency, oldest first.
    pub messages: Vec<Message>,
    /// The files that came with it, in their order.
    pub files: Vec<FileRecord>,
    /// State and clock, to count with.
    #[serde(skip)]
    pub case: Case,
    /// Counts changes: what somebody saw when they decided.
    #[serde(skip)]
    pub version: i64,
}

/// The items a case is read from.
pub(super) struct Parts {
    pub(super) case: Attributes,
    pub(super) events: Vec<Event>,
    pub(super) messages: Vec<Message>,
    pub(super) files: Vec<FileRecord>,
}

/// One step of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventView {
    /// Counted from 1 in each case.
    pub sequence: u32,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// Which account, where somebody of the agency did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The state it led to.
    pub status: Status,
    /// What happened.
    #[serde(flatten)]
    pub step: Step,
}

impl From<&Event> for EventView {
    fn from(event: &Event) -> Self {
        EventView {
            sequence: event.sequence,
            at: event.at,
            actor: event.actor,
            by: event.by.clone(),
            status: event.status,
            step: event.step.clone(),
        }
    }
}

/// The first event of a case: what its receipt promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledEvent {
    /// When it was received.
    pub received_at: Timestamp,
    /// What was submitted.
    pub class: Class,
    /// What the agency owes.
    pub deadlines: Vec<Deadline>,
}

impl FiledEvent {
    pub(super) fn from_event(event: Event) -> Result<FiledEvent, StoreError> {
        match event.step {
            Step::Noted(Fact::Filed {
                class,
                deadlines,
                received_at,
            }) => Ok(FiledEvent {
                received_at: received_at.unwrap_or(event.at),
                class,
                deadlines,
            }),
            _ => Err(StoreError::Damaged {
                kind: "event",
                attribute: "action",
            }),
        }
    }
}

/// What a look-up by number needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusRecord {
    /// The case.
    pub case: CaseView,
    /// Keyed hash of the access code.
    pub code_hash: String,
}

/// Reads a list line.
pub(super) fn summary(attributes: &Attributes) -> Result<CaseSummary, StoreError> {
    let reader = Reader::new(KIND, attributes);
    let channel = reader.parsed("channel", Channel::parse)?;
    // What came from there has its id there as its number elsewhere.
    let came = || {
        reader
            .maybe("reference")
            .filter(|_| channel == Channel::Sp4nLapor)
    };
    Ok(CaseSummary {
        number: reader.text("number")?.to_owned(),
        class: reader.parsed("class", Class::parse)?,
        status: reader.parsed("status", Status::parse)?,
        channel,
        category: reader.owned("category"),
        unit: reader.owned("unit"),
        identity_mode: reader.parsed("identity_mode", IdentityMode::parse)?,
        language: reader.parsed("language", Lang::parse)?,
        received_at: instant(&reader, "received_at")?,
        updated_at: instant(&reader, "updated_at")?,
        due_on: reader.maybe("due_on").and_then(|text| text.parse().ok()),
        // Erased with everything personal when its time was over.
        narrative: reader.owned("narrative").unwrap_or_default(),
        reference: reader.owned("reference"),
        sp4n_id: reader.owned("sp4n_id").or_else(|| came().and_then(tracking_id)),
        sp4n_status: reader.owned("sp4n_status"),
        sp4n_seen_on: reader.maybe("sp4n_seen_on").and_then(|text| text.parse().ok()),
        flags: words(&reader, "flags").filter_map(Flag::known).collect(),
        excluded: words(&reader, "excluded").map(str::to_owned).collect(),
    })
}

/// Reads a case with the events that belong to it.
pub(super) fn case(parts: &Parts) -> Result<CaseView, StoreError> {
    let attributes = &parts.case;
    let reader = Reader::new(KIND, attributes);
    Ok(CaseView {
        summary: summary(attributes)?,
        incident_place: reader.owned("incident_place"),
        incident_date: reader.maybe("incident_date").and_then(|text| text.parse().ok()),
        reported_party: reader.owned("reported_party"),
        requested_outcome: reader.owned("requested_outcome"),
        recorded_at: instant(&reader, "recorded_at")?,
        deadlines: reader.json("deadlines")?,
        events: parts.events.iter().map(EventView::from).collect(),
        messages: parts.messages.clone(),
        files: parts.files.clone(),
        case: reader.json("case")?,
        version: reader.number("version")?,
    })
}

/// Reads what a look-up needs.
pub(super) fn status_record(parts: &Parts) -> Result<StatusRecord, StoreError> {
    let code_hash = Reader::new(KIND, &parts.case).text("code_hash")?.to_owned();
    Ok(StatusRecord {
        case: case(parts)?,
        code_hash,
    })
}

/// Words with spaces between.
fn words<'a>(reader: &Reader<'a>, name: &'static str) -> impl Iterator<Item = &'a str> {
    reader.maybe(name).into_iter().flat_map(|text| text.split(' '))
}

fn instant(reader: &Reader<'_>, name: &'static str) -> Result<Timestamp, StoreError> {
    reader.parsed(name, |text| text.parse().ok())
}
