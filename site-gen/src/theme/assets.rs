//! The theme's own files: style sheet, script and icon, minified, named by their content.

use bytes::Bytes;
use minifier::{css, js};

use super::palette::Palette;

const STYLE: &str = include_str!("../../assets/style.css");
const SCRIPT: &str = include_str!("../../assets/app.js");
const CHECK: &str = include_str!("../../assets/check.js");
const RECEIPT: &str = include_str!("../../assets/receipt.js");
const SEARCH: &str = include_str!("../../assets/search.js");
const VERIFY: &str = include_str!("../../assets/verify.js");
const KEEP: &str = include_str!("../../assets/keep.js");
const PROOF: &str = include_str!("../../assets/proof.js");
const SIGNS: &str = include_str!("../../assets/signs.js");
const POSTER: &str = include_str!("../../assets/poster.css");
const STAFF: &str = include_str!("../../assets/staff.css");
/// Of others, minified by them: see the file beside it.
const AGE: &str = include_str!("../../assets/vendor/age.min.js");
const UNSEAL: &str = include_str!("../../assets/unseal.js");
const ICON: &str = include_str!("../../assets/icon.svg");

/// One file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The media type it is served with.
    pub content_type: &'static str,
    /// The content.
    pub bytes: Bytes,
    /// Whether its name changes with its content, so that browsers may keep it for ever.
    pub immutable: bool,
}

/// The files that pages use.
#[derive(Clone, Debug)]
pub(crate) struct ThemeAssets {
    pub(crate) style: NamedAsset,
    pub(crate) script: NamedAsset,
    /// The script of the page that asks for a number.
    pub(crate) check: NamedAsset,
    /// Registers the service worker.
    pub(crate) keep: NamedAsset,
    /// The style of leaflets and posters.
    pub(crate) poster: NamedAsset,
    /// The style of the desk.
    pub(crate) staff: NamedAsset,
    pub(crate) icon: NamedAsset,
    /// The script of the receipt.
    pub(crate) receipt: NamedAsset,
    /// The script of the search page.
    pub(crate) search: NamedAsset,
    /// Works on what a flood is asked for; loaded only then.
    pub(crate) proof: NamedAsset,
    /// Hints while writing; loaded only where somebody wants to stay unknown.
    pub(crate) signs: NamedAsset,
    /// Opens what is sealed in the age format.
    pub(crate) age: NamedAsset,
    /// The script of the page on which a key holder opens a seal.
    pub(crate) unseal: NamedAsset,
    /// The script that verifies receipts.
    pub(crate) verify: NamedAsset,
}

/// A file and the path it is served under.
#[derive(Clone, Debug)]
pub(crate) struct NamedAsset {
    pub(crate) path: String,
    pub(crate) asset: Asset,
}

impl ThemeAssets {
    /// Makes the files in the agency's colours.
    pub(crate) fn new(palette: &Palette) -> ThemeAssets {
        let sheet = |source: &str| {
            let sheet = css::minify(source).expect("our own style sheet is valid");
            // The last semicolon of a rule says nothing.
            sheet.to_string().replace(";}", "}")
        };
        let script = |source| js::minify(source).expect("our own script is valid").to_string();
        let icon = ICON.trim().replace("currentColor", &palette.primary().css());
        ThemeAssets {
            style: named(
                "style",
                "css",
                "text/css; charset=utf-8",
                sheet(&(palette.css() + STYLE)),
            ),
            script: named("app", "js", "text/javascript; charset=utf-8", script(SCRIPT)),
            check: named("check", "js", "text/javascript; charset=utf-8", script(CHECK)),
            keep: named("keep", "js", "text/javascript; charset=utf-8", script(KEEP)),
            poster: named("poster", "css", "text/css; charset=utf-8", sheet(POSTER)),
            staff: named("staff", "css", "text/css; charset=utf-8", sheet(STAFF)),
            icon: named("icon", "svg", "image/svg+xml", icon),
            receipt: named("receipt", "js", "text/javascript; charset=utf-8", script(RECEIPT)),
            search: named("search", "js", "text/javascript; charset=utf-8", script(SEARCH)),
            proof: named("proof", "js", "text/javascript; charset=utf-8", script(PROOF)),
            signs: named("signs", "js", "text/javascript; charset=utf-8", script(SIGNS)),
            age: named("age", "js", "text/javascript; charset=utf-8", AGE.to_owned()),
            unseal: named("unseal", "js", "text/javascript; charset=utf-8", script(UNSEAL)),
            verify: named("verify", "js", "text/javascript; charset=utf-8", script(VERIFY)),
        }
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &NamedAsset> {
        [
            &self.style,
            &self.script,
            &self.check,
            &self.keep,
            &self.poster,
            &self.staff,
            &self.icon,
            &self.receipt,
            &self.search,
            &self.proof,
            &self.signs,
            &self.age,
            &self.unseal,
            &self.verify,
        ]
        .into_iter()
    }
}

fn named(stem: &str, extension: &str, content_type: &'static str, text: String) -> NamedAsset {
    let hash = xxhash_rust::xxh3::xxh3_64(text.as_bytes());
    NamedAsset {
        // Ten digits: every page names seven of these, and digits of a hash cannot be made smaller.
        path: format!("/assets/{stem}.{:010x}.{extension}", hash >> 24),
        asset: Asset {
            content_type,
            bytes: text.into(),
            immutable: true,
        },
    }
}
