//! Which pages lack a translation, and which translations are older than their original.

use std::collections::BTreeMap;

use complaint::problem::Problem;
use complaint::{Agency, Lang};

use crate::Options;
use crate::content_file;
use crate::pages::{Page, Pages};

/// The state of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translations {
    /// The language.
    pub lang: Lang,
    /// Files of pages that it does not have.
    pub missing: Vec<String>,
    /// Files of translations whose original is newer.
    pub outdated: Vec<String>,
    /// Sentences of the interface that it does not have, by key.
    pub sentences: Vec<String>,
}

/// Every language beside Indonesian that the agency has switched on.
pub(crate) fn report(
    pages: &Pages<'_>,
    agency: &Agency,
    options: &Options,
    sentences: &BTreeMap<Lang, Vec<String>>,
) -> Vec<Translations> {
    let originals: Vec<&Page<'_>> = pages
        .list
        .iter()
        .filter(|page| page.lang == Lang::Id && !page.is_default)
        .collect();
    let further = agency.languages.iter().filter(|lang| **lang != Lang::Id);
    let report = |lang: &Lang| {
        let translation = |page: &Page<'_>| pages.exact(&page.key, *lang).map(|(_, translation)| translation);
        let missing = originals
            .iter()
            .filter(|page| translation(page).is_none())
            .map(|page| content_file(options, &page.file))
            .collect();
        let outdated = originals
            .iter()
            .filter_map(|page| translation(page).filter(|translation| is_older(translation, page)));
        let outdated = outdated
            .map(|translation| content_file(options, &translation.file))
            .collect();
        Translations {
            lang: *lang,
            missing,
            outdated,
            sentences: sentences.get(lang).cloned().unwrap_or_default(),
        }
    };
    further.map(report).collect()
}

/// Only dates that both pages tell can be compared.
fn is_older(translation: &Page<'_>, original: &Page<'_>) -> bool {
    translation
        .front
        .updated
        .zip(original.front.updated)
        .is_some_and(|(translation, original)| translation < original)
}

/// Translations that no longer say what their original says.
pub(crate) fn hints(report: &[Translations]) -> Vec<Problem> {
    let outdated = report.iter().flat_map(|lang| &lang.outdated);
    let hint = |file: &String| {
        let help = "samakan isinya dengan halaman bahasa Indonesia, lalu perbarui updated";
        Problem::warning(
            file,
            None,
            "translation-outdated",
            "terjemahan ini lebih lama daripada aslinya",
            help,
        )
    };
    outdated.map(hint).collect()
}
