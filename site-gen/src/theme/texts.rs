//! Every sentence of the interface, one file per language, looked up by a dotted key.

use std::collections::HashMap;

use complaint::Lang;
use complaint::form::{EVIDENCE, FileError, MOST_BYTES, MOST_FILES};
use tera::Value;

const FILES: [(Lang, &str); 2] = [
    (Lang::Id, include_str!("../../text/id.toml")),
    (Lang::En, include_str!("../../text/en.toml")),
];

/// The sentences of one language.
#[derive(Clone, Debug)]
pub struct Texts {
    flat: HashMap<String, String>,
    nested: Value,
}

impl Texts {
    /// Reads the embedded file of a language.
    pub fn load(lang: Lang) -> Texts {
        let text = FILES
            .iter()
            .find(|(known, _)| *known == lang)
            .map_or("", |(_, text)| *text);
        let table: toml::Table = text.parse().expect("the embedded texts are TOML");
        let mut flat = HashMap::new();
        flatten("", &table, &mut flat);
        Texts {
            flat,
            nested: Value::from_serializable(&table),
        }
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
        let (files, megabytes) = (MOST_FILES.to_string(), (MOST_BYTES / 1_000_000).to_string());
        let wrong = fill(
            self.error(EVIDENCE, error.code.as_str()),
            &[("files", &files), ("megabytes", &megabytes)],
        );
        match error.position {
            Some(position) => self.fill(
                "form.file",
                &[("position", &position.to_string()), ("text", &wrong)],
            ),
            None => wrong,
        }
    }

    /// Every key, in any order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.flat.keys().map(String::as_str)
    }

    /// The sentences as templates read them: `t.form.submit`.
    pub(crate) fn value(&self) -> Value {
        self.nested.clone()
    }

    fn find(&self, key: &str) -> Option<&str> {
        let exact = self.flat.get(key);
        exact
            .or_else(|| self.flat.get(&general(key)?))
            .map(String::as_str)
    }
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

fn flatten(prefix: &str, table: &toml::Table, flat: &mut HashMap<String, String>) {
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

    fn blanks(text: &str) -> Vec<&str> {
        let mut found: Vec<_> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next())
            .collect();
        found.sort_unstable();
        found
    }
}
