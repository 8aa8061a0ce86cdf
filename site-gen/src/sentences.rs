//! The sentences of further languages: `text/jv.toml` in the content folder, with the keys of the program's own
//! `site-gen/text/id.toml`. What is missing there is said in Indonesian, and told by `check`.

use std::collections::{BTreeMap, HashMap};

use complaint::problem::{Problem, nearest};
use complaint::toml_words::toml_problem;
use complaint::{Agency, Lang};

use crate::read::Input;
use crate::theme::{Sentences, Texts, blanks, flatten};
use crate::{Options, content_file, utf8};

/// The first words of keys whose sentences only the program says, which answers in Indonesian and English.
const ANSWERS: &[&str] = &[
    "archive_reason",
    "check",
    "choice",
    "class",
    "dialogue",
    "dictionary",
    "error",
    "event",
    "field",
    "form",
    "identity_mode",
    "mail",
    "prompts",
    "receipt",
    "resolution",
    "section",
    "status",
    "status_page",
    "verify",
];
/// What a language is called in itself: without it nobody would find it.
const OWN_NAME: &str = "site.own_name";

/// What is said on a site, and what is not.
#[derive(Debug)]
pub(crate) struct OfSite {
    pub(crate) all: Sentences,
    /// Keys of sentences that a further language lacks.
    pub(crate) missing: BTreeMap<Lang, Vec<String>>,
    pub(crate) problems: Vec<Problem>,
}

/// Reads the sentences of every language of the agency.
pub(crate) fn of_site(input: &Input, options: &Options, agency: &Agency) -> OfSite {
    let mut site = OfSite {
        all: Sentences::embedded(),
        missing: BTreeMap::new(),
        problems: strangers(input, options, agency),
    };
    for lang in agency.languages.iter().filter(|lang| is_further(**lang)) {
        let file = file(*lang);
        let bytes = input.files.get(&file).map_or(&[][..], |bytes| &bytes[..]);
        let shown = content_file(options, &file);
        let text = utf8::text(&shown, bytes).unwrap_or_else(|problem| {
            site.problems.push(problem);
            ""
        });
        let table = text.parse().unwrap_or_else(|error| {
            site.problems.push(toml_problem(&shown, text, 1, &error));
            toml::Table::new()
        });
        site.add(*lang, &shown, text, &table);
    }
    site
}

impl OfSite {
    fn add(&mut self, lang: Lang, file: &str, text: &str, table: &toml::Table) {
        let (mut own, indonesian) = (HashMap::new(), self.all.get(Lang::Id));
        flatten("", table, &mut own);
        let mut problems: Vec<Problem> = own
            .iter()
            .filter_map(|(key, said)| wrong(file, text, indonesian, key, said))
            .collect();
        let needed = indonesian
            .keys()
            .filter(|key| !is_answer(key) && !own.contains_key(*key));
        let mut missing: Vec<String> = needed.map(str::to_owned).collect();
        missing.sort();
        if missing.iter().any(|key| key == OWN_NAME) {
            problems.push(Problem::error(
                file,
                None,
                "missing-key",
                format!("nama bahasa `{}` belum ditulis", lang.code()),
                "tambahkan bagian [site] dengan own_name = \"nama bahasa itu dalam bahasanya sendiri\"",
            ));
        }
        self.problems.append(&mut problems);
        self.missing.insert(lang, missing);
        self.all.add(lang, Texts::with(table));
    }
}

/// A sentence that is not asked for, or whose blanks are not those of the Indonesian one.
fn wrong(file: &str, text: &str, indonesian: &Texts, key: &str, said: &str) -> Option<Problem> {
    let last = key.rsplit('.').next().unwrap_or(key);
    let starts = |line: &str| {
        line.trim_start()
            .strip_prefix(last)
            .is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let line = text.lines().position(starts).map(|at| at + 1);
    if !indonesian.keys().any(|known| known == key) {
        let help = match nearest(key, indonesian.keys()) {
            Some(near) => format!("maksud Anda `{near}`?"),
            None => "hapus baris ini".to_owned(),
        };
        let message = format!("kalimat `{key}` tidak dikenal");
        return Some(Problem::error(file, line, "unknown-key", message, help));
    }
    let (wanted, given) = (blanks(indonesian.get(key)), blanks(said));
    (wanted != given).then(|| {
        let message = format!("isian kurung kurawal pada `{key}` tidak sama dengan bahasa Indonesia");
        let help = format!("bahasa Indonesia: {}", indonesian.get(key));
        Problem::error(file, line, "wrong-blanks", message, help)
    })
}

/// Files of languages that the agency has not switched on, or that come with the program.
fn strangers(input: &Input, options: &Options, agency: &Agency) -> Vec<Problem> {
    let name = |path: &String| {
        path.strip_prefix("text/")?
            .strip_suffix(".toml")
            .map(str::to_owned)
    };
    let used = |code: &String| {
        agency
            .languages
            .iter()
            .any(|lang| is_further(*lang) && lang.code() == code)
    };
    let problem = |code: String| {
        let shown = content_file(options, &format!("text/{code}.toml"));
        let help = format!("tambahkan \"{code}\" pada languages di agency.toml, atau hapus berkas ini");
        let message = format!("kalimat bahasa `{code}` tidak dipakai");
        Problem::warning(shown, None, "language-off", message, help)
    };
    input
        .files
        .keys()
        .filter_map(name)
        .filter(|code| !used(code))
        .map(problem)
        .collect()
}

fn is_further(lang: Lang) -> bool {
    lang != lang.answered()
}

fn file(lang: Lang) -> String {
    format!("text/{}.toml", lang.code())
}

fn is_answer(key: &str) -> bool {
    ANSWERS.contains(&key.split('.').next().unwrap_or(key))
}
