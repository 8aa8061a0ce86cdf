//! What one case adds to the figures.

use jiff::civil::Date;

use super::tally::{Dimension, NONE, counter};
use crate::case::{ArchiveReason, Resolution, Solved};
use crate::deadline::DeadlineKind;
use crate::named::named_enum;
use crate::{Channel, Class, Status};

/// Answers that took longer are counted with this many working days.
pub const MOST_DAYS: u32 = 250;

/// What the history of a case says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// What was submitted.
    pub class: Class,
    /// By which channel.
    pub channel: Channel,
    /// What it is about.
    pub category: Option<String>,
    /// The unit that has it.
    pub unit: Option<String>,
    /// Units that it is about.
    pub excluded: Vec<String>,
    /// The day on which it came, where the agency is.
    pub received_on: Date,
    /// Where it stands.
    pub status: Status,
    /// How it ended, while it is closed.
    pub resolution: Option<Resolution>,
    /// Why it was put aside, while it is.
    pub archive_reason: Option<ArchiveReason>,
    /// Whether a day on which the agency owed an answer passed without one.
    pub was_late: bool,
    /// Dates that the agency has kept, each once for every time it had to.
    pub kept: Vec<DeadlineKind>,
    /// Dates that have passed.
    pub missed: Vec<DeadlineKind>,
    /// Working days from receipt to the first answer, where there was one and the calendar knows them.
    pub answered_after: Option<u32>,
    /// How the reporter judged the result.
    pub rating: Option<(u8, Solved)>,
}

named_enum! {
    /// How it stands with something that came; together these are everything that came.
    pub enum Outcome {
        /// Still in work.
        Open = "open",
        /// Handled and closed.
        Closed = "closed",
        /// Another agency's.
        Forwarded = "forwarded",
        /// Put away, with a reason.
        Archived = "archived",
        /// Taken back.
        Withdrawn = "withdrawn",
        /// Merged with another.
        Duplicate = "duplicate",
    }
}

/// What a state means in the figures.
pub const fn outcome(status: Status) -> Outcome {
    match status {
        Status::Closed => Outcome::Closed,
        Status::NotOurs | Status::Forwarded => Outcome::Forwarded,
        Status::Archived => Outcome::Archived,
        Status::Withdrawn => Outcome::Withdrawn,
        Status::Duplicate => Outcome::Duplicate,
        _ => Outcome::Open,
    }
}

impl Counted {
    /// The counters that are one higher by this case. What is held back as a possible abuse is not counted until
    /// somebody has released it.
    pub(super) fn counters(&self) -> Vec<String> {
        if self.status == Status::Quarantined {
            return Vec::new();
        }
        let name = |dimension: Dimension, value: &str| counter(self.class, dimension, value);
        let mut counters = vec![
            name(Dimension::Status, self.status.as_str()),
            name(Dimension::Channel, self.channel.as_str()),
            name(Dimension::Category, self.category.as_deref().unwrap_or(NONE)),
            name(Dimension::Unit, self.unit.as_deref().unwrap_or(NONE)),
        ];
        let resolution = self.resolution.map(Resolution::as_str);
        counters.extend(resolution.map(|value| name(Dimension::Resolution, value)));
        let reason = self.archive_reason.map(ArchiveReason::as_str);
        counters.extend(reason.map(|value| name(Dimension::ArchiveReason, value)));
        if self.status == Status::Closed {
            let answered = if self.was_late { "late" } else { "in_time" };
            counters.push(name(Dimension::Answered, answered));
        }
        counters.extend(self.kept.iter().map(|kind| name(Dimension::Kept, kind.as_str())));
        let missed = self.missed.iter();
        counters.extend(missed.map(|kind| name(Dimension::Missed, kind.as_str())));
        let days = self.answered_after.map(|days| days.min(MOST_DAYS).to_string());
        counters.extend(days.map(|days| name(Dimension::Days, &days)));
        if let Some((score, solved)) = self.rating {
            counters.push(name(Dimension::Score, &score.to_string()));
            counters.push(name(Dimension::Solved, solved.as_str()));
        }
        counters
    }
}
