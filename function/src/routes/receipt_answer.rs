//! The receipt as an answer: a page that can be printed and passed on, or JSON.

use axum::http::StatusCode;
use axum::response::Response;
use complaint::deadline::Deadline;
use complaint::incident::OldIncident;
use complaint::{AccessCode, Class, IdentityMode, Lang, Status};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use site_gen::theme::ReceiptView;

use super::signs::{SignJson, found};
use crate::App;
use crate::filing::Receipt;
use crate::http::{Asked, Format, html, json_answer};
use crate::receipts::SignedReceipt;

/// What somebody told, as far as their receipt warns of it.
pub(super) struct Told<'a> {
    pub(super) narrative: &'a str,
    pub(super) incident_date: Option<Date>,
}

/// The receipt, and whether to say that it was given for the same submission before.
pub(super) fn receipt_answer(
    app: &App,
    asked: Asked,
    receipt: &Receipt,
    told: &Told<'_>,
    status: StatusCode,
    replayed: bool,
) -> Response {
    let (lang, theme) = (asked.lang, &app.theme);
    let text = theme.receipt_text(lang, &receipt.number, receipt.received_at, &receipt.deadlines);
    let signed = app.receipts.sign(&text);
    let verify_url = theme.verify_url(lang, &signed.text);
    let signs = warnings(receipt.mode, told.narrative);
    let received_on = app.agency.today(receipt.received_at);
    let old_incident = OldIncident::of(receipt.class, told.incident_date, received_on);
    match asked.format {
        Format::Json => {
            let old = old_incident.map(|beyond| WarningJson::Old {
                kind: "old_incident",
                beyond,
            });
            let warnings = signs.into_iter().map(WarningJson::Sign).chain(old).collect();
            let receipt = ReceiptJson::new(receipt, lang, &signed, &verify_url, warnings);
            json_answer(status, &receipt)
        }
        Format::Html => {
            let view = ReceiptView {
                forward_text: signed.text,
                verify_url,
                warnings: signs.iter().map(SignJson::excerpt).collect(),
                old_incident,
                ..view(receipt, lang, replayed)
            };
            html(status, theme.receipt_page(&view))
        }
    }
}

/// What in the text could tell who wrote it, where they do not want that to be known.
fn warnings(mode: IdentityMode, narrative: &str) -> Vec<SignJson<'_>> {
    if mode == IdentityMode::Named {
        return Vec::new();
    }
    found(narrative)
}

fn view(receipt: &Receipt, lang: Lang, replayed: bool) -> ReceiptView<'_> {
    ReceiptView {
        lang,
        number: receipt.number.clone(),
        access_code: receipt.access_code.as_ref().map(|code| code.reveal().to_owned()),
        class: receipt.class,
        mode: receipt.mode,
        received_at: receipt.received_at,
        deadlines: &receipt.deadlines,
        forward_text: String::new(),
        verify_url: String::new(),
        warnings: Vec::new(),
        old_incident: None,
        replayed,
    }
}

/// The receipt for programs, of something that the agency wrote down.
pub(crate) fn receipt_json<'a>(
    receipt: &'a Receipt,
    lang: Lang,
    signed: &'a SignedReceipt,
    verify_url: &'a str,
) -> impl Serialize + 'a {
    ReceiptJson::new(receipt, lang, signed, verify_url, Vec::new())
}

/// The receipt for programs.
#[derive(Serialize)]
struct ReceiptJson<'a> {
    number: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_code: Option<&'a str>,
    class: Class,
    /// A receipt always says received; what happens later is the status.
    status: Status,
    received_at: Timestamp,
    deadlines: Vec<DeadlineJson<'a>>,
    receipt: ForwardJson<'a>,
    warnings: Vec<WarningJson<'a>>,
}

/// Something that the reporter should know; nothing is refused because of it.
#[derive(Serialize)]
#[serde(untagged)]
enum WarningJson<'a> {
    /// What in the text could tell who wrote it, of reporters who do not want that.
    Sign(SignJson<'a>),
    /// It happened longer ago than that.
    Old { kind: &'static str, beyond: OldIncident },
}

/// The part that may be passed on.
#[derive(Serialize)]
struct ForwardJson<'a> {
    text: &'a str,
    signature: &'a str,
    key_id: &'a str,
    verify_url: &'a str,
}

/// One thing the agency owes.
#[derive(Serialize)]
pub(super) struct DeadlineJson<'a> {
    kind: &'a str,
    due_on: Option<Date>,
    explanation: String,
}

impl<'a> ReceiptJson<'a> {
    fn new(
        receipt: &'a Receipt,
        lang: Lang,
        signed: &'a SignedReceipt,
        verify_url: &'a str,
        warnings: Vec<WarningJson<'a>>,
    ) -> ReceiptJson<'a> {
        ReceiptJson {
            number: &receipt.number,
            access_code: receipt.access_code.as_ref().map(AccessCode::reveal),
            class: receipt.class,
            status: Status::Received,
            received_at: receipt.received_at,
            deadlines: deadlines_json(&receipt.deadlines, lang),
            receipt: ForwardJson {
                text: &signed.text,
                signature: &signed.signature,
                key_id: &signed.key_id,
                verify_url,
            },
            warnings,
        }
    }
}

/// The deadlines with their arithmetic in words.
pub(super) fn deadlines_json(deadlines: &[Deadline], lang: Lang) -> Vec<DeadlineJson<'_>> {
    let written = |deadline: &Deadline| DeadlineJson {
        kind: deadline.kind.as_str(),
        due_on: deadline.due_on,
        explanation: deadline.explanation(lang),
    };
    deadlines.iter().map(written).collect()
}
