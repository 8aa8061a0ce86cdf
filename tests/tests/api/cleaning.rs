//! Cleaning alone: what survives of a file, and what is refused before it does harm.

use complaint::form::FileErrorCode;
use function::files::{Format, clean};
use image::GenericImageView;
use lopdf::{Dictionary, Object, dictionary};
use proptest::prelude::*;

use crate::samples::{
    MARK, document, holds, jpeg, jpeg_bomb, jpeg_frame, pdf, picture, png, png_bomb, png_of_depth, script,
    webp, webp_bomb, webp_of_tables, written,
};

#[test]
fn nothing_hidden_survives_and_the_picture_does() {
    for (kind, file) in [
        ("jpeg", jpeg(90, 60)),
        ("png", png(90, 60)),
        ("webp", webp(90, 60)),
    ] {
        assert!(holds(&file, MARK), "{kind}: there is something to remove");
        let cleaned = clean(&file).unwrap();
        assert_eq!((cleaned.format, cleaned.active), (Format::Jpeg, false), "{kind}");
        for hidden in [MARK, "Exif", "xmp", "Photoshop", "Comment"] {
            assert!(!holds(&cleaned.bytes, hidden), "{kind}: {hidden}");
        }
        assert!(
            cleaned.bytes.ends_with(b"\xFF\xD9"),
            "{kind}: nothing behind its end"
        );
        let shown = image::load_from_memory(&cleaned.bytes).unwrap();
        assert_eq!(shown.dimensions(), (60, 90), "{kind}: EXIF said to turn it");
        // Turned by a quarter to the right: what was at the bottom left is now at the top left.
        let (before, after) = (picture(90, 60), shown.to_rgb8());
        let (before, after) = (before.get_pixel(2, 57).0, after.get_pixel(2, 2).0);
        assert!(
            before.iter().zip(after).all(|(was, is)| was.abs_diff(is) < 40),
            "{kind}: {before:?} {after:?}"
        );
    }
}

#[test]
fn large_photos_become_small_ones_in_the_same_shape() {
    for ((width, height), expected) in [
        ((4_000, 3_000), (1_500, 2_000)),
        ((2_000, 100), (100, 2_000)),
        ((300, 3_000), (2_000, 200)),
    ] {
        let cleaned = clean(&jpeg(width, height)).unwrap();
        let shown = image::load_from_memory(&cleaned.bytes).unwrap();
        assert_eq!(shown.dimensions(), expected, "{width}x{height}");
    }
}

#[test]
fn see_through_parts_become_white() {
    let mut file = std::io::Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(20, 20, image::Rgba([0, 0, 0, 0]))
        .write_to(&mut file, image::ImageFormat::Png)
        .unwrap();
    let cleaned = clean(&file.into_inner()).unwrap();
    let shown = image::load_from_memory(&cleaned.bytes).unwrap().to_rgb8();
    assert_eq!(shown.get_pixel(10, 10).0, [255, 255, 255]);
}

#[test]
fn bombs_and_wrecks_are_refused() {
    let cut = |file: Vec<u8>| file[..file.len() / 3].to_vec();
    for (name, file, code) in [
        (
            "a PNG of 3,600 megapixels",
            png_bomb(60_000, 60_000),
            FileErrorCode::TooManyPixels,
        ),
        (
            "a PNG of 54 megapixels",
            png_bomb(9_000, 6_000),
            FileErrorCode::TooManyPixels,
        ),
        (
            "a PNG of a line",
            png_bomb(12_001, 1),
            FileErrorCode::TooManyPixels,
        ),
        (
            "a JPEG of 4,290 megapixels",
            jpeg_bomb(),
            FileErrorCode::TooManyPixels,
        ),
        (
            "a PNG of 392 megabytes",
            png_of_depth(7_000, 7_000, [16, 6]),
            FileErrorCode::TooManyPixels,
        ),
        (
            "a JPEG in layers that are held whole",
            jpeg_frame(0xC2, [6_000, 8_000]),
            FileErrorCode::TooManyPixels,
        ),
        (
            "a WebP of one pixel, of 268 megapixels inside",
            webp_bomb(),
            FileErrorCode::TooManyPixels,
        ),
        (
            "a WebP of more tables than picture",
            webp_of_tables(),
            FileErrorCode::TooManyPixels,
        ),
        (
            "a PNG with nothing in it",
            png_bomb(10, 10),
            FileErrorCode::Damaged,
        ),
        ("a PNG of no size", png_bomb(0, 0), FileErrorCode::Damaged),
        ("a third of a PNG", cut(png(200, 200)), FileErrorCode::Damaged),
        ("a third of a WebP", cut(webp(200, 200)), FileErrorCode::Damaged),
        (
            "a PDF of its first line",
            b"%PDF-1.7\n".to_vec(),
            FileErrorCode::Damaged,
        ),
        (
            "a page that calls itself PDF",
            b"%PDF-1.7\n<html><script>alert(1)</script>".to_vec(),
            FileErrorCode::Damaged,
        ),
        ("nothing", Vec::new(), FileErrorCode::Empty),
    ] {
        assert_eq!(clean(&file).map(|cleaned| cleaned.format), Err(code), "{name}");
    }
}

