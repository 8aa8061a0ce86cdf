//! What a complaint is: the agency's settings, the form, numbers and codes, identity, states, the
//! working-day calendar and deadlines. Pure: no files, no network, no clock, no randomness.
//! `now` and random bytes arrive as arguments; mistakes are values, their words come at the edge.

mod named;
mod settings;

pub mod agency;
pub mod calendar;
pub mod case;
pub mod channel;
pub mod class;
pub mod contact;
pub mod deadline;
pub mod form;
pub mod identity;
pub mod incident;
pub mod lang;
pub mod likeness;
pub mod number;
pub mod problem;
pub mod receipt;
pub mod redaction;
pub mod reminder;
pub mod self_identification;
pub mod staff;
pub mod statistics;
pub mod status;
pub mod stem;
pub mod suppression;
pub mod text;
pub mod toml_words;
pub mod words;

pub use agency::{Agency, Source};
pub use case::{Action, Actor, Case, Refusal};
pub use channel::Channel;
pub use class::Class;
pub use deadline::{
    DayCount, DayUnit, Deadline, DeadlineKind, filing_deadlines, format_date, format_instant,
};
pub use form::{FieldError, FieldErrorCode, NewComplaint, RawForm};
pub use identity::{Identity, IdentityMode, Phone, Relation, Reporter};
pub use lang::{Lang, Localized};
pub use number::{AccessCode, AgencyCode, CodeError, Number};
pub use problem::{Problem, Severity};
pub use status::Status;
