//! For whom this installation seals: read at the start, and again whenever `tanggap keys new` has changed it.

use std::path::Path;

use complaint::{Agency, IdentityMode, Number};
use function::store::{Filter, StoreError};
use function::{HolderKey, Sealer, Store};
use jiff::Timestamp;

use crate::command::keys::STILL_HERE;
use crate::failure::Failure;
use crate::keys::{Holder, KeyFolder, KeysError};
use crate::terminal;

/// Cases read at once while old identities are sealed.
const PAGE: usize = 500;

/// Seals for the holders of a data folder that was used before.
pub(crate) fn sealer_of(data: &Path) -> Result<Sealer, Failure> {
    let holders = recipients(&KeyFolder::of(data))?;
    Sealer::new(holders).map_err(|error| Failure::Environment(error.to_string()))
}

/// The keys of the folder and the sealer made of them.
#[derive(Clone, Debug)]
pub(super) struct Sealing {
    keys: KeyFolder,
    pub(super) sealer: Sealer,
    /// The key of the very first start; the folder becomes its own holder once everything old is sealed.
    first: Option<HolderKey>,
}

impl Sealing {
    /// Reads the holders, or makes the first key.
    pub(super) fn open(data: &Path) -> Result<Sealing, Failure> {
        let keys = KeyFolder::of(data);
        let holders = recipients(&keys)?;
        let first = if holders.is_empty() {
            Some(keys.make_first_key()?)
        } else {
            None
        };
        let recipients = first.as_ref().map_or(holders, |key| vec![key.recipient()]);
        let sealer = Sealer::new(recipients).map_err(|error| Failure::Environment(error.to_string()))?;
        Ok(Sealing { keys, sealer, first })
    }

    /// At the first start over a folder that an earlier version filled: seals what was kept open.
    pub(super) async fn begin(&self, store: &Store, agency: &Agency, now: Timestamp) -> Result<(), Failure> {
        if let Some(key) = &self.first {
            let sealed = seal_all(store, agency, &self.sealer, now)
                .await
                .map_err(|error| {
                    Failure::Environment(format!(
                        "Identitas rahasia yang lama tidak bisa disegel: {error}."
                    ))
                })?;
            self.keys.begin_with(key, now)?;
            if sealed > 0 {
                terminal::warn(&format!(
                    "{sealed} identitas rahasia dari versi lama sudah disegel.\n"
                ));
            }
        }
        if self.keys.first_key()?.is_some() {
            terminal::warn(STILL_HERE);
        }
        Ok(())
    }

    /// Seals for who is in the folder now. A file that cannot be read changes nothing.
    pub(super) fn refresh(&self) {
        if let Ok(recipients) = recipients(&self.keys) {
            self.sealer.replace(recipients);
        }
    }
}

fn recipients(keys: &KeyFolder) -> Result<Vec<function::Recipient>, KeysError> {
    let recipient = |holder: Holder| holder.recipient;
    Ok(keys.holders()?.into_iter().map(recipient).collect())
}

async fn seal_all(
    store: &Store,
    agency: &Agency,
    sealer: &Sealer,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let (codes, mut cursor, mut count) = (agency.codes(), None, 0);
    loop {
        let page = store
            .list(&Filter::default(), cursor.as_deref(), PAGE, now)
            .await?;
        let confidential = page
            .items
            .iter()
            .filter(|case| case.identity_mode == IdentityMode::Confidential);
        for number in confidential.filter_map(|case| Number::parse(&case.number, &codes).ok()) {
            count += usize::from(store.seal_identity(&number, sealer).await?);
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(count);
        }
    }
}
