//! The working-day calendar: the agency's week, and days off as data with the decree that made them.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;

use crate::agency::Source;
use crate::named::named_enum;
use crate::problem::Problem;
use crate::settings::Settings;

named_enum! {
    /// Why a day is off.
    pub enum DayOffKind {
        /// Libur nasional.
        NationalHoliday = "libur_nasional",
        /// Cuti bersama.
        CollectiveLeave = "cuti_bersama",
        /// Libur fakultatif of the region.
        RegionalHoliday = "fakultatif_daerah",
    }
}

/// Which days of the week the agency works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkingWeek {
    /// Monday to Friday.
    Five,
    /// Monday to Saturday.
    Six,
}

impl WorkingWeek {
    /// Reads `5 hari` or `6 hari`.
    pub fn parse(text: &str) -> Option<WorkingWeek> {
        match text.trim() {
            "5 hari" => Some(WorkingWeek::Five),
            "6 hari" => Some(WorkingWeek::Six),
            _ => None,
        }
    }

    /// Whether the agency works on that day of the week.
    pub fn works_on(self, weekday: Weekday) -> bool {
        match weekday {
            Weekday::Sunday => false,
            Weekday::Saturday => self == WorkingWeek::Six,
            _ => true,
        }
    }
}

/// A day off and the decision behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayOff {
    /// What is celebrated.
    pub name: String,
    /// Why it is off.
    pub kind: DayOffKind,
    /// Title and number of the decree.
    pub decree: String,
    /// When the decree was announced. Before that, nobody could know of this day off.
    pub announced_on: Date,
}

/// What a date is to the agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day<'a> {
    /// The office works.
    Working,
    /// The week has no work on it.
    Weekend,
    /// A holiday or collective leave.
    Off(&'a DayOff),
}

/// The calendar has nothing for a year: never taken as "no holidays".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the calendar has no year {0}")]
pub struct MissingYear(pub i16);

/// Weekends and days off of the years it covers.
#[derive(Clone, Debug)]
pub struct Calendar {
    week: WorkingWeek,
    years: BTreeMap<i16, Known>,
    days: BTreeMap<Date, DayOff>,
}

/// What is known of a year.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// Whether its days are an estimate, because no decree is known yet.
    provisional: bool,
    /// When its first decree came out. Its days are taken as known even before, since a date so far ahead could not
    /// be counted at all without them; only later additions surprise.
    since: Date,
}

impl Calendar {
    /// What `date` is, by what had been announced on `known_on`.
    pub fn day(&self, date: Date, known_on: Date) -> Result<Day<'_>, MissingYear> {
        let year = self.years.get(&date.year()).ok_or(MissingYear(date.year()))?;
        let known_on = known_on.max(year.since);
        let off = self.days.get(&date).filter(|off| off.announced_on <= known_on);
        Ok(match off {
            _ if !self.week.works_on(date.weekday()) => Day::Weekend,
            Some(off) => Day::Off(off),
            None => Day::Working,
        })
    }

    /// How many working days come after `from`, up to and with `until`.
    pub fn working_days(&self, from: Date, until: Date, known_on: Date) -> Result<u32, MissingYear> {
        let mut count = 0;
        for date in from
            .series(jiff::Span::new().days(1))
            .skip(1)
            .take_while(|date| *date <= until)
        {
            count += u32::from(self.day(date, known_on)? == Day::Working);
        }
        Ok(count)
    }

    /// Whether the days of that year are an estimate.
    pub fn is_provisional(&self, year: i16) -> bool {
        self.years.get(&year).is_some_and(|known| known.provisional)
    }

    /// The days after `from`, up to and with `until`, on which days off were announced; in order, once each.
    pub fn announcements(&self, from: Date, until: Date) -> impl Iterator<Item = Date> {
        let within = |day: &Date| *day > from && *day <= until;
        let days: std::collections::BTreeSet<Date> = self
            .days
            .values()
            .map(|off| off.announced_on)
            .filter(within)
            .collect();
        days.into_iter()
    }

    /// Everything that counts on that day, as one text: it is another whenever a date may have moved.
    pub fn known_on(&self, day: Date) -> String {
        let known = |(date, off): &(&Date, &DayOff)| {
            let since = self.years.get(&date.year()).map_or(Date::MIN, |year| year.since);
            off.announced_on <= day.max(since)
        };
        let days = self.days.iter().filter(known);
        let days: Vec<String> = days.map(|(date, _)| date.to_string()).collect();
        format!("{:?} {:?} {}", self.week, self.years, days.join(" "))
    }

    /// The years it covers.
    pub fn years(&self) -> impl Iterator<Item = i16> + '_ {
        self.years.keys().copied()
    }

    /// Days off, by date.
    pub fn days_off(&self) -> impl Iterator<Item = (Date, &DayOff)> {
        self.days.iter().map(|(date, off)| (*date, off))
    }

    /// Reads `data/holidays.toml`; every mistake at once.
    pub fn parse(week: WorkingWeek, holidays: Source<'_>) -> Result<Calendar, Vec<Problem>> {
        let mut settings = Settings::read(holidays, &["decrees", "years", "days"]);
        let decrees: BTreeMap<String, Decree> = settings
            .list::<Decree>("decrees")
            .into_iter()
            .map(|d| (d.value.id.clone(), d.value))
            .collect();
        let years: BTreeMap<i16, bool> = settings
            .list::<Year>("years")
            .into_iter()
            .map(|y| (y.value.year, y.value.provisional))
            .collect();
        let mut days = BTreeMap::new();
        for listed in settings.list::<ListedDay>("days") {
            if let Some((date, off)) = listed.value.check(&decrees, &years, &mut settings)
                && days.insert(date, off).is_some()
            {
                settings.error_at(
                    listed.line,
                    "duplicate-day",
                    format!("tanggal {date} ditulis dua kali"),
                    "hapus salah satu",
                );
            }
        }
        let years = years.into_iter().map(|(year, provisional)| {
            let since = first_announcement(&days, year);
            (year, Known { provisional, since })
        });
        let years = years.collect();
        settings.finish(Calendar { week, years, days })
    }
}

