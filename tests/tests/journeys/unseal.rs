//! A key holder opens a seal in the browser: with a plain key and with a locked file; the key goes nowhere.

use std::fs;

use serde_json::json;
use tests::{Look, Tab};

use crate::citizen::page_text;
use crate::desk::{Desk, is_readable};

const NAME: &str = "Penanda-segel Suharti";

fn file(desk: &Desk) -> String {
    let sent = json!({
        "identity_mode": "confidential", "name": NAME, "phone": "0812-7770-0099",
        "narrative": "Cerita tersegel tentang loket tiga.", "incident_place": "Loket 3",
    });
    let answer = desk
        .stage
        .server
        .post("/api/complaints")
        .accept_json()
        .json(&sent)
        .send();
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["number"].as_str().expect("a number").to_owned()
}

/// Opens the page of the seal, with a reason.
fn ask(desk: &Desk, tab: &Tab, number: &str) {
    tab.open(&desk.stage.server.url(&format!("/staff/cases/{number}/identity")));
    tab.fill("[name=reason]", "Pelapor harus dihubungi hari ini.");
    tab.click_through("main form button[type=submit]");
}

fn opens(tab: &Tab, key: &str, words: &str) -> bool {
    tab.fill("#unseal-key", key);
    tab.fill("#unseal-words", words);
    tab.clear();
    tab.click("#unseal-open");
    tab.until("the key holder is told", |tab| {
        let said = tab.text("#unseal-said");
        !said.is_empty() && !said.contains("Sedang")
    });
    let asked = tab.finished_requests();
    assert!(asked.is_empty(), "the page sends nothing: {asked:?}");
    tab.shows("#unseal-person") && page_text(tab).contains(NAME)
}

#[test]
fn a_seal_is_opened_in_the_page_and_nowhere_else() {
    let desk = Desk::open();
    let number = file(&desk);
    let data = desk.stage.server.data().to_owned();
    let plain = fs::read_to_string(data.join("key-holder.key")).expect("the first key");
    let tab = desk.sign_in(Look::PHONE, "pemegang-kunci");
    tab.open(&desk.stage.server.url(&format!("/staff/cases/{number}/identity")));
    is_readable(&tab, "the reason");
    ask(&desk, &tab, &number);
    is_readable(&tab, "the seal");
    assert!(!opens(&tab, "bukan kunci", ""));
    let stranger = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
    assert!(!opens(&tab, stranger, ""));
    assert!(opens(&tab, &plain, ""));
    assert_eq!(tab.eval("document.getElementById('unseal-key').value"), "");
    is_readable(&tab, "the person");
    assert_eq!(tab.messages(), [], "no complaint of the browser");

    // Moved out of the folder into a file with a passphrase, the same key opens it.
    let home = tempfile::tempdir().expect("a folder");
    let folder = data.to_str().expect("a path");
    let moved = ["keys", "new", "--out", "kunci.age", "--data", folder];
    let moved = tests::program::run(home.path(), &moved);
    let told = String::from_utf8(moved.stdout).expect("text");
    let is_words = |word: &&str| word.len() == 24 && word.matches('-').count() == 4;
    let words = told.split_whitespace().find(is_words).expect("the passphrase");
    let locked = fs::read_to_string(home.path().join("kunci.age")).expect("the file");
    ask(&desk, &tab, &number);
    assert!(!opens(&tab, &locked, "AAAA-AAAA-AAAA-AAAA-AAAA"));
    let said = tab.text("#unseal-said");
    assert!(
        said.contains("kata sandi"),
        "the key is the right one, only locked: {said}"
    );
    assert!(opens(&tab, &locked, words));

    let mute = desk.sign_in(Look::DESK.without_script(), "pemegang-kunci");
    ask(&desk, &mute, &number);
    let page = page_text(&mute);
    assert!(
        page.contains("tanggap submissions show") && page.contains("JavaScript mati"),
        "{page}"
    );
    for file in fs::read_dir(&data).expect("the folder").flatten() {
        let bytes = fs::read(file.path()).unwrap_or_default();
        let holds = |what: &str| bytes.windows(what.len()).any(|part| part == what.as_bytes());
        assert!(
            !holds(NAME) && !holds("AGE-SECRET-KEY-1"),
            "{}",
            file.path().display()
        );
    }
    let printed = desk.stage.server.output();
    assert!(
        !printed.contains(NAME) && !printed.contains("AGE-SECRET"),
        "{printed}"
    );
}
