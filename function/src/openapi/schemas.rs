//! What goes in and what comes out, from the tables that parse and name it.

use complaint::deadline::DeadlineKind;
use complaint::form::{ACCEPTED, FIELDS, Field, Input, MOST_FILES, Required, TICKED, field};
use complaint::incident::OldIncident;
use complaint::self_identification::SignKind;
use complaint::{Class, IdentityMode, Lang, Status};
use serde_json::{Map, Value, json};

use crate::App;

/// The fields about the reporter, when they show more of themselves.
const ABOUT_ONESELF: [&str; 8] = [
    "identity_mode",
    "name",
    "phone",
    "email",
    "address",
    "relation",
    "business_name",
    "business_id",
];

/// A schema of [`all`].
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// What answers consist of.
pub(super) fn all() -> Value {
    let moment = json!({ "type": "string", "format": "date-time" });
    let text = json!({ "type": "string" });
    let statuses: Vec<_> = Status::ALL
        .iter()
        .filter(|status| status.public() == **status)
        .collect();
    let step = object(&[
        ("at", moment.clone()),
        ("status", json!({ "enum": statuses })),
        ("label", text.clone()),
        ("text", text.clone()),
    ]);
    let message = object(&[
        ("at", moment.clone()),
        ("from", json!({ "enum": ["agency", "reporter"] })),
        ("text", text.clone()),
        (
            "evidence",
            list(
                &json!({ "type": "integer", "minimum": 1, "description": "The position of a file that came with it." }),
            ),
        ),
    ]);
    let deadline = object(&[
        ("kind", json!({ "enum": DeadlineKind::NAMES })),
        (
            "due_on",
            json!({ "type": ["string", "null"], "format": "date", "description": "Null: not counted yet." }),
        ),
        ("explanation", text.clone()),
    ]);
    let number = json!({ "type": "string", "pattern": "^[A-Z]{2,5}(-[0-9A-Z]{4}){2}$" });
    let receipt = object(&[
        ("number", number.clone()),
        (
            "access_code",
            json!({ "type": "string", "pattern": "^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$" }),
        ),
        ("class", json!({ "enum": Class::NAMES })),
        ("status", json!({ "const": Status::Received })),
        ("received_at", moment.clone()),
        ("deadlines", list(&reference("Deadline"))),
        (
            "receipt",
            object(&[
                ("text", text.clone()),
                ("signature", text.clone()),
                ("key_id", text.clone()),
                ("verify_url", text.clone()),
            ]),
        ),
        (
            "warnings",
            list(&json!({ "anyOf": [reference("Sign"), reference("OldIncident")] })),
        ),
    ]);
    let count = json!({ "type": "integer", "minimum": 1 });
    let evidence = object(&[
        ("position", count.clone()),
        ("name", text.clone()),
        ("media_type", text.clone()),
        ("size", count.clone()),
        ("state", text.clone()),
        ("added_at", moment.clone()),
    ]);
    json!({
        "Problem": problem(),
        "Sign": sign(), "OldIncident": old_incident(), "Checked": object(&[("signs", list(&reference("Sign")))]),
        "ReceiptKeys": receipt_keys(&moment), "Verified": verified(&moment),
        "Deadline": deadline, "Receipt": receipt, "Step": step, "Message": message, "Evidence": evidence,
        "Upload": upload_leave(&moment), "UploadState": upload_state(),
        "Status": status(&number, &moment, &json!(statuses)),
        "Health": object(&[
            ("status", json!({ "enum": ["ok", "down"] })),
            ("down", list(&json!({ "enum": ["table", "files", "mail"] }))),
        ]),
        "Challenge": object(&[("parameters", json!({ "type": "object" })), ("signature", text)]),
    })
}

fn status(number: &Value, moment: &Value, statuses: &Value) -> Value {
    let mut status = object(&[
        ("number", number.clone()),
        ("status", json!({ "enum": statuses })),
        ("status_label", json!({ "type": "string" })),
        ("class", json!({ "enum": Class::NAMES })),
        ("received_at", moment.clone()),
        ("updated_at", moment.clone()),
        ("late", json!({ "type": "boolean" })),
        ("deadlines", list(&reference("Deadline"))),
        ("timeline", list(&reference("Step"))),
    ]);
    // When there is no personal data any more; the rest only the right access code opens.
    status["properties"]["erased_at"] = moment.clone();
    status["properties"]["identity_mode"] = json!({ "enum": IdentityMode::NAMES });
    status["properties"]["narrative"] = json!({ "type": "string" });
    status["properties"]["messages"] = list(&reference("Message"));
    status["properties"]["evidence"] = list(&reference("Evidence"));
    status
}

