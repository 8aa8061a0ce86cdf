//! Documents name only files that exist.

use std::path::Path;

/// Folders that appear only after a build or a run.
const MADE_LATER: [&str; 3] = ["target/", "public/", ".tanggap"];

/// Files and folders that a Markdown text names, by link or in backticks, but that do not exist.
/// Links are relative to the document's folder; names in backticks to the root of the checkout.
pub fn missing_files(root: &Path, document: &str, text: &str) -> Vec<String> {
    let folder = root
        .join(document)
        .parent()
        .map_or_else(|| root.to_path_buf(), Path::to_path_buf);
    let links = link_targets(text).filter(|target| !folder.join(target).exists());
    let names = quoted_names(text).filter(|name| speaks_of_file(root, name) && !root.join(name).exists());
    let mut missing: Vec<String> = links
        .chain(names)
        .map(|name| format!("{document} names {name}"))
        .collect();
    missing.dedup();
    missing
}

/// Targets of `](…)` and `src="…"`, without addresses and anchors.
fn link_targets(text: &str) -> impl Iterator<Item = &str> {
    let targets = [("](", ')'), ("src=\"", '"')]
        .into_iter()
        .flat_map(move |(open, close)| {
            text.split(open)
                .skip(1)
                .filter_map(move |rest| rest.split(close).next())
        });
    let targets = targets.map(|target| target.split('#').next().unwrap_or(target));
    targets.filter(|target| !target.is_empty() && !target.contains(':') && !target.starts_with('/'))
}

/// What stands in `backticks` within a line, outside of code blocks.
fn quoted_names(text: &str) -> impl Iterator<Item = &str> {
    let mut in_block = false;
    let outside = move |line: &&str| {
        let fence = line.trim_start().starts_with("```");
        in_block ^= fence;
        !in_block && !fence
    };
    text.lines()
        .filter(outside)
        .flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// Whether a name in backticks means a file of the checkout: it has a folder, and its first folder exists,
/// or it is a file name of a kind that we write.
fn speaks_of_file(root: &Path, name: &str) -> bool {
    let plain = name
        .chars()
        .all(|symbol| symbol.is_ascii_alphanumeric() || "/._-".contains(symbol));
    if !plain
        || name.starts_with('/')
        || name.starts_with("..")
        || MADE_LATER.iter().any(|made| name.starts_with(made))
    {
        return false;
    }
    name.split_once('/')
        .is_some_and(|(first, rest)| !rest.is_empty() && root.join(first).is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::root;

    #[test]
    fn names_of_missing_files_are_found() {
        let text = "See [a](gone.md) and [b](tests/run#x), `tests/gone.rs`, `tests/src/docs.rs`, \
                    ![c](docs/gone.png), <img src=\"gone.svg\">, [web](https://x.example/a), `GET /x`, `target/x`.\n\
                    ```\n`tests/in-a-block`\n```\n";
        let mut found = missing_files(&root(), "README.md", text);
        found.sort();
        let expected = ["docs/gone.png", "gone.md", "gone.svg", "tests/gone.rs"];
        assert_eq!(found, expected.map(|name| format!("README.md names {name}")));
    }
}
