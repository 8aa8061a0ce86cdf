//! Photographs in pages: small, stripped, upright, made once; traps refused.

mod common;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use bytes::Bytes;
use common::{content, text};
use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use scraper::{Html, Selector};
use site_gen::{Options, Site, read_content, read_pictures, write, write_pictures};

/// What a camera writes into its files, and nobody should read on a site.
const SECRET: &str = "GPS -0.502106, 117.153709";

fn photograph(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) % 23;
        Rgb([x, y, noise * 9].map(|shade| shade.to_le_bytes()[0]))
    })
}

/// A JPEG with an EXIF block that says how the camera was held and where it was.
fn jpeg(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let plain = plain_jpeg(width, height);
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend(SECRET.as_bytes());
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
}

/// A JPEG of nothing but its picture.
fn plain_jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    photograph(width, height)
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 95))
        .expect("encoded");
    bytes
}

fn png_of(width: u32, height: u32) -> Vec<u8> {
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    [
        b"\x89PNG\r\n\x1a\n",
        &chunk(*b"IHDR", &head)[..],
        &chunk(*b"IDAT", &[0x78, 0x9c, 0]),
        &chunk(*b"IEND", &[]),
    ]
    .concat()
}

fn chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let named = [&name[..], data].concat();
    let length = u32::try_from(data.len()).expect("short").to_be_bytes();
    [&length[..], &named, &crc(&named).to_be_bytes()].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    })
}

fn options() -> Options {
    Options {
        base_url: None,
        drafts: false,
        today: common::TODAY,
        content_name: "content".into(),
    }
}

fn pictures(site: &Site) -> Vec<(&str, &[u8])> {
    let made = site.files.iter().filter(|(path, _)| path.contains("foto."));
    made.map(|(path, asset)| (path.as_str(), &asset.bytes[..]))
        .collect()
}

fn attribute(html: &str, selector: &str, name: &str) -> String {
    let found = Html::parse_document(html);
    let found = found
        .select(&Selector::parse(selector).expect("a selector"))
        .next()
        .unwrap_or_else(|| panic!("no {selector}"));
    found.attr(name).unwrap_or_default().to_owned()
}

#[test]
fn a_photograph_beside_its_page_is_made_small_and_says_nothing_but_its_picture() {
    let original = jpeg(2000, 1500, 1);
    let site = content()
        .file("berita/Foto.JPG", original.clone())
        .page("berita/a.md", "A", "![Loket 3](Foto.JPG)")
        .build()
        .expect("a site");
    let made = pictures(&site);
    let endings: Vec<&str> = made.iter().map(|(path, _)| &path[path.len() - 8..]).collect();
    assert_eq!(endings, ["480.webp", "-960.jpg", "960.webp"]);
    for (path, bytes) in &made {
        let decoded = image::load_from_memory(bytes).expect("a picture");
        let wide = if path.contains("-480") { 480 } else { 960 };
        assert_eq!(
            (decoded.width(), decoded.height()),
            (wide, wide * 3 / 4),
            "{path}"
        );
        assert!(
            !bytes
                .windows(SECRET.len())
                .any(|window| window == SECRET.as_bytes()),
            "{path} keeps what the camera wrote"
        );
        assert!(
            bytes.len() < original.len() / 2,
            "{path}: {} of {}",
            bytes.len(),
            original.len()
        );
        assert!(site.files[*path].immutable, "{path}");
    }
    assert!(
        !site.files.values().any(|asset| asset.bytes == original),
        "the original is not shipped"
    );
    let html = text(&site, "/berita/a/index.html");
    assert_eq!(
        ["width", "height", "loading", "decoding", "alt"].map(|name| attribute(&html, "picture img", name)),
        ["960", "720", "lazy", "async", "Loket 3"]
    );
    let set = attribute(&html, "picture source[type='image/webp']", "srcset");
    assert!(
        set.contains("-480.webp 480w, ") && set.ends_with("-960.webp 960w"),
        "{set}"
    );
}

#[test]
fn a_photograph_in_static_is_shown_small_and_stays_at_its_own_address() {
    let original = plain_jpeg(700, 200);
    let site = content()
        .file("static/foto.jpg", original.clone())
        .page("a.md", "A", "![Loket](/foto.jpg)")
        .build()
        .expect("a site");
    assert_eq!(site.files["/foto.jpg"].bytes, original);
    let html = text(&site, "/a/index.html");
    assert!(!html.contains("\"/foto.jpg\""), "{html}");
    assert!(
        attribute(&html, "picture source", "srcset").ends_with("-700.webp 700w"),
        "never larger than the original"
    );
}

#[test]
fn an_original_that_is_larger_than_needed_or_says_more_is_never_shipped() {
    for (original, what) in [
        (plain_jpeg(961, 200), "berkas aslinya yang besar"),
        (jpeg(700, 200, 1), "catatan kamera"),
    ] {
        let site = |file: &str| {
            content()
                .file(file, original.clone())
                .page("a.md", "A", "Teks.\n\n![Loket](foto.jpg)")
                .build()
        };
        let problems = site("static/foto.jpg")
            .map(|site| site.built.pages)
            .expect_err(what);
        let [problem] = &problems[..] else {
            panic!("{problems:?}")
        };
        assert_eq!((problem.code, problem.line), ("shipped-original", Some(6)));
        assert!(problem.message.contains(what), "{problem}");
        // Beside its page it is not shipped, so it may be as it came.
        let site = site("foto.jpg").expect("a site");
        let shipped = site.files.values().any(|asset| asset.bytes == original);
        assert!(!shipped, "{what}");
    }
}

