//! POST `/staff/cases/{number}/{verb}`: one thing is done to a case, as it was seen. If the case has changed since,
//! nothing is done: the page comes back with how it stands, and with everything that was typed.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::case::{Actor, Kind, Refusal};
use complaint::form::{Wish, asked, parse_wish};
use complaint::redaction::Passages;
use complaint::staff::{Duty, Matter, Officer};
use complaint::{Action, FieldError, FieldErrorCode, Number, RawForm, Status};

use super::case::{Opened, Typed, show};
use super::entry::{Refused, send};
use super::replies;
use super::screen::{Notice, Screen, go, query, texts};
use super::sign_in::one_of;
use crate::App;
use crate::acting::{Act, ActError, Deed, Desk, act};
use crate::http::{Format, Problem};
use crate::redacting::written;
use crate::routes::complaints::entry;
use crate::store::StoreError;

/// Which version of the case somebody decides on.
const VERSION: &str = "version";
const FIELDS: [&str; 16] = [
    "csrf",
    VERSION,
    "text",
    "note",
    "unit",
    "destination",
    "external_number",
    "resolution",
    "archive_reason",
    "master",
    "sp4n_id",
    "class",
    "category",
    "passages",
    replies::CHOSEN,
    replies::FILL,
];

/// Does something to a case.
pub(crate) async fn act_on_case(
    State(app): State<Arc<App>>,
    Path((number, verb)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Refused> {
    let (inside, form) = send(&app, request, |name| one_of(&FIELDS, name), |_| true).await?;
    let screen = inside.screen();
    let values = form.values;
    let Some(duty) = Duty::parse(&verb).filter(|duty| asked(*duty).is_some()) else {
        return Ok(screen.not_found());
    };
    let opened = inside.case(&number, Duty::Read, &values).await?;
    let turn = Turn {
        screen: &screen,
        officer: inside.officer(),
        opened: &opened,
        duty,
        values: &values,
    };
    Ok(turn.take().await)
}

fn unavailable(screen: &Screen<'_>, error: &StoreError, values: &RawForm) -> Response {
    tracing::error!(%error, "a case could not be changed");
    screen.unavailable(values)
}

/// One attempt to do something.
struct Turn<'a> {
    screen: &'a Screen<'a>,
    officer: &'a Officer,
    opened: &'a Opened,
    duty: Duty,
    values: &'a RawForm,
}

impl Turn<'_> {
    async fn take(&self) -> Response {
        let case = &self.opened.case;
        if !self.officer.may(self.duty, Matter::of(&case.case)) {
            return self.screen.not_yours(self.values);
        }
        let about_seal = matches!(
            self.duty,
            Duty::AskIdentity | Duty::GrantIdentity | Duty::RefuseIdentity
        );
        if about_seal && !self.opened.is_sealed() {
            return self.conflict("not_now").await;
        }
        if self
            .officer
            .kept_from(self.duty, &self.screen.app.agency)
            .is_some()
        {
            return self.conflict("not_now").await;
        }
        if self.values.contains_key(replies::FILL) {
            return self.fill();
        }
        let wish = parse_wish(self.duty, &case.case, self.values, &self.screen.app.agency);
        let (wish, seen) = match (wish, self.seen()) {
            (Ok(Some(wish)), Ok(seen)) => (wish, seen),
            (Ok(None), _) => return self.screen.not_found(),
            (Ok(Some(_)), Err(error)) => return self.wrong(&[error]),
            (Err(mut errors), seen) => {
                errors.extend(seen.err());
                return self.wrong(&errors);
            }
        };
        if seen != case.version {
            return self.conflict("changed").await;
        }
        let wish = match self.completed(wish).await {
            Ok(Ok(wish)) => wish,
            Ok(Err(error)) => return self.wrong(&[error]),
            Err(error) => return unavailable(self.screen, &error, self.values),
        };
        match act(self.screen.app, &self.opened.number, &self.deed(wish, seen)).await {
            Ok(_) => self.done().await,
            Err(ActError::NoCase) => self.screen.not_found(),
            Err(ActError::Changed) => self.conflict("changed").await,
            Err(ActError::Refused(Refusal::Concerned)) => {
                let code = FieldErrorCode::UnknownChoice;
                self.wrong(&[FieldError { field: "unit", code }])
            }
            // Nothing that is done at the desk brings files.
            Err(ActError::Refused(_) | ActError::Full | ActError::FullOfWords | ActError::FilesTaken) => {
                self.conflict("not_now").await
            }
            Err(ActError::Store(error)) => unavailable(self.screen, &error, self.values),
        }
    }

    /// The version of the case that they saw when they decided.
    fn seen(&self) -> Result<i64, FieldError> {
        let wrong = |code| FieldError { field: VERSION, code };
        match self.values.get(VERSION).map_or("", |text| text.trim()) {
            "" => Err(wrong(FieldErrorCode::Required)),
            text => text.parse().map_err(|_| wrong(FieldErrorCode::BadCharacters)),
        }
    }

    /// Nothing is done yet: the form comes back with a text to begin with.
    fn fill(&self) -> Response {
        let values = replies::filled(self.screen.app, self.opened, self.duty, self.values);
        if self.screen.format == Format::Json {
            let text = values.get("text");
            return crate::http::json_answer(StatusCode::OK, &serde_json::json!({ "text": text }));
        }
        let typed = Typed {
            duty: Some(self.duty),
            values,
            errors: &[],
        };
        show(
            self.screen,
            self.opened,
            self.officer,
            StatusCode::OK,
            None,
            &typed,
        )
    }

    fn deed(&self, wish: Wish, seen: i64) -> Deed {
        Deed {
            actor: Actor::Staff,
            act: match wish.action {
                Some(Action::Redact { .. }) => Act::Redact(wish.passages),
                Some(action) => Act::Case(action),
                None => Act::Remark,
            },
            text: wish.text,
            files: Vec::new(),
            once: None,
            desk: Desk {
                by: Some(self.officer.id.clone()),
                seen: Some(seen),
                note: wish.note,
            },
        }
    }

    /// What a form alone does not say: whether the case it names is there, whether anything would change.
    async fn completed(&self, wish: Wish) -> Result<Result<Wish, FieldError>, StoreError> {
        let action = match wish.action {
            Some(Action::Merge { master }) => self.with_master(&master).await?.map(Some),
            Some(Action::Classify { now, .. }) => self.anew(now).map(Some),
            Some(Action::Redact { passages }) => self.with_passages(passages, &wish.passages).map(Some),
            other => Ok(other),
        };
        Ok(action.map(|action| Wish { action, ..wish }))
    }

    /// What shall be blackened must be there: a passage with a slip in it would go on being read.
    fn with_passages(&self, count: usize, passages: &Passages) -> Result<Action, FieldError> {
        let wrong = |code| FieldError {
            field: "passages",
            code,
        };
        let before = self.opened.whole.as_ref().map_or("", |whole| &whole.passages);
        if passages.lines() == before {
            return Err(wrong(FieldErrorCode::Unchanged));
        }
        if !passages.all_stand_in(written(self.opened.read())) {
            return Err(wrong(FieldErrorCode::NotInText));
        }
        Ok(Action::Redact { passages: count })
    }

    /// The case must become another than it was.
    fn anew(&self, now: Kind) -> Result<Action, FieldError> {
        let summary = &self.opened.case.summary;
        let before = Kind {
            class: summary.class,
            category: summary.category.clone(),
        };
        if before == now {
            return Err(FieldError {
                field: "category",
                code: FieldErrorCode::Unchanged,
            });
        }
        Ok(Action::Classify { before, now })
    }

    /// The case that shall go on must be another one, which this officer sees and which goes on itself.
    async fn with_master(&self, master: &str) -> Result<Result<Action, FieldError>, StoreError> {
        let error = Err(FieldError {
            field: "master",
            code: FieldErrorCode::UnknownChoice,
        });
        let Ok(number) = Number::parse(master, &self.screen.app.agency.codes()) else {
            return Ok(error);
        };
        let other = self.screen.app.store.show(&number).await?;
        let goes_on = other.is_some_and(|other| {
            self.officer.sees(Matter::of(&other.case))
                && !matches!(other.case.status, Status::Duplicate | Status::Withdrawn)
        });
        if number == self.opened.number || !goes_on {
            return Ok(error);
        }
        Ok(Ok(Action::Merge {
            master: number.to_string(),
        }))
    }

    /// After a deed comes a page that may be loaded again without doing it twice.
    async fn done(&self) -> Response {
        let number = self.opened.number.as_str();
        match Opened::find(self.screen.app, number, self.officer).await {
            Ok(Some(opened)) if self.screen.format == Format::Json => show(
                self.screen,
                &opened,
                self.officer,
                StatusCode::OK,
                None,
                &Typed::default(),
            ),
            Ok(None) if self.screen.format == Format::Json => {
                crate::http::json_answer(StatusCode::OK, &serde_json::json!({ "number": number }))
            }
            Ok(Some(_)) => go(&format!("/staff/cases/{number}?{}", self.flash())),
            // It is not theirs any more.
            Ok(None) => go(&format!("/staff/?{}", self.flash())),
            Err(error) => unavailable(self.screen, &error, &RawForm::new()),
        }
    }

    fn flash(&self) -> String {
        query(&[("done", self.duty.as_str())])
    }

    fn wrong(&self, errors: &[FieldError]) -> Response {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        if self.screen.format == Format::Json {
            let entries: Vec<_> = errors.iter().map(|error| entry(texts(), *error)).collect();
            let (title, detail) = (texts().get("case.mend"), texts().get("case.mend"));
            return Problem::new(status, "validation", title, detail, &entries).answer(status);
        }
        self.page(self.opened, status, "case.mend", errors)
    }

    /// The case is not as it was seen, or that cannot be done any more: how it stands now, and what was typed.
    async fn conflict(&self, words: &str) -> Response {
        let status = StatusCode::CONFLICT;
        if self.screen.format == Format::Json {
            return self.screen.say(status, words, words, self.values);
        }
        let number = self.opened.number.as_str();
        match Opened::find(self.screen.app, number, self.officer).await {
            Ok(Some(now)) => self.page(&now, status, &format!("message.{words}.text"), &[]),
            Ok(None) => self.screen.say(status, words, "gone", self.values),
            Err(error) => unavailable(self.screen, &error, self.values),
        }
    }

    fn page(&self, opened: &Opened, status: StatusCode, words: &str, errors: &[FieldError]) -> Response {
        let typed = Typed {
            duty: Some(self.duty),
            values: self.values.clone(),
            errors,
        };
        let notice = Some(Notice::Wrong(texts().get(words).to_owned()));
        show(self.screen, opened, self.officer, status, notice, &typed)
    }
}
