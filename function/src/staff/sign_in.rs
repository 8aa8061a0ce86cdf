//! Signing in and out, and accepting an invitation.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use complaint::RawForm;
use complaint::staff::Role;
use serde::Serialize;

use super::accounts::{Invited, NotIn, PASSWORD_CHARS, SLOWED_FOR, accept, clocks, invited, let_in};
use super::audit;
use super::codes::{matching, typed};
use super::door::{Turned, Visitor, is_open};
use super::fields::FieldView;
use super::screen::{Notice, Screen, go, query, read_query, role_words, texts};
use crate::App;
use crate::http::{Format, Problem, client_address, is_surely_own, json_answer, read_form};
use crate::store::{Account, AuditKind, StoreError};

const FIELDS: [&str; 4] = ["name", "password", "code", "next"];
const INVITED_FIELDS: [&str; 4] = ["kode", "password", "again", "code"];
const LEAVING_FIELDS: [&str; 2] = ["csrf", "everywhere"];
const TOKEN: &str = "kode";
const START: &str = "/staff/";

#[derive(Serialize)]
struct SignInModel {
    fields: Vec<FieldView>,
    next: String,
}

/// The form that asks who it is.
pub(crate) async fn sign_in_form(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Response {
    let screen = Screen::of(&app, &headers);
    if !is_open(&app, &headers) {
        return screen.turned(&Turned::Closed, None, &RawForm::new());
    }
    let values = read_query(&uri);
    let left = values.contains_key("left");
    let notice = left.then(|| Notice::Done(texts().get("sign_in.left").to_owned()));
    door_page(&screen, StatusCode::OK, &values, notice)
}

fn door_page(screen: &Screen<'_>, status: StatusCode, values: &RawForm, notice: Option<Notice>) -> Response {
    let value = |name: &str| values.get(name).map_or("", String::as_str);
    let name = FieldView {
        autocomplete: "username",
        ..FieldView::line("sign_in", "name", value("name"))
    };
    let password = FieldView {
        kind: "password",
        autocomplete: "current-password",
        ..FieldView::line("sign_in", "password", "")
    };
    let code = FieldView {
        autocomplete: "one-time-code",
        ..FieldView::line("sign_in", "code", "")
    };
    let model = SignInModel {
        fields: vec![name, password, code],
        next: own_page(value("next")).to_owned(),
    };
    let frame = screen.frame(texts().get("sign_in.title"), notice);
    screen.page(status, "staff_sign_in.html", &frame, &model)
}

/// Somebody says who they are.
pub(crate) async fn sign_in(State(app): State<Arc<App>>, request: Request) -> Response {
    let screen = Screen::of(&app, request.headers());
    if !is_open(&app, request.headers()) {
        return screen.turned(&Turned::Closed, None, &RawForm::new());
    }
    // A page of another site must not sign anybody in; a program has no page.
    if screen.format == Format::Html && !is_surely_own(request.headers(), &app.agency.base_url) {
        return screen.say(StatusCode::FORBIDDEN, "cross_site", "cross_site", &RawForm::new());
    }
    let address = client_address(&app, &request);
    let form = match read_form(request, |name| one_of(&FIELDS, name)).await {
        Ok(form) => form.values,
        Err(refusal) => return screen.refuse(&refusal),
    };
    let value = |name: &str| form.get(name).map_or("", String::as_str);
    let account = let_in(
        &app,
        value("name"),
        value("password"),
        value("code"),
        address.as_deref(),
    )
    .await;
    let entered = match account {
        Ok(account) => enter(&app, account).await.map_err(NotIn::Store),
        Err(not_in) => Err(not_in),
    };
    match entered {
        Ok(visitor) => welcome(&screen, &visitor, own_page(value("next"))),
        Err(not_in) => not_let_in(&screen, &form, &not_in),
    }
}

/// Nobody comes in unrecorded.
async fn enter(app: &App, account: Account) -> Result<Visitor, StoreError> {
    audit::of_account(app, &account.officer.id, AuditKind::SignIn, None).await?;
    app.store.came_in(&account.officer.id, (app.clock)()).await?;
    Visitor::enter(app, account).await
}

#[derive(Serialize)]
struct WelcomeJson<'a> {
    token: &'a str,
    csrf_token: String,
    expires_at: jiff::Timestamp,
    officer: OfficerJson<'a>,
}

