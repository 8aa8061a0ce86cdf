//! What the calendar alone brings about: dates that moved, reminders, lateness, and an end by the reporter's
//! silence, announced beforehand. Each at most once: what has been done is kept as a [`Mark`].

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Action, Case, is_agencys};
use crate::agency::Agency;
use crate::deadline::{Deadline, DeadlineKind, Term};
use crate::named::named_enum;

/// How many days before its date the agency is reminded.
const REMIND: i32 = 1;
/// How many days before an end by silence the reporter is told of it, at least.
const ANNOUNCE: i32 = 3;

named_enum! {
    /// What is done only once for each deadline.
    pub enum Noted {
        /// The agency was reminded.
        Reminded = "reminded",
        /// The date has passed.
        Late = "late",
        /// The reporter was told what their silence will lead to.
        Announced = "announced",
    }
}

/// Something that has been done for one term of one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// What.
    pub what: Noted,
    /// For which deadline.
    pub kind: DeadlineKind,
    /// Day 0 of that term: a later term of the same kind is another.
    pub starts_on: Date,
    /// On which day.
    pub on: Date,
}

/// One thing the calendar brings about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tick {
    /// A day off announced later moved a date.
    Moved {
        /// Of which deadline.
        kind: DeadlineKind,
        /// The date that had been told.
        from: Date,
        /// The date now.
        to: Date,
    },
    /// Something must be remembered as done, and told.
    Noted {
        /// What.
        mark: Mark,
        /// The date it is about.
        due_on: Date,
    },
    /// The reporter's silence ends the case.
    Ended(Action),
    /// The time for which personal data is kept is over.
    Expired,
}

impl Case {
    /// What the calendar has brought about by `today` that was not told or marked yet.
    pub fn ticks(&self, told: &[Deadline], marks: &[Mark], today: Date, agency: &Agency) -> Vec<Tick> {
        let mut ticks = self.moves(told, today, agency);
        for (term, due_on) in self.dated(today, agency) {
            ticks.extend(noted(term, due_on, marks, today));
        }
        ticks.extend(
            self.erase_on(agency)
                .is_some_and(|day| today >= day)
                .then_some(Tick::Expired),
        );
        if self.silence_is_over(marks, today, agency) {
            ticks.extend(self.due_action(today, agency).map(Tick::Ended));
        }
        ticks
    }

    /// The next day on which [`Case::ticks`] may have something to say, as things stand on `today`.
    pub fn wakes_on(&self, marks: &[Mark], today: Date, agency: &Agency) -> Option<Date> {
        self.dated(today, agency)
            .filter_map(|(term, due_on)| wakes_for(term, due_on, marks))
            .chain(self.erase_on(agency))
            .min()
    }

    fn moves(&self, told: &[Deadline], today: Date, agency: &Agency) -> Vec<Tick> {
        let moved = |now: Deadline| {
            let before = told.iter().find(|deadline| deadline.kind == now.kind)?;
            let (from, to) = (before.due_on?, now.due_on?);
            let kind = now.kind;
            (from != to).then_some(Tick::Moved { kind, from, to })
        };
        self.deadlines(today, agency)
            .into_iter()
            .filter_map(moved)
            .collect()
    }

    fn dated<'a>(&'a self, today: Date, agency: &'a Agency) -> impl Iterator<Item = (&'a Term, Date)> {
        self.running()
            .filter_map(move |term| Some((term, term.deadline(today, &agency.calendar).due_on?)))
    }

    /// Whether the reporter was told of the end, and has had the days that were promised then.
    fn silence_is_over(&self, marks: &[Mark], today: Date, agency: &Agency) -> bool {
        self.dated(today, agency)
            .filter(|(term, _)| !is_agencys(term.kind))
            .any(|(term, due_on)| {
                announced(term, marks).is_some_and(|mark| today > last_day(due_on, mark.on))
            })
    }
}

/// What a deadline asks for on `today` that was not done yet.
fn noted(term: &Term, due_on: Date, marks: &[Mark], today: Date) -> Option<Tick> {
    let what = if !is_agencys(term.kind) {
        (today >= earlier(due_on, ANNOUNCE)).then_some(Noted::Announced)
    } else if today > due_on {
        Some(Noted::Late)
    } else {
        (today >= earlier(due_on, REMIND)).then_some(Noted::Reminded)
    }?;
    let mark = Mark {
        what,
        kind: term.kind,
        starts_on: term.starts_on,
        on: today,
    };
    let due_on = if what == Noted::Announced {
        last_day(due_on, today)
    } else {
        due_on
    };
    is_new(&mark, marks).then_some(Tick::Noted { mark, due_on })
}

fn wakes_for(term: &Term, due_on: Date, marks: &[Mark]) -> Option<Date> {
    if !is_agencys(term.kind) {
        let told = announced(term, marks);
        return Some(told.map_or_else(
            || earlier(due_on, ANNOUNCE),
            |mark| earlier(last_day(due_on, mark.on), -1),
        ));
    }
    let done = |what| marks.iter().any(|mark| mark.what == what && is_of(mark, term));
    if done(Noted::Late) {
        None
    } else if done(Noted::Reminded) {
        Some(earlier(due_on, -1))
    } else {
        Some(earlier(due_on, REMIND))
    }
}

/// The last day on which a reply keeps the case open.
fn last_day(due_on: Date, announced_on: Date) -> Date {
    due_on.max(earlier(announced_on, -ANNOUNCE))
}

fn announced<'a>(term: &Term, marks: &'a [Mark]) -> Option<&'a Mark> {
    marks
        .iter()
        .find(|mark| mark.what == Noted::Announced && is_of(mark, term))
}

fn is_of(mark: &Mark, term: &Term) -> bool {
    (mark.kind, mark.starts_on) == (term.kind, term.starts_on)
}

fn is_new(mark: &Mark, marks: &[Mark]) -> bool {
    let same =
        |other: &Mark| (other.what, other.kind, other.starts_on) == (mark.what, mark.kind, mark.starts_on);
    !marks.iter().any(same)
}

fn earlier(date: Date, days: i32) -> Date {
    date.saturating_sub(jiff::Span::new().days(days))
}
