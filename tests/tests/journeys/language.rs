//! Changing the language in the middle: of a form that came back, of the receipt, of the case. Nothing is lost.

use tests::{Look, Stage, Tab};

use crate::citizen::{BOTH_WAYS, PLACE, STORY, accessible, last_status, page_text, receipt, send, write};

fn speaks(tab: &Tab, look: Look, lang: &str) {
    assert_eq!(
        tab.eval("document.documentElement.lang"),
        lang,
        "{}",
        page_text(tab)
    );
    accessible(tab, look, lang);
}

fn typed(tab: &Tab, field: &str) -> String {
    let value = tab.ask(&format!("[name={field}]"), "e.value");
    value.as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_form_that_came_back_the_receipt_and_the_case_change_their_language_and_lose_nothing() {
    let stage = Stage::enter();
    for look in BOTH_WAYS {
        let tab = crate::citizen::open_form(&stage, look);
        write(&tab, "confidential");
        tab.fill("[name=incident_place]", "");
        send(&tab);
        assert_eq!(last_status(&tab), 422);
        tab.click_through("button[name=to_lang][value=en]");
        assert_eq!(last_status(&tab), 422, "the mistake is still there");
        speaks(&tab, look, "en");
        assert_eq!(typed(&tab, "narrative"), STORY);
        tab.click_through("button[name=to_lang][value=id]");
        speaks(&tab, look, "id");
        tab.click_through("button[name=to_lang][value=en]");
        tab.fill("[name=incident_place]", PLACE);
        tab.click_through("button[name=to_lang][value=id]");
        assert_eq!(last_status(&tab), 200, "not filed, and nothing is wrong any more");
        assert_eq!(
            (
                typed(&tab, "narrative").as_str(),
                typed(&tab, "incident_place").as_str()
            ),
            (STORY, PLACE)
        );
        send(&tab);
        assert_eq!(last_status(&tab), 201, "{}", page_text(&tab));
        let mine = receipt(&tab);

        tab.click_through("button[name=lang][value=en]");
        speaks(&tab, look, "en");
        let again = receipt(&tab);
        assert_eq!((&again.number, &again.code), (&mine.number, &mine.code));
        assert!(!tab.url().contains(&mine.number), "{}", tab.url());
        tab.click_through("main a[href='/en/cek/']");
        tab.fill("[name=number]", &mine.number);
        tab.fill("[name=access_code]", &mine.code);
        send(&tab);
        speaks(&tab, look, "en");
        tab.click_through("button[name=lang][value=id]");
        speaks(&tab, look, "id");
        assert!(
            page_text(&tab).contains("uang rokok"),
            "still open: {}",
            page_text(&tab)
        );
    }
}

#[test]
fn pressing_enter_in_a_field_files_and_changes_no_language() {
    let stage = Stage::enter();
    for look in BOTH_WAYS {
        let tab = crate::citizen::open_form(&stage, look);
        write(&tab, "anonymous");
        tab.fill("[name=incident_place]", "");
        send(&tab);
        tab.fill("[name=incident_place]", PLACE);
        tab.follow(|tab| tab.press("Enter"));
        assert_eq!(last_status(&tab), 201, "{}", page_text(&tab));
    }
}
