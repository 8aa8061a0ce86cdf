//! A content folder becomes a site: read top to bottom.

use std::collections::HashSet;
use std::sync::Arc;

use complaint::Lang;
use complaint::agency::{Agency, Source};
use complaint::problem::Problem;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::extras::{self, Files};
use crate::freshness;
use crate::markdown::{Facts, Scope};
use crate::pages::{self, Pages, settings_problems};
use crate::pictures::Pictures;
use crate::read::Input;
use crate::readability::{Known, Reading};
use crate::render::{self, Job, Rendered};
use crate::search;
use crate::statistics::{self, Statistics};
use crate::theme::{Asset, Theme};
use crate::translations::{self, Translations};
use crate::{content_file, media_type, page_path};

/// How a site is built.
#[derive(Clone, Debug)]
pub struct Options {
    /// The public address, in place of the one in `agency.toml`.
    pub base_url: Option<String>,
    /// Whether drafts, pages of the future and expired pages are built too.
    pub drafts: bool,
    /// The date in the agency's zone: for pages with a first or last day, and the calendar.
    pub today: Date,
    /// The content folder as editors know it, in front of file names in problems.
    pub content_name: String,
}

/// A built site, in memory.
#[derive(Clone, Debug)]
pub struct Site {
    /// The agency it is for.
    pub agency: Arc<Agency>,
    /// Every file by its path, such as `/kanal/index.html`.
    pub files: Files,
    /// How many pages were built from content.
    pub pages: usize,
    /// What somebody should look at.
    pub warnings: Vec<Problem>,
    /// What makes pages better, told by `check`: plain language, translations.
    pub advice: Advice,
}

/// What a site is fine without, but better with.
#[derive(Clone, Debug, Default)]
pub struct Advice {
    /// One by one, with their place.
    pub hints: Vec<Problem>,
    /// How hard every Indonesian page is to read.
    pub readings: Vec<Reading>,
    /// What is not, or no longer, translated.
    pub translations: Vec<Translations>,
}

/// Builds the site, or tells everything that is wrong. Pure: the same input gives the same bytes.
pub fn build(input: &Input, options: &Options) -> Result<Site, Vec<Problem>> {
    let (agency, mut problems) = agency(input, options)
        .map_err(|found| sorted([found, pages::head_problems(input, options)].concat()))?;
    problems.extend(agency.check_calendar(options.today));
    let pages = Pages::collect(input, options, &agency, &mut problems);
    problems.extend(settings_problems(&pages, &agency, options));
    problems.extend(freshness::problems(&pages, &agency, options));
    let figures = figures(input, options, &mut problems);
    let theme = match Theme::of_site(input, options, &agency, &pages) {
        Ok(theme) => theme,
        Err(found) => return Err(sorted([problems, found].concat())),
    };
    let mut extras = extras::files(options, &agency, &pages, &theme, figures.as_ref());
    let static_files = extras::static_files(input);
    let known: HashSet<&str> = extras
        .keys()
        .chain(static_files.keys())
        .map(String::as_str)
        .collect();
    let pictures = Pictures::collect(input);
    let all = Scopes {
        input,
        options,
        agency: &agency,
        pages: &pages,
        theme: &theme,
        files: &known,
        pictures: &pictures,
    };
    let rendered = all.render(figures.as_ref());
    problems.extend(rendered.iter().flat_map(|page| page.problems.iter().cloned()));
    problems.extend(render::broken_anchors(&pages, options, &rendered));
    if !problems.iter().any(Problem::is_error) {
        match render::pictures(input, options, &pages, &pictures, &rendered) {
            Ok(made) => extras.extend(made),
            Err(found) => problems.extend(found),
        }
    }
    let advice = advice(&rendered, translations::report(&pages, &agency, options));
    let index = search::files(&pages.search, &agency, |at| rendered[at].terms.as_ref());
    let mut files = gather(rendered, extras);
    files.extend(index);
    problems.extend(extras::add_static(&mut files, static_files, options));
    let (pages, problems) = (pages.list.len(), sorted(problems));
    if problems.iter().any(Problem::is_error) {
        return Err(problems);
    }
    Ok(Site {
        agency: Arc::new(agency),
        files,
        pages,
        warnings: problems,
        advice,
    })
}

