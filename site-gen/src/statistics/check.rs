//! Figures that do not add up are not published.

use complaint::Channel;
use complaint::problem::{Problem, nearest};
use complaint::toml_words::line_of;

use super::{Period, Statistics};

/// Everything that does not add up.
pub(super) fn problems(file: &str, text: &str, statistics: &Statistics) -> Vec<Problem> {
    let checks = [outcomes, channels, answers, dates];
    let report = |period: &Period, found: Finding| {
        let line = line_of(text, found.offset.unwrap_or(period.received.span().start));
        Problem::error(
            file,
            line,
            found.code,
            format!("periode {}: {}", period.label, found.message),
            found.help,
        )
    };
    let all = statistics.periods.iter().flat_map(|period| {
        let summed = checks
            .into_iter()
            .filter_map(|check| check(period))
            .collect::<Vec<_>>();
        summed
            .into_iter()
            .chain(unknown_channels(period))
            .map(|found| report(period, found))
            .collect::<Vec<_>>()
    });
    all.collect()
}

struct Finding {
    code: &'static str,
    message: String,
    help: String,
    /// Where, if not at `received`.
    offset: Option<usize>,
}

fn finding(code: &'static str, message: String, help: &str) -> Finding {
    Finding {
        code,
        message,
        help: help.to_owned(),
        offset: None,
    }
}

fn outcomes(period: &Period) -> Option<Finding> {
    let (received, sum) = (
        period.received(),
        total(period.outcomes().map(|(_, count)| count)),
    );
    let message = format!("diterima {received}, tetapi jumlah hasilnya {sum}");
    let help = "received harus sama dengan open + closed + forwarded + archived + withdrawn + duplicate";
    (received != sum).then(|| finding("sum-of-outcomes", message, help))
}

fn channels(period: &Period) -> Option<Finding> {
    period.by_channel.as_ref()?;
    let (received, sum) = (
        period.received(),
        total(period.channels().map(|(_, count)| count)),
    );
    let message = format!("diterima {received}, tetapi jumlah menurut kanal {sum}");
    let help = "jumlah semua angka di by_channel harus sama dengan received";
    (received != sum).then(|| finding("sum-of-channels", message, help))
}

fn answers(period: &Period) -> Option<Finding> {
    let answered = total(
        [period.answered_in_time, period.answered_late]
            .into_iter()
            .flatten(),
    );
    let message = format!("dijawab {answered}, tetapi yang selesai hanya {}", period.closed);
    let help = "answered_in_time + answered_late paling banyak sama dengan closed";
    (answered > period.closed).then(|| finding("sum-of-answers", message, help))
}

fn dates(period: &Period) -> Option<Finding> {
    let (from, until) = (period.from?, period.until?);
    let message = format!("{until} sebelum {from}");
    (until < from).then(|| finding("bad-period", message, "tukar from dan until"))
}

fn unknown_channels(period: &Period) -> Vec<Finding> {
    let unknown = period
        .by_channel
        .iter()
        .flat_map(|channels| channels.keys())
        .filter(|name| Channel::parse(name.get_ref()).is_none());
    let report = |name: &toml::Spanned<String>| Finding {
        code: "unknown-channel",
        message: format!("kanal `{}` tidak dikenal", name.get_ref()),
        help: match nearest(name.get_ref(), Channel::NAMES.iter().copied()) {
            Some(near) => format!("maksud Anda `{near}`?"),
            None => format!("kanal yang dikenal: {}", Channel::NAMES.join(", ")),
        },
        offset: Some(name.span().start),
    };
    unknown.map(report).collect()
}

/// A sum that cannot overflow.
fn total(counts: impl IntoIterator<Item = u64>) -> u64 {
    counts.into_iter().fold(0, u64::saturating_add)
}
