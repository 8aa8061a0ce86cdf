//! `/staff/people`: who works at the desk. Invites by a link that holds once, closes accounts, ends sessions; each of
//! these is written into the agency's own history before it is done.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::form::Input;
use complaint::staff::{Duty, Officer, Role};
use complaint::{Lang, RawForm, format_instant};
use jiff::Timestamp;
use serde::Serialize;

use super::accounts::{InviteError, NewPerson, folded, invite};
use super::audit;
use super::door::{CSRF, origin};
use super::entry::{Inside, Refused, has, look, send};
use super::fields::{FieldView, OptionView, options};
use super::not_done::NotDone;
use super::screen::{Notice, Screen, go, query, read_query, role_words, texts};
use super::sign_in::one_of;
use crate::App;
use crate::http::{ErrorEntry, Format, Problem, json_answer};
use crate::store::{Account, AuditActor, AuditKind, StoreError};

const PATH: &str = "/staff/people";
const FIELDS: [&str; 7] = [CSRF, "do", "id", "name", "role", "unit", "email"];
const DONE: [&str; 2] = ["close", "sign_out"];

#[derive(Serialize)]
struct PeopleModel {
    /// The link that has just been made, and for whom.
    invited: Option<Invited>,
    fields: Vec<FieldView>,
    people: Vec<PersonModel>,
}

#[derive(Serialize)]
struct Invited {
    name: String,
    link: String,
}

#[derive(Serialize)]
struct PersonModel {
    id: String,
    name: String,
    role: String,
    state: &'static str,
    way: Option<&'static str>,
    seen: String,
    /// Whether they can be sent out, and the account closed, by whoever reads this: not one's own.
    open: bool,
}

#[derive(Serialize)]
struct PersonJson<'a> {
    id: &'a str,
    name: &'a str,
    role: Role,
    unit: Option<&'a str>,
    email: Option<&'a str>,
    state: &'static str,
    /// How they sign in: a stable name.
    signs_in_by: Option<&'static str>,
    created_at: Timestamp,
    signed_in_at: Option<Timestamp>,
}

/// Everybody who was ever invited.
pub(crate) async fn people(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let inside = look(&app, request.headers(), request.uri(), has(Duty::People)).await?;
    let done = read_query(request.uri()).remove("done");
    let done = done.and_then(|done| one_of(&DONE, &done));
    let notice = done.map(|done| Notice::Done(texts().get(&format!("people.{done}_done")).to_owned()));
    Ok(show(&inside, StatusCode::OK, &RawForm::new(), notice, None).await)
}

/// Invites somebody, closes an account, or ends its sessions.
pub(crate) async fn change_people(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, Refused> {
    let origin = origin(&app, request.headers());
    let (inside, form) = send(&app, request, |name| one_of(&FIELDS, name), has(Duty::People)).await?;
    let values = form.values;
    let asked = typed(&values, "do");
    let done = match one_of(&DONE, asked) {
        Some(verb) => end(&inside, typed(&values, "id"), verb)
            .await
            .map(|()| Done::Ended(verb)),
        None if asked == "invite" => invite_one(&inside, &values, &origin).await.map(Done::Invited),
        None => Err(NotDone::Wrong("do", "unknown")),
    };
    Ok(answer(&inside, &values, done).await)
}

enum Done {
    Invited(Invited),
    Ended(&'static str),
}

async fn answer(inside: &Inside<'_>, values: &RawForm, done: Result<Done, NotDone>) -> Response {
    let screen = inside.screen();
    match (done, screen.format) {
        (Ok(Done::Invited(invited)), Format::Json) => json_answer(StatusCode::CREATED, &invited),
        (Ok(Done::Ended(verb)), Format::Json) => {
            json_answer(StatusCode::OK, &serde_json::json!({ "done": verb }))
        }
        (Ok(Done::Invited(invited)), Format::Html) => {
            show(inside, StatusCode::CREATED, &RawForm::new(), None, Some(invited)).await
        }
        (Ok(Done::Ended(verb)), Format::Html) => go(&format!("{PATH}?{}", query(&[("done", verb)]))),
        (Err(NotDone::Wrong(field, words)), Format::Json) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let text = texts().get(&format!("people.{words}"));
            let errors = [ErrorEntry {
                field,
                code: words,
                message: text.to_owned(),
                position: None,
            }];
            Problem::new(status, "validation", text, text, &errors).answer(status)
        }
        (Err(NotDone::Wrong(_, words)), Format::Html) => {
            let notice = Notice::Wrong(texts().get(&format!("people.{words}")).to_owned());
            show(
                inside,
                StatusCode::UNPROCESSABLE_ENTITY,
                values,
                Some(notice),
                None,
            )
            .await
        }
        (Err(NotDone::Store(error)), _) => broken(&screen, &error),
    }
}

fn broken(screen: &Screen<'_>, error: &StoreError) -> Response {
    tracing::error!(%error, "accounts are out of reach");
    screen.unavailable(&RawForm::new())
}

fn typed<'a>(values: &'a RawForm, name: &str) -> &'a str {
    values.get(name).map_or("", |text| text.trim())
}

