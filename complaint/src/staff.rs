//! Who works on cases, and who of them may do what: one table of duties by role, and one rule that says which
//! cases an officer sees at all. Both are asked for every case, never only for a menu.

use crate::agency::Agency;
use crate::case::{Action, Case, Refusal};
use crate::named::named_enum;

named_enum! {
    /// What somebody of the agency is there for.
    pub enum Role {
        /// Koordinator: receives, checks, hands out, keeps an eye on every date.
        Coordinator = "coordinator",
        /// Petugas unit: works on the cases of one unit.
        Officer = "officer",
        /// Pemegang kunci: may one day open a sealed identity.
        KeyHolder = "key_holder",
        /// Auditor: reads, changes nothing.
        Auditor = "auditor",
        /// Humas: statistics and words for the public, no cases.
        Comms = "comms",
    }
}

named_enum! {
    /// Something that is done at the desk.
    pub enum Duty {
        /// Listing and reading cases, without the person.
        Read = "read",
        /// Knowing how to reach a reporter who gave their name.
        Contact = "contact",
        /// Writing down what came by letter, telephone or at the counter.
        Intake = "intake",
        /// Saving files that came with a case.
        Files = "files",
        /// Taking a list of cases out.
        Export = "export",
        /// Reading the agency's own history: who signed in, what was taken out.
        Audit = "audit",
        /// Seeing figures of the register.
        Statistics = "statistics",
        /// Inviting people to the desk, and closing their accounts.
        People = "people",
        /// Making the file of a case for the Ombudsman.
        Dossier = "dossier",
        /// Leaving words for colleagues.
        Note = "note",
        /// Letting a held submission through.
        Release = "release",
        /// Beginning to check.
        Verify = "verify",
        /// Asking the reporter.
        Ask = "ask",
        /// Giving a case to a unit.
        Dispose = "dispose",
        /// Giving it back.
        Return = "return",
        /// Beginning to work on it.
        Handle = "handle",
        /// Answering.
        Respond = "respond",
        /// Drafting an answer for approval.
        Propose = "propose",
        /// Approving a drafted answer, which then goes out.
        Approve = "approve",
        /// Sending a drafted answer back to whoever drafted it.
        SendBack = "send_back",
        /// Taking more time, once.
        Extend = "extend",
        /// Saying that another authority is competent.
        NotOurs = "not_ours",
        /// Sending it there.
        Forward = "forward",
        /// Ending it.
        Close = "close",
        /// Putting it aside.
        Archive = "archive",
        /// Joining it to another case.
        Merge = "merge",
        /// Opening it again.
        Reopen = "reopen",
        /// Saying of which kind it is and what it is about.
        Classify = "classify",
        /// Blackening passages that tell who wrote it.
        Redact = "redact",
        /// Keeping a unit away from a case about itself.
        Exclude = "exclude",
        /// Handing it on to SP4N-LAPOR!.
        HandOff = "hand_off",
        /// Noting that its reporter has gone to the Ombudsman.
        Escalate = "escalate",
        /// Asking a key holder for a sealed identity.
        AskIdentity = "ask_identity",
        /// Agreeing to that.
        GrantIdentity = "grant_identity",
        /// Not agreeing.
        RefuseIdentity = "refuse_identity",
        /// Opening a sealed identity with one's own key.
        Unseal = "unseal",
    }
}

/// Everything but what belongs to the key holders: who hands cases out does not open identities.
const COORDINATORS: &[Duty] = &[
    Duty::Read,
    Duty::Contact,
    Duty::Intake,
    Duty::Files,
    Duty::Export,
    Duty::Audit,
    Duty::People,
    Duty::Dossier,
    Duty::Statistics,
    Duty::Note,
    Duty::Release,
    Duty::Verify,
    Duty::Ask,
    Duty::Dispose,
    Duty::Return,
    Duty::Handle,
    Duty::Respond,
    Duty::Propose,
    Duty::Approve,
    Duty::SendBack,
    Duty::Extend,
    Duty::NotOurs,
    Duty::Forward,
    Duty::Close,
    Duty::Archive,
    Duty::Merge,
    Duty::Reopen,
    Duty::Classify,
    Duty::Redact,
    Duty::Exclude,
    Duty::HandOff,
    Duty::Escalate,
    Duty::AskIdentity,
];

