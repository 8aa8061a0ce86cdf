//! The debugging pipe: JSON messages that end with a zero byte, answers matched by id, events by tab.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use super::PATIENCE;

/// One browser's pipe, shared by all its tabs.
#[derive(Debug)]
pub(super) struct Connection {
    pipe: Mutex<Option<ChildStdin>>,
    waiting: Mutex<HashMap<u64, Sender<Value>>>,
    sessions: Mutex<HashMap<String, Sender<Value>>>,
    last: AtomicU64,
}

impl Connection {
    pub(super) fn open(stdin: ChildStdin, stdout: ChildStdout) -> Arc<Self> {
        let connection = Arc::new(Self {
            pipe: Mutex::new(Some(stdin)),
            waiting: Mutex::default(),
            sessions: Mutex::default(),
            last: AtomicU64::new(0),
        });
        let reader = Arc::clone(&connection);
        thread::spawn(move || reader.read(stdout));
        connection
    }

    /// Sends a command and waits for its result; `Err` is what the browser refused with.
    pub(super) fn call(&self, session: Option<&str>, method: &str, params: &Value) -> Result<Value, String> {
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let (sender, answer) = mpsc::channel();
        self.waiting.lock().expect("the waiting list").insert(id, sender);
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        self.write(&message.to_string())?;
        let mut answer = answer
            .recv_timeout(PATIENCE)
            .map_err(|_| "the browser gave no answer")?;
        answer
            .get("error")
            .map_or(Ok(()), |error| Err(error.to_string()))?;
        Ok(answer["result"].take())
    }

    /// Events of one tab from now on.
    pub(super) fn listen(&self, session: &str) -> Receiver<Value> {
        let (sender, events) = mpsc::channel();
        self.sessions
            .lock()
            .expect("the sessions")
            .insert(session.to_owned(), sender);
        events
    }

    pub(super) fn forget(&self, session: &str) {
        self.sessions.lock().expect("the sessions").remove(session);
    }

    /// Hangs up; the browser then ends by itself.
    pub(super) fn close(&self) {
        self.pipe.lock().expect("the pipe").take();
    }

    fn write(&self, message: &str) -> Result<(), String> {
        let mut pipe = self.pipe.lock().expect("the pipe");
        let pipe = pipe.as_mut().ok_or("the browser is closed")?;
        let sent = pipe
            .write_all(message.as_bytes())
            .and_then(|()| pipe.write_all(&[0]));
        sent.and_then(|()| pipe.flush())
            .map_err(|error| format!("the browser is gone: {error}"))
    }

    fn read(&self, stdout: ChildStdout) {
        let mut stdout = BufReader::new(stdout);
        let mut message = Vec::new();
        while stdout.read_until(0, &mut message).is_ok_and(|length| length > 0) {
            message.pop();
            if let Ok(message) = serde_json::from_slice(&message) {
                self.deliver(message);
            }
            message.clear();
        }
        // Nobody waits for the answers of a browser that has gone.
        self.waiting.lock().expect("the waiting list").clear();
    }

    fn deliver(&self, message: Value) {
        if let Some(id) = message["id"].as_u64() {
            if let Some(waiting) = self.waiting.lock().expect("the waiting list").remove(&id) {
                let _ = waiting.send(message);
            }
        } else if let Some(session) = message["sessionId"].as_str().map(str::to_owned)
            && let Some(events) = self.sessions.lock().expect("the sessions").get(&session)
        {
            let _ = events.send(message);
        }
    }
}
