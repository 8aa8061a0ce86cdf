//! A small sound agency to build on: a new case is one call per file.
#![allow(dead_code, reason = "each test file uses a part")]

use std::path::Path;

use complaint::Problem;
use jiff::civil::{Date, date};
use site_gen::{Input, Options, Site, build};

/// The day on which test sites are built.
pub(crate) const TODAY: Date = date(2026, 11, 2);

/// A content folder being put together.
#[derive(Clone)]
pub(crate) struct Content {
    input: Input,
    options: Options,
}

/// The small agency and nothing else: every page is a default one.
pub(crate) fn content() -> Content {
    let options = Options {
        base_url: None,
        drafts: false,
        today: TODAY,
        content_name: "content".into(),
    };
    Content {
        input: Input::default(),
        options,
    }
    .file("agency.toml", include_str!("agency.toml"))
    .file("data/holidays.toml", include_str!("holidays.toml"))
}

impl Content {
    /// Adds or replaces a file.
    pub(crate) fn file(mut self, path: &str, text: impl Into<Vec<u8>>) -> Content {
        self.input.files.insert(path.to_owned(), text.into().into());
        self
    }

    /// Adds a page with that title and body.
    pub(crate) fn page(self, path: &str, title: &str, body: &str) -> Content {
        self.file(path, format!("+++\ntitle = \"{title}\"\n+++\n{body}"))
    }

    /// Removes a file.
    pub(crate) fn without(mut self, path: &str) -> Content {
        self.input.files.remove(path);
        self
    }

    /// Changes how it is built.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Options)) -> Content {
        change(&mut self.options);
        self
    }

    /// Builds it.
    pub(crate) fn build(&self) -> Result<Site, Vec<Problem>> {
        build(&self.input, &self.options)
    }

    /// Puts it into a folder.
    pub(crate) fn save(&self, dir: &Path) {
        for (path, bytes) in &self.input.files {
            let file = dir.join(path);
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            std::fs::write(file, bytes).expect("written");
        }
    }
}

/// The text of a file of the site.
pub(crate) fn text(site: &Site, path: &str) -> String {
    let asset = site
        .files
        .get(path)
        .unwrap_or_else(|| panic!("{path} is not in the site"));
    String::from_utf8(asset.bytes.to_vec()).expect("text")
}
