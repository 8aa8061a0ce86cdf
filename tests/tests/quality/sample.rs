//! Every page of the sample, as citizens get it: accessible, quiet, small, and usable on the narrowest screen.

use std::collections::BTreeMap;

use tests::{Look, Page, Stage, Tab, axe, links, pdf};

use crate::checks::{BUDGET, LOOKS, barriers, noise_and_weight, on_every_page, strangers, too_wide, weight};

const BASE_URL: &str = "https://pengaduan.contoh.example";

/// Static pages of the sample, and the way to a page that the function makes.
fn pages(stage: &Stage) -> BTreeMap<String, Page> {
    let mut pages = links::walk(stage.server.http(), BASE_URL).pages;
    assert!(pages.len() > 20, "only {:?}", pages.keys());
    // Nobody links to what shows itself without a network.
    for path in ["/luring/", "/en/luring/"] {
        pages.insert(path.to_owned(), Page::parse(&stage.server.get(path).text()));
    }
    pages
}

fn everywhere(look: Look, check: impl Fn(&Tab, &str) -> Vec<String> + Sync) {
    let stage = Stage::enter();
    let paths: Vec<String> = pages(&stage).into_keys().collect();
    on_every_page(&stage, &paths, look, check);
}

/// Pages that only the function makes: the form with errors, the receipt, the status page, a message.
fn answers(stage: &Stage, look: Look) -> Vec<(&'static str, Tab)> {
    let mistakes = stage.visit(look, "/lapor/");
    mistakes.click_through("main form button[type=submit]");
    let receipt = stage.visit(look, "/lapor/");
    receipt.choose("identity_mode", "anonymous");
    receipt.fill(
        "[name=narrative]",
        "Antrean di loket 2 tidak bergerak sejak pagi.",
    );
    receipt.fill("[name=incident_place]", &format!("Loket 2, layar {look:?}"));
    receipt.click_through("main form button[type=submit]");
    let status = stage.visit(look, "/cek/");
    status.fill("[name=number]", &receipt.text("[data-copy=number]"));
    status.fill("[name=access_code]", &receipt.text("[data-copy=code]"));
    status.click_through("main form button[type=submit]");
    let gone = stage.visit(look, "/tidak-ada/");
    vec![
        ("the form with errors", mistakes),
        ("the receipt", receipt),
        ("the status page", status),
        ("404", gone),
    ]
}

#[test]
fn axe_finds_nothing_on_any_page_in_any_look() {
    everywhere(LOOKS[0], |tab, path| barriers(tab, path, &LOOKS));
}

#[test]
fn axe_finds_nothing_on_the_answers() {
    let stage = Stage::enter();
    for look in [Look::PHONE, Look::DESK.dark()] {
        for (what, tab) in answers(&stage, look) {
            assert_eq!(axe::violations(&tab), Vec::<String>::new(), "{what}, {look:?}");
        }
    }
}

#[test]
fn every_page_is_quiet_small_and_all_our_own() {
    everywhere(Look::PHONE, noise_and_weight);
}

#[test]
fn the_answers_are_quiet_small_and_all_our_own() {
    let stage = Stage::enter();
    for (what, tab) in answers(&stage, Look::PHONE) {
        assert_eq!(strangers(&tab), Vec::<String>::new(), "{what}");
        // The browser itself notes that the page came with an error status; nothing else may be said.
        let noise = tab
            .messages()
            .into_iter()
            .filter(|message| !message.text.starts_with("Failed to load resource"));
        assert_eq!(noise.collect::<Vec<_>>(), [], "{what}");
        let weight = weight(&tab);
        assert!(weight <= BUDGET, "{what} weighs {weight} bytes");
    }
}

#[test]
fn no_page_scrolls_sideways_even_with_big_and_wide_text() {
    everywhere(Look::SMALL, too_wide);
    let stage = Stage::enter();
    for (what, tab) in answers(&stage, Look::SMALL) {
        assert_eq!(too_wide(&tab, what), Vec::<String>::new());
    }
}

#[test]
fn links_and_anchors_lead_somewhere_and_titles_tell_pages_apart() {
    let stage = Stage::enter();
    let walk = links::walk(stage.server.http(), BASE_URL);
    assert_eq!(walk.broken, Vec::<String>::new());
    assert!(
        walk.pages.len() > 20 && walk.files.len() >= 3,
        "{:?} {:?}",
        walk.pages.keys(),
        walk.files.keys()
    );
    let mut titles: BTreeMap<String, &str> = BTreeMap::new();
    for (path, page) in &walk.pages {
        let title = page.text("title");
        assert!(!title.is_empty(), "{path} has no title");
        if let Some(other) = titles.insert(title, path) {
            panic!("{path} and {other} have the same title");
        }
        assert_eq!(page.count("h1"), 1, "{path}");
        assert!(
            page.attribute("html", "lang").is_some(),
            "{path} does not say its language"
        );
    }
}

#[test]
fn the_sitemap_lists_the_pages_of_the_contract() {
    let stage = Stage::enter();
    let listed = links::sitemap(stage.server.http(), BASE_URL);
    for path in [
        "/",
        "/kanal/",
        "/kanal/whatsapp/",
        "/tanya-jawab/",
        "/sop/",
        "/statistik/",
        "/lapor/",
        "/cek/",
        "/privasi/",
        "/berita/",
        "/en/",
    ] {
        assert!(
            listed.iter().any(|page| page == path),
            "{path} is not in {listed:?}"
        );
    }
    for file in [
        "/feed.xml",
        "/robots.txt",
        "/404.html",
        "/data/statistik.json",
        "/data/statistik.csv",
        "/data/kamus.json",
    ] {
        assert_eq!(stage.server.get(file).status, 200, "{file}");
    }
}

#[test]
fn every_channel_prints_on_one_sheet_of_either_size() {
    let stage = Stage::enter();
    let sheets: Vec<String> = pages(&stage)
        .into_keys()
        .filter(|path| path.contains("/cetak/"))
        .collect();
    assert!(sheets.len() > 15, "{sheets:?}");
    for path in sheets {
        let paper = stage.visit(Look::DESK.dark(), &path).print();
        assert_eq!(pdf::pages(&paper), 1, "{path}");
        let (a4, a5) = ([210.0, 297.0], [148.0, 210.0]);
        let size = if path.ends_with("/a5/") { a5 } else { a4 };
        assert!(pdf::is_paper(&paper, size), "{path}");
    }
}

#[test]
fn a_receipt_prints_on_one_page_of_a4() {
    let stage = Stage::enter();
    for look in [Look::PHONE, Look::DESK.dark()] {
        let answers = answers(&stage, look);
        let (_, receipt) = answers
            .iter()
            .find(|(what, _)| *what == "the receipt")
            .expect("a receipt");
        assert!(receipt.has("[data-receipt]"), "{}", receipt.text("main"));
        assert_eq!(pdf::pages(&receipt.print()), 1, "{look:?}");
    }
}
