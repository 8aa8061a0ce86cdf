//! The embedded table: a `DynamoDB` engine in this process, over one `SQLite` file.
//!
//! The store asks it as it asks AWS. Only the last step differs: instead of a network connection it gets
//! [`Engine::connector`], which hands each request to the engine in memory. No socket is
//! ever opened; a loopback port would let any web page on this computer read the complaints.
//!
//! # What is promised
//! A write is answered only after its transaction is committed and flushed. The engine keeps `SQLite`'s write-ahead
//! log with `synchronous=FULL` (the default of the `SQLite` it bundles; it never changes it on this path), so every
//! commit ends in an `fsync` of the log before the answer leaves. Therefore:
//! - **`kill -9`, a panic, a full stop of the program**: nothing acknowledged is lost.
//! - **Power loss, a crash of the operating system**: nothing acknowledged is lost, as far as `fsync` reaches the
//!   medium. A disk whose own cache lies about it is outside this promise.
//! - `ClientRequestToken`s are remembered in memory only: after a restart a repeated token is a new request. The
//!   store does not rely on them for replays.
//!
//! # What is forgotten
//! What is removed from the table is overwritten with zeros in its file (`secure_delete`). The engine does not set this
//! itself nor lets others, so the `SQLite` it bundles is compiled that way: `.cargo/config.toml`. The write-ahead log holds
//! what is removed until nobody writes for a second or two ([`WriteBack`]), or the program ends. Copies that `SQLite` left
//! elsewhere in the file when it moved rows go when the file is made anew ([`compact`]): when `serve` ends after
//! something was erased, or when it starts again. What is in a backup stays there.
//!
//! Count it yourself: 200 writes cost 212 flushes (one per commit, the rest are the table's creation and its
//! closing); the example prints the rate that leaves.
//! ```text
//! cargo build -p cli --example durability
//! strace -f -c -e trace=fsync,fdatasync target/debug/examples/durability 200
//! ```

mod compact;
mod connection;
mod connector;
mod fault;
mod files;
mod operation;
mod post;
mod write_back;

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use aws_smithy_runtime_api::client::http::SharedHttpConnector;
use dynoxide::DynoxideError;

pub use compact::compact;
use connection::Connection;
use connector::Connector;
pub use fault::{Fault, Faults, failing};
pub use files::{FileStore, is_whole, sweep_unfinished};
use operation::Kind;
pub use post::{PostError, Posted};
pub use write_back::WriteBack;

/// How the bundled `SQLite` was compiled. Without that, erased words would stay readable in the file.
const _: &str = env!(
    "LIBSQLITE3_FLAGS",
    "call cargo inside the project, so that it reads .cargo/config.toml"
);

/// An open table file (or a table in memory). Cheap to clone; the file closes with the last clone.
#[derive(Clone)]
pub struct Engine {
    writing: Connection,
    /// Whoever only reads does not wait for the disk of whoever writes. In memory there is one connection for both.
    reading: Arc<RwLock<Connection>>,
    file: Option<Arc<str>>,
}

impl Engine {
    /// Opens the table file, creating it if needed. Other processes may have it open too.
    pub fn open(path: &Path) -> Result<Engine, EngineError> {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let file = absolute.to_str().ok_or(EngineError::Path)?;
        Ok(Engine {
            writing: Connection::open(file)?,
            reading: Arc::new(RwLock::new(Connection::open(file)?)),
            file: Some(file.into()),
        })
    }

    /// A table that lives in memory and dies with the last clone.
    pub fn memory() -> Engine {
        let one = Connection::to_memory();
        Engine {
            writing: one.clone(),
            reading: Arc::new(RwLock::new(one)),
            file: None,
        }
    }

    /// The way to this engine.
    pub fn connector(&self) -> SharedHttpConnector {
        SharedHttpConnector::new(Connector(self.clone()))
    }

    /// The way to this engine, with a say over which requests fail, and how.
    pub fn connector_with(&self, faults: Faults) -> SharedHttpConnector {
        failing(self.connector(), faults)
    }

    /// Writes a copy of the table as it stands at this moment; others go on reading and writing meanwhile.
    pub fn copy_to(&self, file: &Path) -> Result<(), EngineError> {
        let text = file.to_str().ok_or(EngineError::Path)?;
        self.writing.database.vacuum_into(text).map_err(EngineError::from)
    }

    /// Removes items whose time to live is over, by this machine's clock, and says how many there were. The engine
    /// lets waiting requests pass in between. It never does this by itself.
    pub async fn sweep_expired(&self) -> Result<usize, EngineError> {
        let database = self.writing.database.clone();
        let swept = tokio::task::spawn_blocking(move || database.sweep_ttl()).await;
        swept
            .map_err(|error| EngineError::Other(error.to_string()))?
            .map_err(EngineError::from)
    }

    /// Runs one operation and waits for its turn. The answer is a status and a JSON body.
    async fn run(&self, operation: String, body: Vec<u8>) -> (u16, String) {
        match Kind::of(&operation) {
            Kind::Reads => {
                let reading = self
                    .reading
                    .read()
                    .unwrap_or_else(PoisonError::into_inner)
                    .clone();
                reading.run(operation, body).await
            }
            Kind::Writes => self.writing.clone().run(operation, body).await,
            Kind::ChangesTables => {
                let answer = self.writing.clone().run(operation, body).await;
                self.read_anew();
                answer
            }
        }
    }

    /// A connection keeps what it knows of a table; after a change made by another it has to be a new one.
    fn read_anew(&self) {
        let Some(file) = &self.file else { return };
        let anew = Connection::open(file).unwrap_or_else(|_| self.writing.clone());
        *self.reading.write().unwrap_or_else(PoisonError::into_inner) = anew;
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Engine")
    }
}

/// Why a table file does not open.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The path is not valid text.
    #[error("the path is not UTF-8")]
    Path,
    /// Another program holds the file for itself.
    #[error("the file is locked: {0}")]
    Locked(String),
    /// The medium has no room.
    #[error("no space left: {0}")]
    Full(String),
    /// The file is something else, or damaged.
    #[error("not a table file: {0}")]
    NotATable(String),
    /// Anything else the engine or the system reports.
    #[error("{0}")]
    Other(String),
}

/// `SQLite`'s own words are stable; its codes would need a second dependency on the engine's database library.
impl From<DynoxideError> for EngineError {
    fn from(error: DynoxideError) -> EngineError {
        EngineError::told(error.to_string())
    }
}

impl EngineError {
    fn told(text: String) -> EngineError {
        let says = |words: &str| text.contains(words);
        if says("is locked") {
            EngineError::Locked(text)
        } else if says("is full") {
            EngineError::Full(text)
        } else if says("not a valid SQLite") || says("malformed") || says("newer") {
            EngineError::NotATable(text)
        } else {
            EngineError::Other(text)
        }
    }
}
