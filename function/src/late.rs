//! Which deadlines run in which state, and whether one has been missed.

use complaint::Status;
use complaint::deadline::{Deadline, DeadlineKind};
use jiff::civil::Date;

/// Whether missing `kind` counts against the agency while a case is in `status`.
fn runs(kind: DeadlineKind, status: Status) -> bool {
    let unchecked = matches!(
        status,
        Status::Received | Status::Quarantined | Status::Verifying | Status::Reopened
    );
    match kind {
        DeadlineKind::VerifyBy => unchecked,
        DeadlineKind::UnitFirstAction => status == Status::Dispositioned,
        // While the reporter is asked for more, the agency's clock stands still.
        DeadlineKind::RespondBy
        | DeadlineKind::RespondByOversight
        | DeadlineKind::RespondByAspiration
        | DeadlineKind::RespondByInformation => status.is_open() && status != Status::AwaitingInfo,
        DeadlineKind::AwaitingInfo
        | DeadlineKind::SilenceClose
        | DeadlineKind::Extension
        | DeadlineKind::QuarantineReview => false,
    }
}

/// The next date on which the agency owes something.
pub(crate) fn next_due(status: Status, deadlines: &[Deadline]) -> Option<Date> {
    deadlines
        .iter()
        .filter(|deadline| runs(deadline.kind, status))
        .filter_map(|deadline| deadline.due_on)
        .min()
}

/// Whether a date on which the agency owed something has passed; `today` is a date in the agency's zone.
pub(crate) fn is_late(status: Status, deadlines: &[Deadline], today: Date) -> bool {
    next_due(status, deadlines).is_some_and(|due| due < today)
}

#[cfg(test)]
mod tests {
    use complaint::deadline::{DayCount, DayUnit};
    use jiff::civil::date;

    use super::*;

    fn deadline(kind: DeadlineKind, due_on: Option<Date>) -> Deadline {
        let count = DayCount {
            days: 3,
            unit: DayUnit::Working,
        };
        Deadline {
            kind,
            count,
            due_on,
            steps: Vec::new(),
            provisional: false,
            missing_year: None,
            paused_since: None,
        }
    }

    fn deadlines() -> [Deadline; 2] {
        [
            deadline(DeadlineKind::VerifyBy, Some(date(2025, 8, 20))),
            deadline(DeadlineKind::RespondBy, Some(date(2025, 9, 4))),
        ]
    }

    #[test]
    fn a_case_is_late_the_day_after_the_date_of_its_state() {
        for (status, today, late) in [
            (Status::Received, date(2025, 8, 20), false),
            (Status::Received, date(2025, 8, 21), true),
            (Status::Quarantined, date(2025, 8, 21), true),
            (Status::Handling, date(2025, 8, 21), false),
            (Status::Handling, date(2025, 9, 4), false),
            (Status::Handling, date(2025, 9, 5), true),
            (Status::AwaitingInfo, date(2026, 1, 1), false),
            (Status::Responded, date(2026, 1, 1), false),
            (Status::Closed, date(2026, 1, 1), false),
        ] {
            assert_eq!(
                is_late(status, &deadlines(), today),
                late,
                "{status:?} on {today}"
            );
        }
    }

    #[test]
    fn a_date_that_could_not_be_counted_is_not_missed() {
        let uncounted = [deadline(DeadlineKind::VerifyBy, None)];
        assert_eq!(next_due(Status::Received, &uncounted), None);
        assert!(!is_late(Status::Received, &uncounted, date(2100, 1, 1)));
    }
}
