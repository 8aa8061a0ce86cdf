//! One request of a reporter who has number and code: the case is found, the deed done, and the page of the case
//! comes back, with what was typed and sent where something must be mended.

use axum::http::StatusCode;
use axum::response::Response;
use complaint::case::Refusal;
use complaint::form::{EVIDENCE, FieldError, FileError, FileErrorCode, UPLOAD_IDS};
use complaint::{AccessCode, FieldErrorCode, Number};
use jiff::SignedDuration;
use site_gen::theme::MessageView;

use super::case_answer::{Around, Found, show};
use super::complaints::{entry, file_entry};
use super::dialogue::Wish;
use super::held::hold;
use super::status::Page;
use crate::acting::{ActError, Acted, Deed, act};
use crate::files::{self, Evidence, KeepError, Prepared};
use crate::http::{Form, Format, Problem, html, retry_after, retry_later};
use crate::limits::may_write;
use crate::secret::Purpose;
use crate::store::{Allowed, Once};

/// How long the same words are taken for the same message.
const MESSAGE_KEPT: SignedDuration = SignedDuration::from_mins(10);

/// What must be mended.
#[derive(Default)]
struct Wrong {
    fields: Vec<FieldError>,
    files: Vec<FileError>,
}

/// One request that has a number and a code.
pub(super) struct Visit<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) number: &'a Number,
    pub(super) code: &'a AccessCode,
    pub(super) form: &'a Form,
}

impl<'a> Visit<'a> {
    /// Does what is wished for, or says what must be mended first.
    pub(super) async fn answer(
        &self,
        read: Result<Deed, Vec<FieldError>>,
        wish: Wish,
    ) -> Result<Response, KeepError> {
        let Some(found) = self.find().await? else {
            return Ok(self.page.not_found().await);
        };
        let app = self.page.app;
        if wish == Wish::Message
            && let Allowed::In(seconds) = may_write(app, self.number).await
        {
            return Ok(self.too_many(seconds));
        }
        let prepared = if wish.takes_files() {
            files::prepare(app, self.form, (app.clock)()).await?
        } else {
            Prepared::default()
        };
        match read {
            Ok(deed) if prepared.errors.is_empty() => self.act(found, deed, prepared, wish).await,
            read => {
                let wrong = Wrong {
                    fields: read.err().unwrap_or_default(),
                    files: prepared.errors.clone(),
                };
                Ok(self.wrong(&found, wrong, &prepared).await)
            }
        }
    }

