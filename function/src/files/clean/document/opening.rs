//! Documents that are locked, but open without a password: printing or copying is forbidden, reading is not.

use lopdf::encryption::decrypt_object;
use lopdf::{Document, EncryptionState, Object};

/// Whether the document is open now. If it is not, its objects are of no use.
pub(super) fn open(document: &mut Document) -> bool {
    if !document.trailer.has(b"Encrypt") {
        return true;
    }
    try_open(document).is_some()
}

fn try_open(document: &mut Document) -> Option<()> {
    let lock = document
        .trailer
        .get(b"Encrypt")
        .and_then(Object::as_reference)
        .ok()?;
    document.authenticate_user_password("").ok()?;
    let state = EncryptionState::decode(document, "").ok()?;
    document.objects.remove(&lock);
    for (id, object) in &mut document.objects {
        decrypt_object(&state, *id, object).ok()?;
    }
    document.trailer.remove(b"Encrypt");
    Some(())
}
