//! The languages a page or a message can have, and text that exists in one or both of them.

use serde::{Deserialize, Serialize};

/// A language of pages and messages. Indonesian comes first everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Bahasa Indonesia.
    #[default]
    Id,
    /// English.
    En,
}

impl Lang {
    /// Every language, in the order shown to people.
    pub const ALL: &'static [Lang] = &[Lang::Id, Lang::En];

    /// The BCP 47 code, as in `<html lang>` and in the form field `language`.
    pub const fn code(self) -> &'static str {
        match self {
            Lang::Id => "id",
            Lang::En => "en",
        }
    }

    /// Reads a code such as `id`.
    pub fn parse(code: &str) -> Option<Lang> {
        Lang::ALL.iter().copied().find(|lang| lang.code() == code)
    }
}

/// Words for people: Indonesian always, English where somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "LocalizedSource")]
pub struct Localized {
    id: String,
    en: Option<String>,
}

impl Localized {
    /// The words in `lang`, or the Indonesian ones where there are none.
    pub fn get(&self, lang: Lang) -> &str {
        match (lang, &self.en) {
            (Lang::En, Some(en)) => en,
            _ => &self.id,
        }
    }
}

impl From<&str> for Localized {
    fn from(id: &str) -> Self {
        Localized {
            id: id.to_owned(),
            en: None,
        }
    }
}

/// How editors write it: `"…"` or `{ id = "…", en = "…" }`.
#[derive(Deserialize)]
#[serde(untagged, expecting = "teks \"…\" atau { id = \"…\", en = \"…\" }")]
enum LocalizedSource {
    One(String),
    Each { id: String, en: Option<String> },
}

impl From<LocalizedSource> for Localized {
    fn from(source: LocalizedSource) -> Self {
        match source {
            LocalizedSource::One(id) => Localized { id, en: None },
            LocalizedSource::Each { id, en } => Localized { id, en },
        }
    }
}
