//! What the Ombudsman needs of a case in one piece: what was told and when, the receipt, the answers, how every date
//! was counted, and a hash of every file. Never an internal note, and the person only at their own request.

use complaint::case::Actor;
use complaint::deadline::{Deadline, Term};
use complaint::{Lang, format_date, format_instant};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::case::Opened;
use super::screen::texts;
use crate::App;
use crate::files::{self, KeepError};
use crate::public;
use crate::redacting::case_outside;
use crate::secret::to_hex;
use crate::store::{CaseView, Contact, FileRecord};

/// The whole file. Its JSON and the page are made of the same.
#[derive(Serialize)]
pub(super) struct Dossier {
    pub(super) number: String,
    made_at: Timestamp,
    made: String,
    facts: Vec<Fact>,
    narrative: String,
    /// The person, if they asked for it.
    identity: Vec<Fact>,
    /// Why there is no person in it, where there is none.
    identity_note: Option<&'static str>,
    receipt: Receipt,
    clock: Vec<Clock>,
    timeline: Vec<Entry>,
    messages: Vec<Entry>,
    files: Vec<File>,
}

#[derive(Serialize)]
struct Fact {
    name: &'static str,
    label: &'static str,
    text: String,
}

#[derive(Serialize)]
struct Receipt {
    text: String,
    key_id: String,
    verify_url: String,
}

/// One date that the agency or the reporter had, and how it was counted.
#[derive(Serialize)]
struct Clock {
    kind: &'static str,
    label: &'static str,
    starts_on: Date,
    due_on: Option<Date>,
    ended_on: Option<Date>,
    late: bool,
    words: String,
    explanation: String,
}

#[derive(Serialize)]
struct Entry {
    at: Timestamp,
    when: String,
    label: String,
    text: String,
}

#[derive(Serialize)]
struct File {
    name: String,
    format: &'static str,
    bytes: usize,
    added_at: Timestamp,
    /// Of the file as it is kept; none if it is not to be found.
    sha256: Option<String>,
}

/// Puts it together.
pub(super) async fn gather(app: &App, opened: &Opened, identity: bool) -> Result<Dossier, KeepError> {
    // What was blackened tells who the reporter is.
    let outside = case_outside(opened.case.clone());
    let view = if identity { opened.read() } else { &outside };
    let now = (app.clock)();
    let person = opened.contact().filter(|_| identity);
    let mut files = Vec::new();
    for record in &view.files {
        files.push(file(app, record, now).await?);
    }
    let promise = app.store.filed(opened.number.as_str()).await?;
    Ok(Dossier {
        number: opened.number.to_string(),
        made_at: now,
        made: format_instant(now, &app.agency, Lang::Id),
        facts: facts(app, view),
        narrative: view.summary.narrative.clone(),
        identity: person.map(identity_facts).unwrap_or_default(),
        identity_note: person.is_none().then(|| {
            let mode = view.summary.identity_mode.as_str();
            texts().get(&format!("dossier.no_identity.{mode}"))
        }),
        receipt: receipt(app, opened, promise.received_at, &promise.deadlines),
        clock: clock(app, opened, app.agency.today(now)),
        timeline: timeline(app, opened),
        messages: messages(app, view),
        files,
    })
}

fn fact(name: &'static str, text: String) -> Fact {
    Fact {
        name,
        label: texts().get(&format!("fact.{name}")),
        text,
    }
}

fn facts(app: &App, view: &CaseView) -> Vec<Fact> {
    let agency = &app.agency;
    let case = &view.summary;
    let at = |at| format_instant(at, agency, Lang::Id);
    let word = |key: &str, name: &str| Some(texts().get(&format!("{key}.{name}")).to_owned());
    let category = case.category.as_deref().and_then(|slug| agency.category(slug));
    let unit = view.case.unit.as_deref().and_then(|slug| agency.unit(slug));
    let contact = &agency.contact;
    let reach = [&contact.address, &contact.phone, &contact.email].map(String::as_str);
    let facts = [
        ("agency", Some(agency.full_name.get(Lang::Id).to_owned())),
        ("manager", Some(contact.manager.get(Lang::Id).to_owned())),
        ("reach", Some(reach.join(", "))),
        ("state", word("state", case.status.public().as_str())),
        ("class", word("class", case.class.as_str())),
        (
            "category",
            category.map(|category| category.name.get(Lang::Id).to_owned()),
        ),
        ("channel", word("channel_kind", case.channel.as_str())),
        ("in_hand", unit.map(|unit| unit.name.get(Lang::Id).to_owned())),
        ("reference", case.reference.clone()),
        ("sp4n_id", case.sp4n_id.clone()),
        ("received_at", Some(at(case.received_at))),
        (
            "recorded_at",
            (view.recorded_at != case.received_at).then(|| at(view.recorded_at)),
        ),
        ("incident_place", view.incident_place.clone()),
        (
            "incident_date",
            view.incident_date.map(|date| format_date(date, Lang::Id)),
        ),
        ("reported_party", view.reported_party.clone()),
        ("requested_outcome", view.requested_outcome.clone()),
    ];
    let facts = facts.into_iter();
    facts.filter_map(|(name, text)| Some(fact(name, text?))).collect()
}

