//! What can be done to a case, by whom, and what it leads to. Texts are kept apart from actions, so that
//! they can be erased one day without touching the history.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Case;
use crate::named::named_enum;
use crate::{Class, Status};

named_enum! {
    /// Who does something.
    pub enum Actor {
        /// The citizen, with number and access code.
        Reporter = "reporter",
        /// Somebody of the agency, signed in.
        Staff = "staff",
        /// The program, by a rule.
        System = "system",
    }
}

named_enum! {
    /// How a case ended.
    pub enum Resolution {
        /// What was asked for was done.
        Fulfilled = "fulfilled",
        /// A part of it was done.
        PartlyFulfilled = "partly_fulfilled",
        /// It was explained why things are as they are.
        Explained = "explained",
        /// What was reported could not be found.
        NotProven = "not_proven",
        /// Another way was offered.
        AlternativeOffered = "alternative_offered",
        /// Another authority took it.
        ForwardedElsewhere = "forwarded_elsewhere",
        /// The citizen did not come back to our answer.
        CitizenSilent = "citizen_silent",
    }
}

named_enum! {
    /// Why a case was put aside.
    pub enum ArchiveReason {
        /// What was asked for never came.
        Incomplete = "incomplete",
        /// Too general to act on.
        TooGeneral = "too_general",
        /// Not about a service.
        NotServiceRelated = "not_service_related",
        /// A court or another legal process has it.
        LegalProcess = "legal_process",
        /// The same again.
        Duplicate = "duplicate",
        /// Sent by a program.
        Spam = "spam",
        /// Insults and nothing else.
        AbusiveOnly = "abusive_only",
        /// Came in a form that cannot be handled.
        WrongFormat = "wrong_format",
    }
}

named_enum! {
    /// Whether the matter is settled, in the reporter's eyes.
    pub enum Solved {
        /// Ya.
        Yes = "yes",
        /// Sebagian.
        Partly = "partly",
        /// Tidak.
        No = "no",
    }
}

/// Of which kind a case is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kind {
    /// Complaint, suggestion or question.
    pub class: Class,
    /// What it is about, by the category's slug.
    pub category: Option<String>,
}

/// One thing that is done to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// It looks like spam: a person shall look.
    Hold {
        /// Which sign it gave.
        sign: String,
    },
    /// It was no spam.
    Release,
    /// Somebody began to check it, for the first time or again.
    Verify,
    /// The agency asks the reporter something.
    Ask,
    /// The reporter answers, or adds something.
    Reply,
    /// A unit shall handle it.
    Dispose {
        /// The unit's slug.
        unit: String,
    },
    /// The unit sends it back.
    Return,
    /// Work on it has begun.
    Handle,
    /// The agency has answered.
    Respond,
    /// An answer is drafted and waits for approval. Nothing goes out yet.
    Propose,
    /// The drafted answer is approved, and goes out.
    Approve,
    /// The drafted answer is not approved.
    SendBack,
    /// Another authority is competent.
    NotOurs {
        /// Which.
        destination: String,
    },
    /// It was sent there.
    Forward {
        /// Where.
        destination: String,
        /// The number it has there.
        external_number: Option<String>,
    },
    /// It is over.
    Close {
        /// With which outcome.
        resolution: Resolution,
    },
    /// It is put aside.
    Archive {
        /// Why.
        reason: ArchiveReason,
    },
    /// It is the same as another case.
    Merge {
        /// The number of the case that goes on.
        master: String,
    },
    /// The reporter takes it back.
    Withdraw,
    /// It goes on after an answer or a closing.
    Reopen,
    /// The case is about a unit: nobody of it may see it any more.
    Exclude {
        /// The unit's slug.
        unit: String,
    },
    /// It was handed on to SP4N-LAPOR!, the national register.
    HandOff {
        /// The tracking id it has there.
        sp4n_id: String,
    },
    /// Its reporter has gone to the Ombudsman with it.
    Escalate {
        /// The number it has there.
        external_number: Option<String>,
    },
    /// An officer asks a key holder for the sealed identity.
    AskIdentity,
    /// A key holder agrees, and tells the officer what they need.
    GrantIdentity,
    /// A key holder does not agree.
    RefuseIdentity,
    /// It is of another kind, or about something else, than the reporter said. What is owed follows.
    Classify {
        /// What it was taken for.
        before: Kind,
        /// What it is.
        now: Kind,
    },
    /// Passages of what the reporter wrote are blackened for everybody who works on it; which, stands elsewhere.
    Redact {
        /// How many; none any more, if nothing.
        passages: usize,
    },
    /// The time for the answer gets longer, once.
    Extend,
    /// The reporter judges the result.
    Rate {
        /// From 1 (bad) to 4 (very good).
        score: u8,
        /// Whether the matter is settled.
        solved: Solved,
    },
}

