//! Journeys of citizens through a real browser, on a phone, with scripts and without.

mod citizen;
mod desk;
mod draft;
mod english;
mod filing;
mod flood;
mod offline;
mod photo;
mod preview;
mod restart;
mod search;
mod status;
