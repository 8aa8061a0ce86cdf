//! Content folders for a test: private copies that it may spoil.

use std::path::{Path, PathBuf};
use std::{fs, io};

use tempfile::TempDir;

/// The root of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ stands in the checkout")
        .to_path_buf()
}

/// A private copy of the sample agency's `content/`.
pub fn copy_content() -> TempDir {
    copy_of(&root().join("content"))
}

/// A private copy of `tests/agencies/NAME`, with the national holidays when the agency brings none.
pub fn copy_agency(name: &str) -> TempDir {
    let copy = copy_of(&root().join("tests/agencies").join(name));
    let holidays = copy.path().join("data/holidays.toml");
    if !holidays.exists() {
        fs::create_dir_all(copy.path().join("data")).expect("make data/");
        fs::copy(root().join("content/data/holidays.toml"), &holidays).expect("copy the holidays");
    }
    copy
}

/// Names of the folders under `tests/agencies`, sorted.
pub fn agencies() -> Vec<String> {
    let folder = root().join("tests/agencies");
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("read tests/agencies"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn copy_of(from: &Path) -> TempDir {
    let copy = tempfile::tempdir().expect("make a temporary folder");
    copy_tree(from, copy.path()).unwrap_or_else(|error| panic!("copy {}: {error}", from.display()));
    copy
}

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
