//! Remembers settings and rendered pages between builds of the same program, so that an edit renders one page and not all.
//!
//! A page is used again only if its own text is the same and nothing else has changed but other pages' texts: not a
//! setting, template, picture or figure, and not the head of any page, since titles and dates stand in lists.
//! What depends on other pages' texts, links to their headings and the search index, is worked out in every build.

use std::collections::{HashMap, HashSet};
use std::mem;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use rayon::prelude::*;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::Options;
use crate::build::Settings;
use crate::pages::{Head, Page, Pages};
use crate::read::Input;
use crate::render::{Documents, Rendered};

/// The settings and rendered pages of the last build.
#[derive(Debug, Default)]
pub struct Memo {
    settings: Mutex<Option<(u64, Arc<Settings>)>>,
    heads: Mutex<HashMap<String, (Bytes, Arc<Head>)>>,
    pages: Mutex<Last>,
}

#[derive(Debug, Default)]
struct Last {
    surroundings: u64,
    pages: HashMap<String, Kept>,
}

/// A page as it was rendered.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    text: u64,
    pub(crate) documents: Documents,
    pub(crate) rendered: Arc<Rendered>,
}

/// What one build can use of the last.
pub(crate) struct Recall {
    last: Last,
}

impl Memo {
    /// The settings as they were, or as `read` finds them now; `fingerprint` tells them apart.
    pub(crate) fn settings<E>(
        &self,
        fingerprint: u64,
        read: impl FnOnce() -> Result<Arc<Settings>, E>,
    ) -> Result<Arc<Settings>, E> {
        let mut kept = self.settings.lock().expect("no thread panicked");
        if let Some((_, same)) = kept.as_ref().filter(|(known, _)| *known == fingerprint) {
            return Ok(Arc::clone(same));
        }
        let settings = read()?;
        *kept = Some((fingerprint, Arc::clone(&settings)));
        Ok(settings)
    }

    /// The head of every file: as it was, or where the file is another one, as `read` finds it now. A file is the
    /// same if its bytes stand where they stood: [`Reader`](crate::Reader) keeps what nobody touched.
    pub(crate) fn heads(
        &self,
        files: &[(&str, &Bytes)],
        read: impl Fn(&str, &Bytes) -> Arc<Head> + Sync,
    ) -> Vec<Arc<Head>> {
        let mut kept = self.heads.lock().expect("no thread panicked");
        let same =
            |known: &Bytes, bytes: &Bytes| known.len() == bytes.len() && known.as_ptr() == bytes.as_ptr();
        let head = |(file, bytes): &(&str, &Bytes)| match kept.get(*file) {
            Some((known, head)) if same(known, bytes) => Arc::clone(head),
            _ => read(file, bytes),
        };
        let heads: Vec<Arc<Head>> = files.par_iter().map(head).collect();
        for ((file, bytes), head) in files.iter().zip(&heads) {
            let known = kept.get(*file).is_some_and(|(_, known)| Arc::ptr_eq(known, head));
            if !known {
                kept.insert((*file).to_owned(), (Bytes::clone(bytes), Arc::clone(head)));
            }
        }
        if kept.len() > files.len() {
            let left: HashSet<&str> = files.iter().map(|(file, _)| *file).collect();
            kept.retain(|file, _| left.contains(file.as_str()));
        }
        heads
    }

    /// Begins a build: what the last one rendered, unless what surrounds all pages has changed.
    pub(crate) fn recall(&self, input: &Input, options: &Options, pages: &Pages<'_>) -> Recall {
        let surroundings = surroundings(input, options, pages);
        let last = mem::take(&mut *self.pages.lock().expect("no thread panicked"));
        let pages = if last.surroundings == surroundings {
            last.pages
        } else {
            HashMap::new()
        };
        Recall {
            last: Last { surroundings, pages },
        }
    }

    /// Ends it: what the next one may use.
    pub(crate) fn keep(&self, recall: &Recall, pages: &Pages<'_>, kept: Vec<Kept>) {
        let files = pages.list.iter().map(page_key);
        *self.pages.lock().expect("no thread panicked") = Last {
            surroundings: recall.last.surroundings,
            pages: files.zip(kept).collect(),
        };
    }
}

impl Recall {
    /// The page as it was, or as `render` makes it now.
    pub(crate) fn page(&self, page: &Page<'_>, render: impl FnOnce() -> (Documents, Rendered)) -> Kept {
        let text = xxh3_64(page.body.as_bytes());
        let known = self.last.pages.get(&page_key(page));
        if let Some(kept) = known.filter(|kept| kept.text == text) {
            return kept.clone();
        }
        let (documents, rendered) = render();
        Kept {
            text,
            documents,
            rendered: Arc::new(rendered),
        }
    }
}

/// Pages that nobody wrote have the same file in every language.
fn page_key(page: &Page<'_>) -> String {
    format!("{} {}", page.lang.code(), page.file)
}

/// A fingerprint of everything but the texts of pages.
fn surroundings(input: &Input, options: &Options, pages: &Pages<'_>) -> u64 {
    let texts: HashMap<&str, usize> = pages
        .list
        .iter()
        .filter(|page| !page.is_default)
        .map(|page| (page.file.as_str(), page.body.len()))
        .collect();
    let without_text = |(file, bytes): (&String, &Bytes)| {
        let text = texts.get(file.as_str()).copied().unwrap_or_default();
        xxh3_64(&bytes[..bytes.len() - text])
    };
    let parts: Vec<u64> = input.files.par_iter().map(without_text).collect();
    let mut hash = Xxh3::new();
    for (file, part) in input.files.keys().zip(parts) {
        hash.update(file.as_bytes());
        hash.update(&part.to_le_bytes());
    }
    hash.update(format!("{options:?}").as_bytes());
    hash.digest()
}
