//! GET `/staff/cases/{number}`: one case with everything that is known of it, and what can be done now.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::case::{Actor, Case, Refusal};
use complaint::form::{asked, asked_of, bare_action};
use complaint::staff::{Duty, Matter, Officer};
use complaint::{FieldError, IdentityMode, Lang, Number, RawForm, Status, format_date, format_instant};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

use super::absence::{Away, away_of_unit};
use super::attachments::{self, FileLine};
use super::entry::{Refused, look};
use super::events::{Line, Names, Teller};
use super::fields::{FieldView, known_field};
use super::queue::{due_date, urgency};
use super::replies;
use super::screen::{Notice, Screen, read_query, texts};
use crate::App;
use crate::http::{Format, json_answer};
use crate::store::{CaseView, Contact, Draft, Note, StoreError};

/// Further pages about a case: for whom, under which address, in which words.
const LINKS: [(Duty, &str, &str); 3] = [
    (Duty::Unseal, "identity", "unseal.link"),
    (Duty::HandOff, "sp4n", "sp4n.link"),
    (Duty::Dossier, "ombudsman", "dossier.link"),
];

/// Everything about one case that a page needs.
pub(super) struct Opened {
    pub(super) number: Number,
    pub(super) case: CaseView,
    notes: Vec<Note>,
    draft: Option<Draft>,
    contact: Option<Contact>,
    away: Vec<Away>,
    names: Names,
}

impl Opened {
    /// The case, if there is one and this officer may know it. Both answers look the same from outside.
    pub(super) async fn find(
        app: &App,
        typed: &str,
        officer: &Officer,
    ) -> Result<Option<Opened>, StoreError> {
        let Ok(number) = Number::parse(typed, &app.agency.codes()) else {
            return Ok(None);
        };
        let case = app.store.show(&number).await?;
        let Some(case) = case.filter(|case| officer.may(Duty::Read, Matter::of(&case.case))) else {
            return Ok(None);
        };
        let named = case.summary.identity_mode == IdentityMode::Named;
        let contact = if named && officer.may(Duty::Contact, Matter::of(&case.case)) {
            app.store.contact(&number).await?
        } else {
            None
        };
        let accounts = app.store.accounts().await?;
        Ok(Some(Opened {
            away: away_of_unit(app, &accounts, case.case.unit.as_deref()).await?,
            notes: app.store.notes(&number).await?,
            draft: app.store.draft(&number).await?,
            names: accounts
                .into_iter()
                .map(|account| (account.officer.id, account.officer.name))
                .collect(),
            number,
            case,
            contact,
        }))
    }
}

impl Opened {
    /// Whether the reporter's identity lies sealed.
    pub(super) fn is_sealed(&self) -> bool {
        self.case.summary.identity_mode == IdentityMode::Confidential && !self.case.case.erased
    }

    /// How to reach the reporter, where this officer may know.
    pub(super) const fn contact(&self) -> Option<&Contact> {
        self.contact.as_ref()
    }
}

/// A case.
pub(crate) async fn case(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let inside = look(&app, request.headers(), request.uri(), |_| true).await?;
    let screen = inside.screen();
    let done = read_query(request.uri()).remove("done").unwrap_or_default();
    Ok(match Opened::find(&app, &number, inside.officer()).await {
        Ok(Some(opened)) => {
            let done = texts().get(&format!("verb.{done}.done"));
            let notice = (!done.is_empty()).then(|| Notice::Done(done.to_owned()));
            show(
                &screen,
                &opened,
                inside.officer(),
                StatusCode::OK,
                notice,
                &Typed::default(),
            )
        }
        Ok(None) => screen.not_found(),
        Err(error) => {
            tracing::error!(%error, "a case could not be read");
            screen.unavailable(&RawForm::new())
        }
    })
}

/// What was typed into one of the forms, and what is wrong with it.
#[derive(Default)]
pub(super) struct Typed<'a> {
    pub(super) duty: Option<Duty>,
    pub(super) values: RawForm,
    pub(super) errors: &'a [FieldError],
}

