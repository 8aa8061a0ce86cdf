//! How a command ends when it does not end well: one exit code per kind of fault, one sentence for people.

use std::fmt;
use std::io;

use complaint::Problem;

/// Why a command stops.
#[derive(Debug)]
pub enum Failure {
    /// The content or the settings are at fault; every problem is listed. Exit code 1.
    Content(Vec<Problem>),
    /// The request cannot be answered: no such number, no data yet. Exit code 1.
    Request(String),
    /// The program was called wrongly. Exit code 2.
    Usage(String),
    /// The environment fails: port, disk, network. Exit code 3.
    Environment(String),
    /// Whoever read our output has seen enough, or everything was said already. Carries the exit code.
    Silent(u8),
}

impl Failure {
    /// The exit code of the contract.
    pub const fn code(&self) -> u8 {
        match self {
            Failure::Content(_) | Failure::Request(_) => 1,
            Failure::Usage(_) => 2,
            Failure::Environment(_) => 3,
            Failure::Silent(code) => *code,
        }
    }

    /// A failure to write our own output.
    pub fn output(error: &io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::Silent(0),
            _ => Failure::Environment(format!("Keluaran tidak bisa ditulis: {error}.")),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Content(problems) => problems.iter().try_for_each(|problem| writeln!(f, "{problem}")),
            Failure::Request(text) | Failure::Usage(text) | Failure::Environment(text) => {
                writeln!(f, "galat: {text}")
            }
            Failure::Silent(_) => Ok(()),
        }
    }
}

/// What went wrong with a file or folder, in one clause without a full stop.
pub fn in_words(error: &io::Error) -> String {
    use io::ErrorKind::{
        AlreadyExists, FileTooLarge, IsADirectory, NotADirectory, NotFound, PermissionDenied, QuotaExceeded,
        ReadOnlyFilesystem, StorageFull,
    };
    match error.kind() {
        StorageFull | QuotaExceeded | FileTooLarge => "ruang simpan habis".to_owned(),
        PermissionDenied => "izin ditolak".to_owned(),
        ReadOnlyFilesystem => "penyimpanan ini hanya bisa dibaca".to_owned(),
        AlreadyExists | NotADirectory => "ada berkas di tempat folder".to_owned(),
        IsADirectory => "ada folder di tempat berkas".to_owned(),
        NotFound => "tidak ditemukan".to_owned(),
        _ => error.to_string(),
    }
}
