//! Builds into a folder, one after another: each leaves exactly what a first build would, or changes nothing.

mod common;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use common::content;
use site_gen::{Failed, Memo, Options, Published, Reader, build, build_to, read_content, rebuild};

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).expect("fits") % limit
    }
}

fn options() -> Options {
    Options {
        base_url: None,
        drafts: false,
        today: common::TODAY,
        content_name: "content".into(),
    }
}

fn build_folder(dir: &Path, out: &Path) -> Result<(Published, Vec<&'static str>), Failed> {
    let input = read_content(dir).map_err(Failed::Content)?;
    let mut steps = Vec::new();
    let published = build_to(&input, &options(), out, |step| steps.push(step))?;
    Ok((published, steps))
}

/// Every file below a folder, by its path.
fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("text");
        if entry.path().is_dir() {
            let below = tree(&entry.path());
            assert!(!below.is_empty(), "{name}: no empty folder is left");
            files.extend(
                below
                    .into_iter()
                    .map(|(path, bytes)| (format!("{name}/{path}"), bytes)),
            );
        } else {
            files.insert(name, fs::read(entry.path()).expect("readable"));
        }
    }
    files
}

fn page(dice: &mut Dice) -> String {
    let (title, body, tag) = (dice.below(9), dice.below(99), dice.below(4));
    let link = match dice.below(12) {
        0 => "[sana](/berita/b1.md#bagian)".to_owned(),
        1 => format!("[sana](/berita/b{}.md)", dice.below(6)),
        2 => "[sana](/tidak-ada.md)".to_owned(),
        _ => String::new(),
    };
    let heading = if dice.below(5) == 0 { "Lain" } else { "Bagian" };
    format!(
        "+++\ntitle = \"Judul {title}\"\ndate = 2026-10-{:02}\ntags = [\"topik {tag}\"]\n+++\n## {heading}\n\nIsi {body}. {link}\n",
        dice.below(28) + 1
    )
}

/// Changes something in the content folder, the way editors do.
fn change(dir: &Path, dice: &mut Dice) {
    let name = |dice: &mut Dice| dir.join(format!("berita/b{}.md", dice.below(6)));
    let (one, other) = (name(dice), name(dice));
    match dice.below(8) {
        0 => drop(fs::remove_file(one)),
        1 => drop(fs::rename(one, other)),
        2 => fs::write(dir.join("static/unduh.txt"), format!("{}", dice.below(3))).expect("written"),
        3 => drop(fs::remove_file(dir.join("static/unduh.txt"))),
        4 => {
            let colour = ["#0b5563", "#7a1f1f"][dice.below(2)];
            let settings = include_str!("common/agency.toml").replace("#0b5563", colour);
            fs::write(dir.join("agency.toml"), settings).expect("written");
        }
        5 => {
            // A file where a folder was, and the other way round.
            let (file, folder) = (dir.join("static/x"), dir.join("static/x/y.txt"));
            if file.is_dir() {
                fs::remove_dir_all(&file).expect("removed");
                fs::write(file, "berkas").expect("written");
            } else {
                drop(fs::remove_file(&file));
                fs::create_dir_all(&file).expect("made");
                fs::write(folder, "isi").expect("written");
            }
        }
        _ => fs::write(one, page(dice)).expect("written"),
    }
}

/// A folder without the manifest's note of addresses that are gone: only a second build can know them.
fn without_renames<K: Ord + AsRef<str>>(mut tree: BTreeMap<K, Vec<u8>>) -> BTreeMap<K, Vec<u8>> {
    for (path, bytes) in &mut tree {
        if path.as_ref() == ".tanggap-manifest.json" {
            let mut manifest: serde_json::Value = serde_json::from_slice(bytes).expect("JSON");
            let told = manifest["told"]["warnings"].as_array_mut().expect("warnings");
            told.retain(|warning| !warning.to_string().contains("address-gone"));
            *bytes = manifest.to_string().into_bytes();
        }
    }
    tree
}

#[test]
fn whatever_editors_do_the_folder_is_what_a_first_build_makes_of_it() {
    let (mut good, mut bad) = (0, 0);
    for seed in [1, 7, 42, 2026] {
        let mut dice = Dice(seed * 0x9E37_79B9);
        let (dir, out) = (
            tempfile::tempdir().expect("a folder"),
            tempfile::tempdir().expect("a folder"),
        );
        content()
            .page("berita/_index.md", "Berita", "")
            .page("berita/b1.md", "Satu", "## Bagian\n")
            .file("static/unduh.txt", "0")
            .save(dir.path());
        build_folder(dir.path(), out.path()).expect("the first is sound");
        age(dir.path());
        let (memo, reader) = (Memo::default(), Reader::default());
        for step in 0..12 {
            for _ in 0..=dice.below(2) {
                change(dir.path(), &mut dice);
            }
            let before = tree(out.path());
            let fresh = tempfile::tempdir().expect("a folder");
            let (result, first) = (
                build_folder(dir.path(), out.path()),
                build_folder(dir.path(), fresh.path()),
            );
            assert_eq!(result.is_ok(), first.is_ok(), "seed {seed}, step {step}");
            let expected = if result.is_ok() {
                tree(fresh.path())
            } else {
                before
            };
            assert!(
                without_renames(tree(out.path())) == without_renames(expected),
                "seed {seed}, step {step}"
            );
            *(if result.is_ok() { &mut good } else { &mut bad }) += 1;

            let input = reader.read(dir.path()).expect("readable");
            let all = read_content(dir.path()).expect("readable");
            assert_eq!(input.files, all.files, "seed {seed}, step {step}: read again");
            let (whole, remembered) = (build(&input, &options()), rebuild(&input, &options(), &memo));
            assert_eq!(
                whole.map(|site| site.files),
                remembered.map(|site| site.files),
                "seed {seed}, step {step}: with a memory"
            );
        }
    }
    assert!(good > 10 && bad > 3, "both happen: {good} and {bad}");
}

