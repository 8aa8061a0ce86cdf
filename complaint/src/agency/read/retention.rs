//! `[retention]`: one table for each class, one time for each way to end. Both may be missing.

use std::collections::BTreeMap;

use toml::Spanned;

use crate::agency::retention::{ENDS, Keep, Retention};
use crate::problem::nearest;
use crate::settings::Settings;
use crate::{Class, Status};

type RawRetention = BTreeMap<Spanned<String>, BTreeMap<Spanned<String>, Spanned<String>>>;

/// Reads the section.
pub(super) fn retention(settings: &mut Settings<'_>) -> Retention {
    let mut retention = Retention::default();
    let raw: RawRetention = settings.optional_table("retention").unwrap_or_default();
    for (class, ends) in &raw {
        for (end, keep) in ends {
            let read = (
                known(class, Class::parse, Class::NAMES, settings),
                known(end, parse_end, &end_names(), settings),
                time(end, keep, settings),
            );
            if let (Some(class), Some(end), Some(keep)) = read {
                retention.set(class, end, keep);
            }
        }
    }
    retention
}

fn parse_end(name: &str) -> Option<Status> {
    Status::parse(name).filter(|status| ENDS.iter().any(|(end, _)| end == status))
}

fn end_names() -> Vec<&'static str> {
    ENDS.iter().map(|(end, _)| end.as_str()).collect()
}

fn known<T>(
    key: &Spanned<String>,
    parse: impl Fn(&str) -> Option<T>,
    names: &[&'static str],
    settings: &mut Settings<'_>,
) -> Option<T> {
    let name = key.get_ref();
    let value = parse(name);
    if value.is_none() {
        let help = match nearest(name, names.iter().copied()) {
            Some(near) => format!("maksud Anda `{near}`?"),
            None => format!("pilih salah satu: {}", names.join(", ")),
        };
        let message = format!("`{name}` di [retention] tidak dikenal");
        settings.error(key.span(), "unknown-retention", message, help);
    }
    value
}

fn time(end: &Spanned<String>, keep: &Spanned<String>, settings: &mut Settings<'_>) -> Option<Keep> {
    let value = Keep::parse(keep.get_ref());
    if value.is_none() {
        let message = format!("masa simpan `{}` tidak terbaca", keep.get_ref());
        let help = format!(
            "tulis {} = \"90 hari\", \"6 bulan\", atau \"2 tahun\"; paling lama 30 tahun",
            end.get_ref()
        );
        settings.error(keep.span(), "bad-retention", message, help);
    }
    value
}