impl Role {
    /// Everything the role may do. Whatever is not here, it may not.
    pub const fn duties(self) -> &'static [Duty] {
        match self {
            Role::Coordinator => COORDINATORS,
            Role::Officer => &[
                Duty::Read,
                Duty::Intake,
                Duty::Files,
                Duty::Export,
                Duty::Statistics,
                Duty::Note,
                Duty::Ask,
                Duty::Return,
                Duty::Handle,
                Duty::Respond,
                Duty::Propose,
                Duty::Extend,
                Duty::AskIdentity,
            ],
            Role::KeyHolder => &[
                Duty::Read,
                Duty::GrantIdentity,
                Duty::RefuseIdentity,
                Duty::Unseal,
                Duty::Statistics,
            ],
            Role::Auditor => &[Duty::Read, Duty::Export, Duty::Audit, Duty::Statistics],
            Role::Comms => &[Duty::Statistics],
        }
    }

    /// Whether the role works for one unit, and must name it.
    pub const fn needs_unit(self) -> bool {
        matches!(self, Role::Officer)
    }
}

impl Duty {
    /// The duty that an action belongs to; none where only the reporter or the program does it.
    pub const fn of(action: &Action) -> Option<Duty> {
        Some(match action {
            Action::Release => Duty::Release,
            Action::Verify => Duty::Verify,
            Action::Ask => Duty::Ask,
            Action::Dispose { .. } => Duty::Dispose,
            Action::Return => Duty::Return,
            Action::Handle => Duty::Handle,
            Action::Respond => Duty::Respond,
            Action::Propose => Duty::Propose,
            Action::Approve => Duty::Approve,
            Action::SendBack => Duty::SendBack,
            Action::Extend => Duty::Extend,
            Action::NotOurs { .. } => Duty::NotOurs,
            Action::Forward { .. } => Duty::Forward,
            Action::Close { .. } => Duty::Close,
            Action::Archive { .. } => Duty::Archive,
            Action::Merge { .. } => Duty::Merge,
            Action::Reopen => Duty::Reopen,
            Action::Classify { .. } => Duty::Classify,
            Action::Redact { .. } => Duty::Redact,
            Action::Exclude { .. } => Duty::Exclude,
            Action::HandOff { .. } => Duty::HandOff,
            Action::Escalate { .. } => Duty::Escalate,
            Action::AskIdentity => Duty::AskIdentity,
            Action::GrantIdentity => Duty::GrantIdentity,
            Action::RefuseIdentity => Duty::RefuseIdentity,
            Action::Hold { .. } | Action::Reply | Action::Withdraw | Action::Rate { .. } => return None,
        })
    }
}

/// Somebody of the agency, as rules see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    /// Stays the same whatever else changes; stands in events.
    pub id: String,
    /// As they are called.
    pub name: String,
    /// What they are there for.
    pub role: Role,
    /// The unit they belong to.
    pub unit: Option<String>,
}

/// What a rule must know of a case to say who sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matter<'a> {
    /// The unit that was given the case.
    pub unit: Option<&'a str>,
    /// Units that the case is about: nobody of them sees it.
    pub excluded: &'a [String],
}

impl<'a> Matter<'a> {
    /// What matters of a case.
    pub fn of(case: &'a Case) -> Matter<'a> {
        Matter {
            unit: case.unit.as_deref(),
            excluded: &case.excluded,
        }
    }
}

impl Officer {
    /// Whether their role has this duty at all, whatever the case.
    pub fn has(&self, duty: Duty) -> bool {
        self.role.duties().contains(&duty)
    }

    /// Whether they may do this to that case.
    pub fn may(&self, duty: Duty, matter: Matter<'_>) -> bool {
        self.has(duty) && self.sees(matter)
    }

    /// Why the agency's own rules keep them from it, whatever the state of the case.
    pub fn kept_from(&self, duty: Duty, agency: &Agency) -> Option<Refusal> {
        match (duty, agency.desk.approve_answers) {
            (Duty::Respond, true) if !self.has(Duty::Approve) => Some(Refusal::NeedsApproval),
            (Duty::Propose, false) => Some(Refusal::NoApproval),
            _ => None,
        }
    }

    /// Whether they may know that the case exists.
    pub fn sees(&self, matter: Matter<'_>) -> bool {
        let own = self.unit.as_deref();
        let concerned = own.is_some_and(|unit| matter.excluded.iter().any(|excluded| excluded == unit));
        let theirs = !self.role.needs_unit() || (own.is_some() && own == matter.unit);
        self.has(Duty::Read) && theirs && !concerned
    }
}
