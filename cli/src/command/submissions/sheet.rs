//! A register in a workbook: the rows of its first sheet as text.

use std::io::Cursor;

use calamine::{Data, ExcelDateTime, Reader, open_workbook_auto_from_rs};

use super::rows::Table;
use crate::terminal;

/// How file names of workbooks end.
pub(super) const ENDINGS: [&str; 5] = ["xlsx", "xlsm", "xlsb", "xls", "ods"];
/// So far down the headings are looked for: above them registers have a title.
const HEADINGS_WITHIN: usize = 20;

/// The rows of the first sheet. `is_heading` knows the names of columns; the first row that has one of them is taken for
/// the headings, or else the first row with anything in it.
pub(super) fn table(bytes: &[u8], is_heading: impl Fn(&str) -> bool) -> Result<Table, String> {
    let unreadable = || "1: buku kerja ini tidak dapat dibaca. Simpan lagi sebagai XLSX atau CSV.".to_owned();
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|_| unreadable())?;
    tell_others(&book.sheet_names());
    let sheet = book.worksheet_range_at(0).ok_or_else(unreadable)?;
    let sheet = sheet.map_err(|_| unreadable())?;
    let above = sheet.start().map_or(0, |(row, _)| u64::from(row));
    let rows: Vec<(u64, Vec<String>)> = (above + 1..)
        .zip(sheet.rows())
        .map(|(line, cells)| (line, cells.iter().map(words).collect::<Vec<_>>()))
        .filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()))
        .collect();
    let has_heading = |(_, cells): &(u64, Vec<String>)| cells.iter().any(|cell| is_heading(cell));
    let first = rows.iter().take(HEADINGS_WITHIN).position(has_heading);
    let mut rows = rows.into_iter().skip(first.unwrap_or_default());
    let (line, headings) = rows.next().ok_or("1: lembar pertama kosong.")?;
    Ok(Table {
        line,
        headings,
        rows: rows.collect(),
    })
}

fn tell_others(sheets: &[String]) {
    if let [first, others @ ..] = sheets
        && !others.is_empty()
    {
        terminal::warn(&format!(
            "Hanya lembar pertama, \"{first}\", yang dibaca. Lembar lain: {}.\n",
            others.join(", ")
        ));
    }
}

/// What a cell shows, in the form in which it would be typed.
fn words(cell: &Data) -> String {
    match cell {
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(true) => "ya".to_owned(),
        Data::Bool(false) => "tidak".to_owned(),
        Data::DateTime(at) => moment(at),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().to_owned(),
        Data::Error(_) | Data::Empty => String::new(),
    }
}

/// A date, a time of day, or both.
fn moment(at: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
    let (date, time) = (
        format!("{year:04}-{month:02}-{day:02}"),
        format!("{hour:02}:{minute:02}"),
    );
    match (at.as_f64() < 1.0, (hour, minute)) {
        (true, _) => time,
        (false, (0, 0)) => date,
        (false, _) => format!("{date} {time}"),
    }
}
