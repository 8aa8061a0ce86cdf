//! Evidence by telephone: a photo of four megabytes, with scripts and without, on the narrowest screen, and on a
//! line that breaks.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use tests::{Look, Stage, Tab, axe};

use crate::citizen::{
    BOTH_WAYS, Receipt, accessible, last_status, open_form, page_text, receipt, send, write,
};

const MARK: &str = "PENANDAKOORDINAT";
const FILES: &str = "[data-files]";
const READY: &str = "sudah kami terima";

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
    marked(&plain, &folder.join("IMG_0001.jpg"))
}

/// A photo that is small already.
pub(crate) fn small_photo(folder: &Path, name: &str) -> PathBuf {
    let mut plain = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut plain, 70)
        .encode_image(&image::RgbImage::from_pixel(60, 40, image::Rgb([90, 120, 60])))
        .expect("a photo");
    marked(&plain, &folder.join(name))
}

fn marked(plain: &[u8], file: &Path) -> PathBuf {
    let length = u16::try_from(MARK.len() + 8).expect("short").to_be_bytes();
    let exif = [b"\xFF\xE1".as_slice(), &length, b"Exif\0\0", MARK.as_bytes()].concat();
    fs::write(file, [&plain[..2], &exif, &plain[2..]].concat()).expect("a file");
    file.to_owned()
}

pub(crate) fn choose(tab: &Tab, files: &[&Path]) {
    let found = tab.call(
        "Runtime.evaluate",
        &json!({ "expression": "document.querySelector('[name=evidence]')" }),
    );
    let input = &found["result"]["objectId"];
    tab.call(
        "DOM.setFileInputFiles",
        &json!({ "files": files, "objectId": input }),
    );
}

pub(crate) fn until_list_says(tab: &Tab, words: &str) {
    tab.until(words, |tab| tab.text(FILES).contains(words));
}

/// What goes straight to the bucket does not get through.
fn block(tab: &Tab, blocked: bool) {
    let urls = if blocked { vec!["*/api/bucket*"] } else { vec![] };
    tab.call("Network.setBlockedURLs", &json!({ "urls": urls }));
}

fn offline(tab: &Tab, offline: bool) {
    let line = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    tab.call("Network.emulateNetworkConditions", &line);
    tab.until("the browser to notice", |tab| {
        tab.eval("navigator.onLine") == !offline
    });
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
        choose(&tab, &[&file]);
        if look.has_script() {
            until_list_says(&tab, READY);
            assert!(
                tab.text(FILES).contains("dikecilkan dari 3,"),
                "{}",
                tab.text(FILES)
            );
            let told = tab.text(".f-evidence [role=status]");
            assert!(told.starts_with("IMG_0001.jpg: dikecilkan"), "{told}");
            assert_eq!(axe::violations(&tab), Vec::<String>::new());
        }
        send(&tab);
        assert_eq!(last_status(&tab), 201, "{}", page_text(&tab));
        the_code_shows(&stage, look, &receipt(&tab), "Unduh lampiran-1.jpg");
    }
    no_file_holds(stage.server.data(), MARK);
    no_file_holds(stage.server.data(), "IMG_0001");
}

fn the_code_shows(stage: &Stage, look: Look, receipt: &Receipt, words: &str) -> Tab {
    let tab = stage.visit(look, "/cek/");
    tab.fill("[name=number]", &receipt.number);
    tab.fill("[name=access_code]", &receipt.code);
    send(&tab);
    assert!(page_text(&tab).contains(words), "{}", page_text(&tab));
    let wide = tab.eval("document.documentElement.scrollWidth > innerWidth");
    assert_eq!(wide, json!(false), "nothing scrolls sideways");
    tab
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
        choose(&tab, &[&file]);
        if look.has_script() {
            until_list_says(&tab, "video dan suara belum dapat kami terima");
        } else {
            send(&tab);
            assert_eq!(last_status(&tab), 422);
            let text = page_text(&tab);
            assert!(text.contains("Berkas 1: video dan suara"), "{text}");
            assert!(tab.has("#i-evidence[aria-invalid=true]"), "the field is marked");
        }
        send(&tab);
        assert_eq!(last_status(&tab), 201, "{}", page_text(&tab));
    }
}

#[test]
fn a_page_that_comes_back_still_has_the_files() {
    let stage = Stage::enter();
    let folder = tempfile::tempdir().expect("a folder");
    let file = small_photo(folder.path(), "bukti.jpg");
    for look in BOTH_WAYS {
        let tab = open_form(&stage, look);
        write(&tab, "anonymous");
        tab.fill("[name=incident_place]", "");
        choose(&tab, &[&file]);
        if look.has_script() {
            until_list_says(&tab, READY);
        }
        send(&tab);
        assert_eq!(last_status(&tab), 422);
        assert!(
            tab.has("[type=checkbox][name=upload_ids]:checked"),
            "{}",
            page_text(&tab)
        );
        accessible(&tab, look, "with a photo");
        tab.fill("[name=incident_place]", "Loket 3");
        send(&tab);
        assert_eq!(last_status(&tab), 201, "{}", page_text(&tab));
        the_code_shows(&stage, look, &receipt(&tab), "Unduh lampiran-1.jpg");
    }
}

