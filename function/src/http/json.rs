//! JSON bodies: one object whose known members are text. Members may not repeat, as form fields may not.
//! Whatever is not text is read past and never built, so a small body cannot grow in memory.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use complaint::form::UPLOAD_IDS;

use super::Refusal;
use super::fields::Gatherer;

/// Fields that programs send as truth values.
const FLAGS: [&str; 1] = ["ack_email"];
/// Fields that programs send as numbers.
const NUMBERS: [&str; 3] = ["score", "size", "version"];

/// Reads an object's members.
pub(super) fn read(body: &[u8], fields: &mut Gatherer) -> Result<(), Refusal> {
    let text = String::from_utf8_lossy(body);
    let mut reader = serde_json::Deserializer::from_str(&text);
    let taken = Members(fields)
        .deserialize(&mut reader)
        .map_err(|_| Refusal::Unreadable)?;
    reader.end().map_err(|_| Refusal::Unreadable)?;
    taken
}

/// Most texts of a list that are kept: more than anyone means to send.
const MOST_TEXTS: usize = 24;

/// What a member can be to us.
enum Member {
    Absent,
    Text(String),
    /// A list of texts and nothing else.
    Texts(Vec<String>),
    /// Another list, or an object, and whether anything is in it.
    Nested {
        is_empty: bool,
    },
    /// A whole number.
    Number(i128),
    /// A truth value.
    Flag(bool),
    /// Another number.
    Other,
}

/// Null is absence. A file cannot stand here, and is not lost silently; any other known member must be text.
fn take(name: &str, member: Member, fields: &mut Gatherer) -> Result<(), Refusal> {
    match member {
        Member::Absent => Ok(()),
        Member::Text(text) => fields.text(name, text),
        Member::Number(number) if NUMBERS.contains(&name) => fields.text(name, number.to_string()),
        Member::Flag(flag) if FLAGS.contains(&name) => fields.text(name, flag.to_string()),
        Member::Texts(ids) if name == UPLOAD_IDS && ids.len() <= MOST_TEXTS => {
            ids.into_iter().try_for_each(|id| fields.upload(id))
        }
        Member::Texts(texts) if Gatherer::is_file(name) => {
            fields.misplaced(texts.is_empty());
            Ok(())
        }
        Member::Nested { is_empty } if Gatherer::is_file(name) => {
            fields.misplaced(is_empty);
            Ok(())
        }
        Member::Number(_) | Member::Flag(_) | Member::Other if Gatherer::is_file(name) => {
            fields.misplaced(false);
            Ok(())
        }
        _ => fields
            .name(name)
            .map_or(Ok(()), |name| Err(Refusal::NotText(name))),
    }
}

/// Takes members one by one, repeated ones too, which a map would hide.
struct Members<'a>(&'a mut Gatherer);

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = Result<(), Refusal>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = Result<(), Refusal>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut taken = Ok(());
        while let Some((name, member)) = map.next_entry::<String, Member>()? {
            taken = taken.and_then(|()| take(&name, member, self.0));
        }
        Ok(taken)
    }
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MemberVisitor)
    }
}

struct MemberVisitor;

impl<'de> Visitor<'de> for MemberVisitor {
    type Value = Member;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_unit<E>(self) -> Result<Member, E> {
        Ok(Member::Absent)
    }

    fn visit_str<E>(self, text: &str) -> Result<Member, E> {
        Ok(Member::Text(text.to_owned()))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Member, E> {
        Ok(Member::Flag(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Member, E> {
        Ok(Member::Number(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Member, E> {
        Ok(Member::Number(number.into()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Member, E> {
        Ok(Member::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Member, A::Error> {
        let mut texts = Vec::new();
        while let Some(element) = list.next_element::<Element>()? {
            let Element::Text(text) = element else {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                return Ok(Member::Nested { is_empty: false });
            };
            if texts.len() <= MOST_TEXTS {
                texts.push(text);
            }
        }
        Ok(Member::Texts(texts))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Member, A::Error> {
        let mut is_empty = true;
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            is_empty = false;
        }
        Ok(Member::Nested { is_empty })
    }
}

/// What stands in a list.
enum Element {
    Text(String),
    Other,
}

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ElementVisitor)
    }
}

/// Lists in lists are read past, however deep they are.
struct ElementVisitor;

impl<'de> Visitor<'de> for ElementVisitor {
    type Value = Element;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E>(self, text: &str) -> Result<Element, E> {
        Ok(Element::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Element, E> {
        Ok(Element::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Element, E> {
        Ok(Element::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Element, E> {
        Ok(Element::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Element, E> {
        Ok(Element::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Element, E> {
        Ok(Element::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Element, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Element::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Element, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Element::Other)
    }
}
