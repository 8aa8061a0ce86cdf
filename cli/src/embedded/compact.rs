//! A table file is made anew. `SQLite` overwrites what is removed, but where it has moved rows about within the tree, copies
//! of them can be left in the unused parts of pages; a new file has none.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::EngineError;

/// Others may be reading.
const PATIENCE: Duration = Duration::from_secs(5);

/// Makes a table file anew in its place, in one transaction: whatever happens meanwhile, it is the old one or the new one.
/// Takes about as long as copying it.
pub fn compact(file: &Path) -> Result<(), EngineError> {
    let made = || {
        let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.busy_timeout(PATIENCE)?;
        connection.execute_batch("VACUUM")?;
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
    };
    made().map_err(|error: rusqlite::Error| EngineError::told(error.to_string()))
}
