//! `[desk]`: may be missing.

use serde::Deserialize;

use crate::agency::DeskRules;
use crate::settings::Settings;

/// `[desk]`.
pub(super) fn desk(settings: &mut Settings<'_>) -> DeskRules {
    let known = DeskRules::default();
    let Some(raw) = settings.optional_table::<RawDesk>("desk") else {
        return known;
    };
    DeskRules {
        approve_answers: raw.approve_answers.unwrap_or(known.approve_answers),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDesk {
    approve_answers: Option<bool>,
}
