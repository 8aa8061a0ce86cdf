//! The complaint form: generated from the table the parser reads, empty or filled again.

use complaint::form::{EVIDENCE, FIELDS, Field, FieldError, FileError, Input, Section};
use complaint::{Lang, RawForm};
use serde::Serialize;
use tera::{Context, Value};

use super::field::{ErrorModel, FieldMaker, FieldModel};
use super::texts::fill;
use super::{FormView, Head, Theme, UploadLine};
use crate::blocks;

#[derive(Serialize)]
struct SectionModel<'a> {
    name: &'static str,
    title: &'a str,
    hint: &'a str,
    fields: Vec<FieldModel<'a>>,
}

/// What is filled in when nobody has chosen anything yet.
const PRESET: [(&str, &str); 2] = [("class", "complaint"), ("relation", "self")];

impl Theme {
    /// The form again, filled, with what was wrong.
    pub fn form_page(&self, view: &FormView<'_>) -> String {
        let texts = self.texts(view.lang);
        let title = texts.get("form.title");
        let head_title = if view.errors.is_empty() && view.file_errors.is_empty() {
            title.to_owned()
        } else {
            fill(texts.get("form.error_title"), &[("title", title)])
        };
        let mut context = self.context(&Head {
            menu_file: Some("lapor.md"),
            ..Head::answer(view.lang, &head_title)
        });
        context.insert_value("title", title.into());
        let filled = Filled {
            values: view.values,
            wrong: Wrong {
                fields: view.errors,
                files: view.file_errors,
            },
            uploads: view.uploads,
        };
        self.add_form(&mut context, view.lang, filled, Some(view.today));
        context.insert("notice", &view.notice);
        context.insert("switch_to", &self.other_languages(view.lang));
        context.insert_value("body", Value::safe_string(""));
        self.render("form.html", &context)
    }

    /// What `form.html` shows besides title, notice and introduction.
    pub(crate) fn add_form(
        &self,
        context: &mut Context,
        lang: Lang,
        filled: Filled<'_>,
        today: Option<jiff::civil::Date>,
    ) {
        let texts = self.texts(lang);
        let maker = FieldMaker {
            agency: &self.agency,
            lang,
            texts,
        };
        let form = Form { maker, filled, today };
        context.insert("errors", &form.summary());
        context.insert_value("switch_to", Value::none());
        context.insert_value("proof", self.cloth().assets.proof.path.as_str().into());
        context.insert_value("watch", self.cloth().assets.signs.path.as_str().into());
        context.insert("sections", &Section::VISIBLE.map(|section| form.section(section)));
        context.insert("hidden", &form.fields(Section::Technical));
        let routing = !self.agency.routing.is_empty();
        let routing = if routing {
            blocks::routing_table(&self.agency, lang, texts)
        } else {
            String::new()
        };
        context.insert_value("routing", Value::safe_string(&routing));
    }
}

/// All that must be mended.
#[derive(Clone, Copy, Default)]
pub(crate) struct Wrong<'a> {
    fields: &'a [FieldError],
    files: &'a [FileError],
}

/// What a form holds already.
#[derive(Clone, Copy)]
pub(crate) struct Filled<'a> {
    pub(crate) values: &'a RawForm,
    pub(crate) wrong: Wrong<'a>,
    pub(crate) uploads: &'a [UploadLine],
}

impl<'a> Filled<'a> {
    /// A form that nobody has filled in.
    pub(crate) fn nothing(values: &'a RawForm) -> Filled<'a> {
        Filled {
            values,
            wrong: Wrong::default(),
            uploads: &[],
        }
    }
}

struct Form<'a> {
    maker: FieldMaker<'a>,
    filled: Filled<'a>,
    today: Option<jiff::civil::Date>,
}

impl<'a> Form<'a> {
    fn section(&self, section: Section) -> SectionModel<'a> {
        let text = |part: &str| {
            self.maker
                .texts
                .get(&format!("section.{}.{part}", section.as_str()))
        };
        SectionModel {
            name: section.as_str(),
            title: text("title"),
            hint: text("hint"),
            fields: self.fields(section),
        }
    }

    fn fields(&self, section: Section) -> Vec<FieldModel<'a>> {
        let fields = FIELDS.iter().filter(|field| field.section == section);
        fields.map(|field| self.field(field)).collect()
    }

    fn field(&self, field: &'static Field) -> FieldModel<'a> {
        let errors = self.errors(field);
        let error = (!errors.is_empty()).then(|| errors.join(" "));
        let value = self.value(field.name);
        let latest = match (field.name, self.today) {
            ("incident_date", Some(today)) => format!(" max=\"{today}\""),
            _ => String::new(),
        };
        let mut model = self.maker.said(field, value, error, &latest);
        if model.kind == "date" && !value.is_empty() && value.parse::<jiff::civil::Date>().is_err() {
            // A date input would swallow what it cannot read; nothing typed may get lost.
            model.kind = "text";
        }
        if field.name == EVIDENCE {
            model = model.holding(self.filled.uploads, self.maker);
        }
        model
    }

    fn value(&self, name: &str) -> &'a str {
        let preset = || {
            PRESET
                .iter()
                .find(|(known, _)| *known == name)
                .map_or("", |(_, value)| *value)
        };
        match self.filled.values.get(name) {
            Some(value) => value,
            None if name == "language" => self.maker.lang.answered().code(),
            None => preset(),
        }
    }

    /// What is wrong with one field: one sentence, or one for each file.
    fn errors(&self, field: &Field) -> Vec<String> {
        if field.input == Input::Files && !self.filled.wrong.files.is_empty() {
            return self
                .filled
                .wrong
                .files
                .iter()
                .map(|error| self.maker.texts.file_error(*error))
                .collect();
        }
        let own = self
            .filled
            .wrong
            .fields
            .iter()
            .filter(|error| error.field == field.name);
        own.take(1)
            .map(|error| self.maker.error(field, error.code.as_str()))
            .collect()
    }

    fn summary(&self) -> Vec<ErrorModel> {
        let lines = |field| {
            self.errors(field)
                .into_iter()
                .map(|text| FieldMaker::line(field, text))
        };
        FIELDS.iter().flat_map(lines).collect()
    }
}
