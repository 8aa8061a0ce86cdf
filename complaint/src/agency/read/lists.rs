//! The lists: menu, units, categories, routing hints, channels.

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Spanned;

use super::contact;
use crate::agency::{Category, ChannelEntry, MenuItem, RoutingHint, Unit};
use crate::problem::nearest;
use crate::settings::{Entry, Settings};
use crate::{Channel, Localized};

/// `[[menu]]`.
pub(super) fn menu(settings: &mut Settings<'_>) -> Vec<MenuItem> {
    settings
        .list::<RawMenuItem>("menu")
        .into_iter()
        .map(MenuItem::from)
        .collect()
}

/// `[[routing]]`.
pub(super) fn routing(settings: &mut Settings<'_>) -> Vec<RoutingHint> {
    let entries = settings.list::<RawRouting>("routing");
    let hint = |entry: Entry<RawRouting>| {
        let RawRouting {
            topic,
            destination,
            url,
            phone,
        } = entry.value;
        RoutingHint {
            topic,
            destination,
            url,
            phone: phone.map(|phone| contact::phone(phone, settings)),
        }
    };
    entries.into_iter().map(hint).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMenuItem {
    page: String,
    label: Localized,
}

impl From<Entry<RawMenuItem>> for MenuItem {
    fn from(entry: Entry<RawMenuItem>) -> Self {
        MenuItem {
            page: entry.value.page,
            label: entry.value.label,
            line: entry.line,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawUnit {
    slug: Spanned<String>,
    name: Localized,
}

/// `[[units]]`.
pub(super) fn units(settings: &mut Settings<'_>) -> Vec<Unit> {
    let mut seen = BTreeSet::new();
    let mut units = Vec::new();
    for RawUnit { slug, name } in settings
        .list::<RawUnit>("units")
        .into_iter()
        .map(|entry| entry.value)
    {
        check_slug(&slug, &mut seen, settings);
        units.push(Unit {
            slug: slug.into_inner(),
            name,
        });
    }
    units
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCategory {
    slug: Spanned<String>,
    name: Localized,
    unit: Option<Spanned<String>>,
    #[serde(default)]
    oversight: bool,
}

/// `[[categories]]`.
pub(super) fn categories(units: &[Unit], settings: &mut Settings<'_>) -> Vec<Category> {
    let mut seen = BTreeSet::new();
    let mut categories = Vec::new();
    for entry in settings.list::<RawCategory>("categories") {
        let RawCategory {
            slug,
            name,
            unit,
            oversight,
        } = entry.value;
        check_slug(&slug, &mut seen, settings);
        let Some(unit) = unit else {
            let message = format!("kategori `{}` belum punya unit penanggung jawab", slug.get_ref());
            settings.error_at(
                entry.line,
                "category-without-unit",
                message,
                format!("tambahkan unit = \"…\"; {}", known_units_help(units)),
            );
            continue;
        };
        if !units.iter().any(|known| known.slug == *unit.get_ref()) {
            let message = format!(
                "unit `{}` pada kategori `{}` tidak ada di [[units]]",
                unit.get_ref(),
                slug.get_ref()
            );
            settings.error(unit.span(), "unknown-unit", message, known_units_help(units));
        }
        categories.push(Category {
            slug: slug.into_inner(),
            name,
            unit: unit.into_inner(),
            oversight,
        });
    }
    categories
}

fn known_units_help(units: &[Unit]) -> String {
    let slugs: Vec<&str> = units.iter().map(|unit| unit.slug.as_str()).collect();
    if slugs.is_empty() {
        return "tulis unit itu lebih dulu, di bagian [[units]]".to_owned();
    }
    format!("pilih salah satu: {}", slugs.join(", "))
}

/// A slug stands in forms, JSON and addresses: lower-case letters, digits, hyphens, once.
fn check_slug(slug: &Spanned<String>, seen: &mut BTreeSet<String>, settings: &mut Settings<'_>) {
    let text = slug.get_ref();
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if text.is_empty() || text.len() > 64 || !text.bytes().all(plain) {
        settings.error(
            slug.span(),
            "bad-slug",
            format!("slug `{text}` tidak dapat dipakai"),
            "pakai huruf kecil, angka, dan tanda hubung saja",
        );
    }
    if !seen.insert(text.clone()) {
        settings.error(
            slug.span(),
            "duplicate-slug",
            format!("slug `{text}` dipakai dua kali"),
            "beri slug yang berbeda",
        );
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRouting {
    topic: Localized,
    destination: Localized,
    url: Option<String>,
    phone: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChannel {
    kind: Spanned<String>,
    name: Localized,
    page: Option<String>,
    phone: Option<Spanned<String>>,
    account: Option<Spanned<String>>,
    address: Option<String>,
    url: Option<String>,
    hours: Option<Spanned<Localized>>,
}

/// `[[channels]]`.
pub(super) fn channels(settings: &mut Settings<'_>) -> Vec<ChannelEntry> {
    let mut channels: Vec<ChannelEntry> = Vec::new();
    for Entry { value: raw, line } in settings.list::<RawChannel>("channels") {
        let Some(kind) = Channel::parse(raw.kind.get_ref()) else {
            let message = format!("kanal `{}` tidak dikenal", raw.kind.get_ref());
            let help = match nearest(raw.kind.get_ref(), Channel::NAMES.iter().copied()) {
                Some(near) => format!("maksud Anda `{near}`?"),
                None => format!("pilih salah satu: {}", Channel::NAMES.join(", ")),
            };
            settings.error(raw.kind.span(), "unknown-channel", message, help);
            continue;
        };
        if channels.iter().any(|channel| channel.kind == kind) {
            settings.error(
                raw.kind.span(),
                "duplicate-channel",
                format!("kanal `{}` ditulis dua kali", kind.as_str()),
                "gabungkan menjadi satu [[channels]]",
            );
        }
        let RawChannel {
            name,
            page,
            phone,
            account,
            address,
            url,
            hours,
            ..
        } = raw;
        channels.push(ChannelEntry {
            kind,
            name,
            page,
            phone: phone.map(|phone| contact::phone(phone, settings)),
            account: account.map(|account| self::account(kind, account, settings)),
            address,
            url,
            hours: hours.map(|hours| contact::words(hours, "hours", settings)),
            line,
        });
    }
    channels
}

/// The account of a channel: that of mail is an address.
fn account(kind: Channel, written: Spanned<String>, settings: &mut Settings<'_>) -> String {
    match kind {
        Channel::Email => contact::email(written, settings),
        _ => written.into_inner(),
    }
}
