//! What is wrong with an agency's content or settings, told so that an editor can mend it.

use std::fmt;

use serde::Serialize;

/// Whether a problem stops the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is built until this is mended.
    Error,
    /// The site is built; somebody should look at this.
    Warning,
}

/// One mistake: where it is, what it is, and what to type instead. Words are Indonesian, for editors.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// The file as the editor knows it, such as `content/agency.toml`.
    pub file: String,
    /// The line, counted from 1, where the mistake has one.
    pub line: Option<usize>,
    /// A stable name for programs, such as `deadline-without-unit`.
    pub code: &'static str,
    /// Whether it stops the build.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

impl Problem {
    /// A mistake that stops the build.
    pub fn error(
        file: impl Into<String>,
        line: impl Into<Option<usize>>,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Problem {
        Problem {
            file: file.into(),
            line: line.into(),
            code,
            severity: Severity::Error,
            message: message.into(),
            help: help.into(),
        }
    }

    /// The same as a warning: the site is built all the same.
    pub fn warning(
        file: impl Into<String>,
        line: impl Into<Option<usize>>,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Problem {
        Problem {
            severity: Severity::Warning,
            ..Problem::error(file, line, code, message, help)
        }
    }

    /// Whether it stops the build.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = match self.severity {
            Severity::Error => "galat",
            Severity::Warning => "peringatan",
        };
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {label}[{}]: {}", self.code, self.message)?;
        if !self.help.is_empty() {
            write!(f, "\n  bantuan: {}", self.help)?;
        }
        Ok(())
    }
}

/// The known word nearest to a mistyped one, for "maksud Anda …?".
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
