//! Every page of the sample, as citizens get it: accessible, quiet, small, and usable on the narrowest screen.

use std::collections::BTreeMap;
use std::thread;

use tests::{Look, Page, Stage, Tab, axe, links, pdf};

/// What a citizen's page may weigh over the wire: HTML, style, script and icon together, headers included.
const BUDGET: u64 = 14_336;

/// The looks of WCAG tests: a phone and a desk, light and dark.
const LOOKS: [Look; 4] = [Look::PHONE, Look::PHONE.dark(), Look::DESK, Look::DESK.dark()];

/// WCAG 1.4.4 and 1.4.12: text twice as big, and spaced as widely as a reader may ask.
const BIG_AND_WIDE: &str = "(() => { const sheet = new CSSStyleSheet(); sheet.replaceSync('html { font-size: 200% } \
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } \
    p { margin-bottom: 2em !important }'); document.adoptedStyleSheets = [sheet]; })()";

const BASE_URL: &str = "https://pengaduan.contoh.example";

/// Static pages of the sample, and the way to a page that the function makes.
fn pages(stage: &Stage) -> BTreeMap<String, Page> {
    let mut pages = links::walk(stage.server.http(), BASE_URL).pages;
    assert!(pages.len() > 20, "only {:?}", pages.keys());
    // Nobody links to what shows itself without a network.
    for path in ["/luring/", "/en/luring/"] {
        pages.insert(path.to_owned(), Page::parse(&stage.server.get(path).text()));
    }
    pages
}

