//! A case: its state and its clock, folded from what happened to it.
//!
//! [`Case::apply`] is the only way a case changes. What is owed follows from the state alone ([`owed`]):
//! entering a state ends the terms it does not owe and starts those it does; waiting for the reporter pauses
//! them instead. So the clock cannot disagree with the state.

mod action;
mod clock;
mod flag;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::agency::Agency;
use crate::deadline::{DayCount, Deadline, DeadlineKind, Pause, Term, respond_kind};
use crate::{Channel, Class, Status};

pub use action::{Action, Actor, ArchiveReason, Kind, Refusal, Resolution, Solved};
pub use clock::{Mark, Noted, Tick};
pub use flag::{Flag, MOST_RETURNS};

/// The state of a case and everything its clock needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// What was submitted.
    pub class: Class,
    /// Berkadar pengawasan.
    pub oversight: bool,
    /// The state.
    pub status: Status,
    /// The unit that handles it.
    pub unit: Option<String>,
    /// The unit that its reporter means, whichever handles it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meant: Option<String>,
    /// Every term that ever ran, oldest first.
    pub terms: Vec<Term>,
    /// Whether the one extension has been used.
    pub extended: bool,
    /// How often a unit sent it back.
    pub returns: u8,
    /// Whether the reporter has judged the result.
    pub rated: bool,
    /// When it came to an end, while it is at one.
    #[serde(default)]
    pub ended_on: Option<Date>,
    /// Whether its personal data was erased: then nothing happens to it any more.
    #[serde(default)]
    pub erased: bool,
    /// Units that the case is about: nobody of them works on it or sees it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<String>,
    /// Whether a drafted answer waits for approval.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub proposed: bool,
    /// Whether an officer waits for a key holder's word about the sealed identity.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub identity_asked: bool,
    /// Whether passages of what the reporter wrote are blackened.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
    /// Its tracking id in SP4N-LAPOR!, once it was handed on there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sp4n_id: Option<String>,
    /// Whether its reporter has gone to the Ombudsman with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub escalated: bool,
    /// How it stands there, as an export from there said last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sp4n_seen: Option<Seen>,
    /// Where it goes on once the reporter has answered.
    resume: Option<Status>,
}

/// A state in a register elsewhere, in the words used there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The words.
    pub status: String,
    /// The day on which we learned of it.
    pub on: Date,
}

impl Case {
    /// A case that was filed on a day.
    pub fn filed(class: Class, oversight: bool, on: Date, agency: &Agency) -> Case {
        let mut case = Case {
            class,
            oversight,
            status: Status::Received,
            unit: None,
            meant: None,
            terms: Vec::new(),
            extended: false,
            returns: 0,
            rated: false,
            ended_on: None,
            erased: false,
            excluded: Vec::new(),
            proposed: false,
            identity_asked: false,
            redacted: false,
            sp4n_id: None,
            escalated: false,
            sp4n_seen: None,
            resume: None,
        };
        case.start_what_is_owed(on, agency);
        case
    }

    /// The same case, about a unit as its reporter says.
    pub fn meaning(mut self, unit: Option<String>) -> Case {
        self.meant = unit;
        self.keep_from_whom_it_is_about();
        self
    }

    /// The same case, as it came: what the Ombudsman sends us was brought there first.
    pub fn through(mut self, channel: Channel) -> Case {
        self.escalated = channel == Channel::Ombudsman;
        self
    }

    /// Whom a case is about that needs oversight, those must not have a hand in it.
    fn keep_from_whom_it_is_about(&mut self) {
        let meant = self
            .meant
            .iter()
            .filter(|unit| self.oversight && !self.excluded.contains(unit));
        let meant: Vec<String> = meant.cloned().collect();
        self.excluded.extend(meant);
    }

