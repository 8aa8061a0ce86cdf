//! A content folder becomes a site: read top to bottom.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use complaint::Lang;
use complaint::agency::{Agency, Source};
use complaint::problem::Problem;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::extras::{self, Files};
use crate::freshness;
use crate::markdown::{Facts, Scope};
use crate::memo::{Kept, Memo};
use crate::output::{InMemory, Output};
use crate::pages::{self, Pages, settings_problems};
use crate::pictures::Pictures;
use crate::read::Input;
use crate::readability::{Known, Reading};
use crate::receipt_keys;
use crate::render::{self, Documents, Job, Rendered};
use crate::search;
use crate::sentences;
use crate::statistics::{self, Statistics};
use crate::theme::{Asset, Theme};
use crate::translations::{self, Translations};
use crate::{content_file, media_type};

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

/// A site that was built, apart from its files.
#[derive(Clone, Debug)]
pub struct Built {
    /// The agency it is for.
    pub agency: Arc<Agency>,
    /// How many pages were built from content.
    pub pages: usize,
    /// The address of every content file that became a page.
    pub addresses: BTreeMap<String, String>,
    /// Where old addresses lead.
    pub redirects: BTreeMap<String, String>,
    /// What somebody should look at.
    pub warnings: Vec<Problem>,
    /// What makes pages better, told by `check`: plain language, translations.
    pub advice: Advice,
}

