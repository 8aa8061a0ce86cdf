//! What can go wrong between us and the table. Never a key, a text or a name: these errors are logged.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use thiserror::Error;

/// Why the table did not do what it was asked.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum StoreError {
    /// The table cannot be reached, or refuses for now.
    #[error("{operation}: the table is unavailable ({code})")]
    Unavailable {
        /// What was asked.
        operation: &'static str,
        /// The engine's error code, or the stage at which the request was lost.
        code: String,
    },
    /// Another writer was in the way each time we tried.
    #[error("{operation}: other writers were in the way")]
    Conflict {
        /// What was asked.
        operation: &'static str,
    },
    /// An item that we wrote cannot be read back.
    #[error("item {kind}: attribute {attribute} is damaged")]
    Damaged {
        /// The kind of item.
        kind: &'static str,
        /// The attribute.
        attribute: &'static str,
    },
    /// Every number drawn was taken: the source of randomness is broken.
    #[error("no free number was drawn")]
    NoFreeNumber,
    /// A cursor that no list of ours gave out.
    #[error("the cursor is not one of ours")]
    BadCursor,
}

impl StoreError {
    /// What an error of the way there, or of the table, means to us.
    pub(super) fn from_sdk<E: ProvideErrorMetadata, R>(
        operation: &'static str,
        error: &SdkError<E, R>,
    ) -> StoreError {
        let stage = match error {
            SdkError::ConstructionFailure(_) => "construction",
            SdkError::TimeoutError(_) => "timeout",
            SdkError::DispatchFailure(_) => "dispatch",
            SdkError::ResponseError(_) => "response",
            _ => "service",
        };
        StoreError::Unavailable {
            operation,
            code: error.code().unwrap_or(stage).to_owned(),
        }
    }
}
