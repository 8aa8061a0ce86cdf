//! Search without a server: every page gives its words, the words become small files by their first letters,
//! and the search page's script fetches only those it needs. Without script the page is a list from A to Z.

mod index;
mod list;
mod terms;

use complaint::{Agency, Lang};

use crate::pages::Pages;

pub(crate) use index::files;
pub(crate) use list::html as list;
pub(crate) use terms::Terms;

/// The page that searches.
pub(crate) const PAGE: &str = "cari.md";
/// Where the files of the index are.
pub(crate) const FOLDER: &str = "/cari/indeks/";

/// Which pages can be found, by language: only where there is a page that searches.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    lists: Vec<(Lang, Vec<usize>)>,
}

impl Plan {
    /// Lists the pages of each language by title. The place in the list is the page's number in the index.
    pub(crate) fn of(pages: &Pages<'_>, agency: &Agency) -> Plan {
        let searching = |lang: &&Lang| pages.exact(PAGE, **lang).is_some();
        let list = |lang: &Lang| {
            let found = |at: &usize| {
                let page = &pages.list[*at];
                page.lang == *lang && page.key != PAGE && page.term.is_none()
            };
            let mut list: Vec<usize> = (0..pages.list.len()).filter(found).collect();
            list.sort_by_cached_key(|at| (sort_key(&pages.list[*at].front.title), *at));
            (*lang, list)
        };
        let lists = agency.languages.iter().filter(searching).map(list).collect();
        Plan { lists }
    }

    /// The pages of a language in the order of the list; none where nothing is searched.
    pub(crate) fn list(&self, lang: Lang) -> &[usize] {
        let list = self.lists.iter().find(|(known, _)| *known == lang);
        list.map_or(&[], |(_, list)| list)
    }

    /// Whether pages of a language can be found.
    pub(crate) fn searches(&self, lang: Lang) -> bool {
        !self.list(lang).is_empty()
    }
}

/// Titles are sorted by their letters and digits alone.
fn sort_key(title: &str) -> String {
    let plain = title.chars().filter(|c| c.is_alphanumeric() || *c == ' ');
    plain
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .trim()
        .to_owned()
}
