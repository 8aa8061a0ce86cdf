//! Golden cases: one folder per behaviour under `tests/cases/`.
//!
//! `content/` is laid over a small sound agency and built for 2 November 2026. Then either `problems.txt` holds
//! exactly what is reported, or every file under `expected/` is what the site has at that path (of an HTML page
//! only `<main>`, so that a change of the frame does not touch every case), and `warnings.txt`, if there, the
//! warnings, and `hints.txt` what only `check` tells. A path listed in `absent.txt` must not exist. `UPDATE_CASES=1 cargo test -p site-gen` rewrites them.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use common::content;
use complaint::Problem;
use site_gen::Site;

#[test]
fn every_case_comes_out_as_written() {
    let mut cases: Vec<PathBuf> = fs::read_dir(cases_dir())
        .expect("cases")
        .map(|entry| entry.expect("a case").path())
        .collect();
    cases.sort();
    assert!(cases.len() > 20, "the cases were found");
    let failures: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

fn cases_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn check(case: &Path) -> Result<(), String> {
    let name = case
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mut input = content();
    for (path, bytes) in files_below(&case.join("content")) {
        input = input.file(&path, bytes);
    }
    match input.build() {
        Ok(site) if case.join("problems.txt").exists() => Err(format!(
            "{name}: built {} pages, problems were expected",
            site.built.pages
        )),
        Ok(site) => check_site(case, &name, &site),
        Err(problems) => same(&name, &case.join("problems.txt"), &shown(&problems)),
    }
}

fn check_site(case: &Path, name: &str, site: &Site) -> Result<(), String> {
    let expected = files_below(&case.join("expected"));
    if expected.is_empty() && !case.join("absent.txt").exists() {
        return Err(format!("{name}: nothing is expected of it"));
    }
    for path in expected.keys() {
        let asset = site
            .files
            .get(&format!("/{path}"))
            .ok_or_else(|| format!("{name}: /{path} was not built"))?;
        let text = String::from_utf8_lossy(&asset.bytes);
        same(name, &case.join("expected").join(path), main_of(&text))?;
    }
    for path in fs::read_to_string(case.join("absent.txt"))
        .unwrap_or_default()
        .lines()
    {
        if site.files.contains_key(path) {
            return Err(format!("{name}: {path} must not exist"));
        }
    }
    let told = [
        ("warnings.txt", &site.built.warnings),
        ("hints.txt", &site.built.advice.hints),
    ];
    let told = told.map(|(file, problems)| (case.join(file), problems));
    told.iter()
        .filter(|(file, _)| file.exists())
        .try_for_each(|(file, problems)| same(name, file, &shown(problems)))
}

fn main_of(html: &str) -> &str {
    match (html.find("<main"), html.find("</main>")) {
        (Some(start), Some(end)) => &html[start..end],
        _ => html,
    }
}

fn shown(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(|problem| format!("{problem}\n")).collect();
    lines.concat()
}

fn same(name: &str, file: &Path, actual: &str) -> Result<(), String> {
    if std::env::var_os("UPDATE_CASES").is_some() {
        return fs::write(file, actual).map_err(|error| error.to_string());
    }
    let expected = fs::read_to_string(file).map_err(|_| format!("{name}: unexpected\n{actual}"))?;
    if expected.trim_end() == actual.trim_end() {
        return Ok(());
    }
    Err(format!(
        "{name}: {}\n--- expected\n{expected}\n--- actual\n{actual}",
        file.display()
    ))
}

fn files_below(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let relative = path
                    .strip_prefix(dir)
                    .expect("below")
                    .to_string_lossy()
                    .replace('\\', "/");
                files.insert(relative, fs::read(&path).expect("readable"));
            }
        }
    }
    files
}
