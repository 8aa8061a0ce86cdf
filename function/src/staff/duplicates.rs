//! What may have been told before: by the same person, or in the same words. Officers are shown it and go on if it
//! is something else; nothing is refused.

use complaint::form::Intake;
use complaint::likeness::Likeness;
use complaint::staff::{Duty, Matter, Officer};
use complaint::{Lang, format_date};
use jiff::SignedDuration;

use super::case_line::excerpt;
use super::screen::texts;
use crate::App;
use crate::identity::contact_marks;
use crate::redacting::line_for;
use crate::store::{CaseSummary, Filter, Place, Sought, StoreError};

/// Afterwards the same person reports something new.
const SAME_MATTER: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How far back words are compared.
const LOOKED_BACK: SignedDuration = SignedDuration::from_hours(30 * 24);
const MOST_COMPARED: usize = 300;
const MOST_SHOWN: usize = 5;

/// A case that is like what is being written down.
#[derive(Debug, serde::Serialize)]
pub(super) struct Like {
    pub(super) number: String,
    pub(super) why: &'static str,
    excerpt: String,
    received: String,
}

/// The cases alike that this officer may know of.
pub(super) async fn find(app: &App, officer: &Officer, intake: &Intake) -> Result<Vec<Like>, StoreError> {
    let mut found = Vec::new();
    if officer.has(Duty::Contact) {
        found = by_contact(app, officer, intake).await?;
    }
    let own = Likeness::of(&intake.complaint.narrative);
    for case in recent(app, officer).await? {
        let case = line_for(officer, case);
        let known = found.iter().any(|like: &Like| like.number == case.number);
        if !known && found.len() < MOST_SHOWN && own.is_like(&Likeness::of(&case.narrative)) {
            found.push(like(app, &case, "intake.like_text"));
        }
    }
    Ok(found)
}

async fn by_contact(app: &App, officer: &Officer, intake: &Intake) -> Result<Vec<Like>, StoreError> {
    let marks = contact_marks(&intake.complaint.reporter, &app.secret);
    let sought = marks
        .iter()
        .fold(Sought::default(), |sought, mark| sought.or_contact(mark));
    let now = (app.clock)();
    let filter = Filter {
        hidden_from: officer.unit.clone(),
        since: now.checked_sub(SAME_MATTER).ok(),
        ..Filter::default()
    };
    let desk = officer.unit.as_deref().filter(|_| officer.role.needs_unit());
    let found = app
        .store
        .find(&sought, desk, &filter, None, MOST_SHOWN, now)
        .await?;
    Ok(found
        .items
        .iter()
        .map(|case| like(app, case, "intake.like_contact"))
        .collect())
}

async fn recent(app: &App, officer: &Officer) -> Result<Vec<CaseSummary>, StoreError> {
    let now = (app.clock)();
    if let Some(unit) = officer.unit.clone().filter(|_| officer.role.needs_unit()) {
        let places = vec![Place::Unit(unit)];
        return Ok(app
            .store
            .desk(places, None, |_| true, None, MOST_COMPARED)
            .await?
            .items);
    }
    let filter = Filter {
        since: now.checked_sub(LOOKED_BACK).ok(),
        ..Filter::default()
    };
    let mut cases = app.store.list(&filter, None, MOST_COMPARED, now).await?.items;
    cases.retain(|case| {
        officer.sees(Matter {
            unit: case.unit.as_deref(),
            excluded: &case.excluded,
        })
    });
    Ok(cases)
}

fn like(app: &App, case: &CaseSummary, why: &str) -> Like {
    Like {
        number: case.number.clone(),
        why: texts().get(why),
        excerpt: excerpt(&case.narrative),
        received: format_date(app.agency.today(case.received_at), Lang::Id),
    }
}
