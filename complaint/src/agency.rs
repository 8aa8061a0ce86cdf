//! An agency is data: everything that differs from one to the next is read from `agency.toml`.

mod editorial;
mod preset;
mod read;
mod replies;
mod retention;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::calendar::Calendar;
use crate::deadline::{Deadline, Deadlines};
pub use crate::number::AgencyCode;
use crate::problem::Problem;
use crate::{Channel, Lang, Localized};
pub use editorial::{Freshness, Readability, SearchWords, SmallFigures};
pub use read::site_address;
pub use replies::{BLANKS, Reply, blanks, fill};
pub use retention::{Keep, Retention};

/// A settings file: its name as the editor knows it, and its text.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Such as `content/agency.toml`.
    pub file: &'a str,
    /// What stands in it.
    pub text: &'a str,
}

/// One agency. Every value has been checked.
#[derive(Clone, Debug)]
pub struct Agency {
    /// The short name, for headings.
    pub name: String,
    /// The name in full.
    pub full_name: Localized,
    /// The letters in front of every number.
    pub code: AgencyCode,
    /// Letters of earlier times; their numbers are still read.
    pub former_codes: Vec<AgencyCode>,
    /// The public address, without a slash at the end.
    pub base_url: String,
    /// The zone whose dates count.
    pub zone: TimeZone,
    /// Its name, such as `Asia/Makassar`.
    pub zone_name: String,
    /// Its Indonesian abbreviation: WIB, WITA or WIT.
    pub zone_label: &'static str,
    /// The languages of the site, Indonesian first.
    pub languages: Vec<Lang>,
    /// Whether the site must say that it is only a sample.
    pub sample: bool,
    /// Who manages complaints and how to reach them.
    pub contact: Contact,
    /// Colours.
    pub theme: ThemeColours,
    /// The menu, in order.
    pub menu: Vec<MenuItem>,
    /// How long everything takes.
    pub deadlines: Deadlines,
    /// Weekends and days off.
    pub calendar: Calendar,
    /// Who handles cases.
    pub units: Vec<Unit>,
    /// What complaints are about.
    pub categories: Vec<Category>,
    /// Matters for other authorities.
    pub routing: Vec<RoutingHint>,
    /// The ways to reach the agency.
    pub channels: Vec<ChannelEntry>,
    /// When a page is hard to read.
    pub readability: Readability,
    /// When a page is out of date.
    pub freshness: Freshness,
    /// What search understands.
    pub search: SearchWords,
    /// How long personal data is kept.
    pub retention: Retention,
    /// Which figures are too small to be shown.
    pub small_figures: SmallFigures,
    /// The first year whose published figures come from the register; without one, all come from the data file.
    pub register_from: Option<i16>,
    /// What is kept of files.
    pub evidence: Evidence,
    /// Words to begin an answer with.
    pub replies: Vec<Reply>,
    /// How the desk works.
    pub desk: DeskRules,
    /// Where the holidays were read from, for problems about the calendar.
    holidays_file: Arc<str>,
}

/// What is kept of the files that reporters send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Whether files as they were sent are kept too, sealed for the key holders. Never of anonymous reporters.
    pub keep_originals: bool,
}

impl Default for Evidence {
    fn default() -> Evidence {
        Evidence { keep_originals: true }
    }
}

/// How the desk works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeskRules {
    /// Whether an officer's answer goes out only when the coordinator has approved it.
    pub approve_answers: bool,
}

/// Who manages complaints: UU 25/2009 Pasal 36 wants name and address public.
#[derive(Clone, Debug)]
pub struct Contact {
    /// The section or officer in charge.
    pub manager: Localized,
    /// Postal address.
    pub address: String,
    /// Telephone, as people write it.
    pub phone: String,
    /// E-mail.
    pub email: String,
    /// Opening hours.
    pub hours: Localized,
}