/// Shows a case, with one of its forms as it was sent, if one was.
pub(super) fn show(
    screen: &Screen<'_>,
    opened: &Opened,
    officer: &Officer,
    status: StatusCode,
    notice: Option<Notice>,
    typed: &Typed<'_>,
) -> Response {
    let app = screen.app;
    let shown = Shown {
        app,
        opened,
        officer,
        today: app.agency.today((app.clock)()),
    };
    if screen.format == Format::Json {
        return json_answer(status, &shown.json());
    }
    let title = texts().fill("case.title", &[("number", opened.number.as_str())]);
    let mut frame = screen.frame(&title, notice);
    let address = format!("{}/staff/cases/{}", app.agency.base_url, opened.number);
    frame.code = Some((address, texts().get("case.code").to_owned()));
    screen.page(status, "staff_case.html", &frame, &shown.model(typed))
}

struct Shown<'a> {
    app: &'a App,
    opened: &'a Opened,
    officer: &'a Officer,
    today: Date,
}

#[derive(Serialize)]
struct CaseModel<'a> {
    version: i64,
    urgency: &'static str,
    due: String,
    due_on: Option<String>,
    warnings: Vec<String>,
    facts: Vec<Pair>,
    narrative: String,
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

#[derive(Serialize)]
struct Pair {
    label: &'static str,
    text: String,
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

#[derive(Serialize)]
struct FormModel<'a> {
    name: &'static str,
    action: String,
    label: &'static str,
    text: &'static str,
    fields: Vec<FieldView>,
    /// Texts to begin with, by name.
    replies: Vec<&'a str>,
    open: bool,
}

