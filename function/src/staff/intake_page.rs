//! What the form for writing a submission down looks like, and the receipt that follows.

use axum::http::StatusCode;
use axum::response::Response;
use complaint::form::{ACCEPTED, EVIDENCE, FileError};
use complaint::staff::{Duty, Officer};
use complaint::{FieldError, Lang, RawForm};
use serde::Serialize;
use serde_json::json;
use site_gen::theme::{ReceiptView, UploadLine};

use super::duplicates::Like;
use super::fields::{FieldView, known_field};
use super::intake::KEY;
use super::screen::{Notice, Screen, secure, texts};
use crate::filing::Receipt;
use crate::http::{Format, html, json_answer};
use crate::routes::receipt_answer::receipt_json;

const FORM: &str = "intake";
/// The fields of the page by section; whether each must be filled in by whoever knows it.
const SECTIONS: [(&str, &[(&str, bool)]); 3] = [
    (
        "origin",
        &[
            ("channel", true),
            ("received_at", true),
            ("received_time", false),
            ("reference", false),
            ("paper_number", false),
        ],
    ),
    (
        "person",
        &[
            ("identity_mode", true),
            ("name", true),
            ("phone", true),
            ("email", true),
            ("address", false),
            ("relation", false),
            ("business_name", false),
            ("business_id", false),
            ("language", false),
        ],
    ),
    (
        "matter",
        &[
            ("class", true),
            ("category", false),
            ("unit", false),
            ("narrative", true),
            ("incident_place", true),
            ("incident_date", false),
            ("reported_party", false),
            ("requested_outcome", false),
        ],
    ),
];

/// The form as it shall be seen.
pub(super) struct Shown<'a> {
    pub(super) values: &'a RawForm,
    pub(super) errors: &'a [FieldError],
    pub(super) file_errors: &'a [FileError],
    pub(super) uploads: &'a [UploadLine],
    pub(super) choose_again: bool,
    pub(super) alike: &'a [Like],
    pub(super) notice: Option<&'a str>,
}

impl<'a> Shown<'a> {
    pub(super) const fn of(values: &'a RawForm) -> Shown<'a> {
        Shown {
            values,
            errors: &[],
            file_errors: &[],
            uploads: &[],
            choose_again: false,
            alike: &[],
            notice: None,
        }
    }
}

#[derive(Serialize)]
struct FormModel<'a> {
    sections: Vec<SectionModel>,
    files: FieldView,
    accepted: &'static str,
    uploads: Vec<UploadModel<'a>>,
    alike: &'a [Like],
    key: &'a str,
}

#[derive(Serialize)]
struct SectionModel {
    title: &'static str,
    fields: Vec<FieldView>,
}

#[derive(Serialize)]
struct UploadModel<'a> {
    id: &'a str,
    words: String,
}

/// The form.
pub(super) fn page(screen: &Screen<'_>, status: StatusCode, shown: &Shown<'_>) -> Response {
    let app = screen.app;
    let field = |(name, needed): &(&'static str, bool)| {
        let mut view = known_field(app, FORM, name, *needed, shown.values, shown.errors)?;
        if *name == "received_time" {
            view.kind = "time";
        }
        Some(view)
    };
    let section = |(name, fields): &(&str, &'static [(&'static str, bool)])| SectionModel {
        title: texts().get(&format!("{FORM}.{name}")),
        fields: fields.iter().filter_map(field).collect(),
    };
    let model = FormModel {
        sections: SECTIONS.iter().map(section).collect(),
        files: files_field(shown),
        accepted: ACCEPTED,
        uploads: shown.uploads.iter().map(upload).collect(),
        alike: shown.alike,
        key: shown.values.get(KEY).map_or("", String::as_str),
    };
    let notice = shown
        .notice
        .map(|words| Notice::Wrong(texts().get(words).to_owned()));
    let frame = screen.frame(texts().get("intake.title"), notice);
    screen.page(status, "staff_intake.html", &frame, &model)
}

fn files_field(shown: &Shown<'_>) -> FieldView {
    let mut wrong: Vec<String> = shown
        .file_errors
        .iter()
        .map(|error| texts().file_error(*error))
        .collect();
    if shown.choose_again {
        wrong.push(texts().error(EVIDENCE, "choose_again").to_owned());
    }
    let error = (!wrong.is_empty()).then(|| wrong.join(" "));
    FieldView {
        kind: "file",
        optional: true,
        ..FieldView::line(FORM, EVIDENCE, "").wrong(error.as_deref())
    }
}

fn upload(line: &UploadLine) -> UploadModel<'_> {
    let kilobytes = line.bytes.div_ceil(1_000).to_string();
    UploadModel {
        id: &line.id,
        words: texts().fill("intake.kept", &[("kind", line.format), ("size", &kilobytes)]),
    }
}

/// The receipt: the same as a citizen gets, with where to go on from here.
pub(super) fn receipt(
    screen: &Screen<'_>,
    officer: &Officer,
    receipt: &Receipt,
    status: StatusCode,
) -> Response {
    let app = screen.app;
    let (theme, lang) = (&app.theme, receipt.language);
    let text = theme.receipt_text(lang, &receipt.number, receipt.received_at, &receipt.deadlines);
    let signed = app.receipts.sign(&text);
    let verify_url = theme.verify_url(lang, &signed.text);
    if screen.format == Format::Json {
        return json_answer(status, &receipt_json(receipt, lang, &signed, &verify_url));
    }
    let view = ReceiptView {
        lang,
        number: receipt.number.clone(),
        access_code: receipt.access_code.as_ref().map(|code| code.reveal().to_owned()),
        class: receipt.class,
        mode: receipt.mode,
        received_at: receipt.received_at,
        deadlines: &receipt.deadlines,
        forward_text: signed.text,
        verify_url,
        warnings: Vec::new(),
        old_incident: None,
        replayed: status == StatusCode::OK,
    };
    let title = texts().fill("intake.done", &[("number", &receipt.number)]);
    let frame = screen.frame(&title, None);
    // Who works for one unit does not see what was not given to it.
    let opens = officer.has(Duty::Read) && !officer.role.needs_unit();
    let model = json!({
        "number": receipt.number,
        "opens": opens,
        "english": lang == Lang::En,
    });
    secure(html(status, theme.staff_receipt_page(&frame, &view, &model)))
}
