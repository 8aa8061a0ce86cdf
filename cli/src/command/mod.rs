//! One file per command. Each reads top to bottom: what is needed, what is done, what is said.

pub mod audit;
pub mod backup;
pub mod build;
pub mod check;
pub mod deploy;
pub mod keys;
pub mod moment;
pub mod new;
pub mod receipt;
pub mod restore;
pub mod staff;
pub mod stats;
pub mod submissions;

use complaint::Problem;
use tokio::runtime::{Builder, Runtime};

use crate::failure::Failure;
use crate::terminal;

/// What waits for the store.
fn runtime() -> Result<Runtime, Failure> {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.map_err(|error| Failure::Environment(error.to_string()))
}

/// Prints problems for people on standard error.
pub(crate) fn print_problems(problems: &[Problem]) {
    for problem in problems {
        terminal::warn(&format!("{problem}\n"));
    }
}
