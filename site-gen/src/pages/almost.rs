//! Files that were meant as pages, by their names, and are none: `libur.md.txt`, `libur.MD`.

use complaint::problem::Problem;

use super::is_elsewhere;
use crate::address::PageName;
use crate::read::Input;
use crate::{Options, content_file};

/// One warning for each of them: without it nobody would know why a page is missing.
pub(super) fn problems(input: &Input, options: &Options) -> Vec<Problem> {
    let names = input.files.keys().map(String::as_str);
    let found = names.filter_map(|file| Some((file, meant(file)?)));
    let problem = |(file, meant): (&str, &str)| {
        let name = file.rsplit('/').next().unwrap_or(file);
        let message = format!("berkas ini tidak menjadi halaman, karena namanya `{name}`");
        let help = format!("ganti namanya menjadi `{meant}.md`");
        Problem::warning(content_file(options, file), None, "not-a-page", message, help)
    };
    found.map(problem).collect()
}

/// The name, without its ending, of the page that was meant.
fn meant(file: &str) -> Option<&str> {
    let name = file.rsplit('/').next().unwrap_or(file);
    let at = name
        .as_bytes()
        .windows(3)
        .position(|window| window.eq_ignore_ascii_case(b".md"))?;
    let (meant, ending) = (name.get(..at)?, name.get(at + 3..)?);
    let is_ending = ending.is_empty() || ending.starts_with('.');
    (is_ending && PageName::parse(file).is_none() && !is_elsewhere(file)).then_some(meant)
}
