//! Reads the sentences of the interface once, when the program is built, so that no start has to read them again: each
//! file of `text/` becomes a list of pairs in the order of their keys.

use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs};

use toml::{Table, Value};

const FILES: [&str; 3] = ["id", "en", "staff"];

fn main() {
    println!("cargo::rerun-if-changed=text");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names a folder"));
    for name in FILES {
        let file = format!("text/{name}.toml");
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
        let table: Table = text.parse().unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut pairs = Vec::new();
        flatten("", &table, &mut pairs);
        pairs.sort();
        let mut list = String::from("&[\n");
        for (key, text) in pairs {
            writeln!(list, "    ({key:?}, {text:?}),").expect("a string takes everything");
        }
        list.push(']');
        fs::write(out.join(format!("{name}.rs")), list).expect("the folder can be written");
    }
}

/// `[form] submit = "Kirim"` is the sentence `form.submit`.
fn flatten(prefix: &str, table: &Table, pairs: &mut Vec<(String, String)>) {
    for (key, value) in table {
        let key = format!("{prefix}{key}");
        match value {
            Value::Table(inner) => flatten(&format!("{key}."), inner, pairs),
            Value::String(text) => pairs.push((key, text.clone())),
            other => panic!("{key} is no sentence: {other:?}"),
        }
    }
}
