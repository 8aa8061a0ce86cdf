//! The pages that only the function answers with, rendered once while building: a mistake in a template of the agency
//! is found by its editor and not by the first citizen who files a complaint.

use complaint::deadline::filing_deadlines;
use complaint::form::{FieldError, FieldErrorCode, RawForm};
use complaint::incident::OldIncident;
use complaint::{Class, IdentityMode, Lang, Status};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{
    Dialogue, DialogueMessage, EvidenceLine, FormView, InputError, MessageView, Opened, ReceiptView,
    ReplyKind, StatusFormView, StatusView, Theme, TimelineEntry,
};

const NUMBER: &str = "AAA-0000-0000";
const CODE: &str = "0000-0000-0000-0000";

impl Theme {
    /// Renders every kind of answer; what fails is told by [`Theme::refused`]. Templates that came with the program
    /// need no rehearsal.
    pub(crate) fn rehearse(&self, today: Date) {
        if self.overridden.is_empty() {
            return;
        }
        let Ok(now) = today.to_zoned(TimeZone::UTC) else {
            return;
        };
        let values = RawForm::new();
        for lang in [Lang::Id, Lang::En] {
            self.form_page(&form(lang, &values, today));
            self.message_page(&message(lang));
            self.status_form_page(&StatusFormView {
                lang,
                number: NUMBER,
                errors: &[InputError {
                    field: "number",
                    code: "wrong_length",
                }],
                notice: Some(String::new()),
            });
            self.rehearse_receipt(lang, now.timestamp());
            self.rehearse_status(lang, now.timestamp(), &values);
        }
    }

    fn rehearse_receipt(&self, lang: Lang, at: Timestamp) {
        let deadlines = filing_deadlines(&self.agency, Class::Complaint, false, at);
        self.receipt_page(&ReceiptView {
            lang,
            number: NUMBER.to_owned(),
            access_code: Some(CODE.to_owned()),
            class: Class::Complaint,
            mode: IdentityMode::Anonymous,
            received_at: at,
            deadlines: &deadlines,
            forward_text: self.receipt_text(lang, NUMBER, at, &deadlines),
            verify_url: self.verify_url(lang, NUMBER),
            warnings: vec![""],
            old_incident: Some(OldIncident::TwoYears),
            replayed: true,
        });
    }

    fn rehearse_status(&self, lang: Lang, at: Timestamp, values: &RawForm) {
        let deadlines = filing_deadlines(&self.agency, Class::Complaint, false, at);
        let entry = TimelineEntry {
            at,
            status: Status::Received,
            label: self.status_label(Status::Received, lang).to_owned(),
            text: self.status_text(Status::Received, lang).to_owned(),
        };
        self.status_page(&StatusView {
            lang,
            number: NUMBER.to_owned(),
            status: Status::Received,
            class: Class::Complaint,
            received_at: at,
            updated_at: at,
            late: true,
            deadlines: &deadlines,
            timeline: &[entry],
            opened: Some(opened(at)),
            dialogue: Some(dialogue(values, at)),
            notice: Some(String::new()),
        });
    }
}

fn form(lang: Lang, values: &RawForm, today: Date) -> FormView<'_> {
    FormView {
        lang,
        values,
        errors: &[FieldError {
            field: "narrative",
            code: FieldErrorCode::Required,
        }],
        file_errors: &[],
        uploads: &[],
        notice: Some(String::new()),
        today,
    }
}

fn message(lang: Lang) -> MessageView {
    MessageView {
        lang,
        title: String::new(),
        paragraphs: vec![String::new()],
        channels: true,
    }
}

fn opened(at: Timestamp) -> Opened {
    Opened {
        identity_mode: IdentityMode::Anonymous,
        narrative: Some(String::new()),
        messages: vec![DialogueMessage {
            at,
            from_agency: true,
            text: String::new(),
            files: vec![String::new()],
        }],
        evidence: vec![EvidenceLine {
            position: 1,
            name: String::new(),
            bytes: 0,
        }],
    }
}

fn dialogue(values: &RawForm, at: Timestamp) -> Dialogue<'_> {
    Dialogue {
        access_code: CODE,
        question: Some(""),
        answer_by: Some(at.to_zoned(TimeZone::UTC).date()),
        reply: Some(ReplyKind::Answer),
        may_withdraw: true,
        may_rate: true,
        modes: &[IdentityMode::Named],
        values,
        errors: &[],
        file_errors: &[],
        uploads: &[],
    }
}
