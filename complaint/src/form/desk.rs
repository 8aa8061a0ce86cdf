//! What is asked for each thing that is done at the desk, and how it is read.

use super::parse::Reader;
use super::{Field, FieldError, FieldErrorCode, Input, RawForm, Required, Section};
use crate::Class;
use crate::agency::Agency;
use crate::case::{Action, ArchiveReason, Case, Kind, Resolution};
use crate::redaction::Passages;
use crate::staff::Duty;

const LINE: Field = Field {
    name: "",
    input: Input::Text,
    section: Section::Dialogue,
    min_chars: 0,
    max_chars: 300,
    required: Required::No,
    autocomplete: None,
};

/// Every field of the desk that no citizen meets.
pub const DESK_FIELDS: &[Field] = &[
    Field {
        name: "note",
        input: Input::LongText,
        max_chars: 5_000,
        ..LINE
    },
    Field {
        name: "destination",
        ..LINE
    },
    Field {
        name: "external_number",
        max_chars: 100,
        ..LINE
    },
    Field {
        name: "resolution",
        input: Input::Choice(&[
            "fulfilled",
            "partly_fulfilled",
            "explained",
            "not_proven",
            "alternative_offered",
            "forwarded_elsewhere",
        ]),
        ..LINE
    },
    Field {
        name: "archive_reason",
        input: Input::Choice(ArchiveReason::NAMES),
        ..LINE
    },
    Field {
        name: "master",
        max_chars: 40,
        ..LINE
    },
    Field {
        name: "passages",
        input: Input::LongText,
        max_chars: 5_000,
        ..LINE
    },
    Field {
        name: "sp4n_id",
        max_chars: 40,
        ..LINE
    },
];

/// A field that is asked, and whether it must be answered.
pub type Asked = (&'static str, bool);

/// What is asked for a duty; nothing for those that are not done by a form on a case.
pub const fn asked(duty: Duty) -> Option<&'static [Asked]> {
    Some(match duty {
        Duty::Read
        | Duty::Contact
        | Duty::Intake
        | Duty::Files
        | Duty::Export
        | Duty::Audit
        | Duty::Statistics
        | Duty::People
        | Duty::Dossier
        | Duty::Unseal => return None,
        Duty::Verify | Duty::Handle | Duty::Approve => &[],
        Duty::Release => &[("note", false)],
        Duty::Note
        | Duty::Return
        | Duty::Reopen
        | Duty::SendBack
        | Duty::AskIdentity
        | Duty::GrantIdentity
        | Duty::RefuseIdentity => &[("note", true)],
        Duty::Ask | Duty::Respond | Duty::Propose | Duty::Extend => &[("text", true)],
        Duty::Dispose => &[("unit", true), ("note", false)],
        Duty::Classify => &[("class", true), ("category", false), ("note", false)],
        Duty::Redact => &[("passages", false), ("note", false)],
        Duty::Exclude => &[("unit", true), ("note", true)],
        Duty::NotOurs => &[("destination", true), ("text", true)],
        Duty::Forward => &[("destination", true), ("external_number", false), ("text", false)],
        Duty::Close => &[("resolution", true), ("text", false)],
        Duty::Archive => &[("archive_reason", true), ("text", false)],
        Duty::Merge => &[("master", true), ("note", false)],
        Duty::HandOff => &[("sp4n_id", true), ("note", false)],
        Duty::Escalate => &[("external_number", false), ("note", false)],
    })
}

/// What is asked for a duty on this case: a unit that is decided for good is told why.
pub fn asked_of(duty: Duty, case: &Case) -> Option<&'static [Asked]> {
    match duty {
        Duty::Dispose if case.has_bounced() => Some(&[("unit", true), ("note", true)]),
        _ => asked(duty),
    }
}

/// Something to be done to a case, with the words that go with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What; none where only a note is left.
    pub action: Option<Action>,
    /// Words that the reporter reads.
    pub text: Option<String>,
    /// Words for colleagues only.
    pub note: Option<String>,
    /// What nobody who works on the case shall read.
    pub passages: Passages,
}

/// The action of a duty with nothing filled in: to ask whether it can be done at all.
pub fn bare_action(duty: Duty) -> Option<Action> {
    action(duty, &mut Reader::new(&RawForm::new()), &[], None)
}

/// Reads the form of a duty on a case, or everything that is wrong with it. A duty without a form gives nothing.
pub fn parse_wish(
    duty: Duty,
    case: &Case,
    raw: &RawForm,
    agency: &Agency,
) -> Result<Option<Wish>, Vec<FieldError>> {
    let Some(asked) = asked_of(duty, case) else {
        return Ok(None);
    };
    let mut reader = Reader::new(raw);
    let wish = Wish {
        action: action(duty, &mut reader, asked, Some((case, agency))),
        text: answer(asked, &mut reader, "text"),
        note: answer(asked, &mut reader, "note"),
        passages: passages(&mut reader, asked),
    };
    reader.finish(Some(wish))
}

