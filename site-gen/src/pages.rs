//! All pages of the site as small records: addresses, translations, sections. Known before any Markdown is
//! parsed, so that links resolve while parsing.

mod almost;
mod defaults;
mod head;
mod nearest;
mod sections;
pub(crate) mod terms;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use complaint::problem::Problem;
use complaint::{Agency, Lang};
use rayon::prelude::*;

use crate::address::{PageName, url_by_name};
use crate::front_matter::{FrontMatter, Unpublished};
use crate::memo::Memo;
use crate::read::Input;
use crate::search::Plan;
use crate::theme::{Link, Sentences};
use crate::{Options, content_file, feeds};
pub(crate) use head::Head;

/// Addresses that the site itself fills.
const RESERVED: [&str; 8] = [
    "/assets/",
    "/data/",
    "/api/",
    "/staff/",
    "/404.html/",
    "/hal/",
    crate::search::FOLDER,
    "/luring/",
];

/// One page.
#[derive(Clone, Debug)]
pub(crate) struct Page<'a> {
    /// The file in the content folder, such as `kanal/whatsapp.en.md`.
    pub(crate) file: String,
    /// The file that says the same in every language: `kanal/whatsapp.md`.
    pub(crate) key: String,
    /// The folder of the file with a slash at its end, or nothing.
    pub(crate) folder: String,
    pub(crate) is_index: bool,
    pub(crate) lang: Lang,
    pub(crate) url: String,
    pub(crate) front: Arc<FrontMatter>,
    pub(crate) body: std::borrow::Cow<'a, str>,
    /// The line of the file on which the body starts.
    pub(crate) body_line: usize,
    /// Nobody wrote it: the program adds it because every site has one.
    pub(crate) is_default: bool,
    /// The word whose pages it lists, in lists of words.
    pub(crate) term: Option<String>,
}

/// Every page, and who stands where.
#[derive(Debug)]
pub(crate) struct Pages<'a> {
    pub(crate) list: Vec<Page<'a>>,
    by_key: HashMap<(String, Lang), usize>,
    /// What every page lists below itself.
    children: HashMap<usize, Vec<usize>>,
    /// How each page stands in lists, once one has listed it: most pages are in several.
    entries: Vec<OnceLock<String>>,
    /// Files that exist but are not published, and why.
    hidden: HashMap<String, Unpublished>,
    urls: HashSet<String>,
    /// Which of them can be found.
    pub(crate) search: Plan,
    /// Which feeds there are.
    pub(crate) feeds: feeds::Plan,
}

