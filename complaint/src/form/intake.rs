//! What the agency writes down itself of a submission that came by letter, telephone, or at the counter.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::parse::{NewComplaint, Reader, parse};
use super::{Field, FieldError, FieldErrorCode, Input, RawForm, Required, Section};
use crate::Channel;
use crate::agency::Agency;
use crate::text::clean_line;

/// Every channel that somebody must write down.
pub const WRITTEN_DOWN: &[&str] = &[
    "letter",
    "whatsapp",
    "walk_in",
    "phone",
    "suggestion_box",
    "call_center_112",
    "email",
    "sms",
    "instagram",
    "facebook",
    "other_social",
    "sp4n_lapor",
    "ombudsman",
    "dprd",
    "internal_finding",
];

/// A day of which no time is known counts from here, so that it is the same day in every zone of the country.
const NOON: Time = Time::constant(12, 0, 0, 0);
/// No register goes back further.
const FIRST_YEAR: i16 = 2000;

const LINE: Field = Field {
    name: "",
    input: Input::Text,
    section: Section::Dialogue,
    min_chars: 0,
    max_chars: 100,
    required: Required::No,
    autocomplete: None,
};

/// The fields that the form for citizens does not have.
pub const INTAKE_FIELDS: &[Field] = &[
    Field {
        name: "channel",
        input: Input::Choice(WRITTEN_DOWN),
        required: Required::Always,
        ..LINE
    },
    Field {
        name: "received_at",
        input: Input::Date,
        max_chars: 40,
        required: Required::Always,
        ..LINE
    },
    Field {
        name: "received_time",
        max_chars: 5,
        ..LINE
    },
    Field {
        name: "reference",
        ..LINE
    },
    Field {
        name: "paper_number",
        max_chars: 40,
        ..LINE
    },
];

/// A submission that the agency wrote down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intake {
    /// By which channel it came.
    pub channel: Channel,
    /// When it came, in whole seconds.
    pub received_at: Timestamp,
    /// Its number elsewhere: of the letter, of another register.
    pub reference: Option<String>,
    /// The number on the paper receipt that was handed out for it.
    pub paper_number: Option<String>,
    /// What was submitted.
    pub complaint: NewComplaint,
}

/// Reads what the agency wrote down at `now`, or everything that is wrong with it.
pub fn parse_intake(raw: &RawForm, agency: &Agency, now: Timestamp) -> Result<Intake, Vec<FieldError>> {
    let mut reader = Reader::new(raw);
    let written_down = |name: &str| Channel::parse(name).filter(|_| WRITTEN_DOWN.contains(&name));
    let channel = reader.required_choice("channel", written_down);
    let received_at = received_at(raw, &agency.zone, now).unwrap_or_else(|(field, code)| {
        reader.fail(field, code);
        now
    });
    let reference = reader.text("reference");
    let paper_number = reader.text("paper_number");
    let own = reader.finish(());
    let complaint = parse(raw, agency, agency.today(now));
    match (own, complaint, channel) {
        (Ok(()), Ok(complaint), Some(channel)) => Ok(Intake {
            channel,
            received_at,
            reference,
            paper_number,
            complaint: NewComplaint {
                sign: None,
                ..complaint
            },
        }),
        (own, complaint, _) => {
            let own = own.err().unwrap_or_default();
            Err([own, complaint.err().unwrap_or_default()].concat())
        }
    }
}

type Wrong = (&'static str, FieldErrorCode);

/// A day, a day and a time in the agency's zone, or a moment with its own zone.
fn received_at(raw: &RawForm, zone: &TimeZone, now: Timestamp) -> Result<Timestamp, Wrong> {
    let typed = |name: &str| clean_line(raw.get(name).map_or("", String::as_str));
    let (day, time) = (typed("received_at"), typed("received_time"));
    if day.is_empty() {
        return Err(("received_at", FieldErrorCode::Required));
    }
    let at = match day.parse::<Timestamp>() {
        Ok(at) => at,
        Err(_) => on_day(&day, &time, zone, now)?,
    };
    let at = Timestamp::from_second(at.as_second()).unwrap_or(at);
    if at > now {
        return Err(("received_at", FieldErrorCode::FutureDate));
    }
    if at.to_zoned(zone.clone()).year() < FIRST_YEAR {
        return Err(("received_at", FieldErrorCode::BadDate));
    }
    Ok(at)
}

fn on_day(day: &str, time: &str, zone: &TimeZone, now: Timestamp) -> Result<Timestamp, Wrong> {
    let bad_day = ("received_at", FieldErrorCode::BadDate);
    let day = Date::strptime("%Y-%m-%d", day).map_err(|_| bad_day)?;
    let moment = |time: Time| {
        let at = day.to_datetime(time).to_zoned(zone.clone());
        at.map(|at| at.timestamp()).map_err(|_| bad_day)
    };
    if time.is_empty() {
        let today = day == now.to_zoned(zone.clone()).date();
        return if today { Ok(now) } else { moment(NOON) };
    }
    let time = Time::strptime("%H:%M", time.replace('.', ":"));
    moment(time.map_err(|_| ("received_time", FieldErrorCode::BadDate))?)
}
