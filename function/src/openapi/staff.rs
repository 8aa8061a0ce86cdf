//! The desk: its pages, which also answer JSON to programs, and what each takes. A program signs in at `/staff/masuk` and
//! sends the token it got there; a browser has a cookie and a token in every form.

use complaint::staff::Role;
use serde_json::{Map, Value, json};

use super::operations::{FORM, HTML, JSON, MULTIPART, answer, page_or, problem, problem_to_wait_for};
use super::schemas::{files, object, reference, slugs};
use super::staff_asked::{
    acting, audit_parameters, intake, months, parameters, plain, query, queue_parameters, verb_parameters,
};
use crate::App;

/// What everything at the desk may answer besides doing it.
const LOOKED: [(u16, &str); 5] = [
    (401, "Nobody is signed in."),
    (403, "Not over this connection, or not the duty of this role."),
    (
        404,
        "Not there, or not for this account: the same answer for both.",
    ),
    (500, "Our own mistake."),
    (503, "The table cannot be reached."),
];
/// What every form may answer besides.
const SENT: [(u16, &str); 5] = [
    (400, "The body cannot be read, or a field came twice."),
    (409, "Somebody else was faster, or not in this state of the case."),
    (413, "The body is larger than is taken."),
    (415, "No content type that is read, or a compressed body."),
    (422, "Something to mend."),
];

