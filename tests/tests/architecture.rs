//! The architecture rules of this checkout. What each rule means stands in `ARCHITECTURE.md`;
//! that each rule can fail is shown by the unit tests beside it.

use std::fs;

use tests::architecture::{Workspace, dependencies, rules::RULES, settings, sources, workspace};
use tests::{docs, root};

const CRATES: [&str; 5] = ["complaint", "site-gen", "function", "cli", "tests"];
const NOTHING: [String; 0] = [];

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn our_crates_import_each_other_as_in_the_picture() {
    let workspace = Workspace::read(&root());
    let mut names: Vec<&str> = workspace
        .members
        .iter()
        .map(|member| member.name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["cli", "complaint", "function", "site-gen", "tests"]);
    assert_eq!(dependencies::unknown_edges(&workspace), NOTHING);
}

#[test]
fn others_crates_stay_where_they_belong() {
    let workspace = Workspace::read(&root());
    for ours in CRATES {
        assert!(
            workspace.built_into(ours).len() > 5,
            "the graph of {ours} is read"
        );
    }
    assert_eq!(dependencies::reserved_dependencies(&workspace), NOTHING);
    assert_eq!(dependencies::unwanted_packages(&workspace), NOTHING);
    let shipped = workspace::shipped_with(&root(), "cli");
    assert!(
        shipped.contains("dynoxide-rs v"),
        "the engine is known by this name: {shipped}"
    );
    assert_eq!(dependencies::open_engine(&shipped), NOTHING);
}

#[test]
fn files_name_only_what_they_may() {
    let files = sources(&root(), &CRATES);
    for rule in RULES {
        assert_eq!(rule.broken(&files), NOTHING);
        assert_eq!(rule.stale(&files), NOTHING);
    }
}

#[test]
fn clippy_refuses_clocks_and_randomness_in_every_crate() {
    assert_eq!(settings::missing_in_clippy(&text("clippy.toml")), NOTHING);
    for ours in CRATES {
        assert!(
            settings::wears_lints(&text(&format!("{ours}/Cargo.toml"))),
            "{ours} has lints of its own"
        );
    }
}

#[test]
fn documents_name_only_files_that_exist() {
    for document in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"] {
        assert_eq!(docs::missing_files(&root(), document, &text(document)), NOTHING);
    }
}
