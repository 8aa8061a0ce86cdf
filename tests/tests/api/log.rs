//! The function's log lines of all levels, kept apart by thread: a test sees its own.

use std::cell::RefCell;
use std::io;
use std::sync::Once;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

thread_local! {
    static LINES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Starts to keep lines, once for the whole program.
pub(crate) fn keep() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let lines = tracing_subscriber::fmt::layer().json().with_writer(|| Line);
        let ours = Targets::new().with_target("function", LevelFilter::TRACE);
        tracing_subscriber::registry().with(lines).with(ours).init();
    });
}

/// What this thread has logged so far.
pub(crate) fn lines() -> String {
    LINES.with_borrow(|lines| String::from_utf8(lines.clone()).expect("log lines are text"))
}

struct Line;

impl io::Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.with_borrow_mut(|lines| lines.extend(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
