//! Front matter as a list of keys and plain values with their lines, whichever syntax it was written in.

use complaint::problem::Problem;
use complaint::toml_words::{line_of, toml_problem};
use toml::de::{DeTable, DeValue};

/// The line of a file on which front matter starts: after the fence.
const FIRST_LINE: usize = 2;

/// One `key = value`.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) line: usize,
    pub(super) value: Plain,
}

/// A value without its syntax.
#[derive(Debug)]
pub(super) enum Plain {
    Text(String),
    Integer(i64),
    Flag(bool),
    /// As written: `2026-11-02`.
    Date(String),
    List(Vec<Plain>),
    /// Something no key takes.
    Other,
}

impl Plain {
    /// As an editor would recognise it.
    pub(super) fn shown(&self) -> String {
        match self {
            Plain::Text(text) | Plain::Date(text) => text.clone(),
            Plain::Integer(number) => number.to_string(),
            Plain::Flag(flag) => flag.to_string(),
            Plain::List(list) => format!(
                "[{}]",
                list.iter().map(Plain::shown).collect::<Vec<_>>().join(", ")
            ),
            Plain::Other => "…".to_owned(),
        }
    }
}

pub(super) fn toml(file: &str, head: &str, problems: &mut Vec<Problem>) -> Vec<Entry> {
    let (table, errors) = DeTable::parse_recoverable(head);
    let mut found: Vec<Problem> = errors
        .iter()
        .map(|error| toml_problem(file, head, FIRST_LINE, error))
        .collect();
    // One slip may make the reader stumble several times.
    found.dedup_by_key(|problem| problem.line);
    problems.extend(found);
    let entry = |(key, value): (
        &toml::Spanned<toml::de::DeString<'_>>,
        &toml::Spanned<DeValue<'_>>,
    )| Entry {
        key: key.get_ref().to_string(),
        line: line_of(head, key.span().start) + FIRST_LINE - 1,
        value: from_toml(value.get_ref()),
    };
    table.get_ref().iter().map(entry).collect()
}

fn from_toml(value: &DeValue<'_>) -> Plain {
    match value {
        DeValue::String(text) => Plain::Text(text.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Plain::Other, Plain::Integer)
        }
        DeValue::Boolean(flag) => Plain::Flag(*flag),
        DeValue::Datetime(date) => Plain::Date(date.to_string()),
        DeValue::Array(list) => Plain::List(list.iter().map(|value| from_toml(value.get_ref())).collect()),
        DeValue::Float(_) | DeValue::Table(_) => Plain::Other,
    }
}

pub(super) fn yaml(file: &str, head: &str, problems: &mut Vec<Problem>) -> Vec<Entry> {
    match yaml_serde::from_str::<Option<yaml_serde::Mapping>>(head) {
        Ok(mapping) => mapping
            .iter()
            .flatten()
            .map(|(key, value)| yaml_entry(head, key, value))
            .collect(),
        Err(error) => {
            let line = error
                .location()
                .map_or(0, |location| location.line().saturating_sub(1));
            problems.extend(yaml_problems(file, head, line));
            Vec::new()
        }
    }
}

/// Retells what is wrong near a line of the head, and every tab: the reader stumbles only over the first.
fn yaml_problems(file: &str, head: &str, line: usize) -> Vec<Problem> {
    let tabbed = |row: &(usize, &str)| row.1.contains('\t');
    let tab = |(at, row): (usize, &str)| {
        let message = format!("ada tab di baris ini: `{}`", row.trim());
        Problem::error(file, at + FIRST_LINE, "tab", message, "ganti tab dengan spasi")
    };
    let mut problems: Vec<Problem> = head.lines().enumerate().filter(tabbed).map(tab).collect();
    let row = head.lines().nth(line).unwrap_or_default().trim();
    // The reader may only notice a tab on the line behind it.
    if !problems
        .iter()
        .any(|problem| matches!(problem.line, Some(at) if (line..=line + 1).contains(&(at - FIRST_LINE + 1))))
    {
        let help =
            "tulis `kunci: nilai`, satu per baris; apit teks yang memuat titik dua dengan tanda kutip lurus";
        problems.push(Problem::error(
            file,
            line + FIRST_LINE,
            "bad-yaml",
            format!("baris ini tidak terbaca: `{row}`"),
            help,
        ));
    }
    problems
}

fn yaml_entry(head: &str, key: &yaml_serde::Value, value: &yaml_serde::Value) -> Entry {
    let key = key.as_str().unwrap_or_default().to_owned();
    let is_key = |line: &str| {
        line.trim_start()
            .strip_prefix(&*key)
            .is_some_and(|rest| rest.trim_start().starts_with(':'))
    };
    let line = head
        .lines()
        .position(is_key)
        .map_or(FIRST_LINE, |index| index + FIRST_LINE);
    Entry {
        key,
        line,
        value: from_yaml(value),
    }
}

fn from_yaml(value: &yaml_serde::Value) -> Plain {
    use yaml_serde::Value;
    match value {
        Value::String(text) => Plain::Text(text.clone()),
        Value::Bool(flag) => Plain::Flag(*flag),
        Value::Number(number) => number.as_i64().map_or(Plain::Other, Plain::Integer),
        Value::Sequence(list) => Plain::List(list.iter().map(from_yaml).collect()),
        _ => Plain::Other,
    }
}
