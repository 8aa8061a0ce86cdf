//! Every sentence of the interface, one file per language, looked up by a dotted key.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use complaint::Lang;
use complaint::form::{EVIDENCE, FileError, MOST_BYTES, MOST_CASE_FILES, MOST_FILES, MOST_UPLOAD_BYTES};
use tera::value::Key;
use tera::{Map, Value};

/// Key and sentence, in the order of keys.
type Pairs = &'static [(&'static str, &'static str)];

/// `text/*.toml`, read when the program was built.
const FILES: [(Lang, Pairs); 2] = [
    (Lang::Id, include!(concat!(env!("OUT_DIR"), "/id.rs"))),
    (Lang::En, include!(concat!(env!("OUT_DIR"), "/en.rs"))),
];
pub(super) const STAFF: Pairs = include!(concat!(env!("OUT_DIR"), "/staff.rs"));

/// The sentences of one language.
#[derive(Clone, Debug)]
pub struct Texts {
    /// Those that come with the program.
    embedded: Pairs,
    /// Those in their place, and beside them.
    own: BTreeMap<Cow<'static, str>, Cow<'static, str>>,
    /// For templates; only what is asked for is made.
    nested: OnceLock<Value>,
}

impl Texts {
    /// The embedded sentences of a language; one that has none speaks Indonesian.
    pub fn load(lang: Lang) -> Texts {
        let file = FILES.iter().find(|(known, _)| *known == lang.answered());
        Texts {
            embedded: file.map_or(&[], |(_, pairs)| *pairs),
            own: BTreeMap::new(),
            nested: OnceLock::new(),
        }
    }

    /// The Indonesian sentences with those of `table` in their place. Only sentences that exist can be replaced.
    pub(crate) fn with(table: &toml::Table) -> Texts {
        let mut all = Texts::load(Lang::Id);
        let mut own = HashMap::new();
        flatten("", table, &mut own);
        own.retain(|key, _| all.exact(key).is_some());
        let owned = own.into_iter().map(|(key, text)| (key.into(), text.into()));
        all.own.extend(owned);
        all
    }

    /// The Indonesian sentences with others in their place and beside them.
    pub(super) fn beside(pairs: Pairs) -> Texts {
        let mut all = Texts::load(Lang::Id);
        let borrowed = pairs.iter().map(|(key, text)| ((*key).into(), (*text).into()));
        all.own.extend(borrowed);
        all
    }

    /// The sentence under `key`, such as `form.submit`. `error.<field>.<code>` falls back to `error.<code>`,
    /// anything unknown to nothing.
    pub fn get(&self, key: &str) -> &str {
        self.find(key).unwrap_or_default()
    }

    /// The sentence under `key` with `{name}` replaced by each value.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.get(key), values)
    }

    /// What is wrong with a field, and what to do about it.
    pub fn error(&self, field: &str, code: &str) -> &str {
        self.find(&format!("error.{field}.{code}"))
            .unwrap_or_else(|| self.get("error.fallback"))
    }

    /// What is wrong with a file, and with which.
    pub fn file_error(&self, error: FileError) -> String {
        let limits = [
            ("files", MOST_FILES),
            ("case_files", MOST_CASE_FILES),
            ("megabytes", MOST_BYTES / 1_000_000),
            ("upload_megabytes", MOST_UPLOAD_BYTES / 1_000_000),
        ];
        let limits = limits.map(|(name, limit)| (name, limit.to_string()));
        let limits: Vec<_> = limits.iter().map(|(name, limit)| (*name, &**limit)).collect();
        let wrong = fill(self.error(EVIDENCE, error.code.as_str()), &limits);
        match error.position {
            Some(position) => self.fill(
                "form.file",
                &[("position", &position.to_string()), ("text", &wrong)],
            ),
            None => wrong,
        }
    }

    /// Every key, in their order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.pairs().into_keys()
    }

    /// The sentences as templates read them: `t.form.submit`.
    pub(crate) fn value(&self) -> Value {
        let nested = || nested(&self.pairs().into_iter().collect::<Vec<_>>());
        self.nested.get_or_init(nested).clone()
    }

    fn pairs(&self) -> BTreeMap<&str, &str> {
        let own = self.own.iter().map(|(key, text)| (&**key, &**text));
        self.embedded.iter().copied().chain(own).collect()
    }

    fn find(&self, key: &str) -> Option<&str> {
        self.exact(key).or_else(|| self.exact(&general(key)?))
    }

    fn exact(&self, key: &str) -> Option<&str> {
        let embedded = || {
            let place = self
                .embedded
                .binary_search_by_key(&key, |(known, _)| known)
                .ok()?;
            Some(self.embedded[place].1)
        };
        self.own.get(key).map(|text| &**text).or_else(embedded)
    }
}

