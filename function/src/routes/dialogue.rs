//! What reporters do after filing, with number and access code: write, judge, take back, show who they are.
//!
//! All four go the same way: number and code as for a look-up, then the form, then the deed. The page of the
//! case comes back each time, so that what happened is seen at once.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::case::Actor;
use complaint::form::{EVIDENCE, FieldError, parse_message, parse_rating, parse_reporter, parse_withdrawal};
use complaint::{AccessCode, Action, FieldErrorCode, Number};
use site_gen::theme::InputError;

use super::complaints::entry;
use super::status::{CODE, Page, read_question, sender};
use super::visit::Visit;
use crate::App;
use crate::acting::{Act, Deed, Desk};
use crate::http::{Asked, Form, read_form};
use crate::limits::may_ask;
use crate::store::Allowed;

/// Every field of the four forms.
const FIELDS: [&str; 16] = [
    CODE,
    "lang",
    "language",
    "text",
    "score",
    "solved",
    "comment",
    "reason",
    "identity_mode",
    "name",
    "phone",
    "email",
    "address",
    "relation",
    "business_name",
    "business_id",
];

/// A message: an answer, an addition, an objection; after the end it opens the case again.
pub(crate) async fn message(State(app): State<Arc<App>>, request: Request) -> Response {
    answer(&app, request, Wish::Message).await
}

/// A judgement of the result, once.
pub(crate) async fn rate(State(app): State<Arc<App>>, request: Request) -> Response {
    answer(&app, request, Wish::Rating).await
}

/// Taking the complaint back.
pub(crate) async fn withdraw(State(app): State<Arc<App>>, request: Request) -> Response {
    answer(&app, request, Wish::Withdrawal).await
}

/// Showing more of oneself than before.
pub(crate) async fn show_identity(State(app): State<Arc<App>>, request: Request) -> Response {
    answer(&app, request, Wish::Identity).await
}

fn known(name: &str) -> Option<&'static str> {
    FIELDS.into_iter().find(|field| *field == name)
}

/// What the reporter wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    Message,
    Rating,
    Withdrawal,
    Identity,
}

impl Wish {
    /// The deed, or what is wrong with the form.
    fn read(self, form: &Form) -> Result<Deed, Vec<FieldError>> {
        let values = &form.values;
        let case = |action, text| (Act::Case(action), text);
        let read = match self {
            Wish::Message => parse_message(values).map(|text| case(Action::Reply, Some(text))),
            Wish::Rating => parse_rating(values).map(|(rate, comment)| case(rate, comment)),
            Wish::Withdrawal => parse_withdrawal(values).map(|reason| case(Action::Withdraw, reason)),
            Wish::Identity => parse_reporter(values).map(|reporter| (Act::Show(reporter), None)),
        };
        let files = (form.misplaced || (!self.takes_files() && form.has_files())).then_some(FieldError {
            field: EVIDENCE,
            code: FieldErrorCode::NotSupported,
        });
        match (read, files) {
            (Ok((act, text)), None) => Ok(Deed {
                actor: Actor::Reporter,
                act,
                text,
                files: Vec::new(),
                once: None,
                desk: Desk::default(),
            }),
            (read, files) => Err(read.err().into_iter().flatten().chain(files).collect()),
        }
    }

    /// Whether files may go with it.
    pub(super) const fn takes_files(self) -> bool {
        matches!(self, Wish::Message)
    }

    /// Where the site keeps the sentence that says it is done.
    pub(super) const fn done(self) -> &'static str {
        match self {
            Wish::Message => "dialogue.sent",
            Wish::Rating => "dialogue.rated",
            Wish::Withdrawal => "dialogue.withdrawn",
            Wish::Identity => "dialogue.shown",
        }
    }
}

async fn answer(app: &App, request: Request, wish: Wish) -> Response {
    let asked = Asked::of(request.headers());
    let typed = number_in(request.uri().path()).to_owned();
    let sender = sender(app, &request);
    match read_form(request, known).await {
        Ok(form) => {
            let asked = asked.speaking(&form.values);
            let page = Page {
                app,
                asked,
                typed: &typed,
                sender: &sender,
            };
            reply(&page, &form, wish).await
        }
        Err(refusal) => asked.refuse(app, &refusal),
    }
}

/// The third segment of `/api/complaints/{number}/…`, as it was sent.
fn number_in(path: &str) -> &str {
    path.split('/').nth(3).unwrap_or_default()
}

async fn reply(page: &Page<'_>, form: &Form, wish: Wish) -> Response {
    let read = wish.read(form);
    let code = form.values.get(CODE).map_or("", |code| code.trim());
    let (number, code) = match both(page.app, page.typed, code) {
        Ok(both) => both,
        Err(errors) => {
            let texts = page.asked.texts(page.app);
            let others = read.err().unwrap_or_default();
            let others = others.into_iter().map(|error| entry(texts, error)).collect();
            return page.wrong_with(StatusCode::UNPROCESSABLE_ENTITY, "validation", &errors, others);
        }
    };
    let visit = Visit {
        page,
        number: &number,
        code: &code,
        form,
    };
    if let Allowed::In(seconds) = may_ask(page.app, page.sender).await {
        return visit.too_many(seconds);
    }
    visit
        .answer(read, wish)
        .await
        .unwrap_or_else(|error| visit.unavailable(&error))
}

/// Number and code; here both are needed.
fn both(app: &App, number: &str, code: &str) -> Result<(Number, AccessCode), Vec<InputError>> {
    let required = InputError {
        field: CODE,
        code: "required",
    };
    match read_question(app, number, code) {
        Ok((number, Some(code))) => Ok((number, code)),
        Ok((_, None)) => Err(vec![required]),
        Err(mut errors) => {
            if code.is_empty() {
                errors.push(required);
            }
            Err(errors)
        }
    }
}
