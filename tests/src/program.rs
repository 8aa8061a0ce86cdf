//! The program under test: the `tanggap` binary of this very checkout and profile.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::content::root;

/// Path of the `tanggap` binary, brought up to date once per test process.
///
/// `TANGGAP_UNDER_TEST` names another binary to test as it is, for example a release build.
pub fn tanggap() -> PathBuf {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY
        .get_or_init(|| std::env::var_os("TANGGAP_UNDER_TEST").map_or_else(build, PathBuf::from))
        .clone()
}

/// Runs `tanggap` with these arguments in `folder` and waits for it.
pub fn run(folder: &Path, args: &[&str]) -> std::process::Output {
    Command::new(tanggap())
        .args(args)
        .current_dir(folder)
        .output()
        .expect("start tanggap")
}

/// `cli` and `tests` are named together so that cargo picks the same features as for the tests
/// themselves, and compiles nothing twice.
fn build() -> PathBuf {
    let folder = profile_folder();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["build", "--quiet", "-p", "cli", "-p", "tests", "--bin", "tanggap"])
        .current_dir(root());
    cargo.arg("--target-dir").arg(
        folder
            .parent()
            .expect("a profile folder stands in the target folder"),
    );
    if folder.ends_with("release") {
        cargo.arg("--release");
    }
    let output = cargo.output().expect("start cargo");
    assert!(
        output.status.success(),
        "tanggap does not build:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    folder.join("tanggap")
}

/// `target/debug` for a test that runs as `target/debug/deps/journey-0123…`.
fn profile_folder() -> PathBuf {
    let exe = std::env::current_exe().expect("know the running test");
    let folder = exe.parent().expect("a test stands in a folder");
    if folder.ends_with("deps") {
        folder.parent().expect("deps stands in a profile folder")
    } else {
        folder
    }
    .to_path_buf()
}
