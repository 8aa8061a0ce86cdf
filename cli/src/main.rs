//! tanggap.
fn main() {}