impl<'a> Pages<'a> {
    /// Reads the head of every Markdown file, in parallel, and gives every published page its address.
    pub(crate) fn collect(
        input: &'a Input,
        options: &Options,
        agency: &Agency,
        sentences: &Sentences,
        memo: Option<&Memo>,
        problems: &mut Vec<Problem>,
    ) -> Pages<'a> {
        let files = page_files(input);
        let heads = heads(&files, options, memo);
        let mut list = Vec::with_capacity(files.len());
        let mut hidden = HashMap::new();
        for ((file, bytes), head) in files.into_iter().zip(&heads) {
            problems.extend(head.problems().iter().cloned());
            match head.page(file, bytes) {
                Some(page) if !agency.languages.contains(&page.lang) => {
                    problems.push(language_off(&page, options));
                }
                Some(page) => match page.front.unpublished(options.today) {
                    Some(why) if !options.drafts => drop(hidden.insert(page.file, why)),
                    _ => list.push(page),
                },
                None => {}
            }
        }
        defaults::add_missing(&mut list, agency, sentences);
        problems.extend(terms::add_pages(&mut list, options, sentences));
        problems.extend(almost::problems(input, options));
        let mut pages = Pages::index(list, hidden);
        pages.search = Plan::of(&pages, agency);
        pages.feeds = feeds::Plan::of(&pages);
        problems.extend(pages.address_problems(options));
        pages
    }

    fn index(list: Vec<Page<'a>>, hidden: HashMap<String, Unpublished>) -> Pages<'a> {
        let by_key = list
            .iter()
            .enumerate()
            .map(|(at, page)| ((page.key.clone(), page.lang), at))
            .collect::<HashMap<_, _>>();
        let urls = list.iter().map(|page| page.url.clone()).collect();
        let mut children = sections::children(&list, &by_key);
        children.extend(terms::members(&list));
        Pages {
            entries: list.iter().map(|_| OnceLock::new()).collect(),
            list,
            by_key,
            children,
            hidden,
            urls,
            search: Plan::default(),
            feeds: feeds::Plan::default(),
        }
    }

    /// The page of that key in exactly that language.
    pub(crate) fn exact(&self, key: &str, lang: Lang) -> Option<(usize, &Page<'a>)> {
        let at = *self.by_key.get(&(key.to_owned(), lang))?;
        Some((at, &self.list[at]))
    }

    /// The page of that key for a reader of `lang`: in that language, or else in Indonesian.
    pub(crate) fn for_reader(&self, key: &str, lang: Lang) -> Option<(usize, &Page<'a>)> {
        self.exact(key, lang).or_else(|| self.exact(key, Lang::Id))
    }

    /// Where menus and cards lead to.
    pub(crate) fn link(&self, key: &str, lang: Lang) -> Link {
        match self.for_reader(key, lang) {
            Some((_, page)) => Link {
                url: page.url.clone(),
                lang: page.lang,
            },
            None => Link {
                url: url_by_name(key, lang),
                lang,
            },
        }
    }

    fn detour(&self, key: &str, lang: Lang) -> Detour {
        let link = self.link(key, lang);
        match self.for_reader(key, lang) {
            Some((_, page)) if page.lang != lang => Detour::Untranslated {
                lang,
                link,
                title: page.front.title.clone(),
            },
            _ => Detour::Moved(link),
        }
    }

    /// The pages that a section or a topic lists, in its order.
    pub(crate) fn children(&self, at: usize) -> &[usize] {
        self.children.get(&at).map_or(&[], Vec::as_slice)
    }

    /// How a page stands in lists, which are in its own language.
    pub(crate) fn entry(&self, at: usize, html: impl FnOnce() -> String) -> &str {
        self.entries[at].get_or_init(html)
    }

    /// The address of every content file that became a page.
    pub(crate) fn addresses(&self) -> BTreeMap<String, String> {
        let written = self.list.iter().filter(|page| !page.is_default);
        written
            .map(|page| (page.file.clone(), page.url.clone()))
            .collect()
    }

    /// Whether some page has that address.
    pub(crate) fn has_url(&self, url: &str) -> bool {
        self.urls.contains(url)
    }

    /// Why a file that exists has no page.
    pub(crate) fn hidden(&self, file: &str) -> Option<Unpublished> {
        self.hidden.get(file).copied()
    }

    /// Two pages, or a page and an alias, at one address; addresses the site itself fills.
    fn address_problems(&self, options: &Options) -> Vec<Problem> {
        let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
        let mut problems = Vec::new();
        let pages = self.list.iter().map(|page| (page.url.as_str(), page));
        let aliases = self
            .list
            .iter()
            .flat_map(|page| page.front.aliases.iter().map(move |alias| (alias.as_str(), page)));
        for (url, page) in pages.chain(aliases) {
            let owner = if is_reserved(url) {
                Some("situs sendiri")
            } else {
                owners.insert(url, &page.file)
            };
            if let Some(owner) = owner {
                let message = format!("alamat {url} sudah dipakai oleh {owner}");
                let help = "ganti nama berkas, `slug`, atau `aliases` salah satunya";
                problems.push(Problem::error(
                    content_file(options, &page.file),
                    1,
                    "duplicate-url",
                    message,
                    help,
                ));
            }
        }
        problems
    }
}

/// Where an address leads that no page has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Detour {
    /// The page is there now.
    Moved(Link),
    /// Readers of a language find the page in another one only.
    Untranslated { lang: Lang, link: Link, title: String },
}

