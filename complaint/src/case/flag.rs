//! What a list tells of a case besides its state. It follows from the case, so it cannot disagree with it.

use super::Case;
use crate::named::named_enum;

/// So often a unit may send a case back; then the coordinator decides for good.
pub const MOST_RETURNS: u8 = 3;

named_enum! {
    /// A mark of a case.
    pub enum Flag {
        /// Units have sent it back so often that the coordinator decides for good.
        Bounced = "bounced",
        /// A drafted answer waits for approval.
        Approval = "approval",
        /// An officer asks a key holder for the sealed identity.
        IdentityAsked = "identity_asked",
        /// Its time was extended.
        Extended = "extended",
        /// It is in SP4N-LAPOR! too.
        Sp4n = "sp4n_linked",
        /// Its reporter has gone to the Ombudsman with it.
        Ombudsman = "escalated_ombudsman",
        /// Passages of what the reporter wrote are blackened.
        Redacted = "redacted",
        /// Berkadar pengawasan.
        Oversight = "oversight",
        /// It is about a unit, which is kept away from it.
        Conflict = "conflict_of_interest",
    }
}

impl Flag {
    /// Reads a name; the shorter ones that were used before too.
    pub fn known(name: &str) -> Option<Flag> {
        match name {
            "sp4n" => Some(Flag::Sp4n),
            "conflict" => Some(Flag::Conflict),
            _ => Flag::parse(name),
        }
    }
}

impl Case {
    /// Whether it came back so often that the next unit keeps it.
    pub const fn has_bounced(&self) -> bool {
        self.returns >= MOST_RETURNS
    }

    /// Its marks, in the order of [`Flag::ALL`].
    pub fn flags(&self) -> Vec<Flag> {
        let has = |flag: &Flag| match flag {
            Flag::Bounced => self.has_bounced() && self.status.is_open(),
            Flag::Approval => self.proposed,
            Flag::IdentityAsked => self.identity_asked,
            Flag::Extended => self.extended,
            Flag::Sp4n => self.sp4n_id.is_some(),
            Flag::Ombudsman => self.escalated,
            Flag::Redacted => self.redacted,
            Flag::Oversight => self.oversight,
            Flag::Conflict => !self.excluded.is_empty(),
        };
        Flag::ALL.iter().copied().filter(has).collect()
    }
}
