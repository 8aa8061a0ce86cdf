//! Key holders of a data folder: for whom it seals, and whether a private key still lies in it.
//!
//! | file | what it is |
//! |---|---|
//! | `key-holders.txt` | for whom is sealed: public key, since when, name; one a line |
//! | `key-holder.key` | the private key of the first start, until `tanggap keys new` moves it out |

pub mod file;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use function::{HolderKey, Recipient};
use jiff::Timestamp;

use crate::data::{DataError, not_writable, write_atomically};
use crate::failure::in_words;

pub(crate) const HOLDERS: &str = "key-holders.txt";
pub(crate) const FIRST_KEY: &str = "key-holder.key";
/// What the first holder is called: the folder itself.
const FIRST_NAME: &str = "folder data";

/// Somebody who can open what is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Their public key.
    pub recipient: Recipient,
    /// Since when is sealed for them.
    pub since: Timestamp,
    /// Who it is.
    pub name: String,
}

/// The keys of a data folder.
#[derive(Clone, Debug)]
pub struct KeyFolder(PathBuf);

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// A line cannot be read.
    #[error("Berkas {} baris {} tidak bisa dibaca. Kembalikan dari cadangan.", .0.display(), .1)]
    Damaged(PathBuf, usize),
    /// The file cannot be read.
    #[error("Berkas {} tidak bisa dibaca: {}.", .0.display(), in_words(.1))]
    Unreadable(PathBuf, #[source] io::Error),
    /// The folder cannot be written.
    #[error(transparent)]
    Data(#[from] DataError),
}

impl From<KeysError> for crate::failure::Failure {
    fn from(error: KeysError) -> Self {
        crate::failure::Failure::Environment(error.to_string())
    }
}

impl KeyFolder {
    /// The keys of this data folder.
    pub fn of(data: &Path) -> KeyFolder {
        KeyFolder(data.to_owned())
    }

    /// For whom is sealed; nobody yet before the first start.
    pub fn holders(&self) -> Result<Vec<Holder>, KeysError> {
        let file = self.0.join(HOLDERS);
        let text = read(&file)?.unwrap_or_default();
        let lines = text.lines().enumerate();
        let lines = lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        lines
            .map(|(place, line)| parse(line).ok_or_else(|| KeysError::Damaged(file.clone(), place + 1)))
            .collect()
    }

    /// The private key that lies in the folder, if one does.
    pub fn first_key(&self) -> Result<Option<HolderKey>, KeysError> {
        let file = self.0.join(FIRST_KEY);
        let text = read(&file)?;
        let key = |text: String| file::plain_keys(&text).into_iter().next();
        match text.map(key) {
            None => Ok(None),
            Some(Some(key)) => Ok(Some(key)),
            Some(None) => Err(KeysError::Damaged(file, 1)),
        }
    }

    /// The private key of the first start, made unless it is there.
    pub fn make_first_key(&self) -> Result<HolderKey, KeysError> {
        if let Some(key) = self.first_key()? {
            return Ok(key);
        }
        let key = HolderKey::generate();
        let text = format!("# {}\n{}\n", key.recipient(), key.reveal());
        self.write(FIRST_KEY, &text)?;
        Ok(key)
    }

    /// Makes the folder itself the first holder.
    pub fn begin_with(&self, key: &HolderKey, now: Timestamp) -> Result<(), KeysError> {
        self.write_holders(&[Holder {
            recipient: key.recipient(),
            since: now,
            name: FIRST_NAME.to_owned(),
        }])
    }

    /// Adds a holder. A private key that lay in the folder has been moved out: nothing more is sealed for it.
    pub fn add(&self, holder: Holder, moved_out: Option<&HolderKey>) -> Result<(), KeysError> {
        let mut holders = self.holders()?;
        if let Some(key) = moved_out {
            holders.retain(|holder| holder.recipient != key.recipient());
        }
        holders.push(holder);
        self.write_holders(&holders)?;
        if moved_out.is_some() {
            self.remove_first_key()
        } else {
            Ok(())
        }
    }

    /// The bytes are overwritten first; what a disk or a backup still has of them is beyond our reach.
    fn remove_first_key(&self) -> Result<(), KeysError> {
        let length = fs::metadata(self.0.join(FIRST_KEY)).map_or(0, |about| about.len());
        self.write_over(usize::try_from(length).unwrap_or(0))
            .and_then(|()| fs::remove_file(self.0.join(FIRST_KEY)))
            .map_err(|error| not_writable(&self.0, error).into())
    }

    fn write_over(&self, length: usize) -> io::Result<()> {
        use io::Write;
        let mut file = fs::OpenOptions::new().write(true).open(self.0.join(FIRST_KEY))?;
        file.write_all(&vec![b'#'; length])?;
        file.sync_all()
    }

    /// Makes these the holders.
    pub(crate) fn write_holders(&self, holders: &[Holder]) -> Result<(), KeysError> {
        let line = |holder: &Holder| format!("{} {} {}\n", holder.recipient, holder.since, holder.name);
        let text: String = holders.iter().map(line).collect();
        self.write(HOLDERS, &text)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), KeysError> {
        write_atomically(&self.0, &self.0.join(name), text.as_bytes())
            .map_err(|error| not_writable(&self.0, error).into())
    }
}

fn read(file: &Path) -> Result<Option<String>, KeysError> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(KeysError::Unreadable(file.to_owned(), error)),
    }
}

fn parse(line: &str) -> Option<Holder> {
    let mut parts = line.splitn(3, ' ');
    Some(Holder {
        recipient: parts.next()?.parse().ok()?,
        since: parts.next()?.parse().ok()?,
        name: parts.next()?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_key_is_made_once_and_moves_out_with_the_first_holder() {
        let home = tempfile::tempdir().unwrap();
        let keys = KeyFolder::of(home.path());
        assert!(keys.holders().unwrap().is_empty());
        let first = keys.make_first_key().unwrap();
        assert_eq!(keys.make_first_key().unwrap().recipient(), first.recipient());
        keys.begin_with(&first, Timestamp::UNIX_EPOCH).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let rights = fs::metadata(home.path().join(FIRST_KEY)).unwrap().mode() & 0o777;
            assert_eq!(rights, 0o600);
        }
        let holder = Holder {
            recipient: HolderKey::generate().recipient(),
            since: Timestamp::UNIX_EPOCH,
            name: "Kepala bidang".to_owned(),
        };
        keys.add(holder.clone(), Some(&first)).unwrap();
        assert_eq!(keys.holders().unwrap(), [holder]);
        assert!(keys.first_key().unwrap().is_none());
    }

    #[test]
    fn a_damaged_line_is_told_with_its_place() {
        let home = tempfile::tempdir().unwrap();
        fs::write(
            home.path().join(HOLDERS),
            "# siapa\nage1salah 2025-01-01T00:00:00Z X\n",
        )
        .unwrap();
        let error = KeyFolder::of(home.path()).holders().unwrap_err();
        assert!(matches!(error, KeysError::Damaged(_, 2)), "{error}");
    }
}
