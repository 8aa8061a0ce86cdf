//! The languages a page or a message can have, and text that exists in one or several of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language of pages and messages. Indonesian comes first everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// Bahasa Indonesia.
    #[default]
    Id,
    /// English.
    En,
    /// A language of pages only: forms and answers speak Indonesian there.
    Further(Tongue),
}

/// One of the world's languages, by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tongue(&'static str);

/// Codes of ISO 639 that a page can have: those of two letters, and languages of Indonesia that only have three.
const FURTHER: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee \
    el eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia ie ig ii ik io is it iu ja jv ka kg \
    ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no \
    nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg \
    th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu \
    abs ace akb ban bbc bew bhp bjn bug btd btk btm bts btx day gor iba kge kyk lcf ljp mad mak mdr min mui nia nij osi plm \
    ppk rej rob sas slm sly smb tet wsb xdy";

impl Lang {
    /// Every language in which the program answers, in the order shown to people.
    pub const ALL: &'static [Lang] = &[Lang::Id, Lang::En];

    /// The BCP 47 code, as in `<html lang>` and in the form field `language`.
    pub const fn code(self) -> &'static str {
        match self {
            Lang::Id => "id",
            Lang::En => "en",
            Lang::Further(Tongue(code)) => code,
        }
    }

    /// Reads the code of a language in which the program answers, such as `id`.
    pub fn parse(code: &str) -> Option<Lang> {
        Lang::ALL.iter().copied().find(|lang| lang.code() == code)
    }

    /// Reads the code of a language that a page can have, such as `jv`.
    pub fn of_page(code: &str) -> Option<Lang> {
        let further = || FURTHER.split(' ').find(|known| *known == code);
        Lang::parse(code).or_else(|| further().map(|code| Lang::Further(Tongue(code))))
    }

    /// The language in which the program answers a reader of this one.
    #[must_use]
    pub const fn answered(self) -> Lang {
        match self {
            Lang::Further(_) => Lang::Id,
            lang => lang,
        }
    }
}

impl Serialize for Lang {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Lang {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Lang::of_page(&code).ok_or_else(|| serde::de::Error::custom("unknown language"))
    }
}

/// Words for people: Indonesian always, other languages where somebody wrote them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "LocalizedSource")]
pub struct Localized {
    id: String,
    others: BTreeMap<String, String>,
}

impl Localized {
    /// The words in `lang`, or the Indonesian ones where there are none.
    pub fn get(&self, lang: Lang) -> &str {
        self.others.get(lang.code()).unwrap_or(&self.id)
    }

    /// The words in every language that somebody wrote them in, Indonesian first.
    pub fn each(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.id)
            .chain(self.others.values())
            .map(String::as_str)
    }
}

impl From<&str> for Localized {
    fn from(id: &str) -> Self {
        Localized {
            id: id.to_owned(),
            others: BTreeMap::new(),
        }
    }
}

/// How editors write it: `"…"` or `{ id = "…", en = "…" }`.
#[derive(Deserialize)]
#[serde(untagged, expecting = "teks \"…\" atau { id = \"…\", en = \"…\" }")]
enum LocalizedSource {
    One(String),
    Each {
        id: String,
        #[serde(flatten)]
        others: BTreeMap<String, String>,
    },
}

impl From<LocalizedSource> for Localized {
    fn from(source: LocalizedSource) -> Self {
        match source {
            LocalizedSource::One(id) => Localized::from(id.as_str()),
            LocalizedSource::Each { id, others } => Localized { id, others },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_more_languages_than_answers() {
        let javanese = Lang::of_page("jv").expect("known");
        assert_eq!((javanese.code(), javanese.answered()), ("jv", Lang::Id));
        assert_eq!((Lang::parse("jv"), Lang::of_page("en")), (None, Some(Lang::En)));
        assert_eq!(
            [Lang::of_page("jw"), Lang::of_page(""), Lang::of_page("12")],
            [None; 3]
        );
    }

    #[test]
    fn words_that_nobody_wrote_are_indonesian() {
        let words: Localized = toml::from_str("id = \"Telepon\"\njv = \"Tilpun\"\n").expect("words");
        let of = |code: &str| words.get(Lang::of_page(code).expect("known")).to_owned();
        assert_eq!(["id", "en", "jv"].map(of), ["Telepon", "Telepon", "Tilpun"]);
    }
}
