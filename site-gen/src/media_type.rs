//! The media type a file is served with, by the ending of its name.

pub(crate) const HTML: &str = "text/html; charset=utf-8";
pub(crate) const XML: &str = "application/xml; charset=utf-8";
pub(crate) const ATOM: &str = "application/atom+xml; charset=utf-8";
pub(crate) const SCRIPT: &str = "text/javascript; charset=utf-8";
pub(crate) const MANIFEST: &str = "application/manifest+json";
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";

const BYTES: &str = "application/octet-stream";

/// Endings of names and what they mean.
pub(crate) const BY_ENDING: [(&str, &str); 21] = [
    ("html", HTML),
    ("xml", XML),
    ("txt", TEXT),
    ("css", "text/css; charset=utf-8"),
    ("js", SCRIPT),
    ("json", "application/json; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("gif", "image/gif"),
    ("ico", "image/x-icon"),
    ("pdf", "application/pdf"),
    ("webmanifest", MANIFEST),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ("zip", "application/zip"),
    ("woff2", "font/woff2"),
];

/// The media type for a path; bytes where the ending says nothing.
pub(crate) fn of(path: &str) -> &'static str {
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let known = BY_ENDING.iter().find(|(name, _)| *name == ending);
    known.map_or(BYTES, |(_, media_type)| media_type)
}

/// The kind of a file as people call it: `PDF`.
pub(crate) fn short_name(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.')
        .map_or_else(|| "?".to_owned(), |(_, ending)| ending.to_uppercase())
}
