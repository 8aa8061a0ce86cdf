//! How long personal data is kept after a case has ended: by class and by how it ended. None of it is statutory;
//! it is the agency's own promise, and its archive schedule goes before it.

use jiff::Span;
use jiff::civil::Date;

use crate::{Class, Status};

/// The states in which nobody owes anything any more.
pub(crate) const ENDS: &[(Status, &str)] = &[
    (Status::Closed, "2 tahun"),
    (Status::Archived, "1 tahun"),
    (Status::Duplicate, "1 tahun"),
    (Status::NotOurs, "1 tahun"),
    (Status::Forwarded, "1 tahun"),
    (Status::Withdrawn, "3 bulan"),
];

/// The longest time that can be promised, in years.
const MOST_YEARS: i16 = 30;

/// `[retention]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention(Vec<(Class, Status, Keep)>);

/// A time after the end, in the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// So many days.
    Days(i16),
    /// So many months.
    Months(i16),
    /// So many years.
    Years(i16),
}

impl Default for Retention {
    fn default() -> Self {
        let built_in = |text| Keep::parse(text).expect("our own times are written correctly");
        let all = Class::ALL
            .iter()
            .flat_map(|class| ENDS.iter().map(|(end, text)| (*class, *end, built_in(text))));
        Retention(all.collect())
    }
}

impl Retention {
    /// Sets one time.
    pub(crate) fn set(&mut self, class: Class, end: Status, keep: Keep) {
        self.0
            .retain(|(known, status, _)| (*known, *status) != (class, end));
        self.0.push((class, end, keep));
    }

    /// Everything that is promised, as one text: it is another whenever a case may be kept for another time.
    pub fn in_short(&self) -> String {
        let mut all: Vec<String> = self.0.iter().map(|promise| format!("{promise:?}")).collect();
        all.sort();
        all.join("\n")
    }

    /// The first day on which a case that ended so on a day has no personal data any more; nothing for a state
    /// that is no end.
    pub fn erase_on(&self, class: Class, status: Status, ended_on: Date) -> Option<Date> {
        let found = self
            .0
            .iter()
            .find(|(known, end, _)| (*known, *end) == (class, status));
        found.map(|(_, _, keep)| ended_on.saturating_add(keep.span()))
    }
}

impl Keep {
    /// Reads `90 hari`, `3 bulan` or `2 tahun`.
    pub fn parse(text: &str) -> Option<Keep> {
        let (number, unit) = text.trim().split_once(' ')?;
        let number: i16 = number.parse().ok().filter(|number| *number > 0)?;
        match unit.trim() {
            "hari" if number <= MOST_YEARS * 366 => Some(Keep::Days(number)),
            "bulan" if number <= MOST_YEARS * 12 => Some(Keep::Months(number)),
            "tahun" if number <= MOST_YEARS => Some(Keep::Years(number)),
            _ => None,
        }
    }

    fn span(self) -> Span {
        match self {
            Keep::Days(number) => Span::new().days(number),
            Keep::Months(number) => Span::new().months(number),
            Keep::Years(number) => Span::new().years(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_unit() {
        for (text, keep) in [
            ("90 hari", Some(Keep::Days(90))),
            ("3 bulan", Some(Keep::Months(3))),
            (" 2 tahun ", Some(Keep::Years(2))),
            ("2", None),
            ("0 hari", None),
            ("-1 tahun", None),
            ("31 tahun", None),
            ("2 minggu", None),
            ("dua tahun", None),
        ] {
            assert_eq!(Keep::parse(text), keep, "{text:?}");
        }
    }

    #[test]
    fn every_end_has_a_time_and_nothing_else_has() {
        let on = Date::constant(2024, 2, 29);
        for class in Class::ALL {
            for status in Status::ALL {
                let is_end = ENDS.iter().any(|(end, _)| end == status);
                let erased = Retention::default().erase_on(*class, *status, on);
                assert_eq!(erased.is_some(), is_end, "{status:?}");
            }
        }
        let closed = Retention::default().erase_on(Class::Complaint, Status::Closed, on);
        assert_eq!(closed, Some(Date::constant(2026, 2, 28)));
    }
}
