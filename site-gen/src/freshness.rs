//! How long ago somebody checked that a page is still true.

use complaint::Agency;
use complaint::agency::Freshness;
use complaint::problem::Problem;
use jiff::civil::Date;

use crate::Options;
use crate::content_file;
use crate::pages::{Page, Pages};

/// How fresh a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    /// Nobody promised to check it, or it was checked lately.
    Fresh,
    /// Readers are warned; days since it was checked.
    Old(i32),
    /// Nothing is built with it.
    Expired(i32),
}

/// The age of a page on `today`.
pub(crate) fn age(checked_on: Option<Date>, today: Date, rule: Freshness) -> Age {
    let Some(checked_on) = checked_on else {
        return Age::Fresh;
    };
    let days = (today - checked_on).get_days();
    let is_after = |limit: u16| days > i32::from(limit);
    match rule.fail_after {
        Some(limit) if is_after(limit) => Age::Expired(days),
        _ if is_after(rule.warn_after) => Age::Old(days),
        _ => Age::Fresh,
    }
}

/// Pages that must be checked again, or for the first time.
pub(crate) fn problems(pages: &Pages<'_>, agency: &Agency, options: &Options) -> Vec<Problem> {
    pages
        .list
        .iter()
        .filter_map(|page| problem(page, agency, options))
        .collect()
}

fn problem(page: &Page<'_>, agency: &Agency, options: &Options) -> Option<Problem> {
    let file = content_file(options, &page.file);
    let line = page.front.checked_line;
    let help = "cocokkan isinya dengan kenyataan, lalu tulis tanggal hari ini pada checked_on";
    match age(page.front.checked_on, options.today, agency.freshness) {
        Age::Expired(days) => Some(Problem::error(
            file,
            line,
            "check-expired",
            format!("halaman ini terakhir diperiksa {days} hari yang lalu"),
            help,
        )),
        Age::Old(days) => Some(Problem::warning(
            file,
            line,
            "check-old",
            format!("halaman ini terakhir diperiksa {days} hari yang lalu"),
            help,
        )),
        Age::Fresh => never_checked(page, agency, options, file),
    }
}

fn never_checked(page: &Page<'_>, agency: &Agency, options: &Options, file: String) -> Option<Problem> {
    let today = options.today;
    match (page.front.checked_on, &page.front.checked_by) {
        (None, _) if is_guide(page, agency) => {
            let message = "panduan kanal ini belum menyebut kapan isinya diperiksa";
            Some(Problem::warning(
                file,
                None,
                "not-checked",
                message,
                format!("tambahkan checked_on = {today} dan checked_by = \"nama seksi\""),
            ))
        }
        (Some(date), _) if date > today => {
            let message = format!("tanggal pemeriksaan {date} belum tiba");
            Some(Problem::warning(
                file,
                page.front.checked_line,
                "checked-in-future",
                message,
                "tulis tanggal pemeriksaan yang sebenarnya",
            ))
        }
        (Some(_), None) if is_guide(page, agency) => {
            let message = "panduan kanal ini belum menyebut siapa yang memeriksanya";
            Some(Problem::warning(
                file,
                None,
                "not-checked",
                message,
                "tambahkan checked_by = \"nama seksi\"",
            ))
        }
        _ => None,
    }
}

/// Whether the settings name the page as the guide of a channel.
pub(crate) fn is_guide(page: &Page<'_>, agency: &Agency) -> bool {
    agency
        .channels
        .iter()
        .any(|channel| channel.page.as_deref() == Some(&page.key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_page_ages_by_calendar_days() {
        let rule = Freshness {
            warn_after: 10,
            fail_after: Some(20),
        };
        let on = |day| age(Some(date(2026, 1, 1)), date(2026, 1, day), rule);
        assert_eq!(
            [11, 12, 21, 22].map(on),
            [Age::Fresh, Age::Old(11), Age::Old(20), Age::Expired(21)]
        );
        assert_eq!(age(None, date(2026, 1, 1), rule), Age::Fresh);
    }
}
