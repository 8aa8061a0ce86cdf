//! Ready pieces of HTML made from the agency's settings: contact cards, tables of deadlines and of wrong
//! addresses. Pages and the function show the same ones, so one fact is written once.

use complaint::agency::{ChannelEntry, RoutingHint};
use complaint::{Agency, Channel, DayCount, DeadlineKind, Lang};

use crate::address::lang_root;
use crate::html::{escape, telephone_link, whatsapp_link};
use crate::theme::Texts;

/// Where the guide of a channel is, if it has one.
pub(crate) type GuideUrl<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The card of one channel: its name, how to reach it, when.
pub(crate) fn channel_card(
    agency: &Agency,
    entry: &ChannelEntry,
    lang: Lang,
    texts: &Texts,
    guide: GuideUrl<'_>,
) -> String {
    let name = escape(entry.name.get(lang));
    let facts: String = facts(agency, entry, lang, texts)
        .iter()
        .map(|(label, html)| fact(label, html))
        .collect();
    let heading = match entry.page.as_deref().and_then(guide) {
        Some(url) => format!("<a href=\"{}\">{name}</a>", escape(&url)),
        None => name,
    };
    format!("<div class=\"card\"><p class=\"card-name\">{heading}</p><dl>{facts}</dl></div>")
}

/// The cards of all channels, in the order of the settings.
pub(crate) fn channel_cards(agency: &Agency, lang: Lang, texts: &Texts, guide: GuideUrl<'_>) -> String {
    let cards: String = agency
        .channels
        .iter()
        .map(|entry| channel_card(agency, entry, lang, texts, guide))
        .collect();
    format!("<div class=\"cards\">{cards}</div>")
}

fn facts(agency: &Agency, entry: &ChannelEntry, lang: Lang, texts: &Texts) -> Vec<(String, String)> {
    let phone_label = if entry.kind == Channel::Whatsapp {
        "channel.whatsapp"
    } else {
        "channel.phone"
    };
    let mut facts = Vec::new();
    let mut add =
        |key: &str, html: Option<String>| facts.extend(html.map(|html| (texts.get(key).to_owned(), html)));
    add(phone_label, phone_html(entry));
    add("channel.account", account_html(entry));
    add(
        "channel.url",
        entry.url.as_deref().map(|url| url_html(agency, url, lang)),
    );
    add("channel.address", entry.address.as_deref().map(escape));
    add(
        "channel.hours",
        entry.hours.as_ref().map(|hours| escape(hours.get(lang))),
    );
    facts
}

fn fact(label: &str, html: &str) -> String {
    format!("<div><dt>{}</dt><dd>{html}</dd></div>", escape(label))
}

/// The shortest way to reach a channel, for the middle of a sentence.
pub(crate) fn contact_html(agency: &Agency, entry: &ChannelEntry, lang: Lang) -> Option<String> {
    phone_html(entry)
        .or_else(|| account_html(entry))
        .or_else(|| entry.url.as_deref().map(|url| url_html(agency, url, lang)))
        .or_else(|| entry.address.as_deref().map(escape))
}

fn phone_html(entry: &ChannelEntry) -> Option<String> {
    let phone = entry.phone.as_deref()?;
    let link = if entry.kind == Channel::Whatsapp {
        whatsapp_link(phone)
    } else {
        telephone_link(phone)
    };
    Some(format!("<a href=\"{}\">{}</a>", escape(&link), escape(phone)))
}

fn account_html(entry: &ChannelEntry) -> Option<String> {
    let account = entry.account.as_deref()?;
    let shown = escape(account);
    match entry.kind {
        Channel::Instagram => {
            let name = escape(account.trim_start_matches('@'));
            Some(format!(
                "<a href=\"https://www.instagram.com/{name}/\" rel=\"noopener\">{shown}</a>"
            ))
        }
        _ => Some(shown),
    }
}

