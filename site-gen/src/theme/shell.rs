//! What surrounds every page of one language: head, menu, footer, made once and shared by all pages.

use complaint::{Agency, Lang};
use tera::{Context, Map, Tera, Value};

use super::Texts;
use super::assets::ThemeAssets;
use crate::address::{lang_root, url_by_name};
use crate::html::{escape, telephone_link};

/// Where a content file is served, for a reader of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address.
    pub url: String,
    /// The language found there; another one where the page has no translation.
    pub lang: Lang,
}

/// Finds the page of a file for a reader of a language.
pub type Links<'a> = &'a (dyn Fn(&str, Lang) -> Link + Sync);

/// Addresses by file name alone, for those who know no content: see [`url_by_name`].
pub fn links_by_name(file: &str, lang: Lang) -> Link {
    Link {
        url: url_by_name(file, lang),
        lang,
    }
}

/// The ready values of one language.
#[derive(Clone, Debug)]
pub(crate) struct Shell {
    pub(crate) text_values: Value,
    /// `f` in templates: footer, assets, addresses.
    pub(crate) fixed: Value,
    menu: Vec<(String, Value)>,
    plain_menu: Value,
}

impl Shell {
    pub(crate) fn new(
        tera: &Tera,
        agency: &Agency,
        assets: &ThemeAssets,
        (lang, texts): (Lang, &Texts),
        links: Links<'_>,
    ) -> Shell {
        let menu_for = |file: Option<&str>| Value::safe_string(&menu(agency, lang, texts, links, file));
        let pages = ["lapor.md", "cek.md"]
            .into_iter()
            .chain(agency.menu.iter().map(|item| item.page.as_str()));
        Shell {
            text_values: texts.value(),
            fixed: fixed(tera, agency, assets, lang, texts, links),
            menu: pages
                .map(|file| (file.to_owned(), menu_for(Some(file))))
                .collect(),
            plain_menu: menu_for(None),
        }
    }

    /// The menu with the page of `file` marked as the current one.
    pub(crate) fn menu(&self, file: Option<&str>) -> Value {
        let entry = self.menu.iter().find(|(known, _)| Some(known.as_str()) == file);
        entry.map_or_else(|| self.plain_menu.clone(), |(_, menu)| menu.clone())
    }
}

fn menu(agency: &Agency, lang: Lang, texts: &Texts, links: Links<'_>, current: Option<&str>) -> String {
    let fixed = [
        ("lapor.md", texts.get("site.complain"), "main"),
        ("cek.md", texts.get("site.check"), ""),
    ];
    let chosen = agency
        .menu
        .iter()
        .map(|item| (item.page.as_str(), item.label.get(lang), ""));
    let entry = |(file, label, class): (&str, &str, &str)| {
        let link = links(file, lang);
        let class = if class.is_empty() {
            String::new()
        } else {
            format!(" class=\"{class}\"")
        };
        let mark = if current == Some(file) {
            " aria-current=\"page\""
        } else {
            ""
        };
        let other = other_language(&link, lang);
        format!(
            "<li><a{class} href=\"{}\"{other}{mark}>{}</a></li>",
            escape(&link.url),
            escape(label)
        )
    };
    let entries: String = fixed.into_iter().chain(chosen).map(entry).collect();
    format!("<ul>{entries}</ul>")
}

fn other_language(link: &Link, lang: Lang) -> String {
    if link.lang == lang {
        String::new()
    } else {
        format!(" hreflang=\"{}\"", link.lang.code())
    }
}

fn fixed(
    tera: &Tera,
    agency: &Agency,
    assets: &ThemeAssets,
    lang: Lang,
    texts: &Texts,
    links: Links<'_>,
) -> Value {
    let url = |file: &str| Value::from(links(file, lang).url);
    let entries = [
        ("css", Value::from(assets.style.path.as_str())),
        ("js", Value::from(assets.script.path.as_str())),
        ("check_js", Value::from(assets.check.path.as_str())),
        ("keep_js", Value::from(assets.keep.path.as_str())),
        ("poster_css", Value::from(assets.poster.path.as_str())),
        ("age_js", Value::from(assets.age.path.as_str())),
        ("unseal_js", Value::from(assets.unseal.path.as_str())),
        ("staff_css", Value::from(assets.staff.path.as_str())),
        ("icon", Value::from(assets.icon.path.as_str())),
        ("search", Value::from(assets.search.path.as_str())),
        ("receipt_js", Value::from(assets.receipt.path.as_str())),
        ("verify_js", Value::from(assets.verify.path.as_str())),
        ("manifest", Value::from(super::MANIFEST)),
        (
            "logo",
            agency
                .theme
                .logo
                .as_ref()
                .map_or_else(Value::none, |logo| Value::from(logo.value.as_str())),
        ),
        ("home", Value::from(lang_root(lang))),
        ("agency", Value::from(agency.name.as_str())),
        ("sample", Value::from(agency.sample)),
        ("form", url("lapor.md")),
        ("check", url("cek.md")),
        ("privacy", url("privasi.md")),
        ("channels", url("kanal/_index.md")),
        (
            "footer",
            Value::safe_string(&footer(tera, agency, lang, texts, links)),
        ),
    ];
    Value::from(
        entries
            .into_iter()
            .map(|(key, value)| (key.into(), value))
            .collect::<Map>(),
    )
}

fn footer(tera: &Tera, agency: &Agency, lang: Lang, texts: &Texts, links: Links<'_>) -> String {
    let contact = &agency.contact;
    let mut context = Context::new();
    context.insert_value("t", texts.value());
    context.insert("manager", contact.manager.get(lang));
    context.insert("full_name", agency.full_name.get(lang));
    context.insert("phone", &contact.phone);
    context.insert("phone_link", &telephone_link(&contact.phone));
    context.insert("email", &contact.email);
    context.insert("address", &contact.address);
    context.insert("hours", contact.hours.get(lang));
    context.insert("channels_url", &links("kanal/_index.md", lang).url);
    context.insert("privacy_url", &links("privasi.md", lang).url);
    tera.render("footer.html", &context).unwrap_or_default()
}
