//! The life of a case: state and clock together, step by step. What holds for every history: `case_laws`.

use complaint::case::{Action, Actor, Case, Flag, Kind, MOST_RETURNS, Refusal, Resolution};
use complaint::deadline::Term;
use complaint::{Class, DeadlineKind, Lang, Status};
use jiff::civil::Date;

use super::SAMPLE;

pub(super) fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

pub(super) fn filed(on: &str) -> Case {
    Case::filed(Class::Complaint, false, date(on), &SAMPLE)
}

/// Staff do this and that, each on its day.
fn after(case: Case, steps: &[(&str, Action)]) -> Case {
    steps.iter().fold(case, |case, (on, action)| {
        let actor = if matches!(action, Action::Reply | Action::Withdraw) {
            Actor::Reporter
        } else {
            Actor::Staff
        };
        case.apply(action, actor, date(on), &SAMPLE)
            .unwrap_or_else(|why| panic!("{action:?} on {on}: {why}"))
    })
}

fn due(case: &Case, kind: DeadlineKind, today: &str) -> Option<Date> {
    let deadlines = case.deadlines(date(today), &SAMPLE);
    deadlines
        .into_iter()
        .find(|deadline| deadline.kind == kind)
        .and_then(|deadline| deadline.due_on)
}

/// To another kind; grave is what needs oversight.
pub(super) fn classify(class: Class, grave: bool) -> Action {
    let kind = |class, category: Option<&str>| Kind {
        class,
        category: category.map(str::to_owned),
    };
    Action::Classify {
        before: kind(Class::Complaint, None),
        now: kind(class, grave.then_some("pungli")),
    }
}

pub(super) fn dispose() -> Action {
    Action::Dispose {
        unit: "perizinan".to_owned(),
    }
}

#[test]
fn each_stage_has_its_own_clock() {
    let case = filed("2025-08-15");
    assert_eq!(
        due(&case, DeadlineKind::VerifyBy, "2025-08-15"),
        Some(date("2025-08-21"))
    );
    let case = after(case, &[("2025-08-20", Action::Verify), ("2025-08-20", dispose())]);
    assert_eq!(due(&case, DeadlineKind::VerifyBy, "2025-08-20"), None);
    assert_eq!(
        due(&case, DeadlineKind::UnitFirstAction, "2025-08-20"),
        Some(date("2025-08-27"))
    );
    assert_eq!(
        due(&case, DeadlineKind::RespondBy, "2025-08-20"),
        Some(date("2025-09-08"))
    );
    let case = after(
        case,
        &[("2025-08-22", Action::Handle), ("2025-08-25", Action::Respond)],
    );
    assert_eq!(due(&case, DeadlineKind::RespondBy, "2025-08-25"), None);
    assert_eq!(
        due(&case, DeadlineKind::SilenceClose, "2025-08-25"),
        Some(date("2025-09-09"))
    );
}

#[test]
fn waiting_for_the_reporter_stops_the_agencys_clock() {
    let asked = after(
        filed("2025-08-19"),
        &[("2025-08-20", Action::Verify), ("2025-08-20", Action::Ask)],
    );
    assert_eq!(due(&asked, DeadlineKind::VerifyBy, "2025-08-25"), None);
    let standing = &asked.deadlines(date("2025-08-25"), &SAMPLE)[0];
    assert_eq!(standing.paused_since, Some(date("2025-08-20")));
    assert!(
        standing
            .explanation(Lang::Id)
            .contains("berhenti sejak Rab 20 Agu"),
        "{}",
        standing.explanation(Lang::Id)
    );
    assert!(!asked.is_late(date("2026-08-25"), &SAMPLE));
    let answered = after(asked, &[("2025-08-27", Action::Reply)]);
    assert_eq!(answered.status, Status::Verifying);
    // One of three days had passed; two remain after the answer.
    assert_eq!(
        due(&answered, DeadlineKind::VerifyBy, "2025-08-27"),
        Some(date("2025-08-29"))
    );
    let words = answered.deadlines(date("2025-08-27"), &SAMPLE)[0].explanation(Lang::Id);
    assert!(
        words.contains("Kam 21–Rab 27 Agu tidak dihitung (menunggu jawaban pelapor)"),
        "{words}"
    );
}