/// A built site, in memory.
#[derive(Clone, Debug)]
pub struct Site {
    /// What is known of it.
    pub built: Built,
    /// Every file by its path, such as `/kanal/index.html`.
    pub files: Files,
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

/// Builds the site in memory, or tells everything that is wrong. Pure: the same input gives the same bytes.
pub fn build(input: &Input, options: &Options) -> Result<Site, Vec<Problem>> {
    let files = InMemory::default();
    let built = build_into(input, options, &files)?;
    Ok(Site {
        built,
        files: files.into_files(),
    })
}

/// The same, with what an earlier build of this program remembers.
pub fn rebuild(input: &Input, options: &Options, memo: &Memo) -> Result<Site, Vec<Problem>> {
    let files = InMemory::default();
    let built = build_with(input, options, &files, Some(memo))?;
    Ok(Site {
        built,
        files: files.into_files(),
    })
}

/// Builds the site and hands over each file as soon as it is made. What is wrong is known only at the end: the output
/// must not show anything before that.
pub fn build_into(input: &Input, options: &Options, output: &dyn Output) -> Result<Built, Vec<Problem>> {
    build_with(input, options, output, None)
}

fn build_with(
    input: &Input,
    options: &Options,
    output: &dyn Output,
    memo: Option<&Memo>,
) -> Result<Built, Vec<Problem>> {
    let (agency, mut problems) = agency(input, options)
        .map_err(|found| sorted([found, pages::head_problems(input, options)].concat()))?;
    problems.extend(agency.check_calendar(options.today));
    let sentences = sentences::of_site(input, options, &agency);
    problems.extend(sentences.problems);
    let pages = Pages::collect(input, options, &agency, &sentences.all, &mut problems);
    problems.extend(settings_problems(&pages, &agency, options));
    problems.extend(freshness::problems(&pages, &agency, options));
    let figures = figures(input, options, &mut problems);
    let theme = match Theme::of_site(input, options, &agency, &sentences.all, &pages) {
        Ok(theme) => theme,
        Err(found) => return Err(sorted([problems, found].concat())),
    };
    problems.extend(receipt_keys::problem(input, options));
    let mut files = extras::files(options, &agency, &pages, &theme, figures.as_ref());
    let (path, keys) = receipt_keys::file(input);
    let media_type = media_type::of(&path);
    files.insert(path, extras::made_of_text(media_type, keys));
    theme.rehearse(options.today);
    problems.extend(theme.refused());
    let known: HashSet<&str> = files
        .keys()
        .map(String::as_str)
        .chain(extras::static_files(input).map(|(path, _)| path))
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
    let rendered = all.render(figures.as_ref(), output, memo);
    problems.extend(rendered.iter().flat_map(|page| page.problems.iter().cloned()));
    problems.extend(render::broken_anchors(&pages, options, &rendered));
    files.extend(search::files(&pages.search, &agency, |at| {
        rendered[at].terms.as_ref()
    }));
    if !problems.iter().any(Problem::is_error) {
        match render::pictures(input, options, &pages, &pictures, &rendered) {
            Ok(made) => files.extend(made),
            Err(found) => problems.extend(found),
        }
    }
    problems.extend(extras::static_problems(input, &made(&files, &rendered), options));
    let problems = sorted(problems);
    if problems.iter().any(Problem::is_error) {
        return Err(problems);
    }
    put_all(output, input, files);
    Ok(Built {
        pages: pages.list.len(),
        addresses: pages.addresses(),
        redirects: pages::moved(&pages, &agency),
        warnings: problems,
        advice: advice(
            rendered,
            translations::report(&pages, &agency, options, &sentences.missing),
        ),
        agency: Arc::new(agency),
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
    /// Every page in parallel, in the order of the pages; its documents go to `output` at once.
    fn render(
        self,
        figures: Option<&Statistics>,
        output: &dyn Output,
        memo: Option<&Memo>,
    ) -> Vec<Arc<Rendered>> {
        let in_words = |lang: &Lang| {
            let html = |figures| statistics::html(figures, self.agency, *lang, self.theme.texts(*lang));
            (*lang, figures.map_or_else(String::new, html))
        };
        let figures: HashMap<Lang, String> = self.agency.languages.iter().map(in_words).collect();
        let (facts, known) = (Facts::of(self.agency), Known::of(self.agency));
        let job = |at: usize| {
            let page = &self.pages.list[at];
            let statistics = if page.key == "statistik.md" {
                figures[&page.lang].as_str()
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
        let pages = (0..self.pages.list.len()).into_par_iter().with_min_len(8);
        let Some(memo) = memo else {
            let finish = |at| {
                let (documents, rendered) = render::page(&job(at));
                put_documents(output, documents);
                Arc::new(rendered)
            };
            return pages.map(finish).collect();
        };
        let recall = memo.recall(self.input, self.options, self.pages);
        let kept: Vec<Kept> = pages
            .map(|at| recall.page(&self.pages.list[at], || render::page(&job(at))))
            .inspect(|page| put_documents(output, page.documents.clone()))
            .collect();
        let rendered = kept.iter().map(|page| Arc::clone(&page.rendered)).collect();
        memo.keep(&recall, self.pages, kept);
        rendered
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

fn advice(rendered: Vec<Arc<Rendered>>, translations: Vec<Translations>) -> Advice {
    let (mut hints, mut readings) = (translations::hints(&translations), Vec::new());
    for page in rendered {
        let judged = Arc::try_unwrap(page).map_or_else(|kept| kept.judged.clone(), |page| page.judged);
        hints.extend(judged.hints);
        readings.extend(judged.reading);
    }
    Advice {
        hints: sorted(hints),
        readings,
        translations,
    }
}

/// The path of everything the site makes itself.
fn made<'a>(files: &'a Files, rendered: &'a [Arc<Rendered>]) -> HashSet<&'a str> {
    let pages = rendered.iter().flat_map(|page| &page.paths);
    pages.chain(files.keys()).map(String::as_str).collect()
}

fn put_documents(output: &dyn Output, documents: Documents) {
    for (path, bytes) in documents {
        let asset = Asset {
            content_type: media_type::HTML,
            bytes,
            immutable: false,
        };
        output.put(&path, asset);
    }
}

/// What is no page.
fn put_all(output: &dyn Output, input: &Input, files: Files) {
    for (path, bytes) in extras::static_files(input) {
        output.put(path, extras::static_asset(path, bytes));
    }
    for (path, asset) in files {
        output.put(&path, asset);
    }
}

fn sorted(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort();
    problems.dedup();
    problems
}