#[derive(Serialize)]
struct OfficerJson<'a> {
    id: &'a str,
    name: &'a str,
    role: Role,
    unit: Option<&'a str>,
}

fn welcome(screen: &Screen<'_>, visitor: &Visitor, next: &str) -> Response {
    let app = screen.app;
    let officer = &visitor.officer;
    let answer = match screen.format {
        Format::Html => go(next),
        Format::Json => json_answer(
            StatusCode::OK,
            &WelcomeJson {
                token: visitor.token(),
                csrf_token: visitor.csrf(app),
                expires_at: (app.clock)()
                    .checked_add(Visitor::lasts())
                    .unwrap_or(jiff::Timestamp::MAX),
                officer: OfficerJson {
                    id: &officer.id,
                    name: &officer.name,
                    role: officer.role,
                    unit: officer.unit.as_deref(),
                },
            },
        ),
    };
    app.console.door.set_cookie(answer, Some(visitor.token()))
}

/// One answer for a wrong name, password or code, for no account and for a closed one.
fn not_let_in(screen: &Screen<'_>, form: &RawForm, not_in: &NotIn) -> Response {
    let (status, words) = match not_in {
        NotIn::Wrong => (StatusCode::UNAUTHORIZED, "wrong"),
        NotIn::Slowed => (StatusCode::TOO_MANY_REQUESTS, "slowed"),
        NotIn::Store(error) => {
            tracing::error!(%error, "nobody could be let in");
            return screen.unavailable(&RawForm::new());
        }
    };
    let text = texts().get(&format!("sign_in.{words}"));
    let mut answer = match screen.format {
        Format::Html => door_page(screen, status, form, Some(Notice::Wrong(text.to_owned()))),
        Format::Json => Problem::new(status, words, texts().get("sign_in.title"), text, &[]).answer(status),
    };
    if *not_in == NotIn::Slowed {
        let seconds = axum::http::HeaderValue::from(SLOWED_FOR.as_secs());
        answer
            .headers_mut()
            .insert(axum::http::header::RETRY_AFTER, seconds);
    }
    answer
}

/// Where to go after signing in: a page of the desk, whatever the address said.
fn own_page(typed: &str) -> &str {
    let plain = |c: char| c.is_ascii_graphic() && c != '\\';
    let ours = typed.starts_with(START) && typed.len() <= 300 && typed.chars().all(plain);
    let door = ["/staff/masuk", "/staff/keluar", "/staff/undangan"];
    if ours && !door.iter().any(|page| typed.starts_with(page)) {
        typed
    } else {
        START
    }
}

/// Somebody leaves, here or everywhere.
pub(crate) async fn sign_out(State(app): State<Arc<App>>, request: Request) -> Response {
    let screen = Screen::of(&app, request.headers());
    let headers = request.headers().clone();
    let visitor = Visitor::of(&app, &headers).await;
    let form = match read_form(request, |name| one_of(&LEAVING_FIELDS, name)).await {
        Ok(form) => form.values,
        Err(refusal) => return screen.refuse(&refusal),
    };
    let left = match visitor {
        Ok(visitor) if !visitor.means(&app, &headers, &form) => {
            return screen.say(StatusCode::FORBIDDEN, "cross_site", "cross_site", &RawForm::new());
        }
        Ok(visitor) => leave(&app, &visitor, form.contains_key("everywhere"))
            .await
            .map_err(Turned::Store),
        // Who is out already has what they wanted.
        Err(Turned::Unknown) => Ok(()),
        Err(turned) => Err(turned),
    };
    match (left, screen.format) {
        (Err(turned), _) => screen.turned(&turned, None, &RawForm::new()),
        (Ok(()), Format::Html) => app
            .console
            .door
            .set_cookie(go(&format!("/staff/masuk?{}", query(&[("left", "yes")]))), None),
        (Ok(()), Format::Json) => app.console.door.set_cookie(
            json_answer(StatusCode::OK, &serde_json::json!({ "signed_out": true })),
            None,
        ),
    }
}

