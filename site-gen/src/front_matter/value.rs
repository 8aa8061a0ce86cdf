//! From plain values to what each key takes; a value of another kind is reported with an example.

use complaint::Lang;
use complaint::problem::Problem;
use jiff::civil::Date;

use super::entries::{Entry, Plain};
use super::{Named, SortBy, Word};

/// Before it nothing was published here: `0206-11-02` is a slip.
const FIRST_YEAR: i16 = 1945;

/// Reads values and gathers what is wrong with them.
pub(super) struct Reader<'a> {
    pub(super) file: &'a str,
    pub(super) problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    pub(super) fn error(&mut self, entry: &Entry, code: &'static str, message: String, help: String) {
        self.problems
            .push(Problem::error(self.file, entry.line, code, message, help));
    }

    /// Reports that the value is not what the key takes.
    fn wrong<T>(&mut self, entry: &Entry, example: &str) -> Option<T> {
        self.wrong_as("wrong-type", entry, example)
    }

    fn wrong_as<T>(&mut self, code: &'static str, entry: &Entry, example: &str) -> Option<T> {
        let message = format!(
            "nilai `{}` pada `{}` tidak sesuai",
            entry.value.shown(),
            entry.key
        );
        self.error(
            entry,
            code,
            message,
            format!("tulis seperti {} = {example}", entry.key),
        );
        None
    }

    pub(super) fn text(&mut self, entry: &Entry) -> Option<String> {
        match &entry.value {
            Plain::Text(text) if has_smart_quotes(text) => {
                let message = format!("`{}` diapit tanda kutip miring: `{text}`", entry.key);
                self.error(
                    entry,
                    "smart-quotes",
                    message,
                    "ganti dengan tanda kutip lurus \"…\"".to_owned(),
                );
                None
            }
            Plain::Text(text) => Some(text.trim().to_owned()),
            Plain::Integer(number) => self.wrong(entry, &format!("\"{number}\" (apit dengan tanda kutip)")),
            _ => self.wrong(entry, "\"teks\""),
        }
    }

    pub(super) fn texts(&mut self, entry: &Entry) -> Vec<String> {
        let one = |value: &Plain| match value {
            Plain::Text(text) => Some(text.trim().to_owned()),
            _ => None,
        };
        let texts = match &entry.value {
            Plain::List(list) => list.iter().map(one).collect(),
            single => one(single).map(|text| vec![text]),
        };
        texts
            .or_else(|| self.wrong(entry, "[\"satu\", \"dua\"]"))
            .unwrap_or_default()
    }

    pub(super) fn named(&mut self, entry: &Entry) -> Named {
        let mut words: Vec<Word> = Vec::new();
        for text in self.texts(entry) {
            if words.iter().all(|word| word.text != text) {
                words.push(Word::new(text));
            }
        }
        Named {
            words,
            line: Some(entry.line),
        }
    }

    pub(super) fn date(&mut self, entry: &Entry) -> Option<Date> {
        let written = match &entry.value {
            Plain::Date(text) | Plain::Text(text) => text.as_str(),
            _ => "",
        };
        // A time of day may follow; pages only know dates.
        let date = written
            .get(..10)
            .filter(|_| written.len() == 10 || written[10..].starts_with(['T', ' ']));
        date.and_then(|date| date.parse().ok())
            .filter(|date: &Date| date.year() >= FIRST_YEAR)
            .or_else(|| self.wrong_as("bad-date", entry, "2026-11-02 (tahun-bulan-tanggal)"))
    }

    pub(super) fn integer(&mut self, entry: &Entry) -> Option<i64> {
        match entry.value {
            Plain::Integer(number) => Some(number),
            _ => self.wrong(entry, "10"),
        }
    }

    pub(super) fn count(&mut self, entry: &Entry) -> Option<usize> {
        match entry.value {
            Plain::Integer(number) if number > 0 => usize::try_from(number).ok(),
            _ => self.wrong(entry, "20"),
        }
    }

    pub(super) fn flag(&mut self, entry: &Entry) -> Option<bool> {
        match entry.value {
            Plain::Flag(flag) => Some(flag),
            _ => self.wrong(entry, "true"),
        }
    }

    pub(super) fn slug(&mut self, entry: &Entry) -> Option<String> {
        let fits = |text: &String| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        match &entry.value {
            Plain::Text(text) if fits(text) => Some(text.clone()),
            _ => self.wrong(entry, "\"nama-halaman\" (huruf kecil, angka, tanda hubung)"),
        }
    }

    /// Old addresses, made to begin and end with a slash.
    pub(super) fn paths(&mut self, entry: &Entry) -> Vec<String> {
        let paths = self.texts(entry);
        if paths
            .iter()
            .any(|path| !path.starts_with('/') || path.contains("//") || path.contains(".."))
        {
            return self.wrong(entry, "[\"/alamat/lama/\"]").unwrap_or_default();
        }
        paths
            .iter()
            .map(|path| format!("{}/", path.trim_end_matches('/')))
            .collect()
    }

    pub(super) fn lang(&mut self, entry: &Entry) -> Option<Lang> {
        match &entry.value {
            Plain::Text(text) => Lang::of_page(text).or_else(|| self.wrong(entry, "\"id\" atau \"en\"")),
            _ => self.wrong(entry, "\"id\" atau \"en\""),
        }
    }

    pub(super) fn sort_by(&mut self, entry: &Entry) -> Option<SortBy> {
        match &entry.value {
            Plain::Text(text) if text == "weight" => Some(SortBy::Weight),
            Plain::Text(text) if text == "date" => Some(SortBy::Date),
            Plain::Text(text) if text == "title" => Some(SortBy::Title),
            _ => self.wrong(entry, "\"weight\", \"date\", atau \"title\""),
        }
    }
}

/// Whether a whole value stands in typographic quotes, which YAML takes for letters.
fn has_smart_quotes(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['“', '‘', '„']) && text.ends_with(['”', '’', '“'])
}
