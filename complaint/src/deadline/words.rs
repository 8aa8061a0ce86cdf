//! Dates and the arithmetic of a deadline, in words.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};

use super::{Counted, DayUnit, Deadline, Step};
use crate::Lang;
use crate::agency::Agency;
use crate::calendar::DayOffKind;

const MONTHS: [[&str; 12]; 2] = [
    [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
];
const SHORT_MONTHS: [[&str; 12]; 2] = [
    [
        "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des",
    ],
    [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ],
];
const DAYS: [[&str; 7]; 2] = [
    ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
    [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ],
];
const SHORT_DAYS: [[&str; 7]; 2] = [
    ["Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"],
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
];

/// `Jumat, 15 Agustus 2025`.
pub fn format_date(date: Date, lang: Lang) -> String {
    format!(
        "{}, {} {} {}",
        day_name(&DAYS, date.weekday(), lang),
        date.day(),
        month(&MONTHS, date, lang),
        date.year()
    )
}

/// `Jum 15 Agu`.
pub fn format_short_date(date: Date, lang: Lang) -> String {
    format!(
        "{} {} {}",
        day_name(&SHORT_DAYS, date.weekday(), lang),
        date.day(),
        month(&SHORT_MONTHS, date, lang)
    )
}

/// `15 Agustus 2025 pukul 09.30 WITA`, in the agency's zone.
pub fn format_instant(instant: Timestamp, agency: &Agency, lang: Lang) -> String {
    let local = instant.to_zoned(agency.zone.clone());
    let date = format!(
        "{} {} {}",
        local.day(),
        month(&MONTHS, local.date(), lang),
        local.year()
    );
    let (hour, minute, zone) = (local.hour(), local.minute(), agency.zone_label);
    match lang {
        Lang::Id | Lang::Further(_) => format!("{date} pukul {hour:02}.{minute:02} {zone}"),
        Lang::En => format!("{date} at {hour:02}:{minute:02} {zone}"),
    }
}

fn month(names: &[[&'static str; 12]; 2], date: Date, lang: Lang) -> &'static str {
    names[usize::from(lang == Lang::En)][usize::from(date.month().unsigned_abs()) - 1]
}

fn day_name(names: &[[&'static str; 7]; 2], weekday: Weekday, lang: Lang) -> &'static str {
    names[usize::from(lang == Lang::En)][usize::from(weekday.to_monday_zero_offset().unsigned_abs())]
}

/// "Jum 15 Agu = hari 0; Sen 18 Agu cuti bersama … (diumumkan 7 Agu 2025); Sel 19–Kam 21 Agu = hari 1–3."
pub(super) fn explanation(deadline: &Deadline, lang: Lang) -> String {
    let counted = runs(&deadline.steps)
        .into_iter()
        .map(|run| run_words(run, lang))
        .collect::<Vec<_>>()
        .join("; ");
    let mut sentences = vec![format!("{}: {counted}.", deadline.count.words(lang))];
    if rolled(deadline) {
        sentences.push(rolled_words(lang).to_owned());
    }
    if let Some(since) = deadline.paused_since {
        sentences.push(standing_words(since, lang));
    }
    if let Some(year) = deadline.missing_year {
        sentences.push(missing_year_words(year, lang));
    } else if deadline.provisional {
        sentences.push(provisional_words(lang).to_owned());
    }
    sentences.join(" ")
}

const fn rolled_words(lang: Lang) -> &'static str {
    match lang {
        Lang::Id | Lang::Further(_) => {
            "Hari terakhir jatuh pada hari libur, jadi tenggat pindah ke hari kerja berikutnya."
        }
        Lang::En => "The last day is a day off, so the deadline moves to the next working day.",
    }
}

fn standing_words(since: Date, lang: Lang) -> String {
    let since = format_short_date(since, lang);
    match lang {
        Lang::Id | Lang::Further(_) => format!("Hitungan berhenti sejak {since} sampai pelapor menjawab."),
        Lang::En => format!("The count stands still since {since} until the reporter answers."),
    }
}

fn missing_year_words(year: i16, lang: Lang) -> String {
    match lang {
        Lang::Id | Lang::Further(_) => {
            format!("Hari libur {year} belum ada di kalender kami. Tanggalnya menyusul.")
        }
        Lang::En => format!("Our calendar has no days off for {year} yet. The date follows."),
    }
}

const fn provisional_words(lang: Lang) -> &'static str {
    match lang {
        Lang::Id | Lang::Further(_) => {
            "Sebagian hari libur masih perkiraan. Tanggal ini dapat berubah bila pemerintah menetapkannya."
        }
        Lang::En => "Some days off are an estimate. This date can change once the government has set them.",
    }
}

/// Whether a calendar deadline was moved off a day without work.
fn rolled(deadline: &Deadline) -> bool {
    deadline.count.unit == DayUnit::Calendar
        && deadline
            .steps
            .iter()
            .any(|step| matches!(step.counted, Counted::Weekend | Counted::Off { .. }))
}

/// Neighbouring days that count alike, so that thirty days take one line.
fn runs(steps: &[Step]) -> Vec<&[Step]> {
    steps
        .chunk_by(|a, b| belong_together(&a.counted, &b.counted))
        .collect()
}

fn belong_together(a: &Counted, b: &Counted) -> bool {
    match (a, b) {
        (Counted::Day(a), Counted::Day(b)) | (Counted::Extended(a), Counted::Extended(b)) => {
            *a > 0 && *b == *a + 1
        }
        (Counted::Weekend, Counted::Weekend) | (Counted::Paused, Counted::Paused) => true,
        (
            Counted::Off {
                name: a, kind: ka, ..
            },
            Counted::Off {
                name: b, kind: kb, ..
            },
        ) => a == b && ka == kb,
        _ => false,
    }
}

fn run_words(run: &[Step], lang: Lang) -> String {
    let dates = range(run[0].date, run[run.len() - 1].date, lang);
    match (&run[0].counted, &run[run.len() - 1].counted) {
        (Counted::Day(first), Counted::Day(last)) => {
            format!("{dates} = {} {}", day_word(lang), numbers(*first, *last))
        }
        (Counted::Extended(first), Counted::Extended(last)) => {
            format!("{dates} = {} {}", extended_word(lang), numbers(*first, *last))
        }
        (
            Counted::Off {
                name,
                kind,
                announced_on,
            },
            _,
        ) => {
            let (what, when) = (off_word(*kind, lang), announced(*announced_on, lang));
            format!("{dates} {what}, {name} ({when})")
        }
        (Counted::Paused, _) => format!("{dates} {}", paused_word(lang)),
        _ => format!("{dates} {}", weekend_word(lang)),
    }
}

fn numbers(first: u16, last: u16) -> String {
    if first == last {
        first.to_string()
    } else {
        format!("{first}–{last}")
    }
}

/// `Sel 19–Kam 21 Agu`, the month once where both ends share it.
fn range(first: Date, last: Date, lang: Lang) -> String {
    if first == last {
        return format_short_date(first, lang);
    }
    let start = if first.month() == last.month() && first.year() == last.year() {
        format!("{} {}", day_name(&SHORT_DAYS, first.weekday(), lang), first.day())
    } else {
        format_short_date(first, lang)
    };
    format!("{start}–{}", format_short_date(last, lang))
}

const fn day_word(lang: Lang) -> &'static str {
    match lang {
        Lang::Id | Lang::Further(_) => "hari",
        Lang::En => "day",
    }
}

const fn extended_word(lang: Lang) -> &'static str {
    match lang {
        Lang::Id | Lang::Further(_) => "hari perpanjangan",
        Lang::En => "extension day",
    }
}

const fn paused_word(lang: Lang) -> &'static str {
    match lang {
        Lang::Id | Lang::Further(_) => "tidak dihitung (menunggu jawaban pelapor)",
        Lang::En => "not counted (waiting for the reporter)",
    }
}

const fn weekend_word(lang: Lang) -> &'static str {
    match lang {
        Lang::Id | Lang::Further(_) => "akhir pekan",
        Lang::En => "weekend",
    }
}

const fn off_word(kind: DayOffKind, lang: Lang) -> &'static str {
    match (lang, kind) {
        (Lang::Id | Lang::Further(_), DayOffKind::NationalHoliday) => "libur nasional",
        (Lang::Id | Lang::Further(_), DayOffKind::CollectiveLeave) => "cuti bersama",
        (Lang::Id | Lang::Further(_), DayOffKind::RegionalHoliday) => "libur daerah",
        (Lang::En, DayOffKind::NationalHoliday) => "national holiday",
        (Lang::En, DayOffKind::CollectiveLeave) => "collective leave",
        (Lang::En, DayOffKind::RegionalHoliday) => "regional holiday",
    }
}

fn announced(on: Date, lang: Lang) -> String {
    let date = format!("{} {} {}", on.day(), month(&SHORT_MONTHS, on, lang), on.year());
    match lang {
        Lang::Id | Lang::Further(_) => format!("diumumkan {date}"),
        Lang::En => format!("announced {date}"),
    }
}