#[test]
fn after_the_third_return_the_coordinator_decides_for_good() {
    let mut case = after(filed("2025-08-19"), &[("2025-08-20", Action::Verify)]);
    for returned in 1..=MOST_RETURNS {
        assert!(!case.has_bounced(), "{returned}");
        case = after(case, &[("2025-08-20", dispose()), ("2025-08-20", Action::Return)]);
        assert_eq!(case.flags().contains(&Flag::Bounced), returned == MOST_RETURNS);
    }
    assert_eq!((case.status, case.unit.as_deref()), (Status::Verifying, None));
    let case = after(case, &[("2025-08-21", dispose())]);
    let again = case.apply(&Action::Return, Actor::Staff, date("2025-08-21"), &SAMPLE);
    assert_eq!(again, Err(Refusal::Settled));
    // It is never stuck: the coordinator can still move it.
    let moved = after(case, &[("2025-08-22", Action::Handle), ("2025-08-22", dispose())]);
    assert_eq!(moved.status, Status::Dispositioned);
}

#[test]
fn a_drafted_answer_changes_nothing_until_it_is_approved() {
    let case = after(
        filed("2025-08-19"),
        &[("2025-08-20", Action::Verify), ("2025-08-20", Action::Handle)],
    );
    let refused = |case: &Case, action| case.apply(&action, Actor::Staff, date("2025-08-21"), &SAMPLE);
    assert_eq!(refused(&case, Action::Approve), Err(Refusal::NothingProposed));
    assert_eq!(refused(&case, Action::SendBack), Err(Refusal::NothingProposed));
    let drafted = after(case.clone(), &[("2025-08-21", Action::Propose)]);
    assert_eq!(
        (drafted.status, &drafted.terms),
        (case.status, &case.terms),
        "the clock goes on"
    );
    assert_eq!(drafted.flags(), [Flag::Approval]);
    let back = after(drafted.clone(), &[("2025-08-22", Action::SendBack)]);
    assert_eq!(back, case);
    let sent = after(drafted.clone(), &[("2025-08-22", Action::Approve)]);
    let direct = after(case, &[("2025-08-22", Action::Respond)]);
    assert_eq!(sent, direct, "the same as an answer that needed no approval");
    // Whatever else moves the case ends the waiting.
    let asked = after(
        drafted,
        &[("2025-08-22", Action::Ask), ("2025-08-23", Action::Reply)],
    );
    assert!(!asked.proposed);
}

#[test]
fn an_extension_comes_once_and_is_shown() {
    let case = after(
        filed("2025-08-19"),
        &[("2025-08-20", Action::Verify), ("2025-08-20", Action::Handle)],
    );
    let before = due(&case, DeadlineKind::RespondBy, "2025-08-20");
    let case = after(case, &[("2025-08-21", Action::Extend)]);
    let after = due(&case, DeadlineKind::RespondBy, "2025-08-21");
    assert_eq!(
        (before, after),
        (Some(date("2025-09-09")), Some(date("2025-09-18")))
    );
    let again = case.apply(&Action::Extend, Actor::Staff, date("2025-08-22"), &SAMPLE);
    assert_eq!(again, Err(Refusal::AlreadyExtended));
    let words = case.deadlines(date("2025-08-21"), &SAMPLE)[0].explanation(Lang::En);
    assert!(words.contains("extension day 1–"), "{words}");
}

