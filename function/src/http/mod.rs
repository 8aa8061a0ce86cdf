//! What all requests share: who asks and for what form of answer, what may be sent and how much of it,
//! and how answers look.

mod accept;
mod answer;
mod asked;
mod body;
mod client;
mod fields;
mod front_door;
mod guard;
mod json;
mod multipart;
mod packing;
mod record;
mod refusal;

pub use body::read_fields;
pub use client::{ClientAddress, RequestId};
pub use front_door::{FRONT_DOOR_HEADER, FrontDoor};

pub(crate) use accept::Format;
pub(crate) use answer::{ErrorEntry, Problem, html, json as json_answer};
pub(crate) use asked::{Asked, retry_after, retry_later};
pub(crate) use body::{BODY_LIMIT, read_form};
pub(crate) use client::client_address;
pub(crate) use fields::{Form, Known};
pub(crate) use front_door::refuse_round_the_door;
pub(crate) use guard::{finish_headers, is_surely_own, refuse_cross_site, refuse_unreadable, survive_panic};
pub(crate) use packing::packing;
pub(crate) use record::{record, tell_route};
pub(crate) use refusal::Refusal;
