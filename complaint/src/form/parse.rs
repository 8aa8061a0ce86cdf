//! From a raw form to a complaint that cannot be wrong, or to everything that is wrong with it at once.

use jiff::civil::Date;

use super::{Field, FieldError, FieldErrorCode, Input, RawForm, field};
use crate::agency::Agency;
use crate::named::named_enum;
use crate::text::{clean, clean_line, visible_chars};
use crate::{Class, Identity, IdentityMode, Lang, Phone, Relation, Reporter};

/// A complaint whose every field has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewComplaint {
    /// Complaint, suggestion or question.
    pub class: Class,
    /// A category of the agency.
    pub category: Option<String>,
    /// A unit of the agency.
    pub unit: Option<String>,
    /// What happened.
    pub narrative: String,
    /// Where; always there for a complaint.
    pub incident_place: Option<String>,
    /// When.
    pub incident_date: Option<Date>,
    /// Who or what it is about.
    pub reported_party: Option<String>,
    /// What the reporter hopes for.
    pub requested_outcome: Option<String>,
    /// Who reports.
    pub reporter: Reporter,
    /// The language of messages to the reporter.
    pub language: Lang,
    /// Why it looks like the work of a program, if it does.
    pub sign: Option<Sign>,
}

/// Faster than this, in seconds, nobody fills in an empty form.
const HURRY: u32 = 2;

named_enum! {
    /// Why a submission waits for a person before it counts.
    pub enum Sign {
        /// A field was filled that people do not see.
        Honeypot = "honeypot",
        /// The form was sent as soon as it was opened. Only the page's script tells; who has none is not asked.
        Hurry = "hurry",
        /// Its sender, or all together, sent very much, and did no work for it.
        Flood = "flood",
    }
}

impl Sign {
    fn of(raw: &RawForm) -> Option<Sign> {
        let typed = |name| raw.get(name).map_or("", |text| text.trim());
        let hurried = || {
            typed("elapsed")
                .parse::<u32>()
                .is_ok_and(|seconds| seconds < HURRY)
        };
        if typed("website").is_empty() {
            hurried().then_some(Sign::Hurry)
        } else {
            Some(Sign::Honeypot)
        }
    }
}

impl NewComplaint {
    /// All content in one canonical text: the same content always gives the same text, other content another.
    /// Holds personal data; for keyed hashing only.
    pub fn fingerprint_text(&self) -> String {
        let date = self.incident_date.map(|date| date.to_string());
        let mut parts = vec![
            Some(self.class.as_str()),
            self.category.as_deref(),
            self.unit.as_deref(),
            Some(self.narrative.as_str()),
            self.incident_place.as_deref(),
            date.as_deref(),
            self.reported_party.as_deref(),
            self.requested_outcome.as_deref(),
            Some(self.reporter.mode().as_str()),
            Some(self.language.code()),
        ];
        if let Some(identity) = self.reporter.identity() {
            parts.extend([
                Some(identity.name.as_str()),
                identity.phone.as_ref().map(|phone| phone.typed.as_str()),
                identity.email.as_deref(),
                identity.address.as_deref(),
                Some(identity.relation.as_str()),
                identity.business_name.as_deref(),
                identity.business_id.as_deref(),
            ]);
        }
        // The length in front keeps ("ab", "c") and ("a", "bc") apart.
        let counted = |part: Option<&str>| {
            part.map_or_else(|| "-\n".to_owned(), |text| format!("{}:{text}\n", text.len()))
        };
        parts.into_iter().map(counted).collect()
    }
}

