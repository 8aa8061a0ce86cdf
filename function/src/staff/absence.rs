//! `/staff/absence`: somebody goes away and names who stands in for them. Whoever stands in has the same role and unit, so
//! they may do the same already; they get the reminders, and the pages of the unit's cases say so.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::reminder::Absence;
use complaint::staff::{Duty, Officer};
use complaint::{Lang, RawForm, format_date};
use jiff::civil::Date;
use serde::Serialize;

use super::door::CSRF;
use super::entry::{Inside, Refused, look, send};
use super::fields::{FieldView, OptionView};
use super::screen::{Notice, go, read_query, texts};
use super::sign_in::one_of;
use crate::App;
use crate::http::{Format, Problem, json_answer};
use crate::store::{Account, StoreError};

const PATH: &str = "/staff/absence";
const FIELDS: [&str; 4] = [CSRF, "until", "delegate", "back"];

#[derive(Serialize)]
struct AbsenceModel {
    now: Option<String>,
    fields: Vec<FieldView>,
}

/// An absence that lasts, with names.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Away {
    name: String,
    until: Date,
    delegate: Option<String>,
}

impl Away {
    pub(super) fn in_words(&self) -> String {
        let until = format_date(self.until, Lang::Id);
        let values = [("name", self.name.as_str()), ("until", &until)];
        match &self.delegate {
            Some(delegate) => texts().fill(
                "absence.stands_in",
                &[&values[..], &[("delegate", delegate)]].concat(),
            ),
            None => texts().fill("absence.alone", &values),
        }
    }
}

/// Who of a unit is away today.
pub(super) async fn away_of_unit(
    app: &App,
    accounts: &[Account],
    unit: Option<&str>,
) -> Result<Vec<Away>, StoreError> {
    let Some(unit) = unit else {
        return Ok(Vec::new());
    };
    let today = app.agency.today((app.clock)());
    let absences = app.store.absences().await?;
    let of_unit = accounts.iter().filter(|account| {
        !account.disabled
            && account.officer.role.needs_unit()
            && account.officer.unit.as_deref() == Some(unit)
    });
    let away = of_unit.filter_map(|account| {
        let absence = absences
            .get(&account.officer.id)
            .filter(|absence| absence.lasts(today))?;
        Some(Away {
            name: account.officer.name.clone(),
            until: absence.until,
            delegate: absence.delegate.as_deref().and_then(|id| name_of(accounts, id)),
        })
    });
    Ok(away.collect())
}

fn name_of(accounts: &[Account], id: &str) -> Option<String> {
    let account = accounts.iter().find(|account| account.officer.id == id)?;
    Some(account.officer.name.clone())
}

/// Shows whether somebody is away.
pub(crate) async fn absence_form(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let inside = look(&app, request.headers(), request.uri(), works_on_cases).await?;
    let done = read_query(request.uri()).contains_key("done");
    let notice = done.then(|| Notice::Done(texts().get("absence.done").to_owned()));
    Ok(page(&app, &inside, StatusCode::OK, None, notice).await)
}

/// Writes it down.
pub(crate) async fn note_absence(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let (inside, form) = send(&app, request, |name| one_of(&FIELDS, name), works_on_cases).await?;
    let accounts = match app.store.accounts().await {
        Ok(accounts) => accounts,
        Err(error) => return Ok(unavailable(&inside, &error)),
    };
    let absence = match read(&app, inside.officer(), &accounts, &form.values) {
        Ok(absence) => absence,
        Err(wrong) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let text = texts().get(wrong);
            if inside.screen().format == Format::Json {
                return Ok(Problem::new(status, "validation", text, text, &[]).answer(status));
            }
            let notice = Some(Notice::Wrong(text.to_owned()));
            return Ok(page(&app, &inside, status, Some(&form.values), notice).await);
        }
    };
    let noted = app
        .store
        .note_absence(&inside.officer().id, absence.as_ref())
        .await;
    Ok(match noted {
        Ok(()) if inside.screen().format == Format::Json => json_answer(StatusCode::OK, &absence),
        Ok(()) => go(&format!("{PATH}?done=yes")),
        Err(error) => unavailable(&inside, &error),
    })
}

fn works_on_cases(officer: &Officer) -> bool {
    officer.has(Duty::Respond)
}

fn unavailable(inside: &Inside<'_>, error: &StoreError) -> Response {
    tracing::error!(%error, "absences could not be read or written");
    inside.screen().unavailable(&RawForm::new())
}

/// The absence, none if they are back, or what is wrong.
fn read(
    app: &App,
    officer: &Officer,
    accounts: &[Account],
    values: &RawForm,
) -> Result<Option<Absence>, &'static str> {
    if values.contains_key("back") {
        return Ok(None);
    }
    let typed = |name: &str| values.get(name).map_or("", |text| text.trim());
    let today = app.agency.today((app.clock)());
    let until: Option<Date> = typed("until").parse().ok();
    let until = until
        .filter(|until| *until >= today)
        .ok_or("absence.until_wrong")?;
    let delegate = match typed("delegate") {
        "" => None,
        id if delegates(officer, accounts).any(|account| account.officer.id == id) => Some(id.to_owned()),
        _ => return Err("absence.delegate_wrong"),
    };
    Ok(Some(Absence { until, delegate }))
}

/// Who may stand in: colleagues with the same role and unit.
fn delegates<'a>(officer: &'a Officer, accounts: &'a [Account]) -> impl Iterator<Item = &'a Account> {
    accounts.iter().filter(move |account| {
        let other = &account.officer;
        !account.disabled
            && account.way().is_some()
            && other.id != officer.id
            && (other.role, &other.unit) == (officer.role, &officer.unit)
    })
}

async fn page(
    app: &App,
    inside: &Inside<'_>,
    status: StatusCode,
    typed: Option<&RawForm>,
    notice: Option<Notice>,
) -> Response {
    let (screen, officer) = (inside.screen(), inside.officer());
    let read = futures_util::future::try_join(app.store.accounts(), app.store.absences()).await;
    let (accounts, mut absences) = match read {
        Ok(read) => read,
        Err(error) => return unavailable(inside, &error),
    };
    let today = app.agency.today((app.clock)());
    let absence = absences
        .remove(&officer.id)
        .filter(|absence| absence.lasts(today));
    if screen.format == Format::Json {
        return json_answer(status, &absence);
    }
    let known = |name: &str| {
        let written = typed.and_then(|values| values.get(name).cloned());
        let stored = absence.as_ref().and_then(|absence| match name {
            "until" => Some(absence.until.to_string()),
            _ => absence.delegate.clone(),
        });
        written.or(stored).unwrap_or_default()
    };
    let chosen = known("delegate");
    let option = |account: &Account| OptionView::new(&account.officer.id, &account.officer.name, &chosen);
    let until = FieldView {
        kind: "date",
        ..FieldView::line("absence", "until", &known("until"))
    };
    let delegate = FieldView {
        kind: "select",
        optional: true,
        options: delegates(officer, &accounts).map(option).collect(),
        empty: texts().get("absence.nobody").to_owned(),
        ..FieldView::line("absence", "delegate", &chosen)
    };
    let model = AbsenceModel {
        now: absence.map(|absence| {
            let delegate = absence.delegate.as_deref().and_then(|id| name_of(&accounts, id));
            let (name, until) = (officer.name.clone(), absence.until);
            Away {
                name,
                until,
                delegate,
            }
            .in_words()
        }),
        fields: vec![until, delegate],
    };
    let frame = screen.frame(texts().get("absence.title"), notice);
    screen.page(status, "staff_absence.html", &frame, &model)
}
