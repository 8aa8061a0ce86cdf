//! What citizens may see of a case's clock: never that a submission is held.

use complaint::Agency;
use complaint::case::{Case, is_agencys};
use complaint::deadline::{Deadline, DeadlineKind};
use jiff::civil::Date;

/// The deadlines that run, as they stand on `today`.
pub(crate) fn deadlines(case: &Case, today: Date, agency: &Agency) -> Vec<Deadline> {
    let mut deadlines = case.deadlines(today, agency);
    deadlines.retain(|deadline| is_public(deadline.kind));
    deadlines
}

/// Whether the agency has missed a date that the citizen knows of.
pub(crate) fn is_late(case: &Case, today: Date, agency: &Agency) -> bool {
    let missed = |deadline: &Deadline| deadline.due_on.is_some_and(|due| due < today);
    deadlines(case, today, agency)
        .iter()
        .any(|deadline| is_agencys(deadline.kind) && missed(deadline))
}

/// Whether citizens know of that kind of deadline.
pub(crate) fn is_public(kind: DeadlineKind) -> bool {
    kind != DeadlineKind::QuarantineReview
}
