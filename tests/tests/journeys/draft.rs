//! Drafts: kept on the telephone only for those who give their name, for seven days, and gone with the receipt.

use serde_json::json;
use tests::{Look, Stage, Tab};

use crate::citizen::{NAME, PHONE, STORY, last_status, open_form, send, write};

const DRAFT: &str = "localStorage.getItem('tanggap-draft')";

fn until_kept(tab: &Tab) {
    tab.until("a draft", |tab| !tab.eval(DRAFT).is_null());
}

fn again(tab: &Tab) {
    let url = tab.url();
    tab.open(&url);
}

#[test]
fn a_named_draft_comes_back_without_the_name_and_goes_with_the_receipt() {
    let stage = Stage::enter();
    let tab = open_form(&stage, Look::SMALL);
    write(&tab, "named");
    until_kept(&tab);
    let kept = tab.eval(DRAFT);
    let kept = kept.as_str().expect("text");
    assert!(!kept.contains(NAME) && !kept.contains(PHONE), "{kept}");
    again(&tab);
    assert_eq!(tab.ask("[name=narrative]", "e.value"), json!(STORY));
    assert!(
        tab.text("[data-status]").contains("dipulihkan"),
        "{}",
        tab.text("[data-status]")
    );
    write(&tab, "named");
    send(&tab);
    assert_eq!(last_status(&tab), 201);
    assert!(tab.eval(DRAFT).is_null(), "the receipt clears it");
}

#[test]
fn a_draft_can_be_deleted_and_is_forgotten_after_seven_days() {
    let stage = Stage::enter();
    let tab = open_form(&stage, Look::PHONE);
    write(&tab, "named");
    until_kept(&tab);
    tab.until("the button", |tab| tab.shows("[data-draft-delete]"));
    let old = "(() => { const draft = JSON.parse(localStorage['tanggap-draft']); draft.at -= 7 * 864e5 + 1e3; \
               localStorage['tanggap-draft'] = JSON.stringify(draft); })()";
    tab.eval(old);
    again(&tab);
    assert_eq!(tab.ask("[name=narrative]", "e.value"), json!(""));
    assert!(tab.eval(DRAFT).is_null(), "too old");
    write(&tab, "named");
    until_kept(&tab);
    tab.click("[data-draft-delete]");
    assert!(tab.eval(DRAFT).is_null(), "deleted");
    assert!(!tab.shows("[data-draft-delete]"));
    assert_eq!(
        tab.ask("[name=narrative]", "e.value"),
        json!(STORY),
        "what is on the screen stays"
    );
}

#[test]
fn nothing_is_kept_of_who_does_not_give_a_name() {
    let stage = Stage::enter();
    for mode in ["anonymous", "confidential"] {
        let tab = open_form(&stage, Look::PHONE);
        write(&tab, "named");
        until_kept(&tab);
        tab.choose("identity_mode", mode);
        tab.until("the draft to go", |tab| tab.eval(DRAFT).is_null());
        tab.fill("[name=narrative]", "Cerita yang lain sama sekali.");
        assert!(tab.eval(DRAFT).is_null(), "{mode}");
        again(&tab);
        assert_eq!(tab.ask("[name=narrative]", "e.value"), json!(""));
    }
}
