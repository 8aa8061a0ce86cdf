//! The workspace as `cargo metadata` describes it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What a dependency is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Part of the program, or of its build script.
    Normal,
    /// Tests and benchmarks only.
    Dev,
}

/// One of our crates and what its `Cargo.toml` asks for.
#[derive(Clone, Debug)]
pub struct Member {
    /// Package name.
    pub name: String,
    /// Direct dependencies by package name.
    pub dependencies: Vec<(String, Kind)>,
}

/// A package in the dependency graph and what it is built with.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// Ids of the packages it is built with; tests and benchmarks left out.
    pub needs: Vec<String>,
}

/// Members and graph.
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    /// Our crates.
    pub members: Vec<Member>,
    /// All packages by name and version.
    pub graph: BTreeMap<String, Node>,
}

impl Workspace {
    /// Reads the workspace at `root`.
    pub fn read(root: &Path) -> Self {
        let metadata = cargo(root, &["metadata", "--format-version", "1"]);
        Self::parse(&serde_json::from_str(&metadata).expect("cargo metadata writes JSON"))
    }

    /// Takes what we need from `cargo metadata`'s answer.
    pub fn parse(metadata: &Value) -> Self {
        let packages = list(&metadata["packages"]);
        let ours = list(&metadata["workspace_members"]);
        let names: BTreeMap<&str, String> = packages.iter().map(|p| (text(&p["id"]), name(p))).collect();
        let members = packages
            .iter()
            .filter(|package| ours.contains(&package["id"]))
            .map(member)
            .collect();
        let nodes = list(&metadata["resolve"]["nodes"]);
        let graph = nodes
            .iter()
            .map(|node| (names[text(&node["id"])].clone(), self::node(node, &names)));
        Self {
            members,
            graph: graph.collect(),
        }
    }

    /// Every package that is built into `package`, itself included: `name version`.
    pub fn built_into(&self, package: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut left: Vec<String> = self
            .graph
            .keys()
            .filter(|id| id.split(' ').next() == Some(package))
            .cloned()
            .collect();
        while let Some(id) = left.pop() {
            if found.insert(id.clone()) {
                left.extend(
                    self.graph
                        .get(&id)
                        .into_iter()
                        .flat_map(|node| node.needs.iter().cloned()),
                );
            }
        }
        found
    }
}

/// What a crate is shipped with, a line for each package: `name version|feature,feature`.
/// Tests and other members switch nothing on here.
pub fn shipped_with(root: &Path, package: &str) -> String {
    let args = [
        "tree",
        "-p",
        package,
        "-e",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}|{f}",
    ];
    cargo(root, &args)
}

fn cargo(root: &Path, args: &[&str]) -> String {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let output = cargo.args(args).current_dir(root).output().expect("start cargo");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn member(package: &Value) -> Member {
    let kind = |dependency: &Value| {
        if dependency["kind"] == "dev" {
            Kind::Dev
        } else {
            Kind::Normal
        }
    };
    let dependencies = list(&package["dependencies"]).iter();
    Member {
        name: text(&package["name"]).to_owned(),
        dependencies: dependencies
            .map(|d| (text(&d["name"]).to_owned(), kind(d)))
            .collect(),
    }
}

fn node(node: &Value, names: &BTreeMap<&str, String>) -> Node {
    let built = |dependency: &&Value| {
        list(&dependency["dep_kinds"])
            .iter()
            .any(|kind| kind["kind"] != "dev")
    };
    let needs = list(&node["deps"])
        .iter()
        .filter(built)
        .map(|d| names[text(&d["pkg"])].clone());
    Node {
        needs: needs.collect(),
    }
}

fn name(package: &Value) -> String {
    format!("{} {}", text(&package["name"]), text(&package["version"]))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
