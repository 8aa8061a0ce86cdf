//! Every golden case of the site generator, through the program: editors' tools are told what people are told.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;
use tests::content::{copy_tree, root};

use crate::program::run;

const MEMBERS: [&str; 6] = ["file", "line", "code", "severity", "message", "help"];

#[test]
fn programs_are_told_every_problem_that_people_are_told() {
    let mut problems_seen = 0;
    let cases = root().join("site-gen/tests/cases");
    for case in fs::read_dir(cases).expect("the cases") {
        let case = case.expect("a case").path();
        let content = laid_over_the_small_agency(&case);
        let folder = content.path().to_str().expect("a readable path");
        let people = run(content.path(), &["check", "--content", folder]);
        let programs = run(
            content.path(),
            &["check", "--content", folder, "--format", "json"],
        );
        assert_eq!(people.code, programs.code, "{}", case.display());
        assert_eq!(programs.err, "", "{}", case.display());
        let told = programs.json();
        let told = told["problems"].as_array().expect("a list of problems");
        let lines: String = told
            .iter()
            .map(|problem| as_people_read(problem) + "\n")
            .collect();
        assert_eq!(lines, people.err, "{}", case.display());
        problems_seen += told.len();
    }
    assert!(problems_seen > 100, "{problems_seen}");
}

/// The case's content over the small sound agency of the golden cases.
fn laid_over_the_small_agency(case: &Path) -> TempDir {
    let content = tempfile::tempdir().expect("make a temporary folder");
    let common = root().join("site-gen/tests/common");
    fs::create_dir(content.path().join("data")).expect("make data/");
    for (from, to) in [
        ("agency.toml", "agency.toml"),
        ("holidays.toml", "data/holidays.toml"),
    ] {
        fs::copy(common.join(from), content.path().join(to)).expect("copy the small agency");
    }
    let own = case.join("content");
    if own.exists() {
        copy_tree(&own, content.path()).expect("copy the case");
    }
    content
}

fn as_people_read(problem: &Value) -> String {
    let members: Vec<&str> = problem
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    assert!(MEMBERS.iter().all(|member| members.contains(member)), "{problem}");
    let text = |member: &str| problem[member].as_str().expect("a text");
    let label = match text("severity") {
        "error" => "galat",
        "warning" => "peringatan",
        other => panic!("the severity {other}"),
    };
    let line = problem["line"]
        .as_u64()
        .map(|line| format!(":{line}"))
        .unwrap_or_default();
    let help = match text("help") {
        "" => String::new(),
        help => format!("\n  bantuan: {help}"),
    };
    format!(
        "{}{line}: {label}[{}]: {}{help}",
        text("file"),
        text("code"),
        text("message")
    )
}
