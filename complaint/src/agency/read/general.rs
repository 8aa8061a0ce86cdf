//! `[agency]` and `[theme]`: name, code, zone, week, languages, colours.

use jiff::tz::TimeZone;
use serde::Deserialize;
use toml::Spanned;

use crate::agency::{AgencyCode, Placed, ThemeColours};
use crate::calendar::WorkingWeek;
use crate::settings::Settings;
use crate::{Lang, Localized};

/// The zones of Indonesia and what people call them.
const ZONES: &[(&str, &str)] = &[
    ("Asia/Jakarta", "WIB"),
    ("Asia/Pontianak", "WIB"),
    ("Asia/Makassar", "WITA"),
    ("Asia/Jayapura", "WIT"),
];

/// `[agency]`.
pub(super) fn agency(settings: &mut Settings<'_>) -> Option<CheckedGeneral> {
    settings.table::<General>("agency")?.check(settings)
}

/// `[theme]`.
pub(super) fn theme(settings: &mut Settings<'_>) -> Option<ThemeColours> {
    settings.table::<Theme>("theme")?.check(settings)
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
pub(super) struct CheckedGeneral {
    pub(super) name: String,
    pub(super) full_name: Localized,
    pub(super) code: AgencyCode,
    pub(super) former_codes: Vec<AgencyCode>,
    pub(super) base_url: String,
    pub(super) zone: TimeZone,
    pub(super) zone_name: String,
    pub(super) zone_label: &'static str,
    pub(super) week: WorkingWeek,
    pub(super) languages: Vec<Lang>,
    pub(super) sample: bool,
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
    let Some(url) = site_address(text.get_ref()) else {
        let message = format!("alamat situs `{}` tidak terbaca", text.get_ref());
        settings.error(
            text.span(),
            "bad-base-url",
            message,
            "tulis lengkap, misalnya \"https://pengaduan.contoh.go.id\"",
        );
        return None;
    };
    Some(url.to_owned())
}

/// The address of a site without the slash at its end; none where that is no address of a site.
pub fn site_address(text: &str) -> Option<&str> {
    let url = text.trim_end_matches('/');
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .unwrap_or_default();
    let breaks = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '?' | '#');
    (!host.is_empty() && !host.contains(breaks)).then_some(url)
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
    let mut languages = Vec::new();
    for code in codes.get_ref() {
        match Lang::of_page(code) {
            Some(lang) if !languages.contains(&lang) => languages.push(lang),
            Some(_) => {}
            None => settings.error(
                codes.span(),
                "bad-languages",
                format!("bahasa `{code}` tidak dikenal"),
                "tulis kode ISO 639, misalnya \"en\" untuk Inggris atau \"jv\" untuk Jawa",
            ),
        }
    }
    if languages.first() == Some(&Lang::Id) {
        return Some(languages);
    }
    settings.error(
        codes.span(),
        "bad-languages",
        "daftar bahasa tidak dapat dipakai",
        "tulis [\"id\"] atau [\"id\", \"en\"], bahasa Indonesia lebih dulu",
    );
    None
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Theme {
    primary: Spanned<String>,
    accent: Option<Spanned<String>>,
    background: Option<Spanned<String>>,
    text: Option<Spanned<String>>,
    logo: Option<Spanned<String>>,
}

impl Theme {
    /// What is wrong with an optional value is reported, and any report stops the reading as a whole.
    fn check(self, settings: &mut Settings<'_>) -> Option<ThemeColours> {
        let primary = colour(&self.primary, settings);
        let [accent, background, text] = [&self.accent, &self.background, &self.text]
            .map(|written| written.as_ref().and_then(|written| colour(written, settings)));
        let logo = self.logo.as_ref().and_then(|logo| logo_path(logo, settings));
        let Placed { value, line } = primary?;
        Some(ThemeColours {
            primary: value,
            line,
            accent,
            background,
            text,
            logo,
        })
    }
}

fn colour(written: &Spanned<String>, settings: &mut Settings<'_>) -> Option<Placed> {
    let colour = written.get_ref();
    let digits = colour.strip_prefix('#').unwrap_or_default();
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        let message = format!("warna `{colour}` tidak terbaca");
        let help = "tulis enam angka heksadesimal, misalnya \"#0b5563\"";
        settings.error(written.span(), "bad-colour", message, help);
        return None;
    }
    Some(placed(written, settings))
}

fn logo_path(written: &Spanned<String>, settings: &mut Settings<'_>) -> Option<Placed> {
    let path = written.get_ref();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_./".contains(&b);
    if !path.starts_with('/') || path.contains("//") || path.contains("..") || !path.bytes().all(plain) {
        let message = format!("logo `{path}` tidak dapat dipakai");
        let help = "simpan gambarnya di static/ dan tulis misalnya \"/logo.svg\"";
        settings.error(written.span(), "bad-logo", message, help);
        return None;
    }
    Some(placed(written, settings))
}

fn placed(written: &Spanned<String>, settings: &Settings<'_>) -> Placed {
    Placed {
        value: written.get_ref().clone(),
        line: settings.line(written.span()),
    }
}
