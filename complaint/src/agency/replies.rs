//! Words to begin an answer with, as the agency likes to say it. Text with blanks, never anything that is run.

use crate::Localized;
use crate::staff::Duty;

/// One text to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What officers choose it by.
    pub name: String,
    /// For which forms of the desk it is offered.
    pub duties: Vec<Duty>,
    /// The text, with blanks such as `{number}`.
    pub text: Localized,
}

/// What may stand between braces, and is filled in for the case at hand.
pub const BLANKS: [&str; 10] = [
    "number",
    "agency",
    "unit",
    "received",
    "due",
    "today",
    "phone",
    "email",
    "hours",
    "check_url",
];

/// What stands between braces in a text; nothing where a brace has no partner.
pub fn blanks(text: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let inside = rest[at..].strip_prefix('{')?;
        let end = inside.find(['{', '}', '\n'])?;
        rest = inside[end..].strip_prefix('}')?;
        found.push(&inside[..end]);
    }
    Some(found)
}

/// Fills the blanks of a text. What is filled in is not looked into again.
pub fn fill(text: &str, value: impl Fn(&str) -> String) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((name, after)) = behind.split_once('}') else {
            break;
        };
        filled.push_str(before);
        filled.push_str(&value(name));
        rest = after;
    }
    filled.push_str(rest);
    filled
}
