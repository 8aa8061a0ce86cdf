//! Topics and categories: a page for every word in `tags` and `categories`, and one that lists them all.
//!
//! Nobody has to write these pages. Who writes `topik/perizinan.md` all the same gives that topic its own title and
//! words, and the list of pages still follows.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use complaint::Lang;
use complaint::problem::Problem;

use super::Page;
use crate::address::PageName;
use crate::front_matter::{FrontMatter, Named, SortBy, Word};
use crate::theme::{Sentences, Texts};
use crate::{Options, content_file};

/// Pages on one leaf of a term.
const PER_LEAF: usize = 20;

/// One way of sorting pages by words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taxonomy {
    /// Where its pages are.
    pub(crate) folder: &'static str,
    /// Its sentences in the texts.
    pub(crate) texts: &'static str,
    /// The words that a page names.
    pub(crate) named: fn(&FrontMatter) -> &Named,
}

/// In the order in which a page shows them.
pub(crate) const TAXONOMIES: [Taxonomy; 2] = [
    Taxonomy {
        folder: "kategori/",
        texts: "category",
        named: |front| &front.categories,
    },
    Taxonomy {
        folder: "topik/",
        texts: "topic",
        named: |front| &front.tags,
    },
];

/// The pages that name one word.
#[derive(Clone, Debug, Default)]
struct Term<'a> {
    /// How it is spelt, and how often.
    spellings: BTreeMap<&'a str, usize>,
    pages: Vec<usize>,
}

/// Words by their part of the address, of one taxonomy and language.
type Terms<'a> = BTreeMap<&'a str, Term<'a>>;

impl Term<'_> {
    /// The spelling that most pages use.
    fn label(&self) -> &str {
        let most = self
            .spellings
            .iter()
            .max_by_key(|(text, count)| (**count, std::cmp::Reverse(*text)));
        most.map_or("", |(text, _)| text)
    }
}

/// The key of the page of a word by its part of the address: `topik/perizinan-usaha.md`.
pub(crate) fn key(taxonomy: Taxonomy, slug: &str) -> String {
    format!("{}{slug}.md", taxonomy.folder)
}

/// Adds the pages that nobody wrote, names those that somebody did, and tells about words that were probably
/// mistyped.
pub(super) fn add_pages(list: &mut Vec<Page<'_>>, options: &Options, sentences: &Sentences) -> Vec<Problem> {
    let mut problems = wordless(list, options);
    let mut wanted = Vec::new();
    for (taxonomy, lang) in used(list) {
        let terms = terms(list, taxonomy, lang);
        problems.extend(spelling_problems(&terms, list, taxonomy, options));
        let texts = sentences.get(lang);
        let words = terms.iter().map(|(slug, term)| Some((*slug, term.label())));
        let all = std::iter::once(None).chain(words);
        wanted.extend(all.map(|word| term_page(taxonomy, lang, word, texts)));
    }
    let written: HashMap<(String, Lang), usize> = (0_usize..)
        .zip(&*list)
        .map(|(at, page)| ((page.key.clone(), page.lang), at))
        .collect();
    for page in wanted {
        match written.get(&(page.key.clone(), page.lang)) {
            Some(at) => list[*at].term = page.term,
            None => list.push(page),
        }
    }
    problems
}

