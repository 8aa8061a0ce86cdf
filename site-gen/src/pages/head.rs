//! The head of a content file: read once, and again only when the file has changed.

use std::sync::Arc;

use bytes::Bytes;
use complaint::Lang;
use complaint::problem::Problem;

use super::Page;
use crate::address::PageName;
use crate::front_matter::{self, FrontMatter};
use crate::{Options, content_file, utf8};

/// What a file says about itself.
#[derive(Debug)]
pub(crate) struct Head {
    read: Option<Read>,
    problems: Vec<Problem>,
}

#[derive(Debug)]
struct Read {
    front: Arc<FrontMatter>,
    /// Where the body starts, as a byte and as a line.
    body: usize,
    body_line: usize,
}

impl Head {
    /// Reads a head, and tells what is wrong with it.
    pub(crate) fn read(file: &str, bytes: &[u8], options: &Options) -> Head {
        let shown = content_file(options, file);
        let fail = |problem| Head {
            read: None,
            problems: vec![problem],
        };
        let text = match utf8::text(&shown, bytes) {
            Ok(text) => text,
            Err(problem) => return fail(problem),
        };
        if PageName::parse(file).is_none() || !has_plain_name(file) {
            return fail(Problem::error(
                shown,
                None,
                "bad-file-name",
                "nama berkas ini tidak dapat menjadi alamat",
                "pakai huruf, angka, titik, dan tanda hubung saja, tanpa spasi",
            ));
        }
        if let Some(code) = loud_language(file) {
            return fail(Problem::error(
                shown,
                None,
                "bad-file-name",
                format!("kode bahasa `{code}` di nama berkas ini tidak dikenal"),
                format!("tulis dengan huruf kecil: `.{}.md`", code.to_lowercase()),
            ));
        }
        let (parsed, problems) = front_matter::parse(&shown, text);
        let read = parsed.map(|parsed| Read {
            front: Arc::new(parsed.front),
            body: text.len() - parsed.body.len(),
            body_line: parsed.body_line,
        });
        Head { read, problems }
    }

    pub(crate) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The page of the file that has this head, if it is one.
    pub(super) fn page<'a>(&self, file: &str, bytes: &'a Bytes) -> Option<Page<'a>> {
        let (read, name) = (self.read.as_ref()?, PageName::parse(file)?);
        let body = std::str::from_utf8(&bytes[read.body..]).ok()?;
        let lang = read.front.lang.unwrap_or(name.lang);
        Some(Page {
            file: file.to_owned(),
            key: name.key(),
            folder: name.folder.to_owned(),
            is_index: name.is_index(),
            lang,
            url: name.url(lang, read.front.slug.as_deref()),
            front: Arc::clone(&read.front),
            body: body.into(),
            body_line: read.body_line,
            is_default: false,
            term: None,
        })
    }
}

/// The code of a language in capitals, as in `sop.EN.md`: it would be part of the name, and the page an Indonesian one.
fn loud_language(file: &str) -> Option<&str> {
    let (_, code) = file.strip_suffix(".md")?.rsplit_once('.')?;
    let is_loud = Lang::of_page(code).is_none() && Lang::of_page(&code.to_lowercase()).is_some();
    is_loud.then_some(code)
}

fn has_plain_name(file: &str) -> bool {
    file.bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/'))
}
