//! A small day at the desk, in a real browser: sign in, see what is late, work a case to its answer, leave.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Instant;

use jiff::Timestamp;
use tests::server::NOW;
use tests::{Browser, Look, Serve, Stage, Tab, authenticator, axe};

use crate::citizen::{last_status, page_text};

/// A server with sample cases and accounts, and when it was started.
pub(crate) struct Desk {
    pub(crate) stage: Stage,
    began: Instant,
    /// The last moment whose code an account has used: each opens once.
    used: RefCell<HashMap<String, i64>>,
}

impl Desk {
    pub(crate) fn open() -> Desk {
        // Bringing the program up to date takes its time, and is no part of the day.
        tests::tanggap();
        let began = Instant::now();
        Desk {
            stage: Stage {
                server: Serve::new().arg("--demo").arg("--live-reload").arg("off").start(),
                browser: Browser::launch(),
            },
            began,
            used: RefCell::default(),
        }
    }

    /// Password and secret of an account that the start has told.
    fn account(&self, name: &str) -> (String, String) {
        let output = self.stage.server.output();
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let lines = output.lines().map(words);
        let mut found = lines.filter(|words| words.first().is_some_and(|word| word == "demo-account"));
        let found = found.find(|words| words[2] == name).expect("the account");
        (found[3].clone(), found[4].clone())
    }

    /// What the telephone of an account shows now, or in a moment where that was used.
    fn code(&self, name: &str, secret: &str) -> String {
        let start: Timestamp = NOW.parse().expect("a moment");
        let passed = i64::try_from(self.began.elapsed().as_secs()).expect("a short test");
        let now = start.as_second() + passed;
        let mut used = self.used.borrow_mut();
        let at = used.get(name).map_or(now, |last| now.max(last + 30));
        used.insert(name.to_owned(), at);
        authenticator::code(secret, at)
    }

    pub(crate) fn sign_in(&self, look: Look, name: &str) -> Tab {
        let tab = self.stage.browser.tab(look);
        tab.open(&self.stage.server.url("/staff/"));
        assert!(tab.url().contains("/staff/masuk"), "{}", tab.url());
        let (password, secret) = self.account(name);
        tab.fill("[name=name]", name);
        tab.fill("[name=password]", &password);
        tab.fill("[name=code]", &self.code(name, &secret));
        tab.click_through("main form button[type=submit]");
        assert!(
            tab.url().ends_with("/staff/"),
            "{}: {}",
            tab.url(),
            page_text(&tab)
        );
        tab
    }
}

/// Sends the form of a verb, opening it first.
pub(crate) fn act(tab: &Tab, verb: &str, fields: &[(&str, &str)]) {
    let form = format!("form[action$='/{verb}']");
    let folded = tab.ask(&form, "!e.closest('details').open");
    if folded == true {
        tab.click(&format!("details:has({form}) > summary"));
    }
    for (name, value) in fields {
        tab.fill(&format!("{form} [name={name}]"), value);
    }
    tab.click_through(&format!("{form} button[type=submit]"));
    assert_eq!(last_status(tab), 200, "{}", page_text(tab));
}

fn open_case(tab: &Tab, words: &str) {
    let found = tab.eval(&format!(
        "[...document.querySelectorAll('.queue li')].findIndex(li => li.innerText.includes('{words}')) + 1"
    ));
    let place = found.as_u64().expect("a number");
    assert!(place > 0, "{words} in {}", page_text(tab));
    tab.click_through(&format!(".queue li:nth-of-type({place}) .what a"));
}

fn is_in_order(tab: &Tab, what: &str) {
    is_readable(tab, what);
    assert_eq!(tab.messages(), [], "{what}");
}

/// Nothing for axe to find, and nothing to scroll sideways for.
pub(crate) fn is_readable(tab: &Tab, what: &str) {
    assert_eq!(axe::violations(tab), [""; 0], "{what}");
    let wide = tab.eval("document.scrollingElement.scrollWidth > innerWidth");
    assert!(wide == false, "{what} needs scrolling sideways");
}

#[test]
fn a_small_day_at_the_desk() {
    let desk = Desk::open();
    for (look, coordinator, story) in [
        (Look::PHONE, "koordinator", "Antrean loket dua"),
        (
            Look::DESK.without_script(),
            "koordinator",
            "Map berkas saya hilang",
        ),
    ] {
        let tab = desk.sign_in(look, coordinator);
        let page = page_text(&tab);
        assert!(page.contains("TERLAMBAT") && page.contains("HARI INI"), "{page}");
        open_case(&tab, story);
        act(&tab, "verify", &[]);
        act(
            &tab,
            "dispose",
            &[("unit", "perizinan"), ("note", "Tolong cek hari ini.")],
        );
        assert!(
            page_text(&tab).contains("Aduan diserahkan ke unit."),
            "{}",
            page_text(&tab)
        );
        tab.click_through(".foot button[type=submit]:not([name])");
        assert!(tab.url().contains("/staff/masuk"), "{}", tab.url());
        tab.open(&desk.stage.server.url("/staff/"));
        assert!(tab.url().contains("/staff/masuk"), "who has left is out");

        let tab = desk.sign_in(look, "petugas-perizinan");
        open_case(&tab, story);
        let page = page_text(&tab);
        assert!(
            page.contains("Tolong cek hari ini.") && !page.contains("Warga Contoh"),
            "{page}"
        );
        act(&tab, "handle", &[]);
        act(&tab, "respond", &[("text", "Sudah kami tambah petugas.")]);
        assert!(page_text(&tab).contains("Sudah kami tambah petugas."));
        tab.open(&desk.stage.server.url("/staff/?view=waiting"));
        assert!(page_text(&tab).contains(story), "{}", page_text(&tab));
    }
}

