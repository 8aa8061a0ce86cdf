//! What the TOML reader says, retold in Indonesian with a line and a remedy.

use crate::problem::{Problem, nearest};

/// Makes a problem of a TOML error in `text`, the content of `file`; `first_line` is where `text` starts in it.
pub fn toml_problem(file: &str, text: &str, first_line: usize, error: &toml::de::Error) -> Problem {
    let line = error
        .span()
        .map(|span| line_of(text, span.start) + first_line - 1);
    let (code, message, help) = retell(error.message(), text, line.map(|line| line - first_line));
    Problem::error(file, line, code, message, help)
}

/// The same for a reader of another format, where the text is well-formed but does not say what it should: `message` as
/// serde words it, `line` counted from 1.
pub fn data_problem(file: &str, text: &str, line: Option<usize>, message: &str) -> Problem {
    let (code, message, help) = retell(message, text, line.map(|line| line - 1));
    Problem::error(file, line, code, message, help)
}

/// The line, counted from 1, of a byte offset.
pub fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

fn retell(message: &str, text: &str, line: Option<usize>) -> (&'static str, String, String) {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let first = quoted.first().copied().unwrap_or_default();
    if message.starts_with("unknown field") {
        (
            "unknown-key",
            format!("kunci `{first}` tidak dikenal"),
            unknown_key_help(first, &quoted[1..]),
        )
    } else if message.starts_with("missing field") {
        (
            "missing-key",
            format!("kunci `{first}` belum ditulis"),
            format!("tambahkan baris `{first} = …` di bagian ini"),
        )
    } else if message.starts_with("duplicate") {
        (
            "duplicate-key",
            "kunci ini ditulis dua kali".into(),
            "hapus salah satu".into(),
        )
    } else if message.starts_with("invalid type")
        || message.contains("data did not match")
        || message.starts_with("teks")
    {
        (
            "wrong-type",
            format!("jenis nilai tidak sesuai: `{}`", row(text, line)),
            "tulis nilai sesuai contoh di komentar berkas".into(),
        )
    } else {
        let row = row(text, line);
        let (code, help) = syntax_help(row);
        (code, format!("baris ini tidak terbaca: `{row}`"), help)
    }
}

/// What stands on a line, counted from 0.
fn row(text: &str, line: Option<usize>) -> &str {
    line.and_then(|line| text.lines().nth(line))
        .unwrap_or_default()
        .trim()
}

fn unknown_key_help(key: &str, known: &[&str]) -> String {
    match nearest(key, known.iter().copied()) {
        Some(near) => format!("maksud Anda `{near}`?"),
        None => format!("kunci yang dikenal: {}", known.join(", ")),
    }
}

/// The slips that people who do not program make most.
fn syntax_help(row: &str) -> (&'static str, String) {
    let (key, value) = row.split_once('=').unwrap_or((row, ""));
    let (key, value) = (key.trim(), value.trim());
    if row.contains(['“', '”', '‘', '’']) {
        (
            "smart-quotes",
            "ganti tanda kutip miring dengan tanda kutip lurus \"…\"".into(),
        )
    } else if is_date_like(value) {
        (
            "bad-date",
            format!("tulis tanggal yang ada di kalender: {key} = 2026-11-02 (tahun-bulan-tanggal)"),
        )
    } else if is_phone_like(value) {
        (
            "unquoted-phone",
            format!("apit nomor dengan tanda kutip lurus: {key} = \"{value}\""),
        )
    } else if row.contains(": ") && !row.contains('=') {
        (
            "bad-toml",
            "tulis `kunci = \"nilai\"` dengan tanda sama dengan, bukan titik dua".into(),
        )
    } else {
        (
            "bad-toml",
            "apit teks dengan tanda kutip lurus, misalnya title = \"Judul\"".into(),
        )
    }
}

/// `2025-13-45`, `02-11-2026` and `2/11/2026`.
fn is_date_like(value: &str) -> bool {
    let parts: Vec<usize> = value
        .split(['-', '/'])
        .map(|part| {
            if part.bytes().all(|b| b.is_ascii_digit()) {
                part.len()
            } else {
                0
            }
        })
        .collect();
    matches!(parts[..], [4, 1..=2, 1..=2] | [1..=2, 1..=2, 4])
}

/// Digits with the marks that people put between them.
fn is_phone_like(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let marks = |b: u8| b.is_ascii_digit() || matches!(b, b'-' | b' ' | b'.' | b'+' | b'(' | b')');
    digits >= 6 && value.bytes().all(marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[expect(dead_code, reason = "read by nobody: the sample only fails")]
        title: String,
    }

    #[test]
    fn slips_are_told_in_indonesian_with_line_and_remedy() {
        for (text, line, code, remedy) in [
            ("titel = \"a\"\n", 11, "unknown-key", "maksud Anda `title`?"),
            ("\n", 11, "missing-key", "tambahkan baris `title = …`"),
            ("title = 3\n", 11, "wrong-type", "sesuai contoh"),
            ("\ntitle = “a”\n", 12, "smart-quotes", "kutip lurus"),
            ("title: a\n", 11, "bad-toml", "sama dengan"),
            (
                "title = 0811-5859-300\n",
                11,
                "unquoted-phone",
                "title = \"0811-5859-300\"",
            ),
            ("title = 2025-13-45\n", 11, "bad-date", "tahun-bulan-tanggal"),
        ] {
            let error = toml::from_str::<Sample>(text).expect_err(text);
            let problem = toml_problem("a.md", text, 11, &error);
            assert_eq!(
                (problem.line.unwrap_or(11), problem.code),
                (line, code),
                "{text:?}: {problem}"
            );
            assert!(problem.help.contains(remedy), "{text:?}: {problem}");
        }
    }
}
