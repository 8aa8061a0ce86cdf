//! Files beside the pages: redirects, not found, sitemap, feed, robots, open data, static files.

use std::collections::{BTreeMap, HashSet};

use bytes::Bytes;
use complaint::problem::Problem;
use complaint::{Agency, Lang};
use jiff::civil::Date;
use tera::{Context, Value};

use crate::address::lang_root;
use crate::html::escape;
use crate::pages::{Detour, Page, Pages, detours};
use crate::read::Input;
use crate::statistics::{self, Statistics};
use crate::theme::{self, Asset, Head, Link, Theme};
use crate::{Options, content_file, page_path};
use crate::{blocks, feeds, media_type, offline, posters};

/// The files of a site by path.
pub(crate) type Files = BTreeMap<String, Asset>;

/// Everything beside the pages.
pub(crate) fn files(
    options: &Options,
    agency: &Agency,
    pages: &Pages<'_>,
    theme: &Theme,
    figures: Option<&Statistics>,
) -> Files {
    let mut files: Files = theme
        .assets()
        .map(|(path, asset)| (path.to_owned(), asset.clone()))
        .collect();
    let mut add = |path: &str, content_type, text: String| {
        files.insert(path.to_owned(), made_of_text(content_type, text));
    };
    for (url, detour) in detours(pages, agency) {
        let page = match detour {
            Detour::Moved(link) => redirect(theme, agency, link.lang, &link.url),
            Detour::Untranslated { lang, link, title } => untranslated(theme, lang, &link, &title),
        };
        add(&page_path(&url), media_type::HTML, page);
    }
    for lang in &agency.languages {
        add(
            &format!("{}404.html", lang_root(*lang)),
            media_type::HTML,
            not_found(agency, pages, theme, *lang),
        );
    }
    for (url, html) in posters::sheets(agency, pages, theme) {
        add(&page_path(&url), media_type::HTML, html);
    }
    let offline = offline::pages(agency, theme);
    add(
        offline::WORKER,
        media_type::SCRIPT,
        offline::worker(agency, theme, &offline),
    );
    add(
        theme::MANIFEST,
        media_type::MANIFEST,
        offline::manifest(agency, theme),
    );
    for (path, html) in offline {
        add(&path, media_type::HTML, html);
    }
    add("/sitemap.xml", media_type::XML, sitemap(agency, pages));
    for (path, text) in feeds::files(agency, pages, theme, options.today) {
        add(&path, media_type::ATOM, text);
    }
    add("/robots.txt", media_type::TEXT, robots(agency));
    if let Some(figures) = figures {
        for (path, content_type, text) in statistics::open_data(
            figures,
            agency,
            [Lang::Id, Lang::En].map(|lang| theme.texts(lang)),
        ) {
            add(path, content_type, text);
        }
    }
    files
}

/// A file that changes with the site.
pub(crate) fn made_of_text(content_type: &'static str, text: String) -> Asset {
    Asset {
        content_type,
        bytes: text.into(),
        immutable: false,
    }
}

/// Path and content of the files of `static/`, which are served as they are.
pub(crate) fn static_files(input: &Input) -> impl Iterator<Item = (&str, &Bytes)> {
    let path = |file: &'_ str| file.starts_with("static/");
    let files = input.files.iter().filter(move |(file, _)| path(file));
    files.map(|(file, bytes)| (&file["static".len()..], bytes))
}

/// A file of `static/` as part of the site.
pub(crate) fn static_asset(path: &str, bytes: &Bytes) -> Asset {
    Asset {
        content_type: media_type::of(path),
        bytes: bytes.clone(),
        immutable: false,
    }
}

