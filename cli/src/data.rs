//! The data folder: who may use it, and the files in it.
//!
//! | file | what it is |
//! |---|---|
//! | `table.sqlite` (with `-wal`, `-shm`) | the embedded table |
//! | `files/` | evidence, cleaned; each file under a random name |
//! | `secret.key` | 32 random bytes under which access codes are hashed; losing them makes every code useless |
//! | `key-holders.txt`, `key-holder.key` | for whom identities are sealed: see [`crate::keys`] |
//! | `receipt-keys.txt` | keys that sign receipts, the old ones without their private part |
//! | `address` | where the running `serve` answers on this computer; for the links that other commands print |
//! | `erased` | that something was erased since the table file was last made anew |
//! | `lock` | held by the one `serve` that uses the folder; other commands read beside it |

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use function::{AwsSettings, Bucket, DynamoDb, Files, Store, place};

use crate::embedded::{Engine, EngineError, FileStore, WriteBack, compact, sweep_unfinished};
use crate::failure::{Failure, in_words};
use crate::terminal;
use crate::world::World;

/// The name of the table in an embedded file, and of the bucket in the folder for files.
pub const TABLE: &str = "tanggap";
/// Bytes of key material in `secret.key`.
pub const SECRET_BYTES: usize = 32;
const SECRET: &str = "secret.key";
/// The private key of the first holder, until `tanggap keys new` has moved it out.
pub const PRIVATE_KEY: &str = crate::keys::FIRST_KEY;
/// What belongs to a data set besides table and files.
pub const KEPT: [&str; 4] = [SECRET, crate::keys::HOLDERS, PRIVATE_KEY, crate::receipts::FILE];
const FILES: &str = "files";
const ADDRESS: &str = "address";
const ERASED: &str = "erased";
/// Written once at the start and removed: a full or read-only disk shows itself before a citizen meets it.
const PROBE_BYTES: usize = 256 * 1024;

/// A data folder held by this process. Other `serve`s are kept out until it is dropped.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    _lock: File,
}

