//! What every page owes its readers: no barriers, no noise, little weight, links that lead somewhere, and a
//! keyboard is enough.

mod checks;
mod generated;
mod keyboard;
mod sample;
