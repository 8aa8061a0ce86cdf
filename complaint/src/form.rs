//! The complaint form: one table of fields that the built page and the parser both read.

mod desk;
mod dialogue;
mod error;
mod fields;
mod file;
mod intake;
mod parse;

pub use desk::{Asked, DESK_FIELDS, Wish, asked, asked_of, bare_action, parse_wish, tracking_id};
pub use dialogue::{DIALOGUE_FIELDS, parse_message, parse_rating, parse_reporter, parse_withdrawal};
pub use error::{FieldError, FieldErrorCode};
pub use fields::{FIELDS, Field, Input, Required, Section, field};
pub use file::{
    ACCEPTED, EVIDENCE, FileError, FileErrorCode, MOST_BYTES, MOST_CASE_FILES, MOST_FILES, MOST_UPLOAD_BYTES,
    UPLOAD_IDS,
};
pub use intake::{INTAKE_FIELDS, Intake, WRITTEN_DOWN, parse_intake};
pub use parse::{NewComplaint, Sign, TICKED, ack_email, is_email, parse, submission_key};

/// A form as it arrived: known field names and their text. Everything unknown was dropped before.
pub type RawForm = std::collections::BTreeMap<String, String>;
