//! The index of the search page: what is in it, what it weighs, and that nothing is there where nobody searches.

mod common;

use common::{content, text};
use serde_json::Value;
use site_gen::Site;

fn json(site: &Site, path: &str) -> Value {
    serde_json::from_str(&text(site, path)).expect("JSON")
}

/// Titles of the pages that hold a root, best first.
fn pages_of(site: &Site, folder: &str, root: &str) -> Vec<String> {
    let page = if folder.ends_with("en/") {
        "/en/cari/index.html"
    } else {
        "/cari/index.html"
    };
    let list = scraper::Html::parse_document(&text(site, page));
    let links = scraper::Selector::parse("[data-az] a").expect("a selector");
    let titles: Vec<String> = list.select(&links).map(|link| link.text().collect()).collect();
    let head = json(site, &format!("{folder}index.json"));
    let names = head["names"]
        .as_array()
        .expect("names")
        .iter()
        .filter_map(Value::as_str);
    let shards = names.filter(|name| root.starts_with(name));
    let postings = shards.filter_map(|name| json(site, &format!("{folder}{name}.json")).get(root).cloned());
    let postings: Vec<Value> = postings
        .flat_map(|list| list.as_array().cloned().unwrap_or_default())
        .collect();
    postings
        .iter()
        .map(|posting| {
            titles[usize::try_from(posting.as_u64().expect("a number") / 16).expect("small")].clone()
        })
        .collect()
}

#[test]
fn words_lead_to_their_pages_by_their_roots() {
    let site = content()
        .page("cari.md", "Cari", "")
        .page("a.md", "Perizinan usaha", "Anda mengurus berkas.")
        .page(
            "b.md",
            "Parkir",
            "Izin dan izin. [[tenggat:verify_by]]\n\n| Jenis |\n|---|\n| karcis |\n",
        )
        .page("c.en.md", "Permits", "izin")
        .build()
        .expect("a sound site");
    assert_eq!(
        pages_of(&site, "/cari/indeks/id/", "izin"),
        ["Perizinan usaha", "Parkir"]
    );
    assert_eq!(pages_of(&site, "/cari/indeks/id/", "karcis"), ["Parkir"]);
    assert!(
        pages_of(&site, "/cari/indeks/id/", "anda").is_empty(),
        "stop words are not indexed"
    );
    assert!(
        !site.files.contains_key("/cari/indeks/en/index.json"),
        "no English page searches"
    );
}

#[test]
fn a_site_without_a_search_page_has_no_index() {
    let site = content().page("a.md", "A", "Isi.").build().expect("a sound site");
    assert!(!site.files.keys().any(|path| path.starts_with("/cari/")));
}

#[test]
fn synonyms_of_the_agency_are_in_the_index() {
    let agency = include_str!("common/agency.toml").to_owned()
        + "\n[search]\nsynonyms = [[\"SPAN LAPOR\", \"SP4N-LAPOR!\"]]\n";
    let site = content()
        .file("agency.toml", agency)
        .page("cari.md", "Cari", "")
        .build()
        .expect("a sound site");
    let groups = json(&site, "/cari/indeks/id/index.json")["synonyms"].clone();
    let wanted = serde_json::json!([["span", "lapor"], ["sp4n", "lapor"]]);
    assert!(groups.as_array().expect("groups").contains(&wanted), "{groups}");
}

#[test]
fn the_first_answer_of_a_thousand_pages_is_light() {
    let mut sources = content().page("cari.md", "Cari", "");
    for n in 0..1_000 {
        sources = sources.page(&format!("panduan/halaman-{n}.md"), &title(n), &body(n));
    }
    let site = sources.build().expect("a sound site");
    let weight = |path: &str| site.files[path].bytes.len();
    let folder = "/cari/indeks/id/";
    let mut shards: Vec<usize> = site
        .files
        .keys()
        .filter(|path| path.starts_with(folder))
        .map(|path| weight(path))
        .collect();
    shards.sort_unstable();
    // A word needs one file of the index, rarely two; the three largest are more than two words take.
    let largest: usize = shards.iter().rev().take(3).sum();
    let theme: usize = site
        .files
        .keys()
        .filter(|path| path.starts_with("/assets/style") || path.starts_with("/assets/search"))
        .map(|path| weight(path))
        .sum();
    let total = weight("/cari/index.html") + theme + weight("/cari/indeks/id/index.json") + largest;
    assert!(
        total <= 150_000,
        "{total} bytes without compression, of which {largest} are the index"
    );
}

/// Words made of syllables, as many different ones as a site of this size has.
fn word(seed: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ka", "ri", "pe", "la", "sur", "ban", "do", "tu", "me", "ngi", "zin", "har", "jo", "wa", "ce", "bu",
    ];
    let seed = seed.wrapping_mul(2_654_435_761) % 4_096;
    [seed % 16, seed / 16 % 16, seed / 256]
        .map(|at| SYLLABLES[at])
        .concat()
}

fn title(n: usize) -> String {
    (0..4).map(|at| word(n * 4 + at)).collect::<Vec<_>>().join(" ")
}

/// Few words are everywhere, most are rare: the square of the place spreads them like a real vocabulary.
fn body(n: usize) -> String {
    (0..300)
        .map(|at| word((n * 31 + at * at * 7) % (at * at + 40)) + " ")
        .collect()
}
