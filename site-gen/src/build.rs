//! A content folder becomes a site: read top to bottom.

mod all_pages;
mod settings;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use complaint::agency::Agency;
use complaint::problem::Problem;
use jiff::civil::Date;

use crate::extras::{self, Files};
use crate::freshness;
use crate::memo::Memo;
use crate::output::{InMemory, Output};
use crate::pages::{self, Pages, settings_problems};
use crate::pictures::Pictures;
use crate::read::Input;
use crate::readability::Reading;
use crate::receipt_keys;
use crate::render::Rendered;
use crate::statistics::{self, Statistics};
use crate::translations::{self, Translations};
use all_pages::AllPages;
pub(crate) use settings::Settings;

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
    // What pages refer to is known before any of them is rendered.
    let settings = settings(input, options, memo)
        .map_err(|found| sorted([found, pages::head_problems(input, options)].concat()))?;
    let (agency, mut problems) = (&*settings.agency, settings.problems(options));
    let pages = Pages::collect(
        input,
        options,
        agency,
        &settings.sentences.all,
        memo,
        &mut problems,
    );
    problems.extend(settings_problems(&pages, agency, options));
    problems.extend(freshness::problems(&pages, agency, options));
    let figures = figures(input, options, agency, &mut problems);
    let theme = match settings.theme(input, options, &pages) {
        Ok(theme) => theme,
        Err(found) => return Err(sorted([problems, found].concat())),
    };
    problems.extend(receipt_keys::problem(input, options));
    let mut files = extras::files(options, agency, &pages, &theme, figures.as_ref());
    files.extend([receipt_keys::file(input)]);
    theme.rehearse(options.today);
    problems.extend(theme.refused());

    // Every page by itself, in parallel.
    let pictures = Pictures::collect(input);
    let all = AllPages {
        input,
        options,
        agency,
        pages: &pages,
        theme: &theme,
        files: &known(&files, input),
        pictures: &pictures,
    };
    let rendered = all.render(figures.as_ref(), output, memo);

    // What only all pages together tell. Nothing is shown before everything is known to be right.
    let together = all.together(&rendered, &mut problems);
    files.extend(together);
    problems.extend(extras::static_problems(input, &made(&files, &rendered), options));
    let problems = sorted(problems);
    if problems.iter().any(Problem::is_error) {
        return Err(problems);
    }
    put_all(output, input, files);
    let translations = translations::report(&pages, agency, options, &settings.sentences.missing);
    Ok(Built {
        agency: Arc::clone(&settings.agency),
        pages: pages.list.len(),
        addresses: pages.addresses(),
        redirects: pages::moved(&pages, agency),
        warnings: problems,
        advice: advice(rendered, translations),
    })
}

/// The settings as the last build read them, if they are the same.
fn settings(input: &Input, options: &Options, memo: Option<&Memo>) -> Result<Arc<Settings>, Vec<Problem>> {
    let read = || Settings::read(input, options).map(Arc::new);
    memo.map_or_else(read, |memo| {
        memo.settings(settings::fingerprint(input, options), read)
    })
}

fn figures(
    input: &Input,
    options: &Options,
    agency: &Agency,
    problems: &mut Vec<Problem>,
) -> Option<Statistics> {
    let figures = statistics::read(input, options).unwrap_or_else(|found| {
        problems.extend(found);
        None
    });
    problems.extend(statistics::told_twice(input, options, agency, figures.as_ref()));
    figures
}

/// Paths that pages may link to although no page is there.
fn known<'a>(files: &'a Files, input: &'a Input) -> HashSet<&'a str> {
    let made = files.keys().map(String::as_str);
    made.chain(extras::static_files(input).map(|(path, _)| path))
        .collect()
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
