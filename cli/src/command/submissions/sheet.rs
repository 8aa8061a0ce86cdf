//! A register in a workbook: the rows of its first sheet as text.

use std::io::{self, Cursor, Read};

use calamine::{Data, ExcelDateTime, Reader, Sheets, open_workbook_auto_from_rs};
use zip::ZipArchive;

use super::rows::Table;
use crate::terminal;

/// How file names of workbooks end.
pub(super) const ENDINGS: [&str; 5] = ["xlsx", "xlsm", "xlsb", "xls", "ods"];
/// So far down the headings are looked for: above them registers have a title.
const HEADINGS_WITHIN: usize = 20;

/// A title is one cell, perhaps two; headings are more.
const FEWEST_HEADINGS: usize = 3;
/// The most that a workbook may unpack to. A register of a hundred thousand cases is smaller.
const MOST_UNPACKED: u64 = 64 * 1024 * 1024;
/// Most cells of a sheet, from the first to the last that is filled: the reader makes room for all in between.
const MOST_CELLS: u64 = 4_000_000;

type Book<'a> = Sheets<Cursor<&'a [u8]>>;

/// The rows of the first sheet. `is_heading` knows the names of columns; the first row that has one of them is taken for
/// the headings, or else the first row that looks like headings, or the first with anything in it.
pub(super) fn table(bytes: &[u8], is_heading: impl Fn(&str) -> bool) -> Result<Table, String> {
    let unreadable = || "1: buku kerja ini tidak dapat dibaca. Simpan lagi sebagai XLSX atau CSV.".to_owned();
    let too_large = || {
        "1: buku kerja ini terlalu besar. Hapus isi sel yang jauh dari tabel, bagi menjadi beberapa berkas, atau simpan \
         sebagai CSV."
            .to_owned()
    };
    if !unpacks_to_little(bytes) {
        return Err(too_large());
    }
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let sheets = book.sheet_names();
    if sheets
        .first()
        .is_some_and(|sheet| extent(&mut book, sheet) > MOST_CELLS)
    {
        return Err(too_large());
    }
    tell_others(&sheets);
    let sheet = book.worksheet_range_at(0).ok_or_else(unreadable)?;
    let sheet = sheet.map_err(|_| unreadable())?;
    let above = sheet.start().map_or(0, |(row, _)| u64::from(row));
    let rows: Vec<(u64, Vec<String>)> = (above + 1..)
        .zip(sheet.rows())
        .map(|(line, cells)| (line, cells.iter().map(words).collect::<Vec<_>>()))
        .filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()))
        .collect();
    let has_heading = |(_, cells): &(u64, Vec<String>)| cells.iter().any(|cell| is_heading(cell));
    let looks_like = |(_, cells): &(u64, Vec<String>)| {
        cells.iter().filter(|cell| !cell.is_empty()).count() >= FEWEST_HEADINGS
    };
    let above = || rows.iter().take(HEADINGS_WITHIN);
    let first = above()
        .position(has_heading)
        .or_else(|| above().position(looks_like));
    let mut rows = rows.into_iter().skip(first.unwrap_or_default());
    let (line, headings) = rows.next().ok_or("1: lembar pertama kosong.")?;
    Ok(Table {
        line,
        headings,
        rows: rows.collect(),
    })
}

/// Whether no more comes out of an archive than may; whatever is no archive unpacks to nothing. What comes out is
/// counted: what an archive says of itself need not be true.
fn unpacks_to_little(bytes: &[u8]) -> bool {
    let Ok(mut packed) = ZipArchive::new(Cursor::new(bytes)) else {
        return true;
    };
    let mut unpacked = 0;
    (0..packed.len()).all(|place| {
        let entry = packed.by_index(place);
        let room = MOST_UNPACKED - unpacked;
        unpacked += entry.map_or(0, |entry| {
            io::copy(&mut entry.take(room + 1), &mut io::sink()).unwrap_or_default()
        });
        unpacked <= MOST_UNPACKED
    })
}

/// How many cells lie between the first and the last that is filled. Other kinds than these two are bounded by their
/// format or their reader.
fn extent(book: &mut Book<'_>, sheet: &str) -> u64 {
    match book {
        Sheets::Xlsx(book) => book.worksheet_cells_reader(sheet).map_or(0, |mut cells| {
            between(|| Some(cells.next_cell().ok()??.get_position()))
        }),
        Sheets::Xlsb(book) => book.worksheet_cells_reader(sheet).map_or(0, |mut cells| {
            between(|| Some(cells.next_cell().ok()??.get_position()))
        }),
        Sheets::Xls(_) | Sheets::Ods(_) => 0,
    }
}

fn between(next: impl FnMut() -> Option<(u32, u32)>) -> u64 {
    let spread = |(low, high): (u32, u32), at: u32| (low.min(at), high.max(at));
    let nowhere = (u32::MAX, 0);
    let (rows, columns) = std::iter::from_fn(next)
        .fold((nowhere, nowhere), |(rows, columns), (row, column)| {
            (spread(rows, row), spread(columns, column))
        });
    let length = |(low, high): (u32, u32)| u64::from((high + 1).saturating_sub(low));
    length(rows) * length(columns)
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
