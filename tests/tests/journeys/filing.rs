//! Filing a complaint: three identity modes, a wrong field first, a receipt.

use std::thread;

use tests::{Look, Stage, Tab};

use crate::citizen::{
    BOTH_WAYS, NAME, PHONE, PLACE, STORY, last_status, open_form, page_text, receipt, send, whole_text, write,
};

/// A mode, the field to spoil first, how, and what the form says about it.
struct Case {
    mode: &'static str,
    field: &'static str,
    wrong: &'static str,
    says: &'static str,
}

const CASES: [Case; 3] = [
    Case {
        mode: "named",
        field: "phone",
        wrong: "delapan",
        says: "Nomor telepon ini belum benar",
    },
    Case {
        mode: "confidential",
        field: "incident_date",
        wrong: "2026-01-01",
        says: "Tanggal ini belum terjadi",
    },
    Case {
        mode: "anonymous",
        field: "narrative",
        wrong: "Lambat",
        says: "Ceritakan lebih lengkap",
    },
];

#[test]
fn every_identity_mode_leads_to_a_receipt_with_a_wrong_field_first() {
    let stage = Stage::enter();
    thread::scope(|scope| {
        for look in BOTH_WAYS {
            let stage = &stage;
            scope.spawn(move || {
                for case in &CASES {
                    file_with_a_mistake(stage, look, case);
                }
            });
        }
    });
}

fn file_with_a_mistake(stage: &Stage, look: Look, case: &Case) {
    let tab = open_form(stage, look);
    write(&tab, case.mode);
    tab.fill(&format!("[name={}]", case.field), case.wrong);
    send(&tab);
    the_form_is_back(&tab, case);
    write(&tab, case.mode);
    send(&tab);
    the_receipt_is_complete(&tab, case.mode);
}

/// The form is there again with all that was typed, and says what to mend and where.
fn the_form_is_back(tab: &Tab, case: &Case) {
    assert_eq!(last_status(tab), 422);
    assert!(
        tab.eval("document.title")
            .as_str()
            .unwrap_or_default()
            .starts_with("Galat: ")
    );
    // The browser moves the focus a moment after the page has loaded.
    tab.until("the error summary to have the focus", |tab| {
        tab.ask("[role=alert]", "document.activeElement === e") == true
    });
    let links = tab.eval("[...document.querySelectorAll('[role=alert] a')].map(a => a.innerText)");
    assert_eq!(links.as_array().map(Vec::len), Some(1), "{}: {links}", case.mode);
    assert!(
        links[0].as_str().unwrap_or_default().contains(case.says),
        "{}: {links}",
        case.mode
    );
    assert_eq!(value(tab, case.field), case.wrong);
    tab.click("[role=alert] a");
    assert_eq!(
        tab.ask(&format!("[name={}]", case.field), "document.activeElement === e"),
        true,
        "{}",
        tab.focused()
    );
    nothing_is_lost(tab, case);
}

fn nothing_is_lost(tab: &Tab, case: &Case) {
    let identified = case.mode != "anonymous";
    let typed = [
        ("narrative", STORY),
        ("incident_place", PLACE),
        ("incident_date", "2025-08-14"),
        ("category", "perizinan"),
        ("name", if identified { NAME } else { "" }),
        ("phone", if identified { PHONE } else { "" }),
    ];
    for (field, text) in typed.into_iter().filter(|(field, _)| *field != case.field) {
        assert_eq!(value(tab, field), text, "{field} in mode {}", case.mode);
    }
    assert_eq!(tab.ask("[name=identity_mode]:checked", "e.value"), case.mode);
    assert_eq!(tab.ask("[name=class]:checked", "e.value"), "complaint");
}