#[test]
fn a_photograph_is_shown_the_way_the_camera_was_held() {
    let site = content()
        .file("foto.jpg", jpeg(400, 300, 6))
        .page("a.md", "A", "![Loket](foto.jpg)")
        .build()
        .expect("a site");
    let html = text(&site, "/a/index.html");
    assert_eq!(
        [
            attribute(&html, "img", "width"),
            attribute(&html, "img", "height")
        ],
        ["300", "400"]
    );
    let decoded = image::load_from_memory(pictures(&site)[0].1).expect("a picture");
    assert_eq!((decoded.width(), decoded.height()), (300, 400));
}

#[test]
fn what_one_can_see_through_stays_so() {
    let glass = RgbaImage::from_pixel(64, 64, Rgba([200, 10, 10, 80]));
    let mut bytes = Cursor::new(Vec::new());
    glass.write_to(&mut bytes, ImageFormat::Png).expect("encoded");
    let site = content()
        .file("foto.png", bytes.into_inner())
        .page("a.md", "A", "![Cap](foto.png)")
        .build()
        .expect("a site");
    for (path, bytes) in pictures(&site) {
        let alpha = image::load_from_memory(bytes)
            .expect("a picture")
            .to_rgba8()
            .get_pixel(5, 5)
            .0[3];
        assert!(alpha.abs_diff(80) < 4, "{path}: {alpha}");
    }
}

#[test]
fn traps_and_broken_files_are_refused_with_page_and_line() {
    let mut cut = Cursor::new(Vec::new());
    photograph(64, 64)
        .write_to(&mut cut, ImageFormat::Png)
        .expect("encoded");
    let cut = cut.into_inner();
    for (bytes, code) in [
        (png_of(65_500, 65_500), "huge-picture"),
        (png_of(9_000, 9_000), "huge-picture"),
        (b"bukan gambar".to_vec(), "bad-picture"),
        (cut[..cut.len() / 2].to_vec(), "bad-picture"),
    ] {
        let built = content()
            .file("foto.png", bytes)
            .page("a.md", "A", "Teks.\n\n![Loket](foto.png)")
            .build();
        let problems = built.map(|site| site.built.pages).expect_err(code);
        let found: Vec<_> = problems
            .iter()
            .map(|problem| (problem.code, problem.file.as_str(), problem.line))
            .collect();
        assert_eq!(found, [(code, "content/a.md", Some(6))]);
    }
}

#[test]
fn a_picture_that_no_page_shows_is_not_made() {
    let site = content()
        .file("foto.jpg", jpeg(600, 400, 1))
        .page("a.md", "A", "Teks.")
        .build()
        .expect("a site");
    assert!(pictures(&site).is_empty());
}

#[test]
fn what_an_earlier_build_made_is_used_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (source, out, kept) = (
        folder.path().join("isi"),
        folder.path().join("hasil"),
        folder.path().join("gambar"),
    );
    let site = content()
        .file("foto.jpg", jpeg(600, 400, 1))
        .page("a.md", "A", "![Loket](foto.jpg)");
    site.save(&source);
    let site = site.build().expect("a site");
    write(&site, &out).expect("written");
    write_pictures(&site, &kept).expect("kept");
    for earlier in [&out, &kept] {
        let mut input = read_content(&source).expect("read");
        read_pictures(&mut input, earlier);
        assert_eq!(input.pictures.len(), 3, "{earlier:?}");
        input
            .pictures
            .values_mut()
            .for_each(|bytes| *bytes = Bytes::from_static(b"dari sebelumnya"));
        let again = site_gen::build(&input, &options()).expect("a site");
        assert!(
            pictures(&again)
                .iter()
                .all(|(_, bytes)| *bytes == b"dari sebelumnya"),
            "{earlier:?}"
        );
    }
    let without = content().page("a.md", "A", "Teks.").build().expect("a site");
    write_pictures(&without, &kept).expect("kept");
    assert_eq!(
        std::fs::read_dir(kept.join("assets")).expect("a folder").count(),
        0,
        "what is not used goes"
    );
}

/// The results of `foto.jpg` below a folder, by name.
fn results(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let assets = std::fs::read_dir(out.join("assets")).expect("a folder");
    let names = assets.map(|entry| entry.expect("an entry").file_name().into_string().expect("text"));
    let results = names.filter(|name| name.starts_with("foto."));
    results
        .map(|name| {
            (
                name.clone(),
                std::fs::read(out.join("assets").join(name)).expect("read"),
            )
        })
        .collect()
}

#[test]
fn a_second_build_makes_no_picture_again_but_one_that_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (source, out) = (folder.path().join("isi"), folder.path().join("hasil"));
    let publish = |text: &str, photograph: Vec<u8>| {
        let page = content().page("a.md", "A", &format!("{text}\n\n![Loket](foto.jpg)"));
        page.file("foto.jpg", photograph).save(&source);
        let mut input = read_content(&source).expect("read");
        read_pictures(&mut input, &out);
        site_gen::build_to(&input, &options(), &out, |_| {}).expect("built");
        results(&out)
    };
    let first = publish("Satu.", plain_jpeg(600, 400));
    assert_eq!(first.len(), 3);
    // Whatever stands in their place now could not have been made: it is still there, or the build made it again.
    for name in first.keys() {
        std::fs::write(out.join("assets").join(name), b"dari sebelumnya").expect("written");
    }
    let second = publish("Dua.", plain_jpeg(600, 400));
    assert!(second.keys().eq(first.keys()));
    assert!(
        second.values().all(|bytes| bytes == b"dari sebelumnya"),
        "made again"
    );
    let third = publish("Dua.", plain_jpeg(600, 404));
    assert_eq!(third.len(), 3);
    assert!(
        third.keys().all(|name| !first.contains_key(name)),
        "a new picture, new names"
    );
    assert!(third.values().all(|bytes| image::load_from_memory(bytes).is_ok()));
}