fn identity_facts(contact: &Contact) -> Vec<Fact> {
    let facts = [
        ("name", Some(&contact.name)),
        ("phone", contact.phone.as_ref()),
        ("email", contact.email.as_ref()),
        ("address", contact.address.as_ref()),
        ("business_name", contact.business_name.as_ref()),
    ];
    let facts = facts.into_iter();
    facts
        .filter_map(|(name, text)| Some(fact(name, text?.clone())))
        .collect()
}

/// The receipt as it was given: the same words under the same key have the same signature.
fn receipt(app: &App, opened: &Opened, received_at: Timestamp, promised: &[Deadline]) -> Receipt {
    let lang = opened.case.summary.language;
    let text = app
        .theme
        .receipt_text(lang, opened.number.as_str(), received_at, promised);
    let signed = app.receipts.sign(&text);
    Receipt {
        verify_url: app.theme.verify_url(lang, &signed.text),
        text: signed.text,
        key_id: signed.key_id,
    }
}

/// Every term that ever ran. One that is over is counted as its last day knew it.
fn clock(app: &App, opened: &Opened, today: Date) -> Vec<Clock> {
    let counted = |term: &Term| {
        let deadline = term.deadline(term.ended_on.unwrap_or(today), &app.agency.calendar);
        let late = deadline
            .due_on
            .is_some_and(|due| term.ended_on.unwrap_or(today) > due);
        let date =
            |date: Option<Date>| date.map_or_else(|| "–".to_owned(), |date| format_date(date, Lang::Id));
        let (due, ended) = (date(deadline.due_on), date(term.ended_on));
        let words = match (term.ended_on, late) {
            (Some(_), false) => "dossier.kept",
            (Some(_), true) => "dossier.missed",
            (None, false) => "dossier.running",
            (None, true) => "dossier.overdue",
        };
        Clock {
            kind: term.kind.as_str(),
            label: texts().get(&format!("deadline.{}", term.kind.as_str())),
            starts_on: term.starts_on,
            due_on: deadline.due_on,
            ended_on: term.ended_on,
            late,
            words: texts().fill(words, &[("due", &due), ("ended", &ended)]),
            explanation: deadline.explanation(Lang::Id),
        }
    };
    let terms = opened.case.case.terms.iter();
    terms
        .filter(|term| public::is_public(term.kind))
        .map(counted)
        .collect()
}

/// What the reporter could see of it.
fn timeline(app: &App, opened: &Opened) -> Vec<Entry> {
    let entries = public::timeline(app, &opened.case, true, Lang::Id);
    let entry = |entry: site_gen::theme::TimelineEntry| Entry {
        at: entry.at,
        when: format_instant(entry.at, &app.agency, Lang::Id),
        label: entry.label,
        text: entry.text,
    };
    entries.into_iter().map(entry).collect()
}

fn messages(app: &App, view: &CaseView) -> Vec<Entry> {
    let entry = |message: &crate::store::Message| Entry {
        at: message.at,
        when: format_instant(message.at, &app.agency, Lang::Id),
        label: match message.from {
            Actor::Reporter => texts().get("actor.reporter"),
            Actor::Staff | Actor::System => texts().get("dossier.agency"),
        }
        .to_owned(),
        text: message.text.clone(),
    };
    view.messages.iter().map(entry).collect()
}

async fn file(app: &App, record: &FileRecord, now: Timestamp) -> Result<File, KeepError> {
    let bytes = files::read(app, record, now).await?;
    Ok(File {
        name: record.name.clone(),
        format: record.format.extension(),
        bytes: record.bytes,
        added_at: record.added_at,
        sha256: bytes.map(|bytes| to_hex(&Sha256::digest(&bytes))),
    })
}
