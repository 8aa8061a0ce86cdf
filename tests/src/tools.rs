//! Tools that are not Rust: installed by `tests/run` into `target/`, their versions pinned.

use std::path::PathBuf;

use crate::content::root;

/// Path of an installed npm file; fails with the command that installs it.
pub fn npm(file: &str) -> PathBuf {
    installed(&format!("npm/node_modules/{file}"))
}

/// The fuzzer that reads an `OpenAPI` document.
pub fn schemathesis() -> PathBuf {
    installed("schemathesis/bin/schemathesis")
}

fn installed(file: &str) -> PathBuf {
    let path = root().join("target").join(file);
    assert!(
        path.exists(),
        "{} is missing; `tests/run tools` installs it",
        path.display()
    );
    path
}
