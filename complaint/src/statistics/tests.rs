use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::case::{ArchiveReason, Resolution, Solved};
use crate::deadline::DeadlineKind;
use crate::staff::{Matter, Officer, Role};
use crate::{Channel, Class, Status};

const CUT_OFF: Date = date(2026, 9, 30);
const UNITS: [&str; 3] = ["loket", "izin", "umum"];

fn complaint(status: Status, received_on: Date) -> Counted {
    Counted {
        class: Class::Complaint,
        channel: Channel::Whatsapp,
        category: None,
        unit: None,
        excluded: Vec::new(),
        received_on,
        status,
        resolution: None,
        archive_reason: None,
        was_late: false,
        kept: Vec::new(),
        missed: Vec::new(),
        answered_after: None,
        rating: None,
    }
}

type Figures = std::collections::BTreeMap<(String, String), Tally>;

/// What a register shows after cases were entered, each as every one of its states in turn.
fn folded<'a>(cases: impl IntoIterator<Item = &'a Vec<Counted>>) -> Figures {
    let mut figures = Figures::new();
    for states in cases {
        let mut before = Entry::default();
        for state in states {
            let now = Entry::of(state);
            for (place, change) in changes(&before, &now) {
                figures.entry(place).or_default().add_all(&change, 1);
            }
            before = now;
        }
    }
    figures.retain(|_, tally| !tally.is_empty());
    figures
}

fn slice(figures: &Figures, slice: &Slice) -> Vec<(String, Tally)> {
    let key = slice.key();
    let own = figures.iter().filter(|((of, _), _)| *of == key);
    own.map(|((_, month), tally)| (month.clone(), tally.clone()))
        .collect()
}

fn years(figures: &Figures) -> Vec<Period> {
    let months = slice(figures, &Slice::All);
    by_year(
        months.iter().map(|(month, tally)| (month.as_str(), tally)),
        CUT_OFF,
    )
}

#[test]
fn a_year_without_cases_is_there_with_zeros() {
    let old = vec![complaint(Status::Closed, date(2024, 5, 1))];
    let years_told = years(&folded([&old]));
    let told: Vec<_> = years_told
        .iter()
        .map(|year| (year.label.as_str(), year.received))
        .collect();
    assert_eq!(told, [("2024", 1), ("2025", 0), ("2026", 0)]);
    assert_eq!(
        (years_told[0].until, years_told[2].until),
        (date(2024, 12, 31), CUT_OFF)
    );
    assert_eq!(years(&Figures::new()).len(), 1);
}

#[test]
fn what_is_held_is_not_counted_and_what_is_no_complaint_stands_apart() {
    let held = vec![complaint(Status::Quarantined, CUT_OFF)];
    let wish = vec![Counted {
        class: Class::Aspiration,
        ..complaint(Status::Closed, CUT_OFF)
    }];
    let year = &years(&folded([&held, &wish]))[0];
    assert_eq!((year.received, year.closed, year.aspirations), (0, 0, 1));
}

#[test]
fn half_of_the_answers_and_nine_tenths_took_no_longer() {
    let after = |days| {
        vec![Counted {
            answered_after: Some(days),
            ..complaint(Status::Responded, CUT_OFF)
        }]
    };
    let days = |all: &[u32]| {
        let cases: Vec<_> = all.iter().map(|days| after(*days)).collect();
        let figures = folded(&cases);
        let tally = slice(&figures, &Slice::All)
            .pop()
            .map(|(_, tally)| tally)
            .unwrap_or_default();
        let days = tally.days(Class::Complaint);
        (days.count(), days.percentile(50), days.percentile(90))
    };
    assert_eq!(days(&[]), (0, None, None));
    assert_eq!(days(&[3]), (1, Some(3), Some(3)));
    assert_eq!(days(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), (10, Some(5), Some(9)));
    assert_eq!(days(&[0, 0, 0, 900]), (4, Some(0), Some(MOST_DAYS)));
}

#[test]
fn a_year_tells_how_long_half_of_its_answers_took_once_there_are_ten() {
    let told = |answers: u32| {
        let cases: Vec<_> = (0..answers)
            .map(|days| {
                vec![Counted {
                    answered_after: Some(days),
                    ..complaint(Status::Responded, CUT_OFF)
                }]
            })
            .collect();
        years(&folded(&cases)).last().and_then(|year| year.median_days)
    };
    assert_eq!(
        [told(0), told(9), told(10), told(11)],
        [None, None, Some(4), Some(5)]
    );
}

