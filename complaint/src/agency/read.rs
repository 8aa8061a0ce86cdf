//! From `agency.toml` to an [`Agency`], or to every mistake in it.

mod contact;
mod deadlines;
mod desk;
mod editorial;
mod evidence;
mod general;
mod lists;
mod replies;
mod retention;

pub use general::site_address;

use super::{Agency, Source};
use crate::calendar::{Calendar, WorkingWeek};
use crate::problem::Problem;
use crate::settings::Settings;

const SECTIONS: &[&str] = &[
    "agency",
    "contact",
    "theme",
    "menu",
    "deadlines",
    "units",
    "categories",
    "routing",
    "channels",
    "readability",
    "freshness",
    "search",
    "statistics",
    "retention",
    "evidence",
    "replies",
    "desk",
];

pub(super) fn agency(
    agency: Source<'_>,
    holidays: Source<'_>,
) -> Result<(Agency, Vec<Problem>), Vec<Problem>> {
    let mut settings = Settings::read(agency, SECTIONS);
    let general = general::agency(&mut settings);
    let contact = contact::contact(&mut settings);
    let theme = general::theme(&mut settings);
    let deadlines = deadlines::deadlines(&mut settings);
    let menu = lists::menu(&mut settings);
    let units = lists::units(&mut settings);
    let categories = lists::categories(&units, &mut settings);
    let routing = lists::routing(&mut settings);
    let channels = lists::channels(&mut settings);
    let readability = editorial::readability(&mut settings);
    let freshness = editorial::freshness(&mut settings);
    let search = editorial::search(&mut settings);
    let (small_figures, register_from) = editorial::statistics(&mut settings);
    let retention = retention::retention(&mut settings);
    let evidence = evidence::evidence(&mut settings);
    let replies = replies::replies(&mut settings);
    let desk = desk::desk(&mut settings);
    let week = general.as_ref().map_or(WorkingWeek::Five, |general| general.week);
    let calendar = Calendar::parse(week, holidays);

    let (mut problems, calendar) = match calendar {
        Ok(calendar) => (Vec::new(), Some(calendar)),
        Err(problems) => (problems, None),
    };
    if let Err(found) = settings.finish(()) {
        problems.splice(0..0, found);
    }
    match (general, contact, theme, deadlines, calendar) {
        (Some(general), Some(contact), Some(theme), Some(deadlines), Some(calendar))
            if problems.is_empty() =>
        {
            let warnings = provisional_years(&calendar, holidays.file);
            let agency = Agency {
                name: general.name,
                full_name: general.full_name,
                code: general.code,
                former_codes: general.former_codes,
                base_url: general.base_url,
                zone: general.zone,
                zone_name: general.zone_name,
                zone_label: general.zone_label,
                languages: general.languages,
                sample: general.sample,
                contact,
                theme,
                menu,
                deadlines,
                calendar,
                units,
                categories,
                routing,
                channels,
                readability,
                freshness,
                search,
                small_figures,
                register_from,
                retention,
                evidence,
                replies,
                desk,
                holidays_file: holidays.file.into(),
            };
            Ok((agency, warnings))
        }
        _ => Err(problems),
    }
}

fn provisional_years(calendar: &Calendar, file: &str) -> Vec<Problem> {
    let warn = |year| {
        let message = format!("hari libur {year} masih perkiraan");
        Problem::warning(
            file,
            None,
            "provisional-year",
            message,
            "ganti dengan isi SKB begitu terbit, lalu hapus provisional = true",
        )
    };
    calendar
        .years()
        .filter(|year| calendar.is_provisional(*year))
        .map(warn)
        .collect()
}
