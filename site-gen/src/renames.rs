//! Addresses that the last build had and this one does not answer: most were renamed, and people still come there.

use std::collections::BTreeMap;

use complaint::problem::Problem;

use crate::address::PageName;
use crate::{Options, content_file};

/// The address of every content file that became a page.
type Addresses = BTreeMap<String, String>;

/// How alike two names are that are probably the old and the new one of a page.
const ALIKE: f64 = 0.75;

/// Tells every address that is gone, with the line that keeps it alive. `answers` says whether an address is still
/// answered, `exists` whether a content file is still there: then its page was taken from view on purpose.
pub(crate) fn problems(
    before: &Addresses,
    now: &Addresses,
    answers: impl Fn(&str) -> bool,
    exists: impl Fn(&str) -> bool,
    options: &Options,
) -> Vec<Problem> {
    let gone = before.iter().filter(|(_, url)| !answers(url));
    let seen = gone.filter(|(file, _)| now.contains_key(*file) || !exists(file));
    seen.map(|(file, url)| problem(file, url, successor(file, before, now), options))
        .collect()
}

fn problem(file: &str, url: &str, successor: Option<&str>, options: &Options) -> Problem {
    let message = format!("alamat {url} ada di bangunan terakhir, sekarang tidak ada");
    let line = format!("aliases = [\"{url}\"]");
    match successor {
        Some(new) => Problem::warning(
            content_file(options, new),
            1,
            "address-gone",
            message,
            format!("bila halaman ini penggantinya, tambahkan {line} di kepalanya"),
        ),
        None => Problem::warning(
            content_file(options, file),
            None,
            "address-gone",
            message,
            format!("bila ada halaman penggantinya, tambahkan {line} di kepala halaman itu"),
        ),
    }
}

/// The file that the page stands in now: the same with another address, or the new one that is most like it.
fn successor<'n>(file: &'n str, before: &Addresses, now: &'n Addresses) -> Option<&'n str> {
    if now.contains_key(file) {
        return Some(file);
    }
    let old = PageName::parse(file)?;
    let likeness = |new: &PageName<'_>| {
        let name = strsim::jaro_winkler(old.stem, new.stem);
        if old.folder == new.folder {
            name + 0.1
        } else {
            name
        }
    };
    let new = now.keys().filter(|new| !before.contains_key(*new));
    let alike = new.filter_map(|new| {
        let name = PageName::parse(new).filter(|name| name.lang == old.lang)?;
        Some((likeness(&name), new.as_str()))
    });
    let best = alike.max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(likeness, _)| *likeness >= ALIKE)
        .map(|(_, new)| new)
}
