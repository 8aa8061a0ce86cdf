//! The hint, while writing, that a text tells who wrote it.

use tests::{Look, Stage};

use crate::citizen::{accessible, last_status, open_form, page_text, send, write};

const TELLING: &str = "Saya ketua RT 05, telepon saya 0812-3456-7890. Petugas meminta uang.";

#[test]
fn who_wants_to_stay_unknown_is_told_what_tells_them_and_is_never_stopped() {
    let stage = Stage::enter();
    let tab = open_form(&stage, Look::SMALL);
    write(&tab, "anonymous");
    tab.fill("[name=narrative]", TELLING);
    tab.press("Tab");
    tab.until("the hint", |tab| tab.shows("[data-signs]"));
    let hint = tab.text("[data-signs]");
    for piece in ["ketua RT 05", "0812-3456-7890"] {
        assert!(hint.contains(piece), "{piece} in {hint}");
    }
    accessible(&tab, Look::SMALL, "the hint");
    tab.choose("identity_mode", "named");
    tab.until("no hint for who gives their name", |tab| {
        !tab.shows("[data-signs]")
    });
    tab.choose("identity_mode", "anonymous");
    tab.until("the hint again", |tab| tab.shows("[data-signs]"));
    send(&tab);
    assert_eq!(last_status(&tab), 201);
    assert!(
        page_text(&tab).contains("ketua RT 05"),
        "on the receipt too: {}",
        page_text(&tab)
    );
}

#[test]
fn without_script_the_receipt_tells_it() {
    let stage = Stage::enter();
    let tab = open_form(&stage, Look::SMALL.without_script());
    write(&tab, "anonymous");
    tab.fill("[name=narrative]", TELLING);
    send(&tab);
    assert_eq!(last_status(&tab), 201);
    assert!(page_text(&tab).contains("0812-3456-7890"), "{}", page_text(&tab));
    accessible(&tab, Look::SMALL.without_script(), "the receipt");
}
