//! What must hold for any file, shared by the fuzz target and by the tests of the stable compiler.

use function::files::clean;

/// A file is cleaned or refused. What is clean is taken again, as the same kind, and by no means a larger one than can be
/// handed out.
pub(crate) fn file(bytes: &[u8]) {
    let Ok(cleaned) = clean(bytes) else {
        return;
    };
    assert!(cleaned.bytes.len() <= 4_400_000);
    let again = clean(&cleaned.bytes).expect("what is clean is taken");
    assert_eq!(again.format, cleaned.format);
}
