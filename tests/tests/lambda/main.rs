//! The Lambda path, end to end: recorded events of an HTTP API go through a Lambda Runtime API on loopback to
//! the real `bootstrap` binary, whose table is an engine behind a loopback port.
//!
//! The engine's own port has no protection at all; it is opened here, for a table of a test, and nowhere else.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bootstrap;
mod bucket;
mod calls;
mod runtime;

mod events;
mod files;
mod front_door;
mod requests;
mod trouble;
