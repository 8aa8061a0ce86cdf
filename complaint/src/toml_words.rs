//! What the TOML reader says, retold in Indonesian with a line and a remedy.

use crate::problem::{Problem, nearest};
use memchr::memchr_iter;

/// A text of several lines without its end: everything behind it is read as something else, so no other mistake counts.
pub(crate) const UNCLOSED_TEXT: &str = "unclosed-text";

/// Makes a problem of a TOML error in `text`, the content of `file`; `first_line` is where `text` starts in it.
pub fn toml_problem(file: &str, text: &str, first_line: usize, error: &toml::de::Error) -> Problem {
    if let Some(line) = unclosed_text(text) {
        let message = "teks yang dibuka dengan \"\"\" di baris ini belum ditutup";
        let help = "tambahkan baris \"\"\" di akhir teks itu";
        return Problem::error(file, line + first_line - 1, UNCLOSED_TEXT, message, help);
    }
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
    let before = &text.as_bytes()[..offset.min(text.len())];
    memchr_iter(b'\n', before).count() + 1
}

/// The line, counted from 1, of a text of several lines that goes on where the next one begins, or at the end.
fn unclosed_text(text: &str) -> Option<usize> {
    const MARK: &str = "\"\"\"";
    let mut open = None;
    for (line, row) in (1..).zip(text.lines()) {
        let opens = row
            .split_once('=')
            .is_some_and(|(_, value)| value.trim_start().starts_with(MARK));
        match row.matches(MARK).count() {
            1 if open.is_none() => open = opens.then_some(line),
            1 if opens => return open,
            1 => open = None,
            _ => {}
        }
    }
    open
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
            type_help(message, row(text, line)),
        )
    } else {
        let row = row(text, line);
        let (code, help) = syntax_help(row);
        (code, format!("baris ini tidak terbaca: `{row}`"), help)
    }
}

/// What stands on a line, counted from 0, without its comment.
fn row(text: &str, line: Option<usize>) -> &str {
    let line = line.and_then(|line| text.lines().nth(line)).unwrap_or_default();
    let mut in_quotes = false;
    let comment = line.char_indices().find(|(_, c)| {
        in_quotes ^= *c == '"';
        *c == '#' && !in_quotes
    });
    let end = comment.map_or(line.len(), |(at, _)| at);
    let without = line[..end].trim();
    if without.is_empty() { line.trim() } else { without }
}

/// A number or a word where a text is expected needs only quotes.
fn type_help(message: &str, row: &str) -> String {
    let (key, value) = row.split_once('=').unwrap_or((row, ""));
    let (key, value) = (key.trim(), value.trim());
    let within = value.trim_matches(['"', '\'']);
    let digits = || {
        value
            .bytes()
            .filter(u8::is_ascii_digit)
            .map(char::from)
            .collect::<String>()
    };
    if message.contains("expected a string") && is_bare(value) {
        quoted_help(key, value)
    } else if message.contains("expected a boolean") {
        yes_or_no_help(key, within)
    } else if is_date_like(within) {
        date_help(key)
    } else if is_number_like(within) {
        format!(
            "tulis angkanya saja, tanpa tanda kutip, titik, atau koma: {key} = {}",
            digits()
        )
    } else {
        "tulis nilai sesuai contoh di komentar berkas".into()
    }
}

fn date_help(key: &str) -> String {
    format!("tulis tanggal yang ada di kalender tanpa tanda kutip: {key} = 2026-11-02 (tahun-bulan-tanggal)")
}

fn yes_or_no_help(key: &str, value: &str) -> String {
    match yes_or_no(value) {
        Some(meant) => format!("tulis {key} = {meant}"),
        None => format!("tulis {key} = true (ya) atau {key} = false (tidak)"),
    }
}

/// What a word means where only `true` and `false` are known.
fn yes_or_no(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "true" | "ya" | "iya" | "yes" | "benar" => Some(true),
        "false" | "tidak" | "no" | "bukan" => Some(false),
        _ => None,
    }
}

fn quoted_help(key: &str, value: &str) -> String {
    format!("apit dengan tanda kutip lurus: {key} = \"{value}\"")
}

/// One value without quotes, brackets or braces.
fn is_bare(value: &str) -> bool {
    !value.is_empty() && !value.contains(['"', '\'', '[', ']', '{', '}', ','])
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
        ("bad-date", date_help(key))
    } else if is_phone_like(value) {
        ("unquoted-phone", quoted_help(key, value))
    } else if let Some(help) = inner_quotes_help(key, value) {
        ("bad-toml", help)
    } else if yes_or_no(value).is_some() {
        ("bad-toml", yes_or_no_help(key, value))
    } else if row.contains(": ") && !row.contains('=') {
        (
            "bad-toml",
            "tulis `kunci = \"nilai\"` dengan tanda sama dengan, bukan titik dua".into(),
        )
    } else if is_bare(value) {
        ("bad-toml", quoted_help(key, value))
    } else {
        (
            "bad-toml",
            "apit teks dengan tanda kutip lurus, misalnya title = \"Judul\"".into(),
        )
    }
}