#[test]
fn the_desk_is_readable_on_every_screen() {
    let desk = Desk::open();
    let door = desk.stage.browser.tab(Look::PHONE);
    door.open(&desk.stage.server.url("/staff/masuk"));
    is_in_order(&door, "the door");
    let tab = desk.sign_in(Look::PHONE, "koordinator");
    for look in [Look::PHONE, Look::PHONE.dark(), Look::DESK, Look::DESK.dark()] {
        tab.look(look);
        tab.open(&desk.stage.server.url("/staff/"));
        is_in_order(&tab, &format!("the queue, {look:?}"));
        tab.click_through(".queue li:nth-of-type(1) .what a");
        tab.eval("for (const e of document.querySelectorAll('details')) e.open = true");
        is_in_order(&tab, &format!("a case, {look:?}"));
        let case = tab.url();
        for page in ["sp4n", "ombudsman"] {
            tab.open(&format!("{case}/{page}"));
            is_in_order(&tab, &format!("{page}, {look:?}"));
        }
        tab.click_through("main form button[type=submit]:not([name])");
        is_in_order(&tab, &format!("the file for the Ombudsman, {look:?}"));
        for page in [
            "/staff/new",
            "/staff/new/kotak",
            "/staff/new/kertas",
            "/staff/export",
            "/staff/people",
            "/staff/filters",
            "/staff/?q=loket&class=complaint",
            "/staff/stats",
        ] {
            tab.open(&desk.stage.server.url(page));
            tab.eval("for (const e of document.querySelectorAll('details')) e.open = true");
            is_in_order(&tab, &format!("{page}, {look:?}"));
        }
    }
}

#[test]
fn a_case_is_searched_for_and_the_search_is_kept() {
    let desk = Desk::open();
    for look in [Look::PHONE, Look::DESK.without_script()] {
        let tab = desk.sign_in(look, "koordinator");
        tab.fill("[name=q]", "antrean loket");
        tab.click_through("form[role=search] > .actions button");
        let page = page_text(&tab);
        assert!(
            page.contains("Antrean loket dua") && !page.contains("Map berkas saya hilang"),
            "{page}"
        );
        tab.click("details:has([action='/staff/filters']) > summary");
        tab.fill("[action='/staff/filters'] [name=name]", "Antrean loket");
        tab.click_through("[action='/staff/filters'] button");
        assert!(tab.url().ends_with("/staff/filters"), "{}", tab.url());
        tab.open(&desk.stage.server.url("/staff/"));
        tab.click_through("nav[aria-label='Saringan tersimpan'] li:first-child a");
        let page = page_text(&tab);
        assert!(
            page.contains("Antrean loket dua") && !page.contains("Map berkas saya hilang"),
            "{page}"
        );
        tab.open(&desk.stage.server.url("/staff/filters"));
        tab.click_through(".queue button[value=forget]");
        assert!(!page_text(&tab).contains("Antrean loket"), "{}", page_text(&tab));
    }
}

#[test]
fn somebody_is_invited_at_the_desk() {
    let desk = Desk::open();
    let tab = desk.sign_in(Look::PHONE, "koordinator");
    tab.open(&desk.stage.server.url("/staff/people"));
    tab.fill("[name=name]", "Markus Wanma");
    tab.fill("[name=role]", "auditor");
    tab.click_through("button[value=invite]");
    let page = page_text(&tab);
    assert!(
        page.contains("/staff/undangan?kode=") && page.contains("Diundang"),
        "{page}"
    );
    is_in_order(&tab, "an invitation");
}

#[test]
fn hostile_words_do_nothing_in_a_browser() {
    let desk = Desk::open();
    let words = [
        "<script>alert(1)</script> cerita panjang",
        "\"><img src=x onerror=alert(1)> cerita panjang",
        "</textarea></p><svg onload=alert(1)> cerita panjang",
        "<a href=\"javascript:alert(1)\" autofocus onfocus=alert(1)>cerita panjang</a>",
    ];
    let mut numbers = Vec::new();
    for words in words {
        let answer = desk
            .stage
            .server
            .post("/api/complaints")
            .accept_json()
            .json(&serde_json::json!({
                "identity_mode": "named", "name": words, "phone": "0812-3456-7890", "narrative": words,
                "incident_place": words, "reported_party": words, "requested_outcome": words,
            }))
            .send();
        assert_eq!(answer.status, 201, "{}", answer.text());
        numbers.push(answer.json()["number"].as_str().expect("a number").to_owned());
    }
    let tab = desk.sign_in(Look::PHONE, "koordinator");
    let mut pages = vec!["/staff/?view=done".to_owned()];
    pages.extend(numbers.iter().map(|number| format!("/staff/cases/{number}")));
    for page in pages {
        tab.open(&desk.stage.server.url(&page));
        assert!(page_text(&tab).contains("cerita panjang"), "{page}");
        tab.eval("for (const e of document.querySelectorAll('details')) e.open = true");
        assert_eq!(tab.messages(), [], "{page}");
        assert!(
            !tab.has("main img, main svg, main script, main a[href^=javascript]"),
            "{page}"
        );
    }
}