/// Every path of the desk.
pub(super) fn paths(app: &App) -> Value {
    json!({
        "/staff": { "get": page("deskRoot", "Leads to the queue", json!([]), Value::Null) },
        "/staff/": { "get": page(
            "queue", "What waits, by the next date due; with `q` what has these words, the latest received first",
            queue_parameters(app), page_or("Queue"),
        )},
        "/staff/filters": {
            "get": page("savedFilters", "One's own saved filters", json!([]), page_or("SavedFilters")),
            "post": sent(
                "changeFilters", "Saves a filter of the queue by name, forgets it, or leads to what it shows", json!([]),
                &plain(&["do"], &["name", "view", "q", "status", "due", "class", "category", "channel", "unit",
                    "language", "flag", "since", "until"]),
                200, page_or("SavedFilters"),
            ),
        },
        "/staff/cases/{number}": { "get": page(
            "showCase", "A case, and what can be done to it now", parameters(&["number"]), page_or("Case"),
        )},
        "/staff/cases/{number}/{verb}": { "post": sent(
            "actOnCase", "Does one thing to a case, if it is still as it was seen", verb_parameters(),
            &acting(app), 200, json!({ JSON: { "schema": { "anyOf": [reference("Case"), number_only()] } } }),
        )},
        "/staff/cases/{number}/files/{position}": { "get": page(
            "fileOfCase", "A file, always as something to save", parameters(&["number", "position"]), files(),
        )},
        "/staff/cases/{number}/sp4n": { "get": page(
            "handOff", "Texts ready to copy into SP4N-LAPOR!", parameters(&["number"]), page_or("HandOff"),
        )},
        "/staff/cases/{number}/identity": {
            "get": page(
                "unsealForm", "Whether somebody asked for the identity; for key holders", parameters(&["number"]),
                page_or("IdentityAsked"),
            ),
            "post": sent(
                "unseal", "Hands out the seal, after the reason is written down; it opens with the holder's own key",
                parameters(&["number"]), &plain(&["reason"], &[]), 200, page_or("Seal"),
            ),
        },
        "/staff/cases/{number}/ombudsman": {
            "get": page(
                "dossierForm", "Whether the file of a case may name its reporter", parameters(&["number"]),
                page_or("DossierAsked"),
            ),
            "post": sent(
                "makeDossier", "The file of a case for the Ombudsman", parameters(&["number"]),
                &plain(&[], &["identity", "format"]), 200, page_or("Dossier"),
            ),
        },
        "/staff/stats": {
            "get": page(
                "statistics", "Figures of the register, as far as this account may count it", months(),
                page_or("Statistics"),
            ),
            "post": sent(
                "exportStatistics", "The same as a file; that it was taken is written down first", json!([]),
                &plain(&["format"], &["from", "until"]), 200, statistics_file(),
            ),
        },
        "/staff/new": {
            "get": page("intakeForm", "The form for what came another way", json!([]), html()),
            "post": sent(
                "recordIntake", "Writes down what came another way", json!([]), &intake(app), 201,
                page_or("IntakeReceipt"),
            ),
        },
        "/staff/new/kotak": {
            "get": page("batchForm", "The form for a suggestion box", json!([]), html()),
            "post": sent(
                "recordBatch", "Writes down slips of a suggestion box; fields end in `-` and the slip", json!([]),
                &json!({ "type": "object", "additionalProperties": { "type": "string" } }), 201, page_or("Batch"),
            ),
        },
        "/staff/new/kertas": {
            "get": page("waitingPapers", "Numbers on paper that wait for their case", json!([]), page_or("Papers")),
            "post": sent(
                "printPapers", "Reserves numbers for receipts on paper", json!([]), &plain(&["count"], &[]), 201,
                page_or("PrintedPapers"),
            ),
        },
        "/staff/mail": {
            "get": page("givenUpMail", "Mail that could not be delivered", json!([]), page_or("Mail")),
            "post": sent(
                "mendMail", "Tries again, or puts aside", json!([]), &plain(&["do"], &["number", "id"]), 200,
                page_or("Mail"),
            ),
        },
        "/staff/audit": { "get": page(
            "auditTrail", "The agency's own history, the latest first",
            audit_parameters(), page_or("Audit"),
        )},
        "/staff/absence": {
            "get": page("absence", "Until when oneself is away, and who stands in", json!([]), page_or("Absence")),
            "post": sent(
                "noteAbsence", "Notes that oneself is away, or back", json!([]),
                &plain(&[], &["until", "delegate", "back"]), 200, page_or("Absence"),
            ),
        },
        "/staff/people": {
            "get": page("people", "Everybody who was ever invited", json!([]), page_or("People")),
            "post": people(app),
        },
        "/staff/export": {
            "get": page("exportForm", "Kinds of file", json!([]), page_or("ExportFormats")),
            "post": sent(
                "export", "Takes a list of cases out; that it was is written down first", json!([]),
                &plain(&["format"], &["since", "until"]), 200, exported(),
            ),
        },
        "/staff/masuk": {
            "get": page("signInForm", "The form that asks who it is", json!([]), html()),
            "post": let_in("signIn", "Begins a session", &plain(&["name", "password", "code"], &["next"])),
        },
        "/staff/masuk/instansi": { "post": to_issuer() },
        "/staff/masuk/kembali": { "get": from_issuer() },
        "/staff/keluar": { "post": sent(
            "signOut", "Ends this session, or all of the account", json!([]), &plain(&[], &["everywhere"]), 200,
            page_or("SignedOut"),
        )},
        "/staff/undangan": {
            "get": page(
                "invitationForm", "What somebody who is invited must choose",
                json!([query("kode", &json!({ "type": "string" }), "What the link ends in.")]), html(),
            ),
            "post": let_in("acceptInvitation", "Opens an account", &plain(&["kode", "password", "again", "code"], &[])),
        },
    })
}

/// Only a browser has somebody before it whom an issuer could ask.
fn to_issuer() -> Value {
    let summary = "Leads to the issuer of the agency's own accounts, where there is one";
    let body = plain(&[], &["next", "kode"]);
    let mut operation = sent("goToIssuer", summary, json!([]), &body, 200, html());
    operation["security"] = json!([]);
    operation
}

fn from_issuer() -> Value {
    let text = json!({ "type": "string" });
    let parameters = json!([
        query(
            "state",
            &text,
            "What binds the answer to the question of this browser."
        ),
        query("code", &text, "What the issuer gives a token for."),
        query("error", &text, "Why there is no code."),
    ]);
    let summary = "Begins a session for whoever comes back from the issuer";
    let mut operation = page("comeBack", summary, parameters, page_or("Session"));
    operation["responses"]["401"] = problem("Not expected, not proven, or not wanted.");
    operation["responses"]["409"] = problem("Another account opens for them.");
    operation["security"] = json!([]);
    operation
}