fn first_announcement(days: &BTreeMap<Date, DayOff>, year: i16) -> Date {
    let whole = Date::constant(year, 1, 1)..=Date::constant(year, 12, 31);
    let announced = days.range(whole).map(|(_, off)| off.announced_on);
    announced.min().unwrap_or(Date::MIN)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decree {
    id: String,
    title: String,
    announced_on: TomlDate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    year: i16,
    #[serde(default)]
    provisional: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListedDay {
    date: Spanned<TomlDate>,
    name: String,
    kind: Spanned<String>,
    decree: Spanned<String>,
}

impl ListedDay {
    fn check(
        self,
        decrees: &BTreeMap<String, Decree>,
        years: &BTreeMap<i16, bool>,
        settings: &mut Settings<'_>,
    ) -> Option<(Date, DayOff)> {
        let date = self.date.get_ref().0;
        let kind = DayOffKind::parse(self.kind.get_ref());
        let decree = decrees.get(self.decree.get_ref());
        if kind.is_none() {
            let known = format!("pilih salah satu: {}", DayOffKind::NAMES.join(", "));
            settings.error(
                self.kind.span(),
                "unknown-day-kind",
                format!("jenis libur `{}` tidak dikenal", self.kind.get_ref()),
                known,
            );
        }
        if decree.is_none() {
            let message = format!("keputusan `{}` tidak ada di [[decrees]]", self.decree.get_ref());
            settings.error(
                self.decree.span(),
                "unknown-decree",
                message,
                "tambahkan [[decrees]] dengan id, title, dan announced_on",
            );
        }
        if !years.contains_key(&date.year()) {
            let message = format!("tahun {} tidak ada di [[years]]", date.year());
            settings.error(
                self.date.span(),
                "unlisted-year",
                message,
                format!("tambahkan [[years]] year = {}", date.year()),
            );
        }
        let decree = decree?;
        let off = DayOff {
            name: self.name,
            kind: kind?,
            decree: decree.title.clone(),
            announced_on: decree.announced_on.0,
        };
        Some((date, off))
    }
}

/// A TOML date as a civil date.
#[derive(Deserialize)]
#[serde(try_from = "toml::value::Datetime")]
struct TomlDate(Date);

impl TryFrom<toml::value::Datetime> for TomlDate {
    type Error = &'static str;

    fn try_from(written: toml::value::Datetime) -> Result<Self, Self::Error> {
        const EXPECTED: &str = "tulis tanggal seperti 2025-08-18, tanpa jam dan tanpa tanda kutip";
        let (Some(date), None) = (written.date, written.time) else {
            return Err(EXPECTED);
        };
        let (year, month, day) = (
            date.year.cast_signed(),
            date.month.cast_signed(),
            date.day.cast_signed(),
        );
        Date::new(year, month, day).map(TomlDate).map_err(|_| EXPECTED)
    }
}
