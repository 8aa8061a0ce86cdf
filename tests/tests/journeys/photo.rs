//! Evidence by telephone: a photo of four megabytes, with scripts and without, on the narrowest screen.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use tests::{Look, Stage, Tab};

use crate::citizen::{BOTH_WAYS, last_status, open_form, page_text, receipt, send, write};

const MARK: &str = "PENANDAKOORDINAT";

/// Noise is the hardest picture to make small; behind its first bytes stands what must not survive.
fn photo(folder: &Path) -> PathBuf {
    let mut state = 7_u32;
    let picture = image::RgbImage::from_fn(2_400, 1_400, |_, _| {
        image::Rgb([(); 3].map(|()| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u8::try_from(state >> 24).unwrap_or_default()
        }))
    });
    let mut plain = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut plain, 70)
        .encode_image(&picture)
        .expect("a photo");
    let length = u16::try_from(MARK.len() + 8).expect("short").to_be_bytes();
    let exif = [b"\xFF\xE1".as_slice(), &length, b"Exif\0\0", MARK.as_bytes()].concat();
    let file = folder.join("IMG_0001.jpg");
    fs::write(&file, [&plain[..2], &exif, &plain[2..]].concat()).expect("a file");
    file
}

fn choose(tab: &Tab, file: &Path) {
    let found = tab.call(
        "Runtime.evaluate",
        &json!({ "expression": "document.querySelector('[name=evidence]')" }),
    );
    let input = &found["result"]["objectId"];
    tab.call(
        "DOM.setFileInputFiles",
        &json!({ "files": [file], "objectId": input }),
    );
}

fn files_of(tab: &Tab) -> u64 {
    tab.eval("[...document.querySelector('[name=evidence]').files].reduce((sum, file) => sum + file.size, 0)")
        .as_u64()
        .unwrap_or_default()
}

#[test]
fn a_photo_of_four_megabytes_arrives_without_its_place() {
    let stage = Stage::enter();
    let folder = tempfile::tempdir().expect("a folder");
    let file = photo(folder.path());
    let size = fs::metadata(&file).expect("a file").len();
    assert!((3_000_000..4_000_000).contains(&size), "{size} bytes");
    for look in BOTH_WAYS {
        let tab = open_form(&stage, look);
        write(&tab, "anonymous");
        choose(&tab, &file);
        if look.has_script() {
            tab.until("the photo is smaller", |tab| files_of(tab) < size);
            tab.until("its size is told", |tab| {
                tab.text("[data-status]").contains("Foto dikecilkan dari 3,")
            });
        }
        send(&tab);
        assert_eq!(last_status(&tab), 201, "{}", page_text(&tab));
        the_code_shows_it(&stage, look, &receipt(&tab));
    }
    no_file_holds(stage.server.data(), MARK);
}

fn the_code_shows_it(stage: &Stage, look: Look, receipt: &crate::citizen::Receipt) {
    let tab = stage.visit(look, "/cek/");
    tab.fill("[name=number]", &receipt.number);
    tab.fill("[name=access_code]", &receipt.code);
    send(&tab);
    assert!(
        page_text(&tab).contains("Unduh lampiran-1.jpg"),
        "{}",
        page_text(&tab)
    );
    let wide = tab.eval("document.documentElement.scrollWidth > innerWidth");
    assert_eq!(wide, json!(false), "nothing scrolls sideways");
}

fn no_file_holds(folder: &Path, text: &str) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            no_file_holds(&path, text);
        } else {
            let bytes = fs::read(&path).unwrap_or_default();
            let found = bytes.windows(text.len()).any(|part| part == text.as_bytes());
            assert!(!found, "{}", path.display());
        }
    }
}

#[test]
fn a_file_of_another_kind_is_named_and_the_text_stays() {
    let stage = Stage::enter();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("rekaman.mp4");
    fs::write(&file, b"\0\0\0\x18ftypisom\0\0\0\0").expect("a file");
    for look in BOTH_WAYS {
        let tab = open_form(&stage, look);
        write(&tab, "anonymous");
        choose(&tab, &file);
        send(&tab);
        assert_eq!(last_status(&tab), 422);
        let text = page_text(&tab);
        assert!(text.contains("Berkas 1: video dan suara"), "{text}");
        assert!(text.contains("Pilih lagi berkas Anda"), "{text}");
        assert!(tab.has("#i-evidence[aria-invalid=true]"), "the field is marked");
        send(&tab);
        assert_eq!(last_status(&tab), 201, "{}", page_text(&tab));
    }
}
