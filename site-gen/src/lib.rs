//! Turns an agency's `content/` into a static site, and dresses the function's pages in the same theme.
//!
//! [`read_content`] reads, [`build_into`] makes the site or tells every [`Problem`](complaint::Problem) and hands each
//! finished file to an [`Output`]: memory ([`build()`]) or a folder ([`build_to`]). Only `read` and `write` touch files.
//!
//! A build has two barriers: all front matter is read before the first body, so that links resolve while
//! Markdown is parsed; then every page goes from Markdown to HTML in one job of its own. What needs all pages
//! (links to headings) is checked after that, and any mistake means that nothing is written.

mod address;
mod blocks;
mod build;
mod extras;
mod feeds;
mod freshness;
mod front_matter;
mod html;
mod markdown;
mod media_type;
mod memo;
mod offline;
mod output;
mod pages;
mod pictures;
mod posters;
mod qr;
mod read;
mod readability;
mod receipt_keys;
mod redirects;
mod renames;
mod render;
mod search;
mod sentences;
mod statistics;
mod translations;
mod utf8;
mod write;

pub mod theme;

pub use build::{Advice, Built, Options, Site, build, build_into, rebuild};
pub use markdown::fragment;
pub use memo::Memo;
pub use output::{Nowhere, Output};
pub use read::{Input, Reader, load_agency, load_history, load_theme, read_content, read_pictures};
pub use readability::Reading;
pub use statistics::{
    DeskCell, DeskFigure, History, PUBLISHED_DATA, Renewal, published_paths, register_document,
};
pub use theme::{Asset, Theme};
pub use translations::Translations;
pub use write::{Failed, Published, Written, build_to, write, write_pictures};

/// A content file as editors know it: `content/kanal/whatsapp.md`.
fn content_file(options: &Options, file: &str) -> String {
    format!("{}/{file}", options.content_name.trim_end_matches('/'))
}

/// Where the page of an address is stored: `/kanal/` → `/kanal/index.html`.
fn page_path(url: &str) -> String {
    format!("{url}index.html")
}
