//! POST `/api/status`: a number, and perhaps the access code, in; how far the case is, out.
//!
//! A mistyped number is told before the table is asked. An unknown number and a wrong code get the same
//! answer, so that nobody learns which numbers exist.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::deadline::Deadline;
use complaint::{AccessCode, Class, CodeError, IdentityMode, Lang, Number, RawForm, Status};
use jiff::Timestamp;
use serde::Serialize;
use site_gen::theme::{InputError, Opened, StatusFormView, StatusView, TimelineEntry};

use super::complaints::{DeadlineJson, deadlines_json};
use crate::App;
use crate::filing::opens;
use crate::http::{Asked, ErrorEntry, Format, Problem, html, json_answer, read_form, retry_later};
use crate::public;
use crate::store::{CaseView, StatusRecord};

const NUMBER: &str = "number";
const CODE: &str = "access_code";
const FIELDS: [&str; 4] = [NUMBER, CODE, "lang", "language"];

/// Looks a case up.
pub(crate) async fn look_up(State(app): State<Arc<App>>, request: Request) -> Response {
    let asked = Asked::of(request.headers());
    match read_form(request, known).await {
        Ok(form) => answer(&app, asked, &form.values).await,
        Err(refusal) => asked.refuse(&app, &refusal),
    }
}

fn known(name: &str) -> Option<&'static str> {
    FIELDS.into_iter().find(|field| *field == name)
}

async fn answer(app: &App, asked: Asked, values: &RawForm) -> Response {
    let typed = |name: &str| values.get(name).map_or("", |text| text.trim());
    let page = Page {
        app,
        asked: asked.speaking(values),
        typed: typed(NUMBER),
    };
    let (number, code) = match read_question(app, typed(NUMBER), typed(CODE)) {
        Ok(question) => question,
        Err(errors) => return page.wrong(StatusCode::UNPROCESSABLE_ENTITY, "validation", &errors),
    };
    match app.store.status(&number).await {
        Ok(record) => match found(app, &number, code.as_ref(), record) {
            Some(found) => page.case(&found, values),
            None => page.not_found(),
        },
        Err(error) => {
            tracing::error!(%error, "a case could not be looked up");
            page.unavailable()
        }
    }
}

/// The number and the code, if one was typed; or what is mistyped in both.
fn read_question(
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

/// A case that may be shown, and whether its text may be.
struct Found {
    case: CaseView,
    opened: bool,
}

impl Found {
    fn deadlines(&self, app: &App) -> Vec<Deadline> {
        public::deadlines(&self.case.case, app.agency.today((app.clock)()), &app.agency)
    }

    fn is_late(&self, app: &App) -> bool {
        public::is_late(&self.case.case, app.agency.today((app.clock)()), &app.agency)
    }
}

/// Nothing, if there is no such case or the code is not its own. The code is compared in either case.
fn found(
    app: &App,
    number: &Number,
    code: Option<&AccessCode>,
    record: Option<StatusRecord>,
) -> Option<Found> {
    let hash = record.as_ref().map_or("", |record| record.code_hash.as_str());
    let opened = code.map(|code| opens(app, number, code, hash));
    match (record, opened) {
        (Some(record), None | Some(true)) => Some(Found {
            case: record.case,
            opened: opened.is_some(),
        }),
        _ => None,
    }
}

/// What citizens see of the events: a held case shows nothing of being held.
fn timeline(app: &App, case: &CaseView, lang: Lang) -> Vec<TimelineEntry> {
    let mut steps: Vec<_> = case
        .events
        .iter()
        .map(|event| (event.at, event.status.public()))
        .collect();
    steps.dedup_by_key(|(_, status)| *status);
    let entry = |(at, status)| TimelineEntry {
        at,
        status,
        label: app.theme.status_label(status, lang).to_owned(),
        text: app.theme.status_text(status, lang).to_owned(),
    };
    steps.into_iter().map(entry).collect()
}

/// The answers to one question.
struct Page<'a> {
    app: &'a App,
    asked: Asked,
    typed: &'a str,
}

impl Page<'_> {
    fn case(&self, found: &Found, values: &RawForm) -> Response {
        match self.asked.format {
            Format::Html => html(StatusCode::OK, self.case_page(found)),
            // Programs that name no language get the reporter's.
            Format::Json => {
                let own = Asked {
                    lang: found.case.language,
                    ..self.asked
                }
                .speaking(values);
                let deadlines = found.deadlines(self.app);
                json_answer(
                    StatusCode::OK,
                    &StatusJson::new(self.app, found, &deadlines, own.lang),
                )
            }
        }
    }

    fn case_page(&self, found: &Found) -> String {
        let lang = self.asked.lang;
        let case = &found.case.summary;
        self.app.theme.status_page(&StatusView {
            lang,
            number: case.number.clone(),
            status: case.status.public(),
            class: case.class,
            received_at: case.received_at,
            updated_at: case.updated_at,
            late: found.is_late(self.app),
            deadlines: &found.deadlines(self.app),
            timeline: &timeline(self.app, &found.case, lang),
            opened: found.opened.then(|| Opened {
                identity_mode: case.identity_mode,
                narrative: Some(case.narrative.clone()),
                messages: Vec::new(),
            }),
        })
    }

    fn not_found(&self) -> Response {
        self.wrong(
            StatusCode::NOT_FOUND,
            "not_found",
            &[InputError {
                field: NUMBER,
                code: "not_found",
            }],
        )
    }

    fn unavailable(&self) -> Response {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let words = self.asked.texts(self.app).get("message.unavailable_title");
        retry_later(match self.asked.format {
            Format::Json => Problem::new(status, "unavailable", words, words, &[]).answer(status),
            Format::Html => html(status, self.form(&[], Some(words.to_owned()))),
        })
    }

    fn wrong(&self, status: StatusCode, code: &str, errors: &[InputError]) -> Response {
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
        };
        let entries: Vec<_> = errors.iter().map(entry).collect();
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

/// The answer for programs. Members that only the code opens are absent without it.
#[derive(Serialize)]
struct StatusJson<'a> {
    number: &'a str,
    status: Status,
    status_label: &'a str,
    class: Class,
    received_at: Timestamp,
    updated_at: Timestamp,
    late: bool,
    deadlines: Vec<DeadlineJson<'a>>,
    timeline: Vec<StepJson>,
    #[serde(flatten)]
    opened: Option<OpenedJson<'a>>,
}

#[derive(Serialize)]
struct StepJson {
    at: Timestamp,
    status: Status,
    label: String,
    text: String,
}

#[derive(Serialize)]
struct OpenedJson<'a> {
    identity_mode: IdentityMode,
    narrative: &'a str,
    messages: [(); 0],
    evidence: [(); 0],
}

impl<'a> StatusJson<'a> {
    fn new(app: &'a App, found: &'a Found, deadlines: &'a [Deadline], lang: Lang) -> StatusJson<'a> {
        let case = &found.case.summary;
        let step = |step: TimelineEntry| StepJson {
            at: step.at,
            status: step.status,
            label: step.label,
            text: step.text,
        };
        let opened = OpenedJson {
            identity_mode: case.identity_mode,
            narrative: &case.narrative,
            messages: [],
            evidence: [],
        };
        StatusJson {
            number: &case.number,
            status: case.status.public(),
            status_label: app.theme.status_label(case.status, lang),
            class: case.class,
            received_at: case.received_at,
            updated_at: case.updated_at,
            late: found.is_late(app),
            deadlines: deadlines_json(deadlines, lang),
            timeline: timeline(app, &found.case, lang).into_iter().map(step).collect(),
            opened: found.opened.then_some(opened),
        }
    }
}
