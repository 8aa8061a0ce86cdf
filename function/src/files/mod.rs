//! Evidence: what a file is, what is kept of it, and where.
//!
//! [`kind`](fn@kind) tells what a file is, [`clean`](fn@clean) makes of it what may be kept, [`Bucket`] keeps it, and
//! `evidence` ties the three to a submission. `uploads` are files that come before the form, straight to the
//! bucket, by leave of a `policy`.

mod bucket;
mod clean;
mod evidence;
mod kind;
mod policy;
mod uploads;

pub use bucket::{Bucket, BucketError, NOBODY, Place};
pub use clean::{Cleaned, Format, clean};
pub use evidence::{Files, INCOMING, KEPT, KeepError, ORIGINALS};
pub use kind::{Kind, kind};
pub use policy::UploadForm;
pub use uploads::objects_created;

pub(crate) use evidence::{Evidence, Prepared, forget, forget_originals, is_id, keep, prepare, read, sweep};
pub(crate) use uploads::{Announced, Upload, announce, look};
