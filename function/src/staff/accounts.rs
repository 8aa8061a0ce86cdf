//! Accounts: inviting somebody, accepting, signing in. Whoever cannot sign in learns only that, never why.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use complaint::form::is_email;
use complaint::staff::{Officer, Role};
use complaint::text::clean_line;
use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

use super::attempts::Attempts;
use super::audit;
use super::codes::{SECRET_BYTES, matching};
use super::password::{self, SALT_BYTES};
use crate::limits::{Sender, may_sign_in};
use crate::secret::{Purpose, Secret, from_hex, to_hex};
use crate::store::{Account, Allowed, AuditActor, AuditKind, Invitation, Keys, Store, StoreError};
use crate::{App, Entropy};

/// How long a link invites.
const INVITED_FOR: SignedDuration = SignedDuration::from_hours(72);
/// Fewest and most characters of a password.
pub(super) const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 12..=200;
const MOST_NAME_CHARS: usize = 100;
const TOKEN_BYTES: usize = 32;
const ID_BYTES: usize = 8;

/// Somebody to be invited.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// As they are called, and as they sign in.
    pub name: String,
    /// What they are there for.
    pub role: Role,
    /// Their unit.
    pub unit: Option<String>,
    /// Where mail for them goes.
    pub email: Option<String>,
}

/// Why nobody was invited.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum InviteError {
    /// That is no name.
    #[error("a name has 1 to 100 characters")]
    NoName,
    /// An officer works for a unit.
    #[error("this role needs a unit")]
    NoUnit,
    /// Mail cannot go there.
    #[error("that is no e-mail address")]
    NoEmail,
    /// Somebody of that name has another role or unit.
    #[error("there is somebody of that name with another role or unit")]
    OtherRole,
    /// Somebody else was faster.
    #[error("the name was taken a moment ago")]
    Taken,
    /// The table was not able to.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Invites somebody, and returns what the link ends in. Who is known already gets a new link: a lost password or
/// telephone is mended so.
pub async fn invite(
    store: &Store,
    secret: &Secret,
    entropy: &Entropy,
    now: Timestamp,
    person: &NewPerson,
    by: &AuditActor,
) -> Result<String, InviteError> {
    let name = clean_line(&person.name);
    if name.is_empty() || name.chars().count() > MOST_NAME_CHARS {
        return Err(InviteError::NoName);
    }
    if person.role.needs_unit() && person.unit.is_none() {
        return Err(InviteError::NoUnit);
    }
    if person.email.as_deref().is_some_and(|email| !is_email(email)) {
        return Err(InviteError::NoEmail);
    }
    let token = URL_SAFE_NO_PAD.encode(random::<TOKEN_BYTES>(entropy));
    let id = invitation_id(secret, &token);
    let known = store.account_named(&folded(&name)).await?;
    let is_new = known.is_none();
    let account = match known {
        Some(known) => again(known, person, &id)?,
        None => Account {
            officer: Officer {
                id: to_hex(&random::<ID_BYTES>(entropy)),
                name: name.clone(),
                role: person.role,
                unit: person.unit.clone(),
            },
            login: folded(&name),
            email: person.email.clone(),
            created_at: now,
            disabled: false,
            keys: None,
            subject: None,
            invitation: Some(id.clone()),
            signed_in_at: None,
            epoch: 1,
        },
    };
    let invitation = Invitation {
        id,
        account: account.officer.id.clone(),
        expires_at: now.as_second().saturating_add(INVITED_FOR.as_secs()),
    };
    let object = Some(account.officer.id.as_str());
    store
        .append_audit(by, AuditKind::Invited, object, now, entropy)
        .await?;
    if store.invite(&account, &invitation, is_new).await? {
        Ok(token)
    } else {
        Err(InviteError::Taken)
    }
}

/// Somebody known is invited again; only one who may not come any more may come back as somebody else.
fn again(known: Account, person: &NewPerson, invitation: &str) -> Result<Account, InviteError> {
    let same = known.officer.role == person.role && known.officer.unit == person.unit;
    if !same && !known.disabled {
        return Err(InviteError::OtherRole);
    }
    Ok(Account {
        officer: Officer {
            role: person.role,
            unit: person.unit.clone(),
            ..known.officer
        },
        email: person.email.clone().or(known.email),
        invitation: Some(invitation.to_owned()),
        ..known
    })
}

/// An invitation, and whom it is for.
pub(super) struct Invited {
    pub(super) invitation: Invitation,
    pub(super) account: Account,
    /// The secret that their code generator shall have.
    pub(super) codes: Vec<u8>,
}

