//! Figures of any kind from a data file: CSV, JSON or TOML, read into one shape and checked that they add up.
//!
//! ```csv
//! # cut_off: 2026-09-30
//! # definition: Satu pengaduan dihitung satu kali.
//! # source: Register pengaduan
//! Kategori,2025,2026
//! Perizinan,40,31
//! Jumlah,40,31
//! ```
//! The row `Jumlah` may be left out; where it stands it must be right. TOML and JSON have the same names:
//! `cut_off`, `definition`, `source`, `columns`, `rows` (each `label` and `values`), `total`.

pub(super) mod csv;
mod figure;

use complaint::problem::Problem;
use complaint::toml_words::toml_problem;
use jiff::civil::Date;
use serde::Deserialize;

pub(crate) use figure::Figure;

use super::source::json_problem;
use crate::utf8;

/// A table of counts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Dataset {
    cut_off: Date,
    definition: String,
    source: String,
    /// The name of the first column.
    label: String,
    columns: Vec<String>,
    rows: Vec<(String, Vec<u64>)>,
}

impl Dataset {
    fn totals(&self) -> Vec<u64> {
        let sum = |column: usize| {
            self.rows
                .iter()
                .fold(0, |sum: u64, (_, values)| sum.saturating_add(values[column]))
        };
        (0..self.columns.len()).map(sum).collect()
    }
}

/// As a file has it, before anything is checked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    cut_off: Option<String>,
    definition: Option<String>,
    source: Option<String>,
    label: Option<String>,
    #[serde(default)]
    columns: Vec<String>,
    #[serde(default)]
    rows: Vec<RawRow>,
    total: Option<Vec<u64>>,
    /// The line of the total, where the format has lines.
    #[serde(skip)]
    total_line: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRow {
    label: String,
    values: Vec<u64>,
    #[serde(skip)]
    line: Option<usize>,
}

/// Whether a file can hold such figures.
pub(crate) fn is_dataset(file: &str) -> bool {
    let known = file
        .rsplit_once('.')
        .is_some_and(|(_, ending)| matches!(ending, "csv" | "json" | "toml"));
    known && file != "data/holidays.toml" && !super::is_source(file)
}

/// Reads the file called `file` in problems.
pub(crate) fn parse(file: &str, bytes: &[u8]) -> Result<Dataset, Vec<Problem>> {
    let text = utf8::text(file, bytes).map_err(|problem| vec![problem])?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let raw = match file.rsplit('.').next() {
        Some("csv") => csv::parse(file, text)?,
        Some("json") => serde_json::from_str(text).map_err(|error| vec![json_problem(file, text, &error)])?,
        _ => toml::from_str(text).map_err(|error| vec![toml_problem(file, text, 1, &error)])?,
    };
    check(file, raw)
}

fn check(file: &str, raw: Raw) -> Result<Dataset, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut report = |line: Option<usize>, code, message: String, help: &str| {
        problems.push(Problem::error(file, line, code, message, help));
    };
    let mut required = |value: Option<String>, name: &str, example: &str| {
        let value = value.filter(|value| !value.trim().is_empty());
        if value.is_none() {
            report(
                None,
                "missing-key",
                format!("`{name}` belum ditulis"),
                &format!("tambahkan {name}, misalnya {example}"),
            );
        }
        value.unwrap_or_default()
    };
    let written = required(raw.cut_off, "cut_off", "2026-09-30");
    let definition = required(
        raw.definition,
        "definition",
        "\"Satu pengaduan dihitung satu kali.\"",
    );
    let source = required(raw.source, "source", "\"Register pengaduan\"");
    let cut_off = written.parse();
    if cut_off.is_err() && !written.is_empty() {
        report(
            None,
            "bad-date",
            format!("cut_off `{written}` bukan tanggal"),
            "tulis tahun-bulan-tanggal, misalnya 2026-09-30",
        );
    }
    for row in raw
        .rows
        .iter()
        .filter(|row| row.values.len() != raw.columns.len())
    {
        let message = format!(
            "baris `{}` punya {} angka, padahal ada {} kolom",
            row.label,
            row.values.len(),
            raw.columns.len()
        );
        report(
            row.line,
            "wrong-columns",
            message,
            "isi setiap kolom; angka nol ditulis 0",
        );
    }
    if raw.columns.is_empty() {
        report(
            None,
            "wrong-columns",
            "belum ada kolom angka".into(),
            "tulis nama setidaknya satu kolom angka",
        );
    }
    let (total, total_line) = (raw.total, raw.total_line);
    let rows = raw.rows.into_iter().map(|row| (row.label, row.values)).collect();
    let label = raw.label.unwrap_or_default();
    let data = Dataset {
        cut_off: cut_off.unwrap_or_default(),
        definition,
        source,
        label,
        columns: raw.columns,
        rows,
    };
    if problems.is_empty() {
        problems.extend(wrong_totals(file, &data, total.as_deref(), total_line));
    }
    if problems.is_empty() {
        Ok(data)
    } else {
        Err(problems)
    }
}