fn people(app: &App) -> Value {
    let mut body = plain(&["do"], &["id", "name", "email"]);
    let units = app.agency.units.iter().map(|unit| unit.slug.as_str());
    body["properties"]["do"] = json!({ "type": "string", "enum": ["invite", "sign_out", "close"] });
    body["properties"]["role"] = json!({ "type": "string", "enum": Role::NAMES });
    body["properties"]["unit"] = slugs(units);
    let summary = "Invites somebody by a link that holds once, ends their sessions, or closes their account";
    let mut operation = sent("changePeople", summary, json!([]), &body, 201, page_or("Invited"));
    operation["responses"]["200"] = answer("Done.", page_or("PersonChanged"));
    operation
}

fn html() -> Value {
    json!({ HTML: { "schema": { "type": "string" } } })
}

fn number_only() -> Value {
    object(&[("number", json!({ "type": "string" }))])
}

fn statistics_file() -> Value {
    let file = json!({ "schema": { "type": "string" } });
    json!({ "text/csv": file, JSON: { "schema": reference("Statistics") } })
}

fn exported() -> Value {
    let file = json!({ "schema": { "type": "string", "format": "binary" } });
    let kinds = crate::export::ExportFormat::ALL.map(crate::export::ExportFormat::media_type);
    let kinds = kinds.map(|kind| kind.split(';').next().unwrap_or(kind).to_owned());
    kinds
        .into_iter()
        .map(|kind| (kind, file.clone()))
        .collect::<Map<_, _>>()
        .into()
}

/// What somebody looks at. Who is not signed in is led to the door.
fn page(id: &str, summary: &str, parameters: Value, content: Value) -> Value {
    let mut responses = refusals(&LOOKED);
    responses.insert("303".to_owned(), answer("To another page.", html()));
    responses.insert("400".to_owned(), problem("Something asked for is not known."));
    if !content.is_null() {
        responses.insert("200".to_owned(), answer("The page.", content));
    }
    operation(id, summary, parameters, responses)
}

/// What somebody sends. A browser is led on.
fn sent(id: &str, summary: &str, parameters: Value, body: &Value, done: u16, content: Value) -> Value {
    let mut responses = refusals(&LOOKED);
    responses.extend(refusals(&SENT));
    responses.insert("303".to_owned(), answer("Done; to another page.", html()));
    responses.insert(done.to_string(), answer("Done.", content.clone()));
    if done == 201 {
        responses.insert("200".to_owned(), answer("Done before.", content));
    }
    let mut operation = operation(id, summary, parameters, responses);
    operation["requestBody"] = json!({ "required": true, "content": {
        FORM: { "schema": body }, MULTIPART: { "schema": body }, JSON: { "schema": body },
    }});
    operation
}

/// What begins a session.
fn let_in(id: &str, summary: &str, body: &Value) -> Value {
    let mut operation = sent(id, summary, json!([]), body, 200, page_or("Session"));
    operation["responses"]["401"] = problem("Name, password or code are wrong; which one is not told.");
    operation["responses"]["429"] = problem_to_wait_for("Wrong too often.");
    operation["security"] = json!([]);
    operation
}

fn refusals(all: &[(u16, &str)]) -> Map<String, Value> {
    let refusal = |(status, words): &(u16, &str)| {
        let waits = *status == 503;
        let problem = if waits {
            problem_to_wait_for(words)
        } else {
            problem(words)
        };
        (status.to_string(), problem)
    };
    all.iter().map(refusal).collect()
}

fn operation(id: &str, summary: &str, parameters: Value, responses: Map<String, Value>) -> Value {
    let mut operation = json!({
        "operationId": id,
        "summary": summary,
        "security": [{ "token": [] }, { "session": [] }],
    });
    operation["parameters"] = parameters;
    operation["responses"] = responses.into();
    operation
}
