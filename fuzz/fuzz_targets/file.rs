//! See `files::file`.

#![no_main]

#[path = "../files.rs"]
mod files;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| files::file(bytes));
