//! One file per verb.

pub(crate) mod complaints;
pub(crate) mod health;
pub(crate) mod status;
