//! Files sent before the form, straight to the bucket.
//!
//! Announced → sent by the browser → cleaned, by whoever notices first that it has come: the bucket's event, the
//! browser that asks, or the form that names it. From then on it is evidence like any other.

use axum::body::Bytes;
use complaint::form::FileErrorCode;
use jiff::{SignedDuration, Timestamp};

use super::evidence::{
    INCOMING, KeepError, UNCLAIMED_KEPT, described, incoming, is_id, keep_original, key, new_id, original_key,
};
use super::policy::UploadForm;
use crate::App;
use crate::store::{Mark, Stands, StoreError, StoredFile};

/// A cleaning that takes longer than this has died; somebody else may begin.
const HELD: SignedDuration = SignedDuration::from_secs(60);

/// A file that a browser may send now.
pub(crate) struct Announced {
    /// By this name a form can use it, once.
    pub(crate) id: String,
    /// How to send it.
    pub(crate) form: UploadForm,
}

/// How an announced file stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Upload {
    /// It has not come.
    Awaited,
    /// It is being cleaned.
    InWork,
    /// It may be used.
    Ready(StoredFile),
    /// It could not be cleaned.
    Refused(FileErrorCode),
    /// A case has it.
    Used(StoredFile),
    /// It was never announced, or too long ago.
    Unknown,
}

/// Lets a browser send one file of up to `most` bytes.
pub(crate) async fn announce(app: &App, most: usize, now: Timestamp) -> Result<Announced, StoreError> {
    let id = new_id(app);
    app.store.await_file(&id, now).await?;
    let form = app.files.bucket.upload_form(&incoming(&id), most, now);
    Ok(Announced { id, form })
}

/// How a file stands, after cleaning it if it has come.
pub(crate) async fn look(app: &App, id: &str, now: Timestamp) -> Result<Upload, KeepError> {
    if !is_id(id) {
        return Ok(Upload::Unknown);
    }
    let mark = app.store.mark(id).await?;
    let Some(mark) = mark.filter(|mark| is_fresh(mark, now)) else {
        return Ok(Upload::Unknown);
    };
    match told(mark.stands) {
        Upload::Awaited => arrived(app, id, now).await,
        known => Ok(known),
    }
}

/// What a mark alone tells.
fn told(stands: Stands) -> Upload {
    match stands {
        Stands::Awaited => Upload::Awaited,
        Stands::Kept(file) => Upload::Ready(file),
        Stands::Refused(code) => Upload::Refused(code),
        Stands::Used(file) => Upload::Used(file),
        Stands::Leaving => Upload::Unknown,
    }
}

/// What belongs to a case is known as long as its mark stays.
fn is_fresh(mark: &Mark, now: Timestamp) -> bool {
    matches!(mark.stands, Stands::Used(_)) || now.duration_since(mark.marked_at) <= UNCLAIMED_KEPT
}

async fn arrived(app: &App, id: &str, now: Timestamp) -> Result<Upload, KeepError> {
    let Some(bytes) = app.files.bucket.get(&incoming(id), now).await? else {
        // It may have come, been cleaned and gone since the mark was read: then the mark tells more now.
        let mark = app.store.mark(id).await?;
        return Ok(mark.map_or(Upload::Unknown, |mark| told(mark.stands)));
    };
    let until = now.saturating_add(HELD).unwrap_or(now);
    if !app.store.hold_file(id, now, until).await? {
        return Ok(Upload::InWork);
    }
    clean_upload(app, id, bytes, now).await
}

/// Only once the outcome is durable does the file as sent go.
async fn clean_upload(app: &App, id: &str, bytes: Bytes, now: Timestamp) -> Result<Upload, KeepError> {
    let upload = match app.files.cleaned(bytes.clone()).await {
        Ok(cleaned) => {
            keep_original(app, id, &bytes, now).await?;
            let file = described(id.to_owned(), &cleaned, true);
            let bytes = Bytes::from(cleaned.bytes);
            app.files.bucket.put(&key(id), bytes, now).await?;
            keep_if_awaited(app, file, now).await?
        }
        Err(code) => {
            app.store.settle_file(id, Err(code)).await?;
            Upload::Refused(code)
        }
    };
    app.files.bucket.delete(&incoming(id), now).await?;
    Ok(upload)
}

/// One that was given up meanwhile must not stay behind.
async fn keep_if_awaited(app: &App, file: StoredFile, now: Timestamp) -> Result<Upload, KeepError> {
    if app.store.settle_file(&file.id, Ok(&file)).await? {
        return Ok(Upload::Ready(file));
    }
    let mark = app.store.mark(&file.id).await?;
    let known = mark.map_or(Upload::Unknown, |mark| told(mark.stands));
    if matches!(known, Upload::Ready(_)) {
        return Ok(known);
    }
    // What was sent was stored once more just now: of anonymous reporters it goes again, the others' stays.
    let kept = matches!(&known, Upload::Used(used) if !used.forgets);
    if !kept {
        app.files.bucket.delete(&original_key(&file.id), now).await?;
    }
    if matches!(known, Upload::Used(_)) {
        return Ok(known);
    }
    app.files.bucket.delete(&key(&file.id), now).await?;
    Ok(Upload::Unknown)
}

/// Objects have come into the bucket: cleans those that were announced, removes those that were not, and tells
/// how many are clean now.
pub async fn objects_created(app: &App, keys: &[String], now: Timestamp) -> Result<usize, KeepError> {
    let mut cleaned = 0;
    for id in keys
        .iter()
        .filter_map(|key| key.strip_prefix(INCOMING))
        .filter(|id| is_id(id))
    {
        let upload = look(app, id, now).await?;
        cleaned += usize::from(matches!(upload, Upload::Ready(_)));
        // A form may be sent twice: what comes when nothing is awaited any more goes.
        if !matches!(upload, Upload::Awaited | Upload::InWork) {
            app.files.bucket.delete(&incoming(id), now).await?;
        }
    }
    Ok(cleaned)
}
