//! `tanggap restore`: a data set out of a backup, whole or not at all.
//!
//! The file is read twice: first every byte is compared with what the backup says of itself, then everything is put
//! into a new folder beside the one that is wanted, which gets its name as the last step.

mod keys;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use function::Store;
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::archive::{self, ArchiveError, ITEMS, Manifest};
use crate::args::RestoreArgs;
use crate::command::submissions::source::{in_words, open};
use crate::data::{DataFolder, KEPT, has_secret, open_table, store};
use crate::failure::{Failure, in_words as io_words};
use crate::terminal;
use crate::world::World;

use self::keys::FunctionKeys;

/// Items written in one go.
const AT_ONCE: usize = 500;

/// Checks the file and brings back what is in it.
pub fn run(args: &RestoreArgs, world: &World) -> Result<(), Failure> {
    let keys = FunctionKeys::from_env(|name| std::env::var(name).ok())?;
    let manifest = archive::check(&args.file).map_err(|error| unusable(&args.file, &error))?;
    let runtime = super::runtime()?;
    match &args.source.table {
        Some(table) => into_table(args, table, world, &runtime)?,
        None => into_folder(args, keys.as_ref(), world, &runtime)?,
    }
    terminal::print(&told(args, &manifest))
}

/// A table that somebody else made, with nothing in it.
fn into_table(args: &RestoreArgs, table: &str, world: &World, runtime: &Runtime) -> Result<(), Failure> {
    let store = open(&args.source, world)?;
    let there = runtime.block_on(store.items_after(None));
    let (items, _) = there.map_err(|error| in_words(error, &args.source))?;
    if !items.is_empty() {
        return Err(Failure::Request(format!(
            "Tabel {table} tidak kosong. Pulihkan ke tabel baru supaya tidak ada data yang tertimpa."
        )));
    }
    bring_items(args, &store, world, runtime)
}

fn into_folder(
    args: &RestoreArgs,
    keys: Option<&FunctionKeys>,
    world: &World,
    runtime: &Runtime,
) -> Result<(), Failure> {
    let folder = &args.source.data;
    if !is_free(folder) {
        return Err(Failure::Request(format!(
            "Folder {} tidak kosong. Pulihkan ke folder baru dengan --data, supaya tidak ada data yang tertimpa.",
            folder.display()
        )));
    }
    let beside = folder
        .parent()
        .filter(|above| !above.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let not_written = |error: &std::io::Error| {
        Failure::Environment(format!(
            "Folder {} tidak bisa ditulis: {}.",
            folder.display(),
            io_words(error)
        ))
    };
    fs::create_dir_all(beside).map_err(|error| not_written(&error))?;
    let work = tempfile::Builder::new()
        .prefix(".tanggap-pulih-")
        .tempdir_in(beside);
    let work = work.map_err(|error| not_written(&error))?;
    fill(args, &work, world, runtime)?;
    if let Some(keys) = keys.filter(|_| !has_secret(work.path())) {
        keys.write(work.path(), world.now())?;
    }
    if folder.is_dir() {
        fs::remove_dir(folder).map_err(|error| not_written(&error))?;
    }
    let whole = work.keep();
    fs::rename(&whole, folder).map_err(|error| {
        let _ = fs::remove_dir_all(&whole);
        not_written(&error)
    })
}

/// Nothing of anybody's: not there, or an empty folder.
fn is_free(folder: &Path) -> bool {
    match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => !folder.exists(),
    }
}

/// Puts everything into a folder that nobody else knows yet.
fn fill(args: &RestoreArgs, work: &TempDir, world: &World, runtime: &Runtime) -> Result<(), Failure> {
    let folder = DataFolder::hold(work.path())?;
    let engine = open_table(&folder.table()?)?;
    let store = store(&engine, world);
    let made = runtime.block_on(store.ensure_table());
    made.map_err(|error| in_words(error, &args.source))?;
    bring_items(args, &store, world, runtime)?;
    let unpacked = archive::each(&args.file, |name, reader| match place(work.path(), name) {
        Some(file) => unpack(&file, reader).map_err(ArchiveError::Io),
        None => Ok(()),
    });
    unpacked.map_err(|error| unusable(&args.file, &error))
}

