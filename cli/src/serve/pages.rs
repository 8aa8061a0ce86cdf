//! The built pages, from memory: paths are looked up in a map, so no request ever reaches the file system.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION,
    VARY,
};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use percent_encoding::percent_decode_str;
use site_gen::Site;
use site_gen::theme::Asset;
use site_gen::theme::headers::{CACHE_IMMUTABLE, CACHE_PAGE, SECURITY};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::live::with_script;
use super::pack::Packed;

const NOT_FOUND: &str = "/404.html";

/// All files of a site.
pub(super) struct Pages {
    files: HashMap<String, Arc<File>>,
    /// Changes whenever any file does.
    pub(super) version: String,
    /// Whether pages carry the script that reloads them.
    pub(super) live: bool,
    /// Files that were renewed since they were built: those with figures of the register.
    renewed: RwLock<HashMap<String, Arc<File>>>,
}

struct File {
    content_type: &'static str,
    immutable: bool,
    hash: u64,
    body: Packed,
}

impl Pages {
    /// The pages of a site. Those that are still the ones of `before` keep what was worked out for them.
    pub(super) fn new(site: &Site, live: bool, before: Option<&Pages>) -> Pages {
        let file = |path: &str, asset: &Asset| {
            let known = before.and_then(|before| before.files.get(path));
            let same = known.filter(|file| file.is(asset));
            same.map_or_else(|| Arc::new(File::new(asset)), Arc::clone)
        };
        let (mut files, mut all) = (HashMap::with_capacity(site.files.len()), Xxh3::new());
        for (path, asset) in &site.files {
            let file = file(path, asset);
            all.update(path.as_bytes());
            all.update(&file.hash.to_le_bytes());
            files.insert(path.clone(), file);
        }
        let version = format!("{:016x}", all.digest());
        Pages {
            files,
            version,
            live,
            renewed: RwLock::default(),
        }
    }

    /// A file as it was built.
    pub(super) fn built(&self, path: &str) -> Option<Bytes> {
        self.files.get(path).map(|file| file.body.plain().clone())
    }

    /// Serves these files in the place of those that were built.
    pub(super) fn renew(&self, files: Vec<(String, Asset)>) {
        let mut renewed = self.renewed.write().unwrap_or_else(PoisonError::into_inner);
        for (path, asset) in files {
            let known = renewed.get(&path).or_else(|| self.files.get(&path));
            if known.is_none_or(|file| *file.body.plain() != asset.bytes) {
                renewed.insert(path, Arc::new(File::new(&asset)));
            }
        }
    }

    fn file(&self, path: &str) -> Option<Arc<File>> {
        let renewed = self.renewed.read().unwrap_or_else(PoisonError::into_inner);
        renewed.get(path).or_else(|| self.files.get(path)).cloned()
    }

    /// What pages are given along: the version whose changes their script waits for.
    fn script(&self) -> Option<&str> {
        self.live.then_some(self.version.as_str())
    }

    /// The answer to a request for a page or file.
    pub(super) fn answer(&self, request: &Request<Body>) -> Response<Body> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return respond(
                StatusCode::METHOD_NOT_ALLOWED,
                &[(ALLOW.as_str(), "GET, HEAD")],
                Bytes::new(),
            );
        }
        let path = percent_decode_str(request.uri().path()).decode_utf8_lossy();
        match self.file(&index(&path)) {
            Some(file) => file.answer(request.headers(), self.script()),
            None if self.files.contains_key(&format!("{path}/index.html")) => to_folder(request.uri()),
            None => self.missing(&path, request.headers()),
        }
    }

    /// The page for what does not exist, in the language of the address.
    fn missing(&self, path: &str, headers: &HeaderMap) -> Response<Body> {
        let language = path.split('/').nth(1).unwrap_or_default();
        let page = self
            .files
            .get(&format!("/{language}{NOT_FOUND}"))
            .or_else(|| self.files.get(NOT_FOUND));
        match page {
            Some(file) => file.with_status(StatusCode::NOT_FOUND, headers, self.script()),
            None => respond(StatusCode::NOT_FOUND, &[], Bytes::new()),
        }
    }
}

