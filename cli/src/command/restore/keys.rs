//! Leaving AWS: the keys that the function had in its environment become the files of a data folder.
//!
//! A backup of a table holds no keys. Without them the program that takes over could check no access code.

use std::path::Path;

use function::settings::{KEY_HOLDERS, RECEIPT_KEYS, SECRET};
use function::{ReceiptKeys, Recipient, Sealer, Secret, from_hex};
use jiff::Timestamp;

use crate::data::{self, SECRET_BYTES};
use crate::failure::Failure;
use crate::keys::{Holder, KeyFolder};
use crate::receipts;

/// What a holder is called whose name only the function's settings knew.
const NAME: &str = "pemegang kunci di AWS";

/// The keys of a function.
pub(super) struct FunctionKeys {
    secret: Vec<u8>,
    ring: String,
    holders: Vec<Recipient>,
}

impl FunctionKeys {
    /// Reads them as the function did; none where there is no secret.
    pub(super) fn from_env(
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<FunctionKeys>, Failure> {
        let get = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let Some(text) = get(SECRET) else {
            return Ok(None);
        };
        let secret = from_hex(text.trim()).filter(|bytes| bytes.len() == SECRET_BYTES);
        let secret =
            secret.ok_or_else(|| wrong(SECRET, "64 angka heksadesimal, seperti di Secrets Manager"))?;
        let holders = get(KEY_HOLDERS)
            .and_then(|text| Sealer::parse(&text).ok())
            .ok_or_else(|| wrong(KEY_HOLDERS, "kunci publik pemegang kunci (age1…), dipisah koma"))?;
        Ok(Some(FunctionKeys {
            ring: ring(get(RECEIPT_KEYS), &secret)?,
            holders: holders.recipients().to_vec(),
            secret,
        }))
    }

    /// Writes them where `serve` looks for them.
    pub(super) fn write(&self, folder: &Path, now: Timestamp) -> Result<(), Failure> {
        data::write_secret(folder, &self.secret)?;
        receipts::write_ring(folder, &self.ring)?;
        let holder = |recipient: &Recipient| Holder {
            recipient: recipient.clone(),
            since: now,
            name: NAME.to_owned(),
        };
        let holders: Vec<Holder> = self.holders.iter().map(holder).collect();
        Ok(KeyFolder::of(folder).write_holders(&holders)?)
    }
}

/// One key a line, as in the file; the one that follows from the secret where the function was given none.
fn ring(given: Option<String>, secret: &[u8]) -> Result<String, Failure> {
    let Some(text) = given else {
        let secret = Secret::new(secret).expect("as many bytes as it takes");
        return Ok(ReceiptKeys::derived_ring(&secret));
    };
    match ReceiptKeys::parse(&text) {
        Ok(_) => Ok(text.split(';').map(|key| key.trim().to_owned() + "\n").collect()),
        Err(_) => Err(wrong(
            RECEIPT_KEYS,
            "baris `secret|public WAKTU HEX` seperti di parameter ReceiptKeys",
        )),
    }
}

fn wrong(name: &str, expected: &str) -> Failure {
    Failure::Environment(format!("Variabel lingkungan {name} harus berisi {expected}."))
}
