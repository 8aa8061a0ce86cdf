//! Chromium, driven over its debugging pipe: no driver program, no Node, no port.

mod connection;
mod input;
mod look;
mod seen;
mod tab;

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;

use crate::wait;
use connection::Connection;

pub use look::Look;
pub use seen::{Message, Request};
pub use tab::Tab;

/// Flags of every run. The sandbox needs rights that a test machine often does not give.
const FLAGS: [&str; 13] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--remote-debugging-pipe",
];

/// Chromium reads commands on descriptor 3 and answers on 4; the shell moves our two pipes there.
const WITH_PIPES: &str = r#"exec "$0" "$@" 3<&0 4>&1 0</dev/null 1>&2"#;

/// A running browser. Threads may share it, each with tabs of its own.
#[derive(Debug)]
pub struct Browser {
    connection: Arc<Connection>,
    child: Child,
    _profile: TempDir,
}

impl Browser {
    /// Starts Chromium on an empty profile. Without Chromium the test fails.
    pub fn launch() -> Self {
        let profile = tempfile::tempdir().expect("make a temporary folder");
        let mut child = Command::new("sh")
            .args(["-c", WITH_PIPES, program()])
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("start a shell");
        let stdin = child.stdin.take().expect("stdin is piped");
        let stdout = child.stdout.take().expect("stdout is piped");
        Self {
            connection: Connection::open(stdin, stdout),
            child,
            _profile: profile,
        }
    }

    /// A tab with its own cookies and an empty cache.
    pub fn tab(&self, look: Look) -> Tab {
        Tab::new(Arc::clone(&self.connection), look)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It ends by itself once asked; a browser that hangs is killed.
        let _ = self.connection.call(None, "Browser.close", &json!({}));
        self.connection.close();
        let end = std::time::Instant::now() + Duration::from_secs(5);
        while std::time::Instant::now() < end && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The browser to start: `CHROMIUM` or the first of the usual names on this machine.
fn program() -> &'static str {
    static FOUND: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    FOUND.get_or_init(|| {
        let named = std::env::var("CHROMIUM").ok();
        named
            .or_else(on_path)
            .expect("Chromium is missing; `tests/run tools` installs it")
    })
}

fn on_path() -> Option<String> {
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let mut files = std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    files
        .find(|file| file.is_file())
        .map(|file| file.to_string_lossy().into_owned())
}

/// How long anything in the browser may take.
const PATIENCE: Duration = Duration::from_mins(1);

fn until<T>(what: &str, ask: impl FnMut() -> Option<T>) -> T {
    wait::until(what, PATIENCE, ask)
}