/// What in a text tells who wrote it.
fn sign() -> Value {
    object(&[
        ("kind", json!({ "enum": SignKind::NAMES })),
        ("start", json!({ "type": "integer", "minimum": 0 })),
        ("end", json!({ "type": "integer", "minimum": 0 })),
        ("excerpt", json!({ "type": "string" })),
    ])
}

/// It happened longer ago than that.
fn old_incident() -> Value {
    object(&[
        ("kind", json!({ "const": "old_incident" })),
        ("beyond", json!({ "enum": OldIncident::NAMES })),
    ])
}

fn receipt_keys(moment: &Value) -> Value {
    let until = json!({ "type": ["string", "null"], "format": "date-time" });
    let key = object(&[
        ("key_id", json!({ "type": "string" })),
        ("algorithm", json!({ "type": "string" })),
        ("public_key", json!({ "type": "string" })),
        ("valid_from", moment.clone()),
        ("valid_until", until),
    ]);
    object(&[("keys", list(&key))])
}

fn verified(moment: &Value) -> Value {
    let mut verified = object(&[
        ("valid", json!({ "type": "boolean" })),
        (
            "result",
            json!({ "enum": ["genuine", "forged", "unknown_key", "no_receipt"] }),
        ),
    ]);
    // Only of a genuine one.
    verified["properties"]["text"] = json!({ "type": "string" });
    verified["properties"]["key_id"] = json!({ "type": "string" });
    verified["properties"]["key_valid_from"] = moment.clone();
    verified["properties"]["key_valid_until"] = moment.clone();
    verified
}

/// Leave to send a file.
fn upload_leave(moment: &Value) -> Value {
    let text = json!({ "type": "string" });
    object(&[
        ("upload_id", text.clone()),
        ("method", json!({ "const": "POST" })),
        ("url", text.clone()),
        (
            "fields",
            json!({ "type": "object", "additionalProperties": text }),
        ),
        ("expires_at", moment.clone()),
    ])
}

fn upload_state() -> Value {
    let states = ["awaited", "cleaning", "ready", "refused", "used", "expired"];
    let mut state = object(&[
        ("upload_id", json!({ "type": "string" })),
        ("state", json!({ "enum": states })),
    ]);
    // What a clean file is, or why it cannot be used.
    state["properties"]["media_type"] = json!({ "type": "string" });
    state["properties"]["size"] = json!({ "type": "integer", "minimum": 1 });
    state["properties"]["code"] = json!({ "type": "string" });
    state["properties"]["message"] = json!({ "type": "string" });
    state
}

/// RFC 9457.
fn problem() -> Value {
    let mut error = object(&[
        ("field", json!({ "type": "string" })),
        ("code", json!({ "type": "string" })),
        ("message", json!({ "type": "string" })),
    ]);
    error["properties"]["position"] =
        json!({ "type": "integer", "minimum": 1, "description": "Which file, counted from 1." });
    object(&[
        (
            "type",
            json!({ "type": "string", "pattern": "^urn:tanggap:problem:[a-z_]+$" }),
        ),
        ("title", json!({ "type": "string" })),
        ("status", json!({ "type": "integer" })),
        ("detail", json!({ "type": "string" })),
        ("errors", list(&error)),
    ])
}

/// The files themselves.
pub(super) fn files() -> Value {
    let content = ACCEPTED.split(',').map(|kind| {
        (
            kind.to_owned(),
            json!({ "schema": { "type": "string", "format": "binary" } }),
        )
    });
    content.collect::<Map<_, _>>().into()
}

/// A whole submission.
pub(super) fn submission(app: &App) -> Value {
    form(app, FIELDS, &[])
}

/// Words to the agency.
pub(super) fn message(app: &App) -> Value {
    with_code(app, &["text"])
}

/// A judgement.
pub(super) fn rating(app: &App) -> Value {
    with_code(app, &["score", "solved", "comment"])
}

