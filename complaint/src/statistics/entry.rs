//! What a case is entered as, and what changes when it is entered anew.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Counted, Tally};
use crate::staff::{Duty, Officer};

/// A part of the register whose figures are kept apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slice {
    /// All cases.
    All,
    /// Those that a unit has, without those about itself.
    Unit(String),
    /// Those about a unit: nobody of it counts them.
    About(String),
}

impl Slice {
    /// What the names of slices begin with, one for each kind.
    pub const PREFIXES: [&str; 3] = ["A", "U-", "X-"];

    /// Its stable name.
    pub fn key(&self) -> String {
        match self {
            Slice::All => "A".to_owned(),
            Slice::Unit(unit) => format!("U-{unit}"),
            Slice::About(unit) => format!("X-{unit}"),
        }
    }
}

/// The figures that somebody at the desk may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// What they see.
    pub slice: Slice,
    /// What is taken out of it.
    pub without: Option<Slice>,
    /// Whether small figures are shown as they are: only to whoever could count the cases anyway.
    pub exact: bool,
}

impl View {
    /// An officer counts the cases of their unit, others all but those about their own unit; who reads no cases
    /// gets the figures as everybody does.
    pub fn of(officer: &Officer) -> View {
        let own = officer.unit.clone();
        let exact = officer.has(Duty::Read);
        match own {
            unit if officer.role.needs_unit() => View {
                slice: Slice::Unit(unit.unwrap_or_default()),
                without: None,
                exact,
            },
            own => View {
                slice: Slice::All,
                without: own.map(Slice::About),
                exact,
            },
        }
    }
}

/// What a case is entered as: one in every counter, in every slice, of a month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The month of receipt, as `2026-11`.
    pub month: String,
    /// The slices, by name.
    pub slices: Vec<String>,
    /// The counters.
    pub counters: Vec<String>,
}

impl Entry {
    /// How a case is entered today.
    pub fn of(case: &Counted) -> Entry {
        let unit = case.unit.iter().filter(|unit| !case.excluded.contains(unit));
        let slices = [Slice::All]
            .into_iter()
            .chain(unit.cloned().map(Slice::Unit))
            .chain(case.excluded.iter().cloned().map(Slice::About));
        Entry {
            month: case.received_on.strftime("%Y-%m").to_string(),
            slices: slices.map(|slice| slice.key()).collect(),
            counters: case.counters(),
        }
    }
}

/// What changes when a case that was entered as `before` is entered as `now`: counters by slice and month.
pub fn changes(before: &Entry, now: &Entry) -> BTreeMap<(String, String), Tally> {
    let mut changes: BTreeMap<(String, String), Tally> = BTreeMap::new();
    for (entry, by) in [(before, -1), (now, 1)] {
        for slice in &entry.slices {
            let tally = changes.entry((slice.clone(), entry.month.clone())).or_default();
            for counter in &entry.counters {
                tally.add(counter, by);
            }
        }
    }
    changes.retain(|_, tally| !tally.is_empty());
    changes
}
