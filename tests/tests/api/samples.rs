//! Files made in the test: photos and documents full of marks that must not survive, and hostile ones.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

/// Stands wherever a file can hide something.
pub(crate) const MARK: &str = "PENANDATERSEMBUNYI";

/// Something to look at that is not one colour.
pub(crate) fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let part = |value: u32| u8::try_from(value % 256).unwrap();
        Rgb([part(x), part(y), part(x * y / 7)])
    })
}

/// EXIF that says "turn me" and holds the mark where a place would stand.
fn exif() -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
    tiff.extend(b"\x0E\x01\x02\0\x12\0\0\0\x26\0\0\0");
    tiff.extend(b"\0\0\0\0");
    tiff.extend(MARK.as_bytes());
    tiff
}

fn encoded(picture: &RgbImage, encoder: impl ImageEncoder) {
    let (width, height) = picture.dimensions();
    encoder
        .write_image(picture, width, height, ExtendedColorType::Rgb8)
        .unwrap();
}

/// A photo as a telephone makes it, with marks in EXIF, XMP, IPTC, a comment and behind its end.
pub(crate) fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut plain = Vec::new();
    encoded(
        &picture(width, height),
        JpegEncoder::new_with_quality(&mut plain, 90),
    );
    let xmp = format!("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>{MARK}</x:xmpmeta>");
    let iptc = format!("Photoshop 3.0\0{MARK}");
    let mut file = plain[..2].to_vec();
    file.extend(segment(0xE1, &[b"Exif\0\0".as_slice(), &exif()].concat()));
    file.extend(segment(0xE1, xmp.as_bytes()));
    file.extend(segment(0xED, iptc.as_bytes()));
    file.extend(segment(0xFE, MARK.as_bytes()));
    file.extend(&plain[2..]);
    file.extend(MARK.as_bytes());
    file
}

fn segment(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, kind], length.as_slice(), content].concat()
}

/// A picture of a screen with the mark in a text chunk, in EXIF and behind its end.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut encoder = PngEncoder::new(&mut plain);
    encoder.set_exif_metadata(exif()).unwrap();
    encoded(&picture(width, height), encoder);
    let text = chunk(*b"tEXt", format!("Comment\0{MARK}").as_bytes());
    // Behind the signature and the header chunk.
    let mut file = plain[..33].to_vec();
    file.extend(text);
    file.extend(&plain[33..]);
    file.extend(MARK.as_bytes());
    file
}

pub(crate) fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let mut encoder = WebPEncoder::new_lossless(&mut file);
    encoder.set_exif_metadata(exif()).unwrap();
    encoded(&picture(width, height), encoder);
    let mut file = file.into_inner();
    file.extend(MARK.as_bytes());
    file
}

/// A PNG that says how large it is and has next to nothing to show.
pub(crate) fn png_bomb(width: u32, height: u32) -> Vec<u8> {
    png_of_depth(width, height, [8, 2])
}

/// The same with so many bits for each part of a colour, and with colours of this kind.
pub(crate) fn png_of_depth(width: u32, height: u32, depth: [u8; 2]) -> Vec<u8> {
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend(depth);
    header.extend([0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1A\n".to_vec();
    file.extend(chunk(*b"IHDR", &header));
    file.extend(chunk(*b"IDAT", b"\x78\x01\x03\0\0\0\0\x01"));
    file.extend(chunk(*b"IEND", b""));
    file
}

/// A JPEG whose frame says it is as large as can be.
pub(crate) fn jpeg_bomb() -> Vec<u8> {
    jpeg_frame(0xC0, [0xFFDC, 0xFFDC])
}

/// A JPEG whose frame is of this kind and says it is so high and wide.
pub(crate) fn jpeg_frame(kind: u8, [height, width]: [u16; 2]) -> Vec<u8> {
    let mut file = jpeg(16, 16);
    let frame = file
        .windows(2)
        .position(|pair| pair == [0xFF, 0xC0])
        .expect("a frame");
    file[frame + 1] = kind;
    file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    file
}

/// A WebP of one pixel with a picture inside that says it is as large as can be.
pub(crate) fn webp_bomb() -> Vec<u8> {
    let outside = b"VP8X\x0A\0\0\0\0\0\0\0\0\0\0\0\0\0".as_slice();
    let inside = b"VP8 \x0A\0\0\0\x10\0\0\x9D\x01\x2A\xFF\x3F\xFF\x3F";
    riff(&[outside, inside].concat())
}

/// A small WebP with more tables than picture.
pub(crate) fn webp_of_tables() -> Vec<u8> {
    let tables = [b"\x2F\x0F\xC0\x03\0".as_slice(), &vec![0; 1_000_000]].concat();
    let length = u32::try_from(tables.len() + 1).unwrap().to_le_bytes();
    riff(&[b"VP8L", length.as_slice(), &tables, b"\0"].concat())
}

fn riff(chunks: &[u8]) -> Vec<u8> {
    let length = u32::try_from(4 + chunks.len()).unwrap();
    [b"RIFF", length.to_le_bytes().as_slice(), b"WEBP", chunks].concat()
}

fn chunk(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut named = kind.to_vec();
    named.extend(content);
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length, named.as_slice(), &crc(&named).to_be_bytes()].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| {
        if crc & 1 == 1 {
            (crc >> 1) ^ 0xEDB8_8320
        } else {
            crc >> 1
        }
    };
    !bytes
        .iter()
        .fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

/// A document of one page with the mark among its properties, and more in its catalogue if wanted.
pub(crate) fn pdf(more: &Dictionary) -> Vec<u8> {
    written(&mut document(more))
}

pub(crate) fn document(more: &Dictionary) -> Document {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let content = document.add_object(Stream::new(Dictionary::new(), b"BT ET".to_vec()));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 200.into(), 200.into()],
    });
    let kids = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(kids));
    let xmp = Stream::new(
        dictionary! { "Type" => "Metadata" },
        format!("<x>{MARK}</x>").into_bytes(),
    );
    let xmp = document.add_object(xmp);
    let mut catalogue = dictionary! { "Type" => "Catalog", "Pages" => pages, "Metadata" => xmp };
    catalogue.extend(more);
    let catalogue = document.add_object(catalogue);
    document.trailer.set("Root", catalogue);
    let info = document.add_object(dictionary! { "Author" => Object::string_literal(MARK) });
    document.trailer.set("Info", info);
    document
}

pub(crate) fn written(document: &mut Document) -> Vec<u8> {
    let mut file = Vec::new();
    document.save_to(&mut file).unwrap();
    file
}

/// What runs when the document is opened.
pub(crate) fn script() -> Dictionary {
    let action = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
    dictionary! { "OpenAction" => action }
}

/// Whether `text` stands anywhere in the bytes.
pub(crate) fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}
