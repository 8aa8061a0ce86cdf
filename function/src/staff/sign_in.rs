//! Signing in and out.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use complaint::RawForm;
use complaint::staff::{Duty, Role};
use serde::Serialize;

use super::accounts::{NotIn, let_in};
use super::agency_account::farewell;
use super::attempts::SLOWED_FOR;
use super::audit;
use super::door::{Kept, Turned, Visitor, is_open};
use super::fields::FieldView;
use super::screen::{FIGURES, Notice, Screen, go, query, read_query, texts};
use crate::App;
use crate::http::{Format, Problem, client_address, is_surely_own, json_answer, read_form};
use crate::store::{Account, AuditKind, StoreError};

const FIELDS: [&str; 4] = ["name", "password", "code", "next"];
/// What the address of the door says to whoever left and may want to leave the issuer too.
const LEFT_ISSUER: &str = "issuer";
const LEAVING_FIELDS: [&str; 2] = ["csrf", "everywhere"];
/// The first page behind the door.
pub(super) const START: &str = "/staff/";

#[derive(Serialize)]
struct SignInModel {
    fields: Vec<FieldView>,
    next: String,
    /// Whether there are accounts of the agency elsewhere.
    issuer: bool,
    /// Whether what was typed here must be mended, so that it is shown at once.
    mends: bool,
    /// Where somebody who has left can leave the issuer too.
    farewell: Option<String>,
}

/// The form that asks who it is.
pub(crate) async fn sign_in_form(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Response {
    let screen = Screen::of(&app, &headers);
    if !is_open(&app, &headers) {
        return screen.turned(&Turned::Closed, None, &RawForm::new());
    }
    let values = read_query(&uri);
    let left = values.get("left").map(String::as_str);
    let notice = left.map(|_| Notice::Done(texts().get("sign_in.left").to_owned()));
    let farewell = match left {
        Some(LEFT_ISSUER) => farewell(&app, &headers).await,
        _ => None,
    };
    door_page(&screen, StatusCode::OK, &values, notice, farewell)
}

fn door_page(
    screen: &Screen<'_>,
    status: StatusCode,
    values: &RawForm,
    notice: Option<Notice>,
    farewell: Option<String>,
) -> Response {
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
        issuer: screen.app.console.issuer.is_some(),
        mends: status != StatusCode::OK,
        farewell,
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
        Ok(account) => enter(&app, account, AuditKind::SignIn)
            .await
            .map_err(NotIn::Store),
        Err(not_in) => Err(not_in),
    };
    match entered {
        Ok(visitor) => welcome(&screen, &visitor, own_page(value("next"))),
        Err(not_in) => not_let_in(&screen, &form, &not_in),
    }
}

/// Nobody comes in unrecorded.
pub(super) async fn enter(app: &App, account: Account, how: AuditKind) -> Result<Visitor, StoreError> {
    audit::of_account(app, &account.officer.id, how, None).await?;
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

pub(super) fn welcome(screen: &Screen<'_>, visitor: &Visitor, next: &str) -> Response {
    let app = screen.app;
    let officer = &visitor.officer;
    let answer = match screen.format {
        // Whoever reads no cases begins with the figures.
        Format::Html if next == START && !officer.has(Duty::Read) => go(FIGURES),
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
    app.console
        .door
        .set_cookie(answer, Kept::Session, Some(visitor.token()))
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
        Format::Html => door_page(screen, status, form, Some(Notice::Wrong(text.to_owned())), None),
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
pub(super) fn own_page(typed: &str) -> &str {
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
            .map_err(Turned::Store)
            .map(|()| visitor.by_issuer()),
        // Who is out already has what they wanted.
        Err(Turned::Unknown) => Ok(false),
        Err(turned) => Err(turned),
    };
    let answer = match (left, screen.format) {
        (Err(turned), _) => return screen.turned(&turned, None, &RawForm::new()),
        (Ok(by_issuer), Format::Html) => {
            let left = if by_issuer { LEFT_ISSUER } else { "yes" };
            go(&format!("/staff/masuk?{}", query(&[("left", left)])))
        }
        (Ok(_), Format::Json) => json_answer(StatusCode::OK, &serde_json::json!({ "signed_out": true })),
    };
    app.console.door.set_cookie(answer, Kept::Session, None)
}

async fn leave(app: &App, visitor: &Visitor, everywhere: bool) -> Result<(), StoreError> {
    if everywhere {
        let kind = AuditKind::SignedOutEverywhere;
        audit::of_account(app, &visitor.officer.id, kind, None).await?;
    }
    visitor.leave(app, everywhere).await
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
