//! One field of a form as templates show it, made from the table the parser reads.

use complaint::form::{ACCEPTED, Field, Input, MOST_BYTES, MOST_FILES, Required};
use complaint::{Agency, Lang, Number};
use serde::Serialize;

use super::texts::fill;
use super::{Texts, UploadLine};
use crate::html::escape;

/// Makes the number shown as an example; its check symbol fits.
const EXAMPLE: [u8; Number::RANDOM_BYTES] = *b"tangg";

/// Everything a template needs to show a field.
#[derive(Debug, Serialize)]
pub(crate) struct FieldModel<'a> {
    pub(crate) name: &'static str,
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    label: &'a str,
    hint: String,
    need: &'a str,
    error: Option<String>,
    pub(crate) value: &'a str,
    rows: u8,
    described: String,
    attributes: tera::Value,
    options: Vec<OptionModel<'a>>,
    uploads: Vec<UploadModel>,
    most_files: usize,
}

impl FieldModel<'_> {
    /// With files that need not be sent again.
    pub(crate) fn holding(mut self, uploads: &[UploadLine], maker: FieldMaker<'_>) -> Self {
        self.uploads = uploads.iter().map(|upload| maker.upload(upload)).collect();
        self
    }

    /// Offers only some of the choices.
    pub(crate) fn offering(mut self, names: &[&str]) -> Self {
        self.options.retain(|option| names.contains(&option.value));
        self
    }
}

#[derive(Debug, Serialize)]
struct OptionModel<'a> {
    id: String,
    value: &'a str,
    label: &'a str,
    hint: &'a str,
    chosen: bool,
}

#[derive(Debug, Serialize)]
struct UploadModel {
    id: String,
    label: String,
}

/// One line of the error summary.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorModel {
    pub(crate) target: String,
    pub(crate) text: String,
}

/// What fields are made from.
#[derive(Clone, Copy)]
pub(crate) struct FieldMaker<'a> {
    pub(crate) agency: &'a Agency,
    pub(crate) lang: Lang,
    pub(crate) texts: &'a Texts,
}

