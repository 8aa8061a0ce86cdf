//! Sealing: what only the key holders may read is encrypted for their public keys, in the `age` format.
//!
//! A running function has public keys only, so it cannot open again what it sealed; neither can whoever gets
//! its memory, its environment and its table. Any program that speaks `age` opens a seal, years later too.
//! The crate draws the randomness of each seal from the system itself and offers no other way.

use std::fmt;
use std::io::Write;
use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock};

use age::secrecy::ExposeSecret;
use thiserror::Error;

/// Sealed things are padded to a multiple of this, so that their length tells little about a name.
const PADDING: usize = 1024;

/// A key holder's public key, such as `age1…`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Recipient(age::x25519::Recipient);

/// A key holder's private key. `Debug` hides it.
#[derive(Clone)]
pub struct HolderKey(age::x25519::Identity);

/// It is not a key of that kind. The text is never shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    /// Not `age1…`.
    #[error("not a public key (age1…)")]
    Public,
    /// Not `AGE-SECRET-KEY-1…`.
    #[error("not a private key (AGE-SECRET-KEY-1…)")]
    Private,
    /// No key at all.
    #[error("there is no key")]
    None,
}

/// Why something sealed could not be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum UnsealError {
    /// It was sealed for others.
    #[error("sealed for other keys")]
    OtherKey,
    /// It is damaged, or nothing sealed.
    #[error("damaged")]
    Damaged,
}

impl FromStr for Recipient {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Recipient, KeyError> {
        text.trim().parse().map(Recipient).map_err(|_| KeyError::Public)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for HolderKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<HolderKey, KeyError> {
        text.trim().parse().map(HolderKey).map_err(|_| KeyError::Private)
    }
}

impl fmt::Debug for HolderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HolderKey(…)")
    }
}

impl HolderKey {
    /// A new key.
    pub fn generate() -> HolderKey {
        HolderKey(age::x25519::Identity::generate())
    }

    /// Its public half.
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.to_public())
    }

    /// The private key as text. Whoever has it opens what was sealed for it.
    pub fn reveal(&self) -> String {
        self.0.to_string().expose_secret().to_owned()
    }
}

/// Seals for everybody on its list. Clones share the list, so that a new key holder counts at once.
#[derive(Clone, Debug)]
pub struct Sealer(Arc<RwLock<Arc<[Recipient]>>>);

impl Sealer {
    /// For these key holders; there must be one.
    pub fn new(recipients: Vec<Recipient>) -> Result<Sealer, KeyError> {
        if recipients.is_empty() {
            return Err(KeyError::None);
        }
        Ok(Sealer(Arc::new(RwLock::new(recipients.into()))))
    }

    /// For key holders listed in a text, between commas, spaces or lines.
    pub fn parse(text: &str) -> Result<Sealer, KeyError> {
        let parts = text.split(|c: char| c == ',' || c.is_whitespace());
        let recipients = parts.filter(|part| !part.is_empty()).map(str::parse);
        Sealer::new(recipients.collect::<Result<_, _>>()?)
    }

    /// Seals for these from now on. An empty list changes nothing: there is always somebody who can read.
    pub fn replace(&self, recipients: Vec<Recipient>) {
        if !recipients.is_empty() {
            *self.0.write().unwrap_or_else(PoisonError::into_inner) = recipients.into();
        }
    }

    /// For whom it seals now.
    pub fn recipients(&self) -> Arc<[Recipient]> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Seals bytes. Nobody here can open them again.
    pub fn seal(&self, plain: &[u8]) -> Vec<u8> {
        let recipients = self.recipients();
        let each = recipients
            .iter()
            .map(|recipient| &recipient.0 as &dyn age::Recipient);
        let encryptor = age::Encryptor::with_recipients(each).expect("a sealer has recipients of one kind");
        let mut sealed = Vec::with_capacity(plain.len() + 512);
        let mut writer = encryptor
            .wrap_output(&mut sealed)
            .expect("a vector takes everything");
        writer.write_all(plain).expect("a vector takes everything");
        writer.finish().expect("a vector takes everything");
        sealed
    }

    /// Seals a text so that its length tells little: with spaces behind it.
    pub fn seal_padded(&self, text: &str) -> Vec<u8> {
        let width = text.len().next_multiple_of(PADDING);
        let mut padded = text.as_bytes().to_vec();
        padded.resize(width, b' ');
        self.seal(&padded)
    }
}