impl<'a> Shown<'a> {
    fn model(&self, typed: &Typed<'_>) -> CaseModel<'a> {
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
            narrative: view.summary.narrative.clone(),
            contact: self.opened.contact.as_ref().map(contact).unwrap_or_default(),
            deadlines: self.deadlines(),
            draft: self.waiting_draft().map(|draft| teller.draft(draft)),
            forms: self.forms(typed),
            refused: self.refused(),
            links: self.links(),
            files: self.files(),
            messages: teller.messages(view),
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
        let away = self.opened.away.iter().map(Away::in_words);
        bounced
            .into_iter()
            .chain(excluded)
            .chain(oversight)
            .chain(away)
            .collect()
    }

    fn unit(&self, slug: &str) -> String {
        let unit = self.app.agency.unit(slug);
        unit.map_or_else(|| slug.to_owned(), |unit| unit.name.get(Lang::Id).to_owned())
    }

    fn facts(&self) -> Vec<Pair> {
        let view = &self.opened.case;
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
                case.unit
                    .as_deref()
                    .filter(|_| view.case.unit.is_none())
                    .map(|slug| self.unit(slug)),
            ),
            ("reference", case.reference.clone()),
            ("sp4n_id", case.sp4n_id.clone()),
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
                || texts().get("deadline.unknown").to_owned(),
                |due| format_date(due, Lang::Id),
            ),
            explanation: deadline
                .due_on
                .map_or_else(String::new, |_| deadline.explanation(Lang::Id)),
        };
        self.running().into_iter().map(model).collect()
    }

    fn running(&self) -> Vec<complaint::Deadline> {
        self.opened.case.case.deadlines(self.today, &self.app.agency)
    }

    /// Everything that this officer may do to a case at all, and why not now where that is so.
    fn verbs(&self) -> impl Iterator<Item = (Duty, Option<Refusal>)> {
        let case = &self.opened.case.case;
        let own = Duty::ALL.iter().copied().filter(|duty| {
            asked(*duty).is_some() && self.is_a_word(*duty) && self.officer.may(*duty, Matter::of(case))
        });
        own.map(|duty| (duty, self.refusal(duty, case)))
    }

    fn refusal(&self, duty: Duty, case: &Case) -> Option<Refusal> {
        let agency = &self.app.agency;
        let by_state = || {
            let action = bare_action(duty)?;
            case.apply(&action, Actor::Staff, self.today, agency).err()
        };
        self.officer.kept_from(duty, agency).or_else(by_state)
    }

    /// Approval is no word on the desk of an agency that does without it; nor is a seal where nothing is sealed.
    fn is_a_word(&self, duty: Duty) -> bool {
        match duty {
            Duty::Propose | Duty::Approve | Duty::SendBack => {
                self.app.agency.desk.approve_answers || self.opened.case.case.proposed
            }
            Duty::AskIdentity | Duty::GrantIdentity | Duty::RefuseIdentity => self.opened.is_sealed(),
            _ => true,
        }
    }

    /// What a form begins with: an answer that was sent back is mended, not written anew.
    fn begun(&self, duty: Duty) -> RawForm {
        let draft = self.opened.draft.as_ref().filter(|_| duty == Duty::Propose);
        let text = draft.map(|draft| ("text".to_owned(), draft.text.clone()));
        text.into_iter().collect()
    }

    fn forms(&self, typed: &Typed<'_>) -> Vec<FormModel<'a>> {
        let form = |duty: Duty| {
            let sent = typed.duty == Some(duty);
            let begun = self.begun(duty);
            let (values, errors) = if sent {
                (&typed.values, typed.errors)
            } else {
                (&begun, &[][..])
            };
            let fields = asked_of(duty, &self.opened.case.case).unwrap_or_default().iter();
            let field = |(name, needed): &(&'static str, bool)| {
                known_field(self.app, duty.as_str(), name, *needed, values, errors)
            };
            FormModel {
                name: duty.as_str(),
                action: format!("/staff/cases/{}/{}", self.opened.number, duty.as_str()),
                label: texts().get(&format!("verb.{}.label", duty.as_str())),
                text: texts().get(&format!("verb.{}.text", duty.as_str())),
                fields: fields.filter_map(field).collect(),
                replies: replies::names(self.app, duty),
                open: sent,
            }
        };
        // What was sent stays on the page even if it cannot be done any more: nothing typed is lost.
        self.verbs()
            .filter(|(duty, refusal)| refusal.is_none() || typed.duty == Some(*duty))
            .map(|(duty, _)| form(duty))
            .collect()
    }

    fn refused(&self) -> Vec<Pair> {
        self.verbs()
            .filter_map(|(duty, refusal)| {
                Some(Pair {
                    label: texts().get(&format!("verb.{}.label", duty.as_str())),
                    text: self.why_not(duty, refusal?),
                })
            })
            .collect()
    }

    /// Why something cannot be done now, and when it could.
    fn why_not(&self, duty: Duty, refusal: Refusal) -> String {
        let own = match refusal {
            Refusal::AlreadyExtended => "why.extended",
            Refusal::Settled => "why.settled",
            Refusal::AlreadyAsked => "why.already_asked",
            Refusal::NothingAsked => "why.nothing_asked",
            Refusal::NothingProposed => "why.nothing_proposed",
            Refusal::NeedsApproval => "why.needs_approval",
            Refusal::NoApproval => "why.no_approval",
            _ => "",
        };
        if !own.is_empty() {
            return texts().get(own).to_owned();
        }
        let case = &self.opened.case.case;
        let in_state = |status: &Status| {
            let mut case = case.clone();
            case.status = *status;
            case
        };
        let states: Vec<&str> = Status::ALL
            .iter()
            .filter(|status| self.refusal(duty, &in_state(status)).is_none())
            .map(|status| texts().get(&format!("state.{}", status.as_str())))
            .collect();
        if states.is_empty() {
            texts().get("why.never").to_owned()
        } else {
            texts().fill("why.states", &[("states", &states.join(", "))])
        }
    }

    fn json(&self) -> Value {
        let view = &self.opened.case;
        let mut value = serde_json::to_value(view).expect("views are plain data");
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
        let own = [
            ("version", json!(view.version)),
            ("late", json!(view.summary.is_late(self.today))),
            ("deadlines", self.running().into_iter().map(deadline).collect()),
            ("returns", json!(view.case.returns)),
            ("oversight", json!(view.case.oversight)),
            ("assigned_unit", json!(view.case.unit)),
            ("draft", json!(self.waiting_draft())),
            ("away", json!(self.opened.away)),
            ("notes", json!(self.opened.notes)),
            ("actions", self.verbs().map(action).collect()),
            ("contact", json!(self.opened.contact)),
        ];
        for (name, member) in own {
            value[name] = member;
        }
        value
    }
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
