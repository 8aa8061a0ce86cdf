//! The figures for programs: JSON, CSV (one figure a row) and a dictionary of every name.

use complaint::suppression::Shown;
use complaint::{Agency, Channel, Lang};
use serde_json::{Map, Value, json};

use super::public::Public;
use super::{Period, Statistics, measures};
use crate::theme::Texts;

/// Where the three files are.
pub const PUBLISHED_DATA: [&str; 3] = ["/data/statistik.json", "/data/statistik.csv", "/data/kamus.json"];

/// Path, media type and content of the three files.
pub(crate) fn files(
    statistics: &Statistics,
    agency: &Agency,
    texts: [&Texts; 2],
) -> [(&'static str, &'static str, String); 3] {
    [
        (
            PUBLISHED_DATA[0],
            "application/json; charset=utf-8",
            pretty(&document(statistics, agency)),
        ),
        (
            PUBLISHED_DATA[1],
            "text/csv; charset=utf-8",
            csv(statistics, agency),
        ),
        (
            PUBLISHED_DATA[2],
            "application/json; charset=utf-8",
            pretty(&dictionary(texts)),
        ),
    ]
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("plain values");
    text.push('\n');
    text
}

fn document(statistics: &Statistics, agency: &Agency) -> Value {
    let meta = &statistics.meta;
    json!({
        "agency": agency.name,
        "cut_off": meta.cut_off.to_string(),
        "source": meta.source.get(Lang::Id),
        "definition": meta.definition.get(Lang::Id),
        "dictionary": "/data/kamus.json",
        "suppress_below": agency.small_figures.threshold(),
        "periods": statistics.periods.iter().map(|one| period(one, agency)).collect::<Vec<_>>(),
    })
}

/// A hidden figure is `null`, and named in `suppressed`.
fn period(period: &Period, agency: &Agency) -> Value {
    let public = Public::of(period, agency.small_figures.threshold());
    let mut object = Map::new();
    object.insert("label".into(), period.label.clone().into());
    object.insert("from".into(), period.from.map(|date| date.to_string()).into());
    object.insert("until".into(), period.until.map(|date| date.to_string()).into());
    object.extend(
        public
            .figures()
            .map(|(name, shown)| (name.to_owned(), shown.exactly().into())),
    );
    if period.by_channel.is_some() {
        let channels: Map<_, _> = public
            .channels
            .iter()
            .map(|(name, shown)| ((*name).to_owned(), shown.exactly().into()))
            .collect();
        object.insert("by_channel".into(), channels.into());
    }
    let figures = public
        .figures()
        .filter(|(_, shown)| is_hidden(*shown))
        .map(|(name, _)| name.to_owned());
    let channels = public
        .channels
        .iter()
        .filter(|(_, shown)| is_hidden(*shown))
        .map(|(name, _)| format!("by_channel.{name}"));
    object.insert(
        "suppressed".into(),
        figures.chain(channels).collect::<Vec<_>>().into(),
    );
    object.into()
}

fn is_hidden(shown: Shown) -> bool {
    shown.exactly().is_none()
}

/// A hidden figure is an empty cell, with 1 in the last column.
fn csv(statistics: &Statistics, agency: &Agency) -> String {
    let mut rows = vec!["period,from,until,measure,channel,count,suppressed".to_owned()];
    for period in &statistics.periods {
        let public = Public::of(period, agency.small_figures.threshold());
        let date = |date: Option<jiff::civil::Date>| date.map_or_else(String::new, |date| date.to_string());
        let head = format!(
            "{},{},{}",
            quoted(&period.label),
            date(period.from),
            date(period.until)
        );
        let count = |shown: Shown| {
            shown
                .exactly()
                .map_or_else(|| ",1".to_owned(), |count| format!("{count},0"))
        };
        rows.extend(
            public
                .figures()
                .map(|(name, shown)| format!("{head},{name},,{}", count(shown))),
        );
        rows.extend(
            public
                .channels
                .iter()
                .map(|(name, shown)| format!("{head},received,{name},{}", count(*shown))),
        );
    }
    rows.join("\r\n") + "\r\n"
}

/// A text cell that no spreadsheet takes for a formula.
fn quoted(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|', '%']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn dictionary(texts: [&Texts; 2]) -> Value {
    let words = |key: String| {
        let [id, en] = texts.map(|texts| texts.get(&key));
        json!({ "id": id, "en": en })
    };
    let measures: Map<_, _> = measures()
        .map(|name| (name.to_owned(), words(format!("dictionary.{name}"))))
        .collect();
    let channels: Map<_, _> = Channel::NAMES
        .iter()
        .map(|name| ((*name).to_owned(), words(format!("channel_kind.{name}"))))
        .collect();
    let columns = [
        "period",
        "from",
        "until",
        "measure",
        "channel",
        "count",
        "suppressed",
    ];
    let columns: Map<_, _> = columns
        .map(|name| (name.to_owned(), words(format!("dictionary.{name}"))))
        .into_iter()
        .collect();
    json!({ "columns": columns, "measures": measures, "channels": channels })
}
