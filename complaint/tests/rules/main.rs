//! The rules of a complaint, tried on the sample agency's own settings.

mod agency;
mod case;
mod case_laws;
mod deadlines;
mod editorial;
mod form;
mod reminder;
mod replies;
mod staff;
mod suppression;

use std::sync::LazyLock;

use complaint::agency::{Agency, Source};

const AGENCY: &str = include_str!("../../../content/agency.toml");
const HOLIDAYS: &str = include_str!("../../../content/data/holidays.toml");

/// The sample agency, its settings changed by replacing one text with another.
fn agency_with(changes: &[(&str, &str)]) -> Result<Agency, Vec<complaint::Problem>> {
    let mut text = AGENCY.to_owned();
    for (from, to) in changes {
        assert!(
            text.contains(from),
            "the sample settings no longer contain {from:?}"
        );
        text = text.replacen(from, to, 1);
    }
    let source = |file, text| Source { file, text };
    Agency::parse(
        source("content/agency.toml", &text),
        source("content/data/holidays.toml", HOLIDAYS),
    )
    .map(|(agency, _)| agency)
}

static SAMPLE: LazyLock<Agency> = LazyLock::new(|| agency_with(&[]).expect("the sample settings are good"));
