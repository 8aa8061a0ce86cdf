//! JSON bodies: one object whose known members are text. Members may not repeat, as form fields may not.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::Refusal;
use super::fields::Gatherer;

/// Reads an object's members.
pub(super) fn read(body: &[u8], fields: &mut Gatherer) -> Result<(), Refusal> {
    let text = String::from_utf8_lossy(body);
    let Members(members) = serde_json::from_str(&text).map_err(|_| Refusal::Unreadable)?;
    members
        .into_iter()
        .try_for_each(|(name, value)| take(&name, value, fields))
}

/// Null is absence. A list of files is only counted; any other known member must be text.
fn take(name: &str, value: Value, fields: &mut Gatherer) -> Result<(), Refusal> {
    match value {
        Value::Null => Ok(()),
        Value::String(text) => fields.text(name, text),
        Value::Array(files) if Gatherer::is_file(name) => {
            fields.file(files.is_empty());
            Ok(())
        }
        _ if Gatherer::is_file(name) => {
            fields.file(false);
            Ok(())
        }
        _ => fields
            .name(name)
            .map_or(Ok(()), |name| Err(Refusal::NotText(name))),
    }
}

/// All members in order, repeated ones too, which a map would hide.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}
