//! Submissions to begin from.

use crate::caller::{Answer, Call, post};
use crate::world::World;

pub(crate) type Fields = Vec<(&'static str, &'static str)>;

pub(crate) const NARRATIVE: &str = "Petugas loket tiga meminta biaya di luar tarif resmi.";
pub(crate) const PLACE: &str = "Loket 3, Mal Pelayanan Publik";

/// The least a complaint needs.
pub(crate) fn anonymous() -> Fields {
    vec![
        ("identity_mode", "anonymous"),
        ("narrative", NARRATIVE),
        ("incident_place", PLACE),
    ]
}

pub(crate) fn named() -> Fields {
    with(
        &anonymous(),
        &[
            ("identity_mode", "named"),
            ("name", "Suharti"),
            ("phone", "0812-3456-7890"),
        ],
    )
}

pub(crate) fn confidential() -> Fields {
    with(
        &anonymous(),
        &[
            ("identity_mode", "confidential"),
            ("name", "Nu'man"),
            ("email", "numan@contoh.example"),
        ],
    )
}

/// The same fields with some set otherwise.
pub(crate) fn with(fields: &[(&'static str, &'static str)], set: &[(&'static str, &'static str)]) -> Fields {
    let kept = fields
        .iter()
        .filter(|(name, _)| set.iter().all(|(other, _)| other != name));
    kept.chain(set).copied().collect()
}

/// The same fields without one.
pub(crate) fn without(fields: &[(&'static str, &'static str)], name: &str) -> Fields {
    fields
        .iter()
        .filter(|(other, _)| *other != name)
        .copied()
        .collect()
}

pub(crate) fn complaints() -> Call {
    post("/api/complaints").by_program()
}

pub(crate) fn status() -> Call {
    post("/api/status").by_program()
}

/// Files a submission and expects it to be new.
pub(crate) async fn file(world: &World, fields: &[(&str, &str)]) -> Answer {
    complaints().urlencoded(fields).send(world).await.expect(201)
}
