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

/// Shorter words share their first letter with too many others to be compared by how they begin.
const FEWEST_LETTERS: usize = 4;

/// The known word nearest to a mistyped one, for "maksud Anda …?". Of a short word only one letter may be wrong, unless it
/// is the first part of a known one.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = &word.to_lowercase();
    let is_short = word.chars().count() < FEWEST_LETTERS;
    let likeness = |candidate: &str| {
        let is_part = || {
            candidate
                .strip_prefix(word.as_str())
                .is_some_and(|rest| rest.starts_with(['-', '_']))
        };
        if !is_short {
            strsim::jaro_winkler(word, candidate)
        } else if strsim::levenshtein(word, candidate) <= 1 {
            1.0
        } else if is_part() {
            0.9
        } else {
            0.0
        }
    };
    known
        .into_iter()
        .map(|candidate| (likeness(candidate), candidate))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_short_word_is_near_only_to_what_differs_by_a_letter() {
        let channels = ["walk_in", "whatsapp", "web_form", "sms"];
        for (word, meant) in [
            ("whatsap", Some("whatsapp")),
            ("walkin", Some("walk_in")),
            ("WhatsApp", Some("whatsapp")),
            ("sm", Some("sms")),
            ("web", Some("web_form")),
            ("wa", None),
            ("w", None),
        ] {
            assert_eq!(nearest(word, channels), meant, "{word}");
        }
    }
}
