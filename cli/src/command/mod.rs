//! One file per command. Each reads top to bottom: what is needed, what is done, what is said.

pub mod build;
pub mod check;
pub mod keys;
pub mod moment;
pub mod new;
pub mod receipt;
pub mod staff;
pub mod submissions;

use complaint::Problem;

use crate::terminal;

/// Prints problems for people on standard error.
pub(crate) fn print_problems(problems: &[Problem]) {
    for problem in problems {
        terminal::warn(&format!("{problem}\n"));
    }
}
