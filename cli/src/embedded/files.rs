//! The embedded file store: a bucket in a folder of this computer, reached without a network.
//!
//! Like the table it is reached without a network: the same requests that go to S3 on AWS come here, as far as
//! the program sends any (`PUT`, `GET`, `DELETE` of one object). An object is answered for only after it and its
//! name are flushed; it appears whole or not at all. Only this process can ask, so no signature is checked. Browsers
//! come through another door, where one is: `post`.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use axum::body::Bytes;
use function::files::Place;

use super::{Fault, Faults};

/// What files are called before they are whole.
const UNFINISHED: &str = "tmp";

/// A folder that answers as a bucket does.
#[derive(Clone)]
pub struct FileStore {
    folder: Arc<Path>,
    faults: Faults,
    /// Who signs what browsers bring; nobody may bring anything without.
    place: Option<Place>,
}

impl FileStore {
    /// The store in a folder, made with the first object.
    pub fn new(folder: PathBuf) -> FileStore {
        FileStore::with_faults(folder, Arc::new(|_, _| None))
    }

    /// The same with a say over which requests fail, by verb and path.
    pub fn with_faults(folder: PathBuf, faults: Faults) -> FileStore {
        FileStore {
            folder: folder.into(),
            faults,
            place: None,
        }
    }

    /// The same, taking from browsers what this place has signed.
    pub fn behind(self, place: Place) -> FileStore {
        FileStore {
            place: Some(place),
            ..self
        }
    }

    pub(super) fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// Stores an object as a request would, and tells the status.
    pub(super) async fn put(&self, bucket: &str, path: &str, body: Bytes) -> Result<u16, ConnectorError> {
        let request = Asked {
            verb: "PUT".to_owned(),
            path: format!("{bucket}/{path}"),
            body: body.to_vec(),
        };
        let answer = self.clone().answer(request).await?;
        Ok(answer.status().as_u16())
    }

    /// The connection to give to the program.
    pub fn connector(&self) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }

    async fn answer(self, request: Asked) -> Result<HttpResponse, ConnectorError> {
        match (self.faults)(&request.verb, &request.path) {
            None => Ok(self.run(request).await),
            Some(Fault::Silent) => std::future::pending().await,
            Some(Fault::AnswerLost) => {
                self.run(request).await;
                Err(disconnected())
            }
            Some(Fault::Throttled | Fault::Broken) => Ok(response(503, Vec::new())),
            Some(_) => Err(disconnected()),
        }
    }

    async fn run(&self, request: Asked) -> HttpResponse {
        let folder = Arc::clone(&self.folder);
        let (status, body) = tokio::task::spawn_blocking(move || request.run(&folder))
            .await
            .unwrap_or((500, Vec::new()));
        response(status, body)
    }
}

impl std::fmt::Debug for FileStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileStore")
    }
}

impl HttpConnector for FileStore {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(self.clone().answer(Asked::of(&request)))
    }
}

/// One request, read.
struct Asked {
    verb: String,
    path: String,
    body: Vec<u8>,
}

impl Asked {
    fn of(request: &HttpRequest) -> Asked {
        let uri = request.uri();
        let path = uri.split_once("://").map_or(uri, |(_, rest)| rest);
        let path = path.split_once('/').map_or("", |(_, path)| path);
        Asked {
            verb: request.method().to_owned(),
            path: path.split('?').next().unwrap_or_default().to_owned(),
            body: request.body().bytes().unwrap_or_default().to_vec(),
        }
    }

    fn run(self, folder: &Path) -> (u16, Vec<u8>) {
        if !is_key(&self.path) {
            return (400, Vec::new());
        }
        let file = folder.join(&self.path);
        let done = match self.verb.as_str() {
            "PUT" => write(folder, &file, &self.body).map(|()| (200, Vec::new())),
            "GET" => fs::read(&file).map(|bytes| (200, bytes)),
            "DELETE" => fs::remove_file(&file).map(|()| (204, Vec::new())),
            _ => Ok((405, Vec::new())),
        };
        done.unwrap_or_else(|error| (status(&error), Vec::new()))
    }
}

/// Keys of ours are made of these; nothing else can name a file outside the folder.
fn is_key(path: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    path.split('/').all(plain)
}

/// Whether a file of the store's folder is an object, and not one that is still being written.
pub fn is_whole(file: &Path) -> bool {
    file.extension().is_none_or(|ending| ending != UNFINISHED)
}

fn status(error: &io::Error) -> u16 {
    if error.kind() == ErrorKind::NotFound {
        404
    } else {
        500
    }
}

/// First the bytes under another name, flushed; then the name; then the folder that holds the name.
fn write(store: &Path, file: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = file.parent().unwrap_or(store);
    if !folder.is_dir() {
        make(store, folder)?;
    }
    let unfinished = file.with_extension(UNFINISHED);
    let written = write_down(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, file));
    if written.is_err() {
        // A full disk: what does not go now goes at the next start.
        let _ = fs::remove_file(&unfinished);
    }
    written?;
    flush(folder)
}

fn write_down(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut written = File::create(file)?;
    written.write_all(bytes)?;
    written.sync_all()
}

/// Removes what a program that died left half written: nothing knows of it, and some of it is a citizen's file as it was
/// sent. Only for whoever holds the folder alone.
pub fn sweep_unfinished(store: &Path) -> io::Result<()> {
    for entry in listed(store)? {
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() {
            sweep_unfinished(&path)?;
        } else if !is_whole(&path) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// What lies in a folder; nothing if there is no such folder yet.
fn listed(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.collect(),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Makes a folder of the store and flushes every name on the way to it.
fn make(store: &Path, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let above = store.parent().unwrap_or(store);
    folder
        .ancestors()
        .take_while(|level| level.starts_with(above))
        .try_for_each(flush)
}

/// Only some systems let a folder be flushed; where they do not, the name is flushed with the file.
fn flush(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

fn response(status: u16, body: Vec<u8>) -> HttpResponse {
    let status = StatusCode::try_from(status).expect("answers of this file are HTTP status codes");
    HttpResponse::new(status, SdkBody::from(body))
}

fn disconnected() -> ConnectorError {
    ConnectorError::io("the embedded file store did not answer".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_stored_leaves_nothing_behind() {
        let store = tempfile::tempdir().expect("a folder");
        let file = store.path().join("tanggap/incoming/a");
        fs::create_dir_all(file.join("in-the-way")).expect("a folder where the file should be");
        assert!(write(store.path(), &file, b"as it was sent").is_err());
        let left = listed(file.parent().expect("a folder")).expect("it is there");
        assert_eq!(left.len(), 1, "{left:?}");
    }
}
