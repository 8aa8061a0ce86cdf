//! What a citizen does and reads, step by step.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;
use tests::{Look, Stage, Tab, axe};

/// With scripts and without: everything must work both ways.
pub(crate) const BOTH_WAYS: [Look; 2] = [Look::PHONE, Look::SMALL.without_script()];

pub(crate) const STORY: &str = "Saya menunggu empat jam di loket 3.\nPetugas meminta uang rokok.";
pub(crate) const PLACE: &str = "Loket 3, Mal Pelayanan Publik";
pub(crate) const NAME: &str = "Suharti";
pub(crate) const PHONE: &str = "0812 3456 7890";

/// What the citizen takes home.
#[derive(Clone, Debug)]
pub(crate) struct Receipt {
    pub(crate) number: String,
    pub(crate) code: String,
}

/// From the home page to the form, the way a visitor goes. Every visitor complains about another counter:
/// the same words from the same place are taken for one complaint.
pub(crate) fn open_form(stage: &Stage, look: Look) -> Tab {
    static VISITORS: AtomicU32 = AtomicU32::new(1);
    let tab = stage.visit(look, "/");
    tab.click_through("main a[href='/lapor/']");
    tab.fill(
        "[name=reported_party]",
        &format!("Loket {}", VISITORS.fetch_add(1, Ordering::Relaxed)),
    );
    tab
}

/// Fills in everything that a mode needs.
pub(crate) fn write(tab: &Tab, mode: &str) {
    tab.choose("identity_mode", mode);
    tab.choose("category", "perizinan");
    tab.fill("[name=narrative]", STORY);
    tab.fill("[name=incident_place]", PLACE);
    tab.fill("[name=incident_date]", "2025-08-14");
    if mode != "anonymous" {
        tab.fill("[name=name]", NAME);
        tab.fill("[name=phone]", PHONE);
    }
}

/// Sends the form of the page and waits for the answer.
pub(crate) fn send(tab: &Tab) {
    tab.click_through("main form button[type=submit]");
}

/// Reads number and code from the receipt.
pub(crate) fn receipt(tab: &Tab) -> Receipt {
    Receipt {
        number: tab.text("[data-copy=number]"),
        code: tab.text("[data-copy=code]"),
    }
}

/// Files a complaint and takes the receipt home.
pub(crate) fn file(stage: &Stage, look: Look, mode: &str) -> Receipt {
    let tab = open_form(stage, look);
    write(&tab, mode);
    send(&tab);
    receipt(&tab)
}

/// Status of the last page that was asked for.
pub(crate) fn last_status(tab: &Tab) -> u64 {
    tab.requests()
        .iter()
        .rfind(|request| request.kind == "Document")
        .map_or(0, |request| request.status)
}

/// The text of the whole page, in one line.
pub(crate) fn page_text(tab: &Tab) -> String {
    tab.text("main").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Everything of a page, open or folded away.
pub(crate) fn whole_text(tab: &Tab) -> String {
    let text = tab.ask("main", "e.textContent");
    text.as_str()
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Nothing on the page keeps anybody out, and nothing stands beside the screen. The tool that judges is a script
/// itself: for a visitor without scripts it is let in after the page has loaded.
pub(crate) fn accessible(tab: &Tab, look: Look, what: &str) {
    let scripts = |off: bool| {
        tab.call("Emulation.setScriptExecutionDisabled", &json!({ "value": off }));
    };
    scripts(false);
    let violations = axe::violations(tab);
    scripts(!look.has_script());
    assert_eq!(violations, [""; 0], "{what}");
    let wide = tab.eval("document.scrollingElement.scrollWidth > innerWidth");
    assert!(wide == false, "{what} needs scrolling sideways");
}
