//! Turns an agency's `content/` into a static site, and dresses the function's pages in the same theme.

mod address;
mod blocks;
mod html;

pub mod theme;

pub use theme::{Asset, Theme};
