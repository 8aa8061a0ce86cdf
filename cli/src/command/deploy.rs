//! `tanggap deploy`: hands over to `infra/deploy` of the project, which builds the site with this very program.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::args::DeployArgs;
use crate::failure::{Failure, in_words};

/// What does the work, from the project's folder.
const SCRIPT: &str = "infra/deploy";
/// By which the script finds this program.
const PROGRAM: &str = "TANGGAP_PROGRAM";

/// Runs the script and ends as it ends.
pub fn run(args: &DeployArgs) -> Result<(), Failure> {
    let failed = |error: &std::io::Error| Failure::Environment(format!("{SCRIPT}: {}.", in_words(error)));
    let here = std::env::current_dir().map_err(|error| failed(&error))?;
    let script = find(&here).ok_or_else(|| {
        Failure::Request(format!(
            "{SCRIPT} tidak ditemukan. Jalankan dari folder proyek Tanggap; lihat docs/panduan-aws.md."
        ))
    })?;
    let mut command = Command::new(script);
    command.args(&args.options);
    if let Ok(program) = std::env::current_exe() {
        command.env(PROGRAM, program);
    }
    let ended = command.status().map_err(|error| failed(&error))?;
    match ended.code() {
        Some(0) => Ok(()),
        Some(code) => Err(Failure::Silent(u8::try_from(code).unwrap_or(3))),
        None => Err(Failure::Silent(3)),
    }
}

/// In this folder or one above.
fn find(here: &Path) -> Option<PathBuf> {
    here.ancestors()
        .map(|folder| folder.join(SCRIPT))
        .find(|script| script.is_file())
}
