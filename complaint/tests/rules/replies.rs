//! Texts to begin an answer with: what editors may write, and that filling them never looks at what was filled in.

use complaint::agency::{BLANKS, blanks, fill};
use complaint::staff::Duty;
use proptest::prelude::*;

use super::{SAMPLE, agency_with};

#[test]
fn the_sample_offers_texts_for_several_forms() {
    assert!(SAMPLE.replies.len() >= 3);
    let for_two = SAMPLE
        .replies
        .iter()
        .find(|reply| reply.duties.len() == 2)
        .expect("one");
    assert_eq!(for_two.duties, [Duty::NotOurs, Duty::Forward]);
}

#[test]
fn mistakes_are_told_with_line_and_remedy() {
    for (from, to, code, remedy) in [
        (
            "aduan {number}. Agar",
            "aduan {nomer}. Agar",
            "unknown-blank",
            "{number}",
        ),
        (
            "aduan {number}. Agar",
            "aduan {number. Agar",
            "bad-blank",
            "satu baris",
        ),
        (
            "for = [\"ask\"]",
            "for = [\"respnd\"]",
            "unknown-action",
            "maksud Anda `respond`?",
        ),
        (
            "for = [\"ask\"]",
            "for = [\"verify\"]",
            "unknown-action",
            "pilih dari: ask",
        ),
        ("for = [\"ask\"]", "for = []", "unknown-action", "tulis misalnya"),
        (
            "name = \"Tanggapan lengkap\"",
            "name = \"Urusan instansi lain\"",
            "duplicate-reply",
            "nama sendiri",
        ),
        ("for = [\"ask\"]", "untuk = [\"ask\"]", "unknown-key", "for"),
    ] {
        let problems = agency_with(&[(from, to)]).map(|_| ()).expect_err(to);
        let problem = problems.iter().find(|problem| problem.code == code);
        let problem = problem.unwrap_or_else(|| panic!("{to:?} gave no {code}, but {problems:?}"));
        assert!(problem.help.contains(remedy), "{to:?}: {problem}");
        let at = super::AGENCY[..super::AGENCY.find(from).unwrap()]
            .matches('\n')
            .count()
            + 1;
        let line = problem.line.expect("a line");
        assert!(line.abs_diff(at) <= 16, "{to:?} is on line {at}: {problem}");
        if code == "unknown-blank" {
            assert_eq!(line, at, "the very line");
        }
    }
}

#[test]
fn braces_come_in_pairs_on_one_line() {
    assert_eq!(blanks("a {number} b {due}"), Some(vec!["number", "due"]));
    assert_eq!(blanks("nothing"), Some(vec![]));
    for wrong in ["{", "}", "a {b", "a b}", "{a\n}", "{{number}}"] {
        assert_eq!(blanks(wrong), None, "{wrong:?}");
    }
}

proptest! {
    #[test]
    fn what_is_filled_in_stays_what_it_is(before in "[a-z ]{0,8}", value in ".{0,12}", after in "[a-z ]{0,8}", at in 0..BLANKS.len()) {
        let text = format!("{before}{{{}}}{after}", BLANKS[at]);
        prop_assert_eq!(fill(&text, |_| value.clone()), format!("{before}{value}{after}"));
    }

    #[test]
    fn any_text_is_read_without_panic(text in ".{0,40}") {
        let _ = blanks(&text);
        let _ = fill(&text, |_| "{number}".to_owned());
    }
}
