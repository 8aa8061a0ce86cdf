//! A bar chart as plain SVG: no style attributes, title and description in words, its figures in the table
//! beside it.

use std::fmt::Write;

use complaint::Lang;
use complaint::suppression::Shown;

use super::small;
use crate::html::escape;
use crate::theme::{Texts, grouped};

const ROW: u64 = 34;
const BAR_WIDTH: u64 = 180;
/// What a letter of a label takes, and the least and most that labels get.
const LETTER: u64 = 9;
const LABELS: (u64, u64) = (110, 300);
/// Between a label and its bar; wide letters need some of it.
const GAP: u64 = 18;

/// One bar.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) shown: Shown,
}

impl Bar {
    /// How long it is drawn: a figure that is not shown has no length either.
    fn length(&self) -> u64 {
        self.shown.exactly().unwrap_or_default()
    }
}

/// What is drawn.
pub(super) struct Chart<'a> {
    /// Unique on its page.
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) bars: &'a [Bar],
    /// The key of its finding in the texts.
    pub(super) caption: &'a str,
    pub(super) lang: Lang,
    pub(super) texts: &'a Texts,
}

/// The figure with its chart and its finding.
pub(super) fn svg(chart: &Chart<'_>) -> String {
    let most = chart.bars.iter().map(Bar::length).max().unwrap_or_default();
    let longest = chart
        .bars
        .iter()
        .map(|bar| bar.label.chars().count() as u64)
        .max()
        .unwrap_or_default();
    let labels = (longest * LETTER + GAP).clamp(LABELS.0, LABELS.1);
    let (width, height) = (labels + BAR_WIDTH + 60, ROW * chart.bars.len() as u64);
    let bars: String = chart
        .bars
        .iter()
        .enumerate()
        .map(|(row, bar)| drawn(row as u64, bar, most, labels, chart.lang))
        .collect();
    let (id, title, finding) = (chart.id, escape(chart.title), escape(&finding(chart, most)));
    format!(
        "<figure><svg class=\"chart\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-judul {id}-isi\">\
         <title id=\"{id}-judul\">{title}</title><desc id=\"{id}-isi\">{finding}</desc>{bars}</svg>\
         <figcaption>{finding}</figcaption></figure>"
    )
}

fn drawn(row: u64, bar: &Bar, most: u64, labels: u64, lang: Lang) -> String {
    // In 128 bits, so that no figure somebody types can overflow.
    let length = (u128::from(bar.length()) * u128::from(BAR_WIDTH))
        .checked_div(u128::from(most))
        .unwrap_or_default();
    let (top, middle) = (row * ROW + 5, row * ROW + 22);
    let (label, value) = (escape(&bar.label), escape(&small::words(bar.shown, lang)));
    let end = u128::from(labels) + length + 8;
    let mut drawn = String::new();
    write!(
        drawn,
        "<text x=\"0\" y=\"{middle}\">{label}</text>\
         <rect x=\"{labels}\" y=\"{top}\" width=\"{length}\" height=\"24\"/>\
         <text x=\"{end}\" y=\"{middle}\">{value}</text>"
    )
    .expect("writing to a string");
    drawn
}

/// What the chart shows, in one sentence; nothing is said of figures that are not shown.
fn finding(chart: &Chart<'_>, most: u64) -> String {
    let top = chart.bars.iter().find(|bar| most > 0 && bar.length() == most);
    if chart.bars.iter().any(|bar| bar.shown == Shown::Hidden)
        || (top.is_none() && chart.bars.iter().any(|bar| bar.shown.exactly().is_none()))
    {
        return chart.texts.get("statistics.chart_partly").to_owned();
    }
    match top {
        Some(bar) => {
            let most = grouped(usize::try_from(most).unwrap_or(usize::MAX), chart.lang);
            chart
                .texts
                .fill(chart.caption, &[("max", &most), ("period", &bar.label)])
        }
        None => chart.texts.get("statistics.chart_caption_zero").to_owned(),
    }
}

/// A period's label as part of an id.
pub(super) fn id(label: &str) -> String {
    label
        .chars()
        .map(|c| {
            if c.is_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect()
}
