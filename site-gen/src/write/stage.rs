//! A folder being brought to a new state. What differs is first written whole into a folder beside the site;
//! only when everything is known to be right does it take its place.
//!
//! The order of that exchange keeps the site whole at every moment, also when the program is killed in between:
//! addresses that are new come first, then changed files one by one, each in one step, and what vanished goes last.
//! So every file is the old one or the new one, and every link of either leads to something.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use complaint::problem::Problem;

use super::disk;
use super::manifest::{Entry, Manifest};
use super::{Published, Written};
use crate::build::{Built, Options};
use crate::output::Output;
use crate::read::Input;
use crate::theme::{Asset, headers};
use crate::{page_path, redirects, renames};

/// Where new files wait. Not a page, like everything that starts with a dot.
const WAITING: &str = ".tanggap-new";
/// The headers that every page must be served with, for whoever sets up the server.
const HEADERS: &str = ".tanggap-headers.json";
/// Where old addresses lead, in the shape in which `CloudFront` takes them.
const REDIRECTS: &str = ".tanggap-redirects.json";

/// A folder that we hold until dropped; files that wait are then removed.
#[derive(Debug)]
pub(crate) struct Stage {
    out: PathBuf,
    waiting: PathBuf,
    before: Manifest,
    files: Mutex<BTreeMap<String, Staged>>,
    /// The first thing that went wrong while writing.
    failed: Mutex<Option<io::Error>>,
    /// Folders that were not there, the innermost first.
    made: Vec<PathBuf>,
    _held: File,
}

/// A file of the new state.
#[derive(Clone, Copy, Debug)]
struct Staged {
    entry: Entry,
    /// Whether it waits; otherwise the site has it already.
    waits: bool,
}

impl Output for Stage {
    fn put(&self, path: &str, asset: Asset) {
        let entry = Entry::of(&asset.bytes);
        let waits = !self.has(path, entry);
        if waits && let Err(error) = disk::write_waiting(&disk::place(&self.waiting, path), &asset.bytes) {
            lock(&self.failed).get_or_insert(error);
        }
        lock(&self.files).insert(path.to_owned(), Staged { entry, waits });
    }
}

impl Stage {
    /// Takes hold of the folder, which is made where it is missing.
    pub(crate) fn open(out: &Path) -> io::Result<Stage> {
        let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let made = out
            .ancestors()
            .take_while(is_missing)
            .map(Path::to_owned)
            .collect();
        fs::create_dir_all(out)?;
        let held = hold(out)?;
        let stage = Stage {
            before: Manifest::read(out),
            out: out.to_owned(),
            waiting: out.join(WAITING),
            files: Mutex::default(),
            failed: Mutex::default(),
            made,
            _held: held,
        };
        // What a killed build left waiting was never part of the site.
        stage.clear()?;
        Ok(stage)
    }

    /// What was told when the site was made of the same content, if the site is as that build left it.
    pub(crate) fn unchanged_since(&self, built_from: u64) -> Option<Published> {
        use rayon::prelude::*;
        let is_there = |(path, entry): (&String, &Entry)| self.is_there(path, *entry);
        let whole = self.before.built_from == Some(built_from) && self.before.files.par_iter().all(is_there);
        whole.then(|| Published {
            written: Written {
                unchanged: self.before.files.len(),
                ..Written::default()
            },
            ..self.before.told.clone()
        })
    }

    /// Addresses that the last build had and this one does not answer.
    pub(crate) fn renamed(&self, built: &Built, input: &Input, options: &Options) -> Vec<Problem> {
        let files = lock(&self.files);
        renames::problems(
            &self.before.pages,
            &built.addresses,
            |url| files.contains_key(&page_path(url)),
            |file| input.files.contains_key(file),
            options,
        )
    }

    /// Exchanges what differs.
    pub(crate) fn publish(self, built: &Built, built_from: Option<u64>) -> io::Result<Published> {
        if let Some(error) = lock(&self.failed).take() {
            return Err(error);
        }
        let files = std::mem::take(&mut *lock(&self.files));
        let vanished: Vec<String> = self.vanished(&files);
        let waiting = files.values().filter(|file| file.waits).count();
        let published = Published {
            written: Written {
                written: waiting,
                unchanged: files.len() - waiting,
                removed: vanished.len(),
            },
            ..Published::of(built)
        };
        if waiting > 0 || !vanished.is_empty() {
            self.in_between(&files, &vanished).write(&self.out)?;
            self.exchange(&files, &vanished)?;
        }
        let now = Manifest {
            built_from,
            told: published.clone(),
            pages: built.addresses.clone(),
            files: files.into_iter().map(|(path, file)| (path, file.entry)).collect(),
        };
        now.write(&self.out)?;
        self.write_beside(built)?;
        Ok(published)
    }