#[test]
fn a_day_off_announced_later_moves_only_what_is_still_owed() {
    let announced = date("2025-08-07");
    for (received, today, due_on, moved) in [
        ("2025-08-06", "2025-08-06", "2025-08-11", false),
        // Due on the 19th without the 18th, on the 20th with it; the 18th becomes known on the 7th.
        ("2025-07-30", "2025-08-06", "2025-08-19", false),
        ("2025-07-30", "2025-08-07", "2025-08-20", true),
        // Due on the 6th: passed when the day off was announced.
        ("2025-07-17", "2025-08-30", "2025-08-06", false),
    ] {
        let days = if due_on == "2025-08-11" {
            "3 hari kerja"
        } else {
            "14 hari kerja"
        };
        let count = complaint::DayCount::parse(days).unwrap();
        let term = Term::new(DeadlineKind::RespondBy, count, date(received));
        let calendar = &SAMPLE.calendar;
        assert_eq!(
            term.deadline(date(today), calendar).due_on,
            Some(date(due_on)),
            "{received} on {today}"
        );
        let moves = term.moves(date(today), calendar);
        assert_eq!(
            moves.iter().any(|m| m.announced_on == announced),
            moved,
            "{received} on {today}: {moves:?}"
        );
    }
}

#[test]
fn silence_closes_a_case_only_after_an_answer() {
    let long_after = date("2026-09-01");
    let answered = [("2025-08-20", Action::Verify), ("2025-08-20", Action::Handle)];
    for (steps, expected) in [
        (&answered[..0], None),
        (&answered[..1], None),
        (&answered[..2], None),
    ] {
        assert_eq!(
            after(filed("2025-08-19"), steps).due_action(long_after, &SAMPLE),
            expected,
            "{steps:?}"
        );
    }
    let case = after(
        after(filed("2025-08-19"), &answered),
        &[("2025-08-21", Action::Respond)],
    );
    let last = due(&case, DeadlineKind::SilenceClose, "2025-08-21").unwrap();
    assert_eq!(case.due_action(last, &SAMPLE), None);
    let close = Action::Close {
        resolution: Resolution::CitizenSilent,
    };
    assert_eq!(case.due_action(last.tomorrow().unwrap(), &SAMPLE), Some(close));
}

#[test]
fn an_agency_that_never_answers_becomes_late_and_stays_open() {
    let case = filed("2025-08-15");
    assert!(!case.is_late(date("2025-08-21"), &SAMPLE));
    assert!(case.is_late(date("2025-08-22"), &SAMPLE));
    assert!(case.is_late(date("2026-08-22"), &SAMPLE));
    assert_eq!(case.due_action(date("2026-08-22"), &SAMPLE), None);
}

#[test]
fn a_reply_after_the_end_opens_the_case_again() {
    let closed = after(
        filed("2025-08-19"),
        &[
            ("2025-08-20", Action::Verify),
            ("2025-08-20", Action::Handle),
            ("2025-08-21", Action::Respond),
            (
                "2025-08-22",
                Action::Close {
                    resolution: Resolution::Fulfilled,
                },
            ),
            ("2025-09-01", Action::Reply),
        ],
    );
    assert_eq!(closed.status, Status::Reopened);
    assert_eq!(
        due(&closed, DeadlineKind::VerifyBy, "2025-09-01"),
        Some(date("2025-09-04"))
    );
}

#[test]
fn nobody_does_what_is_not_theirs() {
    let case = filed("2025-08-19");
    for (action, actor) in [
        (Action::Verify, Actor::Reporter),
        (Action::Withdraw, Actor::Staff),
        (Action::Reply, Actor::Staff),
        (Action::Verify, Actor::System),
    ] {
        assert_eq!(
            case.apply(&action, actor, date("2025-08-20"), &SAMPLE),
            Err(Refusal::NotYours(actor)),
            "{action:?}"
        );
    }
}

