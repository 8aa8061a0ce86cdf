//! POST `/api/complaints`: a submission in, a receipt out.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use complaint::form::{
    EVIDENCE, FIELDS, FileError, FileErrorCode, NewComplaint, Sign, UPLOAD_IDS, ack_email, field, parse,
    submission_key,
};
use complaint::{FieldError, FieldErrorCode, Lang, RawForm};
use jiff::civil::Date;
use site_gen::theme::{FormView, Texts};

use super::held::hold;
use super::receipt_answer::{Told, receipt_answer};
use crate::App;
use crate::files::{self, KeepError, Prepared};
use crate::filing::{self, Filed, Receipt, Submission};
use crate::http::{
    Asked, ErrorEntry, Form, Format, Problem, client_address, html, read_form, retry_after, retry_later,
};
use crate::limits::{self, Met, Sender};
use crate::proof::{self, PROOF_FIELD};

const KEY_FIELD: &str = "submission_key";
const KEY_HEADER: &str = "idempotency-key";
const LANG_FIELD: &str = "lang";
/// The language of messages to the reporter.
const LANGUAGE_FIELD: &str = "language";
/// The button that shows the same form in another language.
const TO_LANG_FIELD: &str = "to_lang";

/// Files a submission.
pub(crate) async fn create(State(app): State<Arc<App>>, request: Request) -> Response {
    let asked = Asked::of(request.headers());
    let client = client_address(&app, &request);
    let key = header_key(request.headers());
    let sender = sender(client.as_deref(), request.headers());
    match read_form(request, known).await {
        Ok(form) => {
            let form = with_key(form, key);
            submit(&app, asked, form, client.as_deref(), &sender).await
        }
        Err(refusal) => asked.refuse(&app, &refusal),
    }
}

fn known(name: &str) -> Option<&'static str> {
    let beside = [LANG_FIELD, TO_LANG_FIELD].into_iter().find(|own| *own == name);
    let field = || FIELDS.iter().find(|field| field.name == name);
    beside.or_else(|| field().map(|field| field.name))
}

