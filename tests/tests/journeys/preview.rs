//! What an editor sees in the browser: mistakes with file and line over the last good page, reload in place.

use std::fs;
use std::time::Duration;

use tests::{Browser, Look, Serve, copy_content, wait};

const SOON: Duration = Duration::from_secs(20);
const OVERLAY: &str = "document.querySelector('#tanggap-problems')?.shadowRoot.textContent ?? ''";

#[test]
fn a_mistake_is_shown_over_the_last_good_page_and_goes_when_it_is_mended() {
    let content = copy_content();
    let server = Serve::new().content(content.path()).start();
    let browser = Browser::launch();
    let tab = browser.tab(Look::DESK);
    tab.open(&server.url("/sop/"));
    let page = content.path().join("sop.md");
    let good = fs::read_to_string(&page).expect("read");
    let shown = |words: &str| {
        wait::until(words, SOON, || {
            let overlay = tab.eval(OVERLAY);
            overlay
                .as_str()
                .filter(|text| text.contains(words))
                .map(str::to_owned)
        })
    };
    fs::write(
        &page,
        format!("{good}\n[[tenggat:verifyby]] [x](/tidak-ada.md)\n"),
    )
    .expect("write");
    let line = good.lines().count() + 2;
    let overlay = shown("maksud Anda `verify_by`?");
    assert!(
        overlay.contains(&format!("sop.md:{line}")) && overlay.contains("2 masalah"),
        "{overlay}"
    );
    assert!(
        tab.text("main").contains("prosedur operasional standar"),
        "the last good page stays"
    );
    assert_eq!(tab.eval("document.querySelector('#tanggap-problems').shadowRoot.querySelector('section').getAttribute('role')"), "alert");

    fs::write(&page, &good).expect("write");
    wait::until("the overlay to go", SOON, || {
        (tab.eval(OVERLAY) == "").then_some(())
    });
    assert_eq!(tab.messages(), [], "the security policy holds");
}

#[test]
fn a_page_comes_back_where_it_was() {
    let content = copy_content();
    let server = Serve::new().content(content.path()).start();
    let browser = Browser::launch();
    let tab = browser.tab(Look::PHONE);
    tab.open(&server.url("/sop/"));
    tab.eval("scrollTo(0, 900)");
    let before = tab.eval("scrollY");
    assert_eq!(before, 900);
    let page = content.path().join("sop.md");
    let good = fs::read_to_string(&page).expect("read");
    tab.follow(|_| fs::write(&page, format!("{good}\nSatu kalimat baru di akhir.\n")).expect("write"));
    assert!(tab.text("main").contains("Satu kalimat baru"));
    wait::until("the old place", SOON, || {
        (tab.eval("scrollY") == before).then_some(())
    });
}
