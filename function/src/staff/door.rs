//! The door of the desk: over which connections it opens, who is already inside, and whether what they send
//! really comes from them.

use std::fmt;

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, HeaderValue, SET_COOKIE};
use axum::http::uri::Authority;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use complaint::RawForm;
use complaint::staff::Officer;
use jiff::SignedDuration;

use super::accounts::random;
use crate::http::is_surely_own;
use crate::secret::Purpose;
use crate::store::{Account, Session, StoreError};
use crate::{App, Clock, Issuer};

/// A session that nobody uses ends after this.
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// A session ends after this in any case.
const LONGEST: SignedDuration = SignedDuration::from_hours(8);
/// How exactly its last use is remembered: every request would be a write otherwise.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);
const TOKEN_BYTES: usize = 32;
/// The field of every form.
pub(super) const CSRF: &str = "csrf";

/// How people come to the desk.
#[derive(Clone)]
pub struct Console {
    /// Over which connections.
    pub door: Door,
    /// What telephones take for the time: the clock itself, unless that was set elsewhere for a demonstration.
    pub wall: Clock,
    /// Who proves who somebody is, where the agency has accounts of its own elsewhere.
    pub issuer: Option<Issuer>,
}

impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Console({:?})", self.door)
    }
}

/// Over which connections people may sign in. Passwords never travel in the clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// This computer only, without encryption.
    Loopback,
    /// Every connection that reaches us is encrypted.
    Https,
    /// A server in front of us encrypts, and says so in `X-Forwarded-Proto`.
    Proxy,
}

impl Door {
    fn is_open(self, headers: &HeaderMap) -> bool {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        match self {
            Door::Loopback => text(HOST.as_str()).is_none_or(is_this_computer),
            Door::Https => true,
            Door::Proxy => text("x-forwarded-proto") == Some("https"),
        }
    }

    /// Gives a browser what to keep, or takes it away.
    pub(super) fn set_cookie(self, mut response: Response, kept: Kept, token: Option<&str>) -> Response {
        let secure = if self == Door::Loopback { "" } else { "; Secure" };
        let age = token.map_or(0, |_| kept.lasts().as_secs());
        let cookie = format!(
            "{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}",
            kept.cookie(self),
            token.unwrap_or_default()
        );
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, value);
        }
        response
    }
}

/// What a browser keeps for us. `Lax`, since whoever comes from a mail or from the issuer must be known too.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kept {
    /// That somebody is signed in.
    Session,
    /// That somebody went to the issuer and is expected back.
    Departure,
}

impl Kept {
    /// Browsers keep a `__Host-` cookie only if it came encrypted. On this computer it does not, and not every
    /// browser makes an exception there.
    pub(crate) const fn cookie(self, door: Door) -> &'static str {
        match (self, door) {
            (Kept::Session, Door::Loopback) => "sesi",
            (Kept::Session, Door::Https | Door::Proxy) => "__Host-sesi",
            (Kept::Departure, Door::Loopback) => "masuk",
            (Kept::Departure, Door::Https | Door::Proxy) => "__Host-masuk",
        }
    }

    /// For how long.
    pub(super) const fn lasts(self) -> SignedDuration {
        match self {
            Kept::Session => LONGEST,
            Kept::Departure => SignedDuration::from_mins(10),
        }
    }

    /// What a browser shows of it.
    pub(super) fn shown(self, door: Door, headers: &HeaderMap) -> Option<&str> {
        cookie(headers, self.cookie(door))
    }
}

/// Where the desk is for this browser. On this computer it has the name under which it was asked for, which passed
/// [`is_open`].
pub(super) fn origin(app: &App, headers: &HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    match (app.console.door, host) {
        (Door::Loopback, Some(host)) => format!("http://{host}"),
        _ => app.agency.base_url.clone(),
    }
}

/// Whether a request was sent to this computer by one of its own names. Another name that leads here is a trick.
fn is_this_computer(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    let address = name.parse::<std::net::IpAddr>();
    name == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// Somebody who is signed in.
#[derive(Debug)]
pub(crate) struct Visitor {
    pub(crate) officer: Officer,
    token: String,
    session: String,
    by_cookie: bool,
    by_issuer: bool,
}

/// Why nobody came in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turned {
    /// Not over this connection.
    Closed,
    /// Not signed in, or not any more.
    Unknown,
    /// The table was not able to.
    Store(StoreError),
}

