//! What the page of a case shows: for people, and the same for programs.

use complaint::case::Refusal;
use complaint::form::asked_of;
use complaint::incident::OldIncident;
use complaint::staff::{Duty, Matter, Officer};
use complaint::{Lang, format_date, format_instant};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

use super::absence::Away;
use super::attachments::{self, FileLine};
use super::case::{Opened, Typed};
use super::case_line::{due_date, urgency};
use super::case_verbs::FormModel;
use super::events::{Line, Teller};
use super::replies;
use super::screen::texts;
use crate::App;
use crate::public::timeline;
use crate::routes::case_answer::EvidenceJson;
use crate::store::{CaseSummary, Contact, Draft};

/// Further pages about a case: for whom, under which address, in which words.
const LINKS: [(Duty, &str, &str); 3] = [
    (Duty::Unseal, "identity", "unseal.link"),
    (Duty::HandOff, "sp4n", "sp4n.link"),
    (Duty::Dossier, "ombudsman", "dossier.link"),
];

/// A case as one officer sees it.
pub(super) struct Shown<'a> {
    pub(super) app: &'a App,
    pub(super) opened: &'a Opened,
    pub(super) officer: &'a Officer,
    pub(super) today: Date,
}

/// What the template shows of a case.
#[derive(Serialize)]
pub(super) struct CaseModel<'a> {
    version: i64,
    urgency: &'static str,
    due: String,
    due_on: Option<String>,
    warnings: Vec<String>,
    facts: Vec<Pair>,
    narrative: String,
    /// What everybody else reads instead.
    blackened: Option<String>,
    contact: Vec<Pair>,
    deadlines: Vec<DeadlineModel>,
    draft: Option<Line>,
    forms: Vec<FormModel<'a>>,
    refused: Vec<Pair>,
    links: Vec<Link>,
    files: Vec<FileLine>,
    messages: Vec<Line>,
    notes: Vec<Line>,
    timeline: Vec<Line>,
}

/// Something with its name.
#[derive(Serialize)]
pub(super) struct Pair {
    pub(super) label: &'static str,
    pub(super) text: String,
}

/// Another page about the same case.
#[derive(Serialize)]
struct Link {
    url: String,
    label: &'static str,
}

#[derive(Serialize)]
struct DeadlineModel {
    label: &'static str,
    due: String,
    explanation: String,
}

