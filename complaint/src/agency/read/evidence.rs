//! `[evidence]`: may be missing.

use serde::Deserialize;

use crate::agency::Evidence;
use crate::settings::Settings;

/// `[evidence]`.
pub(super) fn evidence(settings: &mut Settings<'_>) -> Evidence {
    let known = Evidence::default();
    let Some(raw) = settings.optional_table::<RawEvidence>("evidence") else {
        return known;
    };
    Evidence {
        keep_originals: raw.keep_originals.unwrap_or(known.keep_originals),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEvidence {
    keep_originals: Option<bool>,
}
