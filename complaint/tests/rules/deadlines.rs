//! Counting days: weekends, days off, late announcements, zones, year ends.

use complaint::agency::Agency;
use complaint::calendar::Day;
use complaint::{Class, DayCount, Deadline, DeadlineKind, Lang, filing_deadlines};
use jiff::Timestamp;
use jiff::civil::Date;
use proptest::prelude::*;

use super::{SAMPLE, agency_with};

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn count(agency: &Agency, days: &str, received: &str, known: &str) -> Deadline {
    let days = DayCount::parse(days).expect("a number of days");
    Deadline::count(
        DeadlineKind::VerifyBy,
        days,
        date(received),
        date(known),
        &agency.calendar,
    )
}

#[test]
fn due_dates_and_their_words() {
    let agency = &SAMPLE;
    for (days, received, due, words) in [
        (
            "3 hari kerja",
            "2025-08-15",
            "2025-08-21",
            "3 hari kerja: Jum 15 Agu = hari 0; Sab 16–Min 17 Agu akhir pekan; Sen 18 Agu cuti bersama, ",
        ),
        (
            "3 hari kerja",
            "2025-08-16",
            "2025-08-21",
            "Sab 16 Agu = hari 0; Min 17 Agu akhir pekan; Sen 18 Agu",
        ),
        (
            "1 hari kerja",
            "2025-09-04",
            "2025-09-08",
            "Kam 4 Sep = hari 0; Jum 5 Sep libur nasional, ",
        ),
        (
            "30 hari kalender",
            "2025-08-15",
            "2025-09-15",
            "Sab 16 Agu–Min 14 Sep = hari 1–30",
        ),
        (
            "30 hari kalender",
            "2025-08-18",
            "2025-09-17",
            "Sen 18 Agu = hari 0; Sel 19 Agu–Rab 17 Sep = hari 1–30.",
        ),
        (
            "5 hari kerja",
            "2025-12-23",
            "2026-01-02",
            "Kam 1 Jan libur nasional",
        ),
    ] {
        let deadline = count(agency, days, received, "2025-08-14");
        assert_eq!(deadline.due_on, Some(date(due)), "{days} from {received}");
        let said = deadline.explanation(Lang::Id);
        assert!(said.contains(words), "{days} from {received}: {said}");
    }
}

#[test]
fn a_day_off_counts_only_from_its_announcement() {
    let agency = &SAMPLE;
    assert_eq!(
        count(agency, "3 hari kerja", "2025-08-15", "2025-08-06").due_on,
        Some(date("2025-08-20"))
    );
    assert_eq!(
        count(agency, "3 hari kerja", "2025-08-15", "2025-08-07").due_on,
        Some(date("2025-08-21"))
    );
}

#[test]
fn a_six_day_week_works_on_saturday() {
    let agency = &agency_with(&[("\"5 hari\"", "\"6 hari\"")]).unwrap();
    assert_eq!(
        count(agency, "1 hari kerja", "2025-08-22", "2025-08-22").due_on,
        Some(date("2025-08-23"))
    );
}

#[test]
fn the_same_instant_is_another_day_in_another_zone() {
    let instant: Timestamp = "2025-08-19T16:30:00Z".parse().unwrap();
    for (zone, due) in [
        ("Asia/Jakarta", "2025-08-22"),
        ("Asia/Makassar", "2025-08-25"),
        ("Asia/Jayapura", "2025-08-25"),
    ] {
        let agency = &agency_with(&[("\"Asia/Makassar\"", &format!("{zone:?}"))]).unwrap();
        let deadlines = filing_deadlines(agency, Class::Complaint, false, instant);
        assert_eq!(deadlines[0].due_on, Some(date(due)), "{zone}");
    }
}

#[test]
fn class_and_oversight_choose_the_answer_deadline() {
    let agency = &SAMPLE;
    let now: Timestamp = "2025-08-19T02:00:00Z".parse().unwrap();
    for (class, oversight, words) in [
        (Class::Complaint, false, "14 hari kerja"),
        (Class::Complaint, true, "60 hari kerja"),
        (Class::InformationRequest, false, "5 hari kerja"),
    ] {
        let deadlines = filing_deadlines(agency, class, oversight, now);
        assert_eq!(
            deadlines.iter().map(|d| d.kind.as_str()).collect::<Vec<_>>(),
            ["verify_by", "respond_by"]
        );
        assert_eq!(deadlines[1].count.words(Lang::Id), words);
    }
}

#[test]
fn a_missing_year_is_said_and_never_counted_as_without_holidays() {
    let agency = &SAMPLE;
    let last = agency.calendar.years().max().unwrap();
    let deadline = count(agency, "14 hari kerja", &format!("{last}-12-28"), "2026-11-21");
    assert_eq!((deadline.due_on, deadline.missing_year), (None, Some(last + 1)));
    assert!(
        deadline.explanation(Lang::Id).contains("menyusul"),
        "{}",
        deadline.explanation(Lang::Id)
    );
}

#[test]
fn an_estimated_year_is_said() {
    let deadline = count(&SAMPLE, "14 hari kerja", "2027-03-01", "2026-11-21");
    assert!(
        deadline.explanation(Lang::Id).contains("perkiraan"),
        "{}",
        deadline.explanation(Lang::Id)
    );
}

#[test]
fn day_counts_need_a_unit() {
    for text in [
        "3",
        "",
        "tiga hari kerja",
        "3 hari",
        "3 minggu",
        "-3 hari kerja",
        "0 hari kerja",
        "366 hari kerja",
        "3 hari kerja lagi",
    ] {
        assert!(DayCount::parse(text).is_err(), "{text:?}");
    }
    assert_eq!(
        DayCount::parse(" 3  hari kerja ").unwrap().words(Lang::En),
        "3 working days"
    );
}

proptest! {
    #[test]
    fn a_deadline_never_falls_on_a_day_without_work(start in 0..700i32, days in 1..60u16, working: bool) {
        let agency = &SAMPLE;
        let received = date("2024-01-01").checked_add(jiff::Span::new().days(start)).unwrap();
        let text = format!("{days} hari {}", if working { "kerja" } else { "kalender" });
        let deadline = count(agency, &text, &received.to_string(), "2026-11-21");
        let due = deadline.due_on.unwrap();
        prop_assert_eq!(agency.calendar.day(due, date("2026-11-21")), Ok(Day::Working));
        prop_assert!(due > received);
    }

    #[test]
    fn working_days_between_are_as_many_as_promised(start in 0..700i32, days in 1..60u16) {
        let agency = &SAMPLE;
        let received = date("2024-01-01").checked_add(jiff::Span::new().days(start)).unwrap();
        let due = count(agency, &format!("{days} hari kerja"), &received.to_string(), "2026-11-21").due_on.unwrap();
        let between = received.series(jiff::Span::new().days(1)).skip(1).take_while(|day| *day <= due);
        let worked = between.filter(|day| agency.calendar.day(*day, date("2026-11-21")) == Ok(Day::Working)).count();
        prop_assert_eq!(worked, usize::from(days));
    }

    #[test]
    fn a_later_receipt_is_never_due_earlier(start in 0..700i32, days in 1..30u16, working: bool) {
        let agency = &SAMPLE;
        let received = date("2024-01-01").checked_add(jiff::Span::new().days(start)).unwrap();
        let text = format!("{days} hari {}", if working { "kerja" } else { "kalender" });
        let due = |day: Date| count(agency, &text, &day.to_string(), "2026-11-21").due_on.unwrap();
        prop_assert!(due(received) <= due(received.tomorrow().unwrap()));
    }
}
