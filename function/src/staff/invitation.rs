//! Accepting an invitation: a password and a code generator of one's own, or, where there is an issuer, the account
//! that one has there.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use complaint::RawForm;
use serde::Serialize;

use super::accounts::{Invited, PASSWORD_CHARS, accept, clocks, invited};
use super::audit;
use super::codes::{matching, typed};
use super::door::{Turned, is_open};
use super::fields::FieldView;
use super::screen::{Notice, Screen, query, read_query, role_words, texts};
use super::sign_in::{START, enter, one_of, welcome};
use crate::App;
use crate::http::{Format, is_surely_own, read_form};
use crate::store::{Account, AuditKind, StoreError};

const FIELDS: [&str; 4] = [TOKEN, "password", "again", "code"];
/// The field that carries an invitation.
pub(super) const TOKEN: &str = "kode";

#[derive(Serialize)]
struct InvitationModel<'a> {
    greeting: String,
    name: &'a str,
    secret: String,
    token: &'a str,
    fields: Vec<FieldView>,
    /// Whether there are accounts of the agency elsewhere.
    issuer: bool,
    /// Whether what was typed here must be mended, so that it is shown at once.
    mends: bool,
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
        Ok(None) => none(&screen),
        Err(error) => broken(&screen, &error),
    }
}

/// The link is wrong, used or old.
pub(super) fn none(screen: &Screen<'_>) -> Response {
    screen.say(
        StatusCode::NOT_FOUND,
        "no_invitation",
        "no_invitation",
        &RawForm::new(),
    )
}

pub(super) fn broken(screen: &Screen<'_>, error: &StoreError) -> Response {
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
    let issuer = screen.app.console.issuer.is_some();
    let greeting = if issuer {
        "invitation.greeting_choice"
    } else {
        "invitation.greeting"
    };
    let model = InvitationModel {
        greeting: texts().fill(greeting, &[("name", &officer.name), ("role", &role)]),
        name: &officer.name,
        secret: grouped(&secret),
        token,
        fields: vec![password("password"), password("again"), code],
        issuer,
        mends: !wrong.is_empty(),
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
    // A page of another site must not accept for anybody; a program has no page.
    if screen.format == Format::Html && !is_surely_own(request.headers(), &app.agency.base_url) {
        return screen.say(StatusCode::FORBIDDEN, "cross_site", "cross_site", &RawForm::new());
    }
    let form = match read_form(request, |name| one_of(&FIELDS, name)).await {
        Ok(form) => form.values,
        Err(refusal) => return screen.refuse(&refusal),
    };
    let value = |name: &str| form.get(name).map_or("", String::as_str);
    let invited = match invited(&app, value(TOKEN)).await {
        Ok(Some(invited)) => invited,
        Ok(None) => return none(&screen),
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
        Ok(true) => enter_first(&screen, invited.account, AuditKind::SignIn, START).await,
        Ok(false) => none(&screen),
        Err(error) => broken(&screen, &error),
    }
}

/// The invitation is spent: whoever has just shown who they are comes in at once.
pub(super) async fn enter_first(
    screen: &Screen<'_>,
    invited: Account,
    how: AuditKind,
    next: &str,
) -> Response {
    let account = match screen.app.store.account(&invited.officer.id).await {
        Ok(account) => account.unwrap_or(invited),
        Err(error) => return broken(screen, &error),
    };
    let id = &account.officer.id;
    let recorded = audit::of_account(screen.app, id, AuditKind::AccountOpened, None).await;
    if let Err(error) = recorded {
        return broken(screen, &error);
    }
    match enter(screen.app, account, how).await {
        Ok(visitor) => welcome(screen, &visitor, next),
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
