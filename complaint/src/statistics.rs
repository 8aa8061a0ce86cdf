//! Figures of a register: how many complaints came, where they stand, and whether they were answered in time.
//!
//! Figures are exact; what is too small to be public is hidden where they are published
//! ([`suppression`](crate::suppression)). In every period
//! `received = open + closed + forwarded + archived + withdrawn + duplicate`, and `received` is the sum of `by_channel`.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use serde::Serialize;

use crate::{Channel, Class, Status};

/// What one case adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// What was submitted.
    pub class: Class,
    /// By which channel.
    pub channel: Channel,
    /// The day on which it came, where the agency is.
    pub received_on: Date,
    /// Where it stands.
    pub status: Status,
    /// Whether a day on which the agency owed an answer passed without one.
    pub was_late: bool,
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
    /// What came besides complaints: aspirations.
    pub aspirations: u64,
    /// What came besides complaints: requests for information.
    pub information_requests: u64,
    /// Complaints by channel.
    pub by_channel: BTreeMap<&'static str, u64>,
}

impl Period {
    fn of_year(year: i16, cut_off: Date) -> Period {
        let last = date(year, 12, 31);
        Period {
            label: year.to_string(),
            from: date(year, 1, 1),
            until: last.min(cut_off),
            received: 0,
            open: 0,
            closed: 0,
            forwarded: 0,
            archived: 0,
            withdrawn: 0,
            duplicate: 0,
            answered_in_time: 0,
            answered_late: 0,
            aspirations: 0,
            information_requests: 0,
            by_channel: BTreeMap::new(),
        }
    }

    fn add(&mut self, case: Counted) {
        match case.class {
            Class::Aspiration => self.aspirations += 1,
            Class::InformationRequest => self.information_requests += 1,
            Class::Complaint => self.add_complaint(case),
        }
    }

    fn add_complaint(&mut self, case: Counted) {
        self.received += 1;
        *self.by_channel.entry(case.channel.as_str()).or_default() += 1;
        *match case.status {
            Status::Closed => &mut self.closed,
            Status::NotOurs | Status::Forwarded => &mut self.forwarded,
            Status::Archived => &mut self.archived,
            Status::Withdrawn => &mut self.withdrawn,
            Status::Duplicate => &mut self.duplicate,
            _ => &mut self.open,
        } += 1;
        if case.status == Status::Closed {
            *if case.was_late {
                &mut self.answered_late
            } else {
                &mut self.answered_in_time
            } += 1;
        }
    }
}

/// The figures year by year, the oldest first, with years in which nothing came. What is held back as a possible
/// abuse is not counted until somebody has released it.
pub fn by_year(cases: impl IntoIterator<Item = Counted>, cut_off: Date) -> Vec<Period> {
    let mut years: BTreeMap<i16, Period> = BTreeMap::new();
    years.insert(cut_off.year(), Period::of_year(cut_off.year(), cut_off));
    for case in cases
        .into_iter()
        .filter(|case| case.status != Status::Quarantined)
    {
        let year = case.received_on.year();
        let period = years
            .entry(year)
            .or_insert_with(|| Period::of_year(year, cut_off));
        period.add(case);
    }
    let first = years.keys().next().copied().unwrap_or(cut_off.year());
    for year in first..=cut_off.year() {
        years
            .entry(year)
            .or_insert_with(|| Period::of_year(year, cut_off));
    }
    years.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CUT_OFF: Date = date(2026, 9, 30);

    fn complaint(status: Status, received_on: Date) -> Counted {
        Counted {
            class: Class::Complaint,
            channel: Channel::Whatsapp,
            received_on,
            status,
            was_late: false,
        }
    }

    #[test]
    fn a_year_without_cases_is_there_with_zeros() {
        let years = by_year([complaint(Status::Closed, date(2024, 5, 1))], CUT_OFF);
        let told: Vec<_> = years
            .iter()
            .map(|year| (year.label.as_str(), year.received))
            .collect();
        assert_eq!(told, [("2024", 1), ("2025", 0), ("2026", 0)]);
        assert_eq!((years[0].until, years[2].until), (date(2024, 12, 31), CUT_OFF));
        assert_eq!(by_year([], CUT_OFF).len(), 1);
    }

    #[test]
    fn what_is_held_is_not_counted_and_what_is_no_complaint_stands_apart() {
        let held = complaint(Status::Quarantined, CUT_OFF);
        let wish = Counted {
            class: Class::Aspiration,
            ..complaint(Status::Closed, CUT_OFF)
        };
        let years = by_year([held, wish], CUT_OFF);
        assert_eq!(
            (years[0].received, years[0].closed, years[0].aspirations),
            (0, 0, 1)
        );
    }

    fn any_case() -> impl Strategy<Value = Counted> {
        let classes = [Class::Complaint, Class::Aspiration, Class::InformationRequest];
        let statuses: Vec<Status> = Status::NAMES
            .iter()
            .filter_map(|name| Status::parse(name))
            .collect();
        let channels = [Channel::WebForm, Channel::Whatsapp, Channel::Letter];
        (
            0..3_usize,
            0..statuses.len(),
            0..3_usize,
            any::<bool>(),
            2020..2027_i16,
        )
            .prop_map(move |(class, status, channel, was_late, year)| Counted {
                class: classes[class],
                channel: channels[channel],
                received_on: date(year, 3, 1),
                status: statuses[status],
                was_late,
            })
    }

    proptest! {
        #[test]
        fn figures_reconcile_and_nothing_is_lost(cases in prop::collection::vec(any_case(), 0..60)) {
            let years = by_year(cases.iter().copied(), CUT_OFF);
            let mut all = 0;
            for year in &years {
                let outcomes = year.open + year.closed + year.forwarded + year.archived + year.withdrawn + year.duplicate;
                prop_assert_eq!(year.received, outcomes);
                prop_assert_eq!(year.received, year.by_channel.values().sum::<u64>());
                prop_assert_eq!(year.closed, year.answered_in_time + year.answered_late);
                all += year.received + year.aspirations + year.information_requests;
            }
            let counted = cases.iter().filter(|case| case.status != Status::Quarantined).count();
            prop_assert_eq!(all, counted as u64);
        }
    }
}