fn wrong_totals(file: &str, data: &Dataset, written: Option<&[u64]>, line: Option<usize>) -> Vec<Problem> {
    let Some(written) = written else { return Vec::new() };
    let sums = data.totals();
    if written.len() != sums.len() {
        let help = "tulis satu jumlah untuk setiap kolom";
        return vec![Problem::error(
            file,
            line,
            "wrong-columns",
            "banyaknya jumlah tidak sama dengan banyaknya kolom",
            help,
        )];
    }
    let wrong = data
        .columns
        .iter()
        .zip(written.iter().zip(&sums))
        .filter(|(_, (written, sum))| written != sum);
    let problem = |(column, (written, sum)): (&String, (&u64, &u64))| {
        let message = format!("kolom `{column}` berjumlah {sum}, tetapi tertulis {written}");
        Problem::error(
            file,
            line,
            "sum-of-rows",
            message,
            "periksa angka setiap baris dan jumlahnya",
        )
    };
    wrong.map(problem).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: &str = "# cut_off: 2026-09-30\n# definition: D\n# source: S\nKategori;2025;2026\n\"Izin; usaha\";1.040;31\nLain;0;2\nJumlah;1040;33\n";

    #[test]
    fn three_formats_say_the_same() {
        let json = r#"{"cut_off":"2026-09-30","definition":"D","source":"S","label":"Kategori","columns":["2025","2026"],
            "rows":[{"label":"Izin; usaha","values":[1040,31]},{"label":"Lain","values":[0,2]}],"total":[1040,33]}"#;
        let toml = "cut_off = \"2026-09-30\"\ndefinition = \"D\"\nsource = \"S\"\nlabel = \"Kategori\"\ncolumns = [\"2025\", \"2026\"]\n\
            total = [1040, 33]\n[[rows]]\nlabel = \"Izin; usaha\"\nvalues = [1040, 31]\n[[rows]]\nlabel = \"Lain\"\nvalues = [0, 2]\n";
        let read = |file: &str, text: &str| parse(file, text.as_bytes()).expect(file);
        let csv = read("data/a.csv", CSV);
        assert_eq!(csv.rows[0], ("Izin; usaha".to_owned(), vec![1040, 31]));
        assert_eq!(csv, read("data/a.json", json));
        assert_eq!(csv, read("data/a.toml", toml));
    }

    #[test]
    fn figures_that_do_not_add_up_are_refused_with_their_line() {
        let problems =
            parse("data/a.csv", CSV.replace("Jumlah;1040", "Jumlah;1041").as_bytes()).expect_err("wrong");
        assert_eq!((problems[0].code, problems[0].line), ("sum-of-rows", Some(7)));
    }

    #[test]
    fn every_table_needs_cut_off_definition_and_source() {
        let problems = parse("data/a.csv", b"A,B\nx,1\n").expect_err("wrong");
        assert_eq!(
            problems.iter().map(|problem| problem.code).collect::<Vec<_>>(),
            ["missing-key"; 3]
        );
    }
}
