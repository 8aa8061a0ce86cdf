//! `tanggap new`: a folder that works at once, and nobody's files written over.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::json;
use tests::{Page, Serve, program};

fn made(folder: &Path) -> String {
    let output = program::run(folder, &["new", "dinas"]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_new_agency_checks_builds_serves_and_takes_a_complaint() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let said = made(folder.path());
    assert!(
        said.contains("dinas/agency.toml") && said.contains("tanggap serve --content dinas"),
        "{said}"
    );
    for command in [
        &["check", "--content", "dinas"][..],
        &["build", "--content", "dinas"],
    ] {
        let output = program::run(folder.path(), command);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{command:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    assert!(
        !folder.path().join("public/berita/berita-pertama").exists(),
        "the first news is a draft"
    );

    let server = Serve::new().content(&folder.path().join("dinas")).start();
    let complaint = json!({ "identity_mode": "anonymous", "narrative": "Loket tutup sebelum jam layanan berakhir.",
                            "incident_place": "Loket 1", "category": "pungli" });
    let reply = server
        .post("/api/complaints")
        .accept_json()
        .json(&complaint)
        .send();
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert!(
        reply.json()["number"]
            .as_str()
            .is_some_and(|number| number.starts_with("ADU-"))
    );
    let draft = Page::parse(&server.get("/berita/berita-pertama/").text());
    assert!(
        draft.text(".draft").starts_with("Draf"),
        "drafts show while editing, marked"
    );
    let elsewhere = Serve::new()
        .content(&folder.path().join("dinas"))
        .arg("--live-reload")
        .arg("off")
        .start();
    assert_eq!(
        elsewhere.get("/berita/berita-pertama/").status,
        404,
        "and not to visitors"
    );
}

#[test]
fn every_setting_is_explained() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    made(folder.path());
    let settings = fs::read_to_string(folder.path().join("dinas/agency.toml")).expect("settings");
    let lines: Vec<&str> = settings.lines().collect();
    let mut seen = BTreeSet::new();
    for pair in lines.windows(2).filter(|pair| pair[1].starts_with('[')) {
        // What is explained once holds for the next section of its kind.
        let is_new = seen.insert(pair[1]);
        assert!(!is_new || pair[0].starts_with('#'), "nobody explains {}", pair[1]);
    }
    assert!(seen.len() > 8, "{seen:?}");
    let agency = settings
        .split("[agency]")
        .nth(1)
        .and_then(|rest| rest.split("\n\n").next())
        .expect("a section");
    let bare: Vec<&str> = agency
        .lines()
        .filter(|line| line.contains('=') && !line.contains('#'))
        .collect();
    assert_eq!(bare, [""; 0], "each fact of the agency is explained in its line");
}

#[test]
fn files_that_are_there_are_never_touched() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("dinas")).expect("make a folder");
    fs::write(folder.path().join("dinas/agency.toml"), "punya orang").expect("write");
    fs::write(folder.path().join("berkas"), "punya orang").expect("write");
    for name in ["dinas", "berkas"] {
        let output = program::run(folder.path(), &["new", name]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{name}: {said}");
        assert!(
            said.starts_with("galat: ") && said.contains("Sebutkan folder lain"),
            "{said}"
        );
    }
    assert_eq!(
        fs::read_to_string(folder.path().join("dinas/agency.toml")).expect("there"),
        "punya orang"
    );
    assert_eq!(
        fs::read_dir(folder.path().join("dinas")).expect("there").count(),
        1
    );
    fs::create_dir(folder.path().join("kosong")).expect("make a folder");
    assert!(
        program::run(folder.path(), &["new", "kosong"]).status.success(),
        "an empty folder will do"
    );
}
