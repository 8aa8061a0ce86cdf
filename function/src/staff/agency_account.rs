//! Signing in with an account of the agency: out to the issuer, and back with what it says. The issuer only proves who
//! somebody is; whose account that is, and what it may do, is written here.
//!
//! What the browser keeps meanwhile binds all of it together: what the issuer must send back, what its token must say and
//! what we show it are keyed hashes of that one thing, so nothing in the table or in an address opens anything.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{HeaderValue, REFRESH};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use complaint::RawForm;
use jiff::Timestamp;
use serde::Serialize;

use super::accounts::{invited, invited_by, random};
use super::door::{Kept, Turned, is_open, origin};
use super::invitation::{TOKEN, enter_first, none};
use super::screen::{Screen, read_query, texts};
use super::sign_in::{enter, one_of, own_page, welcome};
use crate::App;
use crate::http::{is_surely_own, read_form, retry_later};
use crate::oidc::{Issuer, Subject, Trip, Unproven};
use crate::secret::Purpose;
use crate::store::{Account, AuditKind, Bound, Departure, StoreError};

const FIELDS: [&str; 2] = ["next", TOKEN];
/// Where the issuer sends people back to.
const BACK: &str = "/staff/masuk/kembali";
const KEEPSAKE_BYTES: usize = 32;

/// Why nobody came in.
enum NotIn {
    /// This browser did not leave, left too long ago, or is back already.
    NotExpected,
    /// They, or the issuer, did not want to.
    Declined,
    /// The issuer does not prove who it is.
    Unproven(Unproven),
    /// It does, but there is no account for them.
    NoPlace,
    /// Another account opens for them.
    Taken,
    /// The invitation does not hold any more.
    NoInvitation,
    /// The table was not able to.
    Store(StoreError),
}

impl From<StoreError> for NotIn {
    fn from(error: StoreError) -> Self {
        NotIn::Store(error)
    }
}

impl From<Unproven> for NotIn {
    fn from(why: Unproven) -> Self {
        NotIn::Unproven(why)
    }
}

#[derive(Serialize)]
struct LeavingModel<'a> {
    link: &'a str,
}

/// Somebody wants to sign in with their account of the agency, or accept an invitation with it.
pub(crate) async fn go_to_issuer(State(app): State<Arc<App>>, request: Request) -> Response {
    let headers = request.headers().clone();
    let screen = Screen::of(&app, &headers);
    let issuer = match may_pass(&screen, &headers) {
        Ok(issuer) => issuer,
        Err(answer) => return *answer,
    };
    if !is_surely_own(&headers, &app.agency.base_url) {
        return screen.say(StatusCode::FORBIDDEN, "cross_site", "cross_site", &RawForm::new());
    }
    let form = match read_form(request, |name| one_of(&FIELDS, name)).await {
        Ok(form) => form.values,
        Err(refusal) => return screen.refuse(&refusal),
    };
    match leave(&app, issuer, &headers, &form).await {
        Ok((address, keepsake)) => sent_on(&screen, &address, &keepsake),
        Err(not_in) => not_let_in(&screen, &not_in),
    }
}

/// The issuer, if there is one and the desk opens over this connection.
fn may_pass<'a>(screen: &Screen<'a>, headers: &HeaderMap) -> Result<&'a Issuer, Box<Response>> {
    if !is_open(screen.app, headers) {
        return Err(Box::new(screen.turned(&Turned::Closed, None, &RawForm::new())));
    }
    let issuer = screen.app.console.issuer.as_ref();
    issuer.ok_or_else(|| Box::new(screen.not_found()))
}

/// Where to go, and what the browser keeps meanwhile.
async fn leave(
    app: &App,
    issuer: &Issuer,
    headers: &HeaderMap,
    form: &RawForm,
) -> Result<(String, String), NotIn> {
    let invitation = match form.get(TOKEN).map(String::as_str) {
        None | Some("") => None,
        Some(token) => Some(invited(app, token).await?.ok_or(NotIn::NoInvitation)?),
    };
    let keepsake = URL_SAFE_NO_PAD.encode(random::<KEEPSAKE_BYTES>(&app.entropy));
    let address = issuer.address(&trip(app, headers, &keepsake), now(app)).await?;
    let until = (app.clock)()
        .as_second()
        .saturating_add(Kept::Departure.lasts().as_secs());
    let departure = Departure {
        id: app.secret.hex(Purpose::Departure, &[keepsake.as_bytes()]),
        next: own_page(form.get("next").map_or("", String::as_str)).to_owned(),
        invitation: invitation.map(|invited| invited.invitation.id),
        expires_at: until,
    };
    app.store.depart(&departure).await?;
    Ok((address, keepsake))
}

/// Issuers know nothing of a clock set elsewhere for a demonstration.
fn now(app: &App) -> Timestamp {
    (app.console.wall)()
}

fn trip(app: &App, headers: &HeaderMap, keepsake: &str) -> Trip {
    let of = |purpose| app.secret.hex(purpose, &[keepsake.as_bytes()]);
    Trip {
        state: of(Purpose::State),
        nonce: of(Purpose::Nonce),
        verifier: of(Purpose::Verifier),
        back: format!("{}{BACK}", origin(app, headers)),
    }
}

