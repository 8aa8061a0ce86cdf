//! Who is mailed about a change. Reporters only if they are named; about nothing that citizens may not know.

use complaint::case::{Action, Actor, Case};
use complaint::{IdentityMode, Status};

use crate::App;
use crate::next::Next;
use crate::public::is_known;
use crate::store::{CaseRecord, Fact, NewStep, Notice, NoticeKind, Step};

/// The notices of a change; none where no mail is sent at all.
pub(crate) fn notices(app: &App, before: &CaseRecord, next: &Next<'_>) -> Vec<Notice> {
    if app.post.is_none() {
        return Vec::new();
    }
    let named = before.identity_mode == IdentityMode::Named && next.case.status != Status::Quarantined;
    let to_reporter = next.steps.iter().rev().find_map(for_reporter).filter(|_| named);
    let to_agency = next.steps.iter().filter_map(|step| for_agency(&next.case, step));
    to_reporter.into_iter().chain(to_agency).collect()
}

/// One mail for a change, whatever it consists of.
fn for_reporter(step: &NewStep) -> Option<Notice> {
    let (kind, due_on) = match &step.step {
        step if !is_known(step) => return None,
        Step::Noted(Fact::Announced { due_on, .. }) => (NoticeKind::Closing, Some(*due_on)),
        Step::Noted(Fact::Moved { .. }) => (NoticeKind::News, None),
        Step::Done(Action::Ask) => (NoticeKind::Question, None),
        Step::Done(_) if step.actor != Actor::Reporter => (NoticeKind::News, None),
        _ => return None,
    };
    Some(Notice { kind, due_on })
}

fn for_agency(case: &Case, step: &NewStep) -> Option<Notice> {
    let (kind, due_on) = match &step.step {
        Step::Noted(Fact::Reminded { due_on, .. }) => (NoticeKind::Due, Some(*due_on)),
        Step::Noted(Fact::Late { due_on, .. }) => (NoticeKind::Late, Some(*due_on)),
        Step::Done(Action::Return) if case.has_bounced() => (NoticeKind::Bounced, None),
        Step::Done(Action::Propose) => (NoticeKind::Approval, None),
        Step::Done(Action::AskIdentity) => (NoticeKind::IdentityAsked, None),
        Step::Done(Action::Reply | Action::Withdraw | Action::Rate { .. })
            if step.actor == Actor::Reporter =>
        {
            (NoticeKind::Reply, None)
        }
        _ => return None,
    };
    Some(Notice { kind, due_on })
}
