//! One file per verb.

mod case_answer;
pub(crate) mod complaints;
pub(crate) mod dialogue;
pub(crate) mod health;
pub(crate) mod status;