/// Taking back.
pub(super) fn withdrawal(app: &App) -> Value {
    with_code(app, &["reason"])
}

/// More about oneself.
pub(super) fn identity(app: &App) -> Value {
    with_code(app, &ABOUT_ONESELF)
}

/// A text of any length.
pub(super) fn any_text(app: &App) -> Value {
    form(app, &[], &[("text", false)])
}

/// What is told of a file before it is sent.
pub(super) fn upload(app: &App) -> Value {
    form(
        app,
        &[],
        &[
            ("file_name", false),
            ("content_type", false),
            ("size", true),
            ("altcha", false),
        ],
    )
}

/// The question after a file that was sent.
pub(super) fn upload_question(app: &App) -> Value {
    form(app, &[], &[("upload_id", true)])
}

/// A look-up.
pub(super) fn question(app: &App) -> Value {
    form(app, &[], &[("number", true), ("access_code", false)])
}

/// The question for a receipt.
pub(super) fn receipt_question(app: &App) -> Value {
    form(app, &[], &[("number", true), ("access_code", true)])
}

/// The question for a file.
pub(super) fn file_question(app: &App) -> Value {
    form(
        app,
        &[],
        &[("number", true), ("access_code", true), ("file", true)],
    )
}

fn with_code(app: &App, names: &[&str]) -> Value {
    let fields: Vec<Field> = names.iter().filter_map(|name| field(name).copied()).collect();
    form(app, &fields, &[("access_code", true)])
}

/// Fields of the table, and plain ones with whether they are needed. Unknown fields are dropped unread.
pub(super) fn form(app: &App, fields: &[Field], plain: &[(&str, bool)]) -> Value {
    let mut properties: Map<String, Value> = fields
        .iter()
        .map(|field| (field.name.to_owned(), property(app, field)))
        .collect();
    let lang = json!({ "enum": Lang::ALL.iter().map(|lang| lang.code()).collect::<Vec<_>>(), "description": "Language of the answer." });
    properties.insert("lang".to_owned(), lang);
    let mut required: Vec<&str> = fields
        .iter()
        .filter(|field| field.required == Required::Always)
        .map(|field| field.name)
        .collect();
    for (name, needed) in plain {
        properties.insert((*name).to_owned(), json!({ "type": "string" }));
        required.extend(needed.then_some(*name));
    }
    json!({ "type": "object", "properties": properties, "required": required })
}

fn property(app: &App, field: &Field) -> Value {
    let texts = app.theme.texts(Lang::En);
    let mut property = match field.input {
        Input::Choice(names) => json!({ "type": "string", "enum": names }),
        Input::Category => slugs(
            app.agency
                .categories
                .iter()
                .map(|category| category.slug.as_str()),
        ),
        Input::Unit => slugs(app.agency.units.iter().map(|unit| unit.slug.as_str())),
        Input::Date => json!({ "type": "string", "format": "date" }),
        Input::Flag => json!({ "type": ["boolean", "string"], "enum": [true, false, TICKED, "no"] }),
        Input::Files => {
            json!({ "type": "array", "maxItems": MOST_FILES, "items": { "type": "string", "format": "binary" } })
        }
        _ => json!({ "type": "string", "maxLength": field.max_chars }),
    };
    if field.min_chars > 0 {
        property["minLength"] = field.min_chars.into();
    }
    let label = texts.get(&format!("field.{}.label", field.name));
    let words = [label, need(field)].join(" ");
    if !words.trim().is_empty() {
        property["description"] = words.trim().into();
    }
    property
}

const fn need(field: &Field) -> &'static str {
    match field.required {
        Required::ForComplaint => "(needed for a complaint)",
        Required::WhenIdentified => "(needed unless anonymous; never read if anonymous)",
        Required::OneContact => "(telephone or e-mail is needed unless anonymous; never read if anonymous)",
        Required::Always | Required::No => "",
    }
}

pub(super) fn slugs<'a>(known: impl Iterator<Item = &'a str>) -> Value {
    json!({ "type": "string", "enum": known.collect::<Vec<_>>() })
}

/// An object that has exactly these members.
pub(super) fn object(members: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> = members
        .iter()
        .map(|(name, schema)| ((*name).to_owned(), schema.clone()))
        .collect();
    json!({ "type": "object", "properties": properties, "required": names, "additionalProperties": false })
}

pub(super) fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}
