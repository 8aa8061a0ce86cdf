//! Pictures: decoded within limits, turned upright, made smaller, written anew.

use std::io::Cursor;

use complaint::form::FileErrorCode;
use image::codecs::jpeg::JpegEncoder;
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage, Rgba, RgbaImage,
};

use super::{Cleaned, Format, Kind, MOST_KEPT, jpeg};

/// The longest side that is looked at.
const LONGEST_SIDE: u32 = 12_000;
/// The most pixels that are decoded: twice what telephones photograph.
const MOST_PIXELS: u64 = 50_000_000;
/// The most memory that a picture takes while it is decoded: that of [`MOST_PIXELS`] as cameras make them, and a
/// little.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// One that takes more than this is decoded alone.
const LARGE: u64 = 64 * 1024 * 1024;
/// What some decoders hold for each pixel beside what they hand over: layers, or a picture inside the picture.
const HELD_BESIDE: u64 = 8;
/// What is packed without loss may bring a table of four kilobytes every nine bytes.
const TABLES: u64 = 4_096 / 8;
/// The longest side that is kept.
const KEPT_SIDE: u32 = 2_000;
/// Enough to read a letter; noise that stays large even so is kept less well.
const QUALITIES: [u8; 2] = [80, 50];

/// The same picture in a new file.
pub(super) fn clean(bytes: &[u8], kind: Kind) -> Result<Cleaned, FileErrorCode> {
    let picture = opaque(decode(bytes, kind)?);
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

/// Whether decoding takes so much memory that nothing else should be cleaned meanwhile.
pub(super) fn is_large(bytes: &[u8], kind: Kind) -> bool {
    opened(bytes, kind).is_ok_and(|decoder| memory(bytes, kind, &decoder) > LARGE)
}

/// Upright and no larger than what is kept. Its size is known before a pixel is decoded.
fn decode(bytes: &[u8], kind: Kind) -> Result<DynamicImage, FileErrorCode> {
    let mut decoder = opened(bytes, kind)?;
    if pixels(bytes, &decoder) > MOST_PIXELS || memory(bytes, kind, &decoder) > MOST_MEMORY {
        return Err(FileErrorCode::TooManyPixels);
    }
    let (width, height) = decoder.dimensions();
    let orientation = decoder.orientation().map_err(|error| refusal(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    if width > KEPT_SIDE || height > KEPT_SIDE {
        picture = picture.thumbnail(KEPT_SIDE, KEPT_SIDE);
    }
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn opened(bytes: &[u8], kind: Kind) -> Result<impl ImageDecoder + '_, FileErrorCode> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format(kind));
    reader.limits(limits());
    reader.into_decoder().map_err(|error| refusal(&error))
}

/// The pixels of the picture, or of a larger one inside it.
fn pixels(bytes: &[u8], decoder: &impl ImageDecoder) -> u64 {
    let (width, height) = decoder.dimensions();
    frames(bytes).fold(u64::from(width) * u64::from(height), u64::max)
}

/// How many pixels each lossy picture inside a WebP file says it has. It is decoded as large as it says, however small
/// the file says it is.
fn frames(bytes: &[u8]) -> impl Iterator<Item = u64> + '_ {
    let side = |low: u8, high: u8| u64::from(u16::from_le_bytes([low, high]) & 0x3FFF);
    bytes.windows(18).filter_map(move |head| match *head {
        [
            b'V',
            b'P',
            b'8',
            b' ',
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            0x9D,
            0x01,
            0x2A,
            w,
            idth,
            h,
            eight,
        ] => Some(side(w, idth) * side(h, eight)),
        _ => None,
    })
}

/// How many bytes of a WebP file are packed without loss: the picture, or what of it is see-through.
fn lossless(bytes: &[u8]) -> u64 {
    let packed = bytes.windows(8).filter_map(|head| match *head {
        [b'V', b'P', b'8', b'L', a, b, c, d] | [b'A', b'L', b'P', b'H', a, b, c, d] => {
            Some(u64::from(u32::from_le_bytes([a, b, c, d])))
        }
        _ => None,
    });
    packed.sum::<u64>().min(bytes.len() as u64)
}

/// How much memory decoding takes, at most.
fn memory(bytes: &[u8], kind: Kind, decoder: &impl ImageDecoder) -> u64 {
    let held = HELD_BESIDE * pixels(bytes, decoder);
    let beside = match kind {
        Kind::Jpeg if !jpeg::is_in_rows(bytes) => held,
        Kind::Webp => held + TABLES * lossless(bytes),
        _ => 0,
    };
    decoder.total_bytes().saturating_add(beside)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A photo that says it is so large.
    fn photo(kind: u8, width: u16, height: u16) -> Vec<u8> {
        let mut file = Vec::new();
        let grey = RgbImage::new(8, 8);
        JpegEncoder::new(&mut file).encode_image(&grey).unwrap();
        let frame = file.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
        file[frame + 1] = kind;
        file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
        file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
        file
    }

    #[test]
    fn photos_of_telephones_are_within_the_limits_and_large_ones_are_decoded_alone() {
        for (kind, width, height, expected) in [
            (0xC0, 4_000, 3_000, (true, false)),
            (0xC0, 5_000, 4_000, (true, false)),
            (0xC0, 8_160, 6_120, (true, true)),
            (0xC2, 4_000, 3_000, (true, true)),
            (0xC2, 8_160, 6_120, (false, true)),
        ] {
            let photo = photo(kind, width, height);
            let needed = memory(&photo, Kind::Jpeg, &opened(&photo, Kind::Jpeg).unwrap());
            let found = (needed <= MOST_MEMORY, is_large(&photo, Kind::Jpeg));
            assert_eq!(found, expected, "{kind:X} {width}x{height}: {needed}");
        }
    }
}
