//! The same journey in English, from the language switch to the status page.

use tests::Stage;

use crate::citizen::{BOTH_WAYS, last_status, page_text, receipt, send, whole_text, write};

#[test]
fn a_visitor_switches_to_english_and_stays_there() {
    let stage = Stage::enter();
    for look in BOTH_WAYS {
        let tab = stage.visit(look, "/");
        tab.click_through("a[lang=en]");
        assert_eq!(tab.eval("document.documentElement.lang"), "en");
        tab.click_through("main a[href='/en/lapor/']");
        send(&tab);
        assert_eq!(
            (last_status(&tab), tab.eval("document.documentElement.lang")),
            (422, "en".into())
        );
        assert!(
            tab.eval("document.title")
                .as_str()
                .unwrap_or_default()
                .starts_with("Error: ")
        );
        write(&tab, "named");
        tab.fill("[name=requested_outcome]", "Please tell me the real fee.");
        send(&tab);
        assert_eq!(
            (last_status(&tab), tab.eval("document.documentElement.lang")),
            (201, "en".into())
        );
        assert!(
            page_text(&tab).contains("Thursday, 21 August 2025"),
            "{}",
            page_text(&tab)
        );
        assert!(
            whole_text(&tab).contains("Fri 15 Aug = day 0"),
            "{}",
            whole_text(&tab)
        );
        let receipt = receipt(&tab);
        tab.click_through("main a[href='/en/cek/']");
        tab.fill("[name=number]", &receipt.number);
        tab.fill("[name=access_code]", &receipt.code);
        send(&tab);
        assert_eq!(
            (last_status(&tab), tab.eval("document.documentElement.lang")),
            (200, "en".into())
        );
        assert!(page_text(&tab).contains("Received"), "{}", page_text(&tab));
        assert!(page_text(&tab).contains("uang rokok"), "{}", page_text(&tab));
    }
}