/// Why something cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Not in this state.
    #[error("not possible in state {}", .0.as_str())]
    NotNow(Status),
    /// Not by this actor.
    #[error("not for {}", .0.as_str())]
    NotYours(Actor),
    /// The one extension has been used.
    #[error("already extended")]
    AlreadyExtended,
    /// The result has been judged.
    #[error("already rated")]
    AlreadyRated,
    /// The case is about that unit.
    #[error("the case is about that unit")]
    Concerned,
    /// It came back so often that the coordinator has decided which unit keeps it.
    #[error("the unit was decided for good")]
    Settled,
    /// No answer waits for approval.
    #[error("no answer waits for approval")]
    NothingProposed,
    /// An answer of this officer must be approved first.
    #[error("the answer must be approved first")]
    NeedsApproval,
    /// The agency sends answers without approval.
    #[error("answers go out without approval")]
    NoApproval,
    /// Somebody asks for the identity already.
    #[error("the identity is asked for already")]
    AlreadyAsked,
    /// Nobody asks for the identity.
    #[error("nobody asks for the identity")]
    NothingAsked,
    /// The case has no sealed identity.
    #[error("nothing is sealed")]
    NothingSealed,
    /// No such score.
    #[error("a score is 1 to 4")]
    BadScore,
}

impl Action {
    /// The state it leads to; none where the state stays.
    pub(super) fn leads_to(&self, case: &Case) -> Option<Status> {
        Some(match self {
            Action::Hold { .. } => Status::Quarantined,
            Action::Release => Status::Received,
            Action::Verify | Action::Return => Status::Verifying,
            Action::Ask => Status::AwaitingInfo,
            Action::Reply => return after_reply(case),
            Action::Dispose { .. } => Status::Dispositioned,
            Action::Handle => Status::Handling,
            Action::Respond | Action::Approve => Status::Responded,
            Action::NotOurs { .. } => Status::NotOurs,
            Action::Forward { .. } => Status::Forwarded,
            Action::Close { .. } => Status::Closed,
            Action::Archive { .. } => Status::Archived,
            Action::Merge { .. } => Status::Duplicate,
            Action::Withdraw => Status::Withdrawn,
            Action::Reopen => Status::Reopened,
            Action::Propose
            | Action::SendBack
            | Action::AskIdentity
            | Action::GrantIdentity
            | Action::RefuseIdentity
            | Action::Extend
            | Action::Classify { .. }
            | Action::Redact { .. }
            | Action::Rate { .. }
            | Action::Exclude { .. }
            | Action::HandOff { .. }
            | Action::Escalate { .. } => return None,
        })
    }

    /// Whether it can be done now, by this actor.
    pub(super) fn check(&self, case: &Case, actor: Actor) -> Result<(), Refusal> {
        if !self.actors().contains(&actor) {
            return Err(Refusal::NotYours(actor));
        }
        if case.erased {
            return Err(Refusal::NotNow(case.status));
        }
        let now = match self {
            Action::Dispose { unit } | Action::Exclude { unit } if case.excluded.contains(unit) => {
                return Err(Refusal::Concerned);
            }
            Action::Extend if case.extended => return Err(Refusal::AlreadyExtended),
            Action::Extend => case.may_extend(),
            Action::Rate { score, .. } if !(1..=4).contains(score) => return Err(Refusal::BadScore),
            Action::Rate { .. } if case.rated => return Err(Refusal::AlreadyRated),
            Action::Rate { .. } => case.status == Status::Closed,
            Action::Approve | Action::SendBack if !case.proposed => return Err(Refusal::NothingProposed),
            Action::AskIdentity if case.identity_asked => return Err(Refusal::AlreadyAsked),
            Action::GrantIdentity | Action::RefuseIdentity if !case.identity_asked => {
                return Err(Refusal::NothingAsked);
            }
            Action::AskIdentity | Action::GrantIdentity | Action::RefuseIdentity | Action::Redact { .. } => {
                true
            }
            Action::Propose | Action::SendBack => case.status.can_become(Status::Responded),
            // A held submission is not known to be one yet.
            Action::HandOff { .. } | Action::Escalate { .. } => case.status != Status::Quarantined,
            Action::Classify { .. } => !matches!(case.status, Status::Quarantined | Status::Withdrawn),
            Action::Reply | Action::Exclude { .. } => case.status != Status::Withdrawn,
            Action::Return if case.has_bounced() && case.status == Status::Dispositioned => {
                return Err(Refusal::Settled);
            }
            // A unit sends back only what it was given.
            Action::Return => case.status == Status::Dispositioned,
            _ => self
                .leads_to(case)
                .is_some_and(|next| case.status.can_become(next)),
        };
        if now {
            Ok(())
        } else {
            Err(Refusal::NotNow(case.status))
        }
    }

    /// Who may do it.
    const fn actors(&self) -> &'static [Actor] {
        match self {
            Action::Reply | Action::Withdraw | Action::Rate { .. } => &[Actor::Reporter],
            Action::Hold { .. } | Action::Close { .. } | Action::Archive { .. } => {
                &[Actor::Staff, Actor::System]
            }
            Action::Reopen => &[Actor::Reporter, Actor::Staff],
            _ => &[Actor::Staff],
        }
    }
}

/// What the reporter's words bring about: an answer goes on, an objection goes back, a reply after the end
/// opens the case again; in between they are just added.
fn after_reply(case: &Case) -> Option<Status> {
    match case.status {
        Status::AwaitingInfo => Some(case.after_question()),
        Status::NotOurs | Status::Forwarded | Status::Archived | Status::Duplicate => Some(Status::Verifying),
        Status::Responded | Status::Closed => Some(Status::Reopened),
        _ => None,
    }
}
