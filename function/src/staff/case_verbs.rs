//! What one officer can do to a case now, and why not the rest.

use complaint::case::{Actor, Case, Refusal};
use complaint::form::{asked, asked_of, bare_action};
use complaint::self_identification::signs;
use complaint::staff::{Duty, Matter};
use complaint::{IdentityMode, RawForm, Status};
use serde::Serialize;

use super::case::Typed;
use super::case_page::{Pair, Shown};
use super::fields::{FieldView, known_field};
use super::replies;
use super::screen::texts;
use crate::redacting::written;

/// The form of one thing that can be done.
#[derive(Serialize)]
pub(super) struct FormModel<'a> {
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
    /// Everything that this officer may do to a case at all, and why not now where that is so.
    pub(super) fn verbs(&self) -> impl Iterator<Item = (Duty, Option<Refusal>)> {
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

    /// What a form begins with: an answer that was sent back is mended, not written anew; so is what a case is about.
    fn begun(&self, duty: Duty) -> RawForm {
        let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let summary = &self.opened.case.summary;
        match duty {
            Duty::Propose => {
                let draft = self.opened.draft.iter();
                draft.map(|draft| own("text", &draft.text)).collect()
            }
            Duty::Classify => [
                ("class", Some(summary.class.as_str())),
                ("category", summary.category.as_deref()),
            ]
            .into_iter()
            .filter_map(|(name, value)| Some(own(name, value?)))
            .collect(),
            Duty::Redact => std::iter::once(own("passages", &self.passages())).collect(),
            _ => RawForm::new(),
        }
    }

    /// What is blackened; while nothing is, what may give away a reporter who did not want that.
    fn passages(&self) -> String {
        if let Some(whole) = &self.opened.whole {
            return whole.passages.clone();
        }
        let case = &self.opened.case;
        let signs = written(case)
            .filter(|_| case.summary.identity_mode != IdentityMode::Named)
            .flat_map(|text| signs(text).into_iter().map(|sign| &text[sign.start..sign.end]));
        signs.collect::<Vec<_>>().join("\n")
    }

    pub(super) fn forms(&self, typed: &Typed<'_>) -> Vec<FormModel<'a>> {
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

    pub(super) fn refused(&self) -> Vec<Pair> {
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
    pub(super) fn why_not(&self, duty: Duty, refusal: Refusal) -> String {
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
}