#[test]
fn a_case_is_kept_from_the_unit_it_is_about() {
    let exclude = || Action::Exclude {
        unit: "perizinan".to_owned(),
    };
    let case = after(
        filed("2025-08-15"),
        &[("2025-08-20", Action::Verify), ("2025-08-20", exclude())],
    );
    assert_eq!(case.status, Status::Verifying, "the state stays");
    for action in [dispose(), exclude()] {
        let refused = case.apply(&action, Actor::Staff, date("2025-08-20"), &SAMPLE);
        assert_eq!(refused, Err(Refusal::Concerned), "{action:?}");
    }
    let elsewhere = Action::Dispose {
        unit: "pengaduan".to_owned(),
    };
    assert_eq!(
        after(case, &[("2025-08-20", elsewhere)]).status,
        Status::Dispositioned
    );
}

#[test]
fn a_case_that_was_sent_back_is_no_units_any_more() {
    let case = after(
        filed("2025-08-15"),
        &[("2025-08-20", Action::Verify), ("2025-08-20", dispose())],
    );
    assert_eq!(case.unit.as_deref(), Some("perizinan"));
    let case = after(case, &[("2025-08-21", Action::Return)]);
    assert_eq!((case.unit, case.returns), (None, 1));
}

#[test]
fn the_kind_decides_how_long_the_answer_may_take_counted_from_receipt() {
    let case = after(filed("2025-08-15"), &[("2025-08-20", Action::Verify)]);
    let answer = |case: &Case| due(case, DeadlineKind::RespondBy, "2025-08-20");
    let grave = after(case.clone(), &[("2025-08-20", classify(Class::Complaint, true))]);
    assert!(answer(&grave) > answer(&case));
    for (class, grave) in [
        (Class::Complaint, true),
        (Class::Aspiration, false),
        (Class::InformationRequest, false),
    ] {
        let set_right = after(case.clone(), &[("2025-08-20", classify(class, grave))]);
        let from_the_first = Case::filed(class, grave, date("2025-08-15"), &SAMPLE);
        assert_eq!(answer(&set_right), answer(&from_the_first), "{class:?} {grave}");
        assert_eq!(set_right.oversight, grave);
        assert_eq!(set_right.status, Status::Verifying);
        let back = after(set_right, &[("2025-08-20", classify(Class::Complaint, false))]);
        assert_eq!(back, case, "and back again");
    }
}

#[test]
fn the_kind_of_what_is_held_or_withdrawn_or_erased_stays() {
    let suspected = Action::Hold {
        sign: "honeypot".to_owned(),
    };
    let anew = classify(Class::Aspiration, false);
    let held = after(filed("2025-08-15"), &[("2025-08-15", suspected)]);
    let on = date("2025-08-18");
    assert_eq!(
        held.apply(&anew, Actor::Staff, on, &SAMPLE),
        Err(Refusal::NotNow(Status::Quarantined))
    );
    let withdrawn = after(filed("2025-08-15"), &[("2025-08-15", Action::Withdraw)]);
    assert_eq!(
        withdrawn.apply(&anew, Actor::Staff, on, &SAMPLE),
        Err(Refusal::NotNow(Status::Withdrawn))
    );
    let erased = filed("2025-08-15").without_personal_data();
    assert!(erased.apply(&anew, Actor::Staff, on, &SAMPLE).is_err());
    let filed = filed("2025-08-15");
    assert_eq!(
        filed.apply(&anew, Actor::Reporter, on, &SAMPLE),
        Err(Refusal::NotYours(Actor::Reporter))
    );
}

#[test]
fn a_case_that_turns_out_to_need_oversight_is_kept_from_the_unit_it_is_about_and_from_no_other() {
    let anew = || ("2025-08-15", classify(Class::Complaint, true));
    let given = [
        ("2025-08-15", Action::Verify),
        ("2025-08-15", dispose()),
        anew(),
        anew(),
    ];
    for (meant, kept_from) in [
        (None, &[][..]),
        (Some("pengaduan"), &["pengaduan"]),
        (Some("perizinan"), &["perizinan"]),
    ] {
        let case = filed("2025-08-15").meaning(meant.map(str::to_owned));
        assert!(case.excluded.is_empty(), "{meant:?}");
        assert_eq!(after(case, &given).excluded, kept_from, "{meant:?}");
    }
}
