//! The desk with keys alone: every stop can be seen, and a case is found, opened and worked.

use tests::Look;
use tests::keyboard::{go, is_at, place};

use crate::citizen::page_text;
use crate::desk::Desk;

#[test]
fn the_desk_is_worked_with_keys_alone() {
    let desk = Desk::open();
    for (look, name) in [
        (Look::DESK, "koordinator"),
        (Look::PHONE.without_script(), "petugas-perizinan"),
    ] {
        let tab = desk.sign_in(look, name);
        tab.press("Tab");
        assert!(
            is_at(&tab, "a[href='#isi']"),
            "first the way past the menu: {}",
            place(&tab)
        );
        tab.press("Enter");
        go(&tab, "[name=q]");
        go(&tab, "main details > summary");
        tab.press("Enter");
        go(&tab, "[name=status]");
        go(&tab, ".queue .what a");
        tab.follow(|tab| tab.press("Enter"));
        go(&tab, "details:has(form[action$='/note']) > summary");
        tab.press("Enter");
        go(&tab, "form[action$='/note'] [name=note]");
        tab.type_text("Ditulis tanpa tetikus.");
        go(&tab, "form[action$='/note'] button[type=submit]");
        tab.follow(|tab| tab.press("Enter"));
        assert!(
            page_text(&tab).contains("Ditulis tanpa tetikus."),
            "{}",
            page_text(&tab)
        );
    }
}
