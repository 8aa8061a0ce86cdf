//! What kind of submission a citizen makes.

use crate::named::named_enum;

named_enum! {
    /// The three kinds of submission; they differ in deadlines and in how they are counted.
    pub enum Class {
        /// Pengaduan: something went wrong.
        Complaint = "complaint",
        /// Aspirasi: a suggestion or praise.
        Aspiration = "aspiration",
        /// Permintaan informasi.
        InformationRequest = "information_request",
    }
}
