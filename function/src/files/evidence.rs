//! From files as sent to evidence that is kept: checked all at once, cleaned, stored, and forgotten again
//! when nothing came of it.
//!
//! A file is stored before the case that it belongs to. Until then the table holds a mark of it, written first;
//! the transaction that files the case takes the mark. A mark that stays tells of a file that belongs to
//! nothing, and [`sweep`] removes both a day later.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use complaint::IdentityMode;
use complaint::form::{EVIDENCE, FileError, FileErrorCode, MOST_BYTES, MOST_FILES, UPLOAD_IDS};
use futures_util::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::sync::Semaphore;

use super::bucket::{Bucket, BucketError};
use super::clean::{Cleaned, clean, is_large};
use super::uploads::{Upload, look};
use crate::App;
use crate::http::Form;
use crate::secret::to_hex;
use crate::store::{FileRecord, Left, Stands, StoreError, StoredFile};

/// A file without a case is forgotten after this long.
pub(super) const UNCLAIMED_KEPT: SignedDuration = SignedDuration::from_hours(24);
/// Photos unfold to tens of megabytes while they are cleaned, so few are at a time, and a large one alone.
const CLEANED_AT_ONCE: u32 = 2;
/// How long a form waits at most for files that somebody else is cleaning, and how often it looks.
const PATIENCE: Duration = Duration::from_secs(5);
const LOOK_AGAIN: Duration = Duration::from_millis(150);
const ID_BYTES: usize = 16;

/// Where evidence lies and how much of it is worked on.
#[derive(Clone, Debug)]
pub struct Files {
    pub(super) bucket: Bucket,
    turns: Arc<Semaphore>,
}

impl Files {
    /// Evidence in this bucket.
    pub fn new(bucket: Bucket) -> Files {
        Files {
            bucket,
            turns: Arc::new(Semaphore::new(CLEANED_AT_ONCE as usize)),
        }
    }

    /// Whether the bucket answers.
    pub(crate) async fn ping(&self, now: Timestamp) -> Result<(), BucketError> {
        self.bucket.ping(now).await
    }

    /// Off the async threads and in turn.
    pub(super) async fn cleaned(&self, bytes: Bytes) -> Result<Cleaned, FileErrorCode> {
        let turns = if is_large(&bytes) { CLEANED_AT_ONCE } else { 1 };
        let Ok(turn) = Arc::clone(&self.turns).acquire_many_owned(turns).await else {
            return Err(FileErrorCode::Damaged);
        };
        let work = move || {
            let cleaned = clean(&bytes);
            drop(turn);
            cleaned
        };
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or(Err(FileErrorCode::Damaged))
    }
}

/// A file of a submission.
#[derive(Clone, Debug)]
pub(crate) enum Evidence {
    /// It came in the form, is cleaned, and lies nowhere yet. The digest is of the bytes as sent.
    Sent {
        digest: String,
        original: Bytes,
        cleaned: Cleaned,
    },
    /// It came before the form.
    Uploaded(StoredFile),
}

impl Evidence {
    /// Tells whether the same submission came again.
    pub(crate) fn fingerprint(&self) -> String {
        match self {
            Evidence::Sent { digest, .. } => format!("file:{digest}\n"),
            Evidence::Uploaded(file) => format!("upload:{}\n", file.id),
        }
    }
}

/// The files of a submission as far as they can be taken, and what is wrong with the others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prepared {
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) errors: Vec<FileError>,
}

