//! Live reload: follow the content folder, rebuild in memory, tell the browsers.
//!
//! Content that cannot be built leaves the last good site in place; what is wrong with it goes to the browsers too.
//! The script is a file of this origin and its address tells which site the page came from, so the strict content
//! security policy holds and a page loaded just before a change still notices it.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::{Response, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use complaint::Problem;
use futures_util::{Stream, stream};
use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use serde_json::json;
use tokio::sync::watch;

use super::current::{Current, Kitchen};
use super::pages::respond;
use crate::command::print_problems;
use crate::terminal;

/// The stream of versions.
pub(super) const EVENTS: &str = "/_live";
/// The script that reloads a page.
pub(super) const SCRIPT: &str = "/_live.js";
const SCRIPT_TEXT: &str = include_str!("live.js");

/// An editor writes a file in several steps: wait until it has been quiet this long …
const QUIET: Duration = Duration::from_millis(20);
/// … or only this long, for files that are saved together, where the system tells that the writer has closed the file …
const CLOSED: Duration = Duration::from_millis(3);
/// … but not longer than this while a large copy goes on.
const PATIENCE: Duration = Duration::from_millis(500);
/// Some pages come and go with the date, without any change to a file.
const AT_LEAST_EVERY: Duration = Duration::from_hours(1);

/// Follows the folder until dropped. Dropping waits for the last rebuild, so that the table can close in peace.
pub(super) struct Follower {
    watcher: Option<RecommendedWatcher>,
    rebuilding: Option<JoinHandle<()>>,
}

impl Drop for Follower {
    fn drop(&mut self) {
        drop(self.watcher.take());
        let _ = self.rebuilding.take().map(JoinHandle::join);
    }
}

/// Rebuilds at every change, and now and then for pages whose first or last day has come. Where the system cannot watch, that is said and the site stays as it is.
pub(super) fn follow(kitchen: Kitchen, site: watch::Sender<Arc<Current>>) -> Follower {
    let (tell, changes) = mpsc::channel();
    let folder = kitchen.recipe.content.clone();
    let watcher = watch_folder(&folder, move |change| {
        let _ = tell.send(change);
    });
    let watcher = watcher.inspect_err(|error| {
        terminal::warn(&format!(
            "peringatan: perubahan di {} tidak bisa diikuti: {error}\n",
            folder.display()
        ));
    });
    let rebuilding = thread::spawn(move || rebuild_at(&changes, &kitchen, &site));
    Follower {
        watcher: watcher.ok(),
        rebuilding: Some(rebuilding),
    }
}

/// What the system told of some files.
#[derive(Debug)]
struct Change {
    paths: Vec<PathBuf>,
    /// Whoever wrote them has closed them; otherwise more may follow.
    closed: bool,
}

fn watch_folder(
    folder: &Path,
    changed: impl Fn(Change) + Send + 'static,
) -> notify::Result<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if let Some(change) = event.ok().and_then(change) {
            changed(change);
        }
    })?;
    watcher.watch(folder, RecursiveMode::Recursive)?;
    Ok(watcher)
}

/// Our own reading must not count, or every build would cause the next.
fn change(event: notify::Event) -> Option<Change> {
    let closed = event.kind == EventKind::Access(AccessKind::Close(AccessMode::Write));
    let told = closed || !event.kind.is_access();
    told.then_some(Change {
        paths: event.paths,
        closed,
    })
}

/// Files that are being written.
#[derive(Default)]
struct Unfinished(BTreeSet<PathBuf>);

impl Unfinished {
    /// How long it must now be quiet: shortly where every file has been closed, longer while one may be half written.
    fn told(&mut self, change: Change) -> Duration {
        for path in change.paths {
            let _ = if change.closed {
                self.0.remove(&path)
            } else {
                self.0.insert(path)
            };
        }
        if self.0.is_empty() { CLOSED } else { QUIET }
    }
}

/// Waits until nothing has changed for a while, but not for ever.
fn settle(first: Change, changes: &Receiver<Change>) {
    let (began, mut unfinished, mut next) = (Instant::now(), Unfinished::default(), Ok(first));
    while let Ok(change) = next {
        let quiet = unfinished.told(change);
        if began.elapsed() >= PATIENCE {
            return;
        }
        next = changes.recv_timeout(quiet);
    }
}