/// Pairs in the order of their keys, as tables in tables.
fn nested(pairs: &[(&str, &str)]) -> Value {
    let mut table = Map::new();
    for group in pairs.chunk_by(|(one, _), (other, _)| first(one) == first(other)) {
        let name = first(group[0].0);
        let value = match group {
            [(key, text)] if *key == name => Value::from(*text),
            _ => {
                let inner = group.iter().map(|(key, text)| (&key[name.len() + 1..], *text));
                nested(&inner.collect::<Vec<_>>())
            }
        };
        table.insert(Key::from(name.to_owned()), value);
    }
    Value::from(table)
}

/// `form` of `form.submit`.
fn first(key: &str) -> &str {
    key.split_once('.').map_or(key, |(first, _)| first)
}

/// The blanks of a sentence, `{max}` and so on, in the order of their names.
pub(crate) fn blanks(text: &str) -> Vec<&str> {
    let mut found: Vec<_> = text
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .collect();
    found.sort_unstable();
    found
}

/// The sentences of every language of a site. Those that come with the program are read when somebody asks for them.
#[derive(Clone, Debug)]
pub struct Sentences(Vec<(Lang, Arc<OnceLock<Texts>>)>);

impl Sentences {
    /// Those that come with the program.
    pub fn embedded() -> Sentences {
        Sentences(FILES.iter().map(|(lang, _)| (*lang, Arc::default())).collect())
    }

    /// Adds those of a further language.
    pub(crate) fn add(&mut self, lang: Lang, texts: Texts) {
        self.0.push((lang, Arc::new(OnceLock::from(texts))));
    }

    /// Those of a language, or the Indonesian ones where it has none.
    pub fn get(&self, lang: Lang) -> &Texts {
        let own = self.0.iter().find(|(known, _)| *known == lang);
        read(own.unwrap_or(&self.0[0]))
    }

    /// Every language with its sentences.
    pub(crate) fn each(&self) -> impl Iterator<Item = (Lang, &Texts)> {
        self.0.iter().map(|own| (own.0, read(own)))
    }
}

fn read((lang, texts): &(Lang, Arc<OnceLock<Texts>>)) -> &Texts {
    texts.get_or_init(|| Texts::load(*lang))
}

/// `error.narrative.required` → `error.required`.
fn general(key: &str) -> Option<String> {
    let (_, code) = key.strip_prefix("error.")?.split_once('.')?;
    Some(format!("error.{code}"))
}

/// Replaces each `{name}` by its value.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}

pub(crate) fn flatten(prefix: &str, table: &toml::Table, flat: &mut HashMap<String, String>) {
    for (key, value) in table {
        let key = if prefix.is_empty() {
            key.clone()
        } else {
            format!("{prefix}.{key}")
        };
        match value {
            toml::Value::Table(inner) => flatten(&key, inner, flat),
            toml::Value::String(text) => drop(flat.insert(key, text.clone())),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn both_languages_have_the_same_keys_and_the_same_blanks_to_fill() {
        let (id, en) = (Texts::load(Lang::Id), Texts::load(Lang::En));
        assert_eq!(
            id.keys().collect::<BTreeSet<_>>(),
            en.keys().collect::<BTreeSet<_>>()
        );
        for key in id.keys() {
            assert_eq!(blanks(id.get(key)), blanks(en.get(key)), "{key}");
        }
    }

    #[test]
    fn an_error_without_its_own_sentence_uses_the_general_one() {
        let texts = Texts::load(Lang::Id);
        assert_eq!(texts.get("error.narrative.required"), "Tulis apa yang terjadi.");
        assert_eq!(texts.get("error.address.too_long"), texts.get("error.too_long"));
        assert_eq!(
            texts.error("address", "never_heard_of"),
            texts.get("error.fallback")
        );
    }
}
