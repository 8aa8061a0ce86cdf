//! `build` and `check`: every mistake with file, line and help; nothing written on a mistake.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;
use tests::copy_content;

use crate::program::{Run, run};

/// A private copy of the sample content with one text replaced in one file.
fn spoiled(file: &str, from: &str, to: &str) -> TempDir {
    let content = copy_content();
    replace(content.path(), file, from, to);
    content
}

fn replace(content: &Path, file: &str, from: &str, to: &str) {
    let path = content.join(file);
    let text = fs::read_to_string(&path).expect("read a content file");
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(&path, text.replacen(from, to, 1)).expect("write a content file");
}

fn line_of(content: &Path, file: &str, words: &str) -> usize {
    let text = fs::read_to_string(content.join(file)).expect("read a content file");
    let before = text.lines().position(|line| line.contains(words));
    before.unwrap_or_else(|| panic!("{file} has no {words}")) + 1
}

fn build(content: &Path, out: &Path, more: &[&str]) -> Run {
    let paths = [content, out].map(|path| path.to_str().expect("a readable path"));
    let args = [&["build", "--content", paths[0], "--out", paths[1]], more].concat();
    run(content, &args)
}

fn check_json(content: &Path) -> Run {
    let folder = content.to_str().expect("a readable path");
    run(content, &["check", "--format", "json", "--content", folder])
}

/// Every file below a folder.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("read a folder") {
        let path = entry.expect("read a folder").path();
        let name = path.display().to_string();
        if path.is_dir() {
            files.extend(tree(&path));
        } else {
            files.insert(name, fs::read(&path).expect("read a file"));
        }
    }
    files
}

#[test]
fn a_good_build_ends_with_its_summary() {
    let out = tempfile::tempdir().expect("make a temporary folder");
    let content = copy_content();
    let done = build(content.path(), out.path(), &["--timings"]).succeeded();
    let summary = done.out.lines().last().expect("a summary");
    let words: Vec<&str> = summary.split(' ').collect();
    let ["built", pages, "pages", "in", millis, "ms"] = words.as_slice() else {
        panic!("not the summary of the contract: {summary}")
    };
    assert!(pages.parse::<usize>().expect("a count") > 20, "{summary}");
    assert!(millis.parse::<u64>().is_ok(), "{summary}");
    assert!(done.out.lines().count() > 1, "--timings adds lines: {done:?}");
    assert!(out.path().join("index.html").is_file() && out.path().join("kanal/index.html").is_file());
    let plain = build(content.path(), out.path(), &[]).succeeded();
    assert_eq!(plain.out.lines().count(), 1, "{plain:?}");
}

