//! POST `/api/status`: a number, and perhaps the access code, in; how far the case is, out.
//!
//! A mistyped number is told before the table is asked. An unknown number and a wrong code get the same
//! answer, so that nobody learns which numbers exist.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::{AccessCode, CodeError, Number, RawForm};
use site_gen::theme::{InputError, StatusFormView};

use super::case_answer::{Around, Found, show};
use crate::App;
use crate::http::{Asked, ErrorEntry, Format, Problem, client_address, html, read_form, retry_later};
use crate::limits::{Sender, guessed_wrong, may_ask};
use crate::store::Allowed;

pub(super) const NUMBER: &str = "number";
pub(super) const CODE: &str = "access_code";
const FIELDS: [&str; 4] = [NUMBER, CODE, "lang", "language"];

/// Looks a case up.
pub(crate) async fn look_up(State(app): State<Arc<App>>, request: Request) -> Response {
    let asked = Asked::of(request.headers());
    let sender = sender(&app, &request);
    match read_form(request, known).await {
        Ok(form) => answer(&app, asked, &form.values, &sender).await,
        Err(refusal) => asked.refuse(&app, &refusal),
    }
}

pub(super) fn known(name: &str) -> Option<&'static str> {
    FIELDS.into_iter().find(|field| *field == name)
}

/// Who asks, for the limit to guesses.
pub(super) fn sender(app: &App, request: &Request) -> Sender {
    Sender::of(app, client_address(app, request).as_deref())
}

async fn answer(app: &App, asked: Asked, values: &RawForm, sender: &Sender) -> Response {
    let typed = |name: &str| values.get(name).map_or("", |text| text.trim());
    let page = Page {
        app,
        asked: asked.speaking(values),
        typed: typed(NUMBER),
        sender,
    };
    let (number, code) = match read_question(app, typed(NUMBER), typed(CODE)) {
        Ok(question) => question,
        Err(errors) => return page.wrong(StatusCode::UNPROCESSABLE_ENTITY, "validation", &errors),
    };
    if let Allowed::In(seconds) = may_ask(app, sender).await {
        return page.too_many(seconds);
    }
    match app.store.status(&number).await {
        Ok(record) => match Found::of(app, &number, code.as_ref(), record) {
            Some(found) => {
                let asked = page.asked.for_program(values, found.case.summary.language);
                show(app, asked, &found, StatusCode::OK, &Around::default())
            }
            None => page.not_found().await,
        },
        Err(error) => {
            tracing::error!(%error, "a case could not be looked up");
            page.unavailable()
        }
    }
}

/// The number and the code, if one was typed; or what is mistyped in both.
pub(super) fn read_question(
    app: &App,
    number: &str,
    code: &str,
) -> Result<(Number, Option<AccessCode>), Vec<InputError>> {
    let number = match number {
        "" => Err(InputError {
            field: NUMBER,
            code: "required",
        }),
        typed => Number::parse(typed, &app.agency.codes()).map_err(mistyped(NUMBER)),
    };
    let code = match code {
        "" => Ok(None),
        typed => AccessCode::parse(typed).map(Some).map_err(mistyped(CODE)),
    };
    match (number, code) {
        (Ok(number), Ok(code)) => Ok((number, code)),
        (number, code) => Err(number.err().into_iter().chain(code.err()).collect()),
    }
}

fn mistyped(field: &'static str) -> impl Fn(CodeError) -> InputError {
    move |error| InputError {
        field,
        code: error.as_str(),
    }
}

/// The answers to one question.
pub(super) struct Page<'a> {
    pub(super) app: &'a App,
    pub(super) asked: Asked,
    /// The number as typed.
    pub(super) typed: &'a str,
    /// Who asks.
    pub(super) sender: &'a Sender,
}

impl Page<'_> {
    /// No such case, or not with that code. Whoever guesses often must wait.
    pub(super) async fn not_found(&self) -> Response {
        if let Allowed::In(seconds) = guessed_wrong(self.app, self.sender).await {
            return self.too_many(seconds);
        }
        self.wrong(
            StatusCode::NOT_FOUND,
            "not_found",
            &[InputError {
                field: NUMBER,
                code: "not_found",
            }],
        )
    }

    pub(super) fn too_many(&self, seconds: i64) -> Response {
        self.asked.too_many(self.app, seconds)
    }

    pub(super) fn unavailable(&self) -> Response {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let words = self.asked.texts(self.app).get("message.unavailable_title");
        retry_later(match self.asked.format {
            Format::Json => Problem::new(status, "unavailable", words, words, &[]).answer(status),
            Format::Html => html(status, self.form(&[], Some(words.to_owned()))),
        })
    }

    pub(super) fn wrong(&self, status: StatusCode, code: &str, errors: &[InputError]) -> Response {
        self.wrong_with(status, code, errors, Vec::new())
    }

    /// The same, with what else is wrong for programs, which have no page to go back to.
    pub(super) fn wrong_with(
        &self,
        status: StatusCode,
        code: &str,
        errors: &[InputError],
        others: Vec<ErrorEntry>,
    ) -> Response {
        if self.asked.format == Format::Html {
            return html(status, self.form(errors, None));
        }
        let texts = self.asked.texts(self.app);
        let example = example(self.app);
        let words = |error: &InputError| {
            texts.fill(
                &format!("error.{}.{}", error.field, error.code),
                &[("example", &example)],
            )
        };
        let entry = |error: &InputError| ErrorEntry {
            field: error.field,
            code: error.code,
            message: words(error),
            position: None,
        };
        let entries: Vec<_> = errors.iter().map(entry).chain(others).collect();
        Problem::new(
            status,
            code,
            texts.get("check.title"),
            texts.get("form.error_summary"),
            &entries,
        )
        .answer(status)
    }

    fn form(&self, errors: &[InputError], notice: Option<String>) -> String {
        let view = StatusFormView {
            lang: self.asked.lang,
            number: self.typed,
            errors,
            notice,
        };
        self.app.theme.status_form_page(&view)
    }
}

/// A number of this agency that nobody has.
fn example(app: &App) -> String {
    Number::new(&app.agency.code, [0; Number::RANDOM_BYTES]).to_string()
}
