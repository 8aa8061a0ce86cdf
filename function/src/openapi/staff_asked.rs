//! What the pages and forms of the desk are asked with.

use complaint::form::{FIELDS, Field, INTAKE_FIELDS, asked};
use complaint::staff::Duty;
use complaint::{Channel, Class, Status};
use serde_json::{Map, Value, json};

use super::schemas::{form, slugs};
use super::staff_schemas::languages;
use crate::App;
use crate::store::{AuditKind, Flag};

/// By what the queue is searched and filtered.
pub(super) fn queue_parameters(app: &App) -> Value {
    let names = |names: &[&str]| json!({ "type": "string", "enum": names });
    let date = json!({ "type": "string", "format": "date" });
    let agency = &app.agency;
    json!([
        query(
            "view",
            &names(&["now", "waiting", "all", "done"]),
            "Which part; `now` if nothing is said."
        ),
        query(
            "q",
            &json!({ "type": "string", "maxLength": 200 }),
            "Words that must all be there, or a telephone or mail address; then `view` does not matter."
        ),
        query("status", &names(Status::NAMES), ""),
        query("due", &names(&["late", "today", "week"]), ""),
        query("class", &names(Class::NAMES), ""),
        query(
            "category",
            &slugs(agency.categories.iter().map(|category| category.slug.as_str())),
            ""
        ),
        query("channel", &names(Channel::NAMES), ""),
        query(
            "unit",
            &slugs(agency.units.iter().map(|unit| unit.slug.as_str())),
            "Of an officer always their own."
        ),
        query("language", &names(&languages()), ""),
        query("flag", &names(&Flag::names().collect::<Vec<_>>()), ""),
        query("since", &date, "The first day of receipt."),
        query("until", &date, "The last day of receipt."),
        query(
            "limit",
            &json!({ "type": "integer", "minimum": 1, "maximum": 200 }),
            ""
        ),
        query(
            "cursor",
            &json!({ "type": "string" }),
            "The `next_cursor` of the page before; of use to nobody else."
        ),
    ])
}

/// Something behind the question mark.
pub(super) fn query(name: &str, schema: &Value, words: &str) -> Value {
    json!({ "name": name, "in": "query", "schema": schema, "description": words })
}

/// Parts of a path.
pub(super) fn parameters(names: &[&str]) -> Value {
    let parameter = |name: &&str| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 } });
    names.iter().map(parameter).collect()
}

/// A case, and what is done to it.
pub(super) fn verb_parameters() -> Value {
    let done = Duty::ALL.iter().filter(|duty| asked(**duty).is_some());
    let verbs: Vec<_> = done.map(|duty| duty.as_str()).collect();
    let mut parameters = parameters(&["number", "verb"]);
    parameters[1]["schema"] = json!({ "type": "string", "enum": verbs });
    parameters
}

/// Everything that any verb asks for; the case itself says which.
pub(super) fn acting(app: &App) -> Value {
    let mut body = form(app, &[], &[("version", true)]);
    body["properties"]["version"] = json!({
        "type": ["integer", "string"],
        "description": "The `version` of the case that was seen.",
    });
    let names = Duty::ALL.iter().filter_map(|duty| asked(*duty)).flatten();
    for (name, _) in names {
        body["properties"][*name] = json!({ "type": "string" });
    }
    with_csrf(body)
}

/// What is written down at the desk.
pub(super) fn intake(app: &App) -> Value {
    let fields: Vec<Field> = INTAKE_FIELDS.iter().chain(FIELDS).copied().collect();
    let mut body = form(app, &fields, &[]);
    body["properties"]["confirmed"] = json!({
        "type": "string",
        "description": "Anything: it is none of the cases alike that were shown.",
    });
    with_csrf(body)
}

/// A form of lines of text.
pub(super) fn plain(needed: &[&str], others: &[&str]) -> Value {
    let property = |name: &&str| ((*name).to_owned(), json!({ "type": "string" }));
    let properties: Map<String, Value> = needed.iter().chain(others).map(property).collect();
    with_csrf(json!({ "type": "object", "properties": properties, "required": needed }))
}

fn with_csrf(mut body: Value) -> Value {
    body["properties"]["csrf"] =
        json!({ "type": "string", "description": "The `csrf_token` of a session held by a cookie." });
    body
}

/// Which entries of the agency's own history are wanted.
pub(super) fn audit_parameters() -> Value {
    let date = json!({ "type": "string", "format": "date" });
    let kinds = AuditKind::ALL.map(AuditKind::as_str);
    json!([
        query(
            "before",
            &json!({ "type": "string", "pattern": "^[0-9]{1,18}$" }),
            "Entries before this one."
        ),
        query("since", &date, "The first day."),
        query("until", &date, "The last day."),
        query(
            "kind",
            &json!({ "type": "string", "enum": kinds }),
            "What happened; `contact_read` tells whose contact was read."
        ),
        query(
            "actor",
            &json!({ "type": "string" }),
            "Who did it: the id of an account, `command_line` or `unknown`."
        ),
    ])
}

/// Of which time figures are.
pub(super) fn months() -> Value {
    let month = json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$" });
    json!([
        query(
            "year",
            &json!({ "type": "string", "pattern": "^[0-9]{4}$" }),
            "For accounts that read no cases."
        ),
        query("from", &month, "The first month."),
        query("until", &month, "The last month."),
        query("class", &json!({ "type": "string", "enum": Class::NAMES }), ""),
    ])
}
