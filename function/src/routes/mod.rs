//! One file per verb.

pub(crate) mod case_answer;
pub(crate) mod challenge;
pub(crate) mod complaints;
pub(crate) mod dialogue;
pub(crate) mod evidence;
pub(crate) mod health;
pub(crate) mod held;
pub(crate) mod openapi;
pub(crate) mod receipt_again;
pub(crate) mod receipt_answer;
pub(crate) mod receipts;
pub(crate) mod signs;
pub(crate) mod status;
pub(crate) mod uploads;
mod visit;
