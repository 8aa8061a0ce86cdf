//! Figures from `data/statistics.toml`: read, checked that they add up, shown as tables, a chart and open data.
//! [`source`] tells how the same stands in JSON and CSV.
//!
//! ```toml
//! [meta]
//! cut_off = 2026-09-30
//! source = "Register pengaduan"            # or { id = "…", en = "…" }
//! definition = "Satu pengaduan dihitung satu kali."
//!
//! [[period]]
//! label = "2026"
//! from = 2026-01-01
//! until = 2026-09-30
//! received = 58                            # = open + closed + forwarded + archived + withdrawn + duplicate
//! open = 8
//! closed = 35
//! forwarded = 10
//! archived = 5
//! withdrawn = 0                            # withdrawn, duplicate and the five below may be left out
//! answered_in_time = 30                    # together at most closed
//! answered_late = 5
//! median_days = 9                          # half of the first answers took no more working days
//! aspirations = 12                         # counted apart from complaints
//! information_requests = 15
//!
//! [period.by_channel]                      # names of interface.md §4; together = received; may be left out
//! web_form = 20
//! whatsapp = 38
//! ```
//! Zero is a figure like any other.

mod chart;
mod check;
mod desk;
mod open_data;
mod public;
mod published;
mod register;
mod small;
mod source;
mod tables;

pub(crate) mod dataset;

use std::collections::BTreeMap;

use complaint::Localized;
use complaint::statistics::{FURTHER, OUTCOMES, measures};
use jiff::civil::Date;
use serde::Deserialize;

pub(crate) use desk::html as desk_html;
pub use desk::{DeskCell, DeskFigure};
pub use open_data::PUBLISHED_DATA;
pub(crate) use open_data::files as open_data;
pub use published::{History, Renewal, published_paths};
pub(crate) use published::{marked, told_twice};
pub use register::document as register_document;
pub(crate) use source::{FILES as SOURCES, is_source, read};
pub(crate) use tables::html;

/// All figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statistics {
    meta: Meta,
    periods: Vec<Period>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Meta {
    #[serde(deserialize_with = "source::date")]
    cut_off: Date,
    source: Localized,
    definition: Localized,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Period {
    label: String,
    #[serde(default, deserialize_with = "source::some_date")]
    from: Option<Date>,
    #[serde(default, deserialize_with = "source::some_date")]
    until: Option<Date>,
    received: u64,
    open: u64,
    closed: u64,
    forwarded: u64,
    archived: u64,
    #[serde(default)]
    withdrawn: u64,
    #[serde(default)]
    duplicate: u64,
    answered_in_time: Option<u64>,
    answered_late: Option<u64>,
    median_days: Option<u64>,
    aspirations: Option<u64>,
    information_requests: Option<u64>,
    by_channel: Option<BTreeMap<String, u64>>,
}

impl Period {
    /// How many complaints had which outcome.
    fn outcomes(&self) -> [(&'static str, u64); 6] {
        let counts = [
            self.open,
            self.closed,
            self.forwarded,
            self.archived,
            self.withdrawn,
            self.duplicate,
        ];
        std::array::from_fn(|at| (OUTCOMES[at], counts[at]))
    }

    /// Complaints by channel, where they were given.
    fn channels(&self) -> impl Iterator<Item = (&str, u64)> {
        let channels = self.by_channel.iter().flatten();
        channels.map(|(name, count)| (name.as_str(), *count))
    }
}
