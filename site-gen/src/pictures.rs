//! Photographs in pages: measured before anything is rendered, made small after everything is known to be right.
//!
//! A page never shows the file as it came: it is decoded, turned upright, scaled to at most [`WIDTHS`] and encoded
//! anew, so that nothing but the picture is left (no place, no camera, no name). The names of the results follow from
//! the file's content, so what an earlier build made is used again.

mod encode;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use bytes::Bytes;
use complaint::Problem;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader};
use memchr::memmem;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::extras::Files;
use crate::html::escape;
use crate::media_type;
use crate::read::Input;
use crate::theme::Asset;

/// Where the results are served.
pub(crate) const FOLDER: &str = "/assets/";
/// Widths in pixels: a telephone, and the column of text on a sharp screen.
const WIDTHS: [u32; 2] = [480, 960];
/// How wide a picture stands in the page, for browsers that choose between widths.
const SIZES: &str = "(min-width: 46rem) 44rem, 100vw";
/// Changes when the results would: part of their names.
const RECIPE: u64 = 1;
/// Nobody's camera makes more; a file that claims more is a trap or a mistake.
const MOST_PIXELS: u64 = 50_000_000;
const LONGEST_SIDE: u32 = 12_000;

/// What stands before the notes of cameras and programs, in JPEG, PNG and `WebP`.
const NOTES: [&[u8]; 5] = [
    b"Exif\0\0",
    b"http://ns.adobe.com/",
    b"Photoshop 3.0",
    b"eXIf",
    b"EXIF",
];

/// What is wrong with a file, and what to do about it.
pub(crate) type Refusal = (&'static str, String, &'static str);

/// Every photograph of the content folder, measured.
#[derive(Debug, Default)]
pub(crate) struct Pictures {
    all: BTreeMap<String, Result<Picture, Refusal>>,
}

/// A photograph that can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    /// Upright, in pixels.
    width: u32,
    height: u32,
    /// Whether one can see through it, so that it cannot be a JPEG.
    alpha: bool,
    /// Whether the file says more than the picture: camera, perhaps place.
    says_more: bool,
    /// Path of the results without width and ending.
    stem: String,
}

/// One file to make.
#[derive(Clone, Debug)]
struct Variant {
    path: String,
    width: u32,
    height: u32,
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    WebP,
    Jpeg,
    Png,
}

/// Whether the name is that of a photograph.
pub(crate) fn is_picture(file: &str) -> bool {
    let ending = file.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(ending.as_str(), "jpg" | "jpeg" | "png" | "webp")
}

impl Pictures {
    /// Measures every photograph by its head, in parallel.
    pub(crate) fn collect(input: &Input) -> Pictures {
        let files: Vec<(&String, &Bytes)> = input.files.iter().filter(|(file, _)| is_picture(file)).collect();
        let measured = files
            .par_iter()
            .map(|(file, bytes)| ((*file).clone(), Picture::measure(file, bytes)));
        Pictures {
            all: measured.collect(),
        }
    }

    /// The photograph of a content file.
    pub(crate) fn get(&self, file: &str) -> Option<&Result<Picture, Refusal>> {
        self.all.get(file)
    }

    /// Makes what the pages use and no earlier build has made: the files, or what could not be decoded.
    pub(crate) fn make(&self, used: &BTreeSet<&str>, input: &Input) -> (Files, Vec<(String, Refusal)>) {
        let used: Vec<(&str, &Picture)> = used
            .iter()
            .filter_map(|file| Some((*file, self.all.get(*file)?.as_ref().ok()?)))
            .collect();
        let made: Vec<_> = used
            .par_iter()
            .map(|(file, picture)| (*file, picture.files(file, input)))
            .collect();
        let (mut files, mut refused) = (Files::new(), Vec::new());
        for (file, result) in made {
            match result {
                Ok(found) => files.extend(found),
                Err(refusal) => refused.push((file.to_owned(), refusal)),
            }
        }
        (files, refused)
    }
}

impl Picture {
    fn measure(file: &str, bytes: &[u8]) -> Result<Picture, Refusal> {
        let mut decoder = decoder(bytes)?;
        let (width, height) = decoder.dimensions();
        if width.max(height) > LONGEST_SIDE || u64::from(width) * u64::from(height) > MOST_PIXELS {
            return Err(too_large(width, height));
        }
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let (width, height) = if lies(orientation) {
            (height, width)
        } else {
            (width, height)
        };
        let stem = format!("{FOLDER}{}.{:016x}", plain_stem(file), xxh3_64(bytes) ^ RECIPE);
        Ok(Picture {
            width,
            height,
            alpha: decoder.color_type().has_alpha(),
            says_more: NOTES.iter().any(|note| memmem::find(bytes, note).is_some()),
            stem,
        })
    }

    /// Why the file should not be served as it came, if it should not: more pixels than a page shows, notes of a camera.
    pub(crate) fn original_tells(&self, written: &str) -> Option<String> {
        let message = if self.width > WIDTHS[WIDTHS.len() - 1] {
            "tampil kecil, tetapi berkas aslinya yang besar ikut terbit"
        } else if self.says_more {
            "masih memuat catatan kamera, mungkin juga tempatnya, dan ikut terbit"
        } else {
            return None;
        };
        Some(format!("foto `{written}` di static/ {message}"))
    }