/// Looks at every page, two at a time, and lists what is wrong.
fn on_every_page(look: Look, check: impl Fn(&Tab, &str) -> Vec<String> + Sync) {
    let stage = Stage::enter();
    let paths: Vec<String> = pages(&stage).into_keys().collect();
    let found: Vec<String> = thread::scope(|scope| {
        let halves = [0, 1].map(|half| {
            let (stage, paths, check) = (&stage, &paths, &check);
            scope.spawn(move || {
                let mine = paths.iter().skip(half).step_by(2);
                mine.flat_map(|path| check(&stage.visit(look, path), path))
                    .collect::<Vec<_>>()
            })
        });
        halves
            .into_iter()
            .flat_map(|half| half.join().expect("one half of the pages"))
            .collect()
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Pages that only the function makes: the form with errors, the receipt, the status page, a message.
fn answers(stage: &Stage, look: Look) -> Vec<(&'static str, Tab)> {
    let mistakes = stage.visit(look, "/lapor/");
    mistakes.click_through("main form button[type=submit]");
    let receipt = stage.visit(look, "/lapor/");
    receipt.choose("identity_mode", "anonymous");
    receipt.fill(
        "[name=narrative]",
        "Antrean di loket 2 tidak bergerak sejak pagi.",
    );
    receipt.fill("[name=incident_place]", &format!("Loket 2, layar {look:?}"));
    receipt.click_through("main form button[type=submit]");
    let status = stage.visit(look, "/cek/");
    status.fill("[name=number]", &receipt.text("[data-copy=number]"));
    status.fill("[name=access_code]", &receipt.text("[data-copy=code]"));
    status.click_through("main form button[type=submit]");
    let gone = stage.visit(look, "/tidak-ada/");
    vec![
        ("the form with errors", mistakes),
        ("the receipt", receipt),
        ("the status page", status),
        ("404", gone),
    ]
}

#[test]
fn axe_finds_nothing_on_any_page_in_any_look() {
    on_every_page(LOOKS[0], |tab, path| {
        let in_look = |look: Look| {
            tab.look(look);
            axe::violations(tab)
                .into_iter()
                .map(move |violation| format!("{path} {look:?}: {violation}"))
        };
        LOOKS.into_iter().flat_map(in_look).collect()
    });
}

#[test]
fn axe_finds_nothing_on_the_answers() {
    let stage = Stage::enter();
    for look in [Look::PHONE, Look::DESK.dark()] {
        for (what, tab) in answers(&stage, look) {
            assert_eq!(axe::violations(&tab), Vec::<String>::new(), "{what}, {look:?}");
        }
    }
}

#[test]
fn every_page_is_quiet_small_and_all_our_own() {
    on_every_page(Look::PHONE, |tab, path| {
        let noise = tab
            .messages()
            .into_iter()
            .map(|message| format!("{path}: the console says {message:?}"));
        let strangers = strangers(tab)
            .into_iter()
            .map(|url| format!("{path} asks a stranger: {url}"));
        let weight = weight(tab);
        let heavy = (weight > BUDGET).then(|| format!("{path} weighs {weight} bytes"));
        noise.chain(strangers).chain(heavy).collect()
    });
}

#[test]
fn the_answers_are_quiet_small_and_all_our_own() {
    let stage = Stage::enter();
    for (what, tab) in answers(&stage, Look::PHONE) {
        assert_eq!(strangers(&tab), Vec::<String>::new(), "{what}");
        // The browser itself notes that the page came with an error status; nothing else may be said.
        let noise = tab
            .messages()
            .into_iter()
            .filter(|message| !message.text.starts_with("Failed to load resource"));
        assert_eq!(noise.collect::<Vec<_>>(), [], "{what}");
        let weight = weight(&tab);
        assert!(weight <= BUDGET, "{what} weighs {weight} bytes");
    }
}

/// Requests to other hosts. What the browser draws from `data:` never leaves it.
fn strangers(tab: &Tab) -> Vec<String> {
    let home = tab.eval("location.origin + '/'");
    let home = home.as_str().expect("an origin");
    let urls = tab.finished_requests().into_iter().map(|request| request.url);
    urls.filter(|url| !url.starts_with(home) && !url.starts_with("data:"))
        .collect()
}

/// What the page costs somebody who comes for the first time: itself, style, script and icon, as they came over
/// the wire when they were first needed.
fn weight(tab: &Tab) -> u64 {
    tab.until("the icon to be fetched", |tab| {
        tab.requests()
            .iter()
            .any(|request| request.url.contains("/icon."))
    });
    let used = used(tab);
    let mut bodies: BTreeMap<String, u64> = BTreeMap::new();
    for request in tab.finished_requests() {
        if request.kind != "Document" && !used.contains(&request.url) {
            continue;
        }
        let page = if request.kind == "Document" {
            "the page"
        } else {
            &request.url
        };
        let known = bodies.entry(page.to_owned()).or_default();
        *known = if request.kind == "Document" {
            request.total
        } else {
            request.total.max(*known)
        };
    }
    bodies.values().sum()
}

/// What this page uses, from the network or from the browser's memory; not what pages before it in the tab did.
fn used(tab: &Tab) -> Vec<String> {
    let urls = tab.eval(
        "performance.getEntriesByType('resource').map(entry => entry.name)\
         .concat([...document.querySelectorAll('link[rel~=icon]')].map(link => link.href))",
    );
    let urls = urls.as_array().expect("a list").iter();
    urls.filter_map(|url| url.as_str().map(str::to_owned)).collect()
}

#[test]
fn no_page_scrolls_sideways_even_with_big_and_wide_text() {
    on_every_page(Look::SMALL, too_wide);
    let stage = Stage::enter();
    for (what, tab) in answers(&stage, Look::SMALL) {
        assert_eq!(too_wide(&tab, what), Vec::<String>::new());
    }
}

fn too_wide(tab: &Tab, path: &str) -> Vec<String> {
    let plain = overflow(tab, &format!("{path} as it is"));
    let before = font_size(tab);
    tab.eval(BIG_AND_WIDE);
    assert!(
        (font_size(tab) / before - 2.0).abs() < 0.01,
        "{path}: text grows with the reader's setting"
    );
    plain
        .into_iter()
        .chain(overflow(tab, &format!("{path} with big and wide text")))
        .collect()
}

fn font_size(tab: &Tab) -> f64 {
    tab.eval("parseFloat(getComputedStyle(document.querySelector('main')).fontSize)")
        .as_f64()
        .expect("a size")
}

/// Elements that stick out of the screen, unless they scroll within a region of their own.
fn overflow(tab: &Tab, what: &str) -> Vec<String> {
    let wide = tab.eval(
        "(() => { const root = document.scrollingElement; if (root.scrollWidth <= innerWidth) return []; \
         return [root.scrollWidth + ' px', ...[...document.querySelectorAll('body *')] \
         .filter(e => e.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.outerHTML.slice(0, 90))]; })()",
    );
    let wide = wide.as_array().cloned().unwrap_or_default();
    if wide.is_empty() {
        Vec::new()
    } else {
        vec![format!("{what}: {}", serde_json::Value::from(wide))]
    }
}

#[test]
fn links_and_anchors_lead_somewhere_and_titles_tell_pages_apart() {
    let stage = Stage::enter();
    let walk = links::walk(stage.server.http(), BASE_URL);
    assert_eq!(walk.broken, Vec::<String>::new());
    assert!(
        walk.pages.len() > 20 && walk.files.len() >= 3,
        "{:?} {:?}",
        walk.pages.keys(),
        walk.files.keys()
    );
    let mut titles: BTreeMap<String, &str> = BTreeMap::new();
    for (path, page) in &walk.pages {
        let title = page.text("title");
        assert!(!title.is_empty(), "{path} has no title");
        if let Some(other) = titles.insert(title, path) {
            panic!("{path} and {other} have the same title");
        }
        assert_eq!(page.count("h1"), 1, "{path}");
        assert!(
            page.attribute("html", "lang").is_some(),
            "{path} does not say its language"
        );
    }
}

#[test]
fn the_sitemap_lists_the_pages_of_the_contract() {
    let stage = Stage::enter();
    let listed = links::sitemap(stage.server.http(), BASE_URL);
    for path in [
        "/",
        "/kanal/",
        "/kanal/whatsapp/",
        "/tanya-jawab/",
        "/sop/",
        "/statistik/",
        "/lapor/",
        "/cek/",
        "/privasi/",
        "/berita/",
        "/en/",
    ] {
        assert!(
            listed.iter().any(|page| page == path),
            "{path} is not in {listed:?}"
        );
    }
    for file in [
        "/feed.xml",
        "/robots.txt",
        "/404.html",
        "/data/statistik.json",
        "/data/statistik.csv",
        "/data/kamus.json",
    ] {
        assert_eq!(stage.server.get(file).status, 200, "{file}");
    }
}

#[test]
fn every_channel_prints_on_one_sheet_of_either_size() {
    let stage = Stage::enter();
    let sheets: Vec<String> = pages(&stage)
        .into_keys()
        .filter(|path| path.contains("/cetak/"))
        .collect();
    assert!(sheets.len() > 15, "{sheets:?}");
    for path in sheets {
        let paper = stage.visit(Look::DESK.dark(), &path).print();
        assert_eq!(pdf::pages(&paper), 1, "{path}");
        let (a4, a5) = ([210.0, 297.0], [148.0, 210.0]);
        let size = if path.ends_with("/a5/") { a5 } else { a4 };
        assert!(pdf::is_paper(&paper, size), "{path}");
    }
}

#[test]
fn a_receipt_prints_on_one_page_of_a4() {
    let stage = Stage::enter();
    for look in [Look::PHONE, Look::DESK.dark()] {
        let answers = answers(&stage, look);
        let (_, receipt) = answers
            .iter()
            .find(|(what, _)| *what == "the receipt")
            .expect("a receipt");
        assert!(receipt.has("[data-receipt]"), "{}", receipt.text("main"));
        assert_eq!(pdf::pages(&receipt.print()), 1, "{look:?}");
    }
}