async fn invite_one(inside: &Inside<'_>, values: &RawForm, origin: &str) -> Result<Invited, NotDone> {
    let app = inside.screen().app;
    let role = Role::parse(typed(values, "role")).ok_or(NotDone::Wrong("role", "no_role"))?;
    let unit = match typed(values, "unit") {
        "" => None,
        slug => Some(app.agency.unit(slug).ok_or(NotDone::Wrong("unit", "no_unit"))?),
    };
    let email = Some(typed(values, "email")).filter(|text| !text.is_empty());
    let person = NewPerson {
        name: typed(values, "name").to_owned(),
        role,
        unit: unit.map(|unit| unit.slug.clone()),
        email: email.map(str::to_owned),
    };
    within_reach(inside, person.unit.as_deref())?;
    if let Some(known) = app.store.account_named(&folded(&person.name)).await? {
        within_reach(inside, known.officer.unit.as_deref())?;
        if watches(&known) {
            return Err(NotDone::Wrong("name", "watches"));
        }
    }
    let by = AuditActor::Account(inside.officer().id.clone());
    let (store, secret) = (&app.store, &app.secret);
    let token = invite(store, secret, &app.entropy, (app.clock)(), &person, &by).await;
    let token = token.map_err(|error| match error {
        InviteError::NoName => NotDone::Wrong("name", "no_name"),
        InviteError::NoEmail => NotDone::Wrong("email", "no_email"),
        InviteError::NoUnit => NotDone::Wrong("unit", "no_unit"),
        InviteError::OtherRole => NotDone::Wrong("name", "other_role"),
        InviteError::Taken => NotDone::Wrong("name", "taken"),
        InviteError::Store(error) => NotDone::Store(error),
    })?;
    let link = format!("{origin}/staff/undangan?{}", query(&[("kode", &token)]));
    Ok(Invited {
        name: person.name,
        link,
    })
}

/// Whoever opens seals or reads what was done here is there to watch the desk as well. Who invites them anew could become
/// them: that is done where the program runs.
fn watches(account: &Account) -> bool {
    let watches = matches!(account.officer.role, Role::KeyHolder | Role::Auditor);
    watches && (account.disabled || account.way().is_some())
}

/// Whoever is kept from cases about their own unit must not be able to become somebody who is not: they look after the
/// accounts of that unit only.
fn within_reach(inside: &Inside<'_>, unit: Option<&str>) -> Result<(), NotDone> {
    if reaches(inside.officer(), unit) {
        Ok(())
    } else {
        Err(NotDone::Wrong("unit", "other_unit"))
    }
}

fn reaches(officer: &Officer, unit: Option<&str>) -> bool {
    officer.unit.as_deref().is_none_or(|own| Some(own) == unit)
}

