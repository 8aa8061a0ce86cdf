//! The one module that writes. Only what changed is written, each file by a rename, so that a reader sees
//! the old file or the new one and a build that stops half-way leaves pages whole.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::build::Site;
use crate::pictures;
use crate::theme::{Asset, headers};

/// What we wrote last time, beside the site it describes.
const MANIFEST: &str = ".tanggap-manifest.json";
/// The headers that every page must be served with, for whoever sets up the server. Not a page, like the manifest.
const HEADERS: &str = ".tanggap-headers.json";
/// The ending of a file that is not finished.
const UNFINISHED: &str = ".tanggap-new";

/// What a write did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or changed.
    pub written: usize,
    /// Files that were already as they should be.
    pub unchanged: usize,
    /// Files of the last build that this one no longer has.
    pub removed: usize,
}

/// Path to content hash and size of everything written.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Manifest {
    files: BTreeMap<String, Entry>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    xxh3: u64,
    size: u64,
}

/// Brings the folder `out` to the state of `site`: assets first, pages next, vanished files last.
/// Files that were not ours are left alone.
pub fn write(site: &Site, out: &Path) -> io::Result<Written> {
    fs::create_dir_all(out)?;
    let before = read_manifest(out);
    let now = Manifest {
        files: site
            .files
            .par_iter()
            .map(|(path, asset)| (path.clone(), Entry::of(asset)))
            .collect(),
    };
    let is_stale =
        |path: &str, entry: &Entry| before.files.get(path) != Some(entry) || !is_there(out, path, entry.size);
    let stale: Vec<&String> = now
        .files
        .iter()
        .filter(|(path, entry)| is_stale(path, entry))
        .map(|(path, _)| path)
        .collect();
    make_folders(out, &stale)?;
    let (assets, pages): (Vec<&&String>, Vec<&&String>) =
        stale.iter().partition(|path| site.files[**path].immutable);
    for group in [assets, pages] {
        group
            .par_iter()
            .try_for_each(|path| replace(&file_path(out, path), &site.files[**path].bytes))?;
    }
    let vanished: Vec<&String> = before
        .files
        .keys()
        .filter(|path| !now.files.contains_key(*path))
        .collect();
    if !stale.is_empty() || !vanished.is_empty() {
        replace(&out.join(MANIFEST), &serde_json::to_vec(&now)?)?;
    }
    vanished.iter().try_for_each(|path| remove(out, path))?;
    write_headers(out)?;
    Ok(Written {
        written: stale.len(),
        unchanged: now.files.len() - stale.len(),
        removed: vanished.len(),
    })
}

/// Keeps the site's pictures in a folder, for [`read_pictures`](crate::read_pictures) to find; others there go.
pub fn write_pictures(site: &Site, folder: &Path) -> io::Result<()> {
    let pictures = site
        .files
        .iter()
        .filter(|(path, _)| path.starts_with(pictures::FOLDER) && pictures::is_picture(path));
    let pictures: BTreeMap<&String, &Asset> = pictures.collect();
    let paths: Vec<&String> = pictures.keys().copied().collect();
    make_folders(folder, &paths)?;
    let missing = |path: &&&String| !file_path(folder, path).exists();
    paths
        .iter()
        .filter(missing)
        .try_for_each(|path| replace(&file_path(folder, path), &pictures[*path].bytes))?;
    let kept = file_path(folder, pictures::FOLDER);
    let known = |name: &str| pictures.contains_key(&format!("{}{name}", pictures::FOLDER));
    for entry in fs::read_dir(kept).into_iter().flatten().flatten() {
        if !known(&entry.file_name().to_string_lossy()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

impl Entry {
    fn of(asset: &Asset) -> Entry {
        Entry {
            xxh3: xxh3_64(&asset.bytes),
            size: asset.bytes.len() as u64,
        }
    }
}

/// A manifest that is missing or broken only means that everything is written again.
fn read_manifest(out: &Path) -> Manifest {
    let bytes = fs::read(out.join(MANIFEST)).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

fn write_headers(out: &Path) -> io::Result<()> {
    let (file, headers) = (out.join(HEADERS), headers::as_json());
    if fs::read(&file).is_ok_and(|before| before == headers.as_bytes()) {
        Ok(())
    } else {
        replace(&file, headers.as_bytes())
    }
}

fn is_there(out: &Path, path: &str, size: u64) -> bool {
    fs::metadata(file_path(out, path)).is_ok_and(|file| file.is_file() && file.len() == size)
}

fn make_folders(out: &Path, paths: &[&String]) -> io::Result<()> {
    let folders: HashSet<PathBuf> = paths
        .iter()
        .filter_map(|path| Some(file_path(out, path).parent()?.to_owned()))
        .collect();
    folders.iter().try_for_each(fs::create_dir_all)
}

/// Writes beside the file, then takes its place in one step.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(UNFINISHED);
    let unfinished = PathBuf::from(unfinished);
    let done = fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path));
    if done.is_err() {
        // The reason matters, not whether the leftover could be removed.
        let _ = fs::remove_file(&unfinished);
    }
    done.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

fn remove(out: &Path, path: &str) -> io::Result<()> {
    let file = file_path(out, path);
    match fs::remove_file(&file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut folder = file.parent();
    while let Some(empty) = folder.filter(|folder| *folder != out && fs::remove_dir(folder).is_ok()) {
        folder = empty.parent();
    }
    Ok(())
}

fn file_path(out: &Path, path: &str) -> PathBuf {
    out.join(path.trim_start_matches('/'))
}
