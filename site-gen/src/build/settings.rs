//! What a site is made with before any page is read: agency, sentences, templates. Most edits change none of it, so
//! what it was made into is kept for the next build of the same program.

use std::sync::Arc;

use complaint::Agency;
use complaint::agency::Source;
use complaint::problem::Problem;
use xxhash_rust::xxh3::Xxh3;

use super::Options;
use crate::content_file;
use crate::pages::Pages;
use crate::read::Input;
use crate::sentences::{self, OfSite};
use crate::theme::{Cloth, Override, Theme};
use crate::utf8;

const AGENCY: &str = "agency.toml";
const HOLIDAYS: &str = "data/holidays.toml";
/// Folders of settings: sentences of further languages, templates.
const FOLDERS: [&str; 2] = ["text/", "templates/"];
/// Every page shows the logo, and some people pay for each kilobyte.
const LOGO_BYTES: usize = 4096;

/// The settings of a site, read.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) agency: Arc<Agency>,
    pub(crate) sentences: OfSite,
    /// What should be looked at in them.
    warnings: Vec<Problem>,
    cloth: Result<Cloth, Vec<Problem>>,
    /// The agency's own templates.
    overridden: Vec<String>,
}

impl Settings {
    /// Reads them; without an agency that can be read there is nothing to build.
    pub(crate) fn read(input: &Input, options: &Options) -> Result<Settings, Vec<Problem>> {
        let (agency, warnings) = agency(input, options)?;
        let templates = templates(input, options)?;
        let overrides = templates.iter().map(|&(ref file, text)| Override { file, text });
        let overrides: Vec<Override<'_>> = overrides.collect();
        let cloth = Cloth::of(&agency, &overrides);
        Ok(Settings {
            sentences: sentences::of_site(input, options, &agency),
            agency: Arc::new(agency),
            warnings,
            cloth: cloth.map_err(|found| {
                found
                    .into_iter()
                    .map(|problem| in_content(problem, options))
                    .collect()
            }),
            overridden: templates.into_iter().map(|(file, _)| file).collect(),
        })
    }

    /// What is wrong with them, and what should be looked at.
    pub(crate) fn problems(&self, options: &Options) -> Vec<Problem> {
        let calendar = self.agency.check_calendar(options.today);
        [&self.warnings[..], &calendar, &self.sentences.problems].concat()
    }

    /// The theme of a site with those pages.
    pub(crate) fn theme(
        &self,
        input: &Input,
        options: &Options,
        pages: &Pages<'_>,
    ) -> Result<Theme, Vec<Problem>> {
        if let Some(problem) = logo_problem(input, options, &self.agency) {
            return Err(vec![problem]);
        }
        Ok(Theme::cut(
            self.cloth.clone()?,
            &self.agency,
            &self.sentences.all,
            &|file, lang| pages.link(file, lang),
            self.overridden.clone(),
        ))
    }
}

/// A fingerprint of everything that settings are read from.
pub(crate) fn fingerprint(input: &Input, options: &Options) -> u64 {
    let is_setting = |file: &str| {
        file == AGENCY || file == HOLIDAYS || FOLDERS.iter().any(|folder| file.starts_with(folder))
    };
    let mut hash = Xxh3::new();
    for (file, bytes) in input.files.iter().filter(|(file, _)| is_setting(file)) {
        hash.update(format!("{file} {} ", bytes.len()).as_bytes());
        hash.update(bytes);
    }
    hash.update(format!("{options:?}").as_bytes());
    hash.digest()
}

fn agency(input: &Input, options: &Options) -> Result<(Agency, Vec<Problem>), Vec<Problem>> {
    let files = [AGENCY, HOLIDAYS].map(|name| (content_file(options, name), input.files.get(name)));
    let missing: Vec<Problem> = files
        .iter()
        .filter(|(_, bytes)| bytes.is_none())
        .map(|(file, _)| missing(file))
        .collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let texts = files
        .each_ref()
        .map(|(file, bytes)| utf8::text(file, bytes.map_or(&[][..], |bytes| &bytes[..])));
    let foreign: Vec<Problem> = texts.iter().filter_map(|text| text.clone().err()).collect();
    let [Ok(agency), Ok(holidays)] = texts else {
        return Err(foreign);
    };
    let source = |at: usize, text| Source {
        file: &files[at].0,
        text,
    };
    let (mut agency, warnings) = Agency::parse(source(0, agency), source(1, holidays))?;
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

/// File and text of the agency's own templates.
fn templates<'i>(input: &'i Input, options: &Options) -> Result<Vec<(String, &'i str)>, Vec<Problem>> {
    let own = input
        .files
        .iter()
        .filter(|(file, _)| file.starts_with("templates/"));
    let read = own.map(|(file, bytes)| {
        let file = content_file(options, file);
        utf8::text(&file, bytes).map(|text| (file, text))
    });
    let (read, foreign): (Vec<_>, Vec<_>) = read.partition(Result::is_ok);
    if foreign.is_empty() {
        Ok(read.into_iter().flatten().collect())
    } else {
        Err(foreign.into_iter().filter_map(Result::err).collect())
    }
}

fn in_content(problem: Problem, options: &Options) -> Problem {
    match problem.file.as_str() {
        AGENCY => Problem {
            file: content_file(options, AGENCY),
            ..problem
        },
        _ => problem,
    }
}

/// A logo that is not there, or that would make every page heavy.
fn logo_problem(input: &Input, options: &Options, agency: &Agency) -> Option<Problem> {
    let logo = agency.theme.logo.as_ref()?;
    let (code, message) = match input.files.get(&format!("static{}", logo.value)) {
        None => (
            "missing-file",
            format!("logo `{}` tidak ada di static/", logo.value),
        ),
        Some(bytes) if bytes.len() > LOGO_BYTES => (
            "heavy-logo",
            format!(
                "logo `{}` berukuran {} byte, paling banyak {LOGO_BYTES}",
                logo.value,
                bytes.len()
            ),
        ),
        Some(_) => return None,
    };
    let help = "simpan logo kecil di static/: SVG sederhana, atau PNG 64 x 64 piksel";
    Some(Problem::error(
        content_file(options, AGENCY),
        logo.line,
        code,
        message,
        help,
    ))
}
