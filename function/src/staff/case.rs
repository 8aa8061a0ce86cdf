//! GET `/staff/cases/{number}`: one case with everything that is known of it, and what can be done now.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::staff::{Duty, Matter, Officer};
use complaint::{FieldError, IdentityMode, Number, RawForm};

use super::absence::{Away, away_of_unit};
use super::audit;
use super::case_page::Shown;
use super::entry::{Refused, look};
use super::events::Names;
use super::screen::{Notice, Screen, read_query, texts};
use crate::App;
use crate::filing::CONTENT_KEPT;
use crate::http::{Format, json_answer};
use crate::redacting::case_for;
use crate::store::{CaseView, Contact, Draft, Note, StoreError};

/// Everything about one case that a page needs.
pub(super) struct Opened {
    pub(super) number: Number,
    pub(super) case: CaseView,
    pub(super) notes: Vec<Note>,
    pub(super) draft: Option<Draft>,
    contact: Option<Contact>,
    /// As its reporter wrote it, for whoever may read that where passages are blackened.
    pub(super) whole: Option<Whole>,
    pub(super) away: Vec<Away>,
    pub(super) names: Names,
}

/// A case of which passages are blackened, as its reporter wrote it.
pub(super) struct Whole {
    pub(super) case: CaseView,
    /// The passages, one in a line.
    pub(super) passages: String,
}

/// Only for whoever may choose the passages.
async fn whole(
    app: &App,
    number: &Number,
    case: &CaseView,
    officer: &Officer,
) -> Result<Option<Whole>, StoreError> {
    if !case.case.redacted || !officer.may(Duty::Redact, Matter::of(&case.case)) {
        return Ok(None);
    }
    let original = app.store.original(number).await?;
    Ok(original.map(|original| Whole {
        case: original.restore(case.clone()),
        passages: original.passages,
    }))
}

/// From now on whoever sends the same content may be somebody of the desk.
async fn note_seen(app: &App, number: &Number, case: &CaseView) -> Result<(), StoreError> {
    let until = case.summary.received_at.as_second() + CONTENT_KEPT.as_secs();
    if (app.clock)().as_second() < until {
        app.store.note_seen(number, until).await?;
    }
    Ok(())
}

impl Opened {
    /// The case with the words that this officer reads.
    pub(super) fn read(&self) -> &CaseView {
        self.whole.as_ref().map_or(&self.case, |whole| &whole.case)
    }

    /// The case, if there is one and this officer may know it. Both answers look the same from outside.
    pub(super) async fn find(
        app: &App,
        typed: &str,
        officer: &Officer,
    ) -> Result<Option<Opened>, StoreError> {
        let Ok(number) = Number::parse(typed, &app.agency.codes()) else {
            return Ok(None);
        };
        let case = app.store.show(&number).await?;
        let Some(case) = case.filter(|case| officer.may(Duty::Read, Matter::of(&case.case))) else {
            return Ok(None);
        };
        note_seen(app, &number, &case).await?;
        let case = case_for(officer, case);
        let named = case.summary.identity_mode == IdentityMode::Named;
        let contact = if named && officer.may(Duty::Contact, Matter::of(&case.case)) {
            let contact = app.store.contact(&number).await?;
            if contact.is_some() {
                audit::of_reading(app, officer, &number).await?;
            }
            contact
        } else {
            None
        };
        let accounts = app.store.accounts().await?;
        Ok(Some(Opened {
            away: away_of_unit(app, &accounts, case.case.unit.as_deref()).await?,
            whole: whole(app, &number, &case, officer).await?,
            notes: app.store.notes(&number).await?,
            draft: app.store.draft(&number).await?,
            names: accounts
                .into_iter()
                .map(|account| (account.officer.id, account.officer.name))
                .collect(),
            number,
            case,
            contact,
        }))
    }
}

impl Opened {
    /// Whether the reporter's identity lies sealed.
    pub(super) fn is_sealed(&self) -> bool {
        self.case.summary.identity_mode == IdentityMode::Confidential && !self.case.case.erased
    }

    /// How to reach the reporter, where this officer may know.
    pub(super) const fn contact(&self) -> Option<&Contact> {
        self.contact.as_ref()
    }
}

/// A case.
pub(crate) async fn case(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let inside = look(&app, request.headers(), request.uri(), |_| true).await?;
    let opened = inside.case(&number, Duty::Read, &RawForm::new()).await?;
    let done = read_query(request.uri()).remove("done").unwrap_or_default();
    let done = texts().get(&format!("verb.{done}.done"));
    let notice = (!done.is_empty()).then(|| Notice::Done(done.to_owned()));
    Ok(show(
        &inside.screen(),
        &opened,
        inside.officer(),
        StatusCode::OK,
        notice,
        &Typed::default(),
    ))
}

/// What was typed into one of the forms, and what is wrong with it.
#[derive(Default)]
pub(super) struct Typed<'a> {
    pub(super) duty: Option<Duty>,
    pub(super) values: RawForm,
    pub(super) errors: &'a [FieldError],
}

/// Shows a case, with one of its forms as it was sent, if one was.
pub(super) fn show(
    screen: &Screen<'_>,
    opened: &Opened,
    officer: &Officer,
    status: StatusCode,
    notice: Option<Notice>,
    typed: &Typed<'_>,
) -> Response {
    let app = screen.app;
    let shown = Shown {
        app,
        opened,
        officer,
        today: app.agency.today((app.clock)()),
    };
    if screen.format == Format::Json {
        return json_answer(status, &shown.json());
    }
    let title = texts().fill("case.title", &[("number", opened.number.as_str())]);
    let mut frame = screen.frame(&title, notice);
    let address = format!("{}/staff/cases/{}", app.agency.base_url, opened.number);
    frame.code = Some((address, texts().get("case.code").to_owned()));
    screen.page(status, "staff_case.html", &frame, &shown.model(typed))
}
