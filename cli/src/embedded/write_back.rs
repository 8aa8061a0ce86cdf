//! The write-ahead log is written back into the table file beside the requests, so that none of them has to, and emptied
//! as soon as nobody writes, so that what was removed does not stay in it.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::EngineError;

/// A connection that does nothing else.
pub struct WriteBack {
    connection: Connection,
    /// Changes whenever others have written.
    version: i64,
    empty: bool,
}

impl WriteBack {
    /// Opens the table file for this.
    pub fn open(file: &Path) -> Result<WriteBack, EngineError> {
        let opened = || {
            let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            // Whoever is in the way goes first.
            connection.busy_timeout(Duration::ZERO)?;
            Ok(WriteBack {
                version: version(&connection)?,
                connection,
                empty: false,
            })
        };
        opened().map_err(|error: rusqlite::Error| EngineError::told(error.to_string()))
    }

    /// Writes back what was committed or, if nothing was since the last time, empties the log. What somebody is in the way
    /// of waits for the next time.
    pub fn step(&mut self) -> Result<(), EngineError> {
        self.try_step()
            .map_err(|error| EngineError::told(error.to_string()))
    }

    fn try_step(&mut self) -> rusqlite::Result<()> {
        let version = version(&self.connection)?;
        if version != self.version {
            (self.version, self.empty) = (version, false);
            checkpoint(&self.connection, "PASSIVE")?;
        } else if !self.empty {
            self.empty = checkpoint(&self.connection, "TRUNCATE")?;
        }
        Ok(())
    }
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA data_version", [], |row| row.get(0))
}

/// Whether nobody was in the way.
fn checkpoint(connection: &Connection, mode: &str) -> rusqlite::Result<bool> {
    let pragma = format!("PRAGMA wal_checkpoint({mode})");
    connection.query_row(&pragma, [], |row| Ok(row.get::<_, i64>(0)? == 0))
}