fn action(
    duty: Duty,
    reader: &mut Reader<'_>,
    asked: &[Asked],
    of: Option<(&Case, &Agency)>,
) -> Option<Action> {
    let agency = of.map(|(_, agency)| agency);
    let mut text = |name| answer(asked, reader, name).unwrap_or_default();
    Some(match duty {
        Duty::Read
        | Duty::Contact
        | Duty::Intake
        | Duty::Files
        | Duty::Export
        | Duty::Audit
        | Duty::Statistics
        | Duty::People
        | Duty::Dossier
        | Duty::Unseal
        | Duty::Note => return None,
        Duty::Release => Action::Release,
        Duty::Verify => Action::Verify,
        Duty::Ask => Action::Ask,
        Duty::Return => Action::Return,
        Duty::Handle => Action::Handle,
        Duty::Respond => Action::Respond,
        Duty::Propose => Action::Propose,
        Duty::Approve => Action::Approve,
        Duty::SendBack => Action::SendBack,
        Duty::AskIdentity => Action::AskIdentity,
        Duty::GrantIdentity => Action::GrantIdentity,
        Duty::RefuseIdentity => Action::RefuseIdentity,
        Duty::Extend => Action::Extend,
        Duty::Reopen => Action::Reopen,
        Duty::Dispose => Action::Dispose {
            unit: unit(reader, agency),
        },
        Duty::Classify => Action::Classify {
            before: Kind {
                class: of.map_or(Class::Complaint, |(case, _)| case.class),
                category: None,
            },
            now: kind(reader, agency),
        },
        // Which they are comes beside the action, that the history never holds them.
        Duty::Redact => Action::Redact {
            passages: passages(reader, asked).len(),
        },
        Duty::Exclude => Action::Exclude {
            unit: unit(reader, agency),
        },
        Duty::NotOurs => Action::NotOurs {
            destination: text("destination"),
        },
        Duty::Forward => Action::Forward {
            destination: text("destination"),
            external_number: answer(asked, reader, "external_number"),
        },
        Duty::Close => {
            let offered = |name: &str| Resolution::parse(name).filter(|it| *it != Resolution::CitizenSilent);
            let resolution = reader.required_choice("resolution", offered);
            Action::Close {
                resolution: resolution.unwrap_or(Resolution::Explained),
            }
        }
        Duty::Archive => {
            let reason = reader.required_choice("archive_reason", ArchiveReason::parse);
            Action::Archive {
                reason: reason.unwrap_or(ArchiveReason::Incomplete),
            }
        }
        Duty::Merge => Action::Merge {
            master: text("master"),
        },
        Duty::HandOff => Action::HandOff {
            sp4n_id: sp4n_id(reader, asked),
        },
        Duty::Escalate => Action::Escalate {
            external_number: answer(asked, reader, "external_number"),
        },
    })
}

fn answer(asked: &[Asked], reader: &mut Reader<'_>, name: &'static str) -> Option<String> {
    let (_, needed) = asked.iter().find(|(asked, _)| *asked == name)?;
    if *needed {
        reader.required(name)
    } else {
        reader.text(name)
    }
}

/// A tracking id as LAPOR shows it, with or without the sign in front.
pub fn tracking_id(typed: &str) -> Option<String> {
    let id: String = typed
        .trim()
        .trim_start_matches('#')
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let known = (4..=30).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    known.then_some(id)
}

fn sp4n_id(reader: &mut Reader<'_>, asked: &[Asked]) -> String {
    let typed = answer(asked, reader, "sp4n_id").unwrap_or_default();
    let id = tracking_id(&typed);
    if !typed.is_empty() && id.is_none() {
        reader.fail("sp4n_id", FieldErrorCode::UnknownChoice);
    }
    id.unwrap_or_default()
}

fn passages(reader: &mut Reader<'_>, asked: &[Asked]) -> Passages {
    Passages::parse(&answer(asked, reader, "passages").unwrap_or_default())
}

fn kind(reader: &mut Reader<'_>, agency: Option<&Agency>) -> Kind {
    let class = reader.required_choice("class", Class::parse);
    let known = |slug: &str| agency.is_none_or(|agency| agency.category(slug).is_some());
    Kind {
        class: class.unwrap_or(Class::Complaint),
        category: reader.slug("category", known),
    }
}

fn unit(reader: &mut Reader<'_>, agency: Option<&Agency>) -> String {
    let slug = reader.required("unit").unwrap_or_default();
    let known = agency.is_none_or(|agency| agency.unit(&slug).is_some());
    if !slug.is_empty() && !known {
        reader.fail("unit", FieldErrorCode::UnknownChoice);
    }
    slug
}
