//! What is looked at on a page that a tab shows.

use std::collections::BTreeMap;
use std::thread;

use tests::{Look, Stage, Tab, axe};

/// What a citizen's page may weigh over the wire: HTML, style, script and icon together, headers included.
pub(crate) const BUDGET: u64 = 14_336;

/// The looks of WCAG tests: a phone and a desk, light and dark.
pub(crate) const LOOKS: [Look; 4] = [Look::PHONE, Look::PHONE.dark(), Look::DESK, Look::DESK.dark()];

/// WCAG 1.4.4 and 1.4.12: text twice as big, and spaced as widely as a reader may ask.
pub(crate) const BIG_AND_WIDE: &str = "(() => { const sheet = new CSSStyleSheet(); sheet.replaceSync('html { font-size: 200% } \
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } \
    p { margin-bottom: 2em !important }'); document.adoptedStyleSheets = [sheet]; })()";

/// Looks at every page, two at a time and each in a fresh tab, and lists what is wrong.
pub(crate) fn on_every_page(
    stage: &Stage,
    paths: &[String],
    look: Look,
    check: impl Fn(&Tab, &str) -> Vec<String> + Sync,
) {
    in_halves(paths, |half| {
        half.flat_map(|path| check(&stage.visit(look, path), path))
            .collect()
    });
}

/// The same in two tabs that go from page to page, as readers do: for sites of many pages.
pub(crate) fn from_page_to_page(
    stage: &Stage,
    paths: &[String],
    look: Look,
    check: impl Fn(&Tab, &str) -> Vec<String> + Sync,
) {
    in_halves(paths, |half| {
        let tab = stage.browser.tab(look);
        let go = |path: &String| {
            tab.look(look);
            tab.open(&stage.server.url(path));
            check(&tab, path)
        };
        half.flat_map(go).collect()
    });
}

type Half<'a> = std::iter::StepBy<std::iter::Skip<std::slice::Iter<'a, String>>>;

fn in_halves(paths: &[String], look_at: impl Fn(Half<'_>) -> Vec<String> + Sync) {
    let look_at = &look_at;
    let found: Vec<String> = thread::scope(|scope| {
        let halves = [0, 1].map(|half| scope.spawn(move || look_at(paths.iter().skip(half).step_by(2))));
        halves
            .into_iter()
            .flat_map(|half| half.join().expect("one half of the pages"))
            .collect()
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What axe finds in some looks.
pub(crate) fn barriers(tab: &Tab, path: &str, looks: &[Look]) -> Vec<String> {
    let in_look = |look: Look| {
        tab.look(look);
        axe::violations(tab)
            .into_iter()
            .map(move |violation| format!("{path} {look:?}: {violation}"))
    };
    looks.iter().copied().flat_map(in_look).collect()
}

/// What the console says, what strangers are asked, and what is too heavy.
pub(crate) fn noise_and_weight(tab: &Tab, path: &str) -> Vec<String> {
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
}

/// Requests to other hosts. What the browser draws from `data:` never leaves it.
pub(crate) fn strangers(tab: &Tab) -> Vec<String> {
    let home = tab.eval("location.origin + '/'");
    let home = home.as_str().expect("an origin");
    let urls = tab.finished_requests().into_iter().map(|request| request.url);
    urls.filter(|url| !url.starts_with(home) && !url.starts_with("data:"))
        .collect()
}

/// What the page costs somebody who comes for the first time: itself, style, script and icon, as they came over
/// the wire when they were first needed.
pub(crate) fn weight(tab: &Tab) -> u64 {
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

pub(crate) fn too_wide(tab: &Tab, path: &str) -> Vec<String> {
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
