//! `tanggap serve` as a child process on a free port, over a folder of its own.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::content::root;
use crate::http::{Call, Http, Reply};
use crate::program::tanggap;
use crate::wait;

/// Friday, 15 August 2025, 09:30 in Makassar: the Monday after is collective leave.
pub const NOW: &str = "2025-08-15T09:30:00+08:00";

const READY: Duration = Duration::from_mins(1);
const STOP: Duration = Duration::from_secs(20);

/// How to start a server: the sample content, [`NOW`] and no limits unless said otherwise.
#[derive(Clone, Debug)]
pub struct Serve {
    content: PathBuf,
    data: Option<PathBuf>,
    now: String,
    limits: bool,
    more: Vec<String>,
    environment: Vec<(String, String)>,
}

impl Default for Serve {
    fn default() -> Self {
        Self {
            content: root().join("content"),
            data: None,
            now: NOW.to_owned(),
            limits: false,
            more: Vec::new(),
            environment: Vec::new(),
        }
    }
}

impl Serve {
    /// The sample agency at [`NOW`], without limits, on a data folder of its own.
    pub fn new() -> Self {
        Self::default()
    }

    /// Another content folder.
    pub fn content(mut self, folder: &Path) -> Self {
        self.content = folder.to_path_buf();
        self
    }

    /// A data folder that outlives the server.
    pub fn data(mut self, folder: &Path) -> Self {
        self.data = Some(folder.to_path_buf());
        self
    }

    /// Another moment to start the clock at (RFC 3339).
    pub fn now(mut self, moment: &str) -> Self {
        moment.clone_into(&mut self.now);
        self
    }

    /// With per-address limits, as citizens meet them.
    pub fn limits_on(mut self) -> Self {
        self.limits = true;
        self
    }

    /// One more argument.
    pub fn arg(mut self, arg: &str) -> Self {
        self.more.push(arg.to_owned());
        self
    }

    /// One more environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Starts it and waits for its `ready` line.
    pub fn start(self) -> Server {
        let home = tempfile::tempdir().expect("make a temporary folder");
        let data = self.data.clone().unwrap_or_else(|| home.path().join("data"));
        let running = Running::start(&self, home.path(), &data);
        Server {
            how: self,
            home,
            data,
            running,
        }
    }

    fn command(&self, home: &Path, data: &Path) -> Command {
        let mut command = Command::new(tanggap());
        command
            .args(["serve", "--port", "0", "--now", &self.now])
            .current_dir(home);
        command
            .arg("--content")
            .arg(&self.content)
            .arg("--data")
            .arg(data);
        command
            .args(["--limits", if self.limits { "on" } else { "off" }])
            .args(&self.more);
        command.envs(self.environment.iter().cloned());
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

/// A running server. Dropping it ends the process and removes what it wrote.
#[derive(Debug)]
pub struct Server {
    how: Serve,
    home: TempDir,
    data: PathBuf,
    running: Running,
}

impl Server {
    /// The sample agency with everything as in [`Serve::new`].
    pub fn start() -> Self {
        Serve::new().start()
    }

    /// Where it answers, without a slash at the end.
    pub fn base(&self) -> &str {
        &self.running.base
    }

    /// The full address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.base)
    }

    /// Its data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.running.child.id()
    }

    /// A client of it.
    pub fn http(&self) -> &Http {
        &self.running.http
    }

    /// `GET path`.
    pub fn get(&self, path: &str) -> Reply {
        self.http().get(path)
    }

    /// `POST path`.
    pub fn post(&self, path: &str) -> Call<'_> {
        self.http().post(path)
    }

    /// Everything it has printed so far, `stdout` first.
    pub fn output(&self) -> String {
        let text = |lines: &Arc<Mutex<String>>| lines.lock().expect("read the output").clone();
        format!("{}{}", text(&self.running.stdout), text(&self.running.stderr))
    }

    /// Waits until it has printed these words: `stderr` may arrive after the line that says it is ready.
    pub fn says(&self, words: &str) {
        let told = || self.output().contains(words).then_some(());
        wait::until(&format!("the server to say {words:?}"), STOP, told);
    }

    /// Ends it as a power cut would: SIGKILL, no goodbye.
    pub fn kill9(&mut self) {
        self.running.kill();
    }

    /// Asks it to stop (SIGTERM) and waits until it has.
    pub fn stop(&mut self) -> ExitStatus {
        let pid = self.pid().to_string();
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .expect("send SIGTERM");
        let child = &mut self.running.child;
        wait::until("the server to stop", STOP, || {
            child.try_wait().expect("ask for the exit status")
        })
    }

    /// Starts it again on the same data, on another free port.
    pub fn restart(&mut self) {
        self.running.kill();
        self.running = Running::start(&self.how, self.home.path(), &self.data);
    }
}

/// The process, what it printed, and how to reach it.
#[derive(Debug)]
struct Running {
    child: Child,
    base: String,
    http: Http,
    stdout: Arc<Mutex<String>>,
    stderr: Arc<Mutex<String>>,
}

impl Running {
    fn start(how: &Serve, home: &Path, data: &Path) -> Self {
        let mut child = how.command(home, data).spawn().expect("start tanggap serve");
        let (stdout, lines) = follow(child.stdout.take().expect("stdout is piped"));
        let (stderr, _) = follow(child.stderr.take().expect("stderr is piped"));
        let Some(base) = ready(&lines) else {
            let _ = child.kill();
            let status = child.wait().expect("ask for the exit status");
            let said = stderr.lock().expect("read the output").clone();
            panic!("tanggap serve was not ready within {READY:?} ({status}):\n{said}");
        };
        Self {
            child,
            http: Http::new(&base),
            base,
            stdout,
            stderr,
        }
    }

    fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The address of the `ready` line; nothing when the program ends or dawdles.
fn ready(lines: &Receiver<String>) -> Option<String> {
    let end = std::time::Instant::now() + READY;
    loop {
        let line = lines
            .recv_timeout(end.saturating_duration_since(std::time::Instant::now()))
            .ok()?;
        if let Some(base) = line.strip_prefix("ready ") {
            return Some(base.trim().trim_end_matches('/').to_owned());
        }
    }
}

/// Keeps a stream's lines as they come, and passes them on.
fn follow(stream: impl Read + Send + 'static) -> (Arc<Mutex<String>>, Receiver<String>) {
    let kept = Arc::new(Mutex::new(String::new()));
    let (sender, receiver) = mpsc::channel();
    let copy = Arc::clone(&kept);
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let mut kept = copy.lock().expect("keep the output");
            kept.push_str(&line);
            kept.push('\n');
            drop(kept);
            let _ = sender.send(line);
        }
    });
    (kept, receiver)
}
