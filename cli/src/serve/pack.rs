//! Compression, once per file and only when a browser asks for it.

use std::io::Write;
use std::sync::OnceLock;

use axum::body::Bytes;

/// Good enough for pages of a few kilobytes, and quick even in a debug build.
const BROTLI_QUALITY: i32 = 5;
const BROTLI_WINDOW: i32 = 22;
/// Below this nothing is gained.
const WORTHWHILE: usize = 256;

/// How a body travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    /// The name in `Content-Encoding`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Encoding::Brotli => "br",
            Encoding::Gzip => "gzip",
        }
    }

    /// The better of what a browser accepts.
    pub(super) fn accepted(accept_encoding: &str) -> Option<Encoding> {
        [Encoding::Brotli, Encoding::Gzip]
            .into_iter()
            .find(|encoding| accepts(accept_encoding, encoding.name()))
    }
}

/// Whether the list names `wanted` (or `*`) and does not rule it out with `q=0`.
fn accepts(list: &str, wanted: &str) -> bool {
    let mut quality = None;
    for entry in list.split(',') {
        let (name, parameter) = entry.split_once(';').unwrap_or((entry, "q=1"));
        let (name, value) = (
            name.trim(),
            parameter
                .trim()
                .trim_start_matches("q=")
                .parse()
                .unwrap_or(0.0_f32),
        );
        if name.eq_ignore_ascii_case(wanted) {
            return value > 0.0;
        }
        if name == "*" {
            quality = Some(value);
        }
    }
    quality.is_some_and(|value| value > 0.0)
}

/// A body and its compressed forms.
#[derive(Debug)]
pub(super) struct Packed {
    plain: Bytes,
    compressible: bool,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

impl Packed {
    pub(super) fn new(plain: Bytes, content_type: &str) -> Packed {
        let compressible = plain.len() >= WORTHWHILE && is_text(content_type);
        Packed {
            plain,
            compressible,
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }
    }

    /// The body as it is.
    pub(super) const fn plain(&self) -> &Bytes {
        &self.plain
    }

    /// Whether the answer depends on what the browser accepts.
    pub(super) const fn varies(&self) -> bool {
        self.compressible
    }

    /// The body for a browser, and how it is packed.
    pub(super) fn for_browser(&self, accept_encoding: &str) -> (Bytes, Option<Encoding>) {
        let encoding = Encoding::accepted(accept_encoding).filter(|_| self.compressible);
        let body = match encoding {
            None => &self.plain,
            Some(Encoding::Brotli) => self.brotli.get_or_init(|| brotli(&self.plain)),
            Some(Encoding::Gzip) => self.gzip.get_or_init(|| gzip(&self.plain)),
        };
        (body.clone(), encoding)
    }
}

fn is_text(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default();
    kind.starts_with("text/")
        || ["json", "xml", "javascript"]
            .iter()
            .any(|end| kind.ends_with(end))
}

fn brotli(plain: &[u8]) -> Bytes {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*plain, &mut packed, &parameters).expect("memory takes all bytes");
    packed.into()
}

fn gzip(plain: &[u8]) -> Bytes {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let packed = encoder.write_all(plain).and_then(|()| encoder.finish());
    packed.expect("memory takes all bytes").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_decides() {
        let accepted = |list| Encoding::accepted(list).map(Encoding::name);
        assert_eq!(accepted("gzip, deflate, br, zstd"), Some("br"));
        assert_eq!(accepted("gzip;q=1.0, br;q=0"), Some("gzip"));
        assert_eq!(accepted("*"), Some("br"));
        assert_eq!(accepted("*;q=0"), None);
        assert_eq!(accepted("identity"), None);
        assert_eq!(accepted(""), None);
    }

    #[test]
    fn only_text_worth_it_is_packed() {
        let text = Bytes::from("Halaman pengaduan. ".repeat(50));
        let page = Packed::new(text.clone(), "text/html; charset=utf-8");
        let (packed, encoding) = page.for_browser("gzip");
        assert_eq!((encoding, page.varies()), (Some(Encoding::Gzip), true));
        assert!(packed.len() < text.len() / 4 && packed.starts_with(&[0x1f, 0x8b]));
        assert!(page.for_browser("br").0.len() < text.len() / 4);
        assert_eq!(Packed::new(text, "image/png").for_browser("gzip").1, None);
        assert_eq!(
            Packed::new(Bytes::from("ya"), "text/plain").for_browser("gzip").1,
            None
        );
    }
}
