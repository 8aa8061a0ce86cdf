//! What reading one document may cost. It is spent while the document is read, so that no file, however it is
//! made, takes more work or memory than is said here.

use std::mem::size_of;

use lopdf::Object;

/// Most bytes looked at for each byte of the file: once to read it, and some to find the way in damaged ones.
const LOOKS: usize = 4;
/// Most bytes looked at besides, mainly in what is packed.
const MORE_LOOKS: usize = 32 * 1024 * 1024;
/// Most memory of all values together. What could be handed out again needs less.
const MOST_HELD: usize = 80 * 1024 * 1024;
/// What a value takes wherever it stands.
pub(super) const VALUE: usize = size_of::<Object>();
/// What a key takes beside its value: its hash, its place, its text.
pub(super) const KEY: usize = 96;
/// What a dictionary takes before its first entry is written.
pub(super) const DICTIONARY: usize = 3 * VALUE;

/// Why reading stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// Here stands nothing that can be read; elsewhere something may.
    Unreadable,
    /// Everything is spent: the file is not read on.
    Spent,
}

/// What is left.
#[derive(Debug)]
pub(super) struct Budget {
    looks: usize,
    held: usize,
}

impl Budget {
    /// For a file of so many bytes.
    pub(super) const fn of(bytes: usize) -> Budget {
        Budget {
            looks: bytes.saturating_mul(LOOKS).saturating_add(MORE_LOOKS),
            held: MOST_HELD,
        }
    }

    /// So many bytes are looked at.
    pub(super) fn look(&mut self, bytes: usize) -> Result<(), Stop> {
        self.looks = self.looks.checked_sub(bytes).ok_or(Stop::Spent)?;
        Ok(())
    }

    /// So many bytes of memory are taken, and kept as long as the document.
    pub(super) fn hold(&mut self, bytes: usize) -> Result<(), Stop> {
        self.held = self.held.checked_sub(bytes).ok_or(Stop::Spent)?;
        Ok(())
    }
}
