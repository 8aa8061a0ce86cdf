//! Who is mailed about a change. Reporters only if they are named; about nothing that citizens may not know.

use complaint::case::{Action, Actor, Case};
use complaint::staff::Matter;
use complaint::{IdentityMode, Number, Status};
use jiff::civil::Date;

use crate::App;
use crate::next::Next;
use crate::public::is_known;
use crate::standing_in::Presence;
use crate::store::{Account, CaseRecord, Fact, NewStep, Notice, NoticeKind, Step, StoreError};

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

/// The account of whoever is told, when a request for the identity is answered now: who asked, or stands in for them
/// while they are away; if they still read the case.
pub(crate) async fn asker(
    app: &App,
    number: &Number,
    next: &Next<'_>,
    today: Date,
) -> Result<Option<String>, StoreError> {
    let is = |step: &Step, wanted: &[Action]| matches!(step, Step::Done(action) if wanted.contains(action));
    let answers = [Action::GrantIdentity, Action::RefuseIdentity];
    if app.post.is_none() || !next.steps.iter().any(|step| is(&step.step, &answers)) {
        return Ok(None);
    }
    let events = app.store.show(number).await?.map(|case| case.events);
    let mut events = events.into_iter().flatten().rev();
    let asked = events.find(|event| is(&event.step, &[Action::AskIdentity]));
    let Some(account) = asked.and_then(|event| event.by) else {
        return Ok(None);
    };
    let presence = Presence::read(&app.store, today).await?;
    let Some(asked) = presence.account(&account) else {
        return Ok(None);
    };
    let reads = |found: &&Account| found.email.is_some() && found.officer.sees(Matter::of(&next.case));
    let told = presence.reader(asked).filter(reads).unwrap_or(asked);
    Ok(Some(told).filter(reads).map(|told| told.officer.id.clone()))
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