async fn leave(app: &App, visitor: &Visitor, everywhere: bool) -> Result<(), StoreError> {
    if everywhere {
        let kind = AuditKind::SignedOutEverywhere;
        audit::of_account(app, &visitor.officer.id, kind, None).await?;
    }
    visitor.leave(app, everywhere).await
}

#[derive(Serialize)]
struct InvitationModel<'a> {
    greeting: String,
    name: &'a str,
    secret: String,
    token: &'a str,
    fields: Vec<FieldView>,
}

/// What somebody who is invited must choose.
pub(crate) async fn invitation_form(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Response {
    let screen = Screen::of(&app, &headers);
    if !is_open(&app, &headers) {
        return screen.turned(&Turned::Closed, None, &RawForm::new());
    }
    let values = read_query(&uri);
    let token = values.get(TOKEN).map_or("", String::as_str);
    match invited(&app, token).await {
        Ok(Some(invited)) => invitation_page(&screen, StatusCode::OK, token, &invited, &[]),
        Ok(None) => screen.say(
            StatusCode::NOT_FOUND,
            "no_invitation",
            "no_invitation",
            &RawForm::new(),
        ),
        Err(error) => broken(&screen, &error),
    }
}

fn broken(screen: &Screen<'_>, error: &StoreError) -> Response {
    tracing::error!(%error, "an invitation could not be read");
    screen.unavailable(&RawForm::new())
}

fn invitation_page(
    screen: &Screen<'_>,
    status: StatusCode,
    token: &str,
    invited: &Invited,
    wrong: &[(&str, &str)],
) -> Response {
    let officer = &invited.account.officer;
    let error = |name: &str| {
        let key = wrong
            .iter()
            .find(|(field, _)| *field == name)
            .map(|(_, key)| *key);
        key.map(|key| texts().get(&format!("invitation.{key}")))
    };
    let password = |name| FieldView {
        kind: "password",
        autocomplete: "new-password",
        ..FieldView::line("invitation", name, "").wrong(error(name))
    };
    let code = FieldView {
        autocomplete: "one-time-code",
        ..FieldView::line("invitation", "code", "").wrong(error("code"))
    };
    let unit = officer
        .unit
        .as_deref()
        .and_then(|slug| screen.app.agency.unit(slug));
    let role = role_words(
        officer.role.as_str(),
        unit.map(|unit| unit.name.get(complaint::Lang::Id)),
    );
    let secret = typed(&invited.codes);
    let model = InvitationModel {
        greeting: texts().fill("invitation.greeting", &[("name", &officer.name), ("role", &role)]),
        name: &officer.name,
        secret: grouped(&secret),
        token,
        fields: vec![password("password"), password("again"), code],
    };
    let notice = (!wrong.is_empty()).then(|| Notice::Wrong(texts().get("invitation.mend").to_owned()));
    let mut frame = screen.frame(texts().get("invitation.title"), notice);
    let issuer = &screen.app.agency.name;
    let parts = query(&[("secret", &secret), ("issuer", issuer)]).replace('+', "%20");
    let label = query(&[("", &format!("{issuer}:{}", officer.name))])
        .trim_start_matches('=')
        .replace('+', "%20");
    frame.code = Some((
        format!("otpauth://totp/{label}?{parts}"),
        texts().get("invitation.code_title").to_owned(),
    ));
    screen.page(status, "staff_invitation.html", &frame, &model)
}

/// In groups of four, to be typed.
fn grouped(secret: &str) -> String {
    let symbols: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = symbols.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

/// Somebody who is invited has chosen.
pub(crate) async fn accept_invitation(State(app): State<Arc<App>>, request: Request) -> Response {
    let screen = Screen::of(&app, request.headers());
    if !is_open(&app, request.headers()) {
        return screen.turned(&Turned::Closed, None, &RawForm::new());
    }
    if !is_surely_own(request.headers(), &app.agency.base_url) {
        return screen.say(StatusCode::FORBIDDEN, "cross_site", "cross_site", &RawForm::new());
    }
    let form = match read_form(request, |name| one_of(&INVITED_FIELDS, name)).await {
        Ok(form) => form.values,
        Err(refusal) => return screen.refuse(&refusal),
    };
    let value = |name: &str| form.get(name).map_or("", String::as_str);
    let none = || {
        screen.say(
            StatusCode::NOT_FOUND,
            "no_invitation",
            "no_invitation",
            &RawForm::new(),
        )
    };
    let invited = match invited(&app, value(TOKEN)).await {
        Ok(Some(invited)) => invited,
        Ok(None) => return none(),
        Err(error) => return broken(&screen, &error),
    };
    let step = matching(&invited.codes, value("code"), &clocks(&app));
    let wrong = mistakes(value("password"), value("again"), step.is_some());
    let (Some(step), []) = (step, &wrong[..]) else {
        return invitation_page(
            &screen,
            StatusCode::UNPROCESSABLE_ENTITY,
            value(TOKEN),
            &invited,
            &wrong,
        );
    };
    match accept(&app, &invited, value("password"), step).await {
        Ok(true) => enter_first(&screen, invited).await,
        Ok(false) => none(),
        Err(error) => broken(&screen, &error),
    }
}

/// The code is spent: whoever has just shown that they have it comes in at once.
async fn enter_first(screen: &Screen<'_>, invited: Invited) -> Response {
    let account = match screen.app.store.account(&invited.account.officer.id).await {
        Ok(account) => account.unwrap_or(invited.account),
        Err(error) => return broken(screen, &error),
    };
    let id = &account.officer.id;
    let recorded = audit::of_account(screen.app, id, AuditKind::AccountOpened, None).await;
    if let Err(error) = recorded {
        return broken(screen, &error);
    }
    match enter(screen.app, account).await {
        Ok(visitor) => welcome(screen, &visitor, START),
        Err(error) => broken(screen, &error),
    }
}

/// What is wrong with what was chosen: field and words.
fn mistakes(password: &str, again: &str, code: bool) -> Vec<(&'static str, &'static str)> {
    let length = password.chars().count();
    let first = (!PASSWORD_CHARS.contains(&length)).then_some(("password", "password_length"));
    let second = (password != again).then_some(("again", "not_the_same"));
    let third = (!code).then_some(("code", "code_wrong"));
    [first, second, third].into_iter().flatten().collect()
}

/// The canonical name of a field that is read here.
pub(super) fn one_of(names: &[&'static str], name: &str) -> Option<&'static str> {
    names.iter().copied().find(|known| *known == name)
}

#[cfg(test)]
mod tests {
    use super::own_page;

    #[test]
    fn after_the_door_only_the_desk_follows() {
        for page in [
            "/staff/",
            "/staff/cases/DPM-0000-0000",
            "/staff/?view=all&cursor=x",
        ] {
            assert_eq!(own_page(page), page);
        }
        for page in [
            "",
            "/",
            "//evil.example",
            "https://evil.example/staff/",
            "/staff\\evil",
            "/staff/\\evil",
            "/staff/a b",
            "/staff/masuk",
            "/staff/keluar",
        ] {
            assert_eq!(own_page(page), "/staff/", "{page:?}");
        }
    }
}
