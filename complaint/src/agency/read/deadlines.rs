//! `[deadlines]`: a preset and what the agency does differently.

use std::collections::BTreeMap;

use toml::Spanned;

use crate::agency::preset::{COMMON, PRESETS};
use crate::deadline::{DayCount, DayCountError, DeadlineKind, Deadlines};
use crate::problem::nearest;
use crate::settings::Settings;

/// `[deadlines]`: the key `preset` and one key for each kind.
type RawDeadlines = BTreeMap<Spanned<String>, Spanned<toml::Value>>;

/// Reads the section; every kind that neither it nor its preset sets has a built-in length.
pub(super) fn deadlines(settings: &mut Settings<'_>) -> Option<Deadlines> {
    let raw: RawDeadlines = settings.table("deadlines")?;
    let mut counts: BTreeMap<DeadlineKind, DayCount> = COMMON.iter().map(built_in).collect();
    let mut good = true;
    if let Some((_, name)) = raw.iter().find(|(key, _)| key.get_ref() == "preset") {
        match preset(name, settings) {
            Some(sets) => counts.extend(sets.iter().map(built_in)),
            None => good = false,
        }
    }
    for (key, value) in raw.iter().filter(|(key, _)| key.get_ref() != "preset") {
        match (
            deadline_kind(key, settings),
            day_count(key.get_ref(), value, settings),
        ) {
            (Some(kind), Some(count)) => drop(counts.insert(kind, count)),
            _ => good = false,
        }
    }
    good.then_some(Deadlines(counts))
}

fn built_in((kind, text): &(DeadlineKind, &str)) -> (DeadlineKind, DayCount) {
    (
        *kind,
        DayCount::parse(text).expect("presets are written correctly"),
    )
}

fn preset(
    value: &Spanned<toml::Value>,
    settings: &mut Settings<'_>,
) -> Option<&'static [(DeadlineKind, &'static str)]> {
    let name = value.get_ref().as_str().unwrap_or_default();
    let preset = PRESETS.iter().find(|preset| preset.name == name);
    if preset.is_none() {
        let known: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
        settings.error(
            value.span(),
            "unknown-preset",
            format!("preset `{name}` tidak dikenal"),
            format!("pilih salah satu: {}", known.join(", ")),
        );
    }
    preset.map(|preset| preset.sets)
}

fn deadline_kind(key: &Spanned<String>, settings: &mut Settings<'_>) -> Option<DeadlineKind> {
    let kind = DeadlineKind::parse(key.get_ref());
    if kind.is_none() {
        let help = match nearest(key.get_ref(), DeadlineKind::NAMES.iter().copied()) {
            Some(near) => format!("maksud Anda `{near}`?"),
            None => format!("tenggat yang dikenal: {}", DeadlineKind::NAMES.join(", ")),
        };
        settings.error(
            key.span(),
            "unknown-deadline",
            format!("tenggat `{}` tidak dikenal", key.get_ref()),
            help,
        );
    }
    kind
}

fn day_count(key: &str, value: &Spanned<toml::Value>, settings: &mut Settings<'_>) -> Option<DayCount> {
    let typed = match value.get_ref() {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        other => other.type_str().to_owned(),
    };
    let bare = typed.split_whitespace().next().unwrap_or("3").to_owned();
    match DayCount::parse(&typed) {
        Ok(count) if value.get_ref().is_str() => Some(count),
        Err(DayCountError::NoNumber) => {
            let help = format!(
                "tulis jumlah hari 1 sampai {} dengan satuannya, misalnya {key} = \"3 hari kerja\"",
                DayCount::MOST
            );
            settings.error(
                value.span(),
                "bad-deadline",
                format!("tenggat {key} = `{typed}` tidak terbaca"),
                help,
            );
            None
        }
        _ => {
            let help = format!("tulis {key} = \"{bare} hari kerja\" atau {key} = \"{bare} hari kalender\"");
            settings.error(
                value.span(),
                "deadline-without-unit",
                format!("tenggat {key} = `{typed}` tidak punya satuan yang jelas"),
                help,
            );
            None
        }
    }
}