impl From<StoreError> for Turned {
    fn from(error: StoreError) -> Turned {
        Turned::Store(error)
    }
}

/// Whether the desk opens over this connection.
pub(super) fn is_open(app: &App, headers: &HeaderMap) -> bool {
    app.console.door.is_open(headers)
}

impl Visitor {
    /// Who sends this.
    pub(super) async fn of(app: &App, headers: &HeaderMap) -> Result<Visitor, Turned> {
        if !is_open(app, headers) {
            return Err(Turned::Closed);
        }
        let bearer = bearer(headers);
        let by_cookie = bearer.is_none();
        let token = bearer
            .or_else(|| Kept::Session.shown(app.console.door, headers))
            .ok_or(Turned::Unknown)?;
        let id = session_id(app, token);
        let session = app.store.session(&id).await?.ok_or(Turned::Unknown)?;
        let now = (app.clock)();
        let idle = now.as_second().saturating_sub(session.seen_at);
        if idle >= IDLE.as_secs() || session.expires_at <= now.as_second() {
            return Err(Turned::Unknown);
        }
        let account = app.store.account(&session.account).await?;
        let account = account.filter(|account| !account.disabled && account.epoch == session.epoch);
        let account = account.ok_or(Turned::Unknown)?;
        if idle >= SEEN_EVERY.as_secs() {
            app.store.touch_session(&id, now).await?;
        }
        Ok(Visitor {
            by_issuer: account.subject.is_some(),
            officer: account.officer,
            token: token.to_owned(),
            session: id,
            by_cookie,
        })
    }

    /// Begins a session.
    pub(super) async fn enter(app: &App, account: Account) -> Result<Visitor, StoreError> {
        let token = URL_SAFE_NO_PAD.encode(random::<TOKEN_BYTES>(&app.entropy));
        let now = (app.clock)().as_second();
        let session = Session {
            id: session_id(app, &token),
            account: account.officer.id.clone(),
            epoch: account.epoch,
            seen_at: now,
            expires_at: now.saturating_add(LONGEST.as_secs()),
        };
        app.store.begin_session(&session).await?;
        Ok(Visitor {
            by_issuer: account.subject.is_some(),
            officer: account.officer,
            token,
            session: session.id,
            by_cookie: true,
        })
    }

    /// Ends this session, or all of the account.
    pub(super) async fn leave(&self, app: &App, everywhere: bool) -> Result<(), StoreError> {
        if everywhere {
            app.store.end_sessions(&self.officer.id, false).await?;
        }
        app.store.end_session(&self.session).await
    }

    /// Whether what came with these headers and this form was meant by them. What carries a token of its own
    /// cannot have been sent by a browser that was tricked.
    pub(super) fn means(&self, app: &App, headers: &HeaderMap, form: &RawForm) -> bool {
        let typed = form.get(CSRF).map_or("", String::as_str);
        let own = || {
            app.secret
                .verify(Purpose::Csrf, &[self.token.as_bytes()], typed.trim())
        };
        !self.by_cookie || (is_surely_own(headers, &app.agency.base_url) && own())
    }

    /// What their forms carry.
    pub(super) fn csrf(&self, app: &App) -> String {
        app.secret.hex(Purpose::Csrf, &[self.token.as_bytes()])
    }

    /// What their browser holds.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// Whether the issuer knows them, so that they may want to leave it too.
    pub(super) const fn by_issuer(&self) -> bool {
        self.by_issuer
    }

    /// When their session ends in any case, if it began now.
    pub(super) const fn lasts() -> SignedDuration {
        LONGEST
    }
}

fn session_id(app: &App, token: &str) -> String {
    app.secret.hex(Purpose::Session, &[token.as_bytes()])
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let values = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = values
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::is_this_computer;

    #[test]
    fn only_its_own_names_lead_to_this_computer() {
        for host in [
            "127.0.0.1:8080",
            "localhost:1",
            "[::1]:8080",
            "127.0.0.2",
            "localhost",
        ] {
            assert!(is_this_computer(host), "{host}");
        }
        for host in [
            "evil.example:8080",
            "127.0.0.1.evil.example",
            "10.0.0.1",
            "",
            "a b",
        ] {
            assert!(!is_this_computer(host), "{host}");
        }
    }
}
