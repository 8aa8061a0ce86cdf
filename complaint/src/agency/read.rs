//! From `agency.toml` to an [`Agency`], or to every mistake in it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use serde::Deserialize;
use toml::Spanned;

use super::preset::{COMMON, PRESETS};
use super::{
    Agency, AgencyCode, Category, ChannelEntry, Contact, MenuItem, RoutingHint, Source, ThemeColours, Unit,
};
use crate::calendar::{Calendar, WorkingWeek};
use crate::deadline::{DayCount, DayCountError, DeadlineKind, Deadlines};
use crate::problem::{Problem, nearest};
use crate::settings::{Entry, Settings};
use crate::{Channel, Lang, Localized};

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
];

/// The zones of Indonesia and what people call them.
const ZONES: &[(&str, &str)] = &[
    ("Asia/Jakarta", "WIB"),
    ("Asia/Pontianak", "WIB"),
    ("Asia/Makassar", "WITA"),
    ("Asia/Jayapura", "WIT"),
];

pub(super) fn agency(
    agency: Source<'_>,
    holidays: Source<'_>,
) -> Result<(Agency, Vec<Problem>), Vec<Problem>> {
    let mut settings = Settings::read(agency, SECTIONS);
    let general = settings
        .table::<General>("agency")
        .and_then(|general| general.check(&mut settings));
    let contact = settings.table::<RawContact>("contact");
    let theme = settings
        .table::<Theme>("theme")
        .and_then(|theme| theme.check(&mut settings));
    let deadlines = settings
        .table::<RawDeadlines>("deadlines")
        .and_then(|raw| deadlines(&raw, &mut settings));
    let menu = settings
        .list::<RawMenuItem>("menu")
        .into_iter()
        .map(MenuItem::from)
        .collect();
    let units = units(&mut settings);
    let categories = categories(&units, &mut settings);
    let routing = settings
        .list::<RawRouting>("routing")
        .into_iter()
        .map(|entry| entry.value.into())
        .collect();
    let channels = channels(&mut settings);
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
                contact: contact.into(),
                theme,
                menu,
                deadlines,
                calendar,
                units,
                categories,
                routing,
                channels,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct General {
    name: String,
    full_name: Localized,
    code: Spanned<String>,
    #[serde(default)]
    former_codes: Vec<Spanned<String>>,
    base_url: Spanned<String>,
    zone: Spanned<String>,
    working_week: Spanned<String>,
    languages: Spanned<Vec<String>>,
    #[serde(default)]
    sample: bool,
}

/// `[agency]` with every value checked.
struct CheckedGeneral {
    name: String,
    full_name: Localized,
    code: AgencyCode,
    former_codes: Vec<AgencyCode>,
    base_url: String,
    zone: TimeZone,
    zone_name: String,
    zone_label: &'static str,
    week: WorkingWeek,
    languages: Vec<Lang>,
    sample: bool,
}

impl General {
    fn check(self, settings: &mut Settings<'_>) -> Option<CheckedGeneral> {
        let code = code(&self.code, settings);
        let former: Vec<_> = self
            .former_codes
            .iter()
            .map(|former| self::code(former, settings))
            .collect();
        let base_url = base_url(&self.base_url, settings);
        let zone = zone(&self.zone, settings);
        let week = week(&self.working_week, settings);
        let languages = languages(&self.languages, settings);
        let (zone, zone_label) = zone?;
        Some(CheckedGeneral {
            name: self.name,
            full_name: self.full_name,
            code: code?,
            former_codes: former.into_iter().collect::<Option<_>>()?,
            base_url: base_url?,
            zone,
            zone_name: self.zone.into_inner(),
            zone_label,
            week: week?,
            languages: languages?,
            sample: self.sample,
        })
    }
}

fn code(text: &Spanned<String>, settings: &mut Settings<'_>) -> Option<AgencyCode> {
    let code = AgencyCode::parse(text.get_ref());
    if code.is_none() {
        let message = format!("kode instansi `{}` tidak dapat dipakai", text.get_ref());
        settings.error(
            text.span(),
            "bad-agency-code",
            message,
            "tulis 2 sampai 5 huruf besar tanpa spasi, misalnya \"DPM\"",
        );
    }
    code
}

fn base_url(text: &Spanned<String>, settings: &mut Settings<'_>) -> Option<String> {
    let url = text.get_ref().trim_end_matches('/');
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .unwrap_or_default();
    if host.is_empty()
        || host.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '?' | '#'))
    {
        let message = format!("alamat situs `{}` tidak terbaca", text.get_ref());
        settings.error(
            text.span(),
            "bad-base-url",
            message,
            "tulis lengkap, misalnya \"https://pengaduan.contoh.go.id\"",
        );
        return None;
    }
    Some(url.to_owned())
}

