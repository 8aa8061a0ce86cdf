//! Looking a case up: the form that asks for the number, and what it answers.

use complaint::form::{Field, Input, Required, Section};
use complaint::{Lang, Status, format_instant};
use serde::Serialize;
use tera::{Context, Value};

use super::field::{ErrorModel, FieldMaker, size};
use super::texts::fill;
use super::{EvidenceLine, Head, InputError, Opened, StatusFormView, StatusView, Theme, TimelineEntry};
use crate::address::url_by_name;

const NUMBER: Field = Field {
    name: "number",
    input: Input::Text,
    section: Section::Technical,
    min_chars: 0,
    max_chars: 40,
    required: Required::Always,
    autocomplete: Some("off"),
};
const ACCESS_CODE: Field = Field {
    name: "access_code",
    required: Required::No,
    ..NUMBER
};
/// The two fields of the look-up form.
static STATUS_FIELDS: [Field; 2] = [NUMBER, ACCESS_CODE];

#[derive(Serialize)]
struct EntryModel<'a> {
    label: &'a str,
    at: String,
    text: &'a str,
}

#[derive(Serialize)]
struct OpenedModel<'a> {
    narrative: Option<&'a str>,
    messages: Vec<MessageModel<'a>>,
    evidence: Vec<EvidenceModel<'a>>,
}

#[derive(Serialize)]
struct EvidenceModel<'a> {
    position: usize,
    name: &'a str,
    size: String,
}

fn evidence(line: &EvidenceLine, lang: Lang) -> EvidenceModel<'_> {
    EvidenceModel {
        position: line.position,
        name: &line.name,
        size: size(line.bytes, lang),
    }
}

#[derive(Serialize)]
struct MessageModel<'a> {
    from: &'a str,
    at: String,
    text: &'a str,
    files: String,
}

impl Theme {
    /// The look-up form again, with what was wrong.
    pub fn status_form_page(&self, view: &StatusFormView<'_>) -> String {
        let texts = self.texts(view.lang);
        let title = texts.get("check.title");
        let head_title = if view.errors.is_empty() {
            title.to_owned()
        } else {
            fill(texts.get("form.error_title"), &[("title", title)])
        };
        let mut context = self.context(&Head {
            menu_file: Some("cek.md"),
            ..Head::answer(view.lang, &head_title)
        });
        context.insert_value("title", title.into());
        self.add_status_form(&mut context, view.lang, view.number, view.errors);
        context.insert("notice", &view.notice);
        context.insert_value("body", Value::safe_string(""));
        self.render("status_form.html", &context)
    }

    /// What `status_form.html` shows besides title, notice and introduction.
    pub(crate) fn add_status_form(
        &self,
        context: &mut Context,
        lang: Lang,
        number: &str,
        errors: &[InputError],
    ) {
        let maker = FieldMaker {
            agency: &self.agency,
            lang,
            texts: self.texts(lang),
        };
        let error = |field: &Field| {
            errors
                .iter()
                .find(|error| error.field == field.name)
                .map(|error| error.code)
        };
        let extra = " autocapitalize=\"characters\" spellcheck=\"false\"";
        let typed = |field: &Field| if field.name == "number" { number } else { "" };
        let fields = STATUS_FIELDS
            .iter()
            .map(|field| maker.field(field, typed(field), error(field), extra));
        let summary = STATUS_FIELDS
            .iter()
            .filter_map(|field| Some(maker.summary(field, error(field)?)));
        context.insert("fields", &fields.collect::<Vec<_>>());
        context.insert("errors", &summary.collect::<Vec<ErrorModel>>());
        let codes: Vec<String> = self
            .agency
            .codes()
            .iter()
            .map(|code| code.as_str().to_owned())
            .collect();
        context.insert("codes", &codes.join(" "));
        for (name, field, code) in [
            ("number_wrong", &STATUS_FIELDS[0], "check_failed"),
            ("number_length", &STATUS_FIELDS[0], "wrong_length"),
            ("code_wrong", &STATUS_FIELDS[1], "check_failed"),
            ("code_length", &STATUS_FIELDS[1], "wrong_length"),
        ] {
            context.insert(name, &maker.summary(field, code).text);
        }
    }

