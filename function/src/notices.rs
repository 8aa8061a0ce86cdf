//! Who is mailed about a change. Reporters only if they are named; about nothing that citizens may not know.

use std::collections::BTreeSet;

use complaint::case::{Action, Actor, Case, is_agencys};
use complaint::staff::Matter;
use complaint::{IdentityMode, Number, Status};

use crate::App;
use crate::next::Next;
use crate::public::is_known;
use crate::standing_in::Presence;
use crate::store::{Account, CaseRecord, Fact, NewStep, Notice, NoticeKind, Step, StoreError, ToAccount};

/// So many officers of a unit are mailed at most; they are written with the case.
const MOST_TOLD: usize = 20;

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

/// The mails of a change to accounts: whoever asked for an identity hears that there is an answer, the officers of a unit
/// that it was given a case.
pub(crate) async fn to_accounts(
    app: &App,
    number: &Number,
    next: &Next<'_>,
) -> Result<Vec<ToAccount>, StoreError> {
    let has = |wanted: fn(&Action) -> bool| {
        let is = |step: &NewStep| matches!(&step.step, Step::Done(action) if wanted(action));
        next.steps.iter().any(is)
    };
    let answered = has(|action| matches!(action, Action::GrantIdentity | Action::RefuseIdentity));
    let disposed = has(|action| matches!(action, Action::Dispose { .. }));
    if app.post.is_none() || !(answered || disposed) {
        return Ok(Vec::new());
    }
    let presence = Presence::read(&app.store, next.today).await?;
    if disposed {
        return Ok(of_unit(&presence, next));
    }
    let asker = asker(app, number, &presence, next).await?;
    let told = |account| ToAccount {
        kind: NoticeKind::IdentityAnswered,
        account,
        due_on: None,
    };
    Ok(asker.map(told).into_iter().collect())
}

/// The officers of the unit that has the case now; whoever is away is stood in for.
fn of_unit(presence: &Presence, next: &Next<'_>) -> Vec<ToAccount> {
    let matter = Matter::of(&next.case);
    let officers = presence.accounts().iter();
    let officers =
        officers.filter(|account| account.officer.role.needs_unit() && account.officer.sees(matter));
    let readers = officers.filter_map(|account| presence.reader(account));
    let readers: BTreeSet<&str> = readers
        .filter(|reader| reader.way().is_some() && reader.email.is_some() && reader.officer.sees(matter))
        .map(|reader| reader.officer.id.as_str())
        .collect();
    let owed = next.deadlines();
    let owed = owed.iter().filter(|deadline| is_agencys(deadline.kind));
    let due_on = owed.filter_map(|deadline| deadline.due_on).min();
    let told = |account: &str| ToAccount {
        kind: NoticeKind::Disposed,
        account: account.to_owned(),
        due_on,
    };
    readers.into_iter().take(MOST_TOLD).map(told).collect()
}

/// The account of whoever is told that a request for the identity is answered: who asked, or stands in for them while they
/// are away; if they still read the case.
async fn asker(
    app: &App,
    number: &Number,
    presence: &Presence,
    next: &Next<'_>,
) -> Result<Option<String>, StoreError> {
    let events = app.store.show(number).await?.map(|case| case.events);
    let mut events = events.into_iter().flatten().rev();
    let asked = events.find(|event| event.step == Step::Done(Action::AskIdentity));
    let Some(asked) = asked
        .and_then(|event| event.by)
        .and_then(|id| presence.account(&id))
    else {
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