/// Addresses that must answer although no page has them, with where they lead: aliases, and the addresses that
/// menu, channel and well-known pages have by name (the function links to those, knowing no content).
pub(crate) fn detours(pages: &Pages<'_>, agency: &Agency) -> BTreeMap<String, Detour> {
    let aliases = pages.list.iter().flat_map(|page| {
        let link = Link {
            url: page.url.clone(),
            lang: page.lang,
        };
        page.front
            .aliases
            .iter()
            .map(move |alias| (alias.clone(), Detour::Moved(link.clone())))
    });
    let menu = agency.menu.iter().map(|item| item.page.as_str());
    let guides = agency
        .channels
        .iter()
        .filter_map(|channel| channel.page.as_deref());
    let files: Vec<&str> = menu.chain(guides).chain(defaults::WELL_KNOWN).collect();
    let by_name = agency.languages.iter().flat_map(|lang| {
        files
            .iter()
            .map(|file| (url_by_name(file, *lang), pages.detour(file, *lang)))
    });
    let leads_away = |(url, detour): &(String, Detour)| match detour {
        Detour::Moved(link) | Detour::Untranslated { link, .. } => link.url != *url && !pages.has_url(url),
    };
    by_name.chain(aliases).filter(leads_away).collect()
}

/// The addresses whose page is elsewhere now.
pub(crate) fn moved(pages: &Pages<'_>, agency: &Agency) -> BTreeMap<String, String> {
    let moved = |(url, detour)| match detour {
        Detour::Moved(link) => Some((url, link.url)),
        Detour::Untranslated { .. } => None,
    };
    detours(pages, agency).into_iter().filter_map(moved).collect()
}

/// What is wrong with the heads of pages: all that can be told while the settings cannot be read.
pub(crate) fn head_problems(input: &Input, options: &Options) -> Vec<Problem> {
    let heads = heads(&page_files(input), options, None);
    heads.iter().flat_map(|head| head.problems()).cloned().collect()
}

/// Menu and channel pages that do not exist.
pub(crate) fn settings_problems(pages: &Pages<'_>, agency: &Agency, options: &Options) -> Vec<Problem> {
    let menu = agency.menu.iter().map(|item| (item.page.as_str(), item.line));
    let guides = agency
        .channels
        .iter()
        .filter_map(|channel| Some((channel.page.as_deref()?, channel.line)));
    let missing = menu
        .chain(guides)
        .filter(|(file, _)| pages.exact(file, Lang::Id).is_none());
    let problem = |(file, line): (&str, usize)| {
        let message = format!(
            "halaman `{file}` {}",
            if pages.hidden(file).is_some() {
                "belum terbit"
            } else {
                "tidak ada"
            }
        );
        let help = match pages.nearest_file(file, "") {
            Some(near) => format!("maksud Anda `{near}`?"),
            None => format!("buat berkas {}", content_file(options, file)),
        };
        Problem::error(
            content_file(options, "agency.toml"),
            line,
            "missing-page",
            message,
            help,
        )
    };
    missing.map(problem).collect()
}

fn page_files(input: &Input) -> Vec<(&str, &Bytes)> {
    let pages = input.files.iter().filter(|(file, _)| is_page(file));
    pages.map(|(file, bytes)| (file.as_str(), bytes)).collect()
}

/// The head of every file, in parallel.
fn heads(files: &[(&str, &Bytes)], options: &Options, memo: Option<&Memo>) -> Vec<Arc<Head>> {
    let read = |file: &str, bytes: &Bytes| Arc::new(Head::read(file, bytes, options));
    match memo {
        Some(memo) => memo.heads(files, read),
        None => files.par_iter().map(|(file, bytes)| read(file, bytes)).collect(),
    }
}

fn is_page(file: &str) -> bool {
    PageName::parse(file).is_some() && !is_elsewhere(file)
}

/// Whether a file lies where no pages are.
fn is_elsewhere(file: &str) -> bool {
    ["static/", "data/", "templates/"]
        .iter()
        .any(|folder| file.starts_with(folder))
}

fn is_reserved(url: &str) -> bool {
    RESERVED.iter().any(|reserved| url.starts_with(reserved)) || url.contains("/hal/")
}

fn language_off(page: &Page<'_>, options: &Options) -> Problem {
    let code = page.lang.code();
    let message = format!("halaman ini berbahasa `{code}`, tetapi bahasa itu tidak ada di pengaturan");
    let help = format!("tambahkan \"{code}\" pada languages di agency.toml, atau hapus berkas ini");
    Problem::error(
        content_file(options, &page.file),
        None,
        "language-off",
        message,
        help,
    )
}
