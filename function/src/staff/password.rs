//! Passwords: hashed by Argon2id with the least parameters that OWASP recommends, kept with the hash.

use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::secret::{from_hex, to_hex};

pub(super) const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const NAME: &str = "argon2id";
/// Each takes 19 MiB: a crowd at the door must not take them all at once.
const AT_ONCE: usize = 2;
/// Compared with where there is no account, so that it takes as long.
const NOBODYS: &str = "argon2id$19456$2$00000000000000000000000000000000$0000000000000000000000000000000000000000000000000000000000000000";

static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);

/// The hash of a password with its salt and parameters, as it is stored.
pub(super) async fn hashed(password: &str, salt: [u8; SALT_BYTES]) -> String {
    let hash = slow_hash(password, salt.to_vec(), MEMORY_KIB, PASSES).await;
    let (salt, hash) = (to_hex(&salt), to_hex(&hash.unwrap_or_default()));
    format!("{NAME}${MEMORY_KIB}${PASSES}${salt}${hash}")
}

/// Whether that is the password. Takes the same time where there is none.
pub(super) async fn fits(password: &str, stored: Option<&str>) -> bool {
    let known = Stored::read(stored.unwrap_or(NOBODYS));
    let Some(known) = known else { return false };
    let hash = slow_hash(password, known.salt, known.memory, known.passes).await;
    let same = hash.is_some_and(|hash| is_same(&hash, &known.hash));
    same && stored.is_some()
}

struct Stored {
    memory: u32,
    passes: u32,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Stored {
    fn read(text: &str) -> Option<Stored> {
        let parts: Vec<&str> = text.split('$').collect();
        let [NAME, memory, passes, salt, hash] = parts[..] else {
            return None;
        };
        let hash = from_hex(hash).filter(|hash| hash.len() == HASH_BYTES)?;
        Some(Stored {
            memory: memory.parse().ok()?,
            passes: passes.parse().ok()?,
            salt: from_hex(salt)?,
            hash,
        })
    }
}

async fn slow_hash(password: &str, salt: Vec<u8>, memory: u32, passes: u32) -> Option<[u8; HASH_BYTES]> {
    let turn = TURNS.acquire().await.ok()?;
    let password = password.to_owned();
    let work = move || {
        let params = Params::new(memory, passes, 1, Some(HASH_BYTES)).ok()?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut hash = [0; HASH_BYTES];
        argon
            .hash_password_into(password.as_bytes(), &salt, &mut hash)
            .ok()?;
        Some(hash)
    };
    let hash = tokio::task::spawn_blocking(work).await.ok().flatten();
    drop(turn);
    hash
}

/// Looks at every byte, whichever differs.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_fits() {
        let stored = hashed("kata sandi yang panjang", [7; SALT_BYTES]).await;
        assert!(fits("kata sandi yang panjang", Some(&stored)).await);
        for wrong in ["", "kata sandi yang Panjang", "kata sandi"] {
            assert!(!fits(wrong, Some(&stored)).await, "{wrong}");
        }
        assert_ne!(stored, hashed("kata sandi yang panjang", [8; SALT_BYTES]).await);
        for damaged in ["", "argon2id$1", "plain$kata sandi"] {
            assert!(!fits("kata sandi", Some(damaged)).await, "{damaged}");
        }
        assert!(!fits("", None).await);
    }

    #[test]
    fn nobodys_hash_costs_as_much_as_anybodys() {
        let nobodys = Stored::read(NOBODYS).unwrap();
        assert_eq!((nobodys.memory, nobodys.passes), (MEMORY_KIB, PASSES));
    }
}
