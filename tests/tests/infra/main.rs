//! The template against the code: every name that both must know is read from both and compared.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod edge;
mod function;
mod staff;
mod table;
mod template;
mod ways;
