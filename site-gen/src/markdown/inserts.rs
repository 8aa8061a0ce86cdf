//! `[[name:argument]]` in a sentence: facts of the agency, written once in its settings.

use complaint::problem::nearest;
use complaint::{Channel, DeadlineKind};

use super::Scope;
use crate::blocks;
use crate::html::{escape, telephone_link};

/// What may stand in front of the colon.
const NAMES: &[&str] = &["tenggat", "kontak", "jam", "instansi"];
/// What `instansi` knows.
const AGENCY_FACTS: &[&str] = &["nama", "pengelola", "telepon", "email", "alamat", "jam"];

/// Why an insert cannot be filled: what is wrong, and what to write.
pub(super) type Refusal = (String, String);

/// The HTML of `[[insert]]`.
pub(super) fn html(scope: &Scope<'_>, insert: &str) -> Result<String, Refusal> {
    let (name, argument) = insert.split_once(':').unwrap_or((insert, ""));
    let (name, argument) = (name.trim(), argument.trim());
    match name {
        "tenggat" => deadline(scope, argument),
        "kontak" => contact(scope, argument),
        "jam" => hours(scope, argument),
        "instansi" => agency_fact(scope, argument),
        _ => Err(unknown("sisipan", name, NAMES)),
    }
}

fn deadline(scope: &Scope<'_>, argument: &str) -> Result<String, Refusal> {
    let kind =
        DeadlineKind::parse(argument).ok_or_else(|| unknown("tenggat", argument, DeadlineKind::NAMES))?;
    Ok(escape(&scope.agency.deadlines.get(kind).words(scope.page().lang)))
}

fn contact(scope: &Scope<'_>, argument: &str) -> Result<String, Refusal> {
    let entry = channel(scope, argument)?;
    blocks::contact_html(scope.agency, entry, scope.page().lang)
        .ok_or_else(|| incomplete(argument, "phone, account, url, atau address"))
}

fn hours(scope: &Scope<'_>, argument: &str) -> Result<String, Refusal> {
    let hours = channel(scope, argument)?
        .hours
        .as_ref()
        .ok_or_else(|| incomplete(argument, "hours"))?;
    Ok(escape(hours.get(scope.page().lang)))
}

/// The agency's entry for a channel named in content.
pub(super) fn channel<'a>(
    scope: &Scope<'a>,
    name: &str,
) -> Result<&'a complaint::agency::ChannelEntry, Refusal> {
    let entry = Channel::parse(name).and_then(|kind| scope.agency.channel(kind));
    let known: Vec<&str> = scope
        .agency
        .channels
        .iter()
        .map(|channel| channel.kind.as_str())
        .collect();
    entry.ok_or_else(|| unknown("kanal", name, &known))
}

fn agency_fact(scope: &Scope<'_>, argument: &str) -> Result<String, Refusal> {
    let (contact, lang) = (&scope.agency.contact, scope.page().lang);
    let link = |target: &str, text: &str| format!("<a href=\"{}\">{}</a>", escape(target), escape(text));
    match argument {
        "nama" => Ok(escape(&scope.agency.name)),
        "pengelola" => Ok(escape(contact.manager.get(lang))),
        "telepon" => Ok(link(&telephone_link(&contact.phone), &contact.phone)),
        "email" => Ok(link(&format!("mailto:{}", contact.email), &contact.email)),
        "alamat" => Ok(escape(&contact.address)),
        "jam" => Ok(escape(contact.hours.get(lang))),
        _ => Err(unknown("data instansi", argument, AGENCY_FACTS)),
    }
}

/// A name nobody knows, with the nearest one that somebody does.
pub(super) fn unknown(what: &str, name: &str, known: &[&str]) -> Refusal {
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("maksud Anda `{near}`?"),
        None => format!("yang dikenal: {}", known.join(", ")),
    };
    (format!("{what} `{name}` tidak dikenal"), help)
}

fn incomplete(channel: &str, keys: &str) -> Refusal {
    (
        format!("kanal `{channel}` belum punya {keys} di agency.toml"),
        format!("tambahkan {keys} pada kanal itu"),
    )
}

/// Takes the tags out of HTML, for places that cannot hold a link.
pub(super) fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for (index, piece) in html.split('<').enumerate() {
        let outside = if index == 0 {
            piece
        } else {
            piece.split_once('>').map_or("", |(_, rest)| rest)
        };
        text.push_str(outside);
    }
    text
}

/// The words of a piece of HTML, on one line.
pub(crate) fn plain_text(html: &str) -> String {
    let spaced = html.replace("</", " </");
    let text = without_tags(&spaced);
    let text = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ]
    .into_iter()
    .fold(text, |text, (entity, sign)| text.replace(entity, sign));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
