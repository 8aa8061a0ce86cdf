//! A whole data set in one file, for keeping and for moving.
//!
//! A tar archive, compressed with gzip:
//!
//! | entry | what it is |
//! |---|---|
//! | `items.jsonl` | every item of the table, one on each line, in `DynamoDB`'s own JSON |
//! | `data/NAME` | the keys and lists of the data folder: [`crate::data::KEPT`] |
//! | `files/PATH` | evidence, as the bucket has it |
//! | `manifest.json` | the last entry: version, moment, number of items, size and SHA-256 of every other entry |
//!
//! Whatever is not in the manifest, or not as it says, makes the archive damaged as a whole.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The version of this format.
const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";
/// The entry that holds the table.
pub const ITEMS: &str = "items.jsonl";
/// What entries of the data folder begin with.
pub const DATA: &str = "data/";
/// What entries of the bucket begin with.
pub const FILES: &str = "files/";

/// What an archive says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Which form of archive this is.
    pub format: u32,
    /// When it was made.
    pub made_at: Timestamp,
    /// How many items the table had.
    pub items: u64,
    /// Every other entry.
    pub entries: BTreeMap<String, Seal>,
}

/// By what an entry is recognised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// How long it is.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal digits.
    pub sha256: String,
}

/// Why an archive cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is no archive of ours.
    #[error("not an archive of ours")]
    NotOurs,
    /// A later version made it.
    #[error("made by a later version")]
    Later,
    /// An entry is missing, strange, or not as it was written.
    #[error("entry {0} is damaged")]
    Damaged(String),
}

impl Manifest {
    /// How many files of evidence there are.
    pub fn files(&self) -> usize {
        self.entries.keys().filter(|name| name.starts_with(FILES)).count()
    }
}

/// An archive being written.
pub struct Archive<W: Write> {
    tar: tar::Builder<GzEncoder<W>>,
    entries: BTreeMap<String, Seal>,
}

impl<W: Write> Archive<W> {
    /// An empty one.
    pub fn new(out: W) -> Archive<W> {
        Archive {
            tar: tar::Builder::new(GzEncoder::new(out, Compression::default())),
            entries: BTreeMap::new(),
        }
    }

    /// Adds a file as it is now; one that grows meanwhile is cut where it ended.
    pub fn add(&mut self, name: &str, file: &Path) -> io::Result<()> {
        let file = File::open(file)?;
        let length = file.metadata()?.len();
        let mut sealed = Sealing::new(file.take(length));
        self.tar.append_data(&mut header(length), name, &mut sealed)?;
        self.entries.insert(name.to_owned(), sealed.seal());
        Ok(())
    }

    /// Writes the manifest and ends the archive.
    pub fn finish(mut self, items: u64, made_at: Timestamp) -> io::Result<(W, Manifest)> {
        let manifest = Manifest {
            format: FORMAT,
            made_at,
            items,
            entries: self.entries,
        };
        let text = serde_json::to_vec_pretty(&manifest)?;
        self.tar
            .append_data(&mut header(text.len() as u64), MANIFEST, text.as_slice())?;
        Ok((self.tar.into_inner()?.finish()?, manifest))
    }
}

fn header(bytes: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o600);
    header
}

/// Reads a whole archive and compares every byte with the manifest.
pub fn check(archive: &Path) -> Result<Manifest, ArchiveError> {
    let mut found = BTreeMap::new();
    let mut manifest = None;
    each(archive, |name, reader| {
        if name == MANIFEST {
            manifest = Some(manifest_of(reader)?);
            return Ok(());
        }
        let mut sealed = Sealing::new(reader);
        io::copy(&mut sealed, &mut io::sink())?;
        match found.insert(name.to_owned(), sealed.seal()) {
            None => Ok(()),
            Some(_) => Err(ArchiveError::Damaged(name.to_owned())),
        }
    })?;
    let manifest = manifest.ok_or(ArchiveError::NotOurs)?;
    match first_difference(&manifest.entries, &found) {
        None => Ok(manifest),
        Some(name) => Err(ArchiveError::Damaged(name)),
    }
}

fn manifest_of(reader: &mut dyn Read) -> Result<Manifest, ArchiveError> {
    let value: serde_json::Value = serde_json::from_reader(reader).map_err(|_| ArchiveError::NotOurs)?;
    if value["format"].as_u64() > Some(FORMAT.into()) {
        return Err(ArchiveError::Later);
    }
    serde_json::from_value(value).map_err(|_| ArchiveError::NotOurs)
}

fn first_difference(told: &BTreeMap<String, Seal>, found: &BTreeMap<String, Seal>) -> Option<String> {
    let mut names = told.keys().chain(found.keys());
    names
        .find(|name| told.get(*name) != found.get(*name))
        .cloned()
        .or_else(|| (!told.contains_key(ITEMS)).then(|| ITEMS.to_owned()))
}

/// Goes through the entries in their order.
pub fn each(
    archive: &Path,
    mut act: impl FnMut(&str, &mut dyn Read) -> Result<(), ArchiveError>,
) -> Result<(), ArchiveError> {
    let unzipped = GzDecoder::new(BufReader::new(File::open(archive)?));
    let mut tar = tar::Archive::new(unzipped);
    for entry in tar.entries().map_err(unreadable)? {
        let mut entry = entry.map_err(unreadable)?;
        let name = String::from_utf8(entry.path_bytes().into_owned()).map_err(|_| ArchiveError::NotOurs)?;
        if !is_name(&name) {
            return Err(ArchiveError::Damaged(name));
        }
        act(&name, &mut entry).map_err(|error| match error {
            ArchiveError::Io(error) => unreadable(error),
            error => error,
        })?;
    }
    Ok(())
}

/// Names of ours lead nowhere but into their folder.
fn is_name(name: &str) -> bool {
    let plain = |part: &str| {
        part.bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
            && part.bytes().any(|b| b != b'.')
    };
    name.split('/').all(plain)
}

/// What gzip and tar refuse is no archive, or one that was cut off.
fn unreadable(error: io::Error) -> ArchiveError {
    match error.kind() {
        io::ErrorKind::InvalidInput
        | io::ErrorKind::InvalidData
        | io::ErrorKind::UnexpectedEof
        | io::ErrorKind::Other => ArchiveError::NotOurs,
        _ => ArchiveError::Io(error),
    }
}

/// Counts and hashes what is read through it.
struct Sealing<R> {
    inner: R,
    bytes: u64,
    digest: Sha256,
}

impl<R: Read> Sealing<R> {
    fn new(inner: R) -> Sealing<R> {
        Sealing {
            inner,
            bytes: 0,
            digest: Sha256::new(),
        }
    }

    fn seal(self) -> Seal {
        Seal {
            bytes: self.bytes,
            sha256: hex(&self.digest.finalize()),
        }
    }
}

impl<R: Read> Read for Sealing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.digest.update(&buffer[..count]);
        self.bytes += count as u64;
        Ok(count)
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}