/// The pages of every term's page, newest first, by the place of that page in the list.
pub(super) fn members(list: &[Page<'_>]) -> Vec<(usize, Vec<usize>)> {
    let mut members = Vec::new();
    for (taxonomy, lang) in used(list) {
        let mut terms = terms(list, taxonomy, lang);
        for (at, page) in list.iter().enumerate() {
            let is_term = page.lang == lang && page.folder == taxonomy.folder && !page.is_index;
            let name = PageName::parse(&page.key).filter(|_| is_term);
            if let Some(term) = name.and_then(|name| terms.remove(name.stem)) {
                let mut pages = term.pages;
                pages.sort_by(|a, b| super::sections::order(SortBy::Date, &list[*a], &list[*b]));
                members.push((at, pages));
            }
        }
    }
    members
}

/// Taxonomies and languages in which some page names a word.
fn used(list: &[Page<'_>]) -> Vec<(Taxonomy, Lang)> {
    let mut used = Vec::new();
    for taxonomy in TAXONOMIES {
        let naming = list.iter().filter(|page| {
            (taxonomy.named)(&page.front)
                .words
                .iter()
                .any(|word| !word.slug.is_empty())
        });
        let languages: std::collections::BTreeSet<Lang> = naming.map(|page| page.lang).collect();
        used.extend(languages.into_iter().map(|lang| (taxonomy, lang)));
    }
    used
}

fn terms<'l>(list: &'l [Page<'_>], taxonomy: Taxonomy, lang: Lang) -> Terms<'l> {
    let mut terms = Terms::new();
    for (at, page) in list.iter().enumerate().filter(|(_, page)| page.lang == lang) {
        for word in &(taxonomy.named)(&page.front).words {
            if word.slug.is_empty() {
                continue;
            }
            let term = terms.entry(word.slug.as_str()).or_default();
            *term.spellings.entry(&word.text).or_default() += 1;
            if term.pages.last() != Some(&at) {
                term.pages.push(at);
            }
        }
    }
    terms
}

/// The page of a word, or the one that lists all words.
fn term_page(taxonomy: Taxonomy, lang: Lang, word: Option<(&str, &str)>, texts: &Texts) -> Page<'static> {
    let label = word.map(|(_, label)| label);
    let text = |part: &str| {
        let key = format!("{}.{part}", taxonomy.texts);
        texts.fill(&key, &[("term", label.unwrap_or_default())])
    };
    let (file, title, description) = match word {
        Some((slug, _)) => (key(taxonomy, slug), text("one"), text("about")),
        None => (
            format!("{}_index.md", taxonomy.folder),
            text("all"),
            text("about_all"),
        ),
    };
    let name = PageName::parse(&file).expect("a page's name");
    Page {
        key: file.clone(),
        folder: taxonomy.folder.to_owned(),
        is_index: name.is_index(),
        lang,
        url: name.url(lang, None),
        front: Arc::new(FrontMatter {
            title,
            description,
            paginate_by: label.map(|_| PER_LEAF),
            sort_by: SortBy::Title,
            ..FrontMatter::default()
        }),
        body: "".into(),
        body_line: 1,
        is_default: true,
        term: label.map(str::to_owned),
        file,
    }
}

/// Words spelt in two ways, and words of a single page that resemble another word.
fn spelling_problems(
    terms: &Terms<'_>,
    list: &[Page<'_>],
    taxonomy: Taxonomy,
    options: &Options,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (slug, term) in terms {
        let label = term.label();
        for at in &term.pages {
            let named = (taxonomy.named)(&list[*at].front);
            if let Some(other) = named.words.iter().find(|word| is_variant(word, slug, label)) {
                problems.push(similar(&list[*at], named, &other.text, label, options));
            }
        }
        if let [only] = term.pages[..]
            && let Some(near) = resembling(slug, terms)
        {
            let page = &list[only];
            problems.push(similar(page, (taxonomy.named)(&page.front), label, near, options));
        }
    }
    problems
}

fn is_variant(word: &Word, term: &str, label: &str) -> bool {
    word.text != label && word.slug == term
}

/// The spelling of another word that this one was probably meant to be: one that is used more.
fn resembling<'t>(name: &str, terms: &'t Terms<'_>) -> Option<&'t str> {
    let near = |other: &str| {
        let slips = if name.len() < 9 { 1 } else { 2 };
        name.len() >= 4
            && name.len().abs_diff(other.len()) <= slips
            && letters(name) != letters(other)
            && strsim::osa_distance(name, other) <= slips
    };
    let known = terms
        .iter()
        .filter(|(other, term)| **other != name && (term.pages.len() > 1 || **other < name));
    known
        .filter(|(other, _)| near(other))
        .max_by_key(|(_, term)| term.pages.len())
        .map(|(_, term)| term.label())
}

/// Years and numbers resemble each other without being mistakes.
fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphabetic).collect()
}

fn similar(page: &Page<'_>, named: &Named, word: &str, near: &str, options: &Options) -> Problem {
    Problem::warning(
        content_file(options, &page.file),
        named.line,
        "similar-term",
        format!("`{word}` mirip `{near}` di halaman lain; mungkin salah ketik"),
        format!("bila maksudnya sama, tulis \"{near}\""),
    )
}

/// Words without a letter or digit that an address can have.
fn wordless(list: &[Page<'_>], options: &Options) -> Vec<Problem> {
    let mut problems = Vec::new();
    for page in list {
        for named in TAXONOMIES.map(|taxonomy| (taxonomy.named)(&page.front)) {
            for word in named.words.iter().filter(|word| word.slug.is_empty()) {
                problems.push(Problem::error(
                    content_file(options, &page.file),
                    named.line,
                    "bad-term",
                    format!("`{}` tidak dapat menjadi alamat", word.text),
                    "pakai kata dengan huruf latin atau angka",
                ));
            }
        }
    }
    problems
}