/// `"Program "Jemput Bola" dibuka"`, `'Jum'at'`: the quote within ends the text.
fn inner_quotes_help(key: &str, value: &str) -> Option<String> {
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let within = value.strip_prefix(quote)?.strip_suffix(quote)?;
    let other = if quote == '"' { '\'' } else { '"' };
    if !within.contains(quote) {
        return None;
    }
    Some(if within.contains(other) {
        "hapus tanda kutip di dalam teks".to_owned()
    } else {
        format!(
            "hapus tanda kutip di dalam, atau apit dengan tanda kutip yang lain: {key} = {other}{within}{other}"
        )
    })
}

/// `2025-13-45`, `02-11-2026`, `2/11/2026` and `2 November 2026`.
fn is_date_like(value: &str) -> bool {
    is_spelled_date(value) || is_date_of_digits(value)
}

/// A day, a month by its name in Indonesian or English, a year.
fn is_spelled_date(value: &str) -> bool {
    const MONTHS: [&str; 16] = [
        "jan", "feb", "mar", "apr", "mei", "may", "jun", "jul", "agu", "aug", "sep", "okt", "oct", "nov",
        "des", "dec",
    ];
    let is_number = |text: &str, most: usize| text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
    match value.to_lowercase().split_whitespace().collect::<Vec<_>>()[..] {
        [day, month, year] => {
            is_number(day, 2) && is_number(year, 4) && MONTHS.iter().any(|known| month.starts_with(known))
        }
        _ => false,
    }
}

fn is_date_of_digits(value: &str) -> bool {
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

/// Digits, perhaps in groups.
fn is_number_like(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_digit())
        && value
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'_' | b' '))
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
            ("title = 112\n", 11, "wrong-type", "lurus: title = \"112\""),
            ("title = [3]\n", 11, "wrong-type", "sesuai contoh"),
            (
                "title = surel # teks\n",
                11,
                "bad-toml",
                "lurus: title = \"surel\"",
            ),
            ("title = \"#1\n", 11, "bad-toml", "title = \"Judul\""),
            (
                "title = 021-0000000 # telepon\n",
                11,
                "unquoted-phone",
                "title = \"021-0000000\"",
            ),
            ("\ntitle = “a”\n", 12, "smart-quotes", "kutip lurus"),
            ("title: a\n", 11, "bad-toml", "sama dengan"),
            (
                "title = 0811-5859-300\n",
                11,
                "unquoted-phone",
                "title = \"0811-5859-300\"",
            ),
            ("title = 2025-13-45\n", 11, "bad-date", "tahun-bulan-tanggal"),
            ("title = 2 November 2026\n", 11, "bad-date", "title = 2026-11-02"),
            ("title = True\n", 11, "bad-toml", "tulis title = true"),
            ("title = tidak\n", 11, "bad-toml", "tulis title = false"),
            (
                "title = \"Program \"Jemput Bola\" dibuka\"\n",
                11,
                "bad-toml",
                "title = 'Program \"Jemput Bola\" dibuka'",
            ),
            ("title = 'Jum'at'\n", 11, "bad-toml", "title = \"Jum'at\""),
            (
                "\nname = \"\"\"\na\nb\n\ntext = \"\"\"\nc = 3\n\"\"\"\n",
                12,
                "unclosed-text",
                "tambahkan baris \"\"\"",
            ),
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

    #[derive(Debug, serde::Deserialize)]
    struct Typed {
        #[expect(dead_code, reason = "read by nobody: the sample only fails")]
        count: Option<u64>,
        #[expect(dead_code, reason = "read by nobody: the sample only fails")]
        date: Option<toml::value::Datetime>,
        #[expect(dead_code, reason = "read by nobody: the sample only fails")]
        flag: Option<bool>,
    }

    #[test]
    fn a_value_of_another_kind_is_told_with_one_that_fits() {
        for (text, remedy) in [
            ("date = \"2026-12-24\"\n", "tanpa tanda kutip: date = 2026-11-02"),
            ("count = \"0\"\n", "count = 0"),
            ("count = 1.250\n", "count = 1250"),
            ("flag = \"ya\"\n", "tulis flag = true"),
            ("flag = 1\n", "flag = false (tidak)"),
        ] {
            let error = toml::from_str::<Typed>(text).expect_err(text);
            let problem = toml_problem("a.toml", text, 1, &error);
            assert!(problem.help.contains(remedy), "{text:?}: {problem}");
        }
    }
}
