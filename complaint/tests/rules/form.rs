//! The form: forgiving where people differ, exact about what is wrong, all at once.

use complaint::form::{FIELDS, Sign, parse, submission_key};
use complaint::{IdentityMode, NewComplaint, RawForm};
use jiff::civil::date;
use proptest::prelude::*;

use super::SAMPLE;

const GOOD: &[(&str, &str)] = &[
    ("identity_mode", "named"),
    ("narrative", "Petugas loket meminta uang tambahan."),
    ("incident_place", "Loket 3"),
    ("name", "Suharti"),
    ("phone", "0811-5859-300"),
];

fn read(changes: &[(&str, &str)]) -> Result<NewComplaint, Vec<(&'static str, &'static str)>> {
    let raw: RawForm = GOOD
        .iter()
        .chain(changes)
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    parse(&raw, &SAMPLE, date(2025, 8, 15)).map_err(|errors| {
        errors
            .iter()
            .map(|error| (error.field, error.code.as_str()))
            .collect()
    })
}

#[test]
fn each_wrong_field_is_named_with_its_reason() {
    let long = "a".repeat(10_001);
    let long_name = "a".repeat(201);
    for (field, value, code) in [
        ("identity_mode", "", "required"),
        ("identity_mode", "secret", "unknown_choice"),
        ("class", "rant", "unknown_choice"),
        ("category", "no-such", "unknown_choice"),
        ("unit", "no-such", "unknown_choice"),
        ("narrative", "", "required"),
        ("narrative", " \u{200b}\n\t ", "too_short"),
        ("narrative", "pendek", "too_short"),
        ("narrative", &long, "too_long"),
        ("incident_place", "  ", "required"),
        ("incident_date", "15/08/2025", "bad_date"),
        ("incident_date", "2025-02-30", "bad_date"),
        ("incident_date", "2025-08-16", "future_date"),
        ("name", "", "required"),
        ("name", &long_name, "too_long"),
        ("phone", "", "contact_required"),
        ("phone", "nanti saja", "bad_phone"),
        ("email", "saya", "bad_email"),
        ("email", "a@b.c\r\nBcc: x@y.z", "bad_email"),
        ("relation", "teman", "unknown_choice"),
        ("language", "fr", "unknown_choice"),
    ] {
        assert_eq!(
            read(&[(field, value)]),
            Err(vec![(field, code)]),
            "{field} = {value:?}"
        );
    }
}

#[test]
fn all_errors_come_together_in_the_order_of_the_page() {
    let errors = read(&[
        ("identity_mode", ""),
        ("narrative", ""),
        ("incident_place", ""),
        ("incident_date", "x"),
    ])
    .unwrap_err();
    let fields: Vec<&str> = errors.iter().map(|(field, _)| *field).collect();
    assert_eq!(
        fields,
        ["identity_mode", "narrative", "incident_place", "incident_date"]
    );
}

#[test]
fn what_people_really_type_is_taken() {
    for (field, value) in [
        ("name", "Suharti"),
        ("name", "M. Nu'man Al-Fatih, S.H."),
        ("name", "ꦲꦤꦕꦫꦏ"),
        ("phone", "+62 811 5859 300"),
        ("incident_date", "2025-08-15"),
        ("class", ""),
        ("narrative", "Baris satu\r\nbaris dua 👩‍👧"),
        ("business_id", "0012345678901"),
    ] {
        assert!(read(&[(field, value)]).is_ok(), "{field} = {value:?}");
    }
}

#[test]
fn line_ends_count_once_so_that_the_browser_and_we_agree() {
    let text = "a".repeat(9_997) + "\r\nbb";
    assert_eq!(
        read(&[("narrative", &text)]).map(|complaint| complaint.narrative.chars().count()),
        Ok(10_000)
    );
}

#[test]
fn an_anonymous_reporter_leaves_nothing_behind() {
    let complaint = read(&[
        ("identity_mode", "anonymous"),
        ("name", "Suharti"),
        ("email", "not an address"),
    ])
    .unwrap();
    assert_eq!(complaint.reporter.mode(), IdentityMode::Anonymous);
    assert!(complaint.reporter.identity().is_none());
    assert!(!complaint.fingerprint_text().contains("Suharti"));
}

#[test]
fn a_confidential_reporter_is_not_turned_away_for_a_mistyped_number() {
    let complaint = read(&[("identity_mode", "confidential"), ("phone", "0811.. / nanti")]).unwrap();
    let phone = complaint.reporter.identity().unwrap().phone.clone().unwrap();
    assert_eq!((phone.e164, phone.typed.as_str()), (None, "0811.. / nanti"));
}

#[test]
fn suggestions_and_questions_need_no_place() {
    for class in ["aspiration", "information_request"] {
        assert!(
            read(&[("class", class), ("incident_place", "")]).is_ok(),
            "{class}"
        );
    }
}

#[test]
fn a_filled_trap_marks_and_never_refuses() {
    assert_eq!(
        read(&[("website", "http://x")]).unwrap().sign,
        Some(Sign::Honeypot)
    );
    assert_eq!(read(&[("website", " ")]).unwrap().sign, None);
    for (elapsed, sign) in [
        ("0", Some(Sign::Hurry)),
        ("1", Some(Sign::Hurry)),
        ("2", None),
        ("-1", None),
        ("", None),
    ] {
        assert_eq!(read(&[("elapsed", elapsed)]).unwrap().sign, sign, "{elapsed:?}");
    }
}

#[test]
fn submission_keys_are_short_and_printable() {
    assert_eq!(submission_key("  "), Ok(None));
    assert_eq!(submission_key(" abc "), Ok(Some("abc".to_owned())));
    assert_eq!(submission_key(&"k".repeat(64)), Ok(Some("k".repeat(64))));
    assert_eq!(
        submission_key(&"k".repeat(65)).unwrap_err().code.as_str(),
        "too_long"
    );
    assert_eq!(
        submission_key("a\nb").unwrap_err().code.as_str(),
        "bad_characters"
    );
}

#[test]
fn field_names_stand_once() {
    let mut names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), FIELDS.len());
}

proptest! {
    #[test]
    fn whatever_is_typed_is_answered(fields in proptest::collection::btree_map(proptest::sample::select(FIELDS.iter().map(|f| f.name).collect::<Vec<_>>()), "\\PC{0,40}|\\s{0,5}", 0..12)) {
        let raw: RawForm = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let _ = parse(&raw, &SAMPLE, date(2025, 8, 15));
    }

    #[test]
    fn other_content_has_another_fingerprint(a in "[a-z]{10,20}", b in "[a-z]{10,20}", place_a in "[a-z]{1,5}", place_b in "[a-z]{1,5}") {
        let print = |text: &str, place: &str| read(&[("narrative", text), ("incident_place", place)]).unwrap().fingerprint_text();
        prop_assert_eq!(print(&a, &place_a) == print(&b, &place_b), a == b && place_a == place_b);
    }
}
