//! A full day at the desk: a letter, a message, three complaints by the form; one is another authority's, one is late,
//! one comes back. In the evening the figures say exactly that.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::{Look, Tab, wait};

use crate::citizen::{Receipt, accessible, file, last_status, page_text};
use crate::desk::{Desk, act};

const PATIENCE: Duration = Duration::from_mins(1);

/// What stands in the first column of every table of the figures, by table and row.
type Figures = BTreeMap<String, i64>;

fn figures(desk: &Desk, tab: &Tab) -> Figures {
    tab.open(&desk.stage.server.url("/staff/stats"));
    assert_eq!(last_status(tab), 200);
    let cells = tab.eval(
        "Object.fromEntries([...document.querySelectorAll('main h2')].flatMap(h => {
            let table = h.nextElementSibling;
            while (table && table.tagName != 'H2' && !table.querySelector('table')) table = table.nextElementSibling;
            if (!table || table.tagName == 'H2') return [];
            return [...table.querySelectorAll('tbody tr')].map(row =>
                [h.id + ' ' + row.cells[0].innerText, row.cells[1].innerText]);
        }))",
    );
    let cells = cells.as_object().expect("cells").clone().into_iter();
    let count = |cell: &Value| cell.as_str()?.replace('.', "").parse().ok();
    cells
        .filter_map(|(name, cell)| Some((name, count(&cell)?)))
        .collect()
}

fn more(before: &Figures, after: &Figures, name: &str) -> i64 {
    let at = |figures: &Figures| figures.get(name).copied().unwrap_or_default();
    at(after) - at(before)
}

/// Writes down what did not come by the form; the address of its case.
fn record(desk: &Desk, tab: &Tab, look: Look, fields: &[(&str, &str)]) -> String {
    tab.open(&desk.stage.server.url("/staff/new"));
    for (name, value) in [("identity_mode", "anonymous"), ("incident_place", "Lobi")]
        .iter()
        .chain(fields)
    {
        tab.fill(&format!("[name={name}]"), value);
    }
    tab.click_through("main form button[type=submit]");
    assert_eq!(last_status(tab), 201, "{}", page_text(tab));
    accessible(tab, look, "the receipt of what was written down");
    let address = tab.ask("main a[href^='/staff/cases/']", "e.getAttribute('href')");
    address.as_str().expect("an address").to_owned()
}

fn open_case(desk: &Desk, tab: &Tab, path: &str) {
    tab.open(&desk.stage.server.url(path));
    assert_eq!(last_status(tab), 200, "{path}");
}

fn case_of(receipt: &Receipt) -> String {
    format!("/staff/cases/{}", receipt.number)
}

fn answer(desk: &Desk, tab: &Tab, receipt: &Receipt) {
    open_case(desk, tab, &case_of(receipt));
    act(tab, "verify", &[]);
    act(tab, "handle", &[]);
    act(tab, "respond", &[("text", "Biaya itu sudah kami kembalikan.")]);
}

