//! The fields by which the queue is searched and filtered.

use complaint::form::Input;
use complaint::staff::{Duty, Officer};
use complaint::{Channel, Class, RawForm, Status};

use super::fields::{FieldView, OptionView, languages, options};
use super::queue_asked::typed;
use super::screen::texts;
use crate::App;
use crate::store::Flag;

/// What can be filtered by.
pub(super) const FILTERS: [&str; 11] = [
    "q", "status", "due", "class", "category", "channel", "unit", "language", "flag", "since", "until",
];
const DUE: [&str; 3] = ["late", "today", "week"];

/// Who may know how to reach a reporter is told that this finds cases too.
pub(super) fn search_field(app: &App, values: &RawForm, officer: &Officer) -> FieldView {
    let words = typed(app, values.get("q").map_or("", String::as_str), officer);
    let field = FieldView::line("queue", "q", &words);
    let contact = if officer.has(Duty::Contact) {
        texts().get("queue.q_contact_hint")
    } else {
        ""
    };
    FieldView {
        kind: "search",
        hint: format!("{} {contact}", field.hint).trim().to_owned(),
        ..field
    }
}

/// Everything else.
pub(super) fn filter_fields(app: &App, values: &RawForm, officer: &Officer) -> Vec<FieldView> {
    let value = |name: &str| values.get(name).map_or("", String::as_str);
    let select = |name: &str, options: Vec<OptionView>| FieldView {
        kind: "select",
        options,
        empty: texts().get("queue.any").to_owned(),
        ..FieldView::line("queue", name, value(name))
    };
    let named = |name: &str, all: &[&str], key: &str| {
        let option = |one: &&str| OptionView::new(one, texts().get(&format!("{key}.{one}")), value(name));
        select(name, all.iter().map(option).collect())
    };
    let date = |name: &str| FieldView {
        kind: "date",
        ..FieldView::line("queue", name, value(name))
    };
    let mut fields = vec![
        named("status", Status::NAMES, "state"),
        named("due", &DUE, "queue.due_choice"),
        named("class", Class::NAMES, "class"),
        select(
            "category",
            options(app, Input::Category, "category", value("category")),
        ),
        named("channel", Channel::NAMES, "channel_kind"),
    ];
    if !officer.role.needs_unit() {
        fields.push(select("unit", options(app, Input::Unit, "unit", value("unit"))));
    }
    fields.extend([
        select("language", languages(&app.agency, value("language"))),
        named("flag", &Flag::names().collect::<Vec<_>>(), "flag"),
        date("since"),
        date("until"),
    ]);
    fields
}
