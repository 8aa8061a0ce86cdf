//! The description of the whole interface, `OpenAPI` 3.1, made from the table of fields the parser reads, the names
//! the rules know and the agency's own lists. A test compares it with the router, and a fuzzer with the answers.

mod operations;
mod schemas;
mod staff;
mod staff_asked;
mod staff_schemas;

use serde_json::{Value, json};

use crate::App;
use crate::staff::Kept;

/// The document for this agency.
pub(crate) fn document(app: &App) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("Tanggap: {}", app.agency.name),
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Complaints to one agency: file, look up, talk. Numbers and access codes travel only in \
                bodies. Every write takes a form, multipart or JSON with the same names, and answers a page to browsers \
                (`Accept: text/html`) and JSON to programs. Times are UTC, dates are those of the agency's zone.",
        },
        "servers": [{ "url": "/" }],
        "paths": together(operations::paths(app), staff::paths(app)),
        "components": {
            "schemas": together(schemas::all(), staff_schemas::schemas()),
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "The `token` of `POST /staff/masuk`." },
                "session": { "type": "apiKey", "in": "cookie", "name": Kept::Session.cookie(app.console.door) },
            },
        },
    })
}

/// The members of both; no name stands in both.
fn together(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}
