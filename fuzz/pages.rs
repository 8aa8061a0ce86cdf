//! What must hold for any page that an editor types: a site whose page is well-formed HTML, or problems that can be
//! mended; never a panic. Shared by the fuzz target and by the tests of the stable compiler.

use std::path::Path;

use scraper::Html;
use site_gen::{Input, Options, build};

const AGENCY: &str = include_str!("../site-gen/tests/common/agency.toml");
const HOLIDAYS: &str = include_str!("../site-gen/tests/common/holidays.toml");

/// Builds a small agency with one page of these bytes.
pub(crate) fn page(bytes: &[u8]) {
    let mut input = Input::default();
    let files = [
        ("agency.toml", AGENCY.as_bytes()),
        ("data/holidays.toml", HOLIDAYS.as_bytes()),
        ("a.md", bytes),
    ];
    let files = files.map(|(name, bytes)| (name.to_owned(), bytes.to_vec()));
    input
        .files
        .extend(files.map(|(file, bytes)| (file, bytes.into())));
    let options = Options {
        base_url: None,
        drafts: true,
        today: jiff::civil::Date::constant(2026, 11, 2),
        content_name: "content".to_owned(),
    };
    match build(&input, &options) {
        Ok(site) => site
            .files
            .iter()
            .for_each(|(path, asset)| is_well_formed(path, &asset.bytes)),
        Err(problems) => {
            assert!(!problems.is_empty());
            assert!(
                problems.iter().all(|problem| !problem.help.is_empty()),
                "{problems:?}"
            );
        }
    }
}

fn is_well_formed(path: &str, bytes: &[u8]) {
    if Path::new(path).extension() != Some("html".as_ref()) {
        return;
    }
    let text = str::from_utf8(bytes).expect("pages are UTF-8");
    let errors = Html::parse_document(text).errors;
    assert!(errors.is_empty(), "{path}: {errors:?}\n{text}");
}
