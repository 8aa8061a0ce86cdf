//! What a reporter sends after filing: a message, a judgement, a withdrawal, more about themselves.

use super::parse::Reader;
use super::{Field, FieldError, FieldErrorCode, Input, RawForm, Required, Section};
use crate::case::{Action, Solved};
use crate::{IdentityMode, Reporter};

const LINES: Field = Field {
    name: "",
    input: Input::LongText,
    section: Section::Dialogue,
    min_chars: 0,
    max_chars: 1_000,
    required: Required::No,
    autocomplete: None,
};

/// Every field of the dialogue that the complaint form does not have.
pub const DIALOGUE_FIELDS: &[Field] = &[
    Field {
        name: "text",
        min_chars: 1,
        max_chars: 10_000,
        required: Required::Always,
        ..LINES
    },
    Field {
        name: "score",
        input: Input::Choice(&["4", "3", "2", "1"]),
        max_chars: 1,
        required: Required::Always,
        ..LINES
    },
    Field {
        name: "solved",
        input: Input::Choice(Solved::NAMES),
        required: Required::Always,
        ..LINES
    },
    Field {
        name: "comment",
        ..LINES
    },
    Field {
        name: "reason",
        ..LINES
    },
];

/// A reporter's words.
pub fn parse_message(raw: &RawForm) -> Result<String, Vec<FieldError>> {
    let mut reader = Reader::new(raw);
    let text = reader.required("text").unwrap_or_default();
    reader.finish(text)
}

/// A reporter's judgement, and what they add to it.
pub fn parse_rating(raw: &RawForm) -> Result<(Action, Option<String>), Vec<FieldError>> {
    let mut reader = Reader::new(raw);
    // In the order of the form, which errors are told in.
    let solved = reader.required_choice("solved", Solved::parse);
    let score = reader.required_choice("score", |text| {
        text.parse().ok().filter(|score| (1..=4).contains(score))
    });
    let comment = reader.text("comment");
    let rate = Action::Rate {
        score: score.unwrap_or_default(),
        solved: solved.unwrap_or(Solved::No),
    };
    reader.finish((rate, comment))
}

/// Why a reporter takes a complaint back, if they say so.
pub fn parse_withdrawal(raw: &RawForm) -> Result<Option<String>, Vec<FieldError>> {
    let mut reader = Reader::new(raw);
    let reason = reader.text("reason");
    reader.finish(reason)
}

/// A reporter who shows more of themselves than before.
pub fn parse_reporter(raw: &RawForm) -> Result<Reporter, Vec<FieldError>> {
    let mut reader = Reader::new(raw);
    let mode = reader.required_choice("identity_mode", IdentityMode::parse);
    if mode == Some(IdentityMode::Anonymous) {
        reader.fail("identity_mode", FieldErrorCode::NotAnonymous);
    }
    let reporter = reader.reporter(mode.unwrap_or(IdentityMode::Anonymous));
    reader.finish(reporter)
}
