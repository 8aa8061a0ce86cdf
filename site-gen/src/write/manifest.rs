//! What the last build left in a folder: `.tanggap-manifest.json`.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::{Published, disk};

/// Its name, beside the site it describes.
const FILE: &str = ".tanggap-manifest.json";

/// Everything the next build wants to know of the last one.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Manifest {
    /// Fingerprint of content, options and program; nothing while files are being exchanged.
    pub(super) built_from: Option<u64>,
    /// What was told, to be told again where nothing has changed.
    pub(super) told: Published,
    /// The address of every content file that became a page.
    pub(super) pages: BTreeMap<String, String>,
    /// Every file of the site.
    pub(super) files: BTreeMap<String, Entry>,
}

/// One file: its content and size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    xxh3: u64,
    pub(super) size: u64,
}

impl Entry {
    /// A file of ours whose content is not known, because a build may have been stopped while exchanging it.
    pub(super) const UNSURE: Entry = Entry {
        xxh3: 0,
        size: u64::MAX,
    };

    pub(super) fn of(bytes: &[u8]) -> Entry {
        Entry {
            xxh3: xxh3_64(bytes),
            size: bytes.len() as u64,
        }
    }
}

impl Manifest {
    /// One that is missing or broken only means that everything is written again.
    pub(super) fn read(out: &Path) -> Manifest {
        let bytes = fs::read(out.join(FILE)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    pub(super) fn write(&self, out: &Path) -> io::Result<()> {
        disk::replace(&out.join(FILE), &serde_json::to_vec(self)?)
    }
}
