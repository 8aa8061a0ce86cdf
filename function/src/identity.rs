//! A reporter as the table keeps them. Only [`KeptIdentity::of`] makes one, and it seals who is confidential: so
//! no way of writing a case can put a confidential name into the table.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use complaint::case::Actor;
use complaint::{Agency, Identity, IdentityMode, Number, Reporter, contact};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Entropy;
use crate::next::Next;
use crate::sealing::{HolderKey, Sealer, UnsealError, unseal};
use crate::secret::{Purpose, Secret};
use crate::store::{
    AuditActor, AuditKind, Change, Changed, Drafting, Fact, NewStep, Step, Store, StoreError, backoff,
};

/// How often to begin again when others were faster.
const TRIES: u32 = 8;

/// The person of a case, open for the officers or sealed for the key holders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptIdentity(pub(crate) Kept);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    Open {
        identity: Identity,
        /// Keyed hashes by which the desk knows them again.
        marks: Vec<String>,
    },
    Sealed(String),
}

/// What is inside a seal. The number keeps one case's seal from being put into another.
#[derive(Serialize, Deserialize)]
struct Inside<'a> {
    number: std::borrow::Cow<'a, str>,
    identity: std::borrow::Cow<'a, Identity>,
}

impl KeptIdentity {
    /// What to keep of a reporter; of an anonymous one, nothing.
    pub fn of(
        reporter: &Reporter,
        number: &Number,
        sealer: &Sealer,
        secret: &Secret,
    ) -> Option<KeptIdentity> {
        match reporter {
            Reporter::Named(identity) => Some(KeptIdentity(Kept::Open {
                identity: identity.clone(),
                marks: contact_marks(reporter, secret),
            })),
            Reporter::Confidential(identity) => Some(KeptIdentity::sealed(identity, number, sealer)),
            Reporter::Anonymous => None,
        }
    }

    /// What to keep of a confidential reporter.
    pub(crate) fn sealed(identity: &Identity, number: &Number, sealer: &Sealer) -> KeptIdentity {
        KeptIdentity(Kept::Sealed(seal(identity, number, sealer)))
    }
}

/// By what a named reporter is known again, as keyed hashes. Of others there is nothing: whoever can ask whether a
/// telephone is known could find out who they are.
pub(crate) fn contact_marks(reporter: &Reporter, secret: &Secret) -> Vec<String> {
    let Reporter::Named(identity) = reporter else {
        return Vec::new();
    };
    let contacts = contact::of(identity);
    contacts
        .iter()
        .map(|contact| contact_mark(contact, secret))
        .collect()
}

/// The keyed hash of a telephone number or a mail address in its normal form.
pub(crate) fn contact_mark(contact: &str, secret: &Secret) -> String {
    secret.hex(Purpose::Contact, &[contact.as_bytes()])
}

fn seal(identity: &Identity, number: &Number, sealer: &Sealer) -> String {
    let inside = Inside {
        number: number.as_str().into(),
        identity: std::borrow::Cow::Borrowed(identity),
    };
    let text = serde_json::to_string(&inside).expect("an identity has text keys");
    STANDARD_NO_PAD.encode(sealer.seal_padded(&text))
}

/// Why a sealed identity was not shown.
#[derive(Debug, Error)]
pub enum OpenError {
    /// There is no such case.
    #[error("no such case")]
    NoCase,
    /// The case has no sealed identity: it is named or anonymous.
    #[error("nothing sealed")]
    NothingSealed(IdentityMode),
    /// The key does not fit, or the seal is damaged.
    #[error(transparent)]
    Unseal(#[from] UnsealError),
    /// The table was not able to.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens a sealed identity with a key holder's own key. That it was opened, and why, is written into the history
/// of the case, and that it was into the agency's, before anything is shown.
pub async fn open_identity(
    store: &Store,
    agency: &Agency,
    number: &Number,
    keys: &[HolderKey],
    reason: &str,
    now: Timestamp,
    entropy: &Entropy,
) -> Result<Identity, OpenError> {
    let identity = opened(&sealed(store, number).await?, number, keys)?;
    let opener = Opener {
        actor: AuditActor::CommandLine,
        by: None,
        reason,
    };
    note_opening(store, agency, number, &opener, now, entropy).await?;
    Ok(identity)
}

/// Who opens a seal, and why.
pub(crate) struct Opener<'a> {
    pub(crate) actor: AuditActor,
    pub(crate) by: Option<String>,
    pub(crate) reason: &'a str,
}

/// A seal as it lies in the table: for whoever opens it with their own key, somewhere else.
pub(crate) async fn sealed(store: &Store, number: &Number) -> Result<String, OpenError> {
    let sealed = store.sealed_identity(number).await?;
    if let Some(sealed) = sealed {
        return Ok(sealed);
    }
    let case = store.record(number).await?.ok_or(OpenError::NoCase)?;
    Err(OpenError::NothingSealed(case.identity_mode))
}

/// Writes down that a seal is opened, and why: into the agency's history, then into the case's.
pub(crate) async fn note_opening(
    store: &Store,
    agency: &Agency,
    number: &Number,
    opener: &Opener<'_>,
    now: Timestamp,
    entropy: &Entropy,
) -> Result<(), OpenError> {
    let object = Some(number.as_str());
    store
        .append_audit(&opener.actor, AuditKind::SealedRead, object, now, entropy)
        .await?;
    for attempt in 0..TRIES {
        let before = store.record(number).await?.ok_or(OpenError::NoCase)?;
        let next = Next::of(&before, agency, now);
        let fact = Fact::IdentityOpened {
            reason: opener.reason.to_owned(),
        };
        let step = NewStep {
            actor: Actor::Staff,
            by: opener.by.clone(),
            status: next.case.status,
            step: Step::Noted(fact),
        };
        let change = Change {
            number,
            at: now,
            before: &before,
            case: &next.case,
            deadlines: &before.deadlines,
            marks: &before.marks,
            wakes_on: next.wakes_on(),
            steps: &[step],
            text: None,
            original: None,
            redaction: None,
            files: &[],
            note: None,
            draft: &Drafting::Stays,
            shown: None,
            once: None,
            notices: &[],
            to_accounts: &[],
            erases: false,
        };
        if store.change(&change).await? == Changed::Done {
            return Ok(());
        }
        backoff(attempt, entropy).await;
    }
    Err(StoreError::Conflict { operation: "open" }.into())
}

fn opened(sealed: &str, number: &Number, keys: &[HolderKey]) -> Result<Identity, UnsealError> {
    let sealed = STANDARD_NO_PAD.decode(sealed).map_err(|_| UnsealError::Damaged)?;
    let plain = unseal(&sealed, keys)?;
    let inside: Inside<'_> = serde_json::from_slice(&plain).map_err(|_| UnsealError::Damaged)?;
    if inside.number == number.as_str() {
        Ok(inside.identity.into_owned())
    } else {
        Err(UnsealError::Damaged)
    }
}