/// Whom a link invites, if it still does.
pub(super) async fn invited(app: &App, token: &str) -> Result<Option<Invited>, StoreError> {
    let invited = invited_by(app, &invitation_id(&app.secret, token)).await?;
    Ok(invited.map(|(invitation, account)| Invited {
        codes: app.secret.hash(Purpose::Codes, &[token.as_bytes()])[..SECRET_BYTES].to_vec(),
        invitation,
        account,
    }))
}

/// The same for an invitation that was seen before.
pub(super) async fn invited_by(app: &App, id: &str) -> Result<Option<(Invitation, Account)>, StoreError> {
    let Some(invitation) = app.store.invitation(id, (app.clock)()).await? else {
        return Ok(None);
    };
    let account = app.store.account(&invitation.account).await?;
    let account = account.filter(|account| account.invitation.as_deref() == Some(id));
    Ok(account.map(|account| (invitation, account)))
}

/// Accepts an invitation. Whether it still held.
pub(super) async fn accept(
    app: &App,
    invited: &Invited,
    password: &str,
    step: i64,
) -> Result<bool, StoreError> {
    let own = Keys {
        password: password::hashed(password, random::<SALT_BYTES>(&app.entropy)).await,
        codes: to_hex(&invited.codes),
    };
    app.store
        .accept(&invited.invitation, &invited.account, &own, step, (app.clock)())
        .await
}

/// Why somebody was not let in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NotIn {
    /// Name, password or code are wrong; which one is nobody's business.
    Wrong,
    /// Wrong too often.
    Slowed,
    /// The table was not able to.
    Store(StoreError),
}

impl From<StoreError> for NotIn {
    fn from(error: StoreError) -> NotIn {
        NotIn::Store(error)
    }
}

/// Lets somebody in by name, password and code.
pub(super) async fn let_in(
    app: &App,
    name: &str,
    secret: &str,
    code: &str,
    address: Option<&str>,
) -> Result<Account, NotIn> {
    let login = folded(name);
    let attempts = Attempts::of(app, &login, address);
    if may_sign_in(app, &Sender::of(app, address)).await != Allowed::Yes {
        return Err(NotIn::Slowed);
    }
    let Some(mut tell) = attempts.begin().await? else {
        return Err(NotIn::Slowed);
    };
    let account = if login.is_empty() || login.len() > 4 * MOST_NAME_CHARS {
        None
    } else {
        app.store.account_named(&login).await?
    };
    match opens(app, account.as_ref(), secret, code, &attempts).await? {
        None => {
            attempts.forget().await?;
            return account.ok_or(NotIn::Wrong);
        }
        Some(failed) => tell |= failed,
    }
    if tell {
        let tried = account.as_ref().map(|account| account.officer.id.as_str());
        if let Err(error) = audit::of_failure(app, tried).await {
            tracing::error!(%error, "failed attempts to sign in are not recorded");
        }
    }
    Err(NotIn::Wrong)
}

/// Nothing if password and code open an account; otherwise whether its history must tell of it. Each way of being wrong
/// takes as long as the others, also where there is no account.
async fn opens(
    app: &App,
    account: Option<&Account>,
    secret: &str,
    code: &str,
    attempts: &Attempts<'_>,
) -> Result<Option<bool>, StoreError> {
    let own = account
        .filter(|account| !account.disabled)
        .and_then(|account| account.keys.as_ref());
    if !password::fits(secret, own.map(|own| own.password.as_str())).await {
        return attempts.wrong_password().await.map(Some);
    }
    let (may, tell) = attempts.code().await?;
    let codes = own.and_then(|own| from_hex(&own.codes)).unwrap_or_default();
    let step = matching(&codes, code, &clocks(app)).filter(|_| may);
    let opened = match (account, step) {
        (Some(account), Some(step)) => app.store.spend_code(&account.officer.id, step).await?,
        _ => false,
    };
    Ok((!opened).then_some(tell))
}

/// The moments by which a code may be of now: ours, and that of telephones, which know nothing of a clock set
/// elsewhere for a demonstration.
pub(super) fn clocks(app: &App) -> [Timestamp; 2] {
    [(app.clock)(), (app.console.wall)()]
}

/// A name however it is typed.
pub(super) fn folded(name: &str) -> String {
    let words: Vec<String> = clean_line(name)
        .split_whitespace()
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

fn invitation_id(secret: &Secret, token: &str) -> String {
    secret.hex(Purpose::Invitation, &[token.as_bytes()])
}

pub(super) fn random<const N: usize>(entropy: &Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy(&mut bytes);
    bytes
}
