//! Counters by name: class, what is looked at, value. `complaint.channel.letter` counts complaints by letter.

use std::collections::BTreeMap;

use crate::Class;
use crate::named::named_enum;

/// What stands where a case has no such thing.
pub const NONE: &str = "-";

named_enum! {
    /// What is looked at.
    pub enum Dimension {
        /// Where it stands.
        Status = "status",
        /// By which channel it came.
        Channel = "channel",
        /// What it is about.
        Category = "category",
        /// Which unit has it.
        Unit = "unit",
        /// How it ended.
        Resolution = "resolution",
        /// Why it was put aside.
        ArchiveReason = "archive_reason",
        /// Closed, and answered in time or late.
        Answered = "answered",
        /// Deadlines that were kept.
        Kept = "kept",
        /// Deadlines that were missed.
        Missed = "missed",
        /// Working days from receipt to the first answer.
        Days = "days",
        /// What the reporter gave, from 1 to 4.
        Score = "score",
        /// Whether the matter is settled, as the reporter sees it.
        Solved = "solved",
    }
}

pub(super) fn counter(class: Class, dimension: Dimension, value: &str) -> String {
    format!("{}.{}.{value}", class.as_str(), dimension.as_str())
}

/// Counters with what they show; one that shows nothing is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<String, i64>);

impl Tally {
    /// Changes a counter.
    pub fn add(&mut self, counter: &str, by: i64) {
        let count = self.0.entry(counter.to_owned()).or_default();
        *count += by;
        if *count == 0 {
            self.0.remove(counter);
        }
    }

    /// Adds every counter of `other`, so many times: minus one takes it away.
    pub fn add_all(&mut self, other: &Tally, times: i64) {
        for (counter, count) in other.counters() {
            self.add(counter, count * times);
        }
    }

    /// Every counter, by name.
    pub fn counters(&self) -> impl Iterator<Item = (&str, i64)> {
        self.0.iter().map(|(counter, count)| (counter.as_str(), *count))
    }

    /// Whether it counts nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How the cases of a class are spread over the values of a dimension, by value.
    pub fn of(&self, class: Class, dimension: Dimension) -> BTreeMap<&str, u64> {
        let prefix = counter(class, dimension, "");
        let values = self.0.range(prefix.clone()..);
        values
            .map_while(|(counter, count)| Some((counter.strip_prefix(&prefix)?, *count)))
            .map(|(value, count)| (value, u64::try_from(count).unwrap_or_default()))
            .collect()
    }

    /// How many cases of a class are counted.
    pub fn received(&self, class: Class) -> u64 {
        self.of(class, Dimension::Status).values().sum()
    }

    /// How long answers took.
    pub fn days(&self, class: Class) -> Days {
        let days = self.of(class, Dimension::Days).into_iter();
        Days(
            days.filter_map(|(days, count)| Some((days.parse().ok()?, count)))
                .collect(),
        )
    }
}

/// How many answers took how many working days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days(BTreeMap<u32, u64>);

impl Days {
    /// How many answers there are.
    pub fn count(&self) -> u64 {
        self.0.values().sum()
    }

    /// So many of a hundred answers took no longer than this; nothing where there is no answer.
    pub fn percentile(&self, percent: u64) -> Option<u32> {
        let rank = (self.count() * percent).div_ceil(100).max(1);
        let mut seen = 0;
        self.0.iter().find_map(|(days, count)| {
            seen += count;
            (seen >= rank).then_some(*days)
        })
    }
}
