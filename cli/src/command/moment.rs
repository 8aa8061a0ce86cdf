//! A date or an instant typed on the command line.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// A whole day where the agency is, or one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A whole day.
    Day(Date),
    /// One instant.
    Instant(Timestamp),
}

impl Moment {
    /// The instant at which it begins.
    pub fn start(self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Moment::Day(date) => Some(date.to_zoned(zone.clone()).ok()?.timestamp()),
            Moment::Instant(instant) => Some(instant),
        }
    }

    /// The first instant after it: a day counts as a whole.
    pub fn end(self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Moment::Day(date) => Moment::Day(date.checked_add(1.day()).ok()?).start(zone),
            Moment::Instant(instant) => Some(instant),
        }
    }
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Moment, String> {
        let instant = || text.parse().map(Moment::Instant);
        let date = || text.parse().map(Moment::Day);
        // A civil date parser also accepts an instant and drops its time, so the instant goes first.
        instant().or_else(|_| date()).map_err(|_| {
            "tulis tanggal seperti 2025-08-15, atau saat seperti 2025-08-15T09:30:00+08:00".to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_whole_day_where_the_agency_is() {
        let zone = TimeZone::get("Asia/Makassar").unwrap();
        let day: Moment = "2025-08-15".parse().unwrap();
        assert_eq!(day.start(&zone).unwrap().to_string(), "2025-08-14T16:00:00Z");
        assert_eq!(day.end(&zone).unwrap().to_string(), "2025-08-15T16:00:00Z");
    }

    #[test]
    fn an_instant_is_itself() {
        let instant: Moment = "2025-08-15T09:30:00+08:00".parse().unwrap();
        assert_eq!(instant.start(&TimeZone::UTC), instant.end(&TimeZone::UTC));
        assert_eq!(instant, Moment::Instant("2025-08-15T01:30:00Z".parse().unwrap()));
    }

    #[test]
    fn anything_else_is_explained() {
        for text in ["kemarin", "2025-13-01", "", "15-08-2025"] {
            assert!(
                text.parse::<Moment>().unwrap_err().contains("2025-08-15"),
                "{text}"
            );
        }
    }
}
