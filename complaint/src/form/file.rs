//! Files as evidence: how many, how large, of which kinds, and what can be wrong with one.

use crate::named::named_enum;

/// The field that carries files.
pub const EVIDENCE: &str = "evidence";
/// The field that names files which were sent before the form.
pub const UPLOAD_IDS: &str = "upload_ids";
/// Most files of one submission.
pub const MOST_FILES: usize = 5;
/// Most files of one case, with all that were sent later.
pub const MOST_CASE_FILES: usize = 50;
/// Most bytes of all files in one form together, so that the form around them still fits through the
/// front door.
pub const MOST_BYTES: usize = 4_000_000;
/// Most bytes of a file that is sent before the form.
pub const MOST_UPLOAD_BYTES: usize = 10_000_000;
/// The kinds that are taken, as a file chooser wants to know them. Telephones that keep photos in another
/// kind convert them when they read this list. What a file really is, its bytes decide.
pub const ACCEPTED: &str = "image/jpeg,image/png,image/webp,application/pdf";

named_enum! {
    /// Why a file cannot be taken as it is.
    pub enum FileErrorCode {
        /// Of a file that shall be sent, its size is not said.
        Required = "required",
        /// Or it is no number.
        NotNumber = "not_number",
        /// It has no bytes.
        Empty = "empty_file",
        /// A photo in the kind some telephones keep for themselves.
        Heic = "heic",
        /// A film or a sound.
        Media = "media",
        /// A document of an office program, or an archive.
        Document = "document",
        /// None of the kinds that are taken.
        UnknownKind = "unknown_kind",
        /// It says what it is, but cannot be read.
        Damaged = "damaged",
        /// More pixels than anyone photographs.
        TooManyPixels = "too_many_pixels",
        /// A document that is too large to be handed out again.
        LargeDocument = "large_document",
        /// More files than fit one submission.
        TooMany = "too_many_files",
        /// More files than one case keeps.
        FullCase = "full_case",
        /// All files together are larger than what is taken.
        TooLarge = "too_large",
        /// A file sent before the form is larger than what is taken.
        LargeUpload = "large_upload",
        /// It was announced, but has not come.
        NotArrived = "not_arrived",
        /// It has come, and is being cleaned.
        NotCleanYet = "not_clean_yet",
        /// Nothing is known of it: it was never announced, or too long ago.
        Expired = "upload_expired",
        /// Another submission has it.
        Used = "upload_used",
        /// Browsers forget chosen files when a page comes back.
        ChooseAgain = "choose_again",
    }
}

/// One file that cannot be taken, or one thing wrong with all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileError {
    /// Whether it came in the form or before it: [`EVIDENCE`] or [`UPLOAD_IDS`].
    pub field: &'static str,
    /// Which file of that field, counted from 1. Nothing when it is about all of them.
    pub position: Option<usize>,
    /// What is wrong.
    pub code: FileErrorCode,
}

impl FileError {
    /// Something wrong with all files.
    pub const fn of_all(code: FileErrorCode) -> FileError {
        FileError {
            field: EVIDENCE,
            position: None,
            code,
        }
    }
}
