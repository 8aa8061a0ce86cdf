//! The ways a submission reaches the agency.

use crate::named::named_enum;

named_enum! {
    /// Every channel the field knows (`interface.md` §4), whether or not one agency offers it.
    pub enum Channel {
        /// The form on the agency's own site.
        WebForm = "web_form",
        /// WhatsApp.
        Whatsapp = "whatsapp",
        /// Instagram.
        Instagram = "instagram",
        /// Facebook.
        Facebook = "facebook",
        /// Another social network.
        OtherSocial = "other_social",
        /// E-mail.
        Email = "email",
        /// A paper letter.
        Letter = "letter",
        /// A visit to the counter.
        WalkIn = "walk_in",
        /// A slip in a suggestion box.
        SuggestionBox = "suggestion_box",
        /// A telephone call to the office.
        Phone = "phone",
        /// The emergency number 112, answered by an operator.
        CallCenter112 = "call_center_112",
        /// A text message.
        Sms = "sms",
        /// The national channel SP4N-LAPOR!.
        Sp4nLapor = "sp4n_lapor",
        /// Sent on by the Ombudsman.
        Ombudsman = "ombudsman",
        /// Sent on by the regional parliament.
        Dprd = "dprd",
        /// Found by the agency itself, for example in a social-media group.
        InternalFinding = "internal_finding",
    }
}