fn any_state() -> impl Strategy<Value = Counted> {
    let one = |values: usize| 0..values;
    let unit = prop::option::of(prop::sample::select(&UNITS[..]));
    let reported = prop::sample::subsequence(&UNITS[..], 0..=2);
    (
        (one(3), one(Status::ALL.len()), one(4), any::<bool>()),
        (unit, reported, 2020..2027_i16, 1..=12_i8),
        (prop::option::of(0..400_u32), prop::option::of((1..=4_u8, one(3)))),
    )
        .prop_map(|(kind, place, judged)| {
            let (class, status, channel, was_late) = kind;
            let (unit, excluded, year, month) = place;
            let status = Status::ALL[status];
            Counted {
                class: Class::ALL[class],
                channel: Channel::ALL[channel],
                category: was_late.then(|| "perizinan".to_owned()),
                unit: unit.map(str::to_owned),
                excluded: excluded.into_iter().map(str::to_owned).collect(),
                resolution: (status == Status::Closed).then_some(Resolution::Explained),
                archive_reason: (status == Status::Archived).then_some(ArchiveReason::Spam),
                was_late,
                kept: vec![DeadlineKind::VerifyBy; class],
                missed: vec![DeadlineKind::RespondBy; usize::from(was_late)],
                answered_after: judged.0,
                rating: judged.1.map(|(score, solved)| (score, Solved::ALL[solved])),
                ..complaint(status, date(year, month, 1))
            }
        })
}

fn any_cases() -> impl Strategy<Value = Vec<Vec<Counted>>> {
    prop::collection::vec(prop::collection::vec(any_state(), 1..5), 0..30)
}

proptest! {
    #[test]
    fn figures_reconcile_and_nothing_is_lost(cases in any_cases()) {
        let mut all = 0;
        for year in years(&folded(&cases)) {
            let outcomes = year.open + year.closed + year.forwarded + year.archived + year.withdrawn + year.duplicate;
            prop_assert_eq!(year.received, outcomes);
            prop_assert_eq!(year.received, year.by_channel.values().sum::<u64>());
            prop_assert_eq!(year.closed, year.answered_in_time + year.answered_late);
            all += year.received + year.aspirations + year.information_requests;
        }
        let last = cases.iter().filter_map(|states| states.last());
        let counted = last.filter(|case| case.status != Status::Quarantined).count();
        prop_assert_eq!(all, counted as u64);
    }

    /// However a case came to its state: only the state counts.
    #[test]
    fn following_a_case_gives_what_counting_its_last_state_gives(cases in any_cases()) {
        let last: Vec<Vec<Counted>> = cases.iter().map(|states| states[states.len() - 1..].to_vec()).collect();
        prop_assert_eq!(folded(&cases), folded(&last));
    }

    /// What somebody counts is what they see, case by case.
    #[test]
    fn nobody_counts_a_case_that_they_do_not_see(
        cases in any_cases(),
        role in 0..Role::ALL.len(),
        unit in prop::option::of(prop::sample::select(&UNITS[..])),
    ) {
        let person = Officer {
            id: "p1".to_owned(),
            name: "Suharti".to_owned(),
            role: Role::ALL[role],
            unit: unit.map(str::to_owned),
        };
        let view = View::of(&person);
        prop_assume!(view.exact && (unit.is_some() || !person.role.needs_unit()));
        let figures = folded(&cases);
        let mut total = Tally::default();
        for (_, tally) in slice(&figures, &view.slice) {
            total.add_all(&tally, 1);
        }
        for (_, tally) in view.without.iter().flat_map(|without| slice(&figures, without)) {
            total.add_all(&tally, -1);
        }
        let mut seen = Tally::default();
        for case in cases.iter().filter_map(|states| states.last()) {
            let matter = Matter { unit: case.unit.as_deref(), excluded: &case.excluded };
            if person.sees(matter) {
                for counter in Entry::of(case).counters {
                    seen.add(&counter, 1);
                }
            }
        }
        prop_assert_eq!(total, seen);
    }
}
