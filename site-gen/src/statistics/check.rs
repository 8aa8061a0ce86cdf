//! Figures that do not add up are not published.

use complaint::Channel;
use complaint::problem::{Problem, nearest};

use super::{Period, Statistics};

/// Everything that does not add up.
pub(super) fn problems(file: &str, text: &str, statistics: &Statistics) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (at, period) in statistics.periods.iter().enumerate() {
        let summed = [outcomes, channels, answers, dates]
            .into_iter()
            .filter_map(|check| check(period));
        for found in summed.chain(unknown_channels(period)) {
            let line = match &found.key {
                Some(key) => line_of_key(text, key, 0),
                None => line_of_key(text, "received", at),
            };
            let message = format!("periode {}: {}", period.label, found.message);
            problems.push(Problem::error(file, line, found.code, message, found.help));
        }
    }
    problems
}

/// The line on which a key stands for the nth time, counted from 0. In a row of figures it is one cell of several.
fn line_of_key(text: &str, key: &str, nth: usize) -> Option<usize> {
    let is_key = |word: &str| word.trim().trim_matches('"') == key;
    let has_key = |line: &str| {
        let line = line.trim_start_matches([' ', '\t', '{', '[']);
        if line.starts_with('#') {
            return false;
        }
        let cells: Vec<&str> = line.split([',', ';', ':', '=', '{']).collect();
        // In CSV a figure of a channel names what was received as well.
        let of_channel = cells.len() >= 6 && !cells[4].trim().is_empty() && is_key(cells[3]);
        !of_channel && cells.into_iter().any(is_key)
    };
    let mut lines = text.lines().enumerate().filter(|(_, line)| has_key(line));
    lines.nth(nth).map(|(at, _)| at + 1)
}

struct Finding {
    code: &'static str,
    message: String,
    help: String,
    /// Where, if not at `received`.
    key: Option<String>,
}

fn finding(code: &'static str, message: String, help: &str) -> Finding {
    Finding {
        code,
        message,
        help: help.to_owned(),
        key: None,
    }
}

/// The calculation in words: `open 8 + closed 35 = 43`.
fn sum<'a>(parts: impl IntoIterator<Item = (&'a str, u64)>) -> (u64, String) {
    let parts: Vec<_> = parts.into_iter().collect();
    let sum = total(parts.iter().map(|(_, count)| *count));
    let words: Vec<String> = parts
        .iter()
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    (sum, format!("{} = {sum}", words.join(" + ")))
}

fn outcomes(period: &Period) -> Option<Finding> {
    let (sum, words) = sum(period.outcomes());
    let message = format!("received {}, tetapi {words}", period.received);
    let help = format!("received harus sama dengan {}", super::OUTCOMES.join(" + "));
    (period.received != sum).then(|| finding("sum-of-outcomes", message, &help))
}

fn channels(period: &Period) -> Option<Finding> {
    period.by_channel.as_ref()?;
    let (sum, words) = sum(period.channels());
    let message = format!("received {}, tetapi menurut kanal {words}", period.received);
    let help = "jumlah semua angka di by_channel harus sama dengan received";
    (period.received != sum).then(|| finding("sum-of-channels", message, help))
}

fn answers(period: &Period) -> Option<Finding> {
    let given = [
        ("answered_in_time", period.answered_in_time),
        ("answered_late", period.answered_late),
    ];
    let (sum, words) = sum(given.into_iter().filter_map(|(name, count)| Some((name, count?))));
    let message = format!("{words}, tetapi closed hanya {}", period.closed);
    let help = "answered_in_time + answered_late paling banyak sama dengan closed";
    (sum > period.closed).then(|| finding("sum-of-answers", message, help))
}

fn dates(period: &Period) -> Option<Finding> {
    let (from, until) = (period.from?, period.until?);
    let message = format!("{until} sebelum {from}");
    (until < from).then(|| finding("bad-period", message, "tukar from dan until"))
}

fn unknown_channels(period: &Period) -> Vec<Finding> {
    let unknown = period
        .channels()
        .filter(|(name, _)| Channel::parse(name).is_none());
    let report = |(name, _): (&str, u64)| Finding {
        code: "unknown-channel",
        message: format!("kanal `{name}` tidak dikenal"),
        help: match nearest(name, Channel::NAMES.iter().copied()) {
            Some(near) => format!("maksud Anda `{near}`?"),
            None => format!("kanal yang dikenal: {}", Channel::NAMES.join(", ")),
        },
        key: Some(name.to_owned()),
    };
    unknown.map(report).collect()
}

/// A sum that cannot overflow.
fn total(counts: impl IntoIterator<Item = u64>) -> u64 {
    counts.into_iter().fold(0, u64::saturating_add)
}
