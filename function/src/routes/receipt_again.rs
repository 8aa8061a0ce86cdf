//! POST `/api/receipts`: the receipt of a case again, for whoever has its number and its code: in another language,
//! or to print it later. It says what was promised then, whatever has happened since.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::{AccessCode, Lang, Number, RawForm};
use site_gen::theme::InputError;

use super::case_answer::Found;
use super::receipt_answer::{Told, receipt_answer};
use super::status::{CODE, NUMBER, Page, known, read_question, sender};
use crate::App;
use crate::filing::Receipt;
use crate::http::{Asked, read_form};
use crate::limits::{Sender, may_ask};
use crate::store::{Allowed, CaseView, StoreError};

/// Shows a receipt again.
pub(crate) async fn again(State(app): State<Arc<App>>, request: Request) -> Response {
    let asked = Asked::of(request.headers());
    let sender = sender(&app, &request);
    match read_form(request, known).await {
        Ok(form) => answer(&app, asked.speaking(&form.values), &form.values, &sender).await,
        Err(refusal) => asked.refuse(&app, &refusal),
    }
}

async fn answer(app: &App, asked: Asked, values: &RawForm, sender: &Sender) -> Response {
    let typed = |name: &str| values.get(name).map_or("", |text| text.trim());
    let page = Page {
        app,
        asked,
        typed: typed(NUMBER),
        sender,
    };
    let (number, code) = match read(app, typed(NUMBER), typed(CODE)) {
        Ok(read) => read,
        Err(errors) => return page.wrong(StatusCode::UNPROCESSABLE_ENTITY, "validation", &errors),
    };
    if let Allowed::In(seconds) = may_ask(app, sender).await {
        return page.too_many(seconds);
    }
    match find(app, &number, &code, asked.lang).await {
        Ok(Some((receipt, case))) => {
            let told = Told {
                narrative: &case.summary.narrative,
                incident_date: case.incident_date,
            };
            receipt_answer(app, asked, &receipt, &told, StatusCode::OK, false)
        }
        Ok(None) => page.not_found().await,
        Err(error) => {
            tracing::error!(%error, "a receipt could not be shown again");
            page.unavailable()
        }
    }
}

/// Both are needed: what was promised is nobody else's business.
fn read(app: &App, number: &str, code: &str) -> Result<(Number, AccessCode), Vec<InputError>> {
    let missing = InputError {
        field: CODE,
        code: "required",
    };
    match read_question(app, number, code) {
        Ok((number, Some(code))) => Ok((number, code)),
        Ok((_, None)) => Err(vec![missing]),
        Err(mut errors) => {
            errors.extend(code.is_empty().then_some(missing));
            Err(errors)
        }
    }
}

/// The receipt with the reporter's words; nothing, if there is no such case or not with that code.
async fn find(
    app: &App,
    number: &Number,
    code: &AccessCode,
    lang: Lang,
) -> Result<Option<(Receipt, CaseView)>, StoreError> {
    let record = app.store.status(number).await?;
    let Some(found) = Found::of(app, number, Some(code), record) else {
        return Ok(None);
    };
    let filed = app.store.filed(number.as_str()).await?;
    let receipt = Receipt {
        number: number.to_string(),
        mode: found.case.summary.identity_mode,
        class: filed.class,
        language: lang,
        received_at: filed.received_at,
        deadlines: filed.deadlines,
        access_code: Some(code.clone()),
    };
    Ok(Some((receipt, found.case)))
}