/// The day; what it adds to the figures is in the last assertions.
fn day(desk: &Desk, look: Look, words: [&str; 2]) {
    let citizen = if look.has_script() {
        Look::PHONE
    } else {
        Look::SMALL.without_script()
    };
    let tab = desk.sign_in(look, "koordinator");
    let before = wait::until("the figures of the morning", PATIENCE, || {
        let before = figures(desk, &tab);
        let counting = page_text(&tab).contains("sedang dihitung ulang");
        (!counting).then_some(before)
    });
    accessible(&tab, look, "figures in the morning");

    let [letter, message] = words;
    let letter = [
        ("channel", "letter"),
        ("received_at", "2025-07-01"),
        ("narrative", letter),
    ];
    let late = record(desk, &tab, look, &letter);
    record(
        desk,
        &tab,
        look,
        &[("channel", "whatsapp"), ("narrative", message)],
    );
    let [foreign, comes_back, settled] = ["anonymous", "named", "confidential"].map(|mode| {
        let receipt = file(&desk.stage, citizen, mode);
        assert!(receipt.number.starts_with("DPM-"));
        receipt
    });

    open_case(desk, &tab, &late);
    assert!(
        page_text(&tab).to_uppercase().contains("TERLAMBAT"),
        "{}",
        page_text(&tab)
    );
    act(&tab, "verify", &[]);
    open_case(desk, &tab, &case_of(&foreign));
    act(&tab, "verify", &[]);
    let destination = [
        ("destination", "Dinas Perhubungan"),
        ("text", "Terminal dikelola Dinas Perhubungan."),
    ];
    act(&tab, "not_ours", &destination);
    answer(desk, &tab, &comes_back);
    answer(desk, &tab, &settled);
    act(&tab, "close", &[("resolution", "fulfilled")]);
    accessible(&tab, look, "a case that is closed");
    let reply = json!({ "access_code": comes_back.code, "text": "Uangnya belum kembali." });
    let path = format!("/api/complaints/{}/messages", comes_back.number);
    let reply = desk.stage.server.post(&path).accept_json().json(&reply).send();
    assert_eq!(reply.status, 201, "{}", reply.text());

    let expected = [
        ("channel Surat", 1),
        ("channel WhatsApp", 1),
        ("channel Formulir di situs ini", 3),
        ("status Diterima", 1),
        ("status Diverifikasi", 1),
        ("status Bukan kewenangan", 1),
        ("status Selesai", 1),
        ("resolution Dipenuhi", 1),
        ("answered Tepat waktu", 1),
        ("hari-kerja Kiriman yang sudah ditanggapi", 2),
        ("status Dibuka kembali", 1),
        ("diterima Diterima", 5),
    ];
    let mut after = Figures::new();
    let differs = |after: &Figures| {
        let differs = expected
            .iter()
            .find(|(name, added)| more(&before, after, name) != *added);
        differs.map(|(name, _)| *name)
    };
    let end = Instant::now() + PATIENCE;
    while differs(&after).is_some() && Instant::now() < end {
        after = figures(desk, &tab);
    }
    assert_eq!(differs(&after), None, "{before:?} {after:?}");
    accessible(&tab, look, "figures in the evening");
    let missed = tab.eval(
        "[...document.querySelectorAll('#tenggat ~ div tbody tr')].find(r => r.cells[0].innerText == 'Selesai diperiksa').cells[2].innerText",
    );
    assert!(
        missed.as_str().is_some_and(|missed| missed != "0"),
        "the letter was late: {missed}"
    );
    assert_eq!(
        received(desk),
        after["diterima Diterima"],
        "the command line says the same"
    );
}

/// What came this year, as the program on the command line tells it.
fn received(desk: &Desk) -> i64 {
    let mut stats = Command::new(tests::tanggap());
    stats.args(["stats", "--format", "json", "--now", tests::server::NOW, "--data"]);
    let told = stats
        .arg(desk.stage.server.data())
        .current_dir(tests::root())
        .output()
        .expect("stats");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let told: Value = serde_json::from_slice(&told.stdout).expect("JSON");
    let periods = told["periods"].as_array().expect("periods");
    let this = periods
        .iter()
        .find(|period| period["label"] == "2025")
        .expect("this year");
    this["received"].as_i64().expect("a count")
}

#[test]
fn a_full_day_at_the_desk_is_what_the_figures_say_in_the_evening() {
    let desk = Desk::open();
    day(
        &desk,
        Look::PHONE,
        [
            "Surat tentang atap parkir yang bocor.",
            "Pesan tentang antrean lansia di lobi.",
        ],
    );
    day(
        &desk,
        Look::DESK.without_script(),
        [
            "Surat kedua mengenai pengeras suara mati.",
            "Pesan soal toilet rusak lantai satu.",
        ],
    );
}
