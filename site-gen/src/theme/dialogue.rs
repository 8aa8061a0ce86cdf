//! The forms on the page of a case: a reply, a judgement, a withdrawal, more about oneself.

use complaint::form::{EVIDENCE, Field, FieldError, FileError, field};
use complaint::{IdentityMode, format_date};
use serde::Serialize;
use tera::Context;

use super::field::{ErrorModel, FieldMaker, FieldModel};
use super::{Dialogue, StatusView, Theme};

const REPLY: [&str; 2] = ["text", EVIDENCE];
const RATING: [&str; 3] = ["solved", "score", "comment"];
const WITHDRAWAL: [&str; 1] = ["reason"];
const IDENTITY: [&str; 5] = ["identity_mode", "name", "phone", "email", "address"];

/// One form: where it goes, what it says, what it asks.
#[derive(Serialize)]
struct FormModel<'a> {
    action: String,
    title: &'a str,
    text: &'a str,
    submit: &'a str,
    fields: Vec<FieldModel<'a>>,
    /// Whether it stands open: the first of all, and any with mistakes in it.
    open: bool,
    /// Whether files may go with it.
    takes_files: bool,
}

impl Theme {
    /// What `dialogue.html` shows.
    pub(super) fn add_dialogue(&self, context: &mut Context, view: &StatusView<'_>) {
        let forms = view.dialogue.as_ref().map(|dialogue| Forms {
            maker: FieldMaker {
                agency: &self.agency,
                lang: view.lang,
                texts: self.texts(view.lang),
            },
            number: &view.number,
            dialogue,
        });
        let dialogue = view.dialogue.as_ref();
        context.insert("access_code", &dialogue.map(|dialogue| dialogue.access_code));
        context.insert("question", &dialogue.and_then(|dialogue| dialogue.question));
        let until = dialogue.and_then(|dialogue| dialogue.answer_by);
        context.insert("answer_by", &until.map(|date| format_date(date, view.lang)));
        context.insert("errors", &forms.as_ref().map(Forms::summary).unwrap_or_default());
        context.insert("forms", &forms.as_ref().map(Forms::models).unwrap_or_default());
    }
}

struct Forms<'a> {
    maker: FieldMaker<'a>,
    number: &'a str,
    dialogue: &'a Dialogue<'a>,
}

impl<'a> Forms<'a> {
    fn models(&self) -> Vec<FormModel<'a>> {
        let dialogue = self.dialogue;
        let reply = dialogue
            .reply
            .map(|kind| self.form("messages", kind.as_str(), &REPLY));
        let rating = dialogue.may_rate.then(|| self.form("rating", "rate", &RATING));
        let withdrawal = dialogue
            .may_withdraw
            .then(|| self.form("withdrawal", "withdraw", &WITHDRAWAL));
        let identity = (!dialogue.modes.is_empty()).then(|| self.form("identity", "identity", &IDENTITY));
        // After the end, the judgement is asked for first.
        let mut forms: Vec<_> = rating
            .into_iter()
            .chain(reply)
            .chain(withdrawal)
            .chain(identity)
            .collect();
        if let Some(first) = forms.first_mut() {
            first.open = true;
        }
        forms
    }

    fn form(&self, path: &str, words: &str, names: &[&'static str]) -> FormModel<'a> {
        let text = |part: &str| self.maker.texts.get(&format!("dialogue.{words}.{part}"));
        let fields = names.iter().filter_map(|name| field(name));
        let takes_files = names.contains(&EVIDENCE);
        FormModel {
            action: format!("/api/complaints/{}/{path}", self.number),
            title: text("title"),
            text: text("text"),
            submit: text("submit"),
            fields: fields.map(|field| self.field(field)).collect(),
            open: self
                .dialogue
                .errors
                .iter()
                .any(|error| names.contains(&error.field))
                || (takes_files && self.has_files()),
            takes_files,
        }
    }

    fn has_files(&self) -> bool {
        !self.dialogue.file_errors.is_empty() || !self.dialogue.uploads.is_empty()
    }

    fn files(&self, field: &'static Field) -> FieldModel<'a> {
        let errors: Vec<_> = self.file_errors().collect();
        let error = (!errors.is_empty()).then(|| errors.join(" "));
        let model = self.maker.said(field, "", error, "");
        model.holding(self.dialogue.uploads, self.maker)
    }

    fn file_errors(&self) -> impl Iterator<Item = String> {
        let words = |error: &FileError| self.maker.texts.file_error(*error);
        self.dialogue.file_errors.iter().map(words)
    }

    fn field(&self, field: &'static Field) -> FieldModel<'a> {
        if field.name == EVIDENCE {
            return self.files(field);
        }
        let value = self.dialogue.values.get(field.name).map_or("", String::as_str);
        let error = self
            .dialogue
            .errors
            .iter()
            .find(|error| error.field == field.name);
        let model = self
            .maker
            .field(field, value, error.map(|error| error.code.as_str()), "");
        if field.name == "identity_mode" {
            let offered: Vec<_> = self
                .dialogue
                .modes
                .iter()
                .map(|mode: &IdentityMode| mode.as_str())
                .collect();
            return model.offering(&offered);
        }
        model
    }

    fn summary(&self) -> Vec<ErrorModel> {
        let line = |error: &FieldError| Some(self.maker.summary(field(error.field)?, error.code.as_str()));
        let fields = self.dialogue.errors.iter().filter_map(line);
        let evidence = field(EVIDENCE).into_iter();
        let files = evidence.flat_map(|field| self.file_errors().map(|text| FieldMaker::line(field, text)));
        fields.chain(files).collect()
    }
}
