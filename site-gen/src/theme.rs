//! The look of every page, built or answered: templates, sentences, style, script, headers. Pure.
//!
//! The generator and the function wear the same theme; [`Theme`] has one method per kind of page.

pub mod headers;

mod assets;
mod colour;
mod dialogue;
mod field;
mod form_page;
mod load;
mod message_page;
mod palette;
mod receipt_page;
mod shell;
mod status_page;
mod texts;
mod views;

use complaint::{Agency, Lang, Problem};
use tera::{Context, Tera, Value};

use crate::html::escape;
use assets::ThemeAssets;
use palette::Palette;
use shell::Shell;

pub use assets::Asset;
pub use load::Override;
pub use shell::{Link, Links, links_by_name};
pub use texts::Texts;
pub use views::{
    Dialogue, DialogueMessage, EvidenceLine, FormView, InputError, MessageView, Opened, ReceiptView,
    ReplyKind, StatusFormView, StatusView, TimelineEntry,
};

pub(crate) use field::{grouped, size};
pub(crate) use form_page::Wrong;
pub(crate) use load::template_problem;

/// Where the web manifest is.
pub(crate) const MANIFEST: &str = "/situs.webmanifest";

/// The theme of one agency.
#[derive(Clone, Debug)]
pub struct Theme {
    agency: Agency,
    overridden: Vec<String>,
    tera: Tera,
    assets: ThemeAssets,
    palette: Palette,
    shells: [Shell; 2],
}

/// What a page says about itself.
pub(crate) struct Head<'a> {
    pub(crate) lang: Lang,
    /// What the browser shows, without the agency's name.
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    /// Elements of the `<head>`: canonical address, translations, feed.
    pub(crate) links: String,
    /// The address of the same page in another language.
    pub(crate) translation: Option<(Lang, String)>,
    /// The file whose menu entry is the current one.
    pub(crate) menu_file: Option<&'a str>,
    pub(crate) breadcrumbs: String,
    pub(crate) script: bool,
    pub(crate) noindex: bool,
}

impl<'a> Head<'a> {
    /// The head of a page that the function answers: not for search engines, no translation.
    pub(crate) fn answer(lang: Lang, title: &'a str) -> Head<'a> {
        Head {
            lang,
            title,
            description: "",
            links: String::new(),
            translation: None,
            menu_file: None,
            breadcrumbs: String::new(),
            script: true,
            noindex: true,
        }
    }
}

impl Theme {
    /// The theme as the function wears it: addresses by file name, templates as they come.
    pub fn new(agency: &Agency) -> Result<Theme, Vec<Problem>> {
        Theme::for_site(agency, &links_by_name, &[])
    }

    /// The theme as the generator wears it: addresses from the pages that exist, the agency's own templates.
    pub fn for_site(
        agency: &Agency,
        links: Links<'_>,
        overrides: &[Override<'_>],
    ) -> Result<Theme, Vec<Problem>> {
        let palette = Palette::new(&agency.theme)?;
        let tera = load::templates(overrides)?;
        let assets = ThemeAssets::new(&palette);
        let shells = [Lang::Id, Lang::En].map(|lang| Shell::new(&tera, agency, &assets, lang, links));
        let overridden = overrides.iter().map(|own| own.file.to_owned()).collect();
        Ok(Theme {
            agency: agency.clone(),
            overridden,
            tera,
            assets,
            palette,
            shells,
        })
    }

    /// Every sentence of the interface in a language.
    pub fn texts(&self, lang: Lang) -> &Texts {
        &self.shell(lang).texts
    }

    /// Path and content of the theme's own files.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.assets
            .iter()
            .map(|named| (named.path.as_str(), &named.asset))
    }

    /// What the offline page needs besides itself.
    pub(crate) fn offline_assets(&self) -> impl Iterator<Item = &str> {
        let logo = self.agency.theme.logo.as_ref().map(|logo| logo.value.as_str());
        [self.assets.style.path.as_str(), self.icon_path()]
            .into_iter()
            .chain(logo)
    }

    /// Where the icon is.
    pub(crate) fn icon_path(&self) -> &str {
        &self.assets.icon.path
    }

    /// The colours of the frame that a telephone draws around the site: the agency's, and the paper.
    pub(crate) fn screen_colours(&self) -> (String, String) {
        (self.palette.primary().css(), self.palette.paper().css())
    }

    /// The agency's own templates, for naming them in problems.
    pub(crate) fn overrides(&self) -> Vec<Override<'_>> {
        self.overridden
            .iter()
            .map(|file| Override { file, text: "" })
            .collect()
    }

    fn shell(&self, lang: Lang) -> &Shell {
        &self.shells[usize::from(lang == Lang::En)]
    }

    /// The values every page needs; `title` also for its heading.
    pub(crate) fn context(&self, head: &Head<'_>) -> Context {
        let shell = self.shell(head.lang);
        let mut context = Context::new();
        context.insert_value("t", shell.text_values.clone());
        context.insert_value("f", shell.fixed.clone());
        context.insert_value("menu", shell.menu(head.menu_file));
        context.insert_value("lang", head.lang.code().into());
        context.insert_value("title", head.title.into());
        context.insert_value(
            "head_title",
            format!("{} – {}", head.title, self.agency.name).into(),
        );
        context.insert_value("description", head.description.into());
        context.insert_value("head_links", Value::safe_string(&head.links));
        context.insert_value("switch", Value::safe_string(&switch(head, &shell.texts)));
        context.insert_value("breadcrumbs", Value::safe_string(&head.breadcrumbs));
        context.insert_value("script", head.script.into());
        context.insert_value("noindex", head.noindex.into());
        context.insert_value("draft", Value::none());
        context
    }

    /// Renders into `out`.
    pub(crate) fn render_to(
        &self,
        template: &str,
        context: &Context,
        out: &mut Vec<u8>,
    ) -> Result<(), tera::Error> {
        self.tera.render_to(template, context, out)
    }

    /// Renders one of our own templates with our own values, which a test does for every one of them.
    pub(crate) fn render(&self, template: &str, context: &Context) -> String {
        self.tera
            .render(template, context)
            .expect("our templates render with our values")
    }
}

/// The link to the same page in the other language, named in that language.
fn switch(head: &Head<'_>, texts: &Texts) -> String {
    head.translation.as_ref().map_or_else(String::new, |(lang, url)| {
        let code = lang.code();
        let name = escape(texts.get("site.other_language"));
        format!(
            "<a class=\"lang\" href=\"{}\" lang=\"{code}\" hreflang=\"{code}\">{name}</a>",
            escape(url)
        )
    })
}
