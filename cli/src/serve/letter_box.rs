//! Mail on this computer: instead of going out, each letter is put into the data folder as a file of its own.

use std::path::{Path, PathBuf};

use function::{Letter, MailError, Mailer, Sending};

/// Where letters are put, in the data folder.
pub(super) const FOLDER: &str = "mail";

/// The folder of letters.
pub(super) struct LetterBox {
    folder: PathBuf,
}

impl LetterBox {
    /// In the data folder.
    pub(super) fn new(data: &Path) -> LetterBox {
        LetterBox {
            folder: data.join(FOLDER),
        }
    }
}

impl Mailer for LetterBox {
    /// The same letter always gets the same file: put in twice, it is there once.
    fn send(&self, id: String, letter: Letter) -> Sending<'_> {
        Box::pin(async move {
            let file = self.folder.join(format!("{id}.eml"));
            let later = |_| MailError::Unreachable;
            std::fs::create_dir_all(&self.folder).map_err(later)?;
            std::fs::write(file, letter.formatted()).map_err(later)
        })
    }
}
