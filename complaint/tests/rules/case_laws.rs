//! Laws of a case, tried with random histories.

use complaint::calendar::Day;
use complaint::case::{Action, Actor, ArchiveReason, Case, Resolution, Solved, is_agencys, owed};
use complaint::deadline::{Counted, Term};
use complaint::{Class, DayUnit, Status};
use jiff::civil::Date;
use proptest::prelude::*;

use super::SAMPLE;
use super::case::{classify, date, dispose};

fn any_action() -> impl Strategy<Value = Action> {
    prop_oneof![
        Just(Action::Hold {
            sign: "honeypot".to_owned()
        }),
        Just(Action::Release),
        Just(Action::Verify),
        Just(Action::Ask),
        Just(Action::Reply),
        Just(dispose()),
        Just(Action::Return),
        Just(Action::Handle),
        Just(Action::Respond),
        Just(Action::NotOurs {
            destination: "PLN".to_owned()
        }),
        Just(Action::Forward {
            destination: "PLN".to_owned(),
            external_number: None
        }),
        Just(Action::Escalate {
            external_number: None
        }),
        proptest::sample::select(Resolution::ALL).prop_map(|resolution| Action::Close { resolution }),
        proptest::sample::select(ArchiveReason::ALL).prop_map(|reason| Action::Archive { reason }),
        Just(Action::Merge {
            master: "DPM-0000-0000".to_owned()
        }),
        Just(Action::Withdraw),
        Just(Action::Reopen),
        Just(Action::Extend),
        (proptest::sample::select(Class::ALL), any::<bool>())
            .prop_map(|(class, grave)| classify(class, grave)),
        (0..3usize).prop_map(|passages| Action::Redact { passages }),
        (0..6u8).prop_map(|score| Action::Rate {
            score,
            solved: Solved::Partly
        }),
    ]
}

/// Days between one attempt and the next, and who tries what.
fn any_history() -> impl Strategy<Value = Vec<(i32, Actor, Action)>> {
    proptest::collection::vec(
        (0..6i32, proptest::sample::select(Actor::ALL), any_action()),
        0..40,
    )
}

/// Every state of the case along a history, with its day.
fn lived(start: i32, history: &[(i32, Actor, Action)]) -> Vec<(Date, Case)> {
    let mut on = date("2024-01-01")
        .checked_add(jiff::Span::new().days(start))
        .expect("in range");
    let mut case = Case::filed(Class::Complaint, false, on, &SAMPLE);
    let mut all = vec![(on, case.clone())];
    for (days, actor, action) in history {
        on = on.checked_add(jiff::Span::new().days(*days)).expect("in range");
        if let Ok(next) = case.apply(action, *actor, on, &SAMPLE) {
            case = next;
            all.push((on, case.clone()));
        }
    }
    all
}

/// The working days between start and due that did not fall into a pause: a slow and simple second opinion.
fn worked(term: &Term, due: Date, known_on: Date) -> usize {
    let paused = |day: Date| {
        term.pauses
            .iter()
            .any(|p| p.from < day && p.until.is_none_or(|until| day <= until))
    };
    let days = term
        .starts_on
        .series(jiff::Span::new().days(1))
        .skip(1)
        .take_while(|day| *day <= due);
    days.filter(|day| !paused(*day) && SAMPLE.calendar.day(*day, known_on) == Ok(Day::Working))
        .count()
}

