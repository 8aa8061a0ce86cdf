//! `/staff/new`: a submission that came by letter, telephone or at the counter is written down, and its receipt is
//! there to be handed over or sent on.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::form::{
    FIELDS, FieldErrorCode, FileError, FileErrorCode, INTAKE_FIELDS, Intake, UPLOAD_IDS, parse_intake,
    submission_key,
};
use complaint::staff::{Duty, Officer};
use complaint::{FieldError, Number, RawForm};

use super::accounts::random;
use super::door::CSRF;
use super::duplicates::{self, Like};
use super::entry::{Refused, has, look, send};
use super::intake_page::{Shown, page, receipt};
use super::screen::{Screen, texts};
use crate::App;
use crate::files::{self, Prepared};
use crate::filing::{self, Brought, Filed, Paper, Submission, desk_key};
use crate::http::{ErrorEntry, Form, Format, Problem};
use crate::routes::complaints::{entry, file_entry};
use crate::secret::to_hex;
use crate::store::StoreError;

/// Somebody has looked at what is alike, and it is something else.
pub(super) const CONFIRMED: &str = "confirmed";
pub(super) const KEY: &str = "submission_key";
/// What only citizens' browsers send.
const NOT_ASKED: [&str; 3] = ["website", "elapsed", "altcha"];

/// The empty form.
pub(crate) async fn intake_form(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let inside = look(&app, request.headers(), request.uri(), has(Duty::Intake)).await?;
    let screen = inside.screen();
    let today = app.agency.today((app.clock)()).to_string();
    let preset = [
        ("received_at", today),
        ("class", "complaint".to_owned()),
        ("relation", "self".to_owned()),
        ("language", "id".to_owned()),
        (KEY, new_key(&app)),
    ];
    let values = preset.map(|(name, value)| (name.to_owned(), value)).into();
    Ok(page(&screen, StatusCode::OK, &Shown::of(&values)))
}

/// Marks one filling-in of the form, so that sending it twice files it once.
pub(super) fn new_key(app: &App) -> String {
    to_hex(&random::<16>(&app.entropy))
}

fn known(name: &str) -> Option<&'static str> {
    let own = [CSRF, CONFIRMED].into_iter();
    let fields = FIELDS.iter().chain(INTAKE_FIELDS).map(|field| field.name);
    own.chain(fields)
        .find(|known| *known == name && !NOT_ASKED.contains(known))
}

/// Writes a submission down.
pub(crate) async fn record_intake(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, Refused> {
    let (inside, form) = send(&app, request, known, has(Duty::Intake)).await?;
    let screen = inside.screen();
    let prepared = match files::prepare(&app, &form, (app.clock)()).await {
        Ok(prepared) => prepared,
        Err(error) => return Ok(unavailable(&screen, &error, &form.values)),
    };
    let turn = Turn {
        screen: &screen,
        officer: inside.officer(),
        form: &form,
        prepared,
    };
    Ok(turn.take().await)
}

fn unavailable(screen: &Screen<'_>, error: &dyn std::error::Error, values: &RawForm) -> Response {
    tracing::error!(error = %error, "a submission could not be written down");
    screen.unavailable(values)
}

/// One attempt to write something down.
struct Turn<'a> {
    screen: &'a Screen<'a>,
    officer: &'a Officer,
    form: &'a Form,
    prepared: Prepared,
}

