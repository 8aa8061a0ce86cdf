//! A case as its reporter sees it: the page with what can be done now, or JSON.

use axum::http::StatusCode;
use axum::response::Response;
use complaint::case::Actor;
use complaint::deadline::{Deadline, DeadlineKind};
use complaint::form::{FieldError, FileError};
use complaint::{AccessCode, Action, Class, IdentityMode, Lang, Number, RawForm, Status};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use site_gen::theme::{
    Dialogue, DialogueMessage, EvidenceLine, Opened, ReplyKind, StatusView, TimelineEntry, UploadLine,
};

use super::receipt_answer::{DeadlineJson, deadlines_json};
use crate::App;
use crate::filing::opens;
use crate::http::{Asked, Format, html, json_answer};
use crate::public;
use crate::store::{CaseView, FileRecord, Message, StatusRecord};

/// A case that may be shown, and whether its text may be.
pub(super) struct Found<'a> {
    pub(super) case: CaseView,
    code: Option<&'a AccessCode>,
}

impl<'a> Found<'a> {
    /// Nothing, if there is no such case or the code is not its own. The code is compared in either case.
    pub(super) fn of(
        app: &App,
        number: &Number,
        code: Option<&'a AccessCode>,
        record: Option<StatusRecord>,
    ) -> Option<Found<'a>> {
        let hash = record.as_ref().map_or("", |record| record.code_hash.as_str());
        let opened = code.map(|code| opens(app, number, code, hash));
        match (record, opened) {
            (Some(record), None | Some(true)) => Some(Found {
                case: record.case,
                code,
            }),
            _ => None,
        }
    }
}

/// What else the page shows: what was just done or went wrong, and what had been typed.
#[derive(Default)]
pub(super) struct Around<'a> {
    /// A sentence above everything.
    pub(super) notice: Option<String>,
    /// What was typed into a form of the page.
    pub(super) values: RawForm,
    /// What is wrong with it.
    pub(super) errors: &'a [FieldError],
    /// What is wrong with the files that came with it.
    pub(super) file_errors: &'a [FileError],
    /// The files that need not be sent again.
    pub(super) uploads: &'a [UploadLine],
}

/// Shows a case.
pub(super) fn show(
    app: &App,
    asked: Asked,
    found: &Found<'_>,
    status: StatusCode,
    around: &Around<'_>,
) -> Response {
    let today = app.agency.today((app.clock)());
    let deadlines = public::deadlines(&found.case, today, &app.agency);
    let shown = Shown {
        app,
        lang: asked.lang,
        found,
        late: public::is_late(&found.case.case, today, &app.agency),
        deadlines: &deadlines,
        today,
    };
    match asked.format {
        Format::Html => html(status, shown.page(around)),
        Format::Json => json_answer(status, &shown.json()),
    }
}

struct Shown<'a> {
    app: &'a App,
    lang: Lang,
    found: &'a Found<'a>,
    late: bool,
    deadlines: &'a [Deadline],
    today: Date,
}