/// Ends the sessions of an account, and closes it if that is asked for. Never one's own: somebody must remain.
async fn end(inside: &Inside<'_>, id: &str, verb: &str) -> Result<(), NotDone> {
    let (app, own) = (inside.screen().app, &inside.officer().id);
    if id == own {
        return Err(NotDone::Wrong("id", "own"));
    }
    let account = app.store.account(id).await?;
    let account = account.ok_or(NotDone::Wrong("id", "nobody"))?;
    within_reach(inside, account.officer.unit.as_deref())?;
    let closes = verb == "close";
    let kind = if closes {
        AuditKind::AccountClosed
    } else {
        AuditKind::SignedOutEverywhere
    };
    audit::of_account(app, own, kind, Some(id)).await?;
    app.store.end_sessions(id, closes).await?;
    Ok(())
}

async fn show(
    inside: &Inside<'_>,
    status: StatusCode,
    values: &RawForm,
    notice: Option<Notice>,
    invited: Option<Invited>,
) -> Response {
    let screen = inside.screen();
    let mut accounts = match screen.app.store.accounts().await {
        Ok(accounts) => accounts,
        Err(error) => return broken(&screen, &error),
    };
    accounts.sort_by(|a, b| {
        let place = |account: &Account| (account.disabled, account.officer.role, account.login.clone());
        place(a).cmp(&place(b))
    });
    if screen.format == Format::Json {
        let items: Vec<_> = accounts.iter().map(person_json).collect();
        return json_answer(status, &serde_json::json!({ "items": items }));
    }
    let own = inside.officer();
    let model = PeopleModel {
        invited,
        fields: fields(screen.app, values),
        people: accounts
            .iter()
            .map(|account| person(screen.app, account, own))
            .collect(),
    };
    let frame = screen.frame(texts().get("people.title"), notice);
    screen.page(status, "staff_people.html", &frame, &model)
}

fn fields(app: &App, values: &RawForm) -> Vec<FieldView> {
    let value = |name: &str| typed(values, name);
    let role = |role: &Role| {
        let label = texts().get(&format!("role.{}", role.as_str()));
        OptionView::new(role.as_str(), label, value("role"))
    };
    let select = |name: &str, options: Vec<OptionView>| FieldView {
        kind: "select",
        options,
        empty: texts().get("form.choose").to_owned(),
        ..FieldView::line("people", name, value(name))
    };
    vec![
        FieldView::line("people", "name", value("name")),
        select("role", Role::ALL.iter().map(role).collect()),
        select("unit", options(app, Input::Unit, "unit", value("unit"))),
        FieldView {
            kind: "email",
            optional: true,
            ..FieldView::line("people", "email", value("email"))
        },
    ]
}

fn person(app: &App, account: &Account, own: &Officer) -> PersonModel {
    let officer = &account.officer;
    let unit = officer.unit.as_deref().and_then(|slug| app.agency.unit(slug));
    let seen = account.signed_in_at.map_or_else(
        || texts().get("people.never").to_owned(),
        |at| {
            let at = format_instant(at, &app.agency, Lang::Id);
            texts().fill("people.seen", &[("at", &at)])
        },
    );
    let way = account.way().filter(|_| !account.disabled);
    PersonModel {
        id: officer.id.clone(),
        name: officer.name.clone(),
        role: role_words(officer.role.as_str(), unit.map(|unit| unit.name.get(Lang::Id))),
        state: texts().get(&format!("people.state.{}", account.state())),
        way: way.map(|way| texts().get(&format!("people.way.{way}"))),
        seen,
        open: !account.disabled && officer.id != own.id && reaches(own, officer.unit.as_deref()),
    }
}

fn person_json(account: &Account) -> PersonJson<'_> {
    let officer = &account.officer;
    PersonJson {
        id: &officer.id,
        name: &officer.name,
        role: officer.role,
        unit: officer.unit.as_deref(),
        email: account.email.as_deref(),
        state: account.state(),
        signs_in_by: account.way(),
        created_at: account.created_at,
        signed_in_at: account.signed_in_at,
    }
}
