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
mod rehearsal;
mod shell;
mod staff;
mod status_page;
mod texts;
mod views;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use complaint::{Agency, Lang, Problem};
use tera::{Context, Tera, Value};

use crate::html::escape;
use assets::ThemeAssets;
use palette::Palette;
use shell::Shell;

pub use assets::Asset;
pub use load::Override;
pub use shell::{Link, Links, links_by_name};
pub use staff::{STAFF_POLICY, StaffFrame, StaffWho, UNSEAL_POLICY};
pub use texts::{Sentences, Texts};
pub(crate) use texts::{blanks, flatten};
pub use views::{
    Dialogue, DialogueMessage, EvidenceLine, FormView, InputError, MessageView, Opened, ReceiptView,
    ReplyKind, StatusFormView, StatusView, TimelineEntry, UploadLine,
};

pub(crate) use field::{grouped, size};
pub(crate) use form_page::Filled;
pub(crate) use load::template_problem;

/// Where the web manifest is.
pub(crate) const MANIFEST: &str = "/situs.webmanifest";

/// The theme of one agency.
#[derive(Clone, Debug)]
pub struct Theme {
    agency: Agency,
    overridden: Vec<String>,
    /// What is wrong with the agency's templates, found while rendering.
    refused: Arc<Mutex<BTreeSet<Problem>>>,
    sentences: Sentences,
    /// Made for the first page: an answer to a program needs none of it, and a cold start should not wait for it.
    worn: Arc<OnceLock<Worn>>,
}

/// What pages are made of.
#[derive(Debug)]
struct Worn {
    cloth: Cloth,
    shells: Vec<(Lang, Shell)>,
}

impl Worn {
    fn cut(cloth: Cloth, agency: &Agency, sentences: &Sentences, links: Links<'_>) -> Worn {
        let shell = |(lang, texts)| {
            (
                lang,
                Shell::new(&cloth.tera, agency, &cloth.assets, (lang, texts), links),
            )
        };
        Worn {
            shells: sentences.each().map(shell).collect(),
            cloth,
        }
    }
}

/// What a theme is cut from: templates, style and script in the agency's colours. Takes longest to make, and follows
/// from settings and templates alone.
#[derive(Clone, Debug)]
pub(crate) struct Cloth {
    tera: Arc<Tera>,
    /// The templates as they come, where the agency has its own.
    plain: Option<Arc<Tera>>,
    assets: ThemeAssets,
    palette: Palette,
}

impl Cloth {
    pub(crate) fn of(agency: &Agency, overrides: &[Override<'_>]) -> Result<Cloth, Vec<Problem>> {
        let palette = Palette::new(&agency.theme)?;
        let plain = match overrides {
            [] => None,
            _ => Some(Arc::new(load::templates(&[])?)),
        };
        Ok(Cloth {
            tera: Arc::new(load::templates(overrides)?),
            plain,
            assets: ThemeAssets::new(&palette),
            palette,
        })
    }
}

/// What a page says about itself.
pub(crate) struct Head<'a> {
    pub(crate) lang: Lang,
    /// What the browser shows, without the agency's name.
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    /// Elements of the `<head>`: canonical address, translations, feed.
    pub(crate) links: String,
    /// The same page in other languages.
    pub(crate) translations: Vec<Counterpart>,
    /// The file whose menu entry is the current one.
    pub(crate) menu_file: Option<&'a str>,
    pub(crate) breadcrumbs: String,
    pub(crate) script: bool,
    pub(crate) noindex: bool,
}

/// A page in another language.
#[derive(Clone, Debug)]
pub(crate) struct Counterpart {
    pub(crate) lang: Lang,
    pub(crate) url: String,
    /// It says the same; otherwise it is only the place where that language begins.
    pub(crate) is_same: bool,
}