fn value(tab: &Tab, field: &str) -> String {
    tab.ask(&format!("[name={field}]"), "e.value")
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

fn the_receipt_is_complete(tab: &Tab, mode: &str) {
    assert_eq!(last_status(tab), 201, "{}", page_text(tab));
    let receipt = receipt(tab);
    assert_eq!(shape(&receipt.number), "AAA-XXXX-XXXX", "{receipt:?}");
    assert_eq!(shape(&receipt.code), "XXXX-XXXX-XXXX-XXXX", "{receipt:?}");
    assert!(!tab.url().contains(&receipt.number), "{}", tab.url());
    let (page, whole) = (page_text(tab), whole_text(tab));
    // Friday 15 August is day 0; Monday 18 August is collective leave; 5 September is a holiday.
    for promise in [
        "Kamis, 21 Agustus 2025",
        "Senin, 8 September 2025",
        "15 Agustus 2025 pukul 09.3",
    ] {
        assert!(page.contains(promise), "{promise} in {page}");
    }
    for step in [
        "Jum 15 Agu = hari 0",
        "Sen 18 Agu cuti bersama",
        "Sel 19–Kam 21 Agu = hari 1–3",
    ] {
        assert!(whole.contains(step), "{step} in {whole}");
    }
    assert_eq!(
        page.contains("Anda memilih Anonim"),
        mode == "anonymous",
        "{page}"
    );
    assert_eq!(
        page.contains("Anda memilih Rahasia"),
        mode == "confidential",
        "{page}"
    );
    for secret in [STORY, NAME, PHONE] {
        assert!(
            !whole.contains(secret),
            "a receipt is shown around; it holds no {secret}"
        );
    }
}

/// `DPM-7K2M-9QX4` has the shape `AAA-XXXX-XXXX`.
fn shape(code: &str) -> String {
    let (prefix, rest) = if code.len() == 13 {
        code.split_at(3)
    } else {
        ("", code)
    };
    let symbol = |symbol: char| {
        if symbol.is_ascii_digit() || symbol.is_ascii_uppercase() {
            'X'
        } else {
            symbol
        }
    };
    let letters = prefix
        .chars()
        .map(|letter| if letter.is_ascii_uppercase() { 'A' } else { letter });
    letters.chain(rest.chars().map(symbol)).collect()
}

#[test]
fn an_empty_form_names_every_missing_field_and_each_link_leads_to_one() {
    let stage = Stage::enter();
    for look in BOTH_WAYS {
        let tab = open_form(&stage, look);
        send(&tab);
        assert_eq!(last_status(&tab), 422);
        let targets = tab.eval("[...document.querySelectorAll('[role=alert] a')].map(a => a.hash.slice(1))");
        let targets = targets.as_array().cloned().unwrap_or_default();
        let fields: Vec<String> = targets
            .iter()
            .map(|id| field_of(&tab, id.as_str().unwrap_or_default()))
            .collect();
        assert_eq!(fields, ["identity_mode", "narrative", "incident_place"]);
    }
}

/// The name of the field with this id, which must point to its own error text.
fn field_of(tab: &Tab, id: &str) -> String {
    let ask = "({ name: e.name, described: [e, e.closest('fieldset')] \
               .map(part => part?.getAttribute('aria-describedby') ?? '').join(' ') })";
    let field = tab.ask(&format!("[id='{id}']"), ask);
    let described = field["described"].as_str().unwrap_or_default().split_whitespace();
    let texts: Vec<String> = described.map(|id| tab.text(&format!("[id='{id}']"))).collect();
    assert!(
        texts.iter().any(|text| text.starts_with("Galat:")),
        "{field}: {texts:?}"
    );
    field["name"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_keyboard_alone_reaches_every_field_and_sends() {
    let stage = Stage::enter();
    let tab = stage.visit(Look::DESK, "/lapor/");
    let mut stops = Vec::new();
    while stops.last().map(String::as_str) != Some("submit") {
        tab.press("Tab");
        let stop = tab.eval(
            "document.activeElement.name || document.activeElement.type || document.activeElement.href",
        );
        stops.push(stop.as_str().unwrap_or_default().to_owned());
        assert!(stops.len() < 45, "submit is not within reach: {stops:?}");
    }
    assert!(
        stops[0].ends_with("#isi"),
        "the first stop skips to the content: {stops:?}"
    );
    assert!(
        !stops.contains(&"website".to_owned()),
        "the trap is out of reach: {stops:?}"
    );
    for field in [
        "identity_mode",
        "class",
        "category",
        "narrative",
        "incident_place",
        "name",
        "phone",
        "email",
    ] {
        assert!(stops.iter().any(|stop| stop == field), "{field} not in {stops:?}");
    }
    tab.follow(|tab| tab.press("Enter"));
    assert_eq!(last_status(&tab), 422);
}

#[test]
fn going_back_after_the_receipt_and_sending_again_makes_no_second_complaint() {
    let stage = Stage::enter();
    for look in BOTH_WAYS {
        let tab = open_form(&stage, look);
        write(&tab, "anonymous");
        send(&tab);
        let first = receipt(&tab);
        tab.follow(|tab| {
            tab.eval("history.back()");
        });
        assert_eq!(
            value(&tab, "narrative"),
            STORY,
            "the browser keeps what was typed"
        );
        send(&tab);
        assert_eq!(receipt(&tab).number, first.number, "{look:?}");
    }
}
