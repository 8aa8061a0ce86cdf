//! `tanggap backup`: a whole data set into one file, beside a running `serve`.
//!
//! Of a folder first a copy of the table is made, in one moment and without holding up anybody; then the evidence
//! follows. A file is in its place before the case that it belongs to, so no case of the copy lacks one.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use function::Store;
use function::store::StoreError;
use tempfile::{NamedTempFile, TempDir};

use crate::archive::{self, Archive, ITEMS, Manifest};
use crate::args::BackupArgs;
use crate::command::submissions::source::{in_words, no_data_yet, open};
use crate::data::{self, KEPT, PRIVATE_KEY, table_file};
use crate::embedded;
use crate::failure::{self, Failure};
use crate::terminal;
use crate::world::World;

/// Items between two words to whoever waits.
const PROGRESS: u64 = 20_000;

/// Writes the file, and reads it again.
pub fn run(args: &BackupArgs, world: &World) -> Result<(), Failure> {
    let out = &args.out;
    if out.exists() {
        return Err(Failure::Request(format!(
            "Berkas {} sudah ada. Pilih nama lain.",
            out.display()
        )));
    }
    let beside = out
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let work = tempfile::Builder::new()
        .prefix(".tanggap-cadangan-")
        .tempdir_in(beside);
    let work = work.map_err(|error| not_written(out, &error))?;
    let items = super::runtime()?.block_on(read_items(args, &work, world))?;
    let archived = write(args, &work, items, world).map_err(|error| not_written(out, &error))?;
    let (file, manifest) = archived;
    let kept = file
        .persist_noclobber(out)
        .map_err(|error| not_written(out, &error.error))?;
    kept.sync_all().map_err(|error| not_written(out, &error))?;
    match archive::check(out) {
        Ok(read) if read == manifest => terminal::print(&told(args, &manifest)),
        _ => Err(Failure::Environment(format!(
            "Cadangan {} tidak terbaca kembali seperti ditulis. Periksa diskanya, lalu ulangi.",
            out.display()
        ))),
    }
}

async fn read_items(args: &BackupArgs, work: &TempDir, world: &World) -> Result<u64, Failure> {
    let store = match &args.source.table {
        Some(_) => open(&args.source, world)?,
        None => copy_of(&args.source.data, work.path(), world)?,
    };
    let written = write_items(&store, &work.path().join(ITEMS)).await;
    written.map_err(|error| match error {
        Trouble::Store(error) => in_words(error, &args.source),
        Trouble::Io(error) => not_written(&args.out, &error),
    })
}

/// The table of a folder as it stands at one moment.
fn copy_of(folder: &Path, work: &Path, world: &World) -> Result<Store, Failure> {
    let file = table_file(folder);
    if !file.is_file() {
        return Err(no_data_yet(folder));
    }
    let copy = work.join("table.sqlite");
    let copied = data::open_table(&file)?.copy_to(&copy);
    copied.map_err(|error| data::DataError::TableNotOpened(file, error))?;
    Ok(data::store(&data::open_table(&copy)?, world))
}

enum Trouble {
    Store(StoreError),
    Io(std::io::Error),
}

async fn write_items(store: &Store, file: &Path) -> Result<u64, Trouble> {
    let mut out = BufWriter::new(File::create(file).map_err(Trouble::Io)?);
    let (mut count, mut bookmark) = (0, None);
    loop {
        let (items, next) = store.items_after(bookmark).await.map_err(Trouble::Store)?;
        for item in items {
            writeln!(out, "{item}").map_err(Trouble::Io)?;
            count += 1;
            if count % PROGRESS == 0 {
                terminal::progress(&format!("{count} butir data dibaca"));
            }
        }
        if next.is_none() {
            break;
        }
        bookmark = next;
    }
    out.flush().map_err(Trouble::Io)?;
    Ok(count)
}

fn write(
    args: &BackupArgs,
    work: &TempDir,
    items: u64,
    world: &World,
) -> std::io::Result<(NamedTempFile, Manifest)> {
    let beside = work.path().parent().unwrap_or(Path::new("."));
    let mut archive = Archive::new(BufWriter::new(NamedTempFile::new_in(beside)?));
    archive.add(ITEMS, &work.path().join(ITEMS))?;
    if args.source.table.is_none() {
        let folder = &args.source.data;
        for name in KEPT.iter().filter(|name| folder.join(name).is_file()) {
            archive.add(&format!("{}{name}", archive::DATA), &folder.join(name))?;
        }
        for (name, path) in evidence(&folder.join("files"))? {
            archive.add(&format!("{}{name}", archive::FILES), &path)?;
        }
    }
    let (out, manifest) = archive.finish(items, world.now())?;
    let file = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    Ok((file, manifest))
}

/// Every whole object below a folder, by its name there, in order.
fn evidence(folder: &Path) -> std::io::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    let mut left = vec![(String::new(), folder.to_owned())];
    while let Some((prefix, folder)) = left.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                left.push((format!("{name}/"), entry.path()));
            } else if embedded::is_whole(&entry.path()) {
                found.push((name, entry.path()));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn told(args: &BackupArgs, manifest: &Manifest) -> String {
    let mut text = format!(
        "Cadangan {} ditulis dan sudah diperiksa: {} butir data, {} berkas.\n\
         Simpan di tempat lain yang terkunci: di dalamnya ada isi aduan dan kunci kode akses.\n",
        args.out.display(),
        manifest.items,
        manifest.files()
    );
    if args.source.table.is_some() {
        text += "Bukti di S3 dan kunci di AWS tidak ikut; panduan AWS menjelaskan cara menyalinnya.\n";
    }
    if manifest
        .entries
        .contains_key(&format!("{}{PRIVATE_KEY}", archive::DATA))
    {
        text += "Kunci pembuka identitas ikut di dalamnya. Pindahkan dulu dengan `tanggap keys new`, lalu buat cadangan lagi.\n";
    }
    text
}

fn not_written(out: &Path, error: &std::io::Error) -> Failure {
    Failure::Environment(format!(
        "Cadangan {} tidak bisa ditulis: {}.",
        out.display(),
        failure::in_words(error)
    ))
}