/// Makes every file years old, as most are when somebody edits one.
fn age(dir: &Path) {
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_hours(400_000);
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            age(&path);
        } else {
            let file = fs::File::options().write(true).open(&path).expect("there");
            file.set_modified(long_ago).expect("aged");
        }
    }
}

#[test]
fn only_what_was_touched_is_read_again() {
    let dir = tempfile::tempdir().expect("a folder");
    content()
        .page("a.md", "A", "satu")
        .page("b.md", "B", "dua")
        .save(dir.path());
    age(dir.path());
    let (path, reader) = (dir.path().join("a.md"), Reader::default());
    let write = |text: &str| fs::write(&path, text).expect("written");
    let read = || reader.read(dir.path()).expect("readable").files;
    write("satu");
    let first = read();
    // As long as before and within one tick of the file system's clock.
    write("tiga");
    let second = read();
    assert_eq!(second["a.md"], "tiga");
    assert_eq!(second["b.md"].as_ptr(), first["b.md"].as_ptr(), "the same bytes");
    fs::rename(dir.path().join("b.md"), &path).expect("renamed");
    let third = read();
    assert_eq!(third["a.md"], second["b.md"]);
    assert!(!third.contains_key("b.md"));
}

#[test]
fn where_nothing_has_changed_nothing_is_rendered_and_the_same_is_told() {
    let (dir, out) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    content()
        .page("a.md", "A", "## Satu\n\n#### Tiga\n\nDalam rangka itu.\n")
        .save(dir.path());
    let (first, steps) = build_folder(dir.path(), out.path()).expect("a site");
    assert_eq!(steps, ["compare", "build", "write"]);
    assert!(!first.warnings.is_empty() && first.hints > 0);

    let (again, steps) = build_folder(dir.path(), out.path()).expect("a site");
    assert_eq!(steps, ["compare"]);
    assert_eq!(
        (again.pages, &again.warnings, again.hints),
        (first.pages, &first.warnings, first.hints)
    );
    assert_eq!((again.written.written, again.written.removed), (0, 0));
    assert_eq!(again.written.unchanged, first.written.written);

    fs::remove_file(out.path().join("a/index.html")).expect("removed");
    let (repaired, _) = build_folder(dir.path(), out.path()).expect("a site");
    assert_eq!(repaired.written.written, 1, "what somebody deleted comes back");
}

#[test]
fn the_manifest_names_every_page_and_its_address() {
    let (dir, out) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    content()
        .page("kanal/a.md", "A", "")
        .file("b.md", "+++\ntitle = \"B\"\nslug = \"lain\"\n+++\n")
        .save(dir.path());
    build_folder(dir.path(), out.path()).expect("a site");
    let text = fs::read_to_string(out.path().join(".tanggap-manifest.json")).expect("there");
    assert!(
        text.contains(r#""pages":{"b.md":"/lain/","kanal/a.md":"/kanal/a/"}"#),
        "{text}"
    );
}

#[test]
fn a_first_build_that_fails_leaves_no_folder() {
    let dir = tempfile::tempdir().expect("a folder");
    content().page("a.md", "A", "[x](/b.md)").save(dir.path());
    let out = dir.path().join("keluar/situs");
    assert!(matches!(build_folder(dir.path(), &out), Err(Failed::Content(_))));
    assert!(!dir.path().join("keluar").exists());
    content().page("a.md", "A", "").save(dir.path());
    build_folder(dir.path(), &out).expect("a site");
    assert!(out.join("a/index.html").exists());
}

#[test]
fn two_builds_of_one_folder_do_not_meet() {
    let (dir, out) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    content().save(dir.path());
    let other = File::open(out.path()).expect("a folder");
    other.lock().expect("held");
    let refused = build_folder(dir.path(), out.path());
    assert!(matches!(refused, Err(Failed::Disk(_))));
    drop(other);
    assert!(build_folder(dir.path(), out.path()).is_ok());
}

#[test]
fn what_a_killed_build_left_waiting_is_cleared() {
    let (dir, out) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    content().save(dir.path());
    let waiting = out.path().join(".tanggap-new");
    fs::create_dir_all(waiting.join("tua")).expect("made");
    fs::write(waiting.join("tua/index.html"), "setengah").expect("written");
    build_folder(dir.path(), out.path()).expect("a site");
    assert!(!waiting.exists() && !out.path().join("tua").exists());
}
