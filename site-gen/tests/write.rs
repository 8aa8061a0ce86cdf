//! What stands on the disk after a build: the new site, or the old one whole.

mod common;

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use common::content;
use site_gen::{Site, read_content, write};

fn site(title: &str) -> Site {
    content().page("a.md", title, "Isi.\n").build().expect("a site")
}

fn changed_at(file: &Path) -> SystemTime {
    fs::metadata(file).expect("there").modified().expect("a time")
}

fn on_disk(dir: &Path) -> usize {
    let entries = fs::read_dir(dir).expect("a folder");
    entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| if path.is_dir() { on_disk(&path) } else { 1 })
        .sum()
}

#[test]
fn only_what_changed_is_written() {
    let out = tempfile::tempdir().expect("a folder");
    let first = write(&site("Satu"), out.path()).expect("written");
    assert_eq!((first.unchanged, first.removed), (0, 0));
    let untouched = changed_at(&out.path().join("lapor/index.html"));

    let again = write(&site("Satu"), out.path()).expect("written");
    assert_eq!(
        (again.written, again.unchanged, again.removed),
        (0, first.written, 0)
    );

    let changed = write(&site("Dua"), out.path()).expect("written");
    assert_eq!((changed.written, changed.removed), (1, 0));
    assert!(
        fs::read_to_string(out.path().join("a/index.html"))
            .expect("there")
            .contains("Dua")
    );
    assert_eq!(changed_at(&out.path().join("lapor/index.html")), untouched);
}

#[test]
fn what_vanished_is_removed_and_what_was_never_ours_stays() {
    let out = tempfile::tempdir().expect("a folder");
    write(&site("Satu"), out.path()).expect("written");
    fs::write(out.path().join("catatan.txt"), "milik orang lain").expect("written");

    let written = write(&content().build().expect("a site"), out.path()).expect("written");

    assert_eq!(written.removed, 1);
    assert!(!out.path().join("a").exists(), "its empty folder goes too");
    assert!(out.path().join("catatan.txt").exists());
}

#[test]
fn a_file_that_was_lost_or_cut_short_is_written_again() {
    let out = tempfile::tempdir().expect("a folder");
    let site = site("Satu");
    write(&site, out.path()).expect("written");
    fs::remove_file(out.path().join("a/index.html")).expect("removed");
    fs::write(out.path().join("cek/index.html"), "").expect("cut");
    assert_eq!(write(&site, out.path()).expect("written").written, 2);
    fs::write(out.path().join(".tanggap-manifest.json"), "rusak").expect("broken");
    assert_eq!(
        write(&site, out.path()).expect("written").unchanged,
        0,
        "without a manifest all is written"
    );
}

