//! CSV as spreadsheets write it, with commas or semicolons, and `# name: value` lines above it.

use std::collections::BTreeMap;

use complaint::problem::Problem;

use super::{Raw, RawRow};

/// First cells that announce a row of sums.
const TOTAL: [&str; 2] = ["jumlah", "total"];

/// A file taken apart.
#[derive(Debug, Default)]
pub(in super::super) struct Rows {
    /// The lines above the figures, by name.
    pub(in super::super) about: BTreeMap<String, String>,
    /// The names of the columns.
    pub(in super::super) head: Option<Vec<String>>,
    /// Each row with its line.
    pub(in super::super) body: Vec<(usize, Vec<String>)>,
}

/// Takes a text apart, without understanding it.
pub(in super::super) fn rows(text: &str) -> Rows {
    let (mut rows, mut separator) = (Rows::default(), None);
    for (at, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        if let Some(about) = line.strip_prefix('#') {
            rows.about.extend(about_line(about));
            continue;
        }
        let separator = *separator.get_or_insert(if line.contains(';') { ';' } else { ',' });
        let cells = cells(line, separator);
        if rows.head.is_none() {
            rows.head = Some(cells);
        } else {
            rows.body.push((at + 1, cells));
        }
    }
    rows
}

/// Reads the text of `file`; every cell that is no whole number is reported.
pub(super) fn parse(file: &str, text: &str) -> Result<Raw, Vec<Problem>> {
    let mut rows = rows(text);
    let mut head = rows.head.unwrap_or_default().into_iter();
    let mut about = |name: &str| rows.about.remove(name);
    let mut raw = Raw {
        cut_off: about("cut_off"),
        definition: about("definition"),
        source: about("source"),
        label: head.next(),
        columns: head.collect(),
        ..Raw::default()
    };
    let problems: Vec<Problem> = rows
        .body
        .iter()
        .filter_map(|(line, cells)| row(file, &mut raw, cells, *line).err())
        .collect();
    if problems.is_empty() {
        Ok(raw)
    } else {
        Err(problems)
    }
}

fn about_line(about: &str) -> Option<(String, String)> {
    let (name, value) = about.split_once(':')?;
    let value = value.trim().trim_matches([';', ',']).to_owned();
    Some((name.trim().to_owned(), value))
}

fn row(file: &str, raw: &mut Raw, cells: &[String], line: usize) -> Result<(), Problem> {
    let (label, values) = cells
        .split_first()
        .map_or(("", cells), |(label, values)| (label.as_str(), values));
    let values = values
        .iter()
        .map(|cell| whole(cell).ok_or_else(|| not_whole(file, line, cell)))
        .collect::<Result<Vec<_>, _>>()?;
    if TOTAL.contains(&label.trim().to_lowercase().as_str()) {
        (raw.total, raw.total_line) = (Some(values), Some(line));
    } else {
        raw.rows.push(RawRow {
            label: label.to_owned(),
            values,
            line: Some(line),
        });
    }
    Ok(())
}

/// Tells that a cell holds no count.
pub(in super::super) fn not_whole(file: &str, line: usize, cell: &str) -> Problem {
    Problem::error(
        file,
        line,
        "not-a-count",
        format!("`{cell}` bukan bilangan bulat"),
        "tulis angka seperti 1250 atau 1.250; nol ditulis 0",
    )
}

/// `1250` or `1.250`; `1.25` is not.
pub(in super::super) fn whole(cell: &str) -> Option<u64> {
    let mut groups = cell.trim().split('.');
    let first = groups
        .next()
        .filter(|first| !first.is_empty() && first.bytes().all(|b| b.is_ascii_digit()))?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest
        .iter()
        .all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()));
    let fits = rest.is_empty() || (grouped && first.len() <= 3);
    fits.then(|| [&[first], &rest[..]].concat().concat().parse().ok())
        .flatten()
}

/// The cells of a line; a cell in quotes may hold the separator, and two quotes for one.
fn cells(line: &str, separator: char) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            c if c == separator && !quoted => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            c => cell.push(c),
        }
    }
    cells.push(cell.trim().to_owned());
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_and_numbers_are_read_as_spreadsheets_write_them() {
        assert_eq!(cells("\"a, \"\"b\"\"\", 1 ,", ','), ["a, \"b\"", "1", ""]);
        let numbers = [
            "1250",
            "1.250",
            "12.345.678",
            "0",
            "1.25",
            "-1",
            "",
            "1,5",
            "1250.000",
            "x",
        ]
        .map(whole);
        assert_eq!(
            numbers,
            [
                Some(1250),
                Some(1250),
                Some(12_345_678),
                Some(0),
                None,
                None,
                None,
                None,
                None,
                None
            ]
        );
    }
}