impl Shown<'_> {
    fn page(&self, around: &Around<'_>) -> String {
        let case = &self.found.case.summary;
        let opened = self.found.code.map(|_| Opened {
            identity_mode: case.identity_mode,
            narrative: Some(case.narrative.clone()).filter(|text| !text.is_empty()),
            messages: self.messages(),
            evidence: self.found.case.files.iter().map(evidence_line).collect(),
        });
        self.app.theme.status_page(&StatusView {
            lang: self.lang,
            number: case.number.clone(),
            status: case.status.public(),
            class: case.class,
            received_at: case.received_at,
            updated_at: public::updated_at(&self.found.case),
            late: self.late,
            deadlines: self.deadlines,
            timeline: &self.timeline(),
            opened,
            dialogue: self.found.code.map(|code| self.dialogue(code, around)),
            notice: around.notice.clone(),
        })
    }

    fn files_with(&self, message: &Message) -> impl Iterator<Item = &FileRecord> {
        let sequence = message.sequence;
        self.found
            .case
            .files
            .iter()
            .filter(move |file| file.sequence == sequence)
    }

    fn messages(&self) -> Vec<DialogueMessage> {
        let message = |message: &Message| DialogueMessage {
            at: message.at,
            from_agency: message.from != Actor::Reporter,
            text: message.text.clone(),
            files: self.files_with(message).map(|file| file.name.clone()).collect(),
        };
        self.found.case.messages.iter().map(message).collect()
    }

    fn messages_json(&self) -> Vec<MessageJson<'_>> {
        let message = |message| MessageJson::of(message, self.files_with(message));
        self.found.case.messages.iter().map(message).collect()
    }

    fn timeline(&self) -> Vec<TimelineEntry> {
        public::timeline(self.app, &self.found.case, self.found.code.is_some(), self.lang)
    }

    fn dialogue<'a>(&'a self, code: &'a AccessCode, around: &'a Around<'_>) -> Dialogue<'a> {
        let view = &self.found.case;
        let asks = view.summary.status == Status::AwaitingInfo;
        let last = |message: &&Message| message.from == Actor::Staff;
        let question = view.messages.iter().rfind(last).filter(|_| asks);
        let answer = self
            .deadlines
            .iter()
            .find(|deadline| deadline.kind == DeadlineKind::AwaitingInfo);
        Dialogue {
            access_code: code.reveal(),
            question: question.map(|message| message.text.as_str()),
            answer_by: answer.and_then(|deadline| deadline.due_on).filter(|_| asks),
            reply: self.can(&Action::Reply).then(|| reply_kind(view.summary.status)),
            may_withdraw: self.can(&Action::Withdraw),
            may_rate: self.can(&RATE),
            modes: if view.case.erased {
                &[]
            } else {
                view.summary.identity_mode.more_open()
            },
            values: &around.values,
            errors: around.errors,
            file_errors: around.file_errors,
            uploads: around.uploads,
        }
    }

    fn can(&self, action: &Action) -> bool {
        let case = &self.found.case.case;
        case.apply(action, Actor::Reporter, self.today, &self.app.agency)
            .is_ok()
    }

    fn json(&self) -> StatusJson<'_> {
        let case = &self.found.case.summary;
        let opened = OpenedJson {
            identity_mode: case.identity_mode,
            narrative: &case.narrative,
            messages: self.messages_json(),
            evidence: self.found.case.files.iter().map(EvidenceJson::of).collect(),
        };
        StatusJson {
            number: &case.number,
            status: case.status.public(),
            status_label: self.app.theme.status_label(case.status, self.lang),
            class: case.class,
            received_at: case.received_at,
            updated_at: public::updated_at(&self.found.case),
            erased_at: public::erased_at(&self.found.case),
            late: self.late,
            deadlines: deadlines_json(self.deadlines, self.lang),
            timeline: self.timeline().into_iter().map(StepJson::of).collect(),
            opened: self.found.code.map(|_| opened),
        }
    }
}

/// Any judgement, to ask whether one may be given.
const RATE: Action = Action::Rate {
    score: 1,
    solved: complaint::case::Solved::No,
};

/// What a reporter's words would do now.
const fn reply_kind(status: Status) -> ReplyKind {
    match status {
        Status::AwaitingInfo => ReplyKind::Answer,
        Status::NotOurs | Status::Forwarded | Status::Responded | Status::Duplicate => ReplyKind::Object,
        Status::Closed | Status::Archived => ReplyKind::Reopen,
        _ => ReplyKind::Add,
    }
}

fn evidence_line(file: &FileRecord) -> EvidenceLine {
    EvidenceLine {
        position: file.position,
        name: file.name.clone(),
        bytes: file.bytes,
    }
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
    /// When personal data was removed; absent while there is any.
    #[serde(skip_serializing_if = "Option::is_none")]
    erased_at: Option<Timestamp>,
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

impl StepJson {
    fn of(step: TimelineEntry) -> StepJson {
        StepJson {
            at: step.at,
            status: step.status,
            label: step.label,
            text: step.text,
        }
    }
}

#[derive(Serialize)]
struct OpenedJson<'a> {
    identity_mode: IdentityMode,
    narrative: &'a str,
    messages: Vec<MessageJson<'a>>,
    evidence: Vec<EvidenceJson<'a>>,
}

/// One file, to be asked for by its position at `/api/evidence`.
#[derive(Serialize)]
pub(crate) struct EvidenceJson<'a> {
    position: usize,
    name: &'a str,
    media_type: &'a str,
    size: usize,
    /// Whether it is a document that could act by itself: never open it where it could.
    active: bool,
    /// Cleaned and stored: a file is not shown before.
    state: &'static str,
    added_at: Timestamp,
}

impl EvidenceJson<'_> {
    pub(crate) fn of(file: &FileRecord) -> EvidenceJson<'_> {
        EvidenceJson {
            position: file.position,
            name: &file.name,
            media_type: file.media_type(),
            size: file.bytes,
            active: file.active,
            state: "ready",
            added_at: file.added_at,
        }
    }
}

#[derive(Serialize)]
struct MessageJson<'a> {
    at: Timestamp,
    /// `agency` or `reporter`.
    from: &'static str,
    text: &'a str,
    /// The positions of the files that came with it.
    evidence: Vec<usize>,
}

impl<'a> MessageJson<'a> {
    fn of(message: &'a Message, files: impl Iterator<Item = &'a FileRecord>) -> MessageJson<'a> {
        MessageJson {
            at: message.at,
            from: if message.from == Actor::Reporter {
                "reporter"
            } else {
                "agency"
            },
            text: &message.text,
            evidence: files.map(|file| file.position).collect(),
        }
    }
}