    /// A case as the citizen sees it.
    pub fn status_page(&self, view: &StatusView<'_>) -> String {
        let texts = self.texts(view.lang);
        let title = fill(texts.get("status_page.title"), &[("number", &view.number)]);
        let is_wrong = view
            .dialogue
            .as_ref()
            .is_some_and(|dialogue| !dialogue.errors.is_empty() || !dialogue.file_errors.is_empty());
        let head_title = if is_wrong {
            fill(texts.get("form.error_title"), &[("title", &title)])
        } else {
            title.clone()
        };
        let mut context = self.context(&Head {
            menu_file: Some("cek.md"),
            ..Head::answer(view.lang, &head_title)
        });
        let mode = view
            .opened
            .as_ref()
            .map(|opened| texts.get(&format!("identity_mode.{}", opened.identity_mode.as_str())));
        context.insert("status_label", self.status_label(view.status, view.lang));
        context.insert("status_text", self.status_text(view.status, view.lang));
        context.insert("class", texts.get(&format!("class.{}", view.class.as_str())));
        context.insert("mode", &mode);
        context.insert("number", &view.number);
        context.insert("late", &view.late);
        context.insert_value("ombudsman", self.ombudsman(view.lang));
        context.insert(
            "received_at",
            &format_instant(view.received_at, &self.agency, view.lang),
        );
        context.insert(
            "updated_at",
            &format_instant(view.updated_at, &self.agency, view.lang),
        );
        context.insert("deadlines", &self.deadline_models(view.deadlines, view.lang));
        context.insert("timeline", &self.timeline(view.timeline, view.lang));
        context.insert(
            "opened",
            &view.opened.as_ref().map(|opened| self.opened(opened, view.lang)),
        );
        context.insert("check_url", &url_by_name("cek.md", view.lang));
        context.insert("notice", &view.notice);
        self.add_dialogue(&mut context, view);
        // What was typed into the forms would not come along.
        let typed = view
            .dialogue
            .as_ref()
            .is_some_and(|dialogue| !dialogue.values.is_empty());
        let others = if typed {
            Vec::new()
        } else {
            self.other_languages(view.lang)
        };
        context.insert("switch_to", &others);
        context.insert("switch_action", "/api/status");
        self.render("status.html", &context)
    }

    /// The full address of the page that asks for a number.
    pub fn check_url(&self, lang: Lang) -> String {
        format!("{}{}", self.agency.base_url, url_by_name("cek.md", lang))
    }

    /// A state in words. A held case reads as received.
    pub fn status_label(&self, status: Status, lang: Lang) -> &str {
        self.texts(lang)
            .get(&format!("status.{}.label", status.public().as_str()))
    }

    /// What a state means for the citizen.
    pub fn status_text(&self, status: Status, lang: Lang) -> &str {
        self.texts(lang)
            .get(&format!("status.{}.text", status.public().as_str()))
    }

    fn timeline<'a>(&self, entries: &'a [TimelineEntry], lang: Lang) -> Vec<EntryModel<'a>> {
        let model = |entry: &'a TimelineEntry| EntryModel {
            label: &entry.label,
            at: format_instant(entry.at, &self.agency, lang),
            text: &entry.text,
        };
        entries.iter().map(model).collect()
    }

    fn opened<'a>(&'a self, opened: &'a Opened, lang: Lang) -> OpenedModel<'a> {
        let texts = self.texts(lang);
        let from = |from_agency| {
            texts.get(if from_agency {
                "status_page.from_agency"
            } else {
                "status_page.from_reporter"
            })
        };
        let model = |message: &'a super::DialogueMessage| MessageModel {
            from: from(message.from_agency),
            at: format_instant(message.at, &self.agency, lang),
            text: &message.text,
            files: message.files.join(", "),
        };
        OpenedModel {
            narrative: opened.narrative.as_deref(),
            messages: opened.messages.iter().map(model).collect(),
            evidence: opened.evidence.iter().map(|line| evidence(line, lang)).collect(),
        }
    }
}
