//! A bar chart as plain SVG: no style attributes, its finding in words, its figures in the table beside it.

use std::fmt::Write;

use complaint::Lang;

use super::Period;
use crate::html::escape;
use crate::theme::{Texts, grouped};

const ROW: u64 = 34;
const LABEL_WIDTH: u64 = 110;
const BAR_WIDTH: u64 = 180;
const WIDTH: u64 = LABEL_WIDTH + BAR_WIDTH + 60;

/// Complaints received by period.
pub(super) fn svg(periods: &[Period], lang: Lang, texts: &Texts) -> String {
    let most = periods.iter().map(Period::received).max().unwrap_or_default();
    let height = ROW * periods.len() as u64;
    let bars: String = periods
        .iter()
        .enumerate()
        .map(|(row, period)| bar(row as u64, period, most, lang))
        .collect();
    let caption = escape(&caption(periods, most, lang, texts));
    format!(
        "<figure><svg class=\"chart\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"grafik\">{bars}</svg>\
         <figcaption id=\"grafik\">{caption}</figcaption></figure>"
    )
}

fn bar(row: u64, period: &Period, most: u64, lang: Lang) -> String {
    let received = period.received();
    // In 128 bits, so that no figure somebody types can overflow.
    let length = (u128::from(received) * u128::from(BAR_WIDTH))
        .checked_div(u128::from(most))
        .unwrap_or_default();
    let (top, middle) = (row * ROW + 5, row * ROW + 22);
    let mut bar = String::new();
    let label = escape(&period.label);
    let value = grouped(usize::try_from(received).unwrap_or(usize::MAX), lang);
    let end = u128::from(LABEL_WIDTH) + length + 8;
    write!(
        bar,
        "<text x=\"0\" y=\"{middle}\">{label}</text>\
         <rect x=\"{LABEL_WIDTH}\" y=\"{top}\" width=\"{length}\" height=\"24\"/>\
         <text x=\"{end}\" y=\"{middle}\">{value}</text>"
    )
    .expect("writing to a string");
    bar
}

fn caption(periods: &[Period], most: u64, lang: Lang, texts: &Texts) -> String {
    match periods.iter().find(|period| period.received() == most) {
        Some(period) if most > 0 => {
            let most = grouped(usize::try_from(most).unwrap_or(usize::MAX), lang);
            texts.fill(
                "statistics.chart_caption",
                &[("max", &most), ("period", &period.label)],
            )
        }
        _ => texts.get("statistics.chart_caption_zero").to_owned(),
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
