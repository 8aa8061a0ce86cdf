//! Rust files as the rules read them: words of code, without comments, text in quotes and unit tests.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

/// A source file: where it stands, seen from the root of the checkout, and its bare code.
#[derive(Clone, Debug)]
pub struct File {
    /// For example `function/src/store.rs`.
    pub path: String,
    /// The code with everything else blanked out.
    pub code: String,
}

impl File {
    /// A file of this text.
    pub fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            code: without_unit_tests(&bare(text)),
        }
    }

    /// Whether any word of the code starts like this.
    pub fn names(&self, start: &str) -> bool {
        words(&self.code).any(|word| word.starts_with(start))
    }

    /// Whether the code has exactly this word.
    pub fn says(&self, wanted: &str) -> bool {
        words(&self.code).any(|word| word == wanted)
    }

    /// Modules of the standard library that the code names: `std::fs::read`, `use std::{fs, io}`, `fs::read`.
    pub fn std_modules(&self) -> BTreeSet<String> {
        let after = |at: usize| self.code[at..].trim_start_matches("std::");
        let starts = self.code.match_indices("std::").map(|(at, _)| after(at));
        starts.flat_map(first_segments).collect()
    }
}

/// The first segment of every path after `std::`.
fn first_segments(path: &str) -> Vec<String> {
    let word = |text: &str| words(text).next().map(str::to_owned);
    let Some(group) = path.strip_prefix('{') else {
        return word(path).into_iter().collect();
    };
    let mut depth = 0;
    let top_level = |symbol: char| {
        match symbol {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        symbol == ',' && depth == 0
    };
    let end = group.find(';').unwrap_or(group.len());
    group[..end].split(top_level).filter_map(word).collect()
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|symbol: char| !symbol.is_alphanumeric() && symbol != '_')
        .filter(|word| !word.is_empty())
}

/// All `.rs` files under these folders of the checkout.
pub fn sources(root: &Path, folders: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    for folder in folders {
        collect(root, &root.join(folder), &mut found).unwrap_or_else(|error| panic!("{folder}: {error}"));
    }
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .to_string_lossy()
                .into_owned();
            found.push(File::new(&name, &fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

/// The code alone: comments and what stands in quotes become nothing.
fn bare(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(symbol) = rest.chars().next() {
        let skip = silent(rest, code.chars().next_back());
        if skip > 0 {
            code.push(' ');
            rest = &rest[skip..];
        } else {
            code.push(symbol);
            rest = &rest[symbol.len_utf8()..];
        }
    }
    code
}

/// Length of the comment or quoted text that starts here; 0 if none does.
fn silent(text: &str, before: Option<char>) -> usize {
    let in_word = before.is_some_and(|symbol| symbol.is_alphanumeric() || symbol == '_');
    if text.starts_with("//") {
        text.find('\n').unwrap_or(text.len())
    } else if text.starts_with("/*") {
        text.find("*/").map_or(text.len(), |at| at + 2)
    } else if text.starts_with('"') {
        quoted(text)
    } else if text.starts_with('r') && !in_word {
        raw(text)
    } else if ["'\"'", "'\\''", "'\\\"'"]
        .iter()
        .any(|symbol| text.starts_with(symbol))
    {
        text[1..]
            .find('\'')
            .map_or(0, |at| at + 2 + usize::from(text.starts_with("'\\''")))
    } else {
        0
    }
}

fn quoted(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, symbol)| {
        let closes = *symbol == '"' && !escaped;
        escaped = *symbol == '\\' && !escaped;
        closes
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

/// `r"…"`, `r#"…"#` and so on; 0 for a word that merely starts with r.
fn raw(text: &str) -> usize {
    let hashes = text[1..].chars().take_while(|symbol| *symbol == '#').count();
    let open = 1 + hashes;
    if !text[open..].starts_with('"') {
        return 0;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    text[open + 1..]
        .find(&close)
        .map_or(text.len(), |at| open + 1 + at + close.len())
}

/// Cuts every `#[cfg(test)] mod … { … }`.
fn without_unit_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let Some(at) = code.find(MARK) else {
        return code.to_owned();
    };
    let (kept, rest) = code.split_at(at);
    let rest = &rest[MARK.len()..];
    format!("{kept}{}", without_unit_tests(&rest[item_end(rest)..]))
}

/// Where the item that starts here ends: at its `;` or its closing brace.
fn item_end(code: &str) -> usize {
    let mut depth = 0_usize;
    for (at, symbol) in code.char_indices() {
        match symbol {
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> File {
        File::new("a.rs", text)
    }

    fn modules(text: &str) -> Vec<String> {
        file(text).std_modules().into_iter().collect()
    }

    #[test]
    fn comments_and_texts_are_not_code() {
        for silent in [
            "// aws_x",
            "/* aws_x */",
            "/// aws_x",
            r#"let a = "aws_x \" aws_x";"#,
            r##"let a = r#"aws_x " aws_x"#;"##,
            "let q = '\"'; // aws_x \"",
            "#[cfg(test)]\nmod tests { use aws_x; fn a() { {} } }",
        ] {
            assert!(!file(silent).names("aws_"), "{silent}");
        }
    }

    #[test]
    fn code_is_code_whatever_stands_before_it() {
        for loud in [
            "let u = \"https://x\"; aws_x::a();",
            "let q = '\"'; aws_x",
            "let q = '\\''; aws_x",
            "let l: &'static str = \"\"; aws_x",
            "/* a */ aws_x",
            "#[cfg(test)]\nuse a;\nuse aws_x;",
            "#[cfg(test)]\nmod tests { fn a() {} }\nuse aws_x;",
            "let r = 1; for x in r { aws_x }",
        ] {
            assert!(file(loud).names("aws_"), "{loud}");
        }
        assert!(!file("paws_x").names("aws_"));
    }

    #[test]
    fn modules_of_the_standard_library_are_found_in_every_spelling() {
        assert_eq!(modules("use std::fs;"), ["fs"]);
        assert_eq!(modules("use std::fs::{self, File};"), ["fs"]);
        assert_eq!(
            modules("use std::{collections::{BTreeMap, BTreeSet}, fs, io};"),
            ["collections", "fs", "io"]
        );
        assert_eq!(modules("fn a() { ::std::net::TcpStream::connect() }"), ["net"]);
        assert_eq!(modules("use core::fmt;"), Vec::<String>::new());
    }
}
