//! The rows of an older register: what its columns mean, and by what a row is recognised.

use std::collections::HashMap;
use std::ffi::OsStr;

use complaint::RawForm;
use complaint::form::{FIELDS, INTAKE_FIELDS};
use function::importing::{OWN_COLUMNS, SP4N_STATUS};

use super::register::spelled_date;
use super::sheet;
use crate::args::ImportArgs;
use crate::terminal;

/// Columns that hold days.
pub(super) const DATES: [&str; 3] = ["received_at", "incident_date", "ended_at"];
/// Digits of a mobile number without its zero.
const FEWEST_DIGITS: usize = 8;

/// A row and its line in the file.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) values: RawForm,
}

/// A register as it was written: headings, and rows of as many cells.
pub(super) struct Table {
    /// The line of the headings.
    pub(super) line: u64,
    pub(super) headings: Vec<String>,
    /// Each with its line in the file.
    pub(super) rows: Vec<(u64, Vec<String>)>,
}

/// Every row of a file, or where it cannot be read.
pub(super) fn read(bytes: &[u8], args: &ImportArgs) -> Result<Vec<Row>, String> {
    let ending = args.file.extension().and_then(OsStr::to_str).unwrap_or_default();
    let ending = ending.to_ascii_lowercase();
    if sheet::ENDINGS.contains(&ending.as_str()) {
        let is_heading = |cell: &str| column(cell, args).is_some();
        return table_rows(sheet::table(bytes, is_heading)?, args);
    }
    let text =
        str::from_utf8(bytes).map_err(|_| "1: bukan teks UTF-8. Simpan sebagai CSV UTF-8 atau XLSX.")?;
    let text = text.trim_start_matches('\u{feff}');
    if ["jsonl", "ndjson"].contains(&ending.as_str()) {
        json_rows(text)
    } else {
        table_rows(csv_table(text)?, args)
    }
}

/// By what each row is recognised when it is imported again: by what it says, and the how manieth of those that say the same
/// it is. So a register that has grown since brings only what is new. How a report stands elsewhere makes no other row.
pub(super) fn keys(rows: &[Row]) -> Vec<String> {
    let mut seen: HashMap<u128, usize> = HashMap::new();
    let key = |row: &Row| {
        let mut values = row.values.clone();
        values.remove(SP4N_STATUS);
        let text = serde_json::to_string(&values).expect("a row is plain text");
        let digest = xxhash_rust::xxh3::xxh3_128(text.as_bytes());
        let count = seen.entry(digest).or_default();
        *count += 1;
        format!("{digest:032x} {count}")
    };
    rows.iter().map(key).collect()
}

/// The name of a column that is read.
fn known(name: &str) -> Option<&'static str> {
    let fields = FIELDS.iter().chain(INTAKE_FIELDS).map(|field| field.name);
    let read = |name: &&str| {
        ![
            "website",
            "elapsed",
            "altcha",
            "submission_key",
            "paper_number",
            "evidence",
        ]
        .contains(name)
    };
    fields
        .filter(read)
        .chain(OWN_COLUMNS)
        .find(|known| *known == name)
}

fn csv_table(text: &str) -> Result<Table, String> {
    let head = text.lines().next().unwrap_or_default();
    let separator = [b';', b'\t', b',']
        .into_iter()
        .max_by_key(|separator| head.bytes().filter(|byte| byte == separator).count())
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let headings = cells(reader.headers().map_err(|error| format!("1: {error}"))?);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            format!("{line}: baris tidak dapat dibaca sebagai CSV.")
        })?;
        let line = record.position().map_or(0, |at| line_at(text, at.byte()));
        rows.push((line, cells(&record)));
    }
    Ok(Table {
        line: 1,
        headings,
        rows,
    })
}