fn rebuild_at(changes: &Receiver<Change>, kitchen: &Kitchen, site: &watch::Sender<Arc<Current>>) {
    loop {
        let first = match changes.recv_timeout(AT_LEAST_EVERY) {
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => Instant::now(),
            Ok(change) => {
                let first = Instant::now();
                settle(change, changes);
                first
            }
        };
        let before = Arc::clone(&site.borrow());
        match kitchen.again(&before) {
            Ok(current) => {
                let warnings = new_warnings(&before.warnings, &current.warnings);
                site.send_replace(Arc::new(current));
                terminal::progress(&format!(
                    "Situs diperbarui dalam {} ms.",
                    first.elapsed().as_millis()
                ));
                print_problems(&warnings);
            }
            Err(problems) => {
                print_problems(&problems);
                terminal::warn("Situs terakhir yang baik tetap tampil.\n");
                let last = site.borrow().with_problems(problems);
                site.send_replace(Arc::new(last));
            }
        }
    }
}

/// What has not been told yet. A line that was added above a place does not make it another place.
fn new_warnings(told: &[Problem], now: &[Problem]) -> Vec<Problem> {
    let same = |a: &Problem, b: &Problem| (&a.file, a.code, &a.message) == (&b.file, b.code, &b.message);
    let is_new = |warning: &&Problem| !told.iter().any(|told| same(told, warning));
    now.iter().filter(is_new).cloned().collect()
}

/// The page with the script at its end.
pub(super) fn with_script(html: &[u8], version: &str) -> Vec<u8> {
    let tag = format!("<script src=\"{SCRIPT}?{version}\" defer></script>");
    let end = html
        .windows(7)
        .rposition(|window| window.eq_ignore_ascii_case(b"</body>"))
        .unwrap_or(html.len());
    [&html[..end], tag.as_bytes(), &html[end..]].concat()
}

/// The answer to a request for the script.
pub(super) fn script() -> Response<Body> {
    let fields = [
        ("content-type", "text/javascript; charset=utf-8"),
        ("cache-control", "no-cache"),
    ];
    respond(
        StatusCode::OK,
        &fields,
        Bytes::from_static(SCRIPT_TEXT.as_bytes()),
    )
}

/// The version now and each one after it, with what is wrong, until the program is told to stop.
pub(super) fn events(
    mut current: watch::Receiver<Arc<Current>>,
    stop: watch::Receiver<bool>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    current.mark_changed();
    let next = async |(mut current, mut stop): (watch::Receiver<Arc<Current>>, watch::Receiver<bool>)| {
        tokio::select! {
            changed = current.changed() => changed.ok()?,
            _ = stop.wait_for(|stop| *stop) => return None,
        }
        let state = state(&current.borrow_and_update());
        Some((Ok(Event::default().data(state)), (current, stop)))
    };
    Sse::new(stream::unfold((current, stop), next)).keep_alive(KeepAlive::default())
}

fn state(current: &Current) -> String {
    let errors: Vec<&Problem> = current
        .problems
        .iter()
        .filter(|problem| problem.is_error())
        .collect();
    json!({ "version": current.pages.version, "problems": errors }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_goes_to_the_end_of_the_page() {
        let page = with_script(b"<p>a</p></BODY></html>", "7");
        assert_eq!(
            page,
            b"<p>a</p><script src=\"/_live.js?7\" defer></script></BODY></html>"
        );
        assert_eq!(
            with_script(b"<p>a", "7"),
            b"<p>a<script src=\"/_live.js?7\" defer></script>"
        );
    }

    #[test]
    fn a_site_is_built_shortly_after_the_last_file_is_closed() {
        let mut unfinished = Unfinished::default();
        let mut told = |path: &str, closed| {
            let paths = vec![PathBuf::from(path)];
            unfinished.told(Change { paths, closed })
        };
        assert_eq!(told("a.md", false), QUIET);
        assert_eq!(told("b.md", true), QUIET, "the other one may be half written");
        assert_eq!(told("a.md", true), CLOSED);
    }

    #[test]
    fn reading_is_no_change_and_closing_ends_one() {
        let told = |kind| change(notify::Event::new(kind)).map(|change| change.closed);
        let access = |kind| told(EventKind::Access(kind));
        assert_eq!(access(AccessKind::Open(AccessMode::Any)), None);
        assert_eq!(access(AccessKind::Close(AccessMode::Read)), None);
        assert_eq!(access(AccessKind::Close(AccessMode::Write)), Some(true));
        assert_eq!(told(EventKind::Any), Some(false));
    }
}
