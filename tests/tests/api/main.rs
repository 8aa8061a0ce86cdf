//! The function's own interface: real requests through the real router into the embedded table.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod caller;
mod case;
mod desk;
mod log;
mod samples;
mod staff;
mod world;

mod acknowledgment;
mod acting;
mod audit;
mod cleaning;
mod clock;
mod crossing;
mod dialogue;
mod engine;
mod evidence;
mod faults;
mod filing;
mod health;
mod hostile;
mod language;
mod limits;
mod lists;
mod more_evidence;
mod openapi;
mod originals;
mod outbox;
mod privacy;
mod queue;
mod receipts;
mod replay;
mod retention;
mod sign_in;
mod status;
mod uploads;
mod verbs;