impl Turn<'_> {
    async fn take(&self) -> Response {
        let app = self.screen.app;
        let key = submission_key(self.typed(KEY));
        let read = parse_intake(&self.form.values, &app.agency, (app.clock)());
        let (intake, key) = match (read, key) {
            (Ok(intake), Ok(key)) if self.prepared.errors.is_empty() => (intake, key),
            (read, key) => {
                let mut errors = read.err().unwrap_or_default();
                errors.extend(key.err());
                return self.wrong(&errors, &self.prepared.errors).await;
            }
        };
        let paper = match self.paper(&intake).await {
            Ok(Ok(paper)) => paper,
            Ok(Err(error)) => return self.wrong(&[error], &[]).await,
            Err(error) => return unavailable(self.screen, &error, &self.form.values),
        };
        if self.typed(CONFIRMED).is_empty() {
            match duplicates::find(app, self.officer, &intake).await {
                Ok(alike) if alike.is_empty() => {}
                Ok(alike) => return self.alike(&alike).await,
                Err(error) => return unavailable(self.screen, &error, &self.form.values),
            }
        }
        self.file(&intake, key.as_deref(), paper.as_ref()).await
    }

    async fn file(&self, intake: &Intake, key: Option<&str>, paper: Option<&Paper>) -> Response {
        let app = self.screen.app;
        let key = key.map(|key| desk_key(&self.officer.id, key));
        let submission = Submission {
            ack_email: false,
            complaint: &intake.complaint,
            evidence: &self.prepared.evidence,
            key: key.as_deref(),
            client: Some(&self.officer.id),
            sign: None,
            brought: Some(Brought {
                channel: intake.channel,
                received_at: intake.received_at,
                reference: intake.reference.as_deref(),
                by: Some(&self.officer.id),
                is_row: false,
                paper,
            }),
        };
        match filing::file(app, &submission).await {
            Ok(Filed::New(filed)) => receipt(self.screen, self.officer, &filed, StatusCode::CREATED),
            Ok(Filed::Before(filed)) => receipt(self.screen, self.officer, &filed, StatusCode::OK),
            Ok(Filed::KeyTaken) => self.key_taken().await,
            Ok(Filed::FilesTaken) => {
                let used = FileError {
                    field: UPLOAD_IDS,
                    ..FileError::of_all(FileErrorCode::Used)
                };
                self.wrong(&[], &[used]).await
            }
            Ok(Filed::PaperTaken) => self.wrong(&[unknown_paper()], &[]).await,
            Err(error) => unavailable(self.screen, &error, &self.form.values),
        }
    }

    /// The number on the paper and the hash of its code, if a number was typed. One that waits for no case has no
    /// hash: filing tells whether this very submission took it before.
    async fn paper(&self, intake: &Intake) -> Result<Result<Option<Paper>, FieldError>, StoreError> {
        let Some(typed) = &intake.paper_number else {
            return Ok(Ok(None));
        };
        let Ok(number) = Number::parse(typed, &self.screen.app.agency.codes()) else {
            return Ok(Err(unknown_paper()));
        };
        let found = self.screen.app.store.paper(&number).await?;
        let code_hash = found.map(|paper| paper.code_hash).unwrap_or_default();
        Ok(Ok(Some(Paper { number, code_hash })))
    }

    fn typed(&self, name: &str) -> &str {
        self.form.values.get(name).map_or("", |text| text.trim())
    }

    async fn wrong(&self, errors: &[FieldError], file_errors: &[FileError]) -> Response {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        if self.screen.format == Format::Json {
            let fields = errors.iter().map(|error| entry(texts(), *error));
            let files = file_errors.iter().map(|error| file_entry(texts(), *error));
            return problem(
                status,
                "validation",
                "case.mend",
                &fields.chain(files).collect::<Vec<_>>(),
            );
        }
        let shown = Shown {
            errors,
            file_errors,
            notice: Some("case.mend"),
            ..Shown::of(&self.form.values)
        };
        self.come_back(status, shown).await
    }

    async fn alike(&self, alike: &[Like]) -> Response {
        let status = StatusCode::CONFLICT;
        if self.screen.format == Format::Json {
            let entry = |like: &Like| ErrorEntry {
                field: CONFIRMED,
                code: "possible_duplicate",
                message: format!("{}: {}", like.number, like.why),
                position: None,
            };
            let entries: Vec<_> = alike.iter().map(entry).collect();
            return problem(status, "possible_duplicate", "intake.alike", &entries);
        }
        let shown = Shown {
            alike,
            notice: Some("intake.alike"),
            ..Shown::of(&self.form.values)
        };
        self.come_back(status, shown).await
    }

    /// The key was used for something else: what was typed stays, the key goes.
    async fn key_taken(&self) -> Response {
        let status = StatusCode::CONFLICT;
        if self.screen.format == Format::Json {
            return problem(status, "key_taken", "intake.key_taken", &[]);
        }
        let mut values = self.form.values.clone();
        values.insert(KEY.to_owned(), new_key(self.screen.app));
        let shown = Shown {
            notice: Some("intake.key_taken"),
            ..Shown::of(&values)
        };
        self.come_back(status, shown).await
    }

    /// The form with everything in it, the files too.
    async fn come_back(&self, status: StatusCode, mut shown: Shown<'_>) -> Response {
        let held = crate::routes::held::hold(self.screen.app, &self.prepared, true).await;
        let refused = !self.form.files.is_empty() && self.prepared.evidence.is_empty();
        shown.choose_again = held.lost || refused;
        shown.uploads = &held.lines;
        page(self.screen, status, &shown)
    }
}

fn problem(status: StatusCode, code: &str, words: &str, entries: &[ErrorEntry]) -> Response {
    let text = texts().get(words);
    Problem::new(status, code, text, text, entries).answer(status)
}

fn unknown_paper() -> FieldError {
    FieldError {
        field: "paper_number",
        code: FieldErrorCode::UnknownChoice,
    }
}