/// Opens what was sealed for one of these keys.
pub fn unseal(sealed: &[u8], keys: &[HolderKey]) -> Result<Vec<u8>, UnsealError> {
    let decryptor = age::Decryptor::new_buffered(sealed).map_err(|_| UnsealError::Damaged)?;
    let keys = keys.iter().map(|key| &key.0 as &dyn age::Identity);
    let mut reader = decryptor.decrypt(keys).map_err(|error| match error {
        age::DecryptError::NoMatchingKeys => UnsealError::OtherKey,
        _ => UnsealError::Damaged,
    })?;
    let mut plain = Vec::new();
    std::io::Read::read_to_end(&mut reader, &mut plain).map_err(|_| UnsealError::Damaged)?;
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_holder_opens_alone_and_nobody_else_does() {
        let holders = [HolderKey::generate(), HolderKey::generate()];
        let sealer = Sealer::new(holders.iter().map(HolderKey::recipient).collect()).unwrap();
        let seal = sealer.seal("Siti Rahmawati".as_bytes());
        for holder in &holders {
            let opened = unseal(&seal, std::slice::from_ref(holder)).unwrap();
            assert_eq!(opened, b"Siti Rahmawati");
        }
        assert_eq!(
            unseal(&seal, &[HolderKey::generate()]).unwrap_err(),
            UnsealError::OtherKey
        );
        assert!(!seal.windows(4).any(|window| window == b"Siti"));
    }

    #[test]
    fn a_large_file_comes_back_whole() {
        let holder = HolderKey::generate();
        let sealer = Sealer::new(vec![holder.recipient()]).unwrap();
        let plain: Vec<u8> = (0..300_000_u32).map(|n| n.to_le_bytes()[1]).collect();
        assert_eq!(unseal(&sealer.seal(&plain), &[holder]).unwrap(), plain);
    }

    #[test]
    fn the_length_of_a_seal_does_not_tell_the_length_of_a_name() {
        let holder = HolderKey::generate();
        let sealer = Sealer::new(vec![holder.recipient()]).unwrap();
        let inside = |name: &str| {
            let seal = sealer.seal_padded(name);
            unseal(&seal, std::slice::from_ref(&holder)).unwrap()
        };
        let (short, long) = (inside("Li"), inside("Raden Mas Panji Sosrokartono"));
        assert_eq!(short.len(), long.len());
        assert_eq!(String::from_utf8(short).unwrap().trim_end(), "Li");
    }

    #[test]
    fn a_byte_that_changed_is_noticed() {
        let holder = HolderKey::generate();
        let sealer = Sealer::new(vec![holder.recipient()]).unwrap();
        let seal = sealer.seal(b"rahasia");
        for place in [0, seal.len() / 2, seal.len() - 1] {
            let mut changed = seal.clone();
            changed[place] ^= 1;
            assert!(
                unseal(&changed, std::slice::from_ref(&holder)).is_err(),
                "{place}"
            );
        }
        assert_eq!(unseal(b"", &[holder]).unwrap_err(), UnsealError::Damaged);
    }

    #[test]
    fn new_holders_read_what_comes_after_them_and_old_ones_what_came_before() {
        let (old, new) = (HolderKey::generate(), HolderKey::generate());
        let sealer = Sealer::new(vec![old.recipient()]).unwrap();
        let before = sealer.clone().seal(b"dulu");
        sealer.clone().replace(vec![new.recipient()]);
        let after = sealer.seal(b"kini");
        assert_eq!(unseal(&before, std::slice::from_ref(&old)).unwrap(), b"dulu");
        assert_eq!(unseal(&after, std::slice::from_ref(&new)).unwrap(), b"kini");
        assert_eq!(unseal(&after, &[old]).unwrap_err(), UnsealError::OtherKey);
        sealer.replace(Vec::new());
        assert_eq!(sealer.recipients().len(), 1);
    }

    #[test]
    fn keys_are_read_as_they_are_written_and_never_shown() {
        let key = HolderKey::generate();
        let read: HolderKey = key.reveal().parse().unwrap();
        assert_eq!(read.recipient(), key.recipient());
        let list = format!("{},\n {}", key.recipient(), HolderKey::generate().recipient());
        assert_eq!(Sealer::parse(&list).unwrap().recipients().len(), 2);
        assert_eq!(format!("{key:?}"), "HolderKey(…)");
        assert_eq!(Sealer::parse(" ,").unwrap_err(), KeyError::None);
        assert_eq!(Sealer::parse(&key.reveal()).unwrap_err(), KeyError::Public);
        assert_eq!("age1kunci".parse::<HolderKey>().unwrap_err(), KeyError::Private);
    }
}
