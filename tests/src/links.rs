//! Walking a site over HTTP from link to link, as a visitor or a search engine would.

use std::collections::{BTreeMap, BTreeSet};

use crate::Page;
use crate::http::{Http, Reply};

/// What a walk has found.
#[derive(Debug, Default)]
pub struct Walk {
    /// Every page by its path.
    pub pages: BTreeMap<String, Page>,
    /// Every other file by its path.
    pub files: BTreeMap<String, Reply>,
    /// Links that lead nowhere: `/page/ -> /gone/`.
    pub broken: Vec<String>,
}

/// Visits `/`, everything in the sitemap, and everything that these link to on the same site.
pub fn walk(http: &Http, base_url: &str) -> Walk {
    let mut walk = Walk::default();
    let mut links: BTreeSet<(String, String)> = BTreeSet::new();
    let mut left: Vec<(String, String)> = vec![("start".to_owned(), "/".to_owned())];
    left.extend(
        sitemap(http, base_url)
            .into_iter()
            .map(|path| ("sitemap".to_owned(), path)),
    );
    while let Some((from, target)) = left.pop() {
        if !links.insert((from.clone(), target.clone())) {
            continue;
        }
        let path = target.split('#').next().unwrap_or_default().to_owned();
        if walk.pages.contains_key(&path) || walk.files.contains_key(&path) {
            continue;
        }
        let reply = http.get(&path);
        if reply.status != 200 {
            walk.broken.push(format!("{from} -> {target}: {}", reply.status));
        } else if reply
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("text/html"))
        {
            let page = Page::parse(&reply.text());
            left.extend(
                targets(&page, &path)
                    .into_iter()
                    .map(|target| (path.clone(), target)),
            );
            walk.pages.insert(path, page);
        } else {
            walk.files.insert(path, reply);
        }
    }
    walk.broken.extend(dead_anchors(&walk.pages, &links));
    walk
}

/// Paths that the sitemap lists.
pub fn sitemap(http: &Http, base_url: &str) -> Vec<String> {
    let text = http.get("/sitemap.xml").text();
    let locations = text
        .split("<loc>")
        .skip(1)
        .filter_map(|rest| rest.split("</loc>").next());
    let path = |location: &str| {
        let path = location.trim().strip_prefix(base_url.trim_end_matches('/'));
        path.unwrap_or_else(|| panic!("the sitemap lists {location}, outside of {base_url}"))
            .to_owned()
    };
    locations.map(path).collect()
}

/// Addresses on the same site that a page names, as absolute paths with their anchors.
fn targets(page: &Page, path: &str) -> Vec<String> {
    let named = [
        ("a[href]", "href"),
        ("link[href]", "href"),
        ("script[src]", "src"),
        ("img[src]", "src"),
    ];
    let named = named
        .iter()
        .flat_map(|(selector, attribute)| page.attributes(selector, attribute));
    named.filter_map(|target| resolve(&target, path)).collect()
}

fn resolve(target: &str, path: &str) -> Option<String> {
    let outside = target.starts_with("//") || target.split(['/', '#', '?']).next()?.contains(':');
    match target.chars().next() {
        _ if outside => None,
        None => Some(path.to_owned()),
        Some('/') => Some(target.to_owned()),
        Some('#') => Some(format!("{path}{target}")),
        Some(_) => panic!("{path} has a relative link: {target}"),
    }
}

fn dead_anchors(pages: &BTreeMap<String, Page>, links: &BTreeSet<(String, String)>) -> Vec<String> {
    let dead = links.iter().filter(|(_, target)| {
        let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
        !anchor.is_empty() && pages.get(path).is_some_and(|page| !page.ids().contains(anchor))
    });
    dead.map(|(from, target)| format!("{from} -> {target}: no such anchor"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_on_the_same_site_are_resolved() {
        assert_eq!(resolve("/sop/#jam", "/"), Some("/sop/#jam".to_owned()));
        assert_eq!(resolve("#isi", "/sop/"), Some("/sop/#isi".to_owned()));
        for outside in [
            "https://x.example/",
            "tel:112",
            "mailto:a@x.example",
            "//x.example/a",
        ] {
            assert_eq!(resolve(outside, "/"), None);
        }
    }

    #[test]
    fn dead_anchors_are_found() {
        let pages = [("/".to_owned(), Page::parse("<h2 id=here>x</h2>"))].into();
        let link = |target: &str| ("/sop/".to_owned(), target.to_owned());
        let links = [link("/#here"), link("/#gone"), link("/")].into();
        assert_eq!(dead_anchors(&pages, &links), ["/sop/ -> /#gone: no such anchor"]);
    }
}
