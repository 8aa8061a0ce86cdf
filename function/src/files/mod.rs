//! Evidence: what a file is, what is kept of it, and where.
//!
//! [`kind`](fn@kind) tells what a file is, [`clean`](fn@clean) makes of it what may be kept, [`Bucket`] keeps it, and
//! `evidence` ties the three to a submission.

mod bucket;
mod clean;
mod evidence;
mod kind;

pub use bucket::{Bucket, BucketError, Place};
pub use clean::{Cleaned, Format, clean};
pub use evidence::Files;
pub use kind::{Kind, kind};

pub(crate) use evidence::{Evidence, KeepError, forget, keep, prepare, read, sweep};
