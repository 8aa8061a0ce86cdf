//! What all requests share: who asks and for what form of answer, what may be sent and how much of it,
//! and how answers look.

mod accept;
mod answer;
mod asked;
mod body;
mod client;
mod fields;
mod guard;
mod json;
mod multipart;
mod record;
mod refusal;

pub use client::{ClientAddress, RequestId};

pub(crate) use accept::Format;
pub(crate) use answer::{ErrorEntry, Problem, html, json as json_answer};
pub(crate) use asked::{Asked, retry_after, retry_later};
pub(crate) use body::{BODY_LIMIT, read_form};
pub(crate) use client::client_address;
pub(crate) use fields::Form;
pub(crate) use guard::{finish_headers, is_surely_own, refuse_cross_site, survive_panic};
pub(crate) use record::record;
pub(crate) use refusal::Refusal;
