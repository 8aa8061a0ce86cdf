//! Figures from `data/statistics.toml`: read, checked that they add up, shown as tables, a chart and open data.
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
//! withdrawn = 0                            # withdrawn, duplicate and the four below may be left out
//! answered_in_time = 30                    # together at most closed
//! answered_late = 5
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
mod open_data;
mod public;
mod small;
mod tables;

pub(crate) mod dataset;

use std::collections::BTreeMap;

use complaint::Localized;
use complaint::problem::Problem;
use complaint::toml_words::toml_problem;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer};
use toml::Spanned;

pub(crate) use open_data::files as open_data;
pub(crate) use tables::html;

/// The file in the content folder.
pub(crate) const FILE: &str = "data/statistics.toml";

/// All figures.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statistics {
    meta: Meta,
    #[serde(rename = "period", default)]
    periods: Vec<Period>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Meta {
    #[serde(deserialize_with = "date")]
    cut_off: Date,
    source: Localized,
    definition: Localized,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Period {
    label: String,
    #[serde(default, deserialize_with = "some_date")]
    from: Option<Date>,
    #[serde(default, deserialize_with = "some_date")]
    until: Option<Date>,
    received: Spanned<u64>,
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
    aspirations: Option<u64>,
    information_requests: Option<u64>,
    by_channel: Option<BTreeMap<Spanned<String>, u64>>,
}

impl Period {
    fn received(&self) -> u64 {
        *self.received.get_ref()
    }

    /// Every outcome a received complaint can have, by name; together they are all that was received.
    fn outcomes(&self) -> [(&'static str, u64); 6] {
        [
            ("open", self.open),
            ("closed", self.closed),
            ("forwarded", self.forwarded),
            ("archived", self.archived),
            ("withdrawn", self.withdrawn),
            ("duplicate", self.duplicate),
        ]
    }

    /// Complaints by channel, where they were given.
    fn channels(&self) -> impl Iterator<Item = (&str, u64)> {
        self.by_channel
            .iter()
            .flatten()
            .map(|(name, count)| (name.get_ref().as_str(), *count))
    }
}

/// Reads the figures; `file` is their file in problems.
pub(crate) fn parse(file: &str, bytes: &[u8]) -> Result<Statistics, Vec<Problem>> {
    let text = String::from_utf8_lossy(bytes);
    let read = toml::from_str::<Statistics>(&text);
    let statistics = read.map_err(|error| vec![toml_problem(file, &text, 1, &error)])?;
    let problems = check::problems(file, &text, &statistics);
    if problems.is_empty() {
        Ok(statistics)
    } else {
        Err(problems)
    }
}

fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let written = toml::value::Datetime::deserialize(deserializer)?.to_string();
    written
        .parse()
        .map_err(|_| serde::de::Error::custom("tanggal harus seperti 2026-09-30"))
}

fn some_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    date(deserializer).map(Some)
}