    /// The picture in a page: the newer format where the browser knows it, in the width that fits.
    pub(crate) fn html(&self, alt: &str) -> String {
        let variants = self.variants();
        let (fallback, webp) = variants.split_last().expect("a picture has a width");
        let set: Vec<String> = webp
            .iter()
            .map(|variant| format!("{} {}w", variant.path, variant.width))
            .collect();
        format!(
            "<picture><source type=\"image/webp\" srcset=\"{}\" sizes=\"{SIZES}\">\
             <img src=\"{}\" alt=\"{}\" width=\"{}\" height=\"{}\" loading=\"lazy\" decoding=\"async\"></picture>",
            escape(&set.join(", ")),
            escape(&fallback.path),
            escape(alt),
            fallback.width,
            fallback.height,
        )
    }

    /// `WebP` in every width, and last one file for browsers that do not know it.
    fn variants(&self) -> Vec<Variant> {
        let widths = self.widths();
        let fallback = if self.alpha { Format::Png } else { Format::Jpeg };
        let largest = *widths.last().expect("a picture has a width");
        let webp = widths.into_iter().map(|width| self.variant(width, Format::WebP));
        webp.chain([self.variant(largest, fallback)]).collect()
    }

    /// Never wider than the original.
    fn widths(&self) -> Vec<u32> {
        let largest = self.width.min(WIDTHS[WIDTHS.len() - 1]);
        WIDTHS
            .into_iter()
            .filter(|width| *width < largest)
            .chain([largest])
            .collect()
    }

    fn variant(&self, width: u32, format: Format) -> Variant {
        let height = u64::from(self.height) * u64::from(width) / u64::from(self.width.max(1));
        let height = u32::try_from(height).unwrap_or(self.height).max(1);
        Variant {
            path: format!("{}-{width}.{}", self.stem, format.ending()),
            width,
            height,
            format,
        }
    }

    /// The files for the page: those of an earlier build, or made now.
    fn files(&self, file: &str, input: &Input) -> Result<Files, Refusal> {
        let mut original = None;
        let mut files = Files::new();
        for variant in self.variants() {
            let earlier = input.pictures.get(&variant.path).cloned();
            let bytes = earlier.map_or_else(
                || variant.make(&mut original, &input.files[file]).map(Bytes::from),
                Ok,
            )?;
            let content_type = media_type::of(&variant.path);
            files.insert(
                variant.path,
                Asset {
                    content_type,
                    bytes,
                    immutable: true,
                },
            );
        }
        Ok(files)
    }
}

impl Variant {
    /// Makes the file; the original is decoded by the first variant that needs it.
    fn make(&self, original: &mut Option<DynamicImage>, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
        let decoded = match original.take() {
            Some(decoded) => decoded,
            None => upright(bytes)?,
        };
        encode::encode(original.insert(decoded), self.width, self.height, self.format)
    }
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Format::WebP => "webp",
            Format::Jpeg => "jpg",
            Format::Png => "png",
        }
    }
}

/// Earlier results of this photograph have names that start like this.
pub(crate) fn result_prefix(file: &str, bytes: &[u8]) -> String {
    format!("{}.{:016x}-", plain_stem(file), xxh3_64(bytes) ^ RECIPE)
}

/// The problem of a page with a photograph that cannot be shown.
pub(crate) fn problem(file: String, line: Option<usize>, refusal: &Refusal) -> Problem {
    let (code, message, help) = refusal;
    Problem::error(file, line, code, message, *help)
}

/// The file's own name in letters that need no escape in an address.
fn plain_stem(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    stem.chars().map(plain).take(40).collect()
}

fn decoder(bytes: &[u8]) -> Result<impl ImageDecoder + '_, Refusal> {
    let reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| unreadable())?;
    reader.into_decoder().map_err(|_| unreadable())
}

/// The whole picture, turned the way the camera was held.
fn upright(bytes: &[u8]) -> Result<DynamicImage, Refusal> {
    let mut decoder = decoder(bytes)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| unreadable())?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Whether width and height change places.
fn lies(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

fn unreadable() -> Refusal {
    let help = "simpan ulang gambarnya sebagai JPEG, PNG, atau WebP";
    (
        "bad-picture",
        "gambar ini rusak atau bukan JPEG, PNG, atau WebP".to_owned(),
        help,
    )
}

fn too_large(width: u32, height: u32) -> Refusal {
    let help = "kecilkan gambarnya dulu, misalnya menjadi lebar 2000 piksel";
    (
        "huge-picture",
        format!("gambar ini {width} x {height} piksel, terlalu besar untuk diolah"),
        help,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32) -> Picture {
        Picture {
            width,
            height,
            alpha: false,
            says_more: false,
            stem: "/assets/a.0".into(),
        }
    }

    #[test]
    fn no_result_is_wider_than_its_original() {
        for (width, widths) in [
            (4000, vec![480, 960]),
            (960, vec![480, 960]),
            (700, vec![480, 700]),
            (480, vec![480]),
            (12, vec![12]),
        ] {
            assert_eq!(picture(width, 100).widths(), widths, "{width}");
        }
        let last = picture(4000, 3000).variants().pop().expect("a fallback");
        assert_eq!(
            (last.path.as_str(), last.width, last.height),
            ("/assets/a.0-960.jpg", 960, 720)
        );
        assert_eq!(picture(5000, 1).variants()[0].height, 1, "never nothing");
    }

    #[test]
    fn names_are_fit_for_addresses() {
        assert_eq!(
            plain_stem("berita/Foto Loket_3 (baru).JPG"),
            "foto-loket-3--baru-"
        );
    }
}