fn table_rows(table: Table, args: &ImportArgs) -> Result<Vec<Row>, String> {
    let headings = &table.headings;
    let columns: Vec<Option<&'static str>> = headings.iter().map(|name| column(name, args)).collect();
    let there: Vec<&str> = headings
        .iter()
        .map(|name| name.trim())
        .filter(|name| !name.is_empty())
        .collect();
    let there = there.join(", ");
    let unknown: Vec<&str> = args
        .column
        .iter()
        .filter(|(heading, _)| !headings.iter().any(|name| name.trim() == heading))
        .map(|(heading, _)| heading.as_str())
        .collect();
    if !unknown.is_empty() {
        return Err(format!(
            "{}: kolom {} tidak ada. Kolom di berkas ini: {there}.",
            table.line,
            unknown.join(", ")
        ));
    }
    if columns.iter().all(Option::is_none) {
        return Err(format!(
            "{}: tidak ada kolom yang dikenal. Kolom di berkas ini: {there}. Pasangkan dengan --column \"KOLOM=isian\", \
             misalnya --column \"Uraian=narrative\".",
            table.line
        ));
    }
    let ignored: Vec<&str> = headings
        .iter()
        .zip(&columns)
        .filter(|(name, known)| known.is_none() && !name.is_empty())
        .map(|(name, _)| name.as_str())
        .collect();
    if !ignored.is_empty() {
        terminal::warn(&format!(
            "Kolom yang tidak dibaca: {}. Pasangkan dengan --column \"KOLOM=isian\".\n",
            ignored.join(", ")
        ));
    }
    let row = |(line, cells): (u64, Vec<String>)| {
        let cells = columns.iter().zip(&cells);
        let values = cells.filter_map(|(name, cell)| Some(((*name)?.to_owned(), told((*name)?, cell))));
        let values: RawForm = values.filter(|(_, text)| !text.is_empty()).collect();
        let values = match args.from {
            Some(register) => register.complete(values),
            None => values,
        };
        Row { line, values }
    };
    Ok(table.rows.into_iter().map(row).collect())
}

/// The line of a byte. The reader takes the second half of a line end for the beginning of the next record.
fn line_at(text: &str, byte: u64) -> u64 {
    let at = usize::try_from(byte).unwrap_or(usize::MAX).min(text.len());
    let before = &text.as_bytes()[..at];
    let line = before.split(|byte| *byte == b'\n').count();
    let half = text.as_bytes().get(at) == Some(&b'\n');
    line as u64 + u64::from(half)
}

/// What a heading means: as it was told, as this kind of register has it, or by its own name.
fn column(heading: &str, args: &ImportArgs) -> Option<&'static str> {
    let heading = heading.trim();
    let told = args.column.iter().find(|(name, _)| name == heading);
    let told = told.map(|(_, field)| field.as_str());
    known(told.or_else(|| args.from?.column(heading)).unwrap_or(heading))
}

fn json_rows(text: &str) -> Result<Vec<Row>, String> {
    let lines = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(line, text)| {
            let object: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(text).map_err(|_| format!("{line}: bukan objek JSON."))?;
            let text = |value: &serde_json::Value| match value {
                serde_json::Value::String(text) => Some(text.clone()),
                serde_json::Value::Number(number) => Some(number.to_string()),
                _ => None,
            };
            let values = object.iter().filter_map(|(name, value)| {
                let name = known(name)?;
                Some((name.to_owned(), told(name, &text(value)?)))
            });
            Ok(Row {
                line,
                values: values.collect(),
            })
        })
        .collect()
}

/// What a cell says. Days stand in old registers as `31/12/2024` or `31-12-2024` too.
fn told(name: &str, cell: &str) -> String {
    let cell = cell.trim();
    if name == "phone" {
        return telephone(cell);
    }
    if !DATES.contains(&name) {
        return cell.strip_prefix('\'').unwrap_or(cell).to_owned();
    }
    if let Some(date) = spelled_date(cell) {
        return date;
    }
    // Workbooks write the time of day beside the date.
    let cell = cell.split_once(' ').map_or(cell, |(date, _)| date);
    let parts: Vec<&str> = cell.split(['/', '-']).collect();
    match parts[..] {
        [day, month, year] if year.len() == 4 && day.len() <= 2 && month.len() <= 2 => {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        _ => cell.to_owned(),
    }
}

/// A telephone number. Spreadsheets take it for a count and drop the zero in front: `81227654321`.
fn telephone(cell: &str) -> String {
    let typed = cell.strip_prefix('\'').unwrap_or(cell);
    let is_count = typed.bytes().all(|b| b.is_ascii_digit());
    if is_count && typed.starts_with('8') && typed.len() >= FEWEST_DIGITS {
        format!("0{typed}")
    } else {
        typed.to_owned()
    }
}

/// `KOLOM=isian`, for clap.
pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    let (heading, field) = text
        .split_once('=')
        .ok_or("tulis KOLOM=isian, misalnya \"Isi Laporan=narrative\"")?;
    let field = field.trim();
    if known(field).is_none() {
        let near = complaint::problem::nearest(field, FIELDS.iter().map(|field| field.name));
        return Err(near.map_or_else(
            || format!("isian `{field}` tidak ada"),
            |near| format!("isian `{field}` tidak ada; maksud Anda `{near}`?"),
        ));
    }
    Ok((heading.trim().to_owned(), field.to_owned()))
}
