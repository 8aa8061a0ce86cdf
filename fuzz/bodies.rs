//! What must hold for any bytes: shared by the fuzz targets and by the tests of the stable compiler.

use complaint::form::{FIELDS, field, parse};
use complaint::{AccessCode, Agency, IdentityMode, Number, RawForm, Source};
use jiff::civil::Date;

/// The sample agency.
pub(crate) fn sample() -> Agency {
    let source = |file, text| Source { file, text };
    let agency = include_str!("../content/agency.toml");
    let holidays = include_str!("../content/data/holidays.toml");
    let parsed = Agency::parse(source("agency.toml", agency), source("holidays.toml", holidays));
    parsed.expect("the sample's settings are right").0
}

/// A number or code that is read is read again from what we write, and each wrong symbol is noticed.
pub(crate) fn code(bytes: &[u8], agency: &Agency) {
    let typed = String::from_utf8_lossy(bytes);
    if let Ok(number) = Number::parse(&typed, &agency.codes()) {
        assert_eq!(
            Number::parse(number.as_str(), &agency.codes()).as_ref(),
            Ok(&number)
        );
        for wrong in misspelled(number.as_str()) {
            assert!(Number::parse(&wrong, &agency.codes()).is_err(), "{wrong}");
        }
    }
    if let Ok(code) = AccessCode::parse(&typed) {
        let again = AccessCode::parse(code.reveal()).expect("our own code is read");
        assert_eq!(again.reveal(), code.reveal());
        for wrong in misspelled(code.reveal()) {
            assert!(AccessCode::parse(&wrong).is_err(), "{wrong}");
        }
    }
}

/// The last symbol, each time another one.
fn misspelled(text: &str) -> impl Iterator<Item = String> + '_ {
    let (rest, last) = text.split_at(text.len() - 1);
    let symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars();
    let others = symbols.filter(move |symbol| !last.starts_with(*symbol));
    others.map(move |symbol| format!("{rest}{symbol}"))
}

/// A form is a complaint within all limits, or a list of fields of ours that need mending; never a panic.
pub(crate) fn form(bytes: &[u8], agency: &Agency) {
    let today = Date::constant(2025, 8, 15);
    let raw: RawForm = form_urlencoded::parse(bytes)
        .map(|(name, text)| (name.into_owned(), text.into_owned()))
        .collect();
    let complaint = match parse(&raw, agency, today) {
        Ok(complaint) => complaint,
        Err(errors) => {
            assert!(!errors.is_empty());
            assert!(errors.iter().all(|error| field(error.field).is_some()));
            return;
        }
    };
    let longest = |name| {
        FIELDS
            .iter()
            .find(|field| field.name == name)
            .map_or(0, |field| field.max_chars)
    };
    let narrative = complaint.narrative.chars().count();
    assert!((10..=longest("narrative")).contains(&narrative), "{narrative}");
    assert!(complaint.incident_date.is_none_or(|date| date <= today));
    let is_anonymous = complaint.reporter.mode() == IdentityMode::Anonymous;
    assert_eq!(complaint.reporter.identity().is_none(), is_anonymous);
    // What was cleaned once stays as it is.
    let mut again = raw;
    again.insert("narrative".to_owned(), complaint.narrative.clone());
    let again = parse(&again, agency, today).expect("a cleaned text is taken");
    assert_eq!(again.fingerprint_text(), complaint.fingerprint_text());
}
