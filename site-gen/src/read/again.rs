//! Reads the same folder again and again, and each time only what was touched since.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use complaint::problem::Problem;

use super::{Input, files_of};

/// Clocks of file systems tick slowly: a file that is not older than the youngest by more than this may have been
/// written twice within one tick, and is read again.
const TICK: Duration = Duration::from_secs(2);

/// Reads content folders and remembers their files.
#[derive(Debug, Default)]
pub struct Reader {
    known: Mutex<HashMap<String, File>>,
}

#[derive(Clone, Debug)]
struct File {
    stamp: Stamp,
    bytes: Bytes,
}

/// What tells that a file was touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    touched: SystemTime,
    len: u64,
    /// What the system alone writes; where it does not tell, this is always the same.
    identity: (u64, i64, i64),
}

impl Reader {
    /// The folder as it is now, like [`read_content`](super::read_content). Files that nobody touched are the very same
    /// bytes as last time.
    pub fn read(&self, dir: &Path) -> Result<Input, Vec<Problem>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let files = files_of(dir, |name, path| File::read(path, known.get(name)))?;
        let youngest = files.iter().map(|(_, file)| file.stamp.touched).max();
        let settled = |file: &File| youngest.is_some_and(|youngest| file.stamp.is_settled(youngest));
        let kept = files.iter().filter(|(_, file)| settled(file));
        *known = kept.cloned().collect();
        Ok(Input {
            files: files.into_iter().map(|(name, file)| (name, file.bytes)).collect(),
            ..Input::default()
        })
    }
}

impl File {
    fn read(path: &Path, known: Option<&File>) -> io::Result<File> {
        // Looked at before it is read: what is written in between looks touched next time.
        let stamp = Stamp::of(&fs::metadata(path)?)?;
        match known.filter(|known| known.stamp == stamp) {
            Some(same) => Ok(same.clone()),
            None => Ok(File {
                stamp,
                bytes: fs::read(path)?.into(),
            }),
        }
    }
}

impl Stamp {
    fn of(file: &Metadata) -> io::Result<Stamp> {
        Ok(Stamp {
            touched: file.modified()?,
            len: file.len(),
            identity: identity(file),
        })
    }

    fn is_settled(&self, youngest: SystemTime) -> bool {
        youngest.duration_since(self.touched).is_ok_and(|age| age > TICK)
    }
}

/// Which file it is, and when anything about it changed last.
#[cfg(unix)]
fn identity(file: &Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (file.ino(), file.ctime(), file.ctime_nsec())
}

#[cfg(not(unix))]
const fn identity(_: &Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}