/// The look an agency may set: four colours, of which one is needed, and a logo.
#[derive(Clone, Debug)]
pub struct ThemeColours {
    /// Buttons and the head of the page: `#rrggbb`.
    pub primary: String,
    /// Where it stands in the settings, for problems about contrast.
    pub line: usize,
    /// Links and the edges of panels; made from the first colour if not set.
    pub accent: Option<Placed>,
    /// The page behind the text, in light mode.
    pub background: Option<Placed>,
    /// The text, in light mode.
    pub text: Option<Placed>,
    /// The path of a picture in `static/`, such as `/logo.svg`.
    pub logo: Option<Placed>,
}

/// A value and where it stands in the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// What is written.
    pub value: String,
    /// On which line.
    pub line: usize,
}

/// One entry of the menu.
#[derive(Clone, Debug)]
pub struct MenuItem {
    /// The page's file, such as `kanal/_index.md`.
    pub page: String,
    /// What stands in the menu.
    pub label: Localized,
    /// Where it stands in the settings.
    pub line: usize,
}

/// A part of the agency that handles cases.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its name in forms and JSON.
    pub slug: String,
    /// Its name for people.
    pub name: Localized,
}

/// What a complaint is about.
#[derive(Clone, Debug)]
pub struct Category {
    /// Its name in forms and JSON.
    pub slug: String,
    /// Its name for people.
    pub name: Localized,
    /// The unit that is responsible.
    pub unit: String,
    /// Berkadar pengawasan: longer deadline, fewer eyes.
    pub oversight: bool,
}

/// A matter that another authority handles.
#[derive(Clone, Debug)]
pub struct RoutingHint {
    /// The matter.
    pub topic: Localized,
    /// Who handles it.
    pub destination: Localized,
    /// Their site.
    pub url: Option<String>,
    /// Their telephone.
    pub phone: Option<String>,
}

/// One way to reach the agency.
#[derive(Clone, Debug)]
pub struct ChannelEntry {
    /// Which channel.
    pub kind: Channel,
    /// Its name for people.
    pub name: Localized,
    /// The file of its guide.
    pub page: Option<String>,
    /// Telephone or WhatsApp number.
    pub phone: Option<String>,
    /// Name on a social network.
    pub account: Option<String>,
    /// Where to go or write.
    pub address: Option<String>,
    /// Where to click.
    pub url: Option<String>,
    /// When somebody answers.
    pub hours: Option<Localized>,
    /// Where it stands in the settings.
    pub line: usize,
}

impl Agency {
    /// Reads the settings and the holidays; every mistake of both at once. Warnings come with the agency.
    pub fn parse(agency: Source<'_>, holidays: Source<'_>) -> Result<(Agency, Vec<Problem>), Vec<Problem>> {
        read::agency(agency, holidays)
    }

    /// The category of that slug.
    pub fn category(&self, slug: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.slug == slug)
    }

    /// The unit of that slug.
    pub fn unit(&self, slug: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.slug == slug)
    }

    /// The entry of that channel.
    pub fn channel(&self, kind: Channel) -> Option<&ChannelEntry> {
        self.channels.iter().find(|channel| channel.kind == kind)
    }

    /// The codes whose numbers are read: today's first.
    pub fn codes(&self) -> Vec<AgencyCode> {
        std::iter::once(&self.code)
            .chain(&self.former_codes)
            .cloned()
            .collect()
    }

    /// The date of an instant where the agency is.
    pub fn today(&self, now: Timestamp) -> Date {
        now.to_zoned(self.zone.clone()).date()
    }

    /// Whether every deadline that starts on `today` can be counted; what is missing otherwise.
    pub fn check_calendar(&self, today: Date) -> Vec<Problem> {
        let counted = |(kind, count)| Deadline::count(kind, count, today, today, &self.calendar);
        let mut missing: Vec<i16> = self
            .deadlines
            .entries()
            .map(counted)
            .filter_map(|d| d.missing_year)
            .collect();
        missing.sort_unstable();
        missing.dedup();
        let problem = |year| {
            let message =
                format!("kalender belum memuat hari libur tahun {year}, padahal tenggat sudah mencapainya");
            let help = format!(
                "tambahkan [[years]] year = {year} dan hari liburnya, atau tandai provisional = true"
            );
            Problem::error(&*self.holidays_file, None, "missing-holiday-year", message, help)
        };
        missing.into_iter().map(problem).collect()
    }
}
