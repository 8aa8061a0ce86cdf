//! Where finished files go. A build hands each file over as soon as it is made and keeps none, so that a large site
//! needs little memory; what becomes of them is decided when everything is known to be right.

use std::sync::Mutex;

use crate::extras::Files;
use crate::theme::Asset;

/// Takes the files of a site, in any order and from many threads. Later files replace earlier ones of the same path.
pub trait Output: Sync {
    /// Takes the file of a path such as `/kanal/index.html`.
    fn put(&self, path: &str, asset: Asset);
}

/// Takes files that nobody wants to see: for a build that only looks for problems.
#[derive(Debug, Default)]
pub struct Nowhere;

impl Output for Nowhere {
    fn put(&self, _: &str, _: Asset) {}
}

/// Keeps everything in memory.
#[derive(Debug, Default)]
pub(crate) struct InMemory(Mutex<Files>);

impl InMemory {
    pub(crate) fn into_files(self) -> Files {
        self.0.into_inner().expect("no thread panicked")
    }
}

impl Output for InMemory {
    fn put(&self, path: &str, asset: Asset) {
        let mut files = self.0.lock().expect("no thread panicked");
        files.insert(path.to_owned(), asset);
    }
}
