//! CSV as spreadsheets write it, with commas or semicolons, and `# name: value` lines above it.

use complaint::problem::Problem;

use super::{Raw, RawRow};

/// First cells that announce a row of sums.
const TOTAL: [&str; 2] = ["jumlah", "total"];

/// Reads the text of `file`; every cell that is no whole number is reported.
pub(super) fn parse(file: &str, text: &str) -> Result<Raw, Vec<Problem>> {
    let (mut raw, mut problems) = (Raw::default(), Vec::new());
    let mut head = None;
    for (at, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let line_number = at + 1;
        if let Some(about) = line.strip_prefix('#') {
            about_line(&mut raw, about);
            continue;
        }
        let separator = *head.get_or_insert_with(|| if line.contains(';') { ';' } else { ',' });
        let cells = cells(line, separator);
        if raw.label.is_none() {
            let mut cells = cells.into_iter();
            (raw.label, raw.columns) = (cells.next(), cells.collect());
        } else {
            row(file, &mut raw, &cells, line_number).unwrap_or_else(|problem| problems.push(problem));
        }
    }
    if problems.is_empty() {
        Ok(raw)
    } else {
        Err(problems)
    }
}

fn about_line(raw: &mut Raw, about: &str) {
    let Some((name, value)) = about.split_once(':') else {
        return;
    };
    let value = Some(value.trim().trim_matches([';', ',']).to_owned());
    match name.trim() {
        "cut_off" => raw.cut_off = value,
        "definition" => raw.definition = value,
        "source" => raw.source = value,
        _ => {}
    }
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

fn not_whole(file: &str, line: usize, cell: &str) -> Problem {
    Problem::error(
        file,
        line,
        "not-a-count",
        format!("`{cell}` bukan bilangan bulat"),
        "tulis angka seperti 1250 atau 1.250; nol ditulis 0",
    )
}

/// `1250` or `1.250`; `1.25` is not.
fn whole(cell: &str) -> Option<u64> {
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
