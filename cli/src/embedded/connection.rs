//! One connection to the table, and those who wait for it.

use std::sync::Arc;

use dynoxide::{Database, DynoxideError};
use tokio::sync::Semaphore;

use super::operation;

/// Requests a connection works on at once: one commits while the next is being read. The rest wait in order, without
/// a thread each, and one whose caller gives up is never run.
const CONCURRENT_REQUESTS: usize = 2;

/// Cheap to clone; it closes with the last clone.
#[derive(Clone)]
pub(super) struct Connection {
    pub(super) database: Database,
    turns: Arc<Semaphore>,
}

impl Connection {
    pub(super) fn open(file: &str) -> Result<Connection, DynoxideError> {
        Database::new(file).map(Connection::to)
    }

    pub(super) fn to_memory() -> Connection {
        Connection::to(Database::memory().expect("a database in memory always opens"))
    }

    fn to(database: Database) -> Connection {
        Connection {
            database,
            turns: Arc::new(Semaphore::new(CONCURRENT_REQUESTS)),
        }
    }

    /// Runs one operation off the async threads and waits for its turn. The answer is a status and a JSON body.
    pub(super) async fn run(self, operation: String, body: Vec<u8>) -> (u16, String) {
        let Ok(turn) = Arc::clone(&self.turns).acquire_owned().await else {
            return operation::unavailable();
        };
        let work = move || {
            let answer = operation::run(&self.database, &operation, &body);
            drop(turn);
            answer
        };
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or_else(|_| operation::unavailable())
    }
}