impl<'a> Head<'a> {
    /// The head of a page that the function answers: not for search engines, no translation.
    pub(crate) fn answer(lang: Lang, title: &'a str) -> Head<'a> {
        Head {
            lang,
            title,
            description: "",
            links: String::new(),
            translations: Vec::new(),
            menu_file: None,
            breadcrumbs: String::new(),
            script: true,
            noindex: true,
        }
    }
}

/// A language that a page can be read in.
#[derive(serde::Serialize)]
pub(crate) struct LanguageModel {
    code: &'static str,
    name: String,
}

impl Theme {
    /// The theme as the function wears it: addresses by file name, the agency's own templates
    /// ([`load_theme`](crate::load_theme) reads them).
    pub fn new(agency: &Agency, overrides: &[Override<'_>]) -> Result<Theme, Vec<Problem>> {
        let sentences = Sentences::embedded();
        if overrides.is_empty() {
            Palette::new(&agency.theme)?;
            return Ok(Theme::of(agency, &sentences, Vec::new(), Arc::default()));
        }
        let cloth = Cloth::of(agency, overrides)?;
        let overridden = overrides.iter().map(|own| own.file.to_owned()).collect();
        Ok(Theme::cut(cloth, agency, &sentences, &links_by_name, overridden))
    }

    /// The theme as the generator wears it: addresses from the pages that exist, the agency's own templates, whose
    /// files are `overridden`.
    pub(crate) fn cut(
        cloth: Cloth,
        agency: &Agency,
        sentences: &Sentences,
        links: Links<'_>,
        overridden: Vec<String>,
    ) -> Theme {
        let worn = Worn::cut(cloth, agency, sentences, links);
        Theme::of(agency, sentences, overridden, Arc::new(OnceLock::from(worn)))
    }

    fn of(
        agency: &Agency,
        sentences: &Sentences,
        overridden: Vec<String>,
        worn: Arc<OnceLock<Worn>>,
    ) -> Theme {
        Theme {
            agency: agency.clone(),
            overridden,
            refused: Arc::default(),
            sentences: sentences.clone(),
            worn,
        }
    }

    fn worn(&self) -> &Worn {
        self.worn.get_or_init(|| {
            let cloth =
                Cloth::of(&self.agency, &[]).expect("our own templates, in colours that were looked at");
            Worn::cut(cloth, &self.agency, &self.sentences, &links_by_name)
        })
    }

    fn cloth(&self) -> &Cloth {
        &self.worn().cloth
    }

    /// Every sentence of the interface in a language.
    pub fn texts(&self, lang: Lang) -> &Texts {
        self.sentences.get(lang)
    }

    /// Path and content of the theme's own files.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.cloth()
            .assets
            .iter()
            .map(|named| (named.path.as_str(), &named.asset))
    }

    /// What the offline page needs besides itself.
    pub(crate) fn offline_assets(&self) -> impl Iterator<Item = &str> {
        let logo = self.agency.theme.logo.as_ref().map(|logo| logo.value.as_str());
        [self.cloth().assets.style.path.as_str(), self.icon_path()]
            .into_iter()
            .chain(logo)
    }

    /// Where the icon is.
    pub(crate) fn icon_path(&self) -> &str {
        &self.cloth().assets.icon.path
    }

    /// The colours of the frame that a telephone draws around the site: the agency's, and the paper.
    pub(crate) fn screen_colours(&self) -> (String, String) {
        (
            self.cloth().palette.primary().css(),
            self.cloth().palette.paper().css(),
        )
    }

    /// The agency's own templates, for naming them in problems.
    pub(crate) fn overrides(&self) -> Vec<Override<'_>> {
        self.overridden
            .iter()
            .map(|file| Override { file, text: "" })
            .collect()
    }

    fn shell(&self, lang: Lang) -> &Shell {
        let shells = &self.worn().shells;
        let own = shells.iter().find(|(known, _)| *known == lang);
        let (_, shell) = own.unwrap_or(&shells[0]);
        shell
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
        context.insert_value("switch", Value::safe_string(&self.switch(head)));
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
        self.cloth().tera.render_to(template, context, out)
    }

    /// Renders a page beside those from content. Our own templates render with our own values, which a test does for
    /// every one of them; what is wrong with one of the agency's is kept for [`Theme::refused`], and the page comes
    /// out as it would without it: nobody who has filed a complaint is left without their number.
    pub(crate) fn render(&self, template: &str, context: &Context) -> String {
        self.cloth()
            .tera
            .render(template, context)
            .unwrap_or_else(|error| {
                let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
                refused.insert(template_problem(&error, &self.overrides()));
                let plain = self
                    .cloth()
                    .plain
                    .as_ref()
                    .map(|plain| plain.render(template, context));
                plain.and_then(Result::ok).unwrap_or_default()
            })
    }

    /// Why templates of the agency could not be rendered.
    pub(crate) fn refused(&self) -> Vec<Problem> {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.iter().cloned().collect()
    }

    /// The other languages of the agency, for pages that no address leads to.
    pub(crate) fn other_languages(&self, lang: Lang) -> Vec<LanguageModel> {
        let others = self
            .agency
            .languages
            .iter()
            .filter(|other| **other != lang && other.answered() == **other);
        let model = |other: &Lang| LanguageModel {
            code: other.code(),
            name: self.texts(*other).get("site.own_name").to_owned(),
        };
        others.map(model).collect()
    }

    /// The links to other languages, each named in that language.
    fn switch(&self, head: &Head<'_>) -> String {
        let link = |other: &Counterpart| {
            let (code, texts) = (other.lang.code(), self.texts(other.lang));
            let name = escape(texts.get("site.own_name"));
            let url = escape(&other.url);
            if other.is_same {
                format!("<a class=\"lang\" href=\"{url}\" lang=\"{code}\" hreflang=\"{code}\">{name}</a>")
            } else {
                let home = escape(texts.get("site.home"));
                format!("<a class=\"lang\" href=\"{url}\" lang=\"{code}\">{name} ({home})</a>")
            }
        };
        head.translations.iter().map(link).collect()
    }
}
