//! What other programs read of a page: previews in chats, and structured data (schema.org) as a data block that no
//! browser runs.

use complaint::agency::ChannelEntry;
use complaint::{Agency, Lang};
use serde_json::{Value, json};

use super::Job;
use crate::html::escape;
use crate::markdown::{Body, plain_text};

/// The page whose questions and answers are marked as such.
const FAQ: &str = "tanya-jawab.md";

/// The elements of the head: title, description, address and language of the page for previews.
pub(super) fn preview(job: &Job<'_>, title: &str, url: &str) -> String {
    let (page, agency) = (job.scope.page(), job.scope.agency);
    let property = |name: &str, content: &str| match content {
        "" => String::new(),
        content => format!("<meta property=\"og:{name}\" content=\"{}\">", escape(content)),
    };
    [
        property("type", "website"),
        property("site_name", &agency.name),
        property("title", title),
        property("description", &page.front.description),
        property("url", &format!("{}{url}", agency.base_url)),
        property("locale", locale(page.lang)),
    ]
    .concat()
}

fn locale(lang: Lang) -> &'static str {
    match lang {
        Lang::Further(_) => lang.code(),
        Lang::Id => "id_ID",
        Lang::En => "en_US",
    }
}

/// Structured data, on the pages that have some.
pub(super) fn structured(job: &Job<'_>, body: &Body) -> String {
    let page = job.scope.page();
    match page.key.as_str() {
        "_index.md" => block(&organization(job.scope.agency, page.lang)),
        FAQ => block(&questions(body, page.lang)),
        _ => String::new(),
    }
}

/// `<` is written as an escape, so that no text can end the block.
fn block(data: &Value) -> String {
    let text = data.to_string().replace('<', "\\u003c");
    format!("<script type=\"application/ld+json\">{text}</script>")
}

fn organization(agency: &Agency, lang: Lang) -> Value {
    let contact = &agency.contact;
    let points: Vec<Value> = agency
        .channels
        .iter()
        .filter_map(|entry| contact_point(entry, lang))
        .collect();
    json!({
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": agency.full_name.get(lang),
        "alternateName": agency.name,
        "url": format!("{}/", agency.base_url),
        "telephone": contact.phone,
        "email": contact.email,
        "address": contact.address,
        "contactPoint": points,
    })
}

/// A channel with a number, as search engines know it.
fn contact_point(entry: &ChannelEntry, lang: Lang) -> Option<Value> {
    let phone = entry.phone.as_deref()?;
    Some(json!({ "@type": "ContactPoint", "contactType": entry.name.get(lang), "telephone": phone }))
}

/// Each second-level heading is a question, what follows it the answer.
fn questions(body: &Body, lang: Lang) -> Value {
    let answers = body
        .html
        .split("<h2")
        .skip(1)
        .filter_map(|part| part.split_once("</h2>"));
    let answers = answers.map(|(_, answer)| plain_text(answer));
    let headings = body.headings.iter().filter(|heading| heading.level == 2);
    let entity = |(heading, answer): (&crate::markdown::Heading, String)| {
        json!({
            "@type": "Question",
            "name": heading.text,
            "acceptedAnswer": { "@type": "Answer", "text": answer },
        })
    };
    let entities: Vec<Value> = headings.zip(answers).map(entity).collect();
    json!({ "@context": "https://schema.org", "@type": "FAQPage", "inLanguage": lang.code(), "mainEntity": entities })
}
