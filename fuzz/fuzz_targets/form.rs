//! See `bodies::form`.

#![no_main]

#[path = "../bodies.rs"]
#[allow(dead_code, reason = "each target runs one of the bodies")]
mod bodies;

use std::sync::LazyLock;

use complaint::Agency;
use libfuzzer_sys::fuzz_target;

static AGENCY: LazyLock<Agency> = LazyLock::new(bodies::sample);

fuzz_target!(|bytes: &[u8]| bodies::form(bytes, &AGENCY));
