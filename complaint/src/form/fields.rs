//! The table of fields (`interface.md` §3): names, kinds and limits, in the order of the page.

use super::{DESK_FIELDS, DIALOGUE_FIELDS};
use crate::{Class, IdentityMode, Relation};

/// One field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in forms and JSON.
    pub name: &'static str,
    /// How it is asked.
    pub input: Input,
    /// Where on the page it stands.
    pub section: Section,
    /// Fewest visible characters of an answer.
    pub min_chars: usize,
    /// Most characters (Unicode scalar values after cleaning; a line end counts one).
    pub max_chars: usize,
    /// When an answer is needed.
    pub required: Required,
    /// The HTML `autocomplete` token, for fields about the reporter.
    pub autocomplete: Option<&'static str>,
}

/// How a field is asked and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A calendar date, `YYYY-MM-DD`.
    Date,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// One of fixed values.
    Choice(&'static [&'static str]),
    /// A category of the agency.
    Category,
    /// A unit of the agency.
    Unit,
    /// One box to tick.
    Flag,
    /// Files; how many and of which kinds stands in [`super::ACCEPTED`] and beside it.
    Files,
    /// Set by the page, not by the citizen.
    Hidden,
    /// Invisible to people: whoever fills it is probably a program.
    Honeypot,
}

/// The sections of the page, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// How much of yourself you show.
    Identity,
    /// What happened.
    Incident,
    /// Who you are and how to reach you.
    Contact,
    /// Asked after filing, on the page of the case.
    Dialogue,
    /// Not for people.
    Technical,
}

impl Section {
    /// The sections that people see.
    pub const VISIBLE: [Section; 3] = [Section::Identity, Section::Incident, Section::Contact];

    /// A stable name for texts and ids.
    pub const fn as_str(self) -> &'static str {
        match self {
            Section::Identity => "identity",
            Section::Incident => "incident",
            Section::Contact => "contact",
            Section::Dialogue => "dialogue",
            Section::Technical => "technical",
        }
    }
}

/// When an answer is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Required {
    /// Always.
    Always,
    /// For complaints, not for suggestions or questions.
    ForComplaint,
    /// When the reporter shows who they are.
    WhenIdentified,
    /// One of telephone and e-mail, when the reporter shows who they are.
    OneContact,
    /// Never.
    No,
}

const LINE: Field = Field {
    name: "",
    input: Input::Text,
    section: Section::Incident,
    min_chars: 0,
    max_chars: 300,
    required: Required::No,
    autocomplete: None,
};

const CONTACT: Field = Field {
    section: Section::Contact,
    ..LINE
};
const TECHNICAL: Field = Field {
    section: Section::Technical,
    ..LINE
};

/// Every field, in the order of the page.
pub const FIELDS: &[Field] = &[
    Field {
        name: "identity_mode",
        input: Input::Choice(IdentityMode::NAMES),
        section: Section::Identity,
        required: Required::Always,
        ..LINE
    },
    Field {
        name: "class",
        input: Input::Choice(Class::NAMES),
        ..LINE
    },
    Field {
        name: "category",
        input: Input::Category,
        ..LINE
    },
    Field {
        name: "unit",
        input: Input::Unit,
        ..LINE
    },
    Field {
        name: "narrative",
        input: Input::LongText,
        min_chars: 10,
        max_chars: 10_000,
        required: Required::Always,
        ..LINE
    },
    Field {
        name: "incident_place",
        required: Required::ForComplaint,
        ..LINE
    },
    Field {
        name: "incident_date",
        input: Input::Date,
        max_chars: 10,
        ..LINE
    },
    Field {
        name: "reported_party",
        ..LINE
    },
    Field {
        name: "requested_outcome",
        input: Input::LongText,
        max_chars: 1_000,
        ..LINE
    },
    Field {
        name: super::EVIDENCE,
        input: Input::Files,
        max_chars: 0,
        ..LINE
    },
    Field {
        name: "name",
        max_chars: 200,
        required: Required::WhenIdentified,
        autocomplete: Some("name"),
        ..CONTACT
    },
    Field {
        name: "phone",
        input: Input::Phone,
        max_chars: 50,
        required: Required::OneContact,
        autocomplete: Some("tel"),
        ..CONTACT
    },
    Field {
        name: "email",
        input: Input::Email,
        max_chars: 254,
        required: Required::OneContact,
        autocomplete: Some("email"),
        ..CONTACT
    },
    Field {
        name: "ack_email",
        input: Input::Flag,
        max_chars: 5,
        ..CONTACT
    },
    Field {
        name: "address",
        autocomplete: Some("address-line1"),
        ..CONTACT
    },
    Field {
        name: "relation",
        input: Input::Choice(Relation::NAMES),
        ..CONTACT
    },
    Field {
        name: "business_name",
        max_chars: 200,
        autocomplete: Some("organization"),
        ..CONTACT
    },
    Field {
        name: "business_id",
        max_chars: 50,
        ..CONTACT
    },
    Field {
        name: "language",
        input: Input::Hidden,
        max_chars: 2,
        ..TECHNICAL
    },
    Field {
        name: "submission_key",
        input: Input::Hidden,
        max_chars: 64,
        ..TECHNICAL
    },
    Field {
        name: "altcha",
        input: Input::Hidden,
        max_chars: 2_000,
        ..TECHNICAL
    },
    Field {
        name: "elapsed",
        input: Input::Hidden,
        max_chars: 10,
        ..TECHNICAL
    },
    Field {
        name: "website",
        input: Input::Honeypot,
        ..TECHNICAL
    },
];

/// The field of that name, of the form, of the dialogue after it or of the desk.
pub fn field(name: &str) -> Option<&'static Field> {
    FIELDS
        .iter()
        .chain(DIALOGUE_FIELDS)
        .chain(DESK_FIELDS)
        .chain(super::INTAKE_FIELDS)
        .find(|field| field.name == name)
}
