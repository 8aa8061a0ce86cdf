//! Standard output and standard error, and whether a person is looking.

use std::io::{self, IsTerminal, Write};

use crate::failure::Failure;

/// Writes to standard output, at once.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::output(&error))
}

/// Writes to standard error. Nobody can be told if that fails.
pub fn warn(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Tells a person at a terminal what is going on; a pipe is spared.
pub fn progress(text: &str) {
    if io::stderr().is_terminal() {
        warn(&format!("{text}\n"));
    }
}

/// Whether standard output goes to a person.
pub fn is_watched() -> bool {
    io::stdout().is_terminal()
}