    /// What becomes of the case when `actor` does this on a day, or why it cannot be done.
    pub fn apply(&self, action: &Action, actor: Actor, on: Date, agency: &Agency) -> Result<Case, Refusal> {
        action.check(self, actor)?;
        let mut next = self.clone();
        match action {
            Action::Extend => next.extend(agency),
            Action::Rate { .. } => next.rated = true,
            Action::Dispose { unit } => next.unit = Some(unit.clone()),
            Action::Return => {
                next.returns = next.returns.saturating_add(1);
                next.unit = None;
            }
            Action::Exclude { unit } => next.excluded.push(unit.clone()),
            Action::Propose => next.proposed = true,
            Action::SendBack => next.proposed = false,
            Action::AskIdentity => next.identity_asked = true,
            Action::GrantIdentity | Action::RefuseIdentity => next.identity_asked = false,
            Action::HandOff { sp4n_id } => next.sp4n_id = Some(sp4n_id.clone()),
            Action::Escalate { .. } => next.escalated = true,
            Action::Classify { now, .. } => next.classify(now, agency),
            Action::Redact { passages } => next.redacted = *passages > 0,
            Action::Ask => next.resume = Some(self.after_answer()),
            _ => {}
        }
        if let Some(status) = action.leads_to(self) {
            next.enter(status, on, agency);
        }
        Ok(next)
    }

    /// The deadlines that run now, as they stand on `today`.
    pub fn deadlines(&self, today: Date, agency: &Agency) -> Vec<Deadline> {
        self.running()
            .map(|term| term.deadline(today, &agency.calendar))
            .collect()
    }

    /// Whether the agency has missed a date that still matters.
    pub fn is_late(&self, today: Date, agency: &Agency) -> bool {
        let passed = |deadline: &Deadline| deadline.due_on.is_some_and(|due| due < today);
        self.deadlines(today, agency)
            .iter()
            .any(|deadline| is_agencys(deadline.kind) && passed(deadline))
    }

    /// What the calendar alone brings about by `today`: only the reporter's silence ever ends a case.
    pub fn due_action(&self, today: Date, agency: &Agency) -> Option<Action> {
        let passed = |kind| {
            let term = self.running().find(|term| term.kind == kind);
            term.and_then(|term| term.deadline(today, &agency.calendar).due_on)
                .is_some_and(|due| due < today)
        };
        match self.status {
            Status::Responded if passed(DeadlineKind::SilenceClose) => Some(Action::Close {
                resolution: Resolution::CitizenSilent,
            }),
            Status::AwaitingInfo if passed(DeadlineKind::AwaitingInfo) => Some(Action::Archive {
                reason: ArchiveReason::Incomplete,
            }),
            _ => None,
        }
    }

    /// The state an answer to a question leads back to.
    pub(crate) fn after_question(&self) -> Status {
        self.resume.unwrap_or(Status::Verifying)
    }

    fn after_answer(&self) -> Status {
        if self.status == Status::Verifying {
            Status::Verifying
        } else {
            Status::Handling
        }
    }