#[test]
fn a_build_that_fails_leaves_the_last_good_site_untouched() {
    let (dir, out) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let good = content().page("a.md", "A", "Isi.\n");
    good.save(dir.path());
    let built = good.build().expect("a site");
    write(&built, out.path()).expect("written");
    let before = changed_at(&out.path().join("a/index.html"));

    fs::write(dir.path().join("a.md"), "rusak").expect("written");
    let input = read_content(dir.path()).expect("readable");
    let options = site_gen::Options {
        base_url: None,
        drafts: false,
        today: common::TODAY,
        content_name: "content".into(),
    };
    assert!(site_gen::build(&input, &options).is_err());

    assert_eq!(changed_at(&out.path().join("a/index.html")), before);
    assert_eq!(
        on_disk(out.path()),
        built.files.len() + 3,
        "the files of the site, the manifest, the headers, the redirects"
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error_and_leaves_no_scraps() {
    let out = tempfile::tempdir().expect("a folder");
    let site = site("Satu");
    // A folder where a page should be: the rename must fail, also for root.
    fs::create_dir_all(out.path().join("a/index.html/x")).expect("made");
    let error = write(&site, out.path()).expect_err("refused");
    assert!(error.to_string().contains("index.html"), "{error}");
    let scraps = fs::read_dir(out.path().join("a")).expect("there").count();
    assert_eq!(scraps, 1, "only the folder that was in the way");
}

#[test]
fn reading_a_folder_gives_its_files_and_skips_hidden_ones() {
    let dir = tempfile::tempdir().expect("a folder");
    content()
        .page("kanal/a.md", "A", "")
        .file(".git/x", "")
        .file("kanal/.a.md.swp", "")
        .save(dir.path());
    let input = read_content(dir.path()).expect("readable");
    let files: Vec<&str> = input.files.keys().map(String::as_str).collect();
    assert_eq!(files, ["agency.toml", "data/holidays.toml", "kanal/a.md"]);
    assert!(site_gen::load_agency(dir.path()).is_ok());
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let dir = tempfile::tempdir().expect("a folder");
    let missing = dir.path().join("tidak-ada");
    assert_eq!(read_content(&missing).expect_err("told")[0].code, "unreadable");
    assert_eq!(
        site_gen::load_agency(&missing).expect_err("told")[0].code,
        "unreadable"
    );
}

#[test]
fn the_day_on_which_a_page_ends_takes_it_from_the_disk() {
    let out = tempfile::tempdir().expect("a folder");
    let notice = "+++\ntitle = \"Loket pindah\"\npublish_on = 2026-11-02\nexpires_on = 2026-11-05\n+++\n";
    let on = |day: i8| {
        let content = content().file("a.md", notice);
        content
            .with(|options| options.today = jiff::civil::date(2026, 11, day))
            .build()
            .expect("a site")
    };
    let there = |day| {
        write(&on(day), out.path()).expect("written");
        out.path().join("a/index.html").exists()
    };
    assert_eq!([1, 2, 4, 5, 6].map(there), [false, true, true, false, false]);
}

/// What a build into `out` tells, after the content was saved to disk and read again.
fn told(content: &common::Content, out: &Path) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    content.save(folder.path());
    let input = read_content(folder.path()).expect("content");
    let options = site_gen::Options {
        base_url: None,
        drafts: false,
        today: common::TODAY,
        content_name: "content".into(),
    };
    let published = site_gen::build_to(&input, &options, out, |_| {}).expect("a site");
    published.warnings
}

#[test]
fn a_renamed_page_is_noticed_until_its_old_address_is_answered() {
    let out = tempfile::tempdir().expect("a folder");
    let before = content()
        .page("kanal/wa.md", "WhatsApp", "")
        .page("sop.md", "SOP", "")
        .page("kabar.md", "Kabar", "");
    assert_eq!(told(&before, out.path()), [""; 0]);
    let slug = "+++\ntitle = \"SOP\"\nslug = \"prosedur\"\n+++\n";
    let hidden = "+++\ntitle = \"Kabar\"\nexpires_on = 2026-11-01\n+++\n";
    let after = content()
        .page("kanal/whatsapp.md", "WhatsApp", "")
        .file("sop.md", slug)
        .file("kabar.md", hidden);
    let warnings = told(&after, out.path());
    assert_eq!(
        warnings.len(),
        2,
        "what was taken from view on purpose is not told: {warnings:#?}"
    );
    assert!(
        warnings[0].starts_with("content/kanal/whatsapp.md:1: peringatan[address-gone]: alamat /kanal/wa/")
            && warnings[0].contains("aliases = [\"/kanal/wa/\"]"),
        "{}",
        warnings[0]
    );
    assert!(
        warnings[1].starts_with("content/sop.md:1") && warnings[1].contains("aliases = [\"/sop/\"]"),
        "{}",
        warnings[1]
    );
    assert_eq!(
        told(&after, out.path()),
        warnings,
        "told again while nothing has changed"
    );
}

#[test]
fn an_alias_answers_and_stands_in_the_map_for_the_edge() {
    let out = tempfile::tempdir().expect("a folder");
    told(&content().page("kanal/wa.md", "WhatsApp", ""), out.path());
    let page = "+++\ntitle = \"WhatsApp\"\naliases = [\"/kanal/wa/\"]\n+++\n";
    assert_eq!(
        told(&content().file("kanal/whatsapp.md", page), out.path()),
        [""; 0]
    );
    let map = fs::read_to_string(out.path().join(".tanggap-redirects.json")).expect("a map");
    let map: serde_json::Value = serde_json::from_str(&map).expect("JSON");
    let pairs = map["data"].as_array().expect("pairs");
    assert!(
        pairs.contains(&serde_json::json!({ "key": "/kanal/wa/", "value": "/kanal/whatsapp/" })),
        "{map}"
    );
    assert!(
        pairs
            .iter()
            .all(|pair| !pair["key"].as_str().is_some_and(|key| key.starts_with("/en/"))),
        "{map}"
    );
}
