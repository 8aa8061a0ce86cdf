//! Leaflets and posters for the counter: one A4 and one A5 page per channel, with a QR code, from the same data as
//! the site.

use complaint::agency::ChannelEntry;
use complaint::{Agency, DeadlineKind, Lang};
use qrcodegen::QrCodeEcc;
use tera::Value;

use crate::blocks;
use crate::pages::{Page, Pages};
use crate::qr;
use crate::theme::{Head, Theme};

/// A paper size and where its page is, behind the address of the guide.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paper {
    pub(crate) name: &'static str,
    pub(crate) path: &'static str,
}

/// The sheets of every channel.
pub(crate) const PAPERS: [Paper; 2] = [
    Paper {
        name: "A4",
        path: "cetak/",
    },
    Paper {
        name: "A5",
        path: "cetak/a5/",
    },
];

/// Address and HTML of every sheet, in every language the guide exists in.
pub(crate) fn sheets(agency: &Agency, pages: &Pages<'_>, theme: &Theme) -> Vec<(String, String)> {
    let with_guide = |lang: Lang| {
        let entries = agency.channels.iter();
        entries.filter_map(move |entry| Some((entry, pages.exact(entry.page.as_deref()?, lang)?.1)))
    };
    let languages = agency.languages.iter().copied();
    let guides = languages.flat_map(with_guide);
    let sheet = |(entry, guide)| {
        PAPERS.map(|paper| (sheet_url(guide, paper), sheet(agency, theme, entry, guide, paper)))
    };
    guides.flat_map(sheet).collect()
}

/// Where the sheet of a guide is.
pub(crate) fn sheet_url(guide: &Page<'_>, paper: Paper) -> String {
    format!("{}{}", guide.url, paper.path)
}

fn sheet(agency: &Agency, theme: &Theme, entry: &ChannelEntry, guide: &Page<'_>, paper: Paper) -> String {
    let (lang, texts) = (guide.lang, theme.texts(guide.lang));
    let name = entry.name.get(lang);
    let title = texts.fill("poster.title", &[("channel", name), ("paper", paper.name)]);
    let target = blocks::channel_target(agency, entry, lang)
        .unwrap_or_else(|| format!("{}{}", agency.base_url, guide.url));
    let label = texts.fill("poster.code", &[("target", &target)]);
    let mut context = theme.context(&Head {
        script: false,
        ..Head::answer(lang, &title)
    });
    context.insert("paper", &paper.name.to_ascii_lowercase());
    context.insert("channel", name);
    context.insert("full_name", agency.full_name.get(lang));
    context.insert("lead", &guide.front.description);
    context.insert("guide", &guide.url);
    context.insert("site", agency.base_url.split("://").last().unwrap_or_default());
    context.insert(
        "deadline",
        &texts.fill("poster.deadline", &[("days", &respond_by(agency, lang))]),
    );
    context.insert_value(
        "card",
        Value::safe_string(&blocks::channel_card(agency, entry, lang, texts, &|_| None)),
    );
    context.insert_value(
        "code",
        Value::safe_string(&qr::svg(&target, &label, QrCodeEcc::Medium)),
    );
    theme.render("poster.html", &context)
}

fn respond_by(agency: &Agency, lang: Lang) -> String {
    agency.deadlines.get(DeadlineKind::RespondBy).words(lang)
}
