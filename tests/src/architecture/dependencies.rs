//! Who may depend on whom, ours and others'.

use super::workspace::{Kind, Workspace};

/// Our crates and which of ours each may import. No other edge.
const EDGES: [(&str, &[&str]); 5] = [
    ("complaint", &[]),
    ("site-gen", &["complaint"]),
    ("function", &["complaint", "site-gen"]),
    ("cli", &["complaint", "site-gen", "function"]),
    ("tests", &["complaint", "site-gen", "function", "cli"]),
];

/// Others' crates that only some of ours may name in their `Cargo.toml`, by the start of their name.
/// The local engine stands in the connector's place, so `cli` knows the connector's types, not the SDK.
const RESERVED: [(&str, &[&str]); 3] = [
    ("aws-smithy-", &["function", "cli", "tests"]),
    ("aws-", &["function", "tests"]),
    ("dynoxide", &["cli", "tests"]),
];

/// What must never be built into a crate, by the start of the package's name.
const NEVER: [(&str, &[&str]); 3] = [
    (
        "complaint",
        &[
            "tokio",
            "rand",
            "getrandom",
            "hyper",
            "axum",
            "aws-",
            "async-",
            "ureq",
            "reqwest",
        ],
    ),
    ("site-gen", &["tokio", "hyper", "axum", "aws-"]),
    (
        "function",
        &[
            "dynoxide",
            "rusqlite",
            "libsqlite3-sys",
            "aws-config",
            "aws-lc-",
            "openssl-sys",
            "native-tls",
        ],
    ),
];

/// Features of the embedded engine that open a socket or reach out.
const CLOSED: [&str; 4] = ["http-server", "mcp-server", "import", "export"];

/// Imports between our crates that the picture does not show.
pub fn unknown_edges(workspace: &Workspace) -> Vec<String> {
    let ours = |name: &str| EDGES.iter().find(|(known, _)| *known == name);
    let mut found = Vec::new();
    for member in &workspace.members {
        let Some((_, allowed)) = ours(&member.name) else {
            found.push(format!("{} is not in the picture", member.name));
            continue;
        };
        for (dependency, _) in &member.dependencies {
            if ours(dependency).is_some() && !allowed.contains(&dependency.as_str()) {
                found.push(format!("{} must not depend on {dependency}", member.name));
            }
        }
    }
    found
}

/// Direct dependencies on others' crates that are reserved for other members.
/// A crate's own tests may use them.
pub fn reserved_dependencies(workspace: &Workspace) -> Vec<String> {
    let mut found = Vec::new();
    for member in &workspace.members {
        let normal = member
            .dependencies
            .iter()
            .filter(|(_, kind)| *kind == Kind::Normal);
        for (dependency, _) in normal {
            let rule = RESERVED.iter().find(|(start, _)| dependency.starts_with(start));
            if rule.is_some_and(|(_, allowed)| !allowed.contains(&member.name.as_str())) {
                found.push(format!("{} must not depend on {dependency}", member.name));
            }
        }
    }
    found
}

/// Packages that are built into a crate although they never may be.
pub fn unwanted_packages(workspace: &Workspace) -> Vec<String> {
    let mut found = Vec::new();
    for (ours, unwanted) in NEVER {
        for package in workspace.built_into(ours) {
            if unwanted.iter().any(|start| package.starts_with(start)) {
                found.push(format!("{ours} must not be built with {package}"));
            }
        }
    }
    found
}

/// The engine's HTTP server would let any web page read the table. `tree` has a line for each package that
/// the program is shipped with: `dynoxide-rs v3.2.0|native-sqlite,tracing`.
pub fn open_engine(tree: &str) -> Vec<String> {
    let engines = tree
        .lines()
        .filter_map(|line| line.split_once('|'))
        .filter(|(id, _)| id.starts_with("dynoxide"));
    let open = engines.flat_map(|(id, features)| features.split(',').map(move |feature| (id, feature)));
    let open = open.filter(|(_, feature)| CLOSED.contains(feature));
    open.map(|(id, feature)| format!("{id} must not have its feature {feature}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::architecture::workspace::{Member, Node};

    fn member(name: &str, dependencies: &[&str]) -> Member {
        let normal = |name: &&str| ((*name).to_owned(), Kind::Normal);
        Member {
            name: name.to_owned(),
            dependencies: dependencies.iter().map(normal).collect(),
        }
    }

    fn members(members: &[Member]) -> Workspace {
        Workspace {
            members: members.to_vec(),
            ..Workspace::default()
        }
    }

    fn node(needs: &[&str]) -> Node {
        Node {
            needs: needs.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    #[test]
    fn edges_outside_the_picture_are_found() {
        let good = members(&[member("cli", &["complaint", "site-gen", "function", "serde"])]);
        assert!(unknown_edges(&good).is_empty());
        for (from, to) in [
            ("complaint", "site-gen"),
            ("site-gen", "function"),
            ("function", "cli"),
        ] {
            assert_eq!(
                unknown_edges(&members(&[member(from, &[to])])),
                [format!("{from} must not depend on {to}")]
            );
        }
        assert_eq!(
            unknown_edges(&members(&[member("helpers", &[])])),
            ["helpers is not in the picture"]
        );
    }

    #[test]
    fn reserved_crates_are_found_outside_their_place() {
        let good = [
            member("function", &["aws-sdk-dynamodb"]),
            member("cli", &["aws-smithy-types", "dynoxide-rs"]),
        ];
        assert!(reserved_dependencies(&members(&good)).is_empty());
        for (from, to) in [
            ("cli", "aws-sdk-dynamodb"),
            ("function", "dynoxide-rs"),
            ("site-gen", "aws-smithy-types"),
        ] {
            assert_eq!(
                reserved_dependencies(&members(&[member(from, &[to])])).len(),
                1,
                "{from} -> {to}"
            );
        }
    }

    #[test]
    fn a_cargo_test_may_use_what_the_crate_may_not() {
        let mut cli = member("cli", &["aws-sdk-dynamodb"]);
        cli.dependencies[0].1 = Kind::Dev;
        assert!(reserved_dependencies(&members(&[cli])).is_empty());
    }

    #[test]
    fn unwanted_packages_are_found_at_any_depth() {
        let graph = [
            ("function 0.1.0", node(&["tls 1.0.0"])),
            ("tls 1.0.0", node(&["aws-lc-sys 0.30.0"])),
            ("aws-lc-sys 0.30.0", node(&[])),
            ("complaint 0.1.0", node(&[])),
        ];
        let graph = graph
            .into_iter()
            .map(|(id, node)| (id.to_owned(), node))
            .collect();
        let workspace = Workspace {
            graph,
            ..Workspace::default()
        };
        assert_eq!(
            unwanted_packages(&workspace),
            ["function must not be built with aws-lc-sys 0.30.0"]
        );
    }

    #[test]
    fn an_engine_with_a_server_is_found() {
        assert!(open_engine("dynoxide-rs v3.2.0|native-sqlite\nhyper v1.0.0|http-server\n").is_empty());
        let open = open_engine("cli v0.1.0 (/x)|\ndynoxide-rs v3.2.0|http-server,native-sqlite\n");
        assert_eq!(open, ["dynoxide-rs v3.2.0 must not have its feature http-server"]);
    }
}
