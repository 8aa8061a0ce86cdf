//! The figures of a year, by the names of the statistics file.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use serde::Serialize;

use super::{Dimension, Outcome, Tally, outcome};
use crate::{Channel, Class, Status};

/// Every outcome a received complaint can have; together they are all that was received.
pub const OUTCOMES: &[&str] = Outcome::NAMES;
/// Figures beside the outcomes.
pub const FURTHER: [&str; 5] = [
    "answered_in_time",
    "answered_late",
    "median_days",
    "aspirations",
    "information_requests",
];

/// Of fewer answers no median is told: it would say little, and something of single cases.
const MEDIAN_OF: u64 = 10;

/// Names of all figures of a period, in the order in which they are shown.
pub fn measures() -> impl Iterator<Item = &'static str> {
    let first = std::iter::once("received");
    first.chain(OUTCOMES.iter().copied()).chain(FURTHER)
}

/// The figures of one year, by the names of the statistics file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The year.
    pub label: String,
    /// Its first day.
    pub from: Date,
    /// Its last day, or the day up to which was counted.
    pub until: Date,
    /// Complaints that came.
    pub received: u64,
    /// Still in work.
    pub open: u64,
    /// Handled and closed.
    pub closed: u64,
    /// Another agency's.
    pub forwarded: u64,
    /// Put away, with a reason.
    pub archived: u64,
    /// Taken back.
    pub withdrawn: u64,
    /// Merged with another.
    pub duplicate: u64,
    /// Closed, and no answer came late.
    pub answered_in_time: u64,
    /// Closed, and an answer came late.
    pub answered_late: u64,
    /// Half of the first answers took no more working days than this; of few answers nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median_days: Option<u32>,
    /// What came besides complaints: aspirations.
    pub aspirations: u64,
    /// What came besides complaints: requests for information.
    pub information_requests: u64,
    /// Complaints by channel.
    pub by_channel: BTreeMap<&'static str, u64>,
}

impl Period {
    /// The figures of a time, out of what was counted in it.
    pub fn of(label: String, (from, until): (Date, Date), tally: &Tally) -> Period {
        let mut outcomes: BTreeMap<Outcome, u64> = BTreeMap::new();
        for (status, count) in tally.of(Class::Complaint, Dimension::Status) {
            let status = Status::parse(status).unwrap_or(Status::Received);
            *outcomes.entry(outcome(status)).or_default() += count;
        }
        let with = |outcome| outcomes.get(&outcome).copied().unwrap_or_default();
        let answered = tally.of(Class::Complaint, Dimension::Answered);
        let answered = |how: &str| answered.get(how).copied().unwrap_or_default();
        let days = Some(tally.days(Class::Complaint)).filter(|days| days.count() >= MEDIAN_OF);
        let channels = tally.of(Class::Complaint, Dimension::Channel);
        let channel = |(name, count)| Some((Channel::parse(name)?.as_str(), count));
        Period {
            label,
            from,
            until,
            received: tally.received(Class::Complaint),
            open: with(Outcome::Open),
            closed: with(Outcome::Closed),
            forwarded: with(Outcome::Forwarded),
            archived: with(Outcome::Archived),
            withdrawn: with(Outcome::Withdrawn),
            duplicate: with(Outcome::Duplicate),
            answered_in_time: answered("in_time"),
            answered_late: answered("late"),
            median_days: days.and_then(|days| days.percentile(50)),
            aspirations: tally.received(Class::Aspiration),
            information_requests: tally.received(Class::InformationRequest),
            by_channel: channels.into_iter().filter_map(channel).collect(),
        }
    }
}

/// The figures year by year, the oldest first, with years in which nothing came; out of what was counted by month.
pub fn by_year<'a>(months: impl IntoIterator<Item = (&'a str, &'a Tally)>, cut_off: Date) -> Vec<Period> {
    let mut years: BTreeMap<i16, Tally> = BTreeMap::new();
    for (month, tally) in months {
        if let Some(year) = month.get(..4).and_then(|year| year.parse().ok()) {
            years.entry(year).or_default().add_all(tally, 1);
        }
    }
    let this = cut_off.year();
    let first = years.keys().next().copied().unwrap_or(this).min(this);
    let last = years.keys().next_back().copied().unwrap_or(this).max(this);
    let nothing = Tally::default();
    let period = |year: i16| {
        let time = (date(year, 1, 1), date(year, 12, 31).min(cut_off));
        Period::of(year.to_string(), time, years.get(&year).unwrap_or(&nothing))
    };
    (first..=last).map(period).collect()
}
