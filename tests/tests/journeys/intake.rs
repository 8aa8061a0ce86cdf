//! What came by letter or on paper is written down at the desk, on a phone and without a script.

use tests::{Look, Tab};

use crate::citizen::{last_status, page_text};
use crate::desk::{Desk, is_readable};

const LETTER: [(&str, &str); 6] = [
    ("channel", "letter"),
    ("reference", "0012/ADU"),
    ("identity_mode", "named"),
    ("name", "Suharti"),
    ("phone", "0812-3456-7890"),
    ("incident_place", "Loket 3"),
];

/// The two ways to work, and words of their own for each.
fn ways() -> [(Look, &'static str); 2] {
    [
        (Look::PHONE, "Surat tentang kursi tunggu yang rusak."),
        (
            Look::DESK.without_script(),
            "Telepon tentang lampu taman yang padam.",
        ),
    ]
}

/// The form with the letter in it, and these words.
fn open_letter(desk: &Desk, tab: &Tab, narrative: &str) {
    tab.open(&desk.stage.server.url("/staff/new"));
    for (name, value) in LETTER {
        tab.fill(&format!("[name={name}]"), value);
    }
    tab.fill("[name=narrative]", narrative);
}

fn submit(tab: &Tab, status: u64) {
    tab.click_through("main form button[type=submit]");
    assert_eq!(last_status(tab), status, "{}", page_text(tab));
}

/// Axe is a script itself.
fn looks_right(tab: &Tab, look: Look, what: &str) {
    if look.has_script() {
        is_readable(tab, what);
    }
}

#[test]
fn a_letter_comes_back_with_its_mistake_and_becomes_a_case_with_a_receipt() {
    let desk = Desk::open();
    for (look, narrative) in ways() {
        let tab = desk.sign_in(look, "petugas-perizinan");
        open_letter(&desk, &tab, "");
        submit(&tab, 422);
        looks_right(&tab, look, "a form that comes back");
        tab.fill("[name=narrative]", narrative);
        submit(&tab, 201);
        assert!(page_text(&tab).contains("Kode akses"), "{}", page_text(&tab));
        looks_right(&tab, look, "a receipt");
    }
}

#[test]
fn a_number_on_paper_waits_for_its_case() {
    let desk = Desk::open();
    for (look, narrative) in ways() {
        let tab = desk.sign_in(look, "petugas-perizinan");
        tab.open(&desk.stage.server.url("/staff/new/kertas"));
        tab.fill("[name=count]", "2");
        submit(&tab, 201);
        looks_right(&tab, look, "papers");
        let paper = tab.ask(".paper strong", "e.innerText");
        let paper = paper.as_str().expect("a number").to_owned();
        open_letter(&desk, &tab, narrative);
        tab.fill("[name=paper_number]", &paper);
        submit(&tab, 201);
        assert!(page_text(&tab).contains(&paper), "{}", page_text(&tab));
    }
}

#[test]
fn what_is_alike_is_shown_before_it_becomes_a_second_case() {
    let desk = Desk::open();
    let tab = desk.sign_in(Look::PHONE, "koordinator");
    open_letter(&desk, &tab, "Surat tentang kursi tunggu yang rusak.");
    submit(&tab, 201);
    open_letter(&desk, &tab, "Surat tentang kursi tunggu yang rusak di lobi.");
    submit(&tab, 409);
    is_readable(&tab, "what is alike");
    tab.click("[name=confirmed]");
    submit(&tab, 201);
    tab.click_through("a[href^='/staff/cases/']");
    assert!(page_text(&tab).contains("0012/ADU"), "{}", page_text(&tab));
    is_readable(&tab, "the case of a letter");
}
