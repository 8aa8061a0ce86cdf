//! Why something that was sent to the desk was not done.

use crate::store::StoreError;

pub(super) enum NotDone {
    /// A field is wrong, and the words for it: those of that page, by name.
    Wrong(&'static str, &'static str),
    /// The table was not able to.
    Store(StoreError),
}

impl From<StoreError> for NotDone {
    fn from(error: StoreError) -> Self {
        NotDone::Store(error)
    }
}
