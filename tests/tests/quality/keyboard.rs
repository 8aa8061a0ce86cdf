//! The keyboard alone: whoever cannot point reads, files, looks up, and always sees where they are.

use std::collections::BTreeSet;

use tests::keyboard::{go, is_at, place};
use tests::{Look, Stage, Tab};

#[test]
fn a_complaint_is_filed_and_looked_up_with_keys_alone() {
    let stage = Stage::enter();
    let looks = [Look::PHONE, Look::DESK.dark(), Look::PHONE.without_script()];
    for look in looks {
        let tab = stage.visit(look, "/");
        tab.press("Tab");
        assert!(
            is_at(&tab, "a[href='#isi']"),
            "first the way past the menu: {}",
            place(&tab)
        );
        tab.press("Enter");
        go(&tab, "main a[href='/lapor/']");
        tab.follow(|tab| tab.press("Enter"));
        go(&tab, "[name=identity_mode]");
        choose(&tab, "anonymous");
        go(&tab, "[name=narrative]");
        tab.type_text(&format!("Antrean di loket 2 tidak bergerak, {look:?}."));
        go(&tab, "[name=incident_place]");
        tab.type_text("Loket 2");
        go(&tab, "main form button[type=submit]");
        tab.follow(|tab| tab.press("Enter"));
        let (number, code) = (tab.text("[data-copy=number]"), tab.text("[data-copy=code]"));
        tab.open(&stage.server.url("/cek/"));
        go(&tab, "[name=number]");
        tab.type_text(&number);
        go(&tab, "[name=access_code]");
        tab.type_text(&code);
        tab.follow(|tab| tab.press("Enter"));
        assert!(
            tab.text("main").contains("tidak bergerak"),
            "{}",
            tab.text("main")
        );
    }
}

/// Goes through the radio buttons as their group asks: arrows within, Tab between groups.
fn choose(tab: &Tab, value: &str) {
    tab.press(" ");
    for _ in 0..5 {
        if is_at(tab, &format!("[value={value}]:checked")) {
            return;
        }
        tab.press("ArrowDown");
    }
    panic!("no arrow leads to {value}: {}", place(tab));
}

#[test]
fn what_is_folded_opens_and_closes_with_a_key() {
    let stage = Stage::enter();
    let tab = stage.visit(Look::PHONE, "/lapor/");
    assert!(tab.has("main summary") && !tab.has("main details[open]"));
    go(&tab, "main summary");
    tab.press("Enter");
    assert!(tab.shows("main details[open]"));
    tab.press("Enter");
    assert!(!tab.has("main details[open]"));
}

#[test]
fn the_keyboard_reaches_everything_that_can_be_pointed_at_and_is_never_caught() {
    let stage = Stage::enter();
    for path in [
        "/",
        "/kanal/whatsapp/",
        "/tanya-jawab/",
        "/statistik/",
        "/lapor/",
        "/cek/",
        "/cari/",
    ] {
        let tab = stage.visit(Look::PHONE, path);
        let mark = "[...document.querySelectorAll('a[href], button, input, select, textarea, summary')]\
            .filter(e => e.checkVisibility() && !e.disabled && e.tabIndex >= 0 && e.type !== 'radio')\
            .map((e, at) => e.dataset.stop = String(at)).length";
        let stops = tab.eval(mark).as_u64().expect("a number of stops");
        let mut reached = BTreeSet::new();
        for _ in 0..stops + 40 {
            tab.press("Tab");
            let stop = tab.eval("document.activeElement.dataset.stop ?? ''");
            reached.extend(stop.as_str().filter(|stop| !stop.is_empty()).map(str::to_owned));
        }
        assert_eq!(reached.len() as u64, stops, "{path}: {reached:?}");
    }
}