#[test]
fn whoever_works_inside_the_content_folder_is_told_how_to_say_so() {
    let content = copy_content();
    let refused = run(content.path(), &["check"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.err.contains("tambahkan --content ."), "{refused:?}");
    run(content.path(), &["check", "--content", "."]).succeeded();
}

#[test]
fn pages_are_not_scattered_among_sources_or_complaints() {
    let content = copy_content();
    let before = tree(content.path());
    let data = tempfile::tempdir().expect("make a temporary folder");
    fs::write(data.path().join("secret.key"), [7; 32]).expect("write a key");
    for (out, what) in [(content.path(), "isi situs"), (data.path(), "data aduan")] {
        let refused = build(content.path(), out, &[]);
        assert_eq!(refused.code, 1, "{refused:?}");
        assert!(refused.err.contains(what), "{refused:?}");
    }
    assert_eq!(tree(content.path()), before);
    assert_eq!(fs::read_dir(data.path()).expect("the folder").count(), 1);
    let out = tempfile::tempdir().expect("make a temporary folder");
    let refused = build(content.path(), out.path(), &["--base-url", "bukan-alamat"]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("https://"), "{refused:?}");
}

#[test]
fn another_address_and_drafts_are_built_on_request() {
    let content = copy_content();
    fs::write(
        content.path().join("rahasia.md"),
        "+++\ntitle = \"Halaman draf\"\ndraft = true\n+++\n\nBelum selesai.\n",
    )
    .expect("write a draft");
    let out = tempfile::tempdir().expect("make a temporary folder");
    build(
        content.path(),
        out.path(),
        &["--base-url", "https://lain.example"],
    )
    .succeeded();
    let sitemap = fs::read_to_string(out.path().join("sitemap.xml")).expect("read the sitemap");
    assert!(sitemap.contains("https://lain.example/kanal/"), "{sitemap}");
    assert!(!out.path().join("rahasia/index.html").exists());
    build(content.path(), out.path(), &["--drafts"]).succeeded();
    assert!(out.path().join("rahasia/index.html").is_file());
}

#[test]
fn each_mistake_names_file_line_and_help_and_leaves_the_last_site_alone() {
    let cases = [
        (
            "agency.toml",
            "zone = \"Asia/Makassar\"",
            "zone = \"Asia/Makasar\"",
        ),
        (
            "agency.toml",
            "respond_by = \"14 hari kerja\"",
            "respond_by = \"14\"",
        ),
        ("agency.toml", "code = \"DPM\"", "code = \"d1\""),
        (
            "agency.toml",
            "unit = \"penanaman-modal\"",
            "unit = \"tidak-ada\"",
        ),
        ("sop.md", "title = \"Prosedur", "titel = \"Prosedur"),
        ("sop.md", "weight = 3", "weight = \"tiga\""),
        ("kanal/whatsapp.md", "+++", "+++\nweight = "),
    ];
    let (good, out) = (
        copy_content(),
        tempfile::tempdir().expect("make a temporary folder"),
    );
    build(good.path(), out.path(), &[]).succeeded();
    let before = tree(out.path());
    for (file, from, to) in cases {
        let content = spoiled(file, from, to);
        let failed = build(content.path(), out.path(), &[]);
        assert_eq!(
            (failed.code, failed.out.as_str()),
            (1, ""),
            "{file}: {from}: {failed:?}"
        );
        let place = format!("{}/{file}:", content.path().display());
        let told = failed
            .err
            .lines()
            .find(|line| line.starts_with(&place) && line.contains(": galat["));
        let told = told.unwrap_or_else(|| panic!("{file}: {from}: {failed:?}"));
        let line = told[place.len()..].split(':').next().expect("a line number");
        assert!(line.parse::<usize>().is_ok_and(|line| line > 0), "{told}");
        assert!(failed.err.contains("\n  bantuan: "), "{failed:?}");
        assert_eq!(
            tree(out.path()),
            before,
            "{file}: {from}: the last site was touched"
        );
    }
}

#[test]
fn a_category_without_a_unit_is_told_at_its_line() {
    let content = copy_content();
    let line = line_of(content.path(), "agency.toml", "slug = \"non-perizinan\"");
    let text = fs::read_to_string(content.path().join("agency.toml")).expect("read the settings");
    let (before, after) = text.split_once("slug = \"non-perizinan\"").expect("the category");
    let after = after.replacen("unit = \"perizinan\"\n", "", 1);
    fs::write(
        content.path().join("agency.toml"),
        format!("{before}slug = \"non-perizinan\"{after}"),
    )
    .expect("write the settings");
    let failed = build(content.path(), &content.path().join("public"), &[]);
    assert_eq!(failed.code, 1, "{failed:?}");
    let near = |told: &str| {
        let rest = told.split("agency.toml:").nth(1)?;
        rest.split(':').next()?.parse::<usize>().ok()
    };
    let told = failed
        .err
        .lines()
        .filter_map(near)
        .any(|told| told.abs_diff(line) <= 2);
    assert!(told, "line {line}: {failed:?}");
    assert!(failed.err.contains("unit"), "{failed:?}");
    assert!(!content.path().join("public").exists());
}

#[test]
fn a_missing_holiday_year_is_a_mistake_and_never_no_holidays() {
    let content = copy_content();
    let path = content.path().join("data/holidays.toml");
    let text = fs::read_to_string(&path).expect("read the holidays");
    let decrees = &text[..text.find("\n[[years]]").expect("the years")];
    let only_2024 = "\n[[years]]\nyear = 2024\n\n[[days]]\ndate = 2024-01-01\nname = \"Tahun Baru\"\n";
    let kind = "kind = \"libur_nasional\"\ndecree = \"skb-2024\"\n";
    fs::write(&path, format!("{decrees}{only_2024}{kind}")).expect("write the holidays");
    let failed = build(content.path(), &content.path().join("public"), &[]);
    assert_eq!(failed.code, 1, "{failed:?}");
    assert!(
        failed.err.contains("data/holidays.toml") && failed.err.contains("hari libur tahun"),
        "{failed:?}"
    );
    assert!(failed.err.contains("bantuan:"), "{failed:?}");
    assert!(!content.path().join("public").exists());
}

#[test]
fn all_mistakes_are_told_at_once() {
    let content = spoiled(
        "agency.toml",
        "zone = \"Asia/Makassar\"",
        "zone = \"Asia/Makasar\"",
    );
    replace(
        content.path(),
        "agency.toml",
        "unit = \"penanaman-modal\"",
        "unit = \"tidak-ada\"",
    );
    let failed = build(content.path(), &content.path().join("public"), &[]);
    assert!(failed.err.matches(": galat[").count() >= 2, "{failed:?}");
}

#[test]
fn check_speaks_json_to_programs() {
    let good = check_json(copy_content().path()).succeeded().json();
    let warnings = good["problems"].as_array().expect("a list");
    assert!(
        warnings.iter().all(|problem| problem["severity"] == "warning"),
        "{good}"
    );

    let content = spoiled(
        "agency.toml",
        "zone = \"Asia/Makassar\"",
        "zone = \"Asia/Makasar\"",
    );
    let line = line_of(content.path(), "agency.toml", "Asia/Makasar");
    let bad = check_json(content.path());
    assert_eq!((bad.code, bad.err.as_str()), (1, ""));
    let bad = bad.json();
    let error = bad["problems"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|one| one["severity"] == "error");
    let error = error.unwrap_or_else(|| panic!("an error: {bad}"));
    assert_eq!(error["line"], line);
    for name in ["file", "code", "message", "help"] {
        assert!(
            error[name].as_str().is_some_and(|text| !text.is_empty()),
            "{name}: {error}"
        );
    }
    let human = run(
        content.path(),
        &[
            "check",
            "--content",
            content.path().to_str().expect("a readable path"),
        ],
    );
    assert_eq!(
        (human.code, human.out.starts_with("1 galat")),
        (1, true),
        "{human:?}"
    );
}

#[test]
fn a_folder_that_cannot_be_written_ends_with_3() {
    let content = copy_content();
    let file = content.path().join("taken");
    fs::write(&file, "").expect("write a file");
    build(content.path(), &file, &[]).failed_with(3, &["tidak bisa ditulis"]);
}