/// Reads a form that was received on `today`, the date in the agency's zone.
pub fn parse(raw: &RawForm, agency: &Agency, today: Date) -> Result<NewComplaint, Vec<FieldError>> {
    let mut reader = Reader::new(raw);
    let mode = reader.required_choice("identity_mode", IdentityMode::parse);
    let class = reader.choice("class", Class::parse).unwrap_or(Class::Complaint);
    let complaint = NewComplaint {
        class,
        category: reader.slug("category", |slug| agency.category(slug).is_some()),
        unit: reader.slug("unit", |slug| agency.unit(slug).is_some()),
        narrative: reader.required("narrative").unwrap_or_default(),
        incident_place: reader.required_if("incident_place", class == Class::Complaint),
        incident_date: reader.past_date("incident_date", today),
        reported_party: reader.text("reported_party"),
        requested_outcome: reader.text("requested_outcome"),
        reporter: reader.reporter(mode.unwrap_or(IdentityMode::Anonymous)),
        language: reader.choice("language", Lang::parse).unwrap_or_default(),
        sign: Sign::of(raw),
    };
    reader.finish(complaint)
}

/// Reads field by field and gathers what is wrong.
pub(super) struct Reader<'a> {
    raw: &'a RawForm,
    errors: Vec<FieldError>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(raw: &'a RawForm) -> Reader<'a> {
        Reader {
            raw,
            errors: Vec::new(),
        }
    }

    pub(super) fn finish<T>(mut self, read: T) -> Result<T, Vec<FieldError>> {
        if self.errors.is_empty() {
            return Ok(read);
        }
        let place = |error: &FieldError| super::FIELDS.iter().position(|field| field.name == error.field);
        self.errors.sort_by_key(place);
        Err(self.errors)
    }

    pub(super) fn fail(&mut self, field: &'static str, code: FieldErrorCode) {
        self.errors.push(FieldError { field, code });
    }

    /// A choice that must be made; one that is none of the offered is told as such.
    pub(super) fn required_choice<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.choice(name, read);
        if value.is_none() && !self.errors.iter().any(|error| error.field == name) {
            self.fail(name, FieldErrorCode::Required);
        }
        value
    }

    /// The cleaned text, where there is any; a text that breaks a limit is reported.
    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        let field = known(name);
        let typed = self.raw.get(name)?;
        let text = if field.input == Input::LongText {
            clean(typed)
        } else {
            clean_line(typed)
        };
        if text.is_empty() {
            return None;
        }
        if text.chars().count() > field.max_chars {
            self.fail(name, FieldErrorCode::TooLong);
        } else if visible_chars(&text) < field.min_chars {
            self.fail(name, FieldErrorCode::TooShort);
        }
        Some(text)
    }

    pub(super) fn required(&mut self, name: &'static str) -> Option<String> {
        let text = self.text(name);
        if text.is_none() {
            self.fail(name, FieldErrorCode::Required);
        }
        text
    }

    fn required_if(&mut self, name: &'static str, needed: bool) -> Option<String> {
        if needed {
            self.required(name)
        } else {
            self.text(name)
        }
    }

    fn choice<T>(&mut self, name: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self
            .raw
            .get(name)
            .map(|typed| clean_line(typed))
            .filter(|text| !text.is_empty())?;
        let value = read(&text);
        if value.is_none() {
            self.fail(name, FieldErrorCode::UnknownChoice);
        }
        value
    }

    pub(super) fn slug(&mut self, name: &'static str, is_known: impl Fn(&str) -> bool) -> Option<String> {
        let slug = self.text(name)?;
        if !is_known(&slug) {
            self.fail(name, FieldErrorCode::UnknownChoice);
        }
        Some(slug)
    }

    fn past_date(&mut self, name: &'static str, today: Date) -> Option<Date> {
        let text = self
            .raw
            .get(name)
            .map(|typed| clean_line(typed))
            .filter(|text| !text.is_empty())?;
        let date = strict_date(&text);
        match date {
            None => self.fail(name, FieldErrorCode::BadDate),
            Some(date) if date > today => self.fail(name, FieldErrorCode::FutureDate),
            Some(_) => {}
        }
        date
    }

    /// What an anonymous reporter typed about themselves is not even read.
    pub(super) fn reporter(&mut self, mode: IdentityMode) -> Reporter {
        match mode {
            IdentityMode::Anonymous => Reporter::Anonymous,
            IdentityMode::Named => Reporter::Named(self.identity(mode)),
            IdentityMode::Confidential => Reporter::Confidential(self.identity(mode)),
        }
    }

    fn identity(&mut self, mode: IdentityMode) -> Identity {
        let identity = Identity {
            name: self.required("name").unwrap_or_default(),
            phone: self.phone(mode),
            email: self.email(),
            address: self.text("address"),
            relation: self.choice("relation", Relation::parse).unwrap_or(Relation::Own),
            business_name: self.text("business_name"),
            business_id: self.text("business_id"),
        };
        let tried = self
            .errors
            .iter()
            .any(|error| matches!(error.field, "phone" | "email"));
        if identity.phone.is_none() && identity.email.is_none() && !tried {
            self.fail("phone", FieldErrorCode::ContactRequired);
        }
        identity
    }

    /// A confidential reporter is never turned away for a mistyped number: it is kept as typed.
    fn phone(&mut self, mode: IdentityMode) -> Option<Phone> {
        let typed = self.text("phone")?;
        let phone = Phone::parse(&typed);
        if phone.is_none() && mode == IdentityMode::Confidential {
            return Some(Phone { e164: None, typed });
        }
        if phone.is_none() {
            self.fail("phone", FieldErrorCode::BadPhone);
        }
        phone
    }

    fn email(&mut self) -> Option<String> {
        let email = self.text("email")?;
        if !is_email(&email) {
            self.fail("email", FieldErrorCode::BadEmail);
        }
        Some(email)
    }
}