/// Where an entry belongs in a data folder; the table and the manifest are no files of it.
fn place(folder: &Path, name: &str) -> Option<PathBuf> {
    let kept = name
        .strip_prefix(archive::DATA)
        .filter(|name| KEPT.contains(name));
    let file = || {
        name.strip_prefix(archive::FILES)
            .map(|name| folder.join("files").join(name))
    };
    kept.map(|name| folder.join(name)).or_else(file)
}

fn unpack(file: &Path, reader: &mut dyn Read) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(file)?;
    std::io::copy(reader, &mut written)?;
    written.sync_all()
}

fn bring_items(args: &RestoreArgs, store: &Store, world: &World, runtime: &Runtime) -> Result<(), Failure> {
    let mut brought = Ok(());
    let read = archive::each(&args.file, |name, reader| {
        if name == ITEMS {
            brought = bring_lines(args, reader, store, world, runtime)?;
        }
        Ok(())
    });
    read.map_err(|error| unusable(&args.file, &error))?;
    brought
}

/// The outer result is about the archive, the inner one about the table.
fn bring_lines(
    args: &RestoreArgs,
    reader: &mut dyn Read,
    store: &Store,
    world: &World,
    runtime: &Runtime,
) -> Result<Result<(), Failure>, ArchiveError> {
    let mut count = 0;
    let mut items: Vec<Value> = Vec::with_capacity(AT_ONCE);
    let mut lines = BufReader::new(reader).lines();
    loop {
        items.clear();
        for line in lines.by_ref().take(AT_ONCE) {
            let item = serde_json::from_str(&line?);
            items.push(item.map_err(|_| ArchiveError::Damaged(ITEMS.to_owned()))?);
        }
        if items.is_empty() {
            return Ok(Ok(()));
        }
        if let Err(error) = runtime.block_on(store.bring_items(&items, &world.entropy)) {
            return Ok(Err(in_words(error, &args.source)));
        }
        count += items.len();
        terminal::progress(&format!("{count} butir data ditulis"));
    }
}

fn unusable(file: &Path, error: &ArchiveError) -> Failure {
    let file = file.display();
    match error {
        ArchiveError::Io(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Failure::Request(format!("Berkas {file} tidak ditemukan."))
        }
        ArchiveError::Io(error) => {
            Failure::Environment(format!("Berkas {file} tidak bisa dibaca: {}.", io_words(error)))
        }
        ArchiveError::NotOurs => {
            Failure::Request(format!("Berkas {file} bukan cadangan Tanggap, atau terpotong."))
        }
        ArchiveError::Later => Failure::Request(format!(
            "Cadangan {file} dibuat versi yang lebih baru. Perbarui program tanggap dulu."
        )),
        ArchiveError::Damaged(entry) => Failure::Request(format!(
            "Cadangan {file} rusak pada bagian {entry}. Tidak ada yang dipulihkan; pakai cadangan lain."
        )),
    }
}

fn told(args: &RestoreArgs, manifest: &Manifest) -> String {
    let place = match &args.source.table {
        Some(table) => format!("tabel {table}"),
        None => format!("folder {}", args.source.data.display()),
    };
    let files = match &args.source.table {
        Some(_) => "berkas tidak ikut: salin ke S3".to_owned(),
        None => format!("{} berkas", manifest.files()),
    };
    let keyless = args.source.table.is_none() && !has_secret(&args.source.data);
    let advice = if keyless {
        "Cadangan ini tidak memuat kunci, karena dibuat dari tabel di AWS. Sebelum `tanggap serve`, pulihkan sekali lagi ke \
         folder lain dengan TANGGAP_SECRET, TANGGAP_KEY_HOLDERS, dan TANGGAP_RECEIPT_KEYS dari AWS: lihat docs/panduan-aws.md.\n"
    } else {
        ""
    };
    format!(
        "Cadangan dari {} dipulihkan ke {place}: {} butir data, {files}.\n{advice}",
        manifest.made_at, manifest.items
    )
}
