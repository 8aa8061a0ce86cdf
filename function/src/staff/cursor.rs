//! Where the next page of a list begins, as a reader holds it. A place in a list names a case, and the list may have
//! passed one there that this reader must not know of: so it is enciphered, and of use to nobody else.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use complaint::staff::Officer;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use super::accounts::random;
use crate::App;
use crate::secret::Purpose;

/// Places are padded to this, so that their length tells nothing.
const WIDTH: usize = 96;

/// A place for one reader.
pub(super) fn sealed(app: &App, reader: &Officer, place: &str) -> String {
    let nonce = random::<NONCE_LEN>(&app.entropy);
    let mut bytes = place.as_bytes().to_vec();
    bytes.resize(WIDTH.max(bytes.len()), b' ');
    let whose = Aad::from(reader.id.as_bytes());
    key(app)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), whose, &mut bytes)
        .expect("a place is far shorter than what can be enciphered");
    URL_SAFE_NO_PAD.encode([&nonce[..], &bytes].concat())
}

/// The place again; nothing if it is another reader's, or nobody's.
pub(super) fn opened(app: &App, reader: &Officer, text: &str) -> Option<String> {
    let mut bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let whose = Aad::from(reader.id.as_bytes());
    let plain = key(app).open_in_place(nonce, whose, sealed).ok()?;
    Some(std::str::from_utf8(plain).ok()?.trim_end().to_owned())
}

fn key(app: &App) -> LessSafeKey {
    let material = app.secret.hash(Purpose::Cursor, &[]);
    let key = UnboundKey::new(&CHACHA20_POLY1305, &material);
    LessSafeKey::new(key.expect("a hash has the length of a key"))
}
