//! What a complaint is: the agency's settings, the form, numbers and codes, identity, states, the
//! working-day calendar and deadlines. Pure: no files, no network, no clock, no randomness.
//! `now` and random bytes arrive as arguments; mistakes are values, their words come at the edge.

mod named;

pub mod class;
pub mod channel;
pub mod identity;
pub mod lang;
pub mod problem;
pub mod status;

pub use channel::Channel;
pub use class::Class;
pub use identity::{Identity, IdentityMode, Phone, Relation, Reporter};
pub use lang::{Lang, Localized};
pub use problem::{Problem, Severity};
pub use status::Status;