    async fn find(&self) -> Result<Option<Found<'a>>, KeepError> {
        let record = self.page.app.store.status(self.number).await?;
        Ok(Found::of(self.page.app, self.number, Some(self.code), record))
    }

    async fn act(
        &self,
        found: Found<'a>,
        deed: Deed,
        prepared: Prepared,
        wish: Wish,
    ) -> Result<Response, KeepError> {
        let (app, now) = (self.page.app, (self.page.app.clock)());
        let mode = found.case.summary.identity_mode;
        let deed = Deed {
            files: files::keep(app, &prepared.evidence, Some(mode), now).await?,
            ..self.marked(deed, &prepared, wish)
        };
        let acted = act(app, self.number, &deed).await;
        // Whether a store that failed has taken them, nobody knows now; the sweep will see.
        if !matches!(acted, Ok(Acted::Done(_)) | Err(ActError::Store(_))) {
            files::forget(app, &deed.files, now).await;
        }
        match acted {
            Ok(Acted::Done(_)) => {
                files::forget_originals(app, &deed.files, now).await;
                self.done(StatusCode::CREATED, wish).await
            }
            Ok(Acted::Before) => self.done(StatusCode::OK, wish).await,
            Err(ActError::NoCase | ActError::Changed) => Ok(self.page.not_found().await),
            Err(ActError::Refused(refusal)) => Ok(self.refused(&found, refusal, &prepared).await),
            Err(ActError::Full) => Ok(self
                .unfit(&found, EVIDENCE, FileErrorCode::FullCase, &prepared)
                .await),
            Err(ActError::FullOfWords) => {
                let wrong = Wrong {
                    fields: vec![FieldError {
                        field: "text",
                        code: FieldErrorCode::FullCase,
                    }],
                    files: Vec::new(),
                };
                Ok(self.wrong(&found, wrong, &prepared).await)
            }
            Err(ActError::FilesTaken) => Ok(self
                .unfit(&found, UPLOAD_IDS, FileErrorCode::Used, &prepared)
                .await),
            Err(ActError::Store(error)) => Err(error.into()),
        }
    }

    async fn unfit(
        &self,
        found: &Found<'_>,
        field: &'static str,
        code: FileErrorCode,
        prepared: &Prepared,
    ) -> Response {
        let error = FileError {
            field,
            ..FileError::of_all(code)
        };
        let wrong = Wrong {
            fields: Vec::new(),
            files: vec![error],
        };
        self.wrong(found, wrong, prepared).await
    }

    /// The same words with the same files within ten minutes are the same message.
    fn marked(&self, deed: Deed, prepared: &Prepared, wish: Wish) -> Deed {
        let files: String = prepared.evidence.iter().map(Evidence::fingerprint).collect();
        let text = deed.text.as_deref().filter(|_| wish == Wish::Message);
        let once = text.map(|text| Once {
            id: self.page.app.secret.hex(
                Purpose::Message,
                &[self.number.as_str().as_bytes(), text.as_bytes(), files.as_bytes()],
            ),
            expires_at: (self.page.app.clock)()
                .as_second()
                .saturating_add(MESSAGE_KEPT.as_secs()),
        });
        Deed { once, ..deed }
    }

    /// The case as it is now, with a sentence on what was done.
    async fn done(&self, status: StatusCode, wish: Wish) -> Result<Response, KeepError> {
        let Some(found) = self.find().await? else {
            return Ok(self.page.not_found().await);
        };
        let notice = self.page.asked.texts(self.page.app).get(wish.done()).to_owned();
        Ok(self.show(
            &found,
            status,
            &Around {
                notice: Some(notice),
                ..Around::default()
            },
        ))
    }

    fn show(&self, found: &Found<'_>, status: StatusCode, around: &Around<'_>) -> Response {
        let asked = self
            .page
            .asked
            .for_program(&self.form.values, found.case.summary.language);
        show(self.page.app, asked, found, status, around)
    }

    /// The page with what was typed and sent.
    async fn again(
        &self,
        found: &Found<'_>,
        status: StatusCode,
        notice: Option<String>,
        mut wrong: Wrong,
        prepared: &Prepared,
    ) -> Response {
        let held = hold(self.page.app, prepared, true).await;
        if held.lost {
            wrong.files.push(FileError::of_all(FileErrorCode::ChooseAgain));
        }
        let around = Around {
            notice,
            values: self.form.values.clone(),
            errors: &wrong.fields,
            file_errors: &wrong.files,
            uploads: &held.lines,
        };
        self.show(found, status, &around)
    }

    async fn wrong(&self, found: &Found<'_>, wrong: Wrong, prepared: &Prepared) -> Response {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        if self.page.asked.format == Format::Html {
            return self.again(found, status, None, wrong, prepared).await;
        }
        let texts = self.page.asked.texts(self.page.app);
        let fields = wrong.fields.iter().map(|error| entry(texts, *error));
        let files = wrong.files.iter().map(|error| file_entry(texts, *error));
        let entries: Vec<_> = fields.chain(files).collect();
        let (title, detail) = (
            texts.get("form.error_summary"),
            texts.get("form.error_summary_text"),
        );
        Problem::new(status, "validation", title, detail, &entries).answer(status)
    }

    /// It cannot be done now; the page shows how things stand, and keeps what was typed.
    async fn refused(&self, found: &Found<'_>, refusal: Refusal, prepared: &Prepared) -> Response {
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
        self.again(found, status, Some(notice), Wrong::default(), prepared)
            .await
    }

    pub(super) fn unavailable(&self, error: &KeepError) -> Response {
        tracing::error!(%error, "a case could not be changed");
        match self.page.asked.format {
            Format::Json => self.page.asked.not_stored(self.page.app),
            Format::Html => retry_later(self.kept(StatusCode::SERVICE_UNAVAILABLE, "unavailable")),
        }
    }

    pub(super) fn too_many(&self, seconds: i64) -> Response {
        match self.page.asked.format {
            Format::Json => self.page.too_many(seconds),
            Format::Html => retry_after(self.kept(StatusCode::TOO_MANY_REQUESTS, "too_many"), seconds),
        }
    }

    /// Nothing was stored: what was written stands on the page, to be copied.
    fn kept(&self, status: StatusCode, words: &str) -> Response {
        let (app, asked) = (self.page.app, self.page.asked);
        let texts = asked.texts(app);
        let written = ["text", "comment", "reason"].into_iter();
        let written = written.filter_map(|name| self.form.values.get(name).cloned());
        let paragraphs = std::iter::once(texts.get(&format!("message.{words}_written")).to_owned());
        let view = MessageView {
            lang: asked.lang,
            title: texts.get(&format!("message.{words}_title")).to_owned(),
            paragraphs: paragraphs.chain(written).collect(),
            channels: true,
        };
        html(status, app.theme.message_page(&view))
    }
}