/// Why evidence is not stored.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum KeepError {
    /// The bucket failed.
    #[error(transparent)]
    Bucket(#[from] BucketError),
    /// The table failed.
    #[error(transparent)]
    Table(#[from] StoreError),
}

/// Looks at every file of a form.
pub(crate) async fn prepare(app: &App, form: &Form, now: Timestamp) -> Result<Prepared, KeepError> {
    let mut prepared = Prepared::default();
    if let Some(code) = wrong_together(form) {
        prepared.errors.push(FileError::of_all(code));
        return Ok(prepared);
    }
    for (place, bytes) in form.files.iter().enumerate() {
        let evidence = app
            .files
            .cleaned(bytes.clone())
            .await
            .map(|cleaned| Evidence::Sent {
                digest: to_hex(&Sha256::digest(bytes)),
                original: bytes.clone(),
                cleaned,
            });
        prepared.take(EVIDENCE, place, evidence);
    }
    let mut patience = PATIENCE;
    for (place, id) in form.uploads.iter().enumerate() {
        let upload = settled(app, id, now, &mut patience).await?;
        prepared.take(UPLOAD_IDS, place, usable(upload));
    }
    Ok(prepared)
}

impl Prepared {
    fn take(&mut self, field: &'static str, place: usize, evidence: Result<Evidence, FileErrorCode>) {
        match evidence {
            Ok(evidence) => self.evidence.push(evidence),
            Err(code) => self.errors.push(FileError {
                field,
                position: Some(place + 1),
                code,
            }),
        }
    }
}

/// How a file stands. While somebody else cleans it, as the bucket's event does, the form waits for that a little.
async fn settled(app: &App, id: &str, now: Timestamp, patience: &mut Duration) -> Result<Upload, KeepError> {
    let mut upload = look(app, id, now).await?;
    while upload == Upload::InWork && !patience.is_zero() {
        tokio::time::sleep(LOOK_AGAIN).await;
        *patience = patience.saturating_sub(LOOK_AGAIN);
        let mark = app.store.mark(id).await?;
        if mark.is_none_or(|mark| !matches!(mark.stands, Stands::Awaited)) {
            upload = look(app, id, now).await?;
        }
    }
    Ok(upload)
}

/// One that a case has may still belong to this very submission, come again: the transaction decides.
fn usable(upload: Upload) -> Result<Evidence, FileErrorCode> {
    match upload {
        Upload::Ready(file) | Upload::Used(file) => Ok(Evidence::Uploaded(file)),
        Upload::Awaited => Err(FileErrorCode::NotArrived),
        Upload::InWork => Err(FileErrorCode::NotCleanYet),
        Upload::Refused(code) => Err(code),
        Upload::Unknown => Err(FileErrorCode::Expired),
    }
}

/// What is wrong before any file is looked at.
fn wrong_together(form: &Form) -> Option<FileErrorCode> {
    if form.files.len() + form.uploads.len() > MOST_FILES {
        Some(FileErrorCode::TooMany)
    } else if form.files.iter().map(Bytes::len).sum::<usize>() > MOST_BYTES {
        Some(FileErrorCode::TooLarge)
    } else {
        None
    }
}

/// Stores what is not stored yet, marked as belonging to nothing. `mode` tells whose files they are; while that is
/// open, originals are kept as of somebody who is not anonymous, and go once it is known.
pub(crate) async fn keep(
    app: &App,
    evidence: &[Evidence],
    mode: Option<IdentityMode>,
    now: Timestamp,
) -> Result<Vec<StoredFile>, KeepError> {
    try_join_all(evidence.iter().map(|file| keep_one(app, file, mode, now))).await
}

async fn keep_one(
    app: &App,
    evidence: &Evidence,
    mode: Option<IdentityMode>,
    now: Timestamp,
) -> Result<StoredFile, KeepError> {
    let anonymous = mode == Some(IdentityMode::Anonymous);
    let (original, cleaned) = match evidence {
        Evidence::Uploaded(file) => {
            return Ok(StoredFile {
                forgets: anonymous,
                ..file.clone()
            });
        }
        Evidence::Sent {
            original, cleaned, ..
        } => (original, cleaned),
    };
    let file = described(new_id(app), cleaned, false);
    app.store.mark_file(&file, now).await?;
    if !anonymous {
        keep_original(app, &file.id, original, now).await?;
    }
    let bytes = Bytes::from(cleaned.bytes.clone());
    app.files.bucket.put(&key(&file.id), bytes, now).await?;
    Ok(file)
}

/// Sealed, so that nobody can read it here: it holds what cleaning removes.
pub(super) async fn keep_original(
    app: &App,
    id: &str,
    original: &[u8],
    now: Timestamp,
) -> Result<(), BucketError> {
    if !app.agency.evidence.keep_originals {
        return Ok(());
    }
    let sealed = Bytes::from(app.sealer.seal(original));
    app.files.bucket.put(&original_key(id), sealed, now).await
}

/// A cleaned file under its name in the bucket.
pub(super) fn described(id: String, cleaned: &Cleaned, uploaded: bool) -> StoredFile {
    StoredFile {
        id,
        format: cleaned.format,
        bytes: cleaned.bytes.len(),
        active: cleaned.active,
        uploaded,
        forgets: false,
    }
}

/// A name nobody can guess.
pub(super) fn new_id(app: &App) -> String {
    let mut random = [0; ID_BYTES];
    (app.entropy)(&mut random);
    to_hex(&random)
}

/// Whether a text could be such a name.
pub(crate) fn is_id(text: &str) -> bool {
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == 2 * ID_BYTES && text.bytes().all(digit)
}

/// Forgets files that nothing came of, unless they came before the form and may be named again. What fails
/// here [`sweep`] finds again.
pub(crate) async fn forget(app: &App, files: &[StoredFile], now: Timestamp) {
    for file in files.iter().filter(|file| !file.uploaded) {
        if let Err(error) = forget_one(app, &file.id, now).await {
            tracing::warn!(%error, "a file without a case stays for now");
        }
    }
}

/// First no case can take it any more, so none ever lacks a file; then the objects go; then the mark, so that
/// none is lost sight of.
async fn forget_one(app: &App, id: &str, now: Timestamp) -> Result<bool, KeepError> {
    if !app.store.let_go(id).await? {
        return Ok(false);
    }
    app.files.bucket.delete(&incoming(id), now).await?;
    app.files.bucket.delete(&key(id), now).await?;
    app.files.bucket.delete(&original_key(id), now).await?;
    app.store.unmark_file(id).await?;
    Ok(true)
}

/// Forgets what anonymous reporters sent ahead, now that a case has it: before, it might have been another's. What fails
/// here [`sweep`] finds again.
pub(crate) async fn forget_originals(app: &App, files: &[StoredFile], now: Timestamp) {
    for file in files.iter().filter(|file| file.forgets) {
        if let Err(error) = forget_original(app, &file.id, now).await {
            tracing::warn!(%error, "an original stays for now");
        }
    }
}

async fn forget_original(app: &App, id: &str, now: Timestamp) -> Result<(), KeepError> {
    app.files.bucket.delete(&original_key(id), now).await?;
    Ok(app.store.original_gone(id).await?)
}

/// Removes files that have belonged to nothing for a day, and originals that nobody forgot in time. Tells how many.
pub(crate) async fn sweep(app: &App, now: Timestamp) -> Result<usize, KeepError> {
    let before = now.saturating_sub(UNCLAIMED_KEPT).unwrap_or(now);
    let mut swept = 0;
    for left in app.store.left_files(before).await? {
        let gone = match left {
            Left::File(id) => forget_one(app, &id, now).await?,
            Left::Original(id) => forget_original(app, &id, now).await.map(|()| true)?,
        };
        swept += usize::from(gone);
    }
    Ok(swept)
}

/// The bytes of a file that belongs to a case.
pub(crate) async fn read(
    app: &App,
    record: &FileRecord,
    now: Timestamp,
) -> Result<Option<Bytes>, BucketError> {
    app.files.bucket.get(&key(&record.id), now).await
}

/// Where clean files lie.
pub(super) fn key(id: &str) -> String {
    format!("{KEPT}{id}")
}

/// Where files lie as they were sent, sealed for the key holders.
pub(super) fn original_key(id: &str) -> String {
    format!("{ORIGINALS}{id}")
}

/// Where browsers put files, as they are.
pub(super) fn incoming(id: &str) -> String {
    format!("{INCOMING}{id}")
}

/// What the names of files as sent begin with.
pub const INCOMING: &str = "incoming/";
/// What the names of clean files begin with.
pub const KEPT: &str = "evidence/";
/// What the names of sealed originals begin with.
pub const ORIGINALS: &str = "originals/";

impl FileRecord {
    /// What kind of file it is, as answers name it.
    pub const fn media_type(&self) -> &'static str {
        self.format.media_type()
    }
}
