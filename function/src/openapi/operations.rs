//! Paths and methods, what each takes, and every answer it can give.

use serde_json::{Map, Value, json};

use super::schemas::{self, reference};
use crate::App;
use crate::http::BODY_LIMIT;

pub(super) const FORM: &str = "application/x-www-form-urlencoded";
pub(super) const MULTIPART: &str = "multipart/form-data";
pub(super) const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";
pub(super) const HTML: &str = "text/html";

/// What every write may answer besides doing it.
const REFUSALS: [(u16, &str); 8] = [
    (400, "The body cannot be read, or a field came twice."),
    (403, "Sent from a page of another site."),
    (413, "The body is larger than is taken."),
    (415, "No content type that is read, or a compressed body."),
    (422, "Fields to mend, all at once."),
    (429, "This sender must wait."),
    (500, "Our own mistake."),
    (503, "The table cannot be reached. Nothing is stored."),
];
const NOT_FOUND: (u16, &str) = (
    404,
    "No such case, or not with that code: the same answer for both.",
);
const CONFLICT: (u16, &str) = (409, "Not in this state of the case, or done before.");

/// Every path.
pub(super) fn paths(app: &App) -> Value {
    json!({
        "/api/complaints": { "post": write(
            "fileComplaint",
            "Files a submission",
            "A receipt is answered only after the submission is durable. The same key with the same content, or \
             without a key the same content from the same sender within ten minutes, gets the same receipt; without a \
             key and once the case was opened or changed, without the access code.",
            &schemas::submission(app),
            &json!([key_header()]),
            &[
                (201, "Filed.", page_or("Receipt")),
                (200, "Filed before; the same receipt.", page_or("Receipt")),
            ],
            &[(409, "The key was used for other content.")],
        )},
        "/api/complaints/{number}/messages": { "post": dialogue(
            "sendMessage",
            "Writes to the agency; after the end it opens the case again",
            &schemas::message(app),
        )},
        "/api/complaints/{number}/rating": { "post": dialogue(
            "rate", "Judges the result, once", &schemas::rating(app),
        )},
        "/api/complaints/{number}/withdrawal": { "post": dialogue(
            "withdraw", "Takes the complaint back", &schemas::withdrawal(app),
        )},
        "/api/complaints/{number}/identity": { "post": dialogue(
            "showIdentity", "Shows more of oneself than before", &schemas::identity(app),
        )},
        "/api/status": { "post": write(
            "lookUp",
            "How far a case is",
            "The number alone opens state and dates; with the access code also text, messages and files.",
            &schemas::question(app),
            &json!([]),
            &[(200, "The case.", page_or("Status"))],
            &[NOT_FOUND],
        )},
        "/api/evidence": { "post": write(
            "downloadEvidence",
            "One file of a case",
            "Always as something to save, never shown as a page.",
            &schemas::file_question(app),
            &json!([]),
            &[(200, "The file.", schemas::files())],
            &[NOT_FOUND],
        )},
        "/api/uploads": { "post": write(
            "announceUpload",
            "Leave to send one file before the form that it belongs to",
            "The file goes to `url` as `file`, behind the `fields`, by `multipart/form-data`. It is cleaned there; then \
             a submission or a message may name its `upload_id`, once, within a day. `file_name` is not read. From a busy \
             network 429 `proof_required`: then `altcha` needs the answer to `/api/challenge?for=upload`.",
            &schemas::upload(app),
            &json!([]),
            &[(201, "It may be sent.", json!({ JSON: { "schema": reference("Upload") } }))],
            &[],
        )},
        "/api/uploads/check": { "post": write(
            "checkUpload",
            "Whether a file has come and is clean",
            "",
            &schemas::upload_question(app),
            &json!([]),
            &[(200, "How it stands.", json!({ JSON: { "schema": reference("UploadState") } }))],
            &[],
        )},
        "/api/check": { "post": write(
            "checkText",
            "What in a text would tell who wrote it",
            "Nothing is kept or logged. Offsets count characters. What is longer than a complaint may be is looked at as far as that.",
            &schemas::any_text(app),
            &json!([]),
            &[(200, "What was found.", json!({ JSON: { "schema": reference("Checked") } }))],
            &[],
        )},
        "/api/receipt-keys.json": { "get": {
            "operationId": "receiptKeys",
            "summary": "The public keys that verify receipts, old ones included",
            "responses": {
                "200": answer("The keys.", json!({ JSON: { "schema": reference("ReceiptKeys") } })),
                "500": problem("Our own mistake."),
            },
        }},
        "/api/receipts": { "post": write(
            "showReceipt",
            "The receipt of a case again",
            "It says what was promised at filing, in the language asked for.",
            &schemas::receipt_question(app),
            &json!([]),
            &[(200, "The receipt.", page_or("Receipt"))],
            &[NOT_FOUND],
        )},
        "/api/receipts/verify": { "post": write(
            "verifyReceipt",
            "Whether a pasted text is an unchanged receipt",
            "Nothing is kept or logged.",
            &schemas::any_text(app),
            &json!([]),
            &[(200, "What it is.", page_or("Verified"))],
            &[],
        )},
        "/api/challenge": { "get": {
            "operationId": "askForChallenge",
            "summary": "The work that this sender's next submission needs, or nothing",
            "description": "An ALTCHA version 2 challenge. Its answer goes into the field `altcha`. Without it a busy \
                sender's submission is looked at by a person first, with the same receipt. With `for=upload`: the work \
                that their next file needs.",
            "parameters": [{ "name": "for", "in": "query", "schema": { "enum": ["upload"] } }],
            "responses": {
                "200": answer("Work to be done.", json!({ JSON: { "schema": reference("Challenge") } })),
                "204": answer("Nothing is needed.", Value::Null),
                "500": problem("Our own mistake."),
            },
        }},
        "/api/health": { "get": {
            "operationId": "checkHealth",
            "summary": "Whether a complaint could be filed now",
            "responses": {
                "200": answer("Yes.", json!({ JSON: { "schema": reference("Health") } })),
                "503": answer("No; what is down, by name only.", json!({ JSON: { "schema": reference("Health") } })),
                "500": problem("Our own mistake."),
            },
        }},
        "/api/openapi.json": { "get": {
            "operationId": "describe",
            "summary": "This document",
            "responses": {
                "200": answer("This document.", json!({ JSON: { "schema": { "type": "object" } } })),
                "500": problem("Our own mistake."),
            },
        }},
    })
}

