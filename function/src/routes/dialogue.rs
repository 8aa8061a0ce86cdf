//! What reporters do after filing, with number and access code: write, judge, take back, show who they are.
//!
//! All four go the same way: number and code as for a look-up, then the form, then the deed. The page of the
//! case comes back each time, so that what happened is seen at once.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::case::{Actor, Refusal};
use complaint::form::{FieldError, parse_message, parse_rating, parse_reporter, parse_withdrawal};
use complaint::{AccessCode, Action, FieldErrorCode, Number, RawForm};
use jiff::SignedDuration;
use site_gen::theme::{InputError, MessageView};

use super::case_answer::{Around, Found, show};
use super::complaints::entry;
use super::status::{CODE, Page, read_question};
use crate::App;
use crate::acting::{Act, ActError, Acted, Deed, Desk, act};
use crate::http::{Asked, Form, Format, Problem, html, read_form, retry_later};
use crate::secret::Purpose;
use crate::store::{Once, StoreError};

/// How long the same words are taken for the same message.
const MESSAGE_KEPT: SignedDuration = SignedDuration::from_mins(10);
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
enum Wish {
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
        let files = (form.misplaced || !form.files.is_empty()).then_some(FieldError {
            field: "evidence",
            code: FieldErrorCode::NotSupported,
        });
        match (read, files) {
            (Ok((act, text)), None) => Ok(Deed {
                actor: Actor::Reporter,
                act,
                text,
                once: None,
                desk: Desk::default(),
            }),
            (read, files) => Err(read.err().into_iter().flatten().chain(files).collect()),
        }
    }

    /// Where the site keeps the sentence that says it is done.
    const fn done(self) -> &'static str {
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
    match read_form(request, known).await {
        Ok(form) => {
            let asked = asked.speaking(&form.values);
            let page = Page {
                app,
                asked,
                typed: &typed,
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
        values: &form.values,
    };
    match visit.find().await {
        Ok(Some(found)) => visit.act(found, read, wish).await,
        Ok(None) => page.not_found(),
        Err(error) => visit.unavailable(&error),
    }
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

/// One request that has a number and a code.
struct Visit<'a> {
    page: &'a Page<'a>,
    number: &'a Number,
    code: &'a AccessCode,
    values: &'a RawForm,
}

impl<'a> Visit<'a> {
    async fn find(&self) -> Result<Option<Found<'a>>, StoreError> {
        let record = self.page.app.store.status(self.number).await?;
        Ok(Found::of(self.page.app, self.number, Some(self.code), record))
    }

    async fn act(&self, found: Found<'a>, read: Result<Deed, Vec<FieldError>>, wish: Wish) -> Response {
        let deed = match read {
            Ok(deed) => self.marked(deed, wish),
            Err(errors) => return self.wrong(&found, &errors),
        };
        match act(self.page.app, self.number, &deed).await {
            Ok(Acted::Done(_)) => self.done(StatusCode::CREATED, wish).await,
            Ok(Acted::Before) => self.done(StatusCode::OK, wish).await,
            Err(ActError::NoCase | ActError::Changed) => self.page.not_found(),
            Err(ActError::Refused(refusal)) => self.refused(&found, refusal),
            Err(ActError::Store(error)) => self.unavailable(&error),
        }
    }

    /// The same words within ten minutes are the same message.
    fn marked(&self, deed: Deed, wish: Wish) -> Deed {
        let text = deed.text.as_deref().filter(|_| wish == Wish::Message);
        let once = text.map(|text| Once {
            id: self.page.app.secret.hex(
                Purpose::Message,
                &[self.number.as_str().as_bytes(), text.as_bytes()],
            ),
            expires_at: (self.page.app.clock)()
                .as_second()
                .saturating_add(MESSAGE_KEPT.as_secs()),
        });
        Deed { once, ..deed }
    }

    /// The case as it is now, with a sentence on what was done.
    async fn done(&self, status: StatusCode, wish: Wish) -> Response {
        match self.find().await {
            Ok(Some(found)) => {
                let notice = self.page.asked.texts(self.page.app).get(wish.done()).to_owned();
                self.show(&found, status, notice, RawForm::new(), &[])
            }
            Ok(None) => self.page.not_found(),
            Err(error) => self.unavailable(&error),
        }
    }

    fn show(
        &self,
        found: &Found<'_>,
        status: StatusCode,
        notice: String,
        values: RawForm,
        errors: &[FieldError],
    ) -> Response {
        let notice = Some(notice).filter(|notice| !notice.is_empty());
        let around = Around {
            notice,
            values,
            errors,
        };
        let asked = self.page.asked.for_program(self.values, found.case.language);
        show(self.page.app, asked, found, status, &around)
    }

    fn wrong(&self, found: &Found<'_>, errors: &[FieldError]) -> Response {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        if self.page.asked.format == Format::Html {
            return self.show(found, status, String::new(), self.values.clone(), errors);
        }
        let texts = self.page.asked.texts(self.page.app);
        let entries: Vec<_> = errors.iter().map(|error| entry(texts, *error)).collect();
        let (title, detail) = (
            texts.get("form.error_summary"),
            texts.get("form.error_summary_text"),
        );
        Problem::new(status, "validation", title, detail, &entries).answer(status)
    }

    /// It cannot be done now; the page shows how things stand, and keeps what was typed.
    fn refused(&self, found: &Found<'_>, refusal: Refusal) -> Response {
        let status = StatusCode::CONFLICT;
        let (code, words) = match refusal {
            Refusal::AlreadyRated => ("already_rated", "already_rated"),
            _ => ("not_now", "not_now"),
        };
        if self.page.asked.format == Format::Json {
            return self.page.asked.say(self.page.app, status, code, words, &[]);
        }
        let texts = self.page.asked.texts(self.page.app);
        let notice = texts.get(&format!("message.{words}_text")).to_owned();
        self.show(found, status, notice, self.values.clone(), &[])
    }

    /// Nothing was stored: what was written stands on the page, to be copied.
    fn unavailable(&self, error: &StoreError) -> Response {
        tracing::error!(%error, "a case could not be changed");
        let (app, asked) = (self.page.app, self.page.asked);
        if asked.format == Format::Json {
            return asked.unavailable(app);
        }
        let texts = asked.texts(app);
        let written = ["text", "comment", "reason"].into_iter();
        let written = written.filter_map(|name| self.values.get(name).cloned());
        let paragraphs = std::iter::once(texts.get("message.unavailable_written").to_owned());
        let view = MessageView {
            lang: asked.lang,
            title: texts.get("message.unavailable_title").to_owned(),
            paragraphs: paragraphs.chain(written).collect(),
            channels: true,
        };
        retry_later(html(
            StatusCode::SERVICE_UNAVAILABLE,
            app.theme.message_page(&view),
        ))
    }
}
