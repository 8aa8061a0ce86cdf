//! A reader looks for something: with script by words, without script in the list from A to Z.

use tests::{Look, Stage, Tab};

/// Types words into the search box and waits for the answer.
fn search(tab: &Tab, words: &str) -> Vec<String> {
    tab.eval("document.querySelector('[role=search] [role=status]').textContent = ''");
    tab.fill("#q", words);
    tab.until("an answer to the search", |tab| {
        !tab.text("[role=search] [role=status]").is_empty()
    });
    let found =
        tab.eval("[...document.querySelectorAll('[data-results] a')].map(a => a.getAttribute('href'))");
    let found = found.as_array().cloned().unwrap_or_default();
    found
        .iter()
        .filter_map(|href| href.as_str().map(str::to_owned))
        .collect()
}

#[test]
fn words_find_pages_whatever_their_form() {
    let stage = Stage::enter();
    let tab = stage.visit(Look::PHONE, "/cari/");
    assert_eq!(
        search(&tab, "statistik").first().map(String::as_str),
        Some("/statistik/")
    );
    for words in ["SPAN LAPOR", "sp4n"] {
        assert!(
            search(&tab, words).contains(&"/kanal/sp4n-lapor/".to_owned()),
            "{words}"
        );
    }
    let roots = ["prosedur", "prosedurnya"].map(|words| search(&tab, words));
    assert!(
        roots.iter().all(|found| found.contains(&"/sop/".to_owned())),
        "{roots:?}"
    );
    assert!(search(&tab, "xyzzyx").is_empty());
    assert!(tab.text("[role=status]").contains("Tidak ada halaman"));
}

#[test]
fn the_keyboard_alone_leads_from_the_box_to_a_page() {
    let stage = Stage::enter();
    let tab = stage.visit(Look::PHONE, "/en/cari/");
    assert!(search(&tab, "privacy").contains(&"/en/privasi/".to_owned()));
    assert_eq!(tab.focused(), "input#q");
    tab.press("Tab");
    assert!(tab.focused().starts_with('a'), "{}", tab.focused());
}

#[test]
fn without_script_every_page_is_in_the_list() {
    let stage = Stage::enter();
    let tab = stage.visit(Look::SMALL.without_script(), "/cari/");
    assert!(!tab.shows("[role=search]"));
    tab.click_through("[data-az] a[href='/kanal/whatsapp/']");
    assert!(tab.url().ends_with("/kanal/whatsapp/"));
}
