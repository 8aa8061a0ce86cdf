//! The keys of a data folder that sign receipts.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use function::{ReceiptKeys, rotate};

use crate::data::{DataError, not_writable, write_atomically};
use crate::failure::{Failure, in_words};
use crate::world::World;

pub(crate) const FILE: &str = "receipt-keys.txt";

/// Why they cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptKeysError {
    /// The file is not one of ours.
    #[error("Berkas {} rusak. Kembalikan dari cadangan.", .0.display())]
    Damaged(PathBuf),
    /// The file cannot be read.
    #[error("Berkas {} tidak bisa dibaca: {}.", .0.display(), in_words(.1))]
    Unreadable(PathBuf, #[source] io::Error),
    /// The folder cannot be written.
    #[error(transparent)]
    Data(#[from] DataError),
}

impl From<ReceiptKeysError> for Failure {
    fn from(error: ReceiptKeysError) -> Failure {
        Failure::Environment(error.to_string())
    }
}

/// The keys, made at the first start.
pub fn receipt_keys(data: &Path, world: &World) -> Result<ReceiptKeys, ReceiptKeysError> {
    if ring(data)?.is_none() {
        rotate_key(data, world)?;
    }
    known_keys(data)?.ok_or_else(|| ReceiptKeysError::Damaged(data.join(FILE)))
}

/// The keys of the folder, if it has any.
pub fn known_keys(data: &Path) -> Result<Option<ReceiptKeys>, ReceiptKeysError> {
    let damaged = |_| ReceiptKeysError::Damaged(data.join(FILE));
    let text = ring(data)?;
    text.map(|text| ReceiptKeys::parse(&text).map_err(damaged))
        .transpose()
}

/// Signs with a new key from the next start on; the old one is kept without its private part.
pub fn rotate_key(data: &Path, world: &World) -> Result<(), ReceiptKeysError> {
    let mut seed = [0; 32];
    (world.entropy)(&mut seed);
    let text = ring(data)?.unwrap_or_default();
    let text = rotate(&text, seed, world.now()).map_err(|_| ReceiptKeysError::Damaged(data.join(FILE)))?;
    Ok(write_ring(data, &text)?)
}

/// Gives a folder these keys.
pub(crate) fn write_ring(data: &Path, text: &str) -> Result<(), DataError> {
    write_atomically(data, &data.join(FILE), text.as_bytes()).map_err(|error| not_writable(data, error))
}

fn ring(data: &Path) -> Result<Option<String>, ReceiptKeysError> {
    match fs::read_to_string(data.join(FILE)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ReceiptKeysError::Unreadable(data.join(FILE), error)),
    }
}
