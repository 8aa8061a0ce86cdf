//! Fields of the desk's forms, as its templates show them. Several forms stand on one page, so every field has
//! the name of its form in its id.

use complaint::form::{Input, field};
use complaint::{Agency, FieldError, Lang, RawForm};
use serde::Serialize;

use super::screen::texts;
use crate::App;
use crate::routes::complaints::entry;

/// Everything a template needs to show a field.
#[derive(Debug, Default, Serialize)]
pub(super) struct FieldView {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) optional: bool,
    pub(super) error: Option<String>,
    pub(super) described: String,
    pub(super) value: String,
    pub(super) rows: u8,
    pub(super) autocomplete: &'static str,
    /// The words of no choice.
    pub(super) empty: String,
    pub(super) options: Vec<OptionView>,
}

/// One choice.
#[derive(Debug, Serialize)]
pub(super) struct OptionView {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

impl OptionView {
    pub(super) fn new(value: &str, label: &str, chosen: &str) -> OptionView {
        OptionView {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: value == chosen,
        }
    }
}

impl FieldView {
    /// One line of text.
    pub(super) fn line(form: &str, name: &str, value: &str) -> FieldView {
        FieldView {
            id: format!("{form}-{name}"),
            name: name.to_owned(),
            kind: "text",
            label: texts().get(&format!("{form}.{name}")).to_owned(),
            hint: texts().get(&format!("{form}.{name}_hint")).to_owned(),
            value: value.to_owned(),
            ..FieldView::default()
        }
        .described()
    }

    /// The same with what is wrong with it.
    pub(super) fn wrong(self, error: Option<&str>) -> FieldView {
        FieldView {
            error: error.map(str::to_owned),
            ..self
        }
        .described()
    }

    /// The same under another id.
    pub(super) fn renamed(self, id: &str) -> FieldView {
        FieldView {
            id: id.to_owned(),
            ..self
        }
        .described()
    }

    fn described(mut self) -> FieldView {
        let hint = (!self.hint.is_empty()).then(|| format!("h-{}", self.id));
        let error = self.error.is_some().then(|| format!("e-{}", self.id));
        self.described = hint.into_iter().chain(error).collect::<Vec<_>>().join(" ");
        self
    }
}

/// A field of the table of fields, in a form of this name.
pub(super) fn known_field(
    app: &App,
    form: &str,
    name: &'static str,
    needed: bool,
    values: &RawForm,
    errors: &[FieldError],
) -> Option<FieldView> {
    let field = field(name)?;
    let value = values.get(name).map_or("", String::as_str);
    let error = errors.iter().find(|error| error.field == name);
    let label = match texts().get(&format!("asked.{form}.{name}")) {
        "" => texts().get(&format!("field.{name}.label")),
        own => own,
    };
    let empty = match texts().get(&format!("asked.{form}.{name}_empty")) {
        "" => texts().get("form.choose"),
        own => own,
    };
    let view = FieldView {
        id: format!("{form}-{name}"),
        name: name.to_owned(),
        kind: match field.input {
            _ if name == "language" => "select",
            Input::LongText => "textarea",
            Input::Choice(_) | Input::Category | Input::Unit => "select",
            Input::Date => "date",
            Input::Phone => "tel",
            Input::Email => "email",
            _ => "text",
        },
        label: label.to_owned(),
        hint: texts().get(&format!("asked.{form}.{name}_hint")).to_owned(),
        optional: !needed,
        error: error.map(|error| entry(texts(), *error).message),
        value: value.to_owned(),
        rows: if field.max_chars > 2_000 { 5 } else { 3 },
        empty: empty.to_owned(),
        options: options(app, field.input, name, value),
        ..FieldView::default()
    };
    Some(view.described())
}

/// The choices of a field.
pub(super) fn options(app: &App, input: Input, name: &str, chosen: &str) -> Vec<OptionView> {
    let agency = &app.agency;
    match input {
        Input::Choice(names) => names
            .iter()
            .map(|value| {
                let label = texts().get(&format!("choice.{name}.{value}.label"));
                OptionView::new(value, label, chosen)
            })
            .collect(),
        Input::Category => agency
            .categories
            .iter()
            .map(|category| OptionView::new(&category.slug, category.name.get(Lang::Id), chosen))
            .collect(),
        Input::Unit => agency
            .units
            .iter()
            .map(|unit| OptionView::new(&unit.slug, unit.name.get(Lang::Id), chosen))
            .collect(),
        _ if name == "language" => languages(agency, chosen),
        _ => Vec::new(),
    }
}

/// The languages in which the agency answers.
pub(super) fn languages(agency: &Agency, chosen: &str) -> Vec<OptionView> {
    let option = |lang: &Lang| {
        let label = texts().get(&format!("choice.language.{}.label", lang.code()));
        OptionView::new(lang.code(), label, chosen)
    };
    agency.languages.iter().map(option).collect()
}
