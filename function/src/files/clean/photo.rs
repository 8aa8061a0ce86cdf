//! Pictures: decoded within limits, turned upright, made smaller, written anew.

use std::io::Cursor;

use complaint::form::FileErrorCode;
use image::codecs::jpeg::JpegEncoder;
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage, Rgba, RgbaImage,
};

use super::{Cleaned, Format, Kind, MOST_KEPT};

/// The longest side that is looked at.
const LONGEST_SIDE: u32 = 12_000;
/// The most pixels that are decoded: twice what telephones photograph.
const MOST_PIXELS: u64 = 50_000_000;
/// The most memory a decoder may take.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// The longest side that is kept.
const KEPT_SIDE: u32 = 2_000;
/// Enough to read a letter; noise that stays large even so is kept less well.
const QUALITIES: [u8; 2] = [80, 50];

/// The same picture in a new file.
pub(super) fn clean(bytes: &[u8], kind: Kind) -> Result<Cleaned, FileErrorCode> {
    let picture = opaque(decode(bytes, format(kind))?);
    let mut written = Vec::new();
    for quality in QUALITIES {
        written.clear();
        JpegEncoder::new_with_quality(&mut written, quality)
            .encode_image(&picture)
            .map_err(|_| FileErrorCode::Damaged)?;
        if written.len() <= MOST_KEPT {
            break;
        }
    }
    Ok(Cleaned {
        format: Format::Jpeg,
        bytes: written,
        active: false,
    })
}

const fn format(kind: Kind) -> ImageFormat {
    match kind {
        Kind::Png => ImageFormat::Png,
        Kind::Webp => ImageFormat::WebP,
        Kind::Jpeg | Kind::Pdf => ImageFormat::Jpeg,
    }
}

/// Upright and no larger than what is kept. Its size is known before a pixel is decoded.
fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, FileErrorCode> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(|error| refusal(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(FileErrorCode::TooManyPixels);
    }
    let orientation = decoder.orientation().map_err(|error| refusal(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    if width > KEPT_SIDE || height > KEPT_SIDE {
        picture = picture.thumbnail(KEPT_SIDE, KEPT_SIDE);
    }
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

fn refusal(error: &ImageError) -> FileErrorCode {
    match error {
        ImageError::Limits(_) => FileErrorCode::TooManyPixels,
        _ => FileErrorCode::Damaged,
    }
}

/// What was see-through becomes white, as paper is.
fn opaque(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    on_white(&picture.into_rgba8())
}

fn on_white(picture: &RgbaImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    RgbImage::from_fn(width, height, |x, y| {
        let Rgba([red, green, blue, alpha]) = *picture.get_pixel(x, y);
        Rgb([red, green, blue].map(|part| mixed(part, alpha)))
    })
}

fn mixed(part: u8, alpha: u8) -> u8 {
    let (part, alpha) = (u32::from(part), u32::from(alpha));
    let mixed = (part * alpha + 255 * (255 - alpha) + 127) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}
