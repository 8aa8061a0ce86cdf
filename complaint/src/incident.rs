//! How long ago something happened when it is complained about. Nothing is refused because of it; whoever complains is told
//! what it may cost them.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::Class;
use crate::named::named_enum;

named_enum! {
    /// A time after which a complaint is late by somebody's rule.
    pub enum OldIncident {
        /// Thirty days after the service: UU 25/2009, Pasal 42.
        ThirtyDays = "thirty_days",
        /// Two years: as far back as the Ombudsman commonly looks.
        TwoYears = "two_years",
    }
}

impl OldIncident {
    /// What has passed between the incident and the complaint; of other submissions nobody asks.
    pub fn of(class: Class, happened_on: Option<Date>, received_on: Date) -> Option<OldIncident> {
        let happened_on = happened_on.filter(|_| class == Class::Complaint)?;
        if received_on > happened_on.saturating_add(2.years()) {
            Some(OldIncident::TwoYears)
        } else {
            (received_on > happened_on.saturating_add(30.days())).then_some(OldIncident::ThirtyDays)
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn thirty_days_and_two_years_are_told_once_they_are_over() {
        let of = |class, on| OldIncident::of(class, Some(on), date(2025, 8, 15));
        for (on, expected) in [
            (date(2025, 8, 15), None),
            (date(2025, 7, 16), None),
            (date(2025, 7, 15), Some(OldIncident::ThirtyDays)),
            (date(2023, 8, 15), Some(OldIncident::ThirtyDays)),
            (date(2023, 8, 14), Some(OldIncident::TwoYears)),
            (date(1900, 1, 1), Some(OldIncident::TwoYears)),
        ] {
            assert_eq!(of(Class::Complaint, on), expected, "{on}");
            assert_eq!(of(Class::Aspiration, on), None);
        }
        assert_eq!(OldIncident::of(Class::Complaint, None, date(2025, 8, 15)), None);
    }
}