fn header_key(headers: &HeaderMap) -> Option<String> {
    headers
        .get(KEY_HEADER)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Many share an address; their browsers differ.
fn sender(client: Option<&str>, headers: &HeaderMap) -> String {
    let told = |name| headers.get(name).map_or(&[][..], HeaderValue::as_bytes);
    let [program, languages] = [USER_AGENT, ACCEPT_LANGUAGE].map(|name| String::from_utf8_lossy(told(name)));
    format!("{}\n{program}\n{languages}", client.unwrap_or_default())
}

/// The form's own key goes before the header's.
fn with_key(mut form: Form, header: Option<String>) -> Form {
    let own = form
        .values
        .get(KEY_FIELD)
        .is_some_and(|key| !key.trim().is_empty());
    if let (false, Some(key)) = (own, header) {
        form.values.insert(KEY_FIELD.to_owned(), key);
    }
    form
}

async fn submit(app: &App, asked: Asked, form: Form, client: Option<&str>, sender: &str) -> Response {
    let today = app.agency.today((app.clock)());
    let mut page = Page {
        app,
        asked: asked.speaking(&form.values),
        values: &form.values,
        prepared: Prepared::default(),
        sent_files: !form.files.is_empty(),
        today,
    };
    let met = limits::meet(app, &Sender::of(app, client)).await;
    if let Met::Refused(seconds) = met {
        return page.too_many(seconds).await;
    }
    match files::prepare(app, &form, (app.clock)()).await {
        Ok(prepared) => page.prepared = prepared,
        Err(error) => return page.unavailable(&error).await,
    }
    let checked = check(app, &form, &page.prepared, today);
    if let Some(lang) = page.to_lang() {
        return page.translated(lang, checked.err()).await;
    }
    let checked = match checked {
        Ok(checked) => checked,
        Err(wrong) => return page.wrong(wrong).await,
    };
    let met = limits::meet_among_all(app, met).await;
    let submission = Submission {
        complaint: &checked.complaint,
        evidence: &page.prepared.evidence,
        key: checked.key.as_deref(),
        client: Some(sender),
        sign: sign(app, &checked.complaint, &form.values, met).await,
        ack_email: checked.ack_email,
        brought: None,
    };
    match filing::file(app, &submission).await {
        Ok(Filed::New(receipt)) => page.receipt(&receipt, &checked.complaint, StatusCode::CREATED),
        Ok(Filed::Before(receipt)) => page.receipt(&receipt, &checked.complaint, StatusCode::OK),
        Ok(Filed::KeyTaken) => page.key_taken().await,
        // Only the desk names paper.
        Ok(Filed::FilesTaken | Filed::PaperTaken) => page.files_taken().await,
        Err(error) => page.unavailable(&error).await,
    }
}

/// Why the submission must wait for a person, if it must: its own signs, or a flood and no work done for it.
async fn sign(app: &App, complaint: &NewComplaint, values: &RawForm, met: Met) -> Option<Sign> {
    let own = complaint.sign.filter(|sign| app.limits || *sign != Sign::Hurry);
    if own.is_some() || met == Met::Freely {
        return own;
    }
    let proof = values.get(PROOF_FIELD).map_or("", String::as_str);
    let worked = proof::is_new(app, proof).await;
    (!worked).then_some(Sign::Flood)
}

/// A submission without a mistake.
struct Checked {
    complaint: NewComplaint,
    key: Option<String>,
    ack_email: bool,
}

/// All mistakes of a submission.
#[derive(Default)]
struct Wrong {
    fields: Vec<FieldError>,
    files: Vec<FileError>,
}

/// The complaint, its files and its key, or everything that is wrong.
fn check(app: &App, form: &Form, prepared: &Prepared, today: Date) -> Result<Checked, Wrong> {
    let key = submission_key(form.values.get(KEY_FIELD).map_or("", String::as_str));
    let complaint = parse(&form.values, &app.agency, today);
    let misplaced = form.misplaced.then_some(FieldError {
        field: EVIDENCE,
        code: FieldErrorCode::NotSupported,
    });
    match (complaint, key, ack_email(&form.values), misplaced) {
        (Ok(complaint), Ok(key), Ok(ack_email), None) if prepared.errors.is_empty() => Ok(Checked {
            complaint,
            key,
            ack_email,
        }),
        (complaint, key, ack_email, misplaced) => {
            let mut fields = complaint.err().unwrap_or_default();
            fields.extend(misplaced);
            fields.extend(ack_email.err());
            fields.extend(key.err());
            let files = prepared.errors.clone();
            Err(Wrong { fields, files })
        }
    }
}

/// The answers to one submission: pages that keep what was typed, or JSON.
struct Page<'a> {
    app: &'a App,
    asked: Asked,
    values: &'a RawForm,
    /// The files that came with it, as far as they can be taken.
    prepared: Prepared,
    /// Whether files came in the form, which a page that comes back cannot hold.
    sent_files: bool,
    today: Date,
}

