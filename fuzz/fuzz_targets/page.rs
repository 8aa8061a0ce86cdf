//! See `pages::page`.

#![no_main]

#[path = "../pages.rs"]
mod pages;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| pages::page(bytes));
