//! Looking a complaint up: by number, by number and code, with mistakes.

use tests::{Look, Stage, Tab};

use crate::citizen::{BOTH_WAYS, Receipt, STORY, file, last_status, page_text, send};

fn look_up(tab: &Tab, number: &str, code: &str) {
    tab.fill("[name=number]", number);
    tab.fill("[name=access_code]", code);
}

/// The same code with its last symbol changed to another one of the alphabet.
fn mistyped(code: &str) -> String {
    let last = if code.ends_with('7') { '8' } else { '7' };
    format!("{}{last}", &code[..code.len() - 1])
}

#[test]
fn number_opens_dates_and_number_with_code_opens_the_text() {
    let stage = Stage::enter();
    for look in BOTH_WAYS {
        let Receipt { number, code } = file(&stage, look, "confidential");
        let tab = stage.visit(look, "/cek/");
        look_up(&tab, &number, "");
        send(&tab);
        assert_eq!(last_status(&tab), 200);
        let page = page_text(&tab);
        for shown in [
            number.as_str(),
            "Diterima",
            "Kamis, 21 Agustus 2025",
            "Senin, 8 September 2025",
        ] {
            assert!(page.contains(shown), "{shown} in {page}");
        }
        assert!(
            !page.contains("uang rokok") && !page.contains("Rahasia"),
            "the number alone opens no text: {page}"
        );
        assert!(!tab.url().contains(&number), "{}", tab.url());

        tab.click_through("main a[href='/cek/']");
        look_up(
            &tab,
            &number.to_lowercase().replace('-', " "),
            &code.to_lowercase().replace('-', ""),
        );
        send(&tab);
        let page = page_text(&tab);
        let story = STORY.replace('\n', " ");
        assert!(page.contains(&story) && page.contains("Rahasia"), "{page}");
    }
}

#[test]
fn a_mistyped_number_is_caught_without_a_request() {
    let stage = Stage::enter();
    let Receipt { number, code } = file(&stage, Look::PHONE, "anonymous");
    for (number, code, field) in [
        (mistyped(&number), code.clone(), "number"),
        (number, mistyped(&code), "access_code"),
    ] {
        let tab = stage.visit(Look::PHONE, "/cek/");
        look_up(&tab, &number, &code);
        tab.finished_requests();
        tab.clear();
        tab.click("main form button[type=submit]");
        let said = page_text(&tab);
        assert!(said.contains("salah ketik"), "{said}");
        assert_eq!(tab.requests().len(), 0, "{:?}", tab.requests());
        let focused = tab.eval("document.activeElement.name");
        assert_eq!(focused, field, "the field to mend has the focus");
        assert_eq!(
            tab.ask("[name=number]", "e.value"),
            number.as_str(),
            "what was typed stays"
        );
    }
}

#[test]
fn without_script_a_mistyped_number_comes_back_with_the_form() {
    let stage = Stage::enter();
    let look = Look::SMALL.without_script();
    let Receipt { number, code } = file(&stage, look, "anonymous");
    let tab = stage.visit(look, "/cek/");
    look_up(&tab, &mistyped(&number), &code);
    send(&tab);
    assert_eq!(last_status(&tab), 422);
    assert!(
        tab.text("[role=alert]").contains("salah ketik"),
        "{}",
        page_text(&tab)
    );
    assert_eq!(tab.ask("[name=number]", "e.value"), mistyped(&number).as_str());
    tab.click("[role=alert] a");
    assert_eq!(
        tab.ask("[name=number]", "document.activeElement === e"),
        true,
        "{}",
        tab.focused()
    );
}

#[test]
fn an_unknown_number_and_a_wrong_code_look_the_same() {
    let stage = Stage::enter();
    for look in BOTH_WAYS {
        let mine = file(&stage, look, "anonymous");
        let other = file_other(&stage, look);
        let tab = stage.visit(look, "/cek/");
        look_up(&tab, &mine.number, &other.code);
        send(&tab);
        assert_eq!(last_status(&tab), 404);
        let wrong_code = page_text(&tab).replace(&mine.number, "NUMBER");
        let unknown = unknown_number();
        tab.open(&stage.server.url("/cek/"));
        look_up(&tab, &unknown, &other.code);
        send(&tab);
        assert_eq!(last_status(&tab), 404);
        assert_eq!(page_text(&tab).replace(&unknown, "NUMBER"), wrong_code);
        assert!(!wrong_code.contains("Kamis, 21 Agustus"), "{wrong_code}");
    }
}

fn file_other(stage: &Stage, look: Look) -> Receipt {
    let tab = crate::citizen::open_form(stage, look);
    crate::citizen::write(&tab, "anonymous");
    tab.fill(
        "[name=narrative]",
        "Papan informasi di lantai dua sudah lama rusak.",
    );
    send(&tab);
    crate::citizen::receipt(&tab)
}

/// A number that is well formed but was never given to anybody.
fn unknown_number() -> String {
    let code = complaint::AgencyCode::parse("DPM").expect("a valid agency code");
    complaint::Number::new(&code, [7; 5]).to_string()
}