impl Page<'_> {
    /// In which language the form is to be shown instead of being filed.
    fn to_lang(&self) -> Option<Lang> {
        let typed = self.values.get(TO_LANG_FIELD)?;
        Lang::parse(typed.trim()).filter(|_| self.asked.format == Format::Html)
    }

    /// The same form in another language, with everything that was typed and what is wrong with it.
    async fn translated(mut self, lang: Lang, wrong: Option<Wrong>) -> Response {
        let mut values = self.values.clone();
        values.insert(LANGUAGE_FIELD.to_owned(), lang.answered().code().to_owned());
        self.asked.lang = lang;
        let status = match &wrong {
            Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
            None => StatusCode::OK,
        };
        let page = self.form(&values, wrong.unwrap_or_default(), None, true).await;
        html(status, page)
    }

    /// All that is wrong, at once.
    async fn wrong(&self, wrong: Wrong) -> Response {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        if self.asked.format == Format::Html {
            return html(status, self.form(self.values, wrong, None, true).await);
        }
        let texts = self.texts();
        let fields = wrong.fields.iter().map(|error| entry(texts, *error));
        let files = wrong.files.iter().map(|error| file_entry(texts, *error));
        let mut entries: Vec<_> = fields.chain(files).collect();
        entries.sort_by_key(|entry| place(entry.field));
        let (title, detail) = (
            texts.get("form.error_summary"),
            texts.get("form.error_summary_text"),
        );
        Problem::new(status, "validation", title, detail, &entries).answer(status)
    }

    /// The key was used for another submission: the text stays, the key goes.
    async fn key_taken(&self) -> Response {
        let status = StatusCode::CONFLICT;
        if self.asked.format == Format::Json {
            return self.asked.say(self.app, status, "key_taken", "conflict", &[]);
        }
        let mut values = self.values.clone();
        values.remove(KEY_FIELD);
        let notice = self.texts().get("message.conflict_text").to_owned();
        html(
            status,
            self.form(&values, Wrong::default(), Some(notice), true).await,
        )
    }

    /// A file that it names was used for something else meanwhile.
    async fn files_taken(&self) -> Response {
        let taken = FileError {
            field: UPLOAD_IDS,
            ..FileError::of_all(FileErrorCode::Used)
        };
        self.wrong(Wrong {
            files: vec![taken],
            ..Wrong::default()
        })
        .await
    }

    /// A flood: the text stays, and other channels are shown.
    async fn too_many(&self, seconds: i64) -> Response {
        if self.asked.format == Format::Json {
            return self.asked.too_many(self.app, seconds);
        }
        let notice = self.texts().get("message.too_many_kept").to_owned();
        let page = self
            .form(self.values, Wrong::default(), Some(notice), false)
            .await;
        retry_after(html(StatusCode::TOO_MANY_REQUESTS, page), seconds)
    }

    /// Nothing was stored: no number, the text stays, and another channel is shown.
    async fn unavailable(&self, error: &KeepError) -> Response {
        tracing::error!(%error, "a submission could not be stored");
        if self.asked.format == Format::Json {
            return self.asked.not_stored(self.app);
        }
        let notice = self.texts().get("message.unavailable_kept").to_owned();
        retry_later(html(
            StatusCode::SERVICE_UNAVAILABLE,
            self.form(self.values, Wrong::default(), Some(notice), false)
                .await,
        ))
    }

    fn receipt(&self, receipt: &Receipt, complaint: &NewComplaint, status: StatusCode) -> Response {
        let before = status == StatusCode::OK;
        let told = Told {
            narrative: &complaint.narrative,
            incident_date: complaint.incident_date,
        };
        receipt_answer(self.app, self.asked, receipt, &told, status, before)
    }

    /// Where `storing` is worth a try, the files stay too; otherwise they must be chosen again.
    async fn form(
        &self,
        values: &RawForm,
        mut wrong: Wrong,
        notice: Option<String>,
        storing: bool,
    ) -> String {
        let held = hold(self.app, &self.prepared, storing).await;
        let refused = self.sent_files && self.prepared.evidence.is_empty();
        if held.lost || refused {
            wrong.files.push(FileError::of_all(FileErrorCode::ChooseAgain));
        }
        let view = FormView {
            lang: self.asked.lang,
            values,
            errors: &wrong.fields,
            file_errors: &wrong.files,
            uploads: &held.lines,
            notice,
            today: self.today,
        };
        self.app.theme.form_page(&view)
    }

    fn texts(&self) -> &Texts {
        self.asked.texts(self.app)
    }
}

/// Where an error stands on the page.
fn place(name: &str) -> Option<usize> {
    let name = if name == UPLOAD_IDS { EVIDENCE } else { name };
    FIELDS.iter().position(|field| field.name == name)
}

/// What is wrong with a file, in words.
pub(crate) fn file_entry(texts: &Texts, error: FileError) -> ErrorEntry {
    ErrorEntry {
        field: error.field,
        code: error.code.as_str(),
        message: texts.file_error(error),
        position: error.position,
    }
}

/// What is wrong with a field in words, with the field's limits in them.
pub(crate) fn entry(texts: &Texts, error: FieldError) -> ErrorEntry {
    let code = error.code.as_str();
    let limits = field(error.field).map_or((0, 0), |field| (field.min_chars, field.max_chars));
    let (min, max) = (limits.0.to_string(), limits.1.to_string());
    let message = texts.fill(
        &format!("error.{}.{code}", error.field),
        &[("min", &min), ("max", &max)],
    );
    ErrorEntry {
        field: error.field,
        code,
        message,
        position: None,
    }
}
