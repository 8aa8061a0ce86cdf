//! Without a network: the contacts, and nothing that was private.

use serde_json::Value;
use tests::{Browser, Look, Server, wait};

const SOON: std::time::Duration = std::time::Duration::from_secs(30);

/// What the browser keeps of this site, by path.
const KEPT: &str = "caches.keys().then(names => Promise.all(names.map(name => caches.open(name).then(cache => cache.keys())))) \
     .then(all => all.flat().map(request => new URL(request.url).pathname).sort())";

#[test]
fn who_loses_the_network_still_finds_every_contact_and_the_browser_kept_nothing_else() {
    let mut server = Server::start();
    let browser = Browser::launch();
    let tab = browser.tab(Look::PHONE);
    tab.open(&server.url("/"));
    tab.eval("navigator.serviceWorker.ready.then(() => true)");
    wait::until("the worker to look after this page", SOON, || {
        (tab.eval("navigator.serviceWorker.controller !== null") == true).then_some(())
    });

    tab.open(&server.url("/lapor/"));
    tab.choose("identity_mode", "anonymous");
    tab.fill(
        "[name=narrative]",
        "Antrean di loket 2 tidak bergerak sejak pagi.",
    );
    tab.fill("[name=incident_place]", "Loket 2");
    tab.click_through("main form button[type=submit]");
    assert!(tab.has("[data-receipt]"));
    let kept = tab.eval(KEPT);
    let kept: Vec<&str> = kept
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(
        kept.contains(&"/luring/") && kept.contains(&"/en/luring/"),
        "{kept:?}"
    );
    let only = |path: &&str| {
        path.ends_with("/luring/") || path.starts_with("/assets/style.") || path.starts_with("/assets/icon.")
    };
    assert!(kept.iter().all(only), "{kept:?}");

    server.stop();
    for (path, phone) in [
        ("/kanal/", "0811-0000-111"),
        ("/lapor/", "0811-0000-111"),
        ("/en/", "0811-0000-111"),
    ] {
        tab.open(&server.url(path));
        assert!(tab.text("main").contains(phone), "{path}: {}", tab.text("main"));
        let lang = if path.starts_with("/en") { "en" } else { "id" };
        assert_eq!(tab.ask("html", "e.lang"), lang, "{path}");
        assert_eq!(
            tab.eval(
                "getComputedStyle(document.querySelector('.top')).backgroundColor !== 'rgba(0, 0, 0, 0)'"
            ),
            true,
            "dressed"
        );
    }
}