fn agency(input: &Input, options: &Options) -> Result<(Agency, Vec<Problem>), Vec<Problem>> {
    let files = ["agency.toml", "data/holidays.toml"];
    let [agency, holidays] = files.map(|name| (content_file(options, name), input.files.get(name)));
    let missing: Vec<Problem> = [&agency, &holidays]
        .into_iter()
        .filter(|(_, bytes)| bytes.is_none())
        .map(|(file, _)| missing(file))
        .collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let text =
        |bytes: Option<&Vec<u8>>| String::from_utf8_lossy(bytes.map_or(&[][..], Vec::as_slice)).into_owned();
    let (agency_text, holidays_text) = (text(agency.1), text(holidays.1));
    let source = |file, text| Source { file, text };
    let (mut agency, warnings) = Agency::parse(
        source(&agency.0, &agency_text),
        source(&holidays.0, &holidays_text),
    )?;
    if let Some(base_url) = &options.base_url {
        base_url.trim_end_matches('/').clone_into(&mut agency.base_url);
    }
    Ok((agency, warnings))
}

fn missing(file: &str) -> Problem {
    Problem::error(
        file,
        None,
        "missing-file",
        "berkas ini tidak ada",
        "buat berkas ini; contohnya ada di situs contoh",
    )
}

fn figures(input: &Input, options: &Options, problems: &mut Vec<Problem>) -> Option<Statistics> {
    statistics::read(input, options).unwrap_or_else(|found| {
        problems.extend(found);
        None
    })
}

/// What the jobs of all pages read.
#[derive(Clone, Copy)]
struct Scopes<'a> {
    input: &'a Input,
    options: &'a Options,
    agency: &'a Agency,
    pages: &'a Pages<'a>,
    theme: &'a Theme,
    files: &'a HashSet<&'a str>,
    pictures: &'a Pictures,
}

impl Scopes<'_> {
    /// Every page in parallel, in the order of the pages.
    fn render(self, figures: Option<&Statistics>) -> Vec<Rendered> {
        let figures = [Lang::Id, Lang::En].map(|lang| {
            figures.map_or_else(String::new, |figures| {
                statistics::html(figures, self.agency, lang, self.theme.texts(lang))
            })
        });
        let (facts, known) = (Facts::of(self.agency), Known::of(self.agency));
        let job = |at: usize| {
            let page = &self.pages.list[at];
            let statistics = if page.key == "statistik.md" {
                &figures[usize::from(page.lang == Lang::En)]
            } else {
                ""
            };
            Job {
                scope: self.at(at, &facts),
                theme: self.theme,
                statistics,
                known: &known,
            }
        };
        (0..self.pages.list.len())
            .into_par_iter()
            .with_min_len(8)
            .map(|at| render::page(&job(at)))
            .collect()
    }

    fn at<'s>(&'s self, at: usize, facts: &'s Facts) -> Scope<'s> {
        let Scopes {
            input,
            options,
            agency,
            pages,
            theme,
            files,
            pictures,
        } = *self;
        Scope {
            options,
            agency,
            pages,
            texts: theme.texts(pages.list[at].lang),
            files,
            facts,
            input,
            pictures,
            at,
        }
    }
}

fn advice(rendered: &[Rendered], translations: Vec<Translations>) -> Advice {
    let hints = rendered.iter().flat_map(|page| page.judged.hints.iter().cloned());
    let hints = sorted(hints.chain(translations::hints(&translations)).collect());
    let readings = rendered
        .iter()
        .filter_map(|page| page.judged.reading.clone())
        .collect();
    Advice {
        hints,
        readings,
        translations,
    }
}

fn gather(rendered: Vec<Rendered>, mut files: Files) -> Files {
    let documents = rendered.into_iter().flat_map(|page| page.documents);
    files.extend(documents.map(|(url, bytes)| {
        (
            page_path(&url),
            Asset {
                content_type: media_type::HTML,
                bytes,
                immutable: false,
            },
        )
    }));
    files
}

fn sorted(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort();
    problems.dedup();
    problems
}
