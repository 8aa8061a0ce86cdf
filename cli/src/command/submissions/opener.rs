//! Opening a sealed identity, for a key holder who has their own key and says why.

use complaint::{Agency, Identity, IdentityMode, Number};
use function::store::{Store, StoreError};
use function::{Entropy, OpenError, open_identity};
use jiff::Timestamp;
use serde_json::Value;

use crate::args::ShowArgs;
use crate::command::keys::read_key_file;
use crate::failure::Failure;

/// The case whose identity may be opened.
pub(super) struct Opener<'a> {
    pub(super) store: &'a Store,
    pub(super) agency: &'a Agency,
    pub(super) number: &'a Number,
    pub(super) now: Timestamp,
    pub(super) entropy: &'a Entropy,
}

impl Opener<'_> {
    /// The person, if that was asked for. It is in the history of the case before anybody sees it.
    pub(super) async fn open(&self, args: &ShowArgs) -> Result<Option<Identity>, Failure> {
        let (Some(file), Some(reason)) = (&args.unseal, &args.reason) else {
            return Ok(None);
        };
        let keys = read_key_file(file)?;
        let opened = open_identity(
            self.store,
            self.agency,
            self.number,
            &keys,
            reason,
            self.now,
            self.entropy,
        )
        .await;
        opened.map(Some).map_err(|error| in_words(&error, self.number))
    }
}

fn in_words(error: &OpenError, number: &Number) -> Failure {
    Failure::Request(match error {
        OpenError::NoCase => format!("Aduan {number} tidak ada."),
        OpenError::NothingSealed(IdentityMode::Anonymous) => {
            format!("Aduan {number} anonim: tidak ada identitas yang disimpan.")
        }
        OpenError::NothingSealed(_) => format!("Aduan {number} tidak punya identitas yang disegel."),
        OpenError::Unseal(function::sealing::UnsealError::OtherKey) => {
            "Identitas itu disegel untuk kunci lain. Pakai kunci pemegang yang berlaku saat aduan masuk."
                .to_owned()
        }
        OpenError::Unseal(_) => "Segel identitas itu rusak.".to_owned(),
        OpenError::Store(StoreError::Conflict { .. }) => {
            "Aduan itu sedang diubah orang lain. Coba lagi.".to_owned()
        }
        OpenError::Store(error) => {
            return Failure::Environment(format!("Tabel aduan tidak bisa dipakai: {error}."));
        }
    })
}

/// The case with the person in it, for programs.
pub(super) fn with_identity(mut case: Value, identity: Option<&Identity>) -> Value {
    if let Some(identity) = identity {
        case["identity"] = serde_json::to_value(identity).expect("an identity is plain data");
    }
    case
}
