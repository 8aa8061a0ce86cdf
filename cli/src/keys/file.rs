//! The file a key holder keeps: their private keys, wrapped with a passphrase in the armoured `age` format, so
//! that `age` itself opens it too.

use std::io::{Read, Write};

use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::scrypt;
use age::secrecy::SecretString;
use function::HolderKey;

/// How hard guessing is: 2¹⁵ rounds, 32 MiB; a tenth of a second on an office computer.
const WORK_FACTOR: u8 = 15;
/// What we are willing to undo.
const MOST_WORK: u8 = 20;
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// A passphrase has this many symbols of 5 bits, in groups of 4.
const PASSPHRASE: usize = 20;

/// Why a key file gives no keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// It is wrapped with another passphrase.
    #[error("Kata sandi kunci salah.")]
    Passphrase,
    /// It is no key file.
    #[error("Berkas itu bukan berkas kunci.")]
    NotAKeyFile,
}

/// A passphrase that nobody guesses, made of 20 random bytes.
pub fn passphrase(random: [u8; PASSPHRASE]) -> String {
    let symbols = random.map(|byte| char::from(SYMBOLS[usize::from(byte % 32)]));
    let groups: Vec<String> = symbols.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// Whether a file needs a passphrase.
pub fn is_wrapped(text: &str) -> bool {
    text.trim_start().starts_with("-----BEGIN AGE")
}

/// Wraps keys with a passphrase.
pub fn wrap(keys: &[HolderKey], passphrase: &str) -> String {
    let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    recipient.set_work_factor(WORK_FACTOR);
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
        .expect("one recipient is enough");
    let mut file = Vec::new();
    let armor = ArmoredWriter::wrap_output(&mut file, Format::AsciiArmor).expect("a vector takes everything");
    let mut writer = encryptor.wrap_output(armor).expect("a vector takes everything");
    writer
        .write_all(plain(keys).as_bytes())
        .expect("a vector takes everything");
    let armor = writer.finish().expect("a vector takes everything");
    armor.finish().expect("a vector takes everything");
    String::from_utf8(file).expect("armour is ASCII")
}

/// The keys of a file, wrapped or plain.
pub fn unwrap(text: &str, passphrase: &str) -> Result<Vec<HolderKey>, KeyFileError> {
    let plain = if is_wrapped(text) {
        opened(text, passphrase)?
    } else {
        text.to_owned()
    };
    let keys = plain_keys(&plain);
    if keys.is_empty() {
        Err(KeyFileError::NotAKeyFile)
    } else {
        Ok(keys)
    }
}

fn opened(text: &str, passphrase: &str) -> Result<String, KeyFileError> {
    let damaged = |_| KeyFileError::NotAKeyFile;
    let armored = ArmoredReader::new(text.trim().as_bytes());
    let decryptor = age::Decryptor::new_buffered(armored).map_err(damaged)?;
    let mut identity = scrypt::Identity::new(SecretString::from(passphrase.trim().to_owned()));
    identity.set_max_work_factor(MOST_WORK);
    let reader = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity));
    let mut reader = reader.map_err(|error| match error {
        age::DecryptError::DecryptionFailed | age::DecryptError::KeyDecryptionFailed => {
            KeyFileError::Passphrase
        }
        _ => KeyFileError::NotAKeyFile,
    })?;
    let mut plain = String::new();
    reader
        .read_to_string(&mut plain)
        .map_err(|_| KeyFileError::NotAKeyFile)?;
    Ok(plain)
}

fn plain(keys: &[HolderKey]) -> String {
    let line = |key: &HolderKey| format!("# {}\n{}\n", key.recipient(), key.reveal());
    keys.iter().map(line).collect()
}

/// The private keys written in a text; other lines are comments.
pub fn plain_keys(text: &str) -> Vec<HolderKey> {
    text.lines().filter_map(|line| line.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_opens_with_its_passphrase_only() {
        let keys = [HolderKey::generate(), HolderKey::generate()];
        let words = passphrase([7; 20]);
        assert_eq!(words, "7777-7777-7777-7777-7777");
        let file = wrap(&keys, &words);
        assert!(is_wrapped(&file) && !file.contains("SECRET"));
        let opened = unwrap(&file, &format!(" {words}\n")).unwrap();
        let public = |keys: &[HolderKey]| keys.iter().map(HolderKey::recipient).collect::<Vec<_>>();
        assert_eq!(public(&opened), public(&keys));
        assert_eq!(unwrap(&file, "lain").unwrap_err(), KeyFileError::Passphrase);
        assert_eq!(unwrap("bukan kunci", "").unwrap_err(), KeyFileError::NotAKeyFile);
        let broken = file.replace("-----END", "-----AKHIR");
        assert_eq!(unwrap(&broken, &words).unwrap_err(), KeyFileError::NotAKeyFile);
        assert_eq!(unwrap(&plain(&keys), "").unwrap().len(), 2);
    }
}
