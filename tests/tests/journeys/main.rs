//! Journeys of citizens through a real browser, on a phone, with scripts and without.

mod agency_account;
mod citizen;
mod day;
mod desk;
mod dialogue;
mod draft;
mod english;
mod filing;
mod flood;
mod intake;
mod keys;
mod language;
mod offline;
mod photo;
mod preview;
mod restart;
mod search;
mod signs;
mod status;
mod unseal;
mod verify;
