//! Journeys of citizens through a real browser, on a phone, with scripts and without.

mod citizen;
mod desk;
mod english;
mod filing;
mod offline;
mod photo;
mod preview;
mod restart;
mod search;
mod status;
