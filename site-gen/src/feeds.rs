//! Feeds (Atom): what is new on the whole site, and in every section with dated pages.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use complaint::{Agency, Lang};
use jiff::civil::Date;

use crate::address::lang_root;
use crate::extras::changed_on;
use crate::html::escape;
use crate::pages::{Page, Pages};
use crate::theme::Theme;

/// Entries of a feed.
const MOST: usize = 20;

/// The newest dated pages by folder and language; the folder of the whole site is empty.
#[derive(Debug, Default)]
pub(crate) struct Plan(BTreeMap<(Lang, String), Vec<usize>>);

impl Plan {
    /// A page with a date is news of every section above it.
    pub(crate) fn of(pages: &Pages<'_>) -> Plan {
        let mut feeds: BTreeMap<(Lang, String), Vec<usize>> = BTreeMap::new();
        let dated = pages
            .list
            .iter()
            .enumerate()
            .filter(|(_, page)| page.front.date.is_some());
        for (at, page) in dated {
            for folder in folders(&page.folder) {
                let is_section = folder.is_empty() || section(pages, folder, page.lang).is_some();
                if is_section {
                    feeds.entry((page.lang, folder.to_owned())).or_default().push(at);
                }
            }
        }
        for list in feeds.values_mut() {
            list.sort_by_key(|at| (Reverse(pages.list[*at].front.date), pages.list[*at].url.as_str()));
            list.truncate(MOST);
        }
        // Readers have subscribed to it: it is there even while there is no news.
        feeds.entry((Lang::Id, String::new())).or_default();
        Plan(feeds)
    }

    /// The feed that tells of a page's neighbours: of its section, or of a section above it, or of the whole site.
    pub(crate) fn nearest(&self, page: &Page<'_>) -> Option<String> {
        let found =
            folders(&page.folder).find(|folder| self.0.contains_key(&(page.lang, (*folder).to_owned())))?;
        Some(path(page.lang, found))
    }

    /// The feed of exactly the section of which `page` is the page; that of the whole site is named in its head only.
    pub(crate) fn of_section(&self, page: &Page<'_>) -> Option<String> {
        let is_one = page.is_index
            && !page.folder.is_empty()
            && self.0.contains_key(&(page.lang, page.folder.clone()));
        is_one.then(|| path(page.lang, &page.folder))
    }
}

/// A folder and those above it, up to the root: `berita/2026/`, `berita/`, nothing.
fn folders(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| {
        let inner = folder.strip_suffix('/')?;
        Some(&folder[..inner.rfind('/').map_or(0, |slash| slash + 1)])
    })
}

fn section<'p>(pages: &'p Pages<'_>, folder: &str, lang: Lang) -> Option<&'p Page<'p>> {
    pages
        .exact(&format!("{folder}_index.md"), lang)
        .map(|(_, page)| page)
}

fn path(lang: Lang, folder: &str) -> String {
    format!("{}{folder}feed.xml", lang_root(lang))
}

/// Path and text of every feed.
pub(crate) fn files(agency: &Agency, pages: &Pages<'_>, theme: &Theme, today: Date) -> Vec<(String, String)> {
    let file = |((lang, folder), list): (&(Lang, String), &Vec<usize>)| {
        let path = path(*lang, folder);
        let section = section(pages, folder, *lang).filter(|_| !folder.is_empty());
        let name = [("agency", agency.name.as_str())];
        let whole = || theme.texts(*lang).fill("site.feed", &name);
        let root = lang_root(*lang);
        let feed = Feed {
            agency,
            lang: *lang,
            title: section.map_or_else(whole, |page| format!("{} – {}", page.front.title, agency.name)),
            about: section.map_or(root.as_str(), |page| page.url.as_str()),
            path: &path,
        };
        let entries: Vec<&Page<'_>> = list.iter().map(|at| &pages.list[*at]).collect();
        (path.clone(), feed.text(&entries, today))
    };
    pages.feeds.0.iter().map(file).collect()
}

struct Feed<'a> {
    agency: &'a Agency,
    lang: Lang,
    title: String,
    /// The page whose news these are.
    about: &'a str,
    path: &'a str,
}

impl Feed<'_> {
    fn text(&self, news: &[&Page<'_>], today: Date) -> String {
        let base = escape(&self.agency.base_url);
        let newest = news
            .iter()
            .filter_map(|page| changed_on(page))
            .max()
            .unwrap_or(today);
        let entries: String = news.iter().map(|page| self.entry(&base, page)).collect();
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{lang}\">\n\
             <title>{title}</title>\n<id>{base}{path}</id>\n<link rel=\"self\" href=\"{base}{path}\"/>\n<link href=\"{base}{about}\"/>\n\
             <updated>{updated}</updated>\n<author><name>{author}</name></author>\n{entries}</feed>\n",
            lang = self.lang.code(),
            title = escape(&self.title),
            path = escape(self.path),
            about = escape(self.about),
            updated = self.instant(newest),
            author = escape(self.agency.full_name.get(self.lang)),
        )
    }

    fn entry(&self, base: &str, page: &Page<'_>) -> String {
        let (title, summary, url) = (
            escape(&page.front.title),
            escape(&page.front.description),
            escape(&page.url),
        );
        let published = self.instant(page.front.date.unwrap_or_default());
        let updated = self.instant(changed_on(page).unwrap_or_default());
        format!(
            "<entry><title>{title}</title><id>{base}{url}</id><link href=\"{base}{url}\"/><published>{published}</published>\
             <updated>{updated}</updated><summary>{summary}</summary></entry>\n"
        )
    }

    /// The start of a day where the agency is, as feeds write it.
    fn instant(&self, date: Date) -> String {
        let midnight = date.to_zoned(self.agency.zone.clone());
        midnight.map_or_else(
            |_| format!("{date}T00:00:00Z"),
            |time| time.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        )
    }
}