    fn running(&self) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(|term| term.is_running())
    }

    pub(crate) fn may_extend(&self) -> bool {
        self.running().any(|term| term.kind == DeadlineKind::RespondBy)
    }

    /// The day on which its personal data goes, if it is at an end and nothing else happens.
    pub fn erase_on(&self, agency: &Agency) -> Option<Date> {
        let ended_on = self.ended_on.filter(|_| !self.erased)?;
        agency.retention.erase_on(self.class, self.status, ended_on)
    }

    /// The case, of which SP4N-LAPOR! says this. Nothing if it said the same before, or nothing happens to it any more.
    pub fn seen_in_sp4n(&self, status: &str, on: Date) -> Option<Case> {
        let same = self.sp4n_seen.as_ref().is_some_and(|seen| seen.status == status);
        let status = status.to_owned();
        (!same && !self.erased).then(|| Case {
            sp4n_seen: Some(Seen { status, on }),
            ..self.clone()
        })
    }

    /// The case without personal data.
    pub fn without_personal_data(&self) -> Case {
        Case {
            erased: true,
            ..self.clone()
        }
    }

    fn enter(&mut self, status: Status, on: Date, agency: &Agency) {
        self.status = status;
        self.proposed = false;
        self.ended_on = agency.retention.erase_on(self.class, status, on).map(|_| on);
        if status == Status::AwaitingInfo {
            self.pause(on);
        } else {
            self.resume_and_end(on);
            self.resume = None;
        }
        self.start_what_is_owed(on, agency);
    }

    fn pause(&mut self, on: Date) {
        for term in self.terms.iter_mut().filter(|term| term.is_running()) {
            term.pauses.push(Pause {
                from: on,
                until: None,
            });
        }
    }

    fn resume_and_end(&mut self, on: Date) {
        let owed = owed(self.status);
        for term in self.terms.iter_mut().filter(|term| term.is_running()) {
            for pause in term.pauses.iter_mut().filter(|pause| pause.until.is_none()) {
                pause.until = Some(on);
            }
            if !owed.contains(&term.kind) {
                term.ended_on = Some(on);
            }
        }
    }

    fn start_what_is_owed(&mut self, on: Date, agency: &Agency) {
        for kind in owed(self.status) {
            if !self.running().any(|term| term.kind == *kind) {
                self.terms
                    .push(Term::new(*kind, self.time_for(*kind, agency), on));
            }
        }
    }

    /// How long the agency promises to take for something on this case.
    fn time_for(&self, kind: DeadlineKind, agency: &Agency) -> DayCount {
        agency.deadlines.get(match kind {
            DeadlineKind::RespondBy => respond_kind(self.class, self.oversight),
            other => other,
        })
    }

    /// The kind of a case decides how long its answer may take: the days since it came count as before.
    fn classify(&mut self, kind: &Kind, agency: &Agency) {
        self.class = kind.class;
        let category = kind.category.as_deref().and_then(|slug| agency.category(slug));
        self.oversight = category.is_some_and(|category| category.oversight);
        self.keep_from_whom_it_is_about();
        let time = self.time_for(DeadlineKind::RespondBy, agency);
        let is_answer = |term: &&mut Term| term.is_running() && term.kind == DeadlineKind::RespondBy;
        for term in self.terms.iter_mut().filter(is_answer) {
            term.count = time;
        }
    }

    fn extend(&mut self, agency: &Agency) {
        self.extended = true;
        let more = agency.deadlines.get(DeadlineKind::Extension);
        let answer = |term: &&mut Term| term.is_running() && term.kind == DeadlineKind::RespondBy;
        if let Some(term) = self.terms.iter_mut().find(answer) {
            term.extension = Some(more);
        }
    }
}

/// What must happen by a date while a case is in a state.
pub const fn owed(status: Status) -> &'static [DeadlineKind] {
    use DeadlineKind::{AwaitingInfo, QuarantineReview, RespondBy, SilenceClose, UnitFirstAction, VerifyBy};
    match status {
        Status::Received | Status::Verifying | Status::Reopened => &[VerifyBy, RespondBy],
        // The citizen was promised dates and must never see that the case is held: they go on.
        Status::Quarantined => &[VerifyBy, RespondBy, QuarantineReview],
        Status::Dispositioned => &[UnitFirstAction, RespondBy],
        Status::Handling => &[RespondBy],
        Status::AwaitingInfo => &[AwaitingInfo],
        Status::Responded => &[SilenceClose],
        Status::NotOurs
        | Status::Forwarded
        | Status::Closed
        | Status::Archived
        | Status::Duplicate
        | Status::Withdrawn => &[],
    }
}

/// Whether missing that date is the agency's failing; the others only bind the reporter.
pub const fn is_agencys(kind: DeadlineKind) -> bool {
    !matches!(kind, DeadlineKind::AwaitingInfo | DeadlineKind::SilenceClose)
}