    fn exchange(&self, files: &BTreeMap<String, Staged>, vanished: &[String]) -> io::Result<()> {
        let in_the_way = vanished.iter().filter(|path| is_in_the_way(path, files));
        in_the_way
            .clone()
            .try_for_each(|path| disk::remove(&self.out, path))?;
        let mut changed = Vec::new();
        if self.waiting.exists() {
            add(&self.waiting, &self.out, &mut changed)?;
        }
        changed.iter().try_for_each(|(from, to)| disk::rename(from, to))?;
        vanished
            .iter()
            .try_for_each(|path| disk::remove(&self.out, path))?;
        self.clear()
    }

    /// While files are exchanged, nobody knows which of the differing ones are old.
    fn in_between(&self, files: &BTreeMap<String, Staged>, vanished: &[String]) -> Manifest {
        let entry = |file: &Staged| if file.waits { Entry::UNSURE } else { file.entry };
        let ours = files.iter().map(|(path, file)| (path.clone(), entry(file)));
        let gone = vanished.iter().map(|path| (path.clone(), Entry::UNSURE));
        Manifest {
            built_from: None,
            files: ours.chain(gone).collect(),
            ..self.before.clone()
        }
    }

    fn vanished(&self, files: &BTreeMap<String, Staged>) -> Vec<String> {
        let paths = self.before.files.keys();
        paths.filter(|path| !files.contains_key(*path)).cloned().collect()
    }

    fn has(&self, path: &str, entry: Entry) -> bool {
        self.before.files.get(path) == Some(&entry) && self.is_there(path, entry)
    }

    fn is_there(&self, path: &str, entry: Entry) -> bool {
        fs::metadata(disk::place(&self.out, path))
            .is_ok_and(|file| file.is_file() && file.len() == entry.size)
    }

    /// The files for whoever sets up the server.
    fn write_beside(&self, built: &Built) -> io::Result<()> {
        let beside = [
            (HEADERS, headers::as_json()),
            (REDIRECTS, redirects::as_json(&built.redirects)),
        ];
        for (name, text) in beside {
            let file = self.out.join(name);
            if !fs::read(&file).is_ok_and(|before| before == text.as_bytes()) {
                disk::replace(&file, text.as_bytes())?;
            }
        }
        Ok(())
    }

    fn clear(&self) -> io::Result<()> {
        match fs::remove_dir_all(&self.waiting) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // The next build clears what could not be removed now.
        let _ = self.clear();
        // Of a build that failed nothing is left; a folder with a site in it cannot be removed like this.
        let _ = self.made.iter().try_for_each(fs::remove_dir);
    }
}

/// Moves what the site does not have yet, whole folders in one step; what it has and must be replaced is listed.
fn add(from: &Path, to: &Path, changed: &mut Vec<(PathBuf, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        match fs::symlink_metadata(&target) {
            Err(_) => disk::rename(&source, &target)?,
            Ok(_) if entry.file_type()?.is_dir() => add(&source, &target, changed)?,
            Ok(_) => changed.push((source, target)),
        }
    }
    Ok(())
}

/// Whether a file that vanished has the name of a folder that is needed now, or stands in what becomes a file.
fn is_in_the_way(vanished: &str, files: &BTreeMap<String, Staged>) -> bool {
    let below = format!("{vanished}/");
    let first = files.range(below.clone()..).next();
    let mut folders = vanished.match_indices('/').map(|(slash, _)| &vanished[..slash]);
    first.is_some_and(|(path, _)| path.starts_with(&below))
        || folders.any(|folder| files.contains_key(folder))
}

/// Two builds of one folder at once would take each other's files.
fn hold(out: &Path) -> io::Result<File> {
    let folder = File::open(out)?;
    match folder.try_lock() {
        Err(fs::TryLockError::WouldBlock) => Err(io::Error::new(
            io::ErrorKind::ResourceBusy,
            "sedang ditulis oleh perintah lain",
        )),
        // Some file systems know no locks; most people build once at a time.
        Ok(()) | Err(fs::TryLockError::Error(_)) => Ok(folder),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().expect("no thread panicked")
}
