//! One width of a picture in one format.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat};
use std::io::Cursor;

use super::{Format, Refusal, unreadable};

/// Good enough for photographs at half the bytes of "best".
const WEBP_QUALITY: f32 = 75.0;
const JPEG_QUALITY: u8 = 78;

/// Scales and encodes; nothing of the original file but its pixels is left.
pub(super) fn encode(
    original: &DynamicImage,
    width: u32,
    height: u32,
    format: Format,
) -> Result<Vec<u8>, Refusal> {
    let scaled = original.resize_exact(width, height, FilterType::Lanczos3);
    match format {
        Format::WebP => Ok(webp(&scaled)),
        Format::Jpeg => jpeg(&scaled),
        Format::Png => png(&scaled),
    }
}

fn webp(picture: &DynamicImage) -> Vec<u8> {
    let (width, height) = (picture.width(), picture.height());
    let encoded = if picture.color().has_alpha() {
        webp::Encoder::from_rgba(&picture.to_rgba8(), width, height).encode(WEBP_QUALITY)
    } else {
        webp::Encoder::from_rgb(&picture.to_rgb8(), width, height).encode(WEBP_QUALITY)
    };
    encoded.to_vec()
}

fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
    picture
        .to_rgb8()
        .write_with_encoder(encoder)
        .map_err(|_| unreadable())?;
    Ok(bytes)
}

fn png(picture: &DynamicImage) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Cursor::new(Vec::new());
    picture
        .to_rgba8()
        .write_to(&mut bytes, ImageFormat::Png)
        .map_err(|_| unreadable())?;
    Ok(bytes.into_inner())
}