fn known(name: &str) -> &'static Field {
    field(name).expect("fields are named as in the table")
}

/// `YYYY-MM-DD` and nothing else.
fn strict_date(text: &str) -> Option<Date> {
    if text.len() == 10 {
        Date::strptime("%Y-%m-%d", text).ok()
    } else {
        None
    }
}

/// Whether mail could be sent there: one `@` with a dotted host behind it, nothing that splits a header.
pub fn is_email(text: &str) -> bool {
    let splits = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>');
    match text.rsplit_once('@') {
        Some((user, host)) => {
            !user.is_empty()
                && !user.contains('@')
                && !text.contains(splits)
                && host.contains('.')
                && host.split('.').all(|label| !label.is_empty())
        }
        None => false,
    }
}

/// Words for a box that is ticked, beside [`TICKED`] what programs and older browsers send.
const YES: [&str; 4] = [TICKED, "on", "true", "1"];
const NO: [&str; 4] = ["", "no", "false", "0"];
/// What a ticked box of ours sends.
pub const TICKED: &str = "yes";

/// Whether a confidential reporter asks for the one mail that acknowledges their submission. Nobody else is asked:
/// who gave their name is mailed anyway, who stays anonymous never. Without an address there is nowhere to send it.
pub fn ack_email(raw: &RawForm) -> Result<bool, FieldError> {
    let typed = |name| raw.get(name).map_or("", |text| text.trim());
    let fail = |field, code| Err(FieldError { field, code });
    let mode = IdentityMode::parse(typed("identity_mode"));
    if mode != Some(IdentityMode::Confidential) || NO.contains(&typed("ack_email")) {
        Ok(false)
    } else if !YES.contains(&typed("ack_email")) {
        fail("ack_email", FieldErrorCode::UnknownChoice)
    } else if clean_line(typed("email")).is_empty() {
        fail("email", FieldErrorCode::Required)
    } else {
        Ok(true)
    }
}

/// Reads a key that the sender chose to mark one submission: up to 64 printable characters.
pub fn submission_key(typed: &str) -> Result<Option<String>, FieldError> {
    let key = typed.trim();
    let fail = |code| {
        Err(FieldError {
            field: "submission_key",
            code,
        })
    };
    if key.is_empty() {
        Ok(None)
    } else if key.chars().count() > known("submission_key").max_chars {
        fail(FieldErrorCode::TooLong)
    } else if key.chars().any(char::is_control) {
        fail(FieldErrorCode::BadCharacters)
    } else {
        Ok(Some(key.to_owned()))
    }
}
