//! Pages every site has, even where nobody wrote them: home, form, status, verification, channels, privacy.

use std::sync::Arc;

use complaint::{Agency, Lang};

use super::Page;
use crate::address::PageName;
use crate::front_matter::FrontMatter;
use crate::theme::{Sentences, Texts};

/// The files of pages that header, footer and the function's pages link to.
pub(super) const WELL_KNOWN: [&str; 6] = [
    "_index.md",
    "lapor.md",
    "cek.md",
    "verifikasi.md",
    "kanal/_index.md",
    "privasi.md",
];

/// Adds what is missing. Home, form, status and verification exist in every language of the agency; the others at least once.
pub(super) fn add_missing(list: &mut Vec<Page<'_>>, agency: &Agency, sentences: &Sentences) {
    for lang in &agency.languages {
        for key in WELL_KNOWN.into_iter().filter(|key| is_everywhere(key, *lang)) {
            let exists = list
                .iter()
                .any(|page| page.key == key && (page.lang == *lang || is_once(key)));
            if !exists {
                list.push(default_page(key, *lang, agency, sentences.get(*lang)));
            }
        }
    }
}

/// The form answers in Indonesian and English: other languages have a page of it only where somebody wrote one.
fn is_everywhere(key: &str, lang: Lang) -> bool {
    lang == lang.answered() || key == "_index.md"
}

fn is_once(key: &str) -> bool {
    matches!(key, "kanal/_index.md" | "privasi.md")
}

fn default_page(key: &str, lang: Lang, agency: &Agency, texts: &Texts) -> Page<'static> {
    let (section, body) = match key {
        "lapor.md" => ("form", String::new()),
        "cek.md" => ("check", String::new()),
        "verifikasi.md" => ("verify", texts.get("verify.intro").to_owned()),
        "privasi.md" => ("privacy", privacy(texts)),
        "kanal/_index.md" => ("channels", ":::daftar-kanal".to_owned()),
        _ => ("home", String::new()),
    };
    let text = |part: &str| texts.fill(&format!("{section}.{part}"), &[("agency", &agency.name)]);
    let name = PageName::parse(key).expect("a page's name");
    Page {
        file: key.to_owned(),
        key: key.to_owned(),
        folder: name.folder.to_owned(),
        is_index: name.is_index(),
        lang,
        url: name.url(lang, None),
        front: Arc::new(FrontMatter {
            title: text("title"),
            description: text("lead"),
            ..FrontMatter::default()
        }),
        body: body.into(),
        body_line: 1,
        is_default: true,
        term: None,
    }
}

fn privacy(texts: &Texts) -> String {
    let texts = (1..=5).map(|n| texts.get(&format!("privacy.text_{n}")));
    texts.collect::<Vec<_>>().join("\n\n")
}
