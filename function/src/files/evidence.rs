//! From files as sent to evidence that is kept: checked all at once, cleaned, stored, and forgotten again
//! when nothing came of it.
//!
//! A file is stored before the case that it belongs to. Until then the table holds a mark of it, written first;
//! the transaction that files the case takes the mark away. A mark that stays tells of a file that belongs to
//! nothing, and [`sweep`] removes both a day later.

use std::sync::Arc;

use axum::body::Bytes;
use complaint::form::{FileError, FileErrorCode, MOST_BYTES, MOST_FILES};
use futures_util::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::sync::Semaphore;

use super::bucket::{Bucket, BucketError};
use super::clean::{Cleaned, clean};
use crate::App;
use crate::secret::to_hex;
use crate::store::{FileRecord, StoreError};

/// A file without a case is forgotten after this long.
const UNCLAIMED_KEPT: SignedDuration = SignedDuration::from_hours(24);
/// Photos unfold to hundreds of megabytes while they are cleaned, so few are at a time.
const CLEANED_AT_ONCE: usize = 2;
const ID_BYTES: usize = 16;

/// Where evidence lies and how much of it is worked on.
#[derive(Clone, Debug)]
pub struct Files {
    bucket: Bucket,
    turns: Arc<Semaphore>,
}

impl Files {
    /// Evidence in this bucket.
    pub fn new(bucket: Bucket) -> Files {
        Files {
            bucket,
            turns: Arc::new(Semaphore::new(CLEANED_AT_ONCE)),
        }
    }

    /// Whether the bucket answers.
    pub(crate) async fn ping(&self, now: Timestamp) -> Result<(), BucketError> {
        self.bucket.ping(now).await
    }

    /// Off the async threads and in turn.
    async fn cleaned(&self, bytes: Bytes) -> Result<Cleaned, FileErrorCode> {
        let Ok(turn) = Arc::clone(&self.turns).acquire_owned().await else {
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

/// A file of a submission, cleaned but not stored.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    /// Of the bytes as sent: tells whether the same submission came again.
    pub(crate) digest: String,
    cleaned: Cleaned,
}

/// Why evidence is not stored.
#[derive(Debug, Error)]
pub(crate) enum KeepError {
    #[error(transparent)]
    Bucket(#[from] BucketError),
    #[error(transparent)]
    Table(#[from] StoreError),
}

/// Every file of a submission, or everything that is wrong with them.
pub(crate) async fn prepare(app: &App, files: &[Bytes]) -> Result<Vec<Evidence>, Vec<FileError>> {
    if let Some(code) = wrong_together(files) {
        return Err(vec![FileError { position: None, code }]);
    }
    let (mut evidence, mut errors) = (Vec::new(), Vec::new());
    for (place, bytes) in files.iter().enumerate() {
        match app.files.cleaned(bytes.clone()).await {
            Ok(cleaned) => evidence.push(Evidence {
                digest: to_hex(&Sha256::digest(bytes)),
                cleaned,
            }),
            Err(code) => errors.push(FileError {
                position: Some(place + 1),
                code,
            }),
        }
    }
    if errors.is_empty() {
        Ok(evidence)
    } else {
        Err(errors)
    }
}

/// What is wrong before any file is looked at.
fn wrong_together(files: &[Bytes]) -> Option<FileErrorCode> {
    if files.len() > MOST_FILES {
        Some(FileErrorCode::TooMany)
    } else if files.iter().map(Bytes::len).sum::<usize>() > MOST_BYTES {
        Some(FileErrorCode::TooLarge)
    } else {
        None
    }
}

/// Stores evidence, marked as belonging to nothing yet.
pub(crate) async fn keep(
    app: &App,
    evidence: &[Evidence],
    now: Timestamp,
) -> Result<Vec<FileRecord>, KeepError> {
    let records: Vec<_> = evidence
        .iter()
        .enumerate()
        .map(|(place, file)| record(app, place + 1, file, now))
        .collect();
    try_join_all(records.iter().map(|record| app.store.mark_file(&record.id, now))).await?;
    let stored = records.iter().zip(evidence).map(|(record, file)| {
        let bytes = Bytes::from(file.cleaned.bytes.clone());
        async move { app.files.bucket.put(&key(&record.id), bytes, now).await }
    });
    try_join_all(stored).await?;
    Ok(records)
}

fn record(app: &App, position: usize, file: &Evidence, now: Timestamp) -> FileRecord {
    let mut random = [0; ID_BYTES];
    (app.entropy)(&mut random);
    let format = file.cleaned.format;
    FileRecord {
        id: to_hex(&random),
        position,
        name: format!("lampiran-{position}.{}", format.extension()),
        format,
        bytes: file.cleaned.bytes.len(),
        active: file.cleaned.active,
        added_at: now,
    }
}

/// Forgets files that nothing came of. What fails here [`sweep`] finds again.
pub(crate) async fn forget(app: &App, records: &[FileRecord], now: Timestamp) {
    for record in records {
        if let Err(error) = forget_one(app, &record.id, now).await {
            tracing::warn!(%error, "a file without a case stays for now");
        }
    }
}

/// The object goes before its mark, so that none is lost sight of.
async fn forget_one(app: &App, id: &str, now: Timestamp) -> Result<(), KeepError> {
    app.files.bucket.delete(&key(id), now).await?;
    Ok(app.store.unmark_file(id).await?)
}

/// Removes files that have belonged to nothing for a day, and tells how many.
pub(crate) async fn sweep(app: &App, now: Timestamp) -> Result<usize, KeepError> {
    let before = now.saturating_sub(UNCLAIMED_KEPT).unwrap_or(now);
    let stale = app.store.unclaimed_files(before).await?;
    for id in &stale {
        forget_one(app, id, now).await?;
    }
    Ok(stale.len())
}

/// The bytes of a file that belongs to a case.
pub(crate) async fn read(
    app: &App,
    record: &FileRecord,
    now: Timestamp,
) -> Result<Option<Bytes>, BucketError> {
    app.files.bucket.get(&key(&record.id), now).await
}

fn key(id: &str) -> String {
    format!("evidence/{id}")
}

impl FileRecord {
    /// What kind of file it is, as answers name it.
    pub const fn media_type(&self) -> &'static str {
        self.format.media_type()
    }
}