/// A link to another site, or to a path of our own in the language of the page.
fn url_html(agency: &Agency, url: &str, lang: Lang) -> String {
    let (target, whole) = match url.strip_prefix('/') {
        Some(path) => {
            let target = format!("{}{path}", lang_root(lang));
            let whole = format!("{}{target}", agency.base_url);
            (target, whole)
        }
        None => (url.to_owned(), url.to_owned()),
    };
    let shown = whole.trim_start_matches("https://").trim_start_matches("http://");
    format!(
        "<a href=\"{}\">{}</a>",
        escape(&target),
        escape(shown.trim_end_matches('/'))
    )
}

/// Where a channel is opened with one tap or one look of a camera, if it can be: chat, call, account or site.
pub(crate) fn channel_target(agency: &Agency, entry: &ChannelEntry, lang: Lang) -> Option<String> {
    let phone = entry.phone.as_deref().map(|phone| match entry.kind {
        Channel::Whatsapp => whatsapp_link(phone),
        _ => telephone_link(phone),
    });
    let account = entry
        .account
        .as_deref()
        .filter(|_| entry.kind == Channel::Instagram);
    let account =
        account.map(|account| format!("https://www.instagram.com/{}/", account.trim_start_matches('@')));
    let url = entry.url.as_deref().map(|url| match url.strip_prefix('/') {
        Some(path) => format!("{}{}{path}", agency.base_url, lang_root(lang)),
        None => url.to_owned(),
    });
    phone.or(account).or(url)
}

/// Matters for other authorities, as a table.
pub(crate) fn routing_table(agency: &Agency, lang: Lang, texts: &Texts) -> String {
    let rows: String = agency
        .routing
        .iter()
        .map(|hint| routing_row(agency, hint, lang))
        .collect();
    let heads = [texts.get("form.topic"), texts.get("form.destination")];
    table(texts.get("form.wrong_address"), &heads, &rows)
}

fn routing_row(agency: &Agency, hint: &RoutingHint, lang: Lang) -> String {
    let phone = |phone: &str| {
        format!(
            "<a href=\"{}\">{}</a>",
            escape(&telephone_link(phone)),
            escape(phone)
        )
    };
    let ways = [
        hint.phone.as_deref().map(phone),
        hint.url.as_deref().map(|url| url_html(agency, url, lang)),
    ];
    let destination: Vec<String> = std::iter::once(escape(hint.destination.get(lang)))
        .chain(ways.into_iter().flatten())
        .collect();
    format!(
        "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
        escape(hint.topic.get(lang)),
        destination.join(", ")
    )
}

/// The agency's deadlines, as a table: the numbers the clock uses. Those of staff alone are left out.
pub(crate) fn deadline_table(agency: &Agency, lang: Lang, texts: &Texts) -> String {
    let row = |(kind, count): (DeadlineKind, DayCount)| {
        let label = escape(texts.get(&format!("deadline.{}", kind.as_str())));
        format!(
            "<tr><th scope=\"row\">{label}</th><td>{}</td></tr>",
            escape(&count.words(lang))
        )
    };
    let public = |(kind, _): &(DeadlineKind, DayCount)| *kind != DeadlineKind::QuarantineReview;
    let rows: String = agency.deadlines.entries().filter(public).map(row).collect();
    table(
        texts.get("receipt.deadlines"),
        &[texts.get("deadline.step"), texts.get("deadline.limit")],
        &rows,
    )
}

/// A table in a region that can be scrolled by keyboard. `rows` is HTML.
pub(crate) fn table(name: &str, heads: &[&str], rows: &str) -> String {
    let head = |head: &&str| format!("<th scope=\"col\">{}</th>", escape(head));
    let heads: String = heads.iter().map(head).collect();
    let open = scroll_region(name);
    format!("{open}<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>")
}

/// Opens a region that can be scrolled by keyboard, for what may be wider than the screen.
pub(crate) fn scroll_region(name: &str) -> String {
    format!(
        "<div class=\"scroll\" role=\"group\" aria-label=\"{}\" tabindex=\"0\">",
        escape(name)
    )
}
