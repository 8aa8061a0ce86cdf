//! What still works without a network: a page with every channel's contacts, kept by a small service worker, and
//! the manifest that lets people put the site on their home screen.

use complaint::{Agency, Lang};
use serde_json::json;
use tera::Value;

use crate::address::lang_root;
use crate::blocks;
use crate::page_path;
use crate::theme::{Head, Theme};

/// Where browsers look for the worker; its place decides which pages it may see.
pub(crate) const WORKER: &str = "/sw.js";
const WORKER_SOURCE: &str = include_str!("../assets/sw.js");

/// The address of the page in a language.
pub(crate) fn url(lang: Lang) -> String {
    format!("{}luring/", lang_root(lang))
}

/// Path and HTML of the offline page in every language of the agency.
pub(crate) fn pages(agency: &Agency, theme: &Theme) -> Vec<(String, String)> {
    agency
        .languages
        .iter()
        .map(|lang| (page_path(&url(*lang)), page(agency, theme, *lang)))
        .collect()
}

/// Guides are not kept, so the cards do not link to them.
fn page(agency: &Agency, theme: &Theme, lang: Lang) -> String {
    let texts = theme.texts(lang);
    let mut context = theme.context(&Head {
        script: false,
        ..Head::answer(lang, texts.get("offline.title"))
    });
    let cards = blocks::channel_cards(agency, lang, texts, &|_| None);
    context.insert_value("channels", Value::safe_string(&cards));
    theme.render("offline.html", &context)
}

/// The worker. Its text changes with what it keeps, so that browsers fetch everything again then.
pub(crate) fn worker(agency: &Agency, theme: &Theme, pages: &[(String, String)]) -> String {
    let urls: Vec<String> = agency.languages.iter().map(|lang| url(*lang)).collect();
    let kept: Vec<&str> = urls
        .iter()
        .map(String::as_str)
        .chain(theme.offline_assets())
        .collect();
    let all: String = pages
        .iter()
        .map(|(_, html)| html.as_str())
        .chain(kept.iter().copied())
        .collect();
    let version = format!("luring-{:016x}", xxhash_rust::xxh3::xxh3_64(all.as_bytes()));
    let source = minifier::js::minify(WORKER_SOURCE)
        .expect("our own script is valid")
        .to_string();
    source
        .replace("$VERSION", &version)
        .replace("\"$KEPT\"", &json!(kept).to_string())
}

/// The web manifest.
pub(crate) fn manifest(agency: &Agency, theme: &Theme) -> String {
    let (colour, paper) = theme.screen_colours();
    let icon = json!({ "src": theme.icon_path(), "sizes": "any", "type": "image/svg+xml" });
    let manifest = json!({
        "name": agency.full_name.get(Lang::Id),
        "short_name": agency.name,
        "lang": Lang::Id.code(),
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": colour,
        "background_color": paper,
        "icons": [icon],
    });
    manifest.to_string()
}
