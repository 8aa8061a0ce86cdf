//! Reading a settings file section by section, so that one mistake does not hide the others.

use std::ops::Range;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::agency::Source;
use crate::problem::{Problem, nearest};
use crate::toml_words::{UNCLOSED_TEXT, line_of, toml_problem};

/// A settings file being read, and everything found wrong with it so far.
pub(crate) struct Settings<'a> {
    source: Source<'a>,
    root: DeTable<'a>,
    problems: Vec<Problem>,
}

/// One entry of a list and the line it starts on.
pub(crate) struct Entry<T> {
    pub(crate) value: T,
    pub(crate) line: usize,
}

impl<'a> Settings<'a> {
    /// Reads the file; sections not in `known` are reported.
    pub(crate) fn read(source: Source<'a>, known: &[&str]) -> Settings<'a> {
        let (root, errors) = DeTable::parse_recoverable(source.text);
        let mut problems: Vec<Problem> = errors
            .iter()
            .map(|error| toml_problem(source.file, source.text, 1, error))
            .collect();
        problems.dedup();
        let mut settings = Settings {
            source,
            root: root.into_inner(),
            problems,
        };
        settings.report_unknown(known);
        settings
    }

    fn report_unknown(&mut self, known: &[&str]) {
        let strangers: Vec<(Range<usize>, String)> = self
            .root
            .keys()
            .filter(|key| !known.contains(&key.get_ref().as_ref()))
            .map(|key| (key.span(), key.get_ref().to_string()))
            .collect();
        for (span, name) in strangers {
            let help = match nearest(&name, known.iter().copied()) {
                Some(near) => format!("maksud Anda `{near}`?"),
                None => format!("bagian yang dikenal: {}", known.join(", ")),
            };
            self.error(
                span,
                "unknown-section",
                format!("bagian `{name}` tidak dikenal"),
                help,
            );
        }
    }

    /// The table `[name]`.
    pub(crate) fn table<T: Deserialize<'a>>(&mut self, name: &str) -> Option<T> {
        let Some(value) = self.root.remove(name) else {
            let help = format!("tambahkan bagian [{name}]");
            self.problems.push(Problem::error(
                self.source.file,
                None,
                "missing-section",
                format!("bagian [{name}] belum ada"),
                help,
            ));
            return None;
        };
        self.value(value)
    }

    /// The table `[name]`, which may be missing.
    pub(crate) fn optional_table<T: Deserialize<'a>>(&mut self, name: &str) -> Option<T> {
        let value = self.root.remove(name)?;
        self.value(value)
    }

    /// The list `[[name]]`; entries that cannot be read are reported and left out.
    pub(crate) fn list<T: Deserialize<'a>>(&mut self, name: &str) -> Vec<Entry<T>> {
        let Some(value) = self.root.remove(name) else {
            return Vec::new();
        };
        let span = value.span();
        let array: Vec<_> = match value.into_inner() {
            DeValue::Array(array) => array.into_iter().collect(),
            other => {
                self.error(
                    span.clone(),
                    "wrong-type",
                    format!("`{name}` harus berupa daftar"),
                    format!("tulis [[{name}]] untuk setiap butir"),
                );
                // `[units]` for `[[units]]`: the one entry is still known, so that nothing else is said to lack it.
                let one = matches!(other, DeValue::Table(_)).then(|| Spanned::new(span, other));
                one.into_iter().collect()
            }
        };
        // Counted on from entry to entry: a calendar has hundreds.
        let (mut line, mut counted) = (1, 0);
        let mut read = |entry: Spanned<DeValue<'a>>| {
            let start = entry.span().start.max(counted);
            line += line_of(&self.source.text[counted..], start - counted) - 1;
            counted = start;
            self.value(entry).map(|value| Entry { value, line })
        };
        array.into_iter().filter_map(&mut read).collect()
    }

    fn value<T: Deserialize<'a>>(&mut self, value: Spanned<DeValue<'a>>) -> Option<T> {
        let span = value.span();
        match T::deserialize(value.into_deserializer()) {
            Ok(read) => Some(read),
            Err(error) => {
                let mut problem = toml_problem(self.source.file, self.source.text, 1, &error);
                problem.line = problem
                    .line
                    .or_else(|| Some(line_of(self.source.text, span.start)));
                // What could not be read has been told already.
                if !self.problems.iter().any(|told| told.line == problem.line) {
                    self.problems.push(problem);
                }
                None
            }
        }
    }

    /// Reports a mistake at a place in the file.
    pub(crate) fn error(
        &mut self,
        at: Range<usize>,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.error_at(line_of(self.source.text, at.start), code, message, help);
    }

    /// Reports a mistake on a line.
    pub(crate) fn error_at(
        &mut self,
        line: usize,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems
            .push(Problem::error(self.source.file, line, code, message, help));
    }

    /// The line of a place in the file.
    pub(crate) fn line(&self, at: Range<usize>) -> usize {
        line_of(self.source.text, at.start)
    }

    /// The line, from a line on, on which a text stands for the first time; that line itself if it does not.
    pub(crate) fn line_with(&self, from: usize, text: &str) -> usize {
        let lines = self.source.text.lines().skip(from.saturating_sub(1));
        let found = lines.enumerate().find(|(_, line)| line.contains(text));
        found.map_or(from, |(further, _)| from + further)
    }

    /// The outcome: `value`, or everything that is wrong.
    pub(crate) fn finish<T>(mut self, value: T) -> Result<T, Vec<Problem>> {
        if self.problems.is_empty() {
            return Ok(value);
        }
        if self.problems.iter().any(|problem| problem.code == UNCLOSED_TEXT) {
            self.problems.retain(|problem| problem.code == UNCLOSED_TEXT);
        }
        self.problems.sort();
        Err(self.problems)
    }
}
