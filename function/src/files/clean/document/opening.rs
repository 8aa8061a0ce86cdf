//! Documents that are locked, but open without a password: printing or copying is forbidden, reading is not.

use lopdf::encryption::decrypt_object;
use lopdf::{Dictionary, Document, EncryptionState, Object};

use super::budget::Stop;

/// Least bytes of a hashed password.
const LEAST_HASH: usize = 32;
/// From this version on, a lock says for itself what it covers.
const CHOOSES: i64 = 4;

/// Whether the document is open now. If it is not, its objects are of no use. A lock that leaves its properties readable
/// is none, and one of a kind that nobody knows may be another.
pub(super) fn open(document: &mut Document) -> Result<bool, Stop> {
    if !document.trailer.has(b"Encrypt") {
        return Ok(true);
    }
    stand_alone(document);
    if try_open(document).is_some() {
        return Ok(true);
    }
    let covers = document.get_encrypted().is_ok_and(covers_all);
    if covers { Ok(false) } else { Err(Stop::Unreadable) }
}

/// A lock may stand in the trailer itself; the library looks for it among the objects.
fn stand_alone(document: &mut Document) {
    if let Ok(lock @ Object::Dictionary(_)) = document.trailer.get(b"Encrypt") {
        let lock = document.add_object(lock.clone());
        document.trailer.set("Encrypt", lock);
    }
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

/// Whether a password hides everything that the document says, its properties too.
fn covers_all(lock: &Dictionary) -> bool {
    let is = |key: &[u8], name: &[u8]| lock.get(key).and_then(Object::as_name).is_ok_and(|it| it == name);
    let hash = |key: &[u8]| {
        lock.get(key)
            .and_then(Object::as_str)
            .is_ok_and(|it| it.len() >= LEAST_HASH)
    };
    let chooses = lock
        .get(b"V")
        .and_then(Object::as_i64)
        .is_ok_and(|version| version >= CHOOSES);
    let covers = |key: &[u8]| !chooses || (lock.has(key) && !is(key, b"Identity"));
    let all = lock
        .get(b"EncryptMetadata")
        .and_then(Object::as_bool)
        .unwrap_or(true);
    is(b"Filter", b"Standard")
        && all
        && [b"O", b"U"].iter().all(|key| hash(*key))
        && [b"StmF", b"StrF"].iter().all(|key| covers(*key))
}
