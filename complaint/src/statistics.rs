//! Figures of a register: how many complaints came, where they stand, whether they were answered in time, how long
//! that took and how it was judged.
//!
//! A case is counted as what its history says ([`Counted`]); that becomes names of counters ([`Entry`]), each one
//! higher by this case. When the case goes on, what it added before is taken away and what it adds now is added
//! ([`changes`]), so that figures follow from single cases and nobody ever has to look at all of them.
//!
//! Figures are exact; what is too small to be public is hidden where they are published
//! ([`suppression`](crate::suppression)). In every period
//! `received = open + closed + forwarded + archived + withdrawn + duplicate`, and `received` is the sum of `by_channel`.

mod counted;
mod entry;
mod period;
mod tally;

pub use counted::{Counted, MOST_DAYS, Outcome, outcome};
pub use entry::{Entry, Slice, View, changes};
pub use period::{FURTHER, OUTCOMES, Period, by_year, measures};
pub use tally::{Days, Dimension, NONE, Tally};

#[cfg(test)]
mod tests;
