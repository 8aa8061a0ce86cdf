//! What blackening passages makes of the words of a case, and what of them is kept from a reader anyway.

use complaint::redaction::Passages;
use complaint::self_identification::without_contacts;
use complaint::staff::{Duty, Officer};
use complaint::{Actor, IdentityMode};

use crate::store::{CaseSummary, CaseView, Message, Original, Redaction};

/// Whether a reporter does not show themselves to everybody at the desk, so that telephone numbers, mail addresses and
/// identity numbers in their text are for whoever chooses what is blackened.
pub(crate) fn hides_contacts(mode: IdentityMode) -> bool {
    mode != IdentityMode::Named
}

/// A line of a list as this officer reads it.
pub(crate) fn line_for(officer: &Officer, line: CaseSummary) -> CaseSummary {
    if officer.has(Duty::Redact) {
        return line;
    }
    line_outside(line)
}

/// A case as this officer reads it.
pub(crate) fn case_for(officer: &Officer, case: CaseView) -> CaseView {
    if officer.has(Duty::Redact) {
        return case;
    }
    case_outside(case)
}

/// A case as it may leave the desk.
pub(crate) fn case_outside(mut case: CaseView) -> CaseView {
    if !hides_contacts(case.summary.identity_mode) {
        return case;
    }
    case.summary = line_outside(case.summary);
    for text in [
        &mut case.incident_place,
        &mut case.reported_party,
        &mut case.requested_outcome,
    ] {
        *text = text.as_deref().map(without_contacts);
    }
    for message in case
        .messages
        .iter_mut()
        .filter(|message| message.from == Actor::Reporter)
    {
        message.text = without_contacts(&message.text);
    }
    case
}

fn line_outside(mut line: CaseSummary) -> CaseSummary {
    if hides_contacts(line.identity_mode) {
        line.narrative = without_contacts(&line.narrative);
    }
    line
}

/// Everything that the reporter wrote into a case.
pub(crate) fn written(case: &CaseView) -> impl Iterator<Item = &str> {
    let fields = [
        &case.incident_place,
        &case.reported_party,
        &case.requested_outcome,
    ];
    let messages = case
        .messages
        .iter()
        .filter(|message| message.from == Actor::Reporter);
    std::iter::once(case.summary.narrative.as_str())
        .chain(fields.into_iter().filter_map(Option::as_deref))
        .chain(messages.map(|message| message.text.as_str()))
}

/// What becomes of a case, of which passages may be blackened already.
pub(crate) fn redact(case: &CaseView, before: Option<&Original>, passages: &Passages) -> Redaction {
    let whole = match before {
        Some(original) => original.restore(case.clone()),
        None => case.clone(),
    };
    let original = Original {
        passages: passages.lines(),
        narrative: whole.summary.narrative.clone(),
        incident_place: whole.incident_place.clone(),
        reported_party: whole.reported_party.clone(),
        requested_outcome: whole.requested_outcome.clone(),
    };
    let now = whole.messages.iter().map(|message| blackened(message, passages));
    let changed = now.zip(&case.messages).filter(|(now, before)| now != *before);
    let messages = changed.map(|(now, _)| now).collect();
    let blacken = |text: Option<String>| text.map(|text| passages.blacken(&text));
    let mut case = whole;
    case.summary.narrative = passages.blacken(&case.summary.narrative);
    case.incident_place = blacken(case.incident_place);
    case.reported_party = blacken(case.reported_party);
    case.requested_outcome = blacken(case.requested_outcome);
    Redaction {
        case,
        original: (!passages.is_empty()).then_some(original),
        messages,
    }
}

/// What the agency wrote stays as it is.
fn blackened(message: &Message, passages: &Passages) -> Message {
    if message.from != Actor::Reporter {
        return message.clone();
    }
    let text = passages.blacken(&message.text);
    Message {
        original: (text != message.text).then(|| message.text.clone()),
        text,
        ..message.clone()
    }
}