/// Why a data folder cannot be used. The words are for the person who started the program.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// It cannot be made.
    #[error("Folder data {} tidak bisa dibuat: {}.", .0.display(), in_words(.1))]
    NotMade(PathBuf, #[source] io::Error),
    /// It cannot be written, or the disk is full.
    #[error("Folder data {} tidak bisa ditulis: {}.", .0.display(), in_words(.1))]
    NotWritable(PathBuf, #[source] io::Error),
    /// Another `serve` uses it.
    #[error("Folder data {} sedang dipakai `tanggap serve` lain. Hentikan yang lain, atau pilih folder lain dengan --data.", .0.display())]
    Locked(PathBuf),
    /// There are complaints but no secret.
    #[error("Berkas {} hilang, padahal tabel aduan sudah ada. Kembalikan berkas itu dari cadangan: tanpa isinya, semua kode akses tidak berlaku. Data yang dipindahkan dari AWS: pulihkan dengan TANGGAP_SECRET, lihat docs/panduan-aws.md.", .0.display())]
    SecretLost(PathBuf),
    /// The secret is not one of ours.
    #[error("Berkas {} rusak: isinya harus tepat {SECRET_BYTES} byte. Kembalikan dari cadangan.", .0.display())]
    SecretDamaged(PathBuf),
    /// The secret cannot be read.
    #[error("Berkas {} tidak bisa dibaca: {}.", .0.display(), in_words(.1))]
    SecretUnreadable(PathBuf, #[source] io::Error),
    /// The table file does not open.
    #[error("Tabel aduan {} tidak bisa dibuka: {}.", .0.display(), why_not(.1))]
    TableNotOpened(PathBuf, #[source] EngineError),
}

impl From<DataError> for Failure {
    fn from(error: DataError) -> Failure {
        Failure::Environment(error.to_string())
    }
}

/// What a table file refused, in words.
pub(crate) fn why_not(error: &EngineError) -> &str {
    match error {
        EngineError::Path => "nama foldernya bukan teks UTF-8",
        EngineError::Locked(_) => "sedang dikunci program lain",
        EngineError::Full(_) => "ruang simpan habis",
        EngineError::NotATable(_) => "isinya bukan tabel aduan, rusak, atau dibuat versi yang lebih baru",
        EngineError::Other(text) => text,
    }
}

/// The table file of a data folder.
pub fn table_file(folder: &Path) -> PathBuf {
    folder.join("table.sqlite")
}

/// Whether complaints or their keys lie in a folder.
pub(crate) fn is_data(folder: &Path) -> bool {
    table_file(folder).exists() || has_secret(folder)
}

/// Whether a folder has the secret without which no access code can be checked.
pub(crate) fn has_secret(folder: &Path) -> bool {
    folder.join(SECRET).exists()
}

/// Gives a folder the secret that its data were made with elsewhere.
pub(crate) fn write_secret(folder: &Path, secret: &[u8]) -> Result<(), DataError> {
    write_atomically(folder, &folder.join(SECRET), secret).map_err(|error| not_writable(folder, error))
}

/// Opens the table file. Several processes may have it open; see [`crate::embedded`].
pub fn open_table(file: &Path) -> Result<Engine, DataError> {
    Engine::open(file).map_err(|error| DataError::TableNotOpened(file.to_owned(), error))
}

/// The store over an embedded table.
pub fn store(engine: &Engine, world: &World) -> Store {
    let (wall, entropy) = (world.wall.clone(), world.entropy.clone());
    let dynamodb = DynamoDb::new(&AwsSettings::embedded(), engine.connector(), wall, entropy);
    Store::new(dynamodb, TABLE)
}

/// The evidence in a data folder, and the door for browsers to it. What they bring is signed with `secret`, which
/// need not outlive the program.
pub fn files(folder: &Path, secret: &str, upload_url: &str) -> (Files, FileStore) {
    let settings = AwsSettings::embedded().signing_with(secret);
    let place = place(&settings, TABLE, Some(upload_url.to_owned()));
    let store = FileStore::new(folder.join(FILES)).behind(place.clone());
    (Files::new(Bucket::new(place, store.connector())), store)
}

impl DataFolder {
    /// Makes the folder if needed, and holds it.
    pub fn hold(path: &Path) -> Result<DataFolder, DataError> {
        make_folder(path).map_err(|error| DataError::NotMade(path.to_owned(), error))?;
        let lock = open_private(&path.join("lock")).map_err(|error| not_writable(path, error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(DataError::Locked(path.to_owned())),
            Err(TryLockError::Error(error)) => return Err(not_writable(path, error)),
        }
        probe(path).map_err(|error| not_writable(path, error))?;
        Ok(DataFolder {
            path: path.to_owned(),
            _lock: lock,
        })
    }

    /// The table file, made if needed so that only its owner may read it.
    pub fn table(&self) -> Result<PathBuf, DataError> {
        let file = table_file(&self.path);
        open_private(&file).map_err(|error| not_writable(&self.path, error))?;
        Ok(file)
    }

    /// The write-ahead log of the table, which has to be there.
    pub(crate) fn log(&self) -> Result<WriteBack, DataError> {
        let file = table_file(&self.path);
        WriteBack::open(&file).map_err(|error| DataError::TableNotOpened(file, error))
    }

    /// The secret of this installation, made at the first start.
    pub fn secret(&self, entropy: impl Fn(&mut [u8])) -> Result<Vec<u8>, DataError> {
        let file = self.path.join(SECRET);
        match fs::read(&file) {
            Ok(bytes) if bytes.len() == SECRET_BYTES => Ok(bytes),
            Ok(_) => Err(DataError::SecretDamaged(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.new_secret(file, entropy),
            Err(error) => Err(DataError::SecretUnreadable(file, error)),
        }
    }

    /// Removes what an earlier program could not finish writing.
    pub fn sweep(&self) -> Result<(), DataError> {
        sweep_unfinished(&self.path.join(FILES)).map_err(|error| not_writable(&self.path, error))
    }

    /// Makes the table file anew if something was erased since that was last done. What cannot be done now is tried again
    /// next time.
    pub fn forget_erased(&self) {
        let (mark, table) = (self.path.join(ERASED), table_file(&self.path));
        if !mark.exists() || !table.exists() {
            return;
        }
        match compact(&table) {
            Ok(()) => drop(fs::remove_file(mark)),
            Err(error) => terminal::warn(&format!(
                "peringatan: yang sudah dihapus mungkin masih tersisa di {}, karena berkas itu belum bisa dibuat baru \
                 ({}). Dicoba lagi saat `tanggap serve` mulai.\n",
                table.display(),
                why_not(&error)
            )),
        }
    }

    /// Tells other commands where this program answers.
    pub fn tell_address(&self, address: &str) -> Result<(), DataError> {
        write_atomically(&self.path, &self.path.join(ADDRESS), address.as_bytes())
            .map_err(|error| not_writable(&self.path, error))
    }

    fn new_secret(&self, file: PathBuf, entropy: impl Fn(&mut [u8])) -> Result<Vec<u8>, DataError> {
        if fs::metadata(table_file(&self.path)).is_ok_and(|table| table.len() > 0) {
            return Err(DataError::SecretLost(file));
        }
        let mut bytes = vec![0; SECRET_BYTES];
        entropy(&mut bytes);
        write_secret(&self.path, &bytes)?;
        Ok(bytes)
    }
}

/// Remembers that something was erased from the table of a folder.
pub fn note_erased(folder: &Path) {
    if let Err(error) = fs::write(folder.join(ERASED), b"") {
        terminal::warn(&format!(
            "peringatan: folder {} tidak bisa ditulisi: {}.\n",
            folder.display(),
            in_words(&error)
        ));
    }
}

/// Where the program that last used the folder answered on this computer.
pub fn told_address(folder: &Path) -> Option<String> {
    fs::read_to_string(folder.join(ADDRESS)).ok()
}

/// The secret of a folder that is in use or was.
pub fn secret_beside(folder: &Path) -> Result<Vec<u8>, DataError> {
    let file = folder.join(SECRET);
    match fs::read(&file) {
        Ok(bytes) if bytes.len() == SECRET_BYTES => Ok(bytes),
        Ok(_) => Err(DataError::SecretDamaged(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(DataError::SecretLost(file)),
        Err(error) => Err(DataError::SecretUnreadable(file, error)),
    }
}

pub(crate) fn not_writable(path: &Path, error: io::Error) -> DataError {
    DataError::NotWritable(path.to_owned(), error)
}

/// The folder is only for its owner; one that exists keeps the rights it has.
fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    sync_folder(
        path.parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new(".")),
    )
}

/// Opens for writing without emptying it; a new file is only for its owner.
fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Complete or absent, whenever the power goes.
pub(crate) fn write_atomically(folder: &Path, file: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = file.with_extension("new");
    let mut handle = open_private(&draft)?;
    handle.set_len(0)?;
    handle.write_all(bytes)?;
    handle.sync_all()?;
    fs::rename(&draft, file)?;
    sync_folder(folder)
}

fn probe(folder: &Path) -> io::Result<()> {
    let file = folder.join("probe");
    let written = open_private(&file).and_then(|mut handle| {
        handle.write_all(&vec![0; PROBE_BYTES])?;
        handle.sync_all()
    });
    let removed = fs::remove_file(&file);
    written.and(removed)
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_made_once_and_kept_private() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a/b");
        let made = DataFolder::hold(&path)
            .unwrap()
            .secret(|bytes| bytes.fill(7))
            .unwrap();
        let read = DataFolder::hold(&path)
            .unwrap()
            .secret(|_| unreachable!("made already"))
            .unwrap();
        assert_eq!((made.len(), &made), (SECRET_BYTES, &read));
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let rights = |file: &Path| fs::metadata(file).unwrap().mode() & 0o777;
            assert_eq!((rights(&path), rights(&path.join("secret.key"))), (0o700, 0o600));
        }
    }

    #[test]
    fn a_lost_or_damaged_secret_is_never_replaced() {
        let home = tempfile::tempdir().unwrap();
        let folder = DataFolder::hold(home.path()).unwrap();
        fs::write(home.path().join("secret.key"), "short").unwrap();
        assert!(matches!(folder.secret(|_| {}), Err(DataError::SecretDamaged(_))));
        fs::remove_file(home.path().join("secret.key")).unwrap();
        fs::write(table_file(home.path()), "cases").unwrap();
        assert!(matches!(folder.secret(|_| {}), Err(DataError::SecretLost(_))));
    }

    #[test]
    fn one_holder_at_a_time() {
        let home = tempfile::tempdir().unwrap();
        let first = DataFolder::hold(home.path()).unwrap();
        assert!(matches!(DataFolder::hold(home.path()), Err(DataError::Locked(_))));
        drop(first);
        assert!(DataFolder::hold(home.path()).is_ok());
    }

    #[test]
    fn a_file_in_the_way_is_told() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "").unwrap();
        let error = DataFolder::hold(&file.join("data")).unwrap_err();
        assert!(
            error.to_string().contains("ada berkas di tempat folder"),
            "{error}"
        );
    }
}
