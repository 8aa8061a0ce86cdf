//! Renewal figures made anew from the register, between two builds: the pages that a build made keep everything
//! but what stands between two marks, and the data files are written again.
//!
//! Nothing is published that does not add up, and a page without its marks is left alone.

use bytes::Bytes;
use complaint::problem::Problem;
use complaint::{Agency, Lang};
use jiff::civil::{Date, date};
use serde_json::Value;

use super::{Period, Statistics, check, open_data, source, tables};
use crate::address::url_by_name;
use crate::read::Input;
use crate::theme::{Asset, Theme};
use crate::{Options, content_file, media_type, page_path};

const BEGIN: &str = "<!--angka-->";
const END: &str = "<!--/angka-->";
/// What the register is called in problems.
const REGISTER: &str = "register";
const PAGE: &str = "statistik.md";

/// Figures between the marks, where the register will bring newer ones.
pub(crate) fn marked(html: String, agency: &Agency) -> String {
    if agency.register_from.is_some() {
        format!("{BEGIN}{html}{END}")
    } else {
        html
    }
}

/// Years that both the data file and the register would tell.
pub(crate) fn told_twice(
    input: &Input,
    options: &Options,
    agency: &Agency,
    figures: Option<&Statistics>,
) -> Vec<Problem> {
    let (Some(figures), Some(first)) = (figures, agency.register_from) else {
        return Vec::new();
    };
    let file = source::FILES
        .into_iter()
        .find(|file| input.files.contains_key(*file));
    let overlaps = |period: &&Period| {
        let last = period.until.map(Date::year).or_else(|| period.label.parse().ok());
        last.is_none_or(|last| last >= first)
    };
    let problem = |period: &Period| {
        Problem::error(
            content_file(options, file.unwrap_or(source::FILES[0])),
            None,
            "told-twice",
            format!("masa {} sudah dihitung dari register sejak {first}", period.label),
            "hapus masa itu dari berkas ini, atau ubah register_from di agency.toml",
        )
    };
    figures.periods.iter().filter(overlaps).map(problem).collect()
}

/// Years whose figures come from no register of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History(Option<Statistics>);

impl History {
    /// Reads the data file of that name.
    pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<History, Vec<Problem>> {
        source::parse(name, bytes).map(|figures| History(Some(figures)))
    }
}

/// Where the pages with figures are, in the languages that are answered.
pub fn published_paths(agency: &Agency) -> impl Iterator<Item = (Lang, String)> {
    let answered = agency.languages.iter().filter(|lang| lang.answered() == **lang);
    answered.map(|lang| (*lang, page_path(&url_by_name(PAGE, *lang))))
}

/// The figures that are to be published, known to add up.
#[derive(Debug)]
pub struct Renewal<'a> {
    statistics: Statistics,
    agency: &'a Agency,
    theme: &'a Theme,
}

impl<'a> Renewal<'a> {
    /// The register's figures (see [`register_document`](crate::register_document)) behind those of earlier years.
    pub fn new(
        history: &History,
        register: &Value,
        agency: &'a Agency,
        theme: &'a Theme,
    ) -> Result<Renewal<'a>, Vec<Problem>> {
        let mut statistics = source::parse(&format!("{REGISTER}.json"), register.to_string().as_bytes())?;
        let first = agency.register_from.map(|year| date(year, 1, 1));
        statistics.periods.retain(|period| {
            period
                .from
                .is_none_or(|from| first.is_none_or(|first| from >= first))
        });
        if let History(Some(history)) = history {
            let mut periods = history.periods.clone();
            periods.append(&mut statistics.periods);
            statistics.periods = periods;
            // The agency's own words for what it counts; the day is the register's.
            statistics.meta.source = history.meta.source.clone();
            statistics.meta.definition = history.meta.definition.clone();
        }
        let problems = check::problems(REGISTER, "", &statistics);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Renewal {
            statistics,
            agency,
            theme,
        })
    }

    /// The data files, by path.
    pub fn data(&self) -> impl Iterator<Item = (&'static str, Asset)> {
        let texts = [Lang::Id, Lang::En].map(|lang| self.theme.texts(lang));
        let files = open_data(&self.statistics, self.agency, texts);
        files.into_iter().map(|(path, content_type, text)| {
            let asset = Asset {
                content_type,
                bytes: text.into(),
                immutable: false,
            };
            (path, asset)
        })
    }

    /// A page of the site with these figures in the place of those it has; nothing where it has no place for them.
    pub fn page(&self, lang: Lang, page: &[u8]) -> Option<Asset> {
        let page = std::str::from_utf8(page).ok()?;
        let (before, rest) = page.split_once(BEGIN)?;
        let (_, after) = rest.rsplit_once(END)?;
        let figures = tables::html(&self.statistics, self.agency, lang, self.theme.texts(lang));
        Some(Asset {
            content_type: media_type::HTML,
            bytes: Bytes::from(format!("{before}{BEGIN}{figures}{END}{after}")),
            immutable: false,
        })
    }
}
