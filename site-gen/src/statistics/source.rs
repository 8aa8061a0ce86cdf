//! The figures as a file has them: TOML written by hand, JSON from a program, CSV from a spreadsheet.
//!
//! ```json
//! {
//!   "version": 1,
//!   "cut_off": "2026-09-30",
//!   "source": "Register pengaduan",
//!   "definition": "Satu pengaduan dihitung satu kali.",
//!   "periods": [
//!     { "label": "2026", "from": "2026-01-01", "until": "2026-09-30", "received": 58, "open": 8, "closed": 35,
//!       "forwarded": 10, "archived": 5, "by_channel": { "web_form": 20, "whatsapp": 38 } }
//!   ]
//! }
//! ```
//! Names in a period are those of TOML, and figures are exact: what is too small to be public is hidden while
//! building. Other names at the top, such as the date on which a program wrote the file, may stand there.
//!
//! ```csv
//! period,from,until,measure,channel,count,cut_off,source,definition
//! 2026,2026-01-01,2026-09-30,received,,58,2026-09-30,Register pengaduan,Satu pengaduan dihitung satu kali.
//! 2026,2026-01-01,2026-09-30,received,whatsapp,38,2026-09-30,Register pengaduan,Satu pengaduan dihitung satu kali.
//! ```
//! What the three last columns say may also stand above the head, each as `# cut_off: 2026-09-30`.

use std::collections::BTreeMap;

use complaint::problem::Problem;
use complaint::toml_words::{data_problem, toml_problem};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use super::dataset::csv;
use super::{Meta, Period, Statistics, check};
use crate::read::Input;
use crate::{Options, content_file, utf8};

/// Where the figures may stand; one of them is enough.
pub(crate) const FILES: [&str; 3] = [
    "data/statistics.toml",
    "data/statistics.json",
    "data/statistics.csv",
];
/// The shape of JSON that is understood.
pub(super) const VERSION: u64 = 1;

/// Whether the figures stand in that file.
pub(crate) fn is_source(file: &str) -> bool {
    FILES.contains(&file)
}

/// Reads the figures, where there are some, and checks that they add up.
pub(crate) fn read(input: &Input, options: &Options) -> Result<Option<Statistics>, Vec<Problem>> {
    let there: Vec<&str> = FILES
        .into_iter()
        .filter(|file| input.files.contains_key(*file))
        .collect();
    match there[..] {
        [] => Ok(None),
        [file] => parse(&content_file(options, file), &input.files[file]).map(Some),
        _ => Err(vec![two_sources(&there, options)]),
    }
}

fn two_sources(there: &[&str], options: &Options) -> Problem {
    let files = there.join(" dan ");
    Problem::error(
        content_file(options, there[1]),
        None,
        "two-sources",
        format!("angka statistik ada di lebih dari satu berkas: {files}"),
        "simpan satu berkas saja, hapus yang lain",
    )
}

/// Reads the figures of `file`, its name in problems.
pub(super) fn parse(file: &str, bytes: &[u8]) -> Result<Statistics, Vec<Problem>> {
    let text = utf8::text(file, bytes).map_err(|problem| vec![problem])?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let statistics = match file.rsplit('.').next() {
        Some("json") => from_json(file, text)?,
        Some("csv") => from_csv(file, text)?,
        _ => from_toml(file, text)?,
    };
    let problems = check::problems(file, text, &statistics);
    if problems.is_empty() {
        Ok(statistics)
    } else {
        Err(problems)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TomlFile {
    meta: Meta,
    #[serde(rename = "period", default)]
    periods: Vec<Period>,
}

fn from_toml(file: &str, text: &str) -> Result<Statistics, Vec<Problem>> {
    let TomlFile { meta, periods } =
        toml::from_str(text).map_err(|error| vec![toml_problem(file, text, 1, &error)])?;
    Ok(Statistics { meta, periods })
}

#[derive(Deserialize)]
struct JsonFile {
    cut_off: Value,
    source: Value,
    definition: Value,
    #[serde(default)]
    periods: Vec<Period>,
}

fn from_json(file: &str, text: &str) -> Result<Statistics, Vec<Problem>> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u64,
    }
    let unread = |error: &serde_json::Error| vec![json_problem(file, text, error)];
    let Versioned { version } = serde_json::from_str(text).map_err(|error| unread(&error))?;
    if version != VERSION {
        return Err(vec![Problem::error(
            file,
            None,
            "unknown-version",
            format!("berkas ini bentuk versi {version}; program ini membaca versi {VERSION}"),
            "perbarui program tanggap, atau buat ulang berkas ini",
        )]);
    }
    let read: JsonFile = serde_json::from_str(text).map_err(|error| unread(&error))?;
    let meta = json!({ "cut_off": read.cut_off, "source": read.source, "definition": read.definition });
    let meta = serde_json::from_value(meta).map_err(|error| unread(&error))?;
    Ok(Statistics {
        meta,
        periods: read.periods,
    })
}