impl<'a> Shown<'a> {
    pub(super) fn model(&self, typed: &Typed<'_>) -> CaseModel<'a> {
        let view = &self.opened.case;
        let teller = Teller {
            app: self.app,
            names: &self.opened.names,
        };
        let (urgency, due) = urgency(&view.summary, self.today);
        CaseModel {
            version: view.version,
            urgency,
            due,
            due_on: due_date(&view.summary),
            warnings: self.warnings(),
            facts: self.facts(),
            narrative: self.opened.read().summary.narrative.clone(),
            blackened: self.opened.whole.as_ref().map(|_| view.summary.narrative.clone()),
            contact: self.opened.contact().map(contact).unwrap_or_default(),
            deadlines: self.deadlines(),
            draft: self.waiting_draft().map(|draft| teller.draft(draft)),
            forms: self.forms(typed),
            refused: self.refused(),
            links: self.links(),
            files: self.files(),
            messages: teller.messages(self.opened.read()),
            notes: teller.notes(&self.opened.notes),
            timeline: teller.timeline(view),
        }
    }

    /// The answer that waits for approval.
    fn waiting_draft(&self) -> Option<&Draft> {
        self.opened
            .draft
            .as_ref()
            .filter(|_| self.opened.case.case.proposed)
    }

    fn links(&self) -> Vec<Link> {
        let matter = Matter::of(&self.opened.case.case);
        let fits = |duty: Duty| duty != Duty::Unseal || self.opened.is_sealed();
        let mine = LINKS
            .iter()
            .filter(|(duty, ..)| fits(*duty) && self.officer.may(*duty, matter));
        let link = |(_, page, words): &(Duty, &str, &str)| Link {
            url: format!("/staff/cases/{}/{page}", self.opened.number),
            label: texts().get(words),
        };
        mine.map(link).collect()
    }

    fn files(&self) -> Vec<FileLine> {
        let view = &self.opened.case;
        let may_save = self.officer.may(Duty::Files, Matter::of(&view.case));
        let number = self.opened.number.as_str();
        view.files
            .iter()
            .map(|file| attachments::line(number, file, may_save))
            .collect()
    }

    fn warnings(&self) -> Vec<String> {
        let case = &self.opened.case.case;
        let excluded: Vec<String> = case.excluded.iter().map(|slug| self.unit(slug)).collect();
        let bounced = case
            .has_bounced()
            .then(|| texts().fill("case.bounced", &[("times", &case.returns.to_string())]));
        let excluded =
            (!excluded.is_empty()).then(|| texts().fill("case.excluded", &[("units", &excluded.join(", "))]));
        let oversight = case.oversight.then(|| texts().get("case.oversight").to_owned());
        let escalated = case.escalated.then(|| texts().get("case.escalated").to_owned());
        // Whoever reads the original sees beside it what the others read.
        let redacted =
            (case.redacted && self.opened.whole.is_none()).then(|| texts().get("case.redacted").to_owned());
        let away = self.opened.away.iter().map(Away::in_words);
        let old = self.old_incident();
        let old = old.map(|old| {
            texts()
                .get(&format!("case.old_incident.{}", old.as_str()))
                .to_owned()
        });
        bounced
            .into_iter()
            .chain(old)
            .chain(excluded)
            .chain(oversight)
            .chain(escalated)
            .chain(redacted)
            .chain(away)
            .collect()
    }

    /// Whether it happened long before it was told.
    fn old_incident(&self) -> Option<OldIncident> {
        let view = &self.opened.case;
        let received_on = self.app.agency.today(view.summary.received_at);
        OldIncident::of(view.summary.class, view.incident_date, received_on)
    }

    pub(super) fn unit(&self, slug: &str) -> String {
        let unit = self.app.agency.unit(slug);
        unit.map_or_else(|| slug.to_owned(), |unit| unit.name.get(Lang::Id).to_owned())
    }

    fn facts(&self) -> Vec<Pair> {
        let view = self.opened.read();
        let case = &view.summary;
        let at = |at| format_instant(at, &self.app.agency, Lang::Id);
        let word = |key: &str, name: &str| Some(texts().get(&format!("{key}.{name}")).to_owned());
        let category = case
            .category
            .as_deref()
            .and_then(|slug| self.app.agency.category(slug));
        let recorded = (view.recorded_at != case.received_at).then(|| at(view.recorded_at));
        let pairs = [
            ("state", word("state", case.status.as_str())),
            ("class", word("class", case.class.as_str())),
            (
                "category",
                category.map(|category| category.name.get(Lang::Id).to_owned()),
            ),
            ("channel", word("channel_kind", case.channel.as_str())),
            (
                "identity_mode",
                word("identity_mode", case.identity_mode.as_str()),
            ),
            ("in_hand", view.case.unit.as_deref().map(|slug| self.unit(slug))),
            (
                "meant",
                view.case
                    .meant
                    .as_deref()
                    .filter(|_| view.case.unit.is_none())
                    .map(|slug| self.unit(slug)),
            ),
            ("reference", case.reference.clone()),
            ("sp4n_id", case.sp4n_id.clone()),
            ("sp4n_status", seen_in_sp4n(case)),
            ("received_at", Some(at(case.received_at))),
            ("recorded_at", recorded),
            ("incident_place", view.incident_place.clone()),
            (
                "incident_date",
                view.incident_date.map(|date| format_date(date, Lang::Id)),
            ),
            ("reported_party", view.reported_party.clone()),
            ("requested_outcome", view.requested_outcome.clone()),
        ];
        let pair = |(name, text): (&str, Option<String>)| {
            Some(Pair {
                label: texts().get(&format!("fact.{name}")),
                text: text?,
            })
        };
        pairs.into_iter().filter_map(pair).collect()
    }

    fn deadlines(&self) -> Vec<DeadlineModel> {
        let model = |deadline: complaint::Deadline| DeadlineModel {
            label: texts().get(&format!("deadline.{}", deadline.kind.as_str())),
            due: deadline.due_on.map_or_else(
                || {
                    texts()
                        .get(&format!("deadline.{}", deadline.undated()))
                        .to_owned()
                },
                |due| format_date(due, Lang::Id),
            ),
            explanation: deadline.explanation(Lang::Id),
        };
        self.running().into_iter().map(model).collect()
    }

    fn running(&self) -> Vec<complaint::Deadline> {
        self.opened.case.case.deadlines(self.today, &self.app.agency)
    }

    /// What its reporter sees of what happened.
    fn timeline(&self) -> impl Iterator<Item = Value> {
        let entries = timeline(self.app, self.opened.read(), true, Lang::Id);
        entries.into_iter().map(|entry| {
            json!({ "at": entry.at, "status": entry.status, "label": entry.label, "text": entry.text })
        })
    }

    pub(super) fn json(&self) -> Value {
        let view = &self.opened.case;
        let mut value = serde_json::to_value(self.opened.read()).expect("views are plain data");
        let deadline = |deadline: complaint::Deadline| {
            json!({
                "kind": deadline.kind,
                "due_on": deadline.due_on,
                "explanation": deadline.explanation(Lang::Id),
            })
        };
        let action = |(duty, refusal): (Duty, Option<Refusal>)| {
            json!({
                "verb": duty,
                "possible": refusal.is_none(),
                "why_not": refusal.map(|refusal| self.why_not(duty, refusal)),
                "fields": asked_of(duty, &view.case).unwrap_or_default().iter()
                    .map(|(name, required)| json!({ "name": name, "required": required }))
                    .collect::<Vec<_>>(),
                "replies": replies::names(self.app, duty),
            })
        };
        let evidence: Vec<_> = view.files.iter().map(EvidenceJson::of).collect();
        let own = [
            (
                "status_label",
                json!(texts().get(&format!("state.{}", view.summary.status.as_str()))),
            ),
            ("timeline", self.timeline().collect()),
            ("evidence", json!(evidence)),
            ("version", json!(view.version)),
            ("late", json!(view.summary.is_late(self.today))),
            ("deadlines", self.running().into_iter().map(deadline).collect()),
            ("old_incident", json!(self.old_incident())),
            ("returns", json!(view.case.returns)),
            ("oversight", json!(view.case.oversight)),
            (
                "passages",
                json!(self.opened.whole.as_ref().map(|whole| &whole.passages)),
            ),
            ("assigned_unit", json!(view.case.unit)),
            ("draft", json!(self.waiting_draft())),
            ("away", json!(self.opened.away)),
            ("notes", json!(self.opened.notes)),
            ("actions", self.verbs().map(action).collect()),
            ("contact", json!(self.opened.contact())),
        ];
        for (name, member) in own {
            value[name] = member;
        }
        value
    }
}

/// How it stands in SP4N-LAPOR!, and since when that is known.
fn seen_in_sp4n(case: &CaseSummary) -> Option<String> {
    let on = format_date(case.sp4n_seen_on?, Lang::Id);
    let values = [("status", case.sp4n_status.as_deref()?), ("date", &on)];
    Some(texts().fill("case.sp4n_seen", &values))
}

fn contact(contact: &Contact) -> Vec<Pair> {
    let pairs = [
        ("name", Some(&contact.name)),
        ("phone", contact.phone.as_ref()),
        ("email", contact.email.as_ref()),
        ("address", contact.address.as_ref()),
        ("business_name", contact.business_name.as_ref()),
    ];
    let pair = |(name, text): (&str, Option<&String>)| {
        Some(Pair {
            label: texts().get(&format!("fact.{name}")),
            text: text?.clone(),
        })
    };
    pairs.into_iter().filter_map(pair).collect()
}
