//! The few things we do to files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The ending of a file that is not finished.
const UNFINISHED: &str = ".tanggap-new";

/// Where a path of the site is in a folder.
pub(super) fn place(folder: &Path, path: &str) -> PathBuf {
    folder.join(path.trim_start_matches('/'))
}

/// Writes a file that waits. A page is alone in its folder, which is therefore made without looking for it first.
pub(super) fn write_waiting(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|_| path.ends_with("index.html")) {
        // Where that does not work, the writing of the file says why.
        let _ = fs::create_dir(folder);
    }
    write(path, bytes)
}

/// Writes a file; its folder is made where it is missing, which most are not.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::write(path, bytes) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(path, bytes)
        }
        done => done,
    }
    .map_err(|error| named(path, &error))
}

/// Writes beside the file, then takes its place in one step.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(UNFINISHED);
    let unfinished = PathBuf::from(unfinished);
    let done = write(&unfinished, bytes).and_then(|()| rename(&unfinished, path));
    if done.is_err() {
        // The reason matters, not whether the leftover could be removed.
        let _ = fs::remove_file(&unfinished);
    }
    done
}

/// Moves a file or folder to where it belongs.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to).map_err(|error| named(to, &error))
}

/// Removes a file if it is there, and the folders it leaves empty.
pub(super) fn remove(out: &Path, path: &str) -> io::Result<()> {
    let file = place(out, path);
    match fs::remove_file(&file) {
        // Somebody else's folder stands where our file was: it stays.
        Err(error) if file.exists() && !file.is_dir() => return Err(named(&file, &error)),
        _ => {}
    }
    let mut folder = file.parent();
    while let Some(empty) = folder.filter(|folder| *folder != out && fs::remove_dir(folder).is_ok()) {
        folder = empty.parent();
    }
    Ok(())
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