/// Files of `static/` that stand where the site makes something itself.
pub(crate) fn static_problems(input: &Input, made: &HashSet<&str>, options: &Options) -> Vec<Problem> {
    let problem = |path: &str| {
        let message = format!("alamat {path} sudah dipakai oleh situs sendiri");
        let file = content_file(options, &format!("static{path}"));
        Problem::error(file, None, "duplicate-url", message, "ganti nama berkas ini")
    };
    let taken = static_files(input).filter(|(path, _)| made.contains(path));
    taken.map(|(path, _)| problem(path)).collect()
}

fn redirect(theme: &Theme, agency: &Agency, lang: Lang, url: &str) -> String {
    let mut context: Context = theme.context(&Head::answer(lang, ""));
    context.insert("url", url);
    context.insert("canonical", &format!("{}{url}", agency.base_url));
    theme.render("redirect.html", &context)
}

/// Tells readers of a language that a page only exists in another one, and where.
fn untranslated(theme: &Theme, lang: Lang, link: &Link, title: &str) -> String {
    let texts = theme.texts(lang);
    let mut context = theme.context(&Head {
        script: false,
        ..Head::answer(lang, texts.get("site.untranslated"))
    });
    let code = link.lang.code();
    let body = format!(
        "<p>{}</p><p class=\"actions\"><a class=\"button\" href=\"{}\" lang=\"{code}\" hreflang=\"{code}\">{}</a></p>",
        escape(texts.get("site.untranslated_text")),
        escape(&link.url),
        escape(title)
    );
    context.insert_value("notice", Value::none());
    context.insert_value("before", Value::none());
    context.insert_value("body", Value::safe_string(&body));
    context.insert_value("after", Value::none());
    theme.render("page.html", &context)
}

/// The way on from an address that does not exist: what people look for most, and how to reach the agency.
fn not_found(agency: &Agency, pages: &Pages<'_>, theme: &Theme, lang: Lang) -> String {
    let texts = theme.texts(lang);
    let guide = |file: &str| Some(pages.link(file, lang).url);
    let menu = agency
        .menu
        .iter()
        .map(|item| (pages.link(&item.page, lang), item.label.get(lang)));
    let search = pages
        .exact(crate::search::PAGE, lang)
        .map(|(_, page)| (pages.link(crate::search::PAGE, lang), page.front.title.as_str()));
    let home = (pages.link("_index.md", lang), texts.get("site.home"));
    let entry = |(link, label): (Link, &str)| {
        let other = if link.lang == lang {
            String::new()
        } else {
            format!(" hreflang=\"{}\"", link.lang.code())
        };
        format!(
            "<li><a href=\"{}\"{other}>{}</a></li>",
            escape(&link.url),
            escape(label)
        )
    };
    let places: String = search.into_iter().chain([home]).chain(menu).map(entry).collect();
    let mut context: Context = theme.context(&Head {
        script: false,
        ..Head::answer(lang, texts.get("message.not_found_title"))
    });
    context.insert_value("places", Value::safe_string(&format!("<ul>{places}</ul>")));
    context.insert_value(
        "channels",
        Value::safe_string(&blocks::channel_cards(agency, lang, texts, &guide)),
    );
    theme.render("not_found.html", &context)
}

fn sitemap(agency: &Agency, pages: &Pages<'_>) -> String {
    let entry = |page: &Page<'_>| {
        let changed = changed_on(page).map_or_else(String::new, |date| format!("<lastmod>{date}</lastmod>"));
        format!(
            "<url><loc>{}{}</loc>{changed}</url>\n",
            escape(&agency.base_url),
            escape(&page.url)
        )
    };
    let entries: String = pages.list.iter().map(entry).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{entries}</urlset>\n"
    )
}

/// When the page last changed, as far as it says.
pub(crate) fn changed_on(page: &Page<'_>) -> Option<Date> {
    [page.front.updated, page.front.checked_on, page.front.date]
        .into_iter()
        .flatten()
        .max()
}

fn robots(agency: &Agency) -> String {
    format!(
        "User-agent: *\nDisallow: /api/\nDisallow: /staff/\nSitemap: {}/sitemap.xml\n",
        agency.base_url
    )
}