#[test]
fn a_line_that_breaks_costs_no_file() {
    let stage = Stage::enter();
    let folder = tempfile::tempdir().expect("a folder");
    let (one, two) = (
        small_photo(folder.path(), "satu.jpg"),
        small_photo(folder.path(), "dua.jpg"),
    );
    let tab = open_form(&stage, Look::SMALL);
    write(&tab, "anonymous");
    choose(&tab, &[&one]);
    until_list_says(&tab, READY);
    block(&tab, true);
    choose(&tab, &[&two]);
    until_list_says(&tab, "Gagal terkirim");
    assert!(tab.text(FILES).contains(READY), "the first one is not touched");
    block(&tab, false);
    tab.click("[data-files] li:last-child button");
    tab.until("both files to arrive", |tab| {
        tab.text(FILES).matches(READY).count() == 2
    });
    send(&tab);
    assert_eq!(last_status(&tab), 201, "{}", page_text(&tab));
    the_code_shows(&stage, Look::SMALL, &receipt(&tab), "Unduh lampiran-2.jpg");
}

#[test]
fn what_does_not_get_through_goes_with_the_form_and_what_is_removed_does_not() {
    let stage = Stage::enter();
    let folder = tempfile::tempdir().expect("a folder");
    let (one, two) = (
        small_photo(folder.path(), "satu.jpg"),
        small_photo(folder.path(), "dua.jpg"),
    );
    let tab = open_form(&stage, Look::PHONE);
    write(&tab, "anonymous");
    block(&tab, true);
    choose(&tab, &[&one, &two]);
    tab.until("both to fail", |tab| {
        tab.text(FILES).matches("Gagal terkirim").count() == 2
    });
    tab.click("[data-files] li:first-child button:last-of-type");
    assert_eq!(
        tab.eval("document.querySelectorAll('[data-files] li').length"),
        json!(1)
    );
    assert_eq!(
        tab.eval("document.activeElement.name"),
        json!("evidence"),
        "nobody is lost"
    );
    send(&tab);
    assert_eq!(last_status(&tab), 201, "{}", page_text(&tab));
    let tab = the_code_shows(&stage, Look::PHONE, &receipt(&tab), "Unduh lampiran-1.jpg");
    assert!(!page_text(&tab).contains("lampiran-2"));
}

#[test]
fn more_than_five_files_are_not_taken() {
    let stage = Stage::enter();
    let folder = tempfile::tempdir().expect("a folder");
    let files: Vec<PathBuf> = (1..=6)
        .map(|n| small_photo(folder.path(), &format!("foto-{n}.jpg")))
        .collect();
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let tab = open_form(&stage, Look::PHONE);
    write(&tab, "anonymous");
    choose(&tab, &files);
    tab.until("the limit to be told or five to arrive", |tab| {
        tab.text(FILES).matches(READY).count() == 5
    });
    assert!(!tab.text(FILES).contains("foto-6.jpg"));
    send(&tab);
    assert_eq!(last_status(&tab), 201, "{}", page_text(&tab));
    the_code_shows(&stage, Look::PHONE, &receipt(&tab), "Unduh lampiran-5.jpg");
}

#[test]
fn without_a_network_nothing_is_sent_and_nothing_is_lost() {
    let stage = Stage::enter();
    let folder = tempfile::tempdir().expect("a folder");
    let file = small_photo(folder.path(), "satu.jpg");
    let tab = open_form(&stage, Look::PHONE);
    write(&tab, "confidential");
    offline(&tab, true);
    choose(&tab, &[&file]);
    until_list_says(&tab, "Gagal terkirim");
    tab.click("main form button[type=submit]");
    tab.until("the reason to be told", |tab| {
        tab.text("[data-status]").contains("Anda sedang luring")
    });
    assert_eq!(
        tab.ask("[name=narrative]", "e.value"),
        json!(crate::citizen::STORY)
    );
    assert_eq!(
        tab.eval("localStorage.length"),
        json!(0),
        "no draft of what is confidential"
    );
    offline(&tab, false);
    until_list_says(&tab, READY);
    send(&tab);
    assert_eq!(last_status(&tab), 201, "{}", page_text(&tab));
    the_code_shows(&stage, Look::PHONE, &receipt(&tab), "Unduh lampiran-1.jpg");
}

#[test]
fn a_photo_goes_with_an_answer_too() {
    let stage = Stage::enter();
    let folder = tempfile::tempdir().expect("a folder");
    let file = small_photo(folder.path(), "kuitansi.jpg");
    for look in BOTH_WAYS {
        let receipt = crate::citizen::file(&stage, look, "anonymous");
        let tab = the_code_shows(&stage, look, &receipt, "Belum ada percakapan");
        tab.fill("[name=text]", "Ini kuitansinya.");
        choose(&tab, &[&file]);
        if look.has_script() {
            until_list_says(&tab, READY);
        }
        tab.click_through("form[action$='/messages'] button[type=submit]");
        assert_eq!(last_status(&tab), 201, "{}", page_text(&tab));
        assert!(
            page_text(&tab).contains("Lampiran: lampiran-1.jpg"),
            "{}",
            page_text(&tab)
        );
        assert!(
            page_text(&tab).contains("Unduh lampiran-1.jpg"),
            "{}",
            page_text(&tab)
        );
        accessible(&tab, look, "with a photo");
    }
}
