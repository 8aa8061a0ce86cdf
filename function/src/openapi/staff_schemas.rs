//! What answers of the desk consist of.

use complaint::staff::Role;
use complaint::{Channel, Class, IdentityMode, Lang, Status};
use serde_json::{Value, json};

use super::schemas::{list, object, reference};

/// All of them, by name.
pub(super) fn schemas() -> Value {
    let text = json!({ "type": "string" });
    let maybe = json!({ "type": ["string", "null"] });
    let moment = json!({ "type": "string", "format": "date-time" });
    let person = [
        ("id", text.clone()),
        ("name", text.clone()),
        ("role", json!({ "enum": Role::NAMES })),
        ("unit", maybe.clone()),
    ];
    let account = [
        &person[..],
        &[
            ("email", maybe.clone()),
            ("state", json!({ "enum": ["active", "invited", "disabled"] })),
            (
                "signs_in_by",
                json!({ "enum": ["password", "agency_account", null] }),
            ),
            ("created_at", moment.clone()),
            (
                "signed_in_at",
                json!({ "type": ["string", "null"], "format": "date-time" }),
            ),
        ],
    ]
    .concat();
    let saved = object(&[("name", text.clone()), ("url", text.clone())]);
    let paper = object(&[("number", text.clone()), ("access_code", text.clone())]);
    let waiting = object(&[("number", text.clone()), ("since", text.clone())]);
    let slip = object(&[("slip", json!({ "type": "integer" })), ("number", text.clone())]);
    json!({
        "Queue": object(&[
            ("items", list(&line())),
            ("next_cursor", maybe.clone()),
            ("incomplete", json!({ "type": "boolean", "description": "Words of some cases cannot be searched yet." })),
        ]),
        "Case": case(),
        "HandOff": json!({ "type": "object", "additionalProperties": text }),
        "IdentityAsked": object(&[("identity_asked", json!({ "type": "boolean" }))]),
        "Seal": object(&[("number", text.clone()), ("seal", text.clone())]),
        "DossierAsked": object(&[("identity_possible", json!({ "type": "boolean" }))]),
        "Dossier": json!({ "type": "object" }),
        "Statistics": json!({ "type": "object" }),
        "SavedFilters": object(&[("items", list(&saved))]),
        "People": object(&[("items", list(&object(&account)))]),
        "Absence": json!({ "type": ["object", "null"] }),
        "Invited": object(&[("name", text.clone()), ("link", text.clone())]),
        "PersonChanged": object(&[("done", json!({ "enum": ["close", "sign_out"] }))]),
        "Session": object(&[
            ("token", text.clone()), ("csrf_token", text.clone()), ("expires_at", moment.clone()),
            ("officer", object(&person)),
        ]),
        "SignedOut": object(&[("signed_out", json!({ "const": true }))]),
        "Audit": object(&[
            ("items", list(&entry())),
            ("next", json!({ "type": ["integer", "null"] })),
            ("head", json!({ "type": ["object", "null"], "description": "Sequence and hash of the last entry." })),
        ]),
        "Mail": object(&[
            ("stopped", json!({ "type": ["object", "null"] })),
            ("given_up", list(&json!({ "type": "object" }))),
        ]),
        "Papers": object(&[("waiting", list(&waiting))]),
        "PrintedPapers": object(&[("papers", list(&paper))]),
        "Batch": object(&[("filed", list(&slip))]),
        "ExportFormats": object(&[("formats", list(&text))]),
        "IntakeReceipt": json!({ "type": "object", "required": ["number", "class", "received_at", "receipt"],
            "description": "As `Receipt`; a receipt on paper has its code there, and none here." }),
    })
}

/// A line of a list.
fn line() -> Value {
    let mut line = summary();
    line["properties"]["late"] = json!({ "type": "boolean" });
    line["properties"]["due_today"] = json!({ "type": "boolean" });
    line["additionalProperties"] = false.into();
    line
}

fn summary() -> Value {
    let text = json!({ "type": "string" });
    let maybe = json!({ "type": ["string", "null"] });
    let moment = json!({ "type": "string", "format": "date-time" });
    let mut summary = object(&[
        ("number", text.clone()),
        ("class", json!({ "enum": Class::NAMES })),
        ("status", json!({ "enum": Status::NAMES })),
        ("channel", json!({ "enum": Channel::NAMES })),
        ("category", maybe.clone()),
        ("unit", maybe.clone()),
        ("identity_mode", json!({ "enum": IdentityMode::NAMES })),
        ("language", json!({ "enum": languages() })),
        ("received_at", moment.clone()),
        ("updated_at", moment),
        ("due_on", json!({ "type": ["string", "null"], "format": "date" })),
        ("narrative", text.clone()),
    ]);
    summary["properties"]["reference"] = text.clone();
    summary["properties"]["sp4n_id"] = text.clone();
    summary["properties"]["sp4n_status"] = text.clone();
    summary["properties"]["sp4n_seen_on"] = json!({ "type": "string", "format": "date" });
    summary["properties"]["flags"] = list(&text);
    summary
}

/// A whole case: its line, and what belongs to it.
fn case() -> Value {
    let mut case = summary();
    let things = ["deadlines", "events", "messages", "files", "notes", "actions"];
    for name in things {
        case["properties"][name] = list(&json!({ "type": "object" }));
    }
    case["properties"]["status_label"] = json!({ "type": "string" });
    case["properties"]["timeline"] = list(&reference("Step"));
    case["properties"]["evidence"] = list(&reference("Evidence"));
    case["properties"]["version"] = json!({ "type": "integer" });
    case["properties"]["late"] = json!({ "type": "boolean" });
    case["properties"]["old_incident"] = json!({ "enum": ["thirty_days", "two_years", null] });
    case["properties"]["returns"] = json!({ "type": "integer" });
    case["properties"]["oversight"] = json!({ "type": "boolean" });
    case["properties"]["passages"] = json!({ "type": ["string", "null"] });
    case["properties"]["assigned_unit"] = json!({ "type": ["string", "null"] });
    case["properties"]["contact"] = json!({ "type": ["object", "null"] });
    case["additionalProperties"] = true.into();
    let required = case["required"]
        .as_array_mut()
        .expect("an object has required members");
    required.extend(
        things
            .iter()
            .chain(&[
                "version",
                "late",
                "contact",
                "status_label",
                "timeline",
                "evidence",
            ])
            .map(|name| (*name).into()),
    );
    case
}

fn entry() -> Value {
    json!({ "type": "object", "required": ["sequence", "at", "actor", "kind"], "properties": {
        "sequence": { "type": "integer" }, "at": { "type": "string", "format": "date-time" },
        "actor": { "description": "`{\"account\": id}`, `command_line` or `unknown`." },
        "kind": { "type": "string" }, "object": { "type": "string" },
    }})
}

/// The languages of the program.
pub(super) fn languages() -> Vec<&'static str> {
    Lang::ALL.iter().map(|lang| lang.code()).collect()
}