#[test]
fn what_could_not_be_handed_out_again_is_not_kept() {
    let mut large = document(&Dictionary::new());
    let noise: Vec<u8> = (0..4_500_000_u32)
        .map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0])
        .collect();
    let page = large.get_pages()[&1];
    let content = large.add_object(lopdf::Stream::new(Dictionary::new(), noise));
    large
        .get_object_mut(page)
        .unwrap()
        .as_dict_mut()
        .unwrap()
        .set("Contents", content);
    let refused = clean(&written(&mut large)).map(|cleaned| cleaned.format);
    assert_eq!(refused, Err(FileErrorCode::LargeDocument));
    let mut state = 7_u32;
    let noise = image::RgbImage::from_fn(2_000, 2_000, |_, _| {
        image::Rgb([(); 3].map(|()| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        }))
    });
    let mut file = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, 85)
        .encode_image(&noise)
        .unwrap();
    assert!(clean(&file).unwrap().bytes.len() <= 4_400_000);
}

#[test]
fn a_document_loses_its_properties_and_keeps_its_pages() {
    let file = pdf(&Dictionary::new());
    assert!(holds(&file, MARK));
    let cleaned = clean(&[file.as_slice(), MARK.as_bytes()].concat()).unwrap();
    assert_eq!((cleaned.format, cleaned.active), (Format::Pdf, false));
    assert!(!holds(&cleaned.bytes, MARK));
    let again = lopdf::Document::load_mem(&cleaned.bytes).unwrap();
    assert_eq!(again.get_pages().len(), 1);
    assert!(again.trailer.get(b"Info").is_err());
}

#[test]
fn whatever_acts_by_itself_is_found_however_it_is_written() {
    let action = |name: &str| dictionary! { "S" => Object::Name(name.into()) };
    let named = |key: &str| {
        let mut more = Dictionary::new();
        more.set(key, action("URI"));
        pdf(&more)
    };
    let disguised = {
        let file = pdf(&script());
        let at = file
            .windows(11)
            .position(|part| part == b"/JavaScript")
            .expect("an action");
        [&file[..at], b"/J#61vaScript".as_slice(), &file[at + 11..]].concat()
    };
    let packed = {
        let mut document = document(&script());
        let mut file = Vec::new();
        document.save_modern(&mut file).unwrap();
        assert!(
            !holds(&file, "JavaScript"),
            "packed objects cannot be found by searching"
        );
        file
    };
    for (name, file) in [
        ("a script", pdf(&script())),
        ("a name written another way", disguised),
        ("an object in a packed stream", packed),
        ("additional actions", named("AA")),
        ("a program", pdf(&dictionary! { "Extra" => action("Launch") })),
        (
            "a file inside",
            pdf(&dictionary! { "Names" => dictionary! { "EmbeddedFiles" => Object::Null } }),
        ),
        (
            "a film",
            pdf(&dictionary! { "Extra" => vec![action("RichMedia").into()] }),
        ),
        (
            "a form that computes",
            pdf(&dictionary! { "AcroForm" => dictionary! { "XFA" => Object::Null } }),
        ),
    ] {
        assert!(clean(&file).unwrap().active, "{name}");
    }
    let mut locked = document(&Dictionary::new());
    locked
        .trailer
        .set("Encrypt", dictionary! { "Filter" => "Standard" });
    let locked = written(&mut locked);
    let answer = clean(&locked);
    assert!(
        answer.is_err() || answer.is_ok_and(|cleaned| cleaned.active),
        "what is hidden is not trusted"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_it_fail_otherwise_than_in_words(
        sample in prop::sample::select(vec![jpeg(24, 16), png(24, 16), webp(24, 16), pdf(&script())]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut file = sample;
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        file.truncate(cut.index(file.len()) + 1);
        if let Ok(cleaned) = clean(&file) {
            prop_assert!(cleaned.format == Format::Pdf || !holds(&cleaned.bytes, MARK));
        }
    }
}