/// A page that leads on by itself. A redirect would be held against `form-action`, by some browsers and at each of its
/// steps, and nobody knows over which other places an issuer leads.
fn sent_on(screen: &Screen<'_>, address: &str, keepsake: &str) -> Response {
    let frame = screen.frame(texts().get("issuer.title"), None);
    let model = LeavingModel { link: address };
    let mut page = screen.page(StatusCode::OK, "staff_issuer.html", &frame, &model);
    if let Ok(refresh) = HeaderValue::from_str(&format!("0;url={address}")) {
        page.headers_mut().insert(REFRESH, refresh);
    }
    let door = screen.app.console.door;
    door.set_cookie(page, Kept::Departure, Some(keepsake))
}

/// Somebody is back from the issuer.
pub(crate) async fn come_back(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Response {
    let screen = Screen::of(&app, &headers);
    let issuer = match may_pass(&screen, &headers) {
        Ok(issuer) => issuer,
        Err(answer) => return *answer,
    };
    let answer = match recognize(&app, issuer, &uri, &headers).await {
        Ok((next, Whose::Known(account))) => match enter(&app, account, AuditKind::SignInByIssuer).await {
            Ok(visitor) => welcome(&screen, &visitor, &next),
            Err(error) => not_let_in(&screen, &NotIn::Store(error)),
        },
        Ok((next, Whose::New(account))) => {
            enter_first(&screen, account, AuditKind::SignInByIssuer, &next).await
        }
        // Whoever sent them here with something else does not end what this browser has begun.
        Err(NotIn::NotExpected) => return not_let_in(&screen, &NotIn::NotExpected),
        Err(not_in) => not_let_in(&screen, &not_in),
    };
    app.console.door.set_cookie(answer, Kept::Departure, None)
}

/// Whose account opens.
enum Whose {
    /// Of somebody who was here before.
    Known(Account),
    /// Of somebody who has just accepted their invitation.
    New(Account),
}

/// Who is back, and which page they want.
async fn recognize(
    app: &App,
    issuer: &Issuer,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<(String, Whose), NotIn> {
    let values = read_query(uri);
    let value = |name: &str| values.get(name).map_or("", String::as_str);
    let keepsake = Kept::Departure.shown(app.console.door, headers);
    let keepsake = keepsake.ok_or(NotIn::NotExpected)?;
    let is_ours = app
        .secret
        .verify(Purpose::State, &[keepsake.as_bytes()], value("state"));
    if !is_ours {
        return Err(NotIn::NotExpected);
    }
    let id = app.secret.hex(Purpose::Departure, &[keepsake.as_bytes()]);
    let departure = app.store.return_of(&id, (app.clock)()).await?;
    let departure = departure.ok_or(NotIn::NotExpected)?;
    if values.contains_key("error") || value("code").is_empty() {
        return Err(NotIn::Declined);
    }
    let trip = trip(app, headers, keepsake);
    let subject = issuer.who(value("code"), &trip, now(app)).await?;
    let whose = match &departure.invitation {
        Some(invitation) => Whose::New(bind(app, invitation, &subject).await?),
        None => Whose::Known(known(app, &subject).await?),
    };
    Ok((departure.next, whose))
}

async fn known(app: &App, subject: &Subject) -> Result<Account, NotIn> {
    let account = app.store.account_of_subject(&hashed(app, subject)).await?;
    account.ok_or(NotIn::NoPlace)
}

/// From now on the account of this invitation opens for this subject.
async fn bind(app: &App, invitation: &str, subject: &Subject) -> Result<Account, NotIn> {
    let invited = invited_by(app, invitation).await?.ok_or(NotIn::NoInvitation)?;
    let (invitation, account) = invited;
    let bound = app
        .store
        .bind(&invitation, &account, &hashed(app, subject), (app.clock)())
        .await?;
    match bound {
        Bound::Done => Ok(account),
        Bound::Taken => Err(NotIn::Taken),
        Bound::Gone => Err(NotIn::NoInvitation),
    }
}

fn hashed(app: &App, subject: &Subject) -> String {
    let parts = [subject.issuer.as_bytes(), subject.subject.as_bytes()];
    app.secret.hex(Purpose::Subject, &parts)
}

fn not_let_in(screen: &Screen<'_>, not_in: &NotIn) -> Response {
    let (status, words) = match not_in {
        NotIn::NotExpected => (StatusCode::UNAUTHORIZED, "issuer_not_expected"),
        NotIn::Declined => (StatusCode::UNAUTHORIZED, "issuer_declined"),
        NotIn::Unproven(why) if why.is_away() => {
            tracing::warn!(%why, "nobody can be sent to the issuer");
            let away = screen.say_outside(StatusCode::SERVICE_UNAVAILABLE, "issuer_away");
            return retry_later(away);
        }
        NotIn::Unproven(why) => {
            tracing::warn!(%why, "somebody came back unproven");
            (StatusCode::UNAUTHORIZED, "issuer_unproven")
        }
        NotIn::NoPlace => (StatusCode::FORBIDDEN, "issuer_no_place"),
        NotIn::Taken => (StatusCode::CONFLICT, "issuer_taken"),
        NotIn::NoInvitation => return none(screen),
        NotIn::Store(error) => {
            tracing::error!(%error, "nobody could be let in");
            return screen.unavailable(&RawForm::new());
        }
    };
    screen.say_outside(status, words)
}

/// Where somebody who has left the desk leaves the issuer too. Where it cannot be asked, nothing is offered.
pub(super) async fn farewell(app: &App, headers: &HeaderMap) -> Option<String> {
    let back = format!("{}/staff/masuk", origin(app, headers));
    let issuer = app.console.issuer.as_ref()?;
    issuer.farewell(&back, now(app)).await.ok().flatten()
}