fn zone(text: &Spanned<String>, settings: &mut Settings<'_>) -> Option<(TimeZone, &'static str)> {
    let label = ZONES
        .iter()
        .find(|(name, _)| name == text.get_ref())
        .map(|(_, label)| *label);
    let zone = label.and_then(|label| Some((TimeZone::get(text.get_ref()).ok()?, label)));
    if zone.is_none() {
        let known: Vec<&str> = ZONES.iter().map(|(name, _)| *name).collect();
        let message = format!("zona waktu `{}` tidak dikenal", text.get_ref());
        settings.error(
            text.span(),
            "unknown-zone",
            message,
            format!("pilih salah satu: {}", known.join(", ")),
        );
    }
    zone
}

fn week(text: &Spanned<String>, settings: &mut Settings<'_>) -> Option<WorkingWeek> {
    let week = WorkingWeek::parse(text.get_ref());
    if week.is_none() {
        let message = format!("minggu kerja `{}` tidak dikenal", text.get_ref());
        settings.error(
            text.span(),
            "unknown-working-week",
            message,
            "tulis \"5 hari\" atau \"6 hari\"",
        );
    }
    week
}

fn languages(codes: &Spanned<Vec<String>>, settings: &mut Settings<'_>) -> Option<Vec<Lang>> {
    let languages: Option<Vec<Lang>> = codes.get_ref().iter().map(|code| Lang::parse(code)).collect();
    let languages = languages.filter(|languages| languages.first() == Some(&Lang::Id));
    if languages.is_none() {
        settings.error(
            codes.span(),
            "bad-languages",
            "daftar bahasa tidak dapat dipakai",
            "tulis [\"id\"] atau [\"id\", \"en\"], bahasa Indonesia lebih dulu",
        );
    }
    languages
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawContact {
    manager: Localized,
    address: String,
    phone: String,
    email: String,
    hours: Localized,
}

impl From<RawContact> for Contact {
    fn from(raw: RawContact) -> Self {
        let RawContact {
            manager,
            address,
            phone,
            email,
            hours,
        } = raw;
        Contact {
            manager,
            address,
            phone,
            email,
            hours,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Theme {
    primary: Spanned<String>,
}

impl Theme {
    fn check(self, settings: &mut Settings<'_>) -> Option<ThemeColours> {
        let line = settings.line(self.primary.span());
        let colour = self.primary.get_ref();
        let digits = colour.strip_prefix('#').unwrap_or_default();
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            let message = format!("warna `{colour}` tidak terbaca");
            settings.error(
                self.primary.span(),
                "bad-colour",
                message,
                "tulis enam angka heksadesimal, misalnya \"#0b5563\"",
            );
            return None;
        }
        Some(ThemeColours {
            primary: self.primary.into_inner(),
            line,
        })
    }
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

/// `[deadlines]`: the key `preset` and one key for each kind.
type RawDeadlines = BTreeMap<Spanned<String>, Spanned<toml::Value>>;

fn deadlines(raw: &RawDeadlines, settings: &mut Settings<'_>) -> Option<Deadlines> {
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawUnit {
    slug: Spanned<String>,
    name: Localized,
}

fn units(settings: &mut Settings<'_>) -> Vec<Unit> {
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

fn categories(units: &[Unit], settings: &mut Settings<'_>) -> Vec<Category> {
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
                format!("tambahkan unit = \"…\" ({})", slugs(units)),
            );
            continue;
        };
        if !units.iter().any(|known| known.slug == *unit.get_ref()) {
            let message = format!(
                "unit `{}` pada kategori `{}` tidak ada di [[units]]",
                unit.get_ref(),
                slug.get_ref()
            );
            settings.error(
                unit.span(),
                "unknown-unit",
                message,
                format!("pilih salah satu: {}", slugs(units)),
            );
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

fn slugs(units: &[Unit]) -> String {
    units
        .iter()
        .map(|unit| unit.slug.as_str())
        .collect::<Vec<_>>()
        .join(", ")
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
    phone: Option<String>,
}

impl From<RawRouting> for RoutingHint {
    fn from(raw: RawRouting) -> Self {
        let RawRouting {
            topic,
            destination,
            url,
            phone,
        } = raw;
        RoutingHint {
            topic,
            destination,
            url,
            phone,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChannel {
    kind: Spanned<String>,
    name: Localized,
    page: Option<String>,
    phone: Option<String>,
    account: Option<String>,
    address: Option<String>,
    url: Option<String>,
    hours: Option<Localized>,
}

fn channels(settings: &mut Settings<'_>) -> Vec<ChannelEntry> {
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
            phone,
            account,
            address,
            url,
            hours,
            line,
        });
    }
    channels
}
