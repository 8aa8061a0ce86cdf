//! The local program as a library: what `tanggap` runs and what tests borrow from it.

pub mod embedded;
