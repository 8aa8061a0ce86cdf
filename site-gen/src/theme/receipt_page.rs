//! The receipt: number, access code, deadlines, what happens next. Fits one sheet of A4.

use complaint::{Channel, Class, Deadline, DeadlineKind, IdentityMode, Lang, format_date, format_instant};
use jiff::Timestamp;
use serde::Serialize;
use tera::Value;

use super::{Head, ReceiptView, Texts, Theme};
use crate::address::url_by_name;
use crate::blocks;
use crate::html::{escape, query_value};

#[derive(Serialize)]
pub(super) struct DeadlineModel<'a> {
    label: &'a str,
    due: String,
    explanation: String,
}

impl Theme {
    /// The receipt after a complaint was stored.
    pub fn receipt_page(&self, view: &ReceiptView<'_>) -> String {
        let texts = self.texts(view.lang);
        let title = class_text(texts, "receipt.title", view.class);
        let mut context = self.context(&Head::answer(view.lang, title));
        context.insert("number", &view.number);
        context.insert("access_code", &view.access_code);
        context.insert("replayed", &view.replayed);
        context.insert("mode_note", &mode_note(texts, view.mode));
        context.insert("class", texts.get(&format!("class.{}", view.class.as_str())));
        context.insert(
            "received_at",
            &format_instant(view.received_at, &self.agency, view.lang),
        );
        context.insert("deadlines", &self.deadline_models(view.deadlines, view.lang));
        context.insert("steps", &steps(texts, view.class));
        context.insert_value("ombudsman", self.ombudsman(view.lang));
        context.insert(
            "forward_link",
            &format!("https://wa.me/?text={}", query_value(&view.forward_text)),
        );
        context.insert("check_url", &url_by_name("cek.md", view.lang));
        self.render("receipt.html", &context)
    }

    /// The text that may be passed on: number, agency, dates. Never the code, never the content.
    pub fn forward_text(
        &self,
        lang: Lang,
        number: &str,
        received_at: Timestamp,
        deadlines: &[Deadline],
    ) -> String {
        let received = format_date(self.agency.today(received_at), lang);
        let url = format!("{}{}", self.agency.base_url, url_by_name("cek.md", lang));
        let values = [
            ("number", number),
            ("agency", &self.agency.name),
            ("received", &received),
            ("url", &url),
        ];
        let due = deadlines
            .iter()
            .find(|deadline| deadline.kind == DeadlineKind::RespondBy)
            .and_then(|d| d.due_on);
        match due.map(|due| format_date(due, lang)) {
            Some(due) => self
                .texts(lang)
                .fill("receipt.forward_text", &[&values[..], &[("due", &due)]].concat()),
            None => self.texts(lang).fill("receipt.forward_text_no_due", &values),
        }
    }

    pub(super) fn deadline_models(&self, deadlines: &[Deadline], lang: Lang) -> Vec<DeadlineModel<'_>> {
        let texts = self.texts(lang);
        let model = |deadline: &Deadline| DeadlineModel {
            label: texts.get(&format!("deadline.{}", deadline.kind.as_str())),
            due: deadline.due_on.map_or_else(
                || texts.get("deadline.unknown").to_owned(),
                |due| format_date(due, lang),
            ),
            explanation: deadline
                .due_on
                .map_or_else(String::new, |_| deadline.explanation(lang)),
        };
        deadlines.iter().map(model).collect()
    }

    /// How to reach the Ombudsman, from the agency's channels; its national number where none is set.
    pub(super) fn ombudsman(&self, lang: Lang) -> Value {
        let entry = self.agency.channel(Channel::Ombudsman);
        let contact = entry.and_then(|entry| blocks::contact_html(&self.agency, entry, lang));
        let name = entry.map_or_else(|| "Ombudsman RI".to_owned(), |entry| escape(entry.name.get(lang)));
        let contact = contact.unwrap_or_else(|| "<a href=\"tel:137\">137</a>".to_owned());
        Value::safe_string(&format!("{name}: {contact}."))
    }
}

/// The sentence for that class, or the general one.
fn class_text<'a>(texts: &'a Texts, key: &str, class: Class) -> &'a str {
    match texts.get(&format!("{key}_{}", class.as_str())) {
        "" => texts.get(key),
        text => text,
    }
}

fn mode_note(texts: &Texts, mode: IdentityMode) -> Option<&str> {
    match mode {
        IdentityMode::Named => None,
        IdentityMode::Confidential => Some(texts.get("receipt.confidential")),
        IdentityMode::Anonymous => Some(texts.get("receipt.anonymous")),
    }
}

fn steps(texts: &Texts, class: Class) -> [&str; 3] {
    ["receipt.next_1", "receipt.next_2", "receipt.next_3"].map(|key| class_text(texts, key, class))
}
