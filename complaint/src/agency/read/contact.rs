//! `[contact]`, and what every way to reach somebody has to be: a number that can be dialled, an address that takes mail.
//! Pages make links of them, and a link cannot ask which of two numbers was meant.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use crate::Localized;
use crate::agency::Contact;
use crate::form::is_email;
use crate::settings::Settings;

/// Most digits after the country code or the zero, as the Indonesian numbering plan has them.
const MOST_DIGITS: usize = 13;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawContact {
    manager: Spanned<Localized>,
    address: Spanned<String>,
    phone: Spanned<String>,
    email: Spanned<String>,
    hours: Spanned<Localized>,
}

/// `[contact]`.
pub(super) fn contact(settings: &mut Settings<'_>) -> Option<Contact> {
    let RawContact {
        manager,
        address,
        phone,
        email,
        hours,
    } = settings.table("contact")?;
    Some(Contact {
        manager: words(manager, "manager", settings),
        address: filled(address, "address", settings),
        phone: self::phone(phone, settings),
        email: self::email(email, settings),
        hours: words(hours, "hours", settings),
    })
}

/// A telephone number, reported unless it is exactly one.
pub(super) fn phone(written: Spanned<String>, settings: &mut Settings<'_>) -> String {
    if let Err(help) = dialled(written.get_ref()) {
        let message = format!("nomor telepon `{}` tidak dapat dihubungi", written.get_ref());
        settings.error(written.span(), "bad-phone", message, help);
    }
    written.into_inner()
}

/// A mail address, reported unless mail can be sent to it.
pub(super) fn email(written: Spanned<String>, settings: &mut Settings<'_>) -> String {
    if !is_email(written.get_ref()) {
        let message = format!("alamat surel `{}` tidak dapat dipakai", written.get_ref());
        let help = "tulis satu alamat saja, lengkap dengan @, misalnya \"pengaduan@contoh.go.id\"";
        settings.error(written.span(), "bad-email", message, help);
    }
    written.into_inner()
}

/// Words that must say something in every language that they are written in.
pub(super) fn words(written: Spanned<Localized>, key: &str, settings: &mut Settings<'_>) -> Localized {
    if written.get_ref().each().any(|text| text.trim().is_empty()) {
        empty(written.span(), key, settings);
    }
    written.into_inner()
}

fn filled(written: Spanned<String>, key: &str, settings: &mut Settings<'_>) -> String {
    if written.get_ref().trim().is_empty() {
        empty(written.span(), key, settings);
    }
    written.into_inner()
}

fn empty(at: Range<usize>, key: &str, settings: &mut Settings<'_>) {
    let help = format!("isi `{key}`; bila memang tidak ada, hapus barisnya");
    settings.error(at, "empty-value", format!("`{key}` masih kosong"), help);
}

/// Whether a text is one number, or what to write instead.
fn dialled(text: &str) -> Result<(), &'static str> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let national = digits
        .strip_prefix("62")
        .unwrap_or(&digits)
        .trim_start_matches('0');
    let behind_plus = text.trim().trim_start_matches('+');
    if behind_plus.contains(['/', ',', ';', '&', '+']) || national.len() > MOST_DIGITS {
        Err("tulis satu nomor saja; nomor kedua taruh di kanal lain, misalnya kanal `phone`")
    } else if text.contains(char::is_alphabetic) {
        Err("tulis angkanya saja, misalnya \"0541-000111\"; keterangan seperti \"ext. 12\" taruh di halaman")
    } else if digits.is_empty() {
        Err("tulis nomornya, misalnya \"0541-000111\"")
    } else {
        Ok(())
    }
}