proptest! {
    #[test]
    fn the_state_moves_only_along_the_table(start in 0..500i32, history in any_history()) {
        for pair in lived(start, &history).windows(2) {
            let (from, to) = (pair[0].1.status, pair[1].1.status);
            prop_assert!(from == to || from.can_become(to), "{from:?} to {to:?}");
        }
    }

    #[test]
    fn the_history_of_the_clock_only_grows(start in 0..500i32, history in any_history()) {
        for pair in lived(start, &history).windows(2) {
            let kind = |case: &Case| (case.class, case.oversight);
            let same_kind = kind(&pair[0].1) == kind(&pair[1].1);
            let (before, after) = (&pair[0].1.terms, &pair[1].1.terms);
            prop_assert!(after.len() >= before.len());
            for (old, new) in before.iter().zip(after) {
                prop_assert_eq!((old.kind, old.starts_on), (new.kind, new.starts_on));
                prop_assert!(old.count == new.count || !same_kind, "the promise changed");
                prop_assert!(old.is_running() || old == new, "a term that had ended changed");
            }
        }
    }

    #[test]
    fn what_runs_is_what_the_state_owes(start in 0..500i32, history in any_history()) {
        for (_, case) in lived(start, &history) {
            let mut running: Vec<_> = case.terms.iter().filter(|term| term.is_running() && (case.status != Status::AwaitingInfo || !is_agencys(term.kind))).map(|term| term.kind).collect();
            running.sort_unstable();
            let mut expected = owed(case.status).to_vec();
            expected.sort_unstable();
            prop_assert_eq!(running, expected, "{:?}", case.status);
        }
    }

    #[test]
    fn due_dates_are_working_days_and_paused_time_never_counts(start in 0..500i32, history in any_history()) {
        for (on, case) in lived(start, &history) {
            for term in case.terms.iter().filter(|term| term.is_running() && term.count.unit == DayUnit::Working) {
                let known_on = date("2026-11-21").max(on);
                let deadline = term.deadline(known_on, &SAMPLE.calendar);
                // A question after the date had passed stops nothing.
                let asked = term.pauses.iter().find(|pause| pause.until.is_none());
                prop_assert!(deadline.due_on.is_some() || asked.is_some());
                prop_assert!(deadline.due_on.is_none_or(|due| asked.is_none_or(|pause| due < pause.from)));
                if let Some(due) = deadline.due_on {
                    let known = deadline.steps.iter().filter_map(|step| match &step.counted { Counted::Off { announced_on, .. } => Some(*announced_on), _ => None }).max().unwrap_or(term.starts_on).max(term.starts_on);
                    prop_assert_eq!(SAMPLE.calendar.day(due, known), Ok(Day::Working));
                    let days = usize::from(term.count.days) + term.extension.map_or(0, |more| usize::from(more.days));
                    // Who asks on the last day gets the day of the answer, or the next day of work, for it.
                    let worked = worked(term, due, known);
                    prop_assert!(worked == days || (worked == days + 1 && !term.pauses.is_empty()), "{worked} of {days}");
                }
            }
        }
    }

    #[test]
    fn one_extension_and_one_rating(start in 0..500i32, history in any_history()) {
        let all = lived(start, &history);
        let extensions = all.windows(2).filter(|pair| !pair[0].1.extended && pair[1].1.extended).count();
        let ratings = all.windows(2).filter(|pair| !pair[0].1.rated && pair[1].1.rated).count();
        prop_assert!(extensions <= 1 && ratings <= 1);
    }

    #[test]
    fn word_from_elsewhere_is_news_once_and_changes_nothing_else(start in 0..500i32, history in any_history(), status in "[A-Z][a-z]{1,9}") {
        let (on, case) = lived(start, &history).pop().expect("at least the filing");
        let seen = case.seen_in_sp4n(&status, on).expect("news");
        prop_assert_eq!(seen.seen_in_sp4n(&status, on), None);
        prop_assert_eq!(seen.sp4n_seen.as_ref().map(|seen| (seen.status.as_str(), seen.on)), Some((status.as_str(), on)));
        let mut without = seen.clone();
        without.sp4n_seen = None;
        prop_assert_eq!(without, case);
        prop_assert_eq!(seen.without_personal_data().seen_in_sp4n("Lain", on), None, "an erased case rests");
    }

    #[test]
    fn a_case_survives_being_stored(start in 0..500i32, history in any_history()) {
        let (_, case) = lived(start, &history).pop().expect("at least the filing");
        let stored = serde_json::to_string(&case).expect("a case is JSON");
        prop_assert_eq!(serde_json::from_str::<Case>(&stored).expect("and back"), case);
    }
}