impl File {
    fn new(asset: &Asset) -> File {
        File {
            content_type: asset.content_type,
            immutable: asset.immutable,
            hash: xxh3_64(&asset.bytes),
            body: Packed::new(asset.bytes.clone(), asset.content_type),
        }
    }

    /// Whether it is this file, as far as a look at the address in memory tells.
    fn is(&self, asset: &Asset) -> bool {
        let own = self.body.plain();
        std::ptr::eq(own.as_ptr(), asset.bytes.as_ptr()) && own.len() == asset.bytes.len()
    }

    fn answer(&self, headers: &HeaderMap, script: Option<&str>) -> Response<Body> {
        let tag = self.tag(script);
        if knows(headers, &tag) {
            return respond(StatusCode::NOT_MODIFIED, &self.freshness(&tag), Bytes::new());
        }
        self.with_status(StatusCode::OK, headers, script)
    }

    fn with_status(&self, status: StatusCode, headers: &HeaderMap, script: Option<&str>) -> Response<Body> {
        let scripted = script.filter(|_| self.is_page()).map(|version| {
            let page = with_script(self.body.plain(), version);
            Packed::new(page.into(), self.content_type)
        });
        let packed = scripted.as_ref().unwrap_or(&self.body);
        let (body, encoding) = packed.for_browser(text(headers, ACCEPT_ENCODING.as_str()));
        let tag = self.tag(script);
        let mut fields = vec![(CONTENT_TYPE.as_str(), self.content_type)];
        fields.extend(encoding.map(|encoding| (CONTENT_ENCODING.as_str(), encoding.name())));
        if status == StatusCode::OK {
            fields.extend(self.freshness(&tag));
        } else {
            fields.push((CACHE_CONTROL.as_str(), CACHE_PAGE));
        }
        respond(status, &fields, body)
    }

    fn is_page(&self) -> bool {
        self.content_type.starts_with("text/html")
    }

    /// What tells it from its other versions; a page with the script changes with every version of the site.
    fn tag(&self, script: Option<&str>) -> String {
        let version = script.filter(|_| self.is_page()).unwrap_or_default();
        format!("W/\"{:016x}{version}\"", self.hash)
    }

    fn freshness<'a>(&self, tag: &'a str) -> Vec<(&'static str, &'a str)> {
        let cache = if self.immutable {
            CACHE_IMMUTABLE
        } else {
            CACHE_PAGE
        };
        let mut fields = vec![(CACHE_CONTROL.as_str(), cache), (ETAG.as_str(), tag)];
        fields.extend(
            self.body
                .varies()
                .then_some((VARY.as_str(), ACCEPT_ENCODING.as_str())),
        );
        fields
    }
}

/// `/kanal/` is the page `/kanal/index.html`.
fn index(path: &str) -> String {
    if path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    }
}

/// `/kanal?x` → `/kanal/?x`. The path is one of ours, so it cannot lead elsewhere.
fn to_folder(uri: &Uri) -> Response<Body> {
    let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
    let location = format!("{}/{query}", uri.path());
    let fields = [
        (LOCATION.as_str(), location.as_str()),
        (CACHE_CONTROL.as_str(), CACHE_PAGE),
    ];
    respond(StatusCode::PERMANENT_REDIRECT, &fields, Bytes::new())
}

/// Whether the browser already has what bears this tag.
fn knows(headers: &HeaderMap, tag: &str) -> bool {
    let tags = text(headers, IF_NONE_MATCH.as_str());
    let strong = tag.trim_start_matches("W/");
    tags.split(',')
        .map(str::trim)
        .any(|known| known == "*" || known.trim_start_matches("W/") == strong)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// An answer with the security headers that all answers carry.
pub(super) fn respond(status: StatusCode, fields: &[(&str, &str)], body: Bytes) -> Response<Body> {
    let builder = Response::builder().status(status);
    let builder = SECURITY
        .iter()
        .chain(fields)
        .fold(builder, |builder, (name, value)| builder.header(*name, *value));
    builder.body(Body::from(body)).expect("our own headers are valid")
}
