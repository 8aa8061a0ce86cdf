//! What an agency asks of its own pages.

use complaint::agency::{Freshness, Readability, SmallFigures};

use super::agency_with;

/// The settings with a section added.
fn with(section: &str) -> Result<complaint::Agency, Vec<complaint::Problem>> {
    let contact = "[contact]\n";
    // The sample has sections of its own, which would then stand there twice.
    let sample = super::AGENCY
        .split("# --- Mutu halaman")
        .next()
        .expect("the sample settings");
    let rest = &super::AGENCY[sample.len()..];
    agency_with(&[(rest, ""), (contact, &format!("{section}\n{contact}"))])
}

#[test]
fn everything_has_a_default() {
    let agency = with("").expect("good");
    assert_eq!(agency.readability, Readability::default());
    assert_eq!(agency.freshness, Freshness::default());
    assert_eq!(agency.small_figures, SmallFigures::default());
    assert_eq!(agency.small_figures.threshold(), 5);
    assert!(agency.search.synonyms.is_empty());
}

#[test]
fn every_value_can_be_set() {
    let text = "[readability]\nmean_words = 12\nabbreviations = [\"NIB\"]\n\
        [freshness]\nwarn_after = \"90 hari kalender\"\nfail_after = \"120 hari kalender\"\n\
        [search]\nsynonyms = [[\"SPAN LAPOR\", \"SP4N-LAPOR!\"]]\n\
        [statistics]\nsuppress_below = 10\noverride_reason = \"Kepala dinas, surat 1/2026\"\n";
    let agency = with(text).expect("good");
    assert_eq!(
        (
            agency.readability.mean_words,
            agency.readability.long_sentence_words
        ),
        (12, 20)
    );
    assert_eq!(
        agency.freshness,
        Freshness {
            warn_after: 90,
            fail_after: Some(120)
        }
    );
    assert_eq!(agency.search.synonyms, [["SPAN LAPOR", "SP4N-LAPOR!"]]);
    assert_eq!(
        (
            agency.small_figures.suppress_below,
            agency.small_figures.threshold()
        ),
        (10, 0)
    );
}

#[test]
fn mistakes_name_their_line_and_remedy() {
    for (section, code) in [
        ("[freshness]\nwarn_after = \"90 hari kerja\"", "bad-freshness"),
        ("[freshness]\nwarn_after = \"90\"", "bad-freshness"),
        (
            "[freshness]\nwarn_after = \"90 hari kalender\"\nfail_after = \"30 hari kalender\"",
            "bad-freshness",
        ),
        ("[search]\nsynonyms = [[\"SPAN\"]]", "bad-synonyms"),
        ("[statistics]\nsuppress_below = 2", "bad-threshold"),
        ("[readability]\nmean_word = 2", "unknown-key"),
        ("[readibility]\nmean_words = 2", "unknown-section"),
    ] {
        let problems = with(section).expect_err(section);
        assert_eq!(problems.len(), 1, "{section}: {problems:?}");
        assert_eq!(problems[0].code, code, "{section}");
        assert!(
            problems[0].line.is_some() && !problems[0].help.is_empty(),
            "{section}"
        );
    }
}