impl<'a> FieldMaker<'a> {
    /// The field with what was typed and what is wrong with it. `extra` are further attributes.
    pub(crate) fn field(
        self,
        field: &'static Field,
        value: &'a str,
        error: Option<&str>,
        extra: &str,
    ) -> FieldModel<'a> {
        self.said(field, value, error.map(|code| self.error(field, code)), extra)
    }

    /// The same with the words for what is wrong.
    pub(crate) fn said(
        self,
        field: &'static Field,
        value: &'a str,
        error: Option<String>,
        extra: &str,
    ) -> FieldModel<'a> {
        let hint = self.limits(field, self.texts.get(&format!("field.{}.hint", field.name)));
        let described = described_by(field.name, !hint.is_empty(), error.is_some());
        FieldModel {
            name: field.name,
            id: input_id(field.name),
            kind: kind(field.input),
            label: self.texts.get(&format!("field.{}.label", field.name)),
            need: self.need(field),
            value,
            rows: if field.max_chars > 2_000 { 8 } else { 3 },
            attributes: tera::Value::safe_string(&(attributes(field, &described, error.is_some()) + extra)),
            error,
            options: self.options(field, value),
            uploads: Vec::new(),
            most_files: MOST_FILES,
            hint,
            described,
        }
    }

    fn upload(self, upload: &UploadLine) -> UploadModel {
        let kind = self.texts.get(&format!("upload.{}", upload.format));
        let size = size(upload.bytes, self.lang);
        UploadModel {
            id: upload.id.clone(),
            label: self.texts.fill("upload.held", &[("kind", kind), ("size", &size)]),
        }
    }

    /// The line of the summary that leads to the field.
    pub(crate) fn summary(self, field: &'static Field, code: &str) -> ErrorModel {
        Self::line(field, self.error(field, code))
    }

    /// The same with the words for what is wrong.
    pub(crate) fn line(field: &'static Field, text: String) -> ErrorModel {
        ErrorModel {
            target: target_id(field),
            text,
        }
    }

    /// What is wrong, with the field's limits in it.
    pub(crate) fn error(self, field: &Field, code: &str) -> String {
        self.limits(field, self.texts.error(field.name, code))
    }

    fn limits(self, field: &Field, text: &str) -> String {
        let max = grouped(field.max_chars, self.lang);
        let example = Number::new(&self.agency.code, EXAMPLE).to_string();
        let megabytes = (MOST_BYTES / 1_000_000).to_string();
        let limits = [
            ("max", max.as_str()),
            ("files", &MOST_FILES.to_string()),
            ("megabytes", &megabytes),
        ];
        fill(
            &fill(text, &limits),
            &[("min", &field.min_chars.to_string()), ("example", &example)],
        )
    }

    /// Whether the field may be left out. What has a first choice cannot be, and needs no word.
    fn need(self, field: &Field) -> &'a str {
        match field.required {
            Required::Always => "",
            Required::No if matches!(field.input, Input::Choice(_) | Input::Flag) => "",
            Required::ForComplaint => self.texts.get("form.needed_for_complaint"),
            Required::WhenIdentified => self.texts.get("form.needed_unless_anonymous"),
            Required::OneContact => self.texts.get("form.one_contact"),
            Required::No => self.texts.get("form.optional"),
        }
    }

    fn options(self, field: &Field, value: &str) -> Vec<OptionModel<'a>> {
        match field.input {
            Input::Choice(names) => names
                .iter()
                .map(|name| self.choice(field.name, name, value))
                .collect(),
            Input::Category => {
                let categories = self
                    .agency
                    .categories
                    .iter()
                    .map(|category| (&*category.slug, &category.name));
                categories
                    .map(|(slug, name)| plain_option(slug, name.get(self.lang), value))
                    .collect()
            }
            Input::Unit => {
                let units = self.agency.units.iter().map(|unit| (&*unit.slug, &unit.name));
                units
                    .map(|(slug, name)| plain_option(slug, name.get(self.lang), value))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    fn choice(self, field: &str, name: &'static str, value: &str) -> OptionModel<'a> {
        let text = |part: &str| self.texts.get(&format!("choice.{field}.{name}.{part}"));
        OptionModel {
            id: choice_id(field, name),
            value: name,
            label: text("label"),
            hint: text("hint"),
            chosen: name == value,
        }
    }
}

fn plain_option<'a>(slug: &'a str, label: &'a str, value: &str) -> OptionModel<'a> {
    OptionModel {
        id: String::new(),
        value: slug,
        label,
        hint: "",
        chosen: slug == value,
    }
}

fn input_id(name: &str) -> String {
    format!("i-{name}")
}

fn choice_id(field: &str, name: &str) -> String {
    format!("i-{field}-{name}")
}

/// Where the error summary leads: the input, or the first of several.
fn target_id(field: &Field) -> String {
    match field.input {
        Input::Choice(names) => choice_id(field.name, names.first().copied().unwrap_or_default()),
        _ => input_id(field.name),
    }
}

fn kind(input: Input) -> &'static str {
    match input {
        Input::Text => "text",
        Input::LongText => "textarea",
        Input::Date => "date",
        Input::Phone => "tel",
        Input::Email => "email",
        Input::Choice(_) => "radio",
        Input::Category | Input::Unit => "select",
        Input::Flag => "checkbox",
        Input::Files => "file",
        Input::Hidden => "hidden",
        Input::Honeypot => "honeypot",
    }
}

fn described_by(name: &str, hint: bool, error: bool) -> String {
    let hint = hint.then(|| format!("h-{name}"));
    let error = error.then(|| format!("e-{name}"));
    hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
}

fn attributes(field: &Field, described: &str, wrong: bool) -> String {
    let limited = !matches!(
        field.input,
        Input::Category | Input::Unit | Input::Date | Input::Files | Input::Flag
    );
    let files = field.input == Input::Files;
    let attributes = [
        limited.then(|| format!(" maxlength=\"{}\"", field.max_chars)),
        files.then(|| format!(" multiple accept=\"{ACCEPTED}\"")),
        field
            .autocomplete
            .map(|token| format!(" autocomplete=\"{}\"", escape(token))),
        (!described.is_empty()).then(|| format!(" aria-describedby=\"{described}\"")),
        wrong.then(|| " aria-invalid=\"true\"".to_owned()),
    ];
    attributes.into_iter().flatten().collect()
}

/// `10.000` in Indonesian, `10,000` in English.
pub(crate) fn grouped(number: usize, lang: Lang) -> String {
    let digits = number.to_string();
    let separator = if lang == Lang::En { "," } else { "." };
    let first = digits.len() % 3;
    let (head, tail) = digits.split_at(first);
    let groups = tail
        .as_bytes()
        .chunks(3)
        .map(|group| std::str::from_utf8(group).unwrap_or_default());
    Some(head)
        .filter(|head| !head.is_empty())
        .into_iter()
        .chain(groups)
        .collect::<Vec<_>>()
        .join(separator)
}

/// The size of a file: `820 B`, `12 kB`, `1,4 MB`.
pub(crate) fn size(bytes: usize, lang: Lang) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", grouped(bytes.div_ceil(1_000), lang)),
        _ => {
            let tenths = bytes.div_ceil(100_000);
            let point = if lang == Lang::En { "." } else { "," };
            format!("{}{point}{} MB", grouped(tenths / 10, lang), tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_as_readers_expect() {
        let id: Vec<_> = [0, 12, 999, 1_000, 10_000, 1_234_567]
            .map(|n| grouped(n, Lang::Id))
            .into();
        assert_eq!(id, ["0", "12", "999", "1.000", "10.000", "1.234.567"]);
        assert_eq!(grouped(10_000, Lang::En), "10,000");
    }

    #[test]
    fn sizes_are_rounded_up() {
        assert_eq!(
            [999, 1_001, 1_340_001].map(|n| size(n, Lang::Id)),
            ["999 B", "2 kB", "1,4 MB"]
        );
        assert_eq!(size(2_000_000, Lang::En), "2.0 MB");
    }
}
