//! The template against the code: every name that both must know is read from both and compared. And one machine the same way.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod edge;
mod function;
mod machine;
mod staff;
mod table;
mod template;
mod ways;