/// What the JSON reader says, retold.
pub(super) fn json_problem(file: &str, text: &str, error: &serde_json::Error) -> Problem {
    let line = Some(error.line()).filter(|line| *line > 0);
    let said = error.to_string();
    if error.is_data() {
        let message = said
            .rsplit_once(" at line ")
            .map_or(said.as_str(), |(message, _)| message);
        return data_problem(file, text, line, message);
    }
    Problem::error(
        file,
        line,
        "bad-json",
        format!("berkas data ini tidak terbaca ({said})"),
        "periksa tanda koma, kurung, dan kutip",
    )
}

/// One figure a row, as in the open data.
fn from_csv(file: &str, text: &str) -> Result<Statistics, Vec<Problem>> {
    let rows = csv::rows(text);
    let mut problems = Vec::new();
    let mut periods: Vec<Map<String, Value>> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let names = rows.head.unwrap_or_default();
    let place = |name: &str| names.iter().position(|known| known == name);
    for (line, cells) in &rows.body {
        let cell = |name: &str| {
            let cell = place(name).and_then(|at| cells.get(at));
            cell.map_or("", String::as_str)
        };
        let Some(count) = csv::whole(cell("count")) else {
            problems.push(csv::not_whole(file, *line, cell("count")));
            continue;
        };
        let label = cell("period");
        let at = *places.entry(label.to_owned()).or_insert_with(|| {
            periods.push(new_period(label, cell("from"), cell("until")));
            periods.len() - 1
        });
        add(&mut periods[at], cell("measure"), cell("channel"), count);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let first = |name: &str| {
        let cell = rows.body.first()?.1.get(place(name)?)?;
        Some(cell.clone()).filter(|cell| !cell.is_empty())
    };
    let about = |name: &str| rows.about.get(name).cloned().or_else(|| first(name));
    let whole = json!({
        "cut_off": about("cut_off"), "source": about("source"), "definition": about("definition"),
    });
    let unread = |error: serde_json::Error| vec![json_problem(file, "", &error)];
    let meta = serde_json::from_value(whole).map_err(unread)?;
    let periods = serde_json::from_value(periods.into_iter().map(Value::Object).collect());
    Ok(Statistics {
        meta,
        periods: periods.map_err(unread)?,
    })
}

fn new_period(label: &str, from: &str, until: &str) -> Map<String, Value> {
    let dates = [("from", from), ("until", until)];
    let dates = dates.into_iter().filter(|(_, date)| !date.is_empty());
    let texts = [("label", label)].into_iter().chain(dates);
    texts.map(|(name, text)| (name.to_owned(), text.into())).collect()
}

/// A figure of a channel is one of what was received.
fn add(period: &mut Map<String, Value>, measure: &str, channel: &str, count: u64) {
    if channel.is_empty() {
        period.insert(measure.to_owned(), count.into());
        return;
    }
    let channels = period
        .entry("by_channel")
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(channels) = channels {
        channels.insert(channel.to_owned(), count.into());
    }
}

/// A date as TOML and JSON write it.
pub(super) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Date(toml::value::Datetime),
        Text(String),
    }
    let written = match Written::deserialize(deserializer)? {
        Written::Date(date) => date.to_string(),
        Written::Text(text) => text,
    };
    let wrong = |_| serde::de::Error::custom("data did not match: tanggal harus seperti 2026-09-30");
    written.parse().map_err(wrong)
}