/// What a reporter does after filing, with number and access code.
fn dialogue(id: &str, summary: &str, body: &Value) -> Value {
    let number = json!([{
        "name": "number", "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 },
        "description": "The acknowledgment number, however it is typed.",
    }]);
    let done = [
        (201, "Done; the case as it is now.", page_or("Status")),
        (200, "Done before.", page_or("Status")),
    ];
    write(id, summary, "", body, &number, &done, &[NOT_FOUND, CONFLICT])
}

fn write(
    id: &str,
    summary: &str,
    description: &str,
    body: &Value,
    parameters: &Value,
    done: &[(u16, &str, Value)],
    refused: &[(u16, &str)],
) -> Value {
    let mut responses = Map::new();
    for (status, words, content) in done {
        responses.insert(status.to_string(), answer(words, content.clone()));
    }
    for (status, words) in REFUSALS.iter().chain(refused) {
        let waits = matches!(status, 429 | 503);
        let refusal = if waits {
            problem_to_wait_for(words)
        } else {
            problem(words)
        };
        responses.insert(status.to_string(), refusal);
    }
    json!({
        "operationId": id,
        "summary": summary,
        "description": format!("{description} At most {BODY_LIMIT} bytes.").trim_start(),
        "parameters": parameters,
        "requestBody": { "required": true, "content": {
            FORM: { "schema": body }, MULTIPART: { "schema": body }, JSON: { "schema": body },
        }},
        "responses": responses,
    })
}

fn key_header() -> Value {
    json!({
        "name": "Idempotency-Key", "in": "header",
        "schema": { "type": "string", "pattern": "^[!-~]{1,64}$" },
        "description": "The same as the field `submission_key`, which goes before it.",
    })
}

/// JSON for programs, a page for browsers.
pub(super) fn page_or(schema: &str) -> Value {
    json!({ JSON: { "schema": reference(schema) }, HTML: { "schema": { "type": "string" } } })
}

pub(super) fn answer(words: &str, content: Value) -> Value {
    let mut answer = json!({ "description": words, "headers": headers() });
    if !content.is_null() {
        answer["content"] = content;
    }
    answer
}

pub(super) fn problem(words: &str) -> Value {
    let content =
        json!({ PROBLEM: { "schema": reference("Problem") }, HTML: { "schema": { "type": "string" } } });
    answer(words, content)
}

pub(super) fn problem_to_wait_for(words: &str) -> Value {
    let mut problem = problem(words);
    problem["headers"]["Retry-After"] = json!({
        "required": true, "schema": { "type": "integer", "minimum": 1 }, "description": "Seconds.",
    });
    problem
}

/// On every answer, with those of every page of the site.
fn headers() -> Value {
    json!({ "Cache-Control": { "required": true, "schema": { "const": "no-store" } } })
}
