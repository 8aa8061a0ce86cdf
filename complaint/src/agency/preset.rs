//! Named sets of deadlines, so that an agency only writes what it does differently.
//! Sources and their certainty: `domain.md` §4.3. None of them is called statutory.

use crate::deadline::DeadlineKind as Kind;

/// A named set: the deadlines it sets beside [`COMMON`].
pub(super) struct Preset {
    pub(super) name: &'static str,
    pub(super) sets: &'static [(Kind, &'static str)],
}

/// What every preset starts from.
pub(super) const COMMON: &[(Kind, &str)] = &[
    (Kind::VerifyBy, "3 hari kerja"),
    (Kind::UnitFirstAction, "5 hari kerja"),
    (Kind::RespondBy, "14 hari kerja"),
    (Kind::RespondByOversight, "60 hari kerja"),
    (Kind::RespondByAspiration, "14 hari kerja"),
    (Kind::RespondByInformation, "5 hari kerja"),
    (Kind::AwaitingInfo, "10 hari kerja"),
    (Kind::SilenceClose, "10 hari kerja"),
    (Kind::Extension, "7 hari kerja"),
    (Kind::QuarantineReview, "1 hari kerja"),
];

/// The presets, by name.
pub(super) const PRESETS: &[Preset] = &[
    // SP4N-LAPOR!: verified in 3, acted on in 5, closed after 10 working days of the reporter's silence.
    Preset {
        name: "sp4n",
        sets: &[],
    },
    // Cilegon: verified in 3 days, followed up within 30; the source names no unit, the agency may choose another.
    Preset {
        name: "cilegon",
        sets: &[(Kind::RespondBy, "30 hari kalender")],
    },
    // Light complaints 2, first action 5, without oversight 14, with oversight 60 working days.
    Preset {
        name: "paria-2-5-14-60",
        sets: &[(Kind::VerifyBy, "2 hari kerja")],
    },
    // Answered in 10 working days, extended once by 7.
    Preset {
        name: "diy-10-plus-7",
        sets: &[
            (Kind::RespondBy, "10 hari kerja"),
            (Kind::RespondByInformation, "10 hari kerja"),
        ],
    },
];
