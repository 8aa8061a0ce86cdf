//! Figures that are too small to be shown: what stands in their place, and why.

use complaint::suppression::Shown;
use complaint::{Agency, Lang};

use crate::html::escape;
use crate::theme::{Texts, grouped};

/// What stands for a figure that is hidden so that others cannot be computed.
const HIDDEN: &str = "*";

/// The words for a figure.
pub(super) fn words(shown: Shown, lang: Lang) -> String {
    let number = |count: u64| grouped(usize::try_from(count).unwrap_or(usize::MAX), lang);
    match shown {
        Shown::Exactly(count) => number(count),
        Shown::Below(threshold) => format!("<{}", number(threshold)),
        Shown::Hidden => HIDDEN.to_owned(),
    }
}

/// A cell of a table.
pub(super) fn cell(shown: Shown, lang: Lang) -> String {
    format!("<td class=\"n\">{}</td>", escape(&words(shown, lang)))
}

/// Why figures are missing from a table, or why small ones are not; nothing where there is nothing to say.
pub(super) fn note<'a>(
    mut figures: impl Iterator<Item = &'a Shown>,
    agency: &Agency,
    texts: &Texts,
) -> String {
    let rule = &agency.small_figures;
    let words = match &rule.override_reason {
        Some(reason) => texts.fill("statistics.small_shown", &[("reason", reason)]),
        None if figures.any(|shown| shown.exactly().is_none()) => {
            let most = rule.suppress_below.saturating_sub(1).to_string();
            texts.fill(
                "statistics.small_hidden",
                &[("most", &most), ("below", &rule.suppress_below.to_string())],
            )
        }
        None => return String::new(),
    };
    format!("<p class=\"hint\">{}</p>", escape(&words))
}