pub(super) fn some_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    date(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOML: &str = "[meta]\ncut_off = 2026-09-30\nsource = \"S\"\ndefinition = \"D\"\n[[period]]\nlabel = \"2026\"\n\
        from = 2026-01-01\nuntil = 2026-09-30\nreceived = 3\nopen = 1\nclosed = 2\nforwarded = 0\narchived = 0\n\
        [period.by_channel]\nwhatsapp = 3\n";
    const JSON: &str = r#"{"version":1,"written_at":"x","cut_off":"2026-09-30","source":"S","definition":"D","periods":[
        {"label":"2026","from":"2026-01-01","until":"2026-09-30","received":3,"open":1,"closed":2,"forwarded":0,"archived":0,
        "by_channel":{"whatsapp":3}}]}"#;
    const CSV: &str = "# cut_off: 2026-09-30\n# source: S\n# definition: D\nperiod;from;until;measure;channel;count\n\
        2026;2026-01-01;2026-09-30;received;;3\n2026;;;open;;1\n2026;;;closed;;2\n2026;;;forwarded;;0\n2026;;;archived;;0\n\
        2026;;;received;whatsapp;3\n";

    const COLUMNS: &str = "period,from,until,measure,channel,count,cut_off,source,definition\n\
        2026,2026-01-01,2026-09-30,received,,3,2026-09-30,S,D\n2026,,,open,,1,2026-09-30,S,D\n\
        2026,,,closed,,2\n2026,,,forwarded,,0\n2026,,,archived,,0\n2026,,,received,whatsapp,3\n";

    #[test]
    fn four_formats_say_the_same() {
        let read = |file: &str, text: &str| parse(file, text.as_bytes()).expect(file);
        let toml = read("a.toml", TOML);
        assert_eq!(toml, read("a.json", JSON));
        assert_eq!(toml, read("a.csv", CSV));
        assert_eq!(toml, read("a.csv", COLUMNS));
    }

    #[test]
    fn mistakes_of_every_format_are_told_with_their_line() {
        for (file, text, code, line) in [
            (
                "a.json",
                JSON.replace("\"open\":1", "\"open\":2"),
                "sum-of-outcomes",
                Some(2),
            ),
            (
                "a.json",
                JSON.replace("\"open\":1", "\"opened\":1"),
                "unknown-key",
                Some(2),
            ),
            (
                "a.json",
                JSON.replace("\"open\":1", "\"open\":null"),
                "wrong-type",
                Some(2),
            ),
            (
                "a.json",
                JSON.replace("\"version\":1", "\"version\":2"),
                "unknown-version",
                None,
            ),
            (
                "a.json",
                JSON.replace("\"version\":1,", ""),
                "missing-key",
                Some(3),
            ),
            ("a.json", JSON.replace("}]}", ""), "bad-json", Some(3)),
            (
                "a.csv",
                CSV.replace("open;;1", "open;;2"),
                "sum-of-outcomes",
                Some(5),
            ),
            ("a.csv", CSV.replace("open;;1", "open;;-"), "not-a-count", Some(6)),
            ("a.csv", CSV.replace("2026;;;open;;1\n", ""), "missing-key", None),
            ("a.csv", CSV.replace("# source: S\n", ""), "wrong-type", None),
            (
                "a.toml",
                TOML.replace("open = 1", "open = 2"),
                "sum-of-outcomes",
                Some(9),
            ),
            (
                "a.toml",
                TOML.replace("whatsapp = 3", "whatsap = 3"),
                "unknown-channel",
                Some(15),
            ),
        ] {
            let problems = parse(file, text.as_bytes()).expect_err(code);
            assert_eq!(
                (problems[0].code, problems[0].line),
                (code, line),
                "{}",
                problems[0]
            );
        }
    }
}
