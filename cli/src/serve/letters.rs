//! `/surat/`: the letters that would have gone out, to be read on this computer and nowhere else.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{Response, StatusCode};
use site_gen::theme::Theme;
use site_gen::theme::headers::CACHE_NEVER;

use super::pages::respond;

/// Where it is.
pub(super) const PATH: &str = "/surat/";
/// The newest ones; older letters are still in the folder.
const MOST: usize = 100;

/// The page.
pub(super) fn page(theme: &Theme, folder: &Path) -> Response<Body> {
    let letters = newest(folder);
    let shown: String = letters.iter().map(|letter| shown(letter)).collect();
    let words = if letters.is_empty() {
        "Belum ada surat.".to_owned()
    } else {
        let folder = escape(&folder.display().to_string());
        format!(
            "Surat ini tidak dikirim ke mana pun. Berkasnya ada di <code>{folder}</code>, yang terbaru di atas."
        )
    };
    let style = theme
        .assets()
        .map(|(path, _)| path)
        .find(|path| path.starts_with("/assets/style."));
    let style = style.unwrap_or_default();
    let page = format!(
        "<!doctype html>\n<html lang=\"id\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>Surat keluar</title>\n\
         <meta name=\"robots\" content=\"noindex\">\n<link rel=\"stylesheet\" href=\"{style}\">\n</head>\n\
         <body>\n<main class=\"wrap\">\n<h1>Surat keluar</h1>\n<p>{words}</p>\n{shown}</main>\n</body>\n</html>\n"
    );
    let fields = [
        (CONTENT_TYPE.as_str(), "text/html; charset=utf-8"),
        (CACHE_CONTROL.as_str(), CACHE_NEVER),
    ];
    respond(StatusCode::OK, &fields, Bytes::from(page))
}

/// The letters of the folder. One that cannot be read is left out; there may be no folder yet.
fn newest(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut letters: Vec<(SystemTime, String)> = files
        .filter(|file| {
            file.path()
                .extension()
                .is_some_and(|extension| extension == "eml")
        })
        .filter_map(|file| {
            let written = file.metadata().and_then(|about| about.modified()).ok()?;
            let letter = fs::read(file.path()).ok()?;
            Some((written, String::from_utf8_lossy(&letter).into_owned()))
        })
        .collect();
    letters.sort_by(|one, other| other.cmp(one));
    letters.truncate(MOST);
    letters.into_iter().map(|(_, letter)| letter).collect()
}

fn shown(letter: &str) -> String {
    let subject = letter.lines().find_map(|line| line.strip_prefix("Subject: "));
    format!(
        "<article class=\"panel\">\n<h2>{}</h2>\n<p class=\"said\">{}</p>\n</article>\n",
        escape(subject.unwrap_or("(tanpa perihal)")),
        escape(&letter.replace('\r', ""))
    )
}

fn escape(text: &str) -> String {
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    escaped.replace('"', "&quot;")
}
