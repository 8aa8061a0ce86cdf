//! Tools that are not Rust: installed by `tests/run` into `target/npm`, pinned by `tests/package-lock.json`.

use std::path::PathBuf;

use crate::content::root;

/// Path of an installed npm file; fails with the command that installs it.
pub fn npm(file: &str) -> PathBuf {
    let path = root().join("target/npm/node_modules").join(file);
    assert!(
        path.exists(),
        "{} is missing; `tests/run tools` installs it",
        path.display()
    );
    path
}
