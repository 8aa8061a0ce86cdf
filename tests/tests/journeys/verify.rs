//! Verifying a receipt in the browser: a genuine one, a changed one, after the key has changed, from the printed code,
//! and while the function is out of reach.

use std::path::Path;

use serde_json::json;
use tests::{Look, Serve, Server, Stage, Tab};

use crate::citizen::{BOTH_WAYS, accessible, last_status, open_form, page_text, send, write};

const GENUINE: &str = "Tanda terima ini sah";
const FORGED: &str = "Tanda terima ini tidak sah";

/// Files, and answers the signed text that the receipt shows.
fn signed(stage: &Stage, look: Look) -> String {
    let tab = open_form(stage, look);
    write(&tab, "anonymous");
    send(&tab);
    let text = tab.ask(".signed", "e.textContent");
    text.as_str().expect("a text").to_owned()
}

fn paste(tab: &Tab, text: &str) {
    tab.ask("[name=text]", &format!("(e.value = {})", json!(text)));
}

/// What the page says of a text.
fn verdict(tab: &Tab, look: Look, text: &str) -> String {
    paste(tab, text);
    if look.has_script() {
        tab.ask("[data-verdict]", "(e.textContent = '')");
        tab.click("main form button[type=submit]");
        tab.until("a verdict", |tab| !tab.text("[data-verdict]").is_empty());
        assert_eq!(
            tab.requests()
                .iter()
                .filter(|request| request.method == "POST")
                .count(),
            0
        );
        tab.text("[data-verdict]")
    } else {
        send(tab);
        page_text(tab)
    }
}

#[test]
fn a_genuine_receipt_is_told_from_a_changed_one() {
    let stage = Stage::enter();
    for look in BOTH_WAYS {
        let receipt = signed(&stage, look);
        for (text, said) in [
            (receipt.clone(), GENUINE),
            (receipt.replace('\n', "\n> "), GENUINE),
            (receipt.replace("2025", "2024"), FORGED),
            ("halo".to_owned(), FORGED),
        ] {
            let tab = stage.visit(look, "/verifikasi/");
            let told = verdict(&tab, look, &text);
            assert!(told.contains(said), "{text}: {told}");
            accessible(&tab, look, "the verdict");
        }
    }
}

/// What the printed code says, read as a camera reads it.
fn scanned(tab: &Tab, folder: &Path) -> String {
    let screen = json!({ "width": 360, "height": 740, "deviceScaleFactor": 4, "mobile": true });
    tab.call("Emulation.setDeviceMetricsOverride", &screen);
    tab.ask(
        ".proof .qr",
        "e.scrollIntoView({ block: 'center', behavior: 'instant' })",
    );
    let file = folder.join("layar.png");
    tab.screenshot(&file);
    let picture = image::open(&file).expect("a picture").to_luma8();
    let (width, height) = picture.dimensions();
    let size = |side: u32| usize::try_from(side).expect("a screen");
    let mut seen = rqrr::PreparedImage::prepare_from_greyscale(size(width), size(height), |x, y| {
        let at = |place: usize| u32::try_from(place).expect("a screen");
        picture.get_pixel(at(x), at(y)).0[0]
    });
    let grids = seen.detect_grids();
    assert_eq!(grids.len(), 1, "one code on the receipt");
    grids[0].decode().expect("a readable code").1
}

#[test]
fn the_printed_code_leads_to_the_verdict_and_its_number_into_no_log() {
    let stage = Stage::enter();
    let folder = tempfile::tempdir().expect("a folder");
    for look in [Look::PHONE, Look::PHONE.dark()] {
        let tab = open_form(&stage, look);
        write(&tab, "anonymous");
        send(&tab);
        let number = tab.text("[data-copy=number]");
        let address = scanned(&tab, folder.path());
        let (site, hidden) = address.split_once('#').expect("a hash");
        assert_eq!(site, "https://pengaduan.contoh.example/verifikasi/");
        assert!(hidden.contains(&number), "{hidden}");
        let tab = stage.visit(look, &format!("/verifikasi/#{hidden}"));
        tab.until("a verdict", |tab| !tab.text("[data-verdict]").is_empty());
        let told = tab.text("[data-verdict]");
        assert!(told.contains(GENUINE) && told.contains(&number), "{told}");
        assert!(
            tab.requests()
                .iter()
                .all(|request| !request.url.contains(&number) || request.kind == "Document")
        );
    }
}

/// A site of its own: its keys change.
fn own(content: &Path, data: &Path) -> Stage {
    Stage {
        server: Serve::new()
            .content(content)
            .data(data)
            .arg("--live-reload")
            .arg("off")
            .start(),
        browser: tests::Browser::launch(),
    }
}

fn run(args: &[&str], server: &Server) -> String {
    let data = server.data().to_str().expect("a readable path");
    let output = tests::program::run(&tests::root(), &[args, &["--data", data]].concat());
    assert!(output.status.success(), "{args:?}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn an_old_receipt_stays_genuine_after_the_key_has_changed_and_without_the_function() {
    let home = tempfile::tempdir().expect("a folder");
    let copy = tests::copy_content();
    let content = copy.path();
    let mut stage = own(content, &home.path().join("data"));
    let old = signed(&stage, Look::PHONE);
    run(&["keys", "new", "--receipt"], &stage.server);
    let keys = run(&["receipt", "keys"], &stage.server);
    std::fs::write(content.join("data/receipt-keys.json"), keys).expect("a copy");
    stage.server.restart();
    let new = signed(&stage, Look::PHONE);
    assert_ne!(key(&old), key(&new), "signed by another key");
    for blocked in [false, true] {
        let tab = stage.browser.tab(Look::PHONE);
        let urls: &[&str] = if blocked { &["*/api/*"] } else { &[] };
        tab.call("Network.setBlockedURLs", &json!({ "urls": urls }));
        for (text, said) in [
            (&old, GENUINE),
            (&new, GENUINE),
            (&old.replace("2025", "2024"), FORGED),
        ] {
            tab.open(&stage.server.url("/verifikasi/"));
            let told = verdict(&tab, Look::PHONE, text);
            assert!(told.contains(said), "{blocked} {text}: {told}");
        }
    }
    let tab = stage.browser.tab(Look::PHONE.without_script());
    tab.open(&stage.server.url("/verifikasi/"));
    assert!(verdict(&tab, Look::PHONE.without_script(), &old).contains(GENUINE));
    assert_eq!(last_status(&tab), 200);
}

/// The name of the key that signed it.
fn key(signed: &str) -> String {
    let behind = signed.rsplit("TANGGAP1").next().unwrap_or_default();
    behind
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(8)
        .collect()
}

#[test]
fn a_key_that_no_list_could_be_read_for_is_not_called_false() {
    let stage = Stage::enter();
    let receipt = signed(&stage, Look::PHONE);
    let tab = stage.browser.tab(Look::PHONE);
    tab.call("Network.setBlockedURLs", &json!({ "urls": ["*/api/*"] }));
    tab.open(&stage.server.url("/verifikasi/"));
    let told = verdict(&tab, Look::PHONE, &receipt);
    assert!(told.contains("belum dapat diperiksa sekarang"), "{told}");
}
