//! Deadlines: how many days of which kind, on which date they fall, and how that was counted.
//!
//! The day of receipt, in the agency's zone, is day 0; a deadline falls at the end of day N. Working days
//! skip weekends and days off; a calendar deadline that lands on one moves to the next working day.
//! Only days off announced by the day of counting exist (`domain.md` §4.3).

mod term;
mod words;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::agency::Agency;
use crate::calendar::{Calendar, DayOffKind};
use crate::named::named_enum;
use crate::{Class, Lang};

pub use term::{Move, Pause, Term};
pub use words::{format_date, format_instant, format_short_date};

named_enum! {
    /// Days on which the agency works, or all days.
    pub enum DayUnit {
        /// Hari kerja.
        Working = "working",
        /// Hari kalender.
        Calendar = "calendar",
    }
}

named_enum! {
    /// What must have happened by the end of a deadline; also the key in `[deadlines]`.
    pub enum DeadlineKind {
        /// The submission has been checked.
        VerifyBy = "verify_by",
        /// The unit has begun.
        UnitFirstAction = "unit_first_action",
        /// A complaint has its answer.
        RespondBy = "respond_by",
        /// A complaint that needs oversight (berkadar pengawasan) has its answer.
        RespondByOversight = "respond_by_oversight",
        /// A suggestion has its answer.
        RespondByAspiration = "respond_by_aspiration",
        /// A question has its answer.
        RespondByInformation = "respond_by_information_request",
        /// The citizen has sent what was missing.
        AwaitingInfo = "awaiting_info",
        /// The citizen's silence after an answer closes the case.
        SilenceClose = "silence_close",
        /// What one extension adds.
        Extension = "extension",
        /// A held submission has been looked at.
        QuarantineReview = "quarantine_review",
    }
}

/// A number of days with its unit. There is no number without a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCount {
    /// How many, from 1 to [`DayCount::MOST`].
    pub days: u16,
    /// Of which kind.
    pub unit: DayUnit,
}

/// Why a text is no [`DayCount`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayCountError {
    /// A bare number.
    NoUnit,
    /// No whole number from 1 to [`DayCount::MOST`] in front.
    NoNumber,
}

impl DayCount {
    /// The longest deadline that settings can hold: a year.
    pub const MOST: u16 = 365;

    /// Reads `3 hari kerja` or `30 hari kalender`.
    pub fn parse(text: &str) -> Result<DayCount, DayCountError> {
        let mut words = text.split_whitespace();
        let days = words
            .next()
            .and_then(|word| word.parse().ok())
            .filter(|days| (1..=Self::MOST).contains(days));
        let days = days.ok_or(DayCountError::NoNumber)?;
        let unit = match words.collect::<Vec<_>>()[..] {
            ["hari", "kerja"] => DayUnit::Working,
            ["hari", "kalender"] => DayUnit::Calendar,
            _ => return Err(DayCountError::NoUnit),
        };
        Ok(DayCount { days, unit })
    }

    /// In words: `3 hari kerja`, `3 working days`.
    pub fn words(self, lang: Lang) -> String {
        let unit = match (lang, self.unit, self.days) {
            (Lang::Id | Lang::Further(_), DayUnit::Working, _) => "hari kerja",
            (Lang::Id | Lang::Further(_), DayUnit::Calendar, _) => "hari kalender",
            (Lang::En, DayUnit::Working, 1) => "working day",
            (Lang::En, DayUnit::Working, _) => "working days",
            (Lang::En, DayUnit::Calendar, 1) => "calendar day",
            (Lang::En, DayUnit::Calendar, _) => "calendar days",
        };
        format!("{} {unit}", self.days)
    }
}

/// The agency's deadlines: every kind has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadlines(pub(crate) std::collections::BTreeMap<DeadlineKind, DayCount>);

impl Deadlines {
    /// How long that kind takes.
    pub fn get(&self, kind: DeadlineKind) -> DayCount {
        self.0[&kind]
    }

    /// All of them, in the order of a case's life.
    pub fn entries(&self) -> impl Iterator<Item = (DeadlineKind, DayCount)> + '_ {
        DeadlineKind::ALL.iter().map(|kind| (*kind, self.get(*kind)))
    }
}

/// One deadline of one case, with its arithmetic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// What must have happened.
    pub kind: DeadlineKind,
    /// How long it takes.
    pub count: DayCount,
    /// The last day; absent while the clock stands still and while the calendar lacks a year.
    pub due_on: Option<Date>,
    /// Every day from day 0, and what it counted as.
    pub steps: Vec<Step>,
    /// Whether days off of some year on the way are an estimate.
    pub provisional: bool,
    /// The year for which the calendar has no days off yet.
    pub missing_year: Option<i16>,
    /// Since when the clock stands still, waiting for the reporter.
    #[serde(default)]
    pub paused_since: Option<Date>,
}

/// One day on the way to a deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The day.
    pub date: Date,
    /// What it counted as.
    pub counted: Counted,
}

/// What a day counted as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Day n; day 0 is the day of receipt.
    Day(u16),
    /// Day n of an extension.
    Extended(u16),
    /// Not counted: the agency waited for the reporter.
    Paused,
    /// Not counted: no work on this day of the week.
    Weekend,
    /// Not counted: a day off.
    Off {
        /// What is celebrated.
        name: String,
        /// Why it is off.
        kind: DayOffKind,
        /// When it was announced.
        announced_on: Date,
    },
}

impl Deadline {
    /// Counts `count` from `received_on`, by what had been announced on `known_on`.
    pub fn count(
        kind: DeadlineKind,
        count: DayCount,
        received_on: Date,
        known_on: Date,
        calendar: &Calendar,
    ) -> Deadline {
        Term::new(kind, count, received_on).counted(known_on, calendar)
    }

    /// Why there is no last day now: a stable name.
    pub const fn undated(&self) -> &'static str {
        match self.paused_since {
            Some(_) => "paused",
            None => "unknown",
        }
    }

    /// The arithmetic in words: "Jum 15 Agu = hari 0; …".
    pub fn explanation(&self, lang: Lang) -> String {
        words::explanation(self, lang)
    }
}

/// Which setting says how long the answer takes.
pub const fn respond_kind(class: Class, oversight: bool) -> DeadlineKind {
    match class {
        Class::Complaint if oversight => DeadlineKind::RespondByOversight,
        Class::Complaint => DeadlineKind::RespondBy,
        Class::Aspiration => DeadlineKind::RespondByAspiration,
        Class::InformationRequest => DeadlineKind::RespondByInformation,
    }
}

/// The deadlines a citizen is told at filing: checked by, answered by.
pub fn filing_deadlines(
    agency: &Agency,
    class: Class,
    oversight: bool,
    received_at: Timestamp,
) -> Vec<Deadline> {
    let today = agency.today(received_at);
    let count = |kind, setting| {
        Deadline::count(
            kind,
            agency.deadlines.get(setting),
            today,
            today,
            &agency.calendar,
        )
    };
    vec![
        count(DeadlineKind::VerifyBy, DeadlineKind::VerifyBy),
        count(DeadlineKind::RespondBy, respond_kind(class, oversight)),
    ]
}
