//! What the function's pages show. Each view is everything its page needs; no view knows a request.

use complaint::deadline::Deadline;
use complaint::form::{FieldError, FileError, RawForm};
use complaint::incident::OldIncident;
use complaint::{Class, IdentityMode, Lang, Status};
use jiff::Timestamp;
use jiff::civil::Date;

/// The form, empty or filled again after a mistake.
#[derive(Clone, Debug)]
pub struct FormView<'a> {
    /// The language of the page.
    pub lang: Lang,
    /// What was typed, by field name; shown again as it was.
    pub values: &'a RawForm,
    /// What is wrong, in the order of the page.
    pub errors: &'a [FieldError],
    /// What is wrong with the files.
    pub file_errors: &'a [FileError],
    /// The files that need not be sent again.
    pub uploads: &'a [UploadLine],
    /// A sentence above the form, for example why nothing could be stored.
    pub notice: Option<String>,
    /// The last date an incident may have.
    pub today: Date,
}

/// The receipt after a complaint was stored.
#[derive(Clone, Debug)]
pub struct ReceiptView<'a> {
    /// The language of the page.
    pub lang: Lang,
    /// The acknowledgment number.
    pub number: String,
    /// The access code in the clear. `None` when it was shown before and cannot be shown again.
    pub access_code: Option<String>,
    /// What was submitted.
    pub class: Class,
    /// How much of themselves the reporter shows.
    pub mode: IdentityMode,
    /// When it was received.
    pub received_at: Timestamp,
    /// When the agency owes what.
    pub deadlines: &'a [Deadline],
    /// The signed text that may be passed on.
    pub forward_text: String,
    /// Where it can be verified: see [`super::Theme::verify_url`].
    pub verify_url: String,
    /// Pieces of the text that could tell who wrote it.
    pub warnings: Vec<&'a str>,
    /// Whether it happened so long ago that it matters to somebody.
    pub old_incident: Option<OldIncident>,
    /// Whether the same submission had been stored before.
    pub replayed: bool,
}

/// The look-up form again, with what was wrong.
#[derive(Clone, Debug)]
pub struct StatusFormView<'a> {
    /// The language of the page.
    pub lang: Lang,
    /// The number as typed. The access code is never shown again.
    pub number: &'a str,
    /// What is wrong: field (`number` or `access_code`) and code (`wrong_length`, `not_found` …).
    pub errors: &'a [InputError],
    /// A sentence above the form.
    pub notice: Option<String>,
}

/// A mistake in one field of the look-up form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputError {
    /// The field's name.
    pub field: &'static str,
    /// The mistake's stable name.
    pub code: &'static str,
}

/// A case as the citizen sees it.
#[derive(Clone, Debug)]
pub struct StatusView<'a> {
    /// The language of the page.
    pub lang: Lang,
    /// The acknowledgment number.
    pub number: String,
    /// The state; a held case is shown as received.
    pub status: Status,
    /// What was submitted.
    pub class: Class,
    /// When it was received.
    pub received_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Whether a deadline has been missed.
    pub late: bool,
    /// When the agency owes what.
    pub deadlines: &'a [Deadline],
    /// What happened so far, oldest first.
    pub timeline: &'a [TimelineEntry],
    /// What only the right access code opens.
    pub opened: Option<Opened>,
    /// What the reporter can do now; the code is needed for that too.
    pub dialogue: Option<Dialogue<'a>>,
    /// A sentence above everything: what was just done, or why it was not.
    pub notice: Option<String>,
}

/// What a reporter's words would do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyKind {
    /// They answer a question of the agency.
    Answer,
    /// They add something.
    Add,
    /// They object to what the agency has said.
    Object,
    /// They open the case again.
    Reopen,
}

impl ReplyKind {
    /// A stable name for texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            ReplyKind::Answer => "answer",
            ReplyKind::Add => "add",
            ReplyKind::Object => "object",
            ReplyKind::Reopen => "reopen",
        }
    }
}

/// The forms on the page of a case, as far as its state allows them.
#[derive(Clone, Debug)]
pub struct Dialogue<'a> {
    /// The access code, for the forms to carry. Never in an address.
    pub access_code: &'a str,
    /// What the agency asks.
    pub question: Option<&'a str>,
    /// Until when an answer is awaited.
    pub answer_by: Option<Date>,
    /// What a message would do; none where none is taken.
    pub reply: Option<ReplyKind>,
    /// Whether the complaint can be taken back.
    pub may_withdraw: bool,
    /// Whether the result can be judged.
    pub may_rate: bool,
    /// The ways in which the reporter could show more of themselves.
    pub modes: &'a [IdentityMode],
    /// What was typed, by field name.
    pub values: &'a RawForm,
    /// What is wrong with it.
    pub errors: &'a [FieldError],
    /// What is wrong with the files that came with it.
    pub file_errors: &'a [FileError],
    /// The files that need not be sent again.
    pub uploads: &'a [UploadLine],
}

/// One step of a case.
#[derive(Clone, Debug)]
pub struct TimelineEntry {
    /// When.
    pub at: Timestamp,
    /// The state it led to.
    pub status: Status,
    /// The state in words: see [`super::Theme::status_label`].
    pub label: String,
    /// What it means for the citizen.
    pub text: String,
}

/// The part of a case behind the access code.
#[derive(Clone, Debug)]
pub struct Opened {
    /// How much of themselves the reporter shows.
    pub identity_mode: IdentityMode,
    /// What the reporter wrote.
    pub narrative: Option<String>,
    /// The dialogue, oldest first.
    pub messages: Vec<DialogueMessage>,
    /// The files that came with it.
    pub evidence: Vec<EvidenceLine>,
}

/// One file of a case.
#[derive(Clone, Debug)]
pub struct EvidenceLine {
    /// Counted from 1 in each case.
    pub position: usize,
    /// What it is called when it is saved.
    pub name: String,
    /// How large it is.
    pub bytes: usize,
}

/// A file that is stored already and belongs to no complaint yet.
#[derive(Clone, Debug)]
pub struct UploadLine {
    /// By what the form names it.
    pub id: String,
    /// `jpg` or `pdf`.
    pub format: &'static str,
    /// How large it is.
    pub bytes: usize,
}

/// One message between the reporter and the agency.
#[derive(Clone, Debug)]
pub struct DialogueMessage {
    /// When it was sent.
    pub at: Timestamp,
    /// Whether the agency wrote it.
    pub from_agency: bool,
    /// The text as written.
    pub text: String,
    /// What the files that came with it are called.
    pub files: Vec<String>,
}

/// A page that says one thing: not found, too large, out of order …
#[derive(Clone, Debug)]
pub struct MessageView {
    /// The language of the page.
    pub lang: Lang,
    /// The heading.
    pub title: String,
    /// What to know and what to do.
    pub paragraphs: Vec<String>,
    /// Whether to show the other channels.
    pub channels: bool,
}
