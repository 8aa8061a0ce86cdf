//! The receipt: number, access code, deadlines, what happens next. Fits one sheet of A4.

use std::fmt::Write;

use complaint::receipt::OPENINGS;
use complaint::{Channel, Class, Deadline, DeadlineKind, IdentityMode, Lang, format_date, format_instant};
use jiff::Timestamp;
use qrcodegen::QrCodeEcc;
use serde::Serialize;
use tera::{Context, Value};

use super::{Head, ReceiptView, Texts, Theme};
use crate::address::url_by_name;
use crate::blocks;
use crate::html::{escape, query_value};
use crate::qr;

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
        let context = self.receipt_context(view, title);
        self.render("receipt.html", &context)
    }

    /// What every page with a receipt on it shows.
    pub(super) fn receipt_context(&self, view: &ReceiptView<'_>, title: &str) -> Context {
        let texts = self.texts(view.lang);
        let mut context = self.context(&Head {
            script: false,
            ..Head::answer(view.lang, title)
        });
        context.insert("number", &view.number);
        context.insert("access_code", &view.access_code);
        let others = self.other_languages(view.lang);
        context.insert(
            "switch_to",
            &others
                .into_iter()
                .filter(|_| view.access_code.is_some())
                .collect::<Vec<_>>(),
        );
        context.insert("switch_action", "/api/receipts");
        context.insert("replayed", &view.replayed);
        context.insert("mode_note", &mode_note(texts, view.mode));
        context.insert("lost", texts.get(&format!("receipt.lost_{}", view.mode.as_str())));
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
        let code = qr::svg(&view.verify_url, texts.get("receipt.proof_code"), QrCodeEcc::Low);
        context.insert_value("proof_code", Value::safe_string(&code));
        context.insert("signed_text", &view.forward_text);
        context.insert("warnings", &view.warnings);
        let old = view.old_incident;
        let old = old.map(|old| texts.get(&format!("receipt.old_incident.{}", old.as_str())));
        context.insert("old_incident", &old);
        context.insert("verify_page", &url_by_name("verifikasi.md", view.lang));
        context.insert("check_url", &url_by_name("cek.md", view.lang));
        context
    }

    /// The text that may be passed on and is signed: number, agency, dates. Never the code, the content, the kind
    /// of submission or the mode.
    pub fn receipt_text(
        &self,
        lang: Lang,
        number: &str,
        received_at: Timestamp,
        deadlines: &[Deadline],
    ) -> String {
        let texts = self.texts(lang);
        let page = |file| format!("{}{}", self.agency.base_url, url_by_name(file, lang));
        let received = format_date(self.agency.today(received_at), lang);
        let due = |key: &str, kind: DeadlineKind| {
            let deadline = deadlines.iter().find(|deadline| deadline.kind == kind)?;
            Some(texts.fill(key, &[("due", &format_date(deadline.due_on?, lang))]))
        };
        let lines = [
            Some(OPENINGS[usize::from(lang == Lang::En)].to_owned()),
            Some(texts.fill("receipt.signed.number", &[("number", number)])),
            Some(texts.fill("receipt.signed.agency", &[("agency", &self.agency.name)])),
            Some(texts.fill("receipt.signed.received", &[("date", &received)])),
            due("receipt.signed.verify_by", DeadlineKind::VerifyBy),
            due("receipt.signed.respond_by", DeadlineKind::RespondBy),
            Some(texts.fill("receipt.signed.check", &[("url", &page("cek.md"))])),
            Some(texts.fill("receipt.signed.verify", &[("url", &page("verifikasi.md"))])),
            Some(texts.get("receipt.signed.signature").to_owned()),
        ];
        lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
    }

    /// Where a signed text can be verified. The text stands behind the hash, which browsers do not send: no
    /// server and no log sees the number.
    pub fn verify_url(&self, lang: Lang, signed: &str) -> String {
        let text = fragment(&complaint::receipt::canonical(signed));
        format!(
            "{}{}#{text}",
            self.agency.base_url,
            url_by_name("verifikasi.md", lang)
        )
    }

    pub(super) fn deadline_models(&self, deadlines: &[Deadline], lang: Lang) -> Vec<DeadlineModel<'_>> {
        let texts = self.texts(lang);
        let model = |deadline: &Deadline| DeadlineModel {
            label: texts.get(&format!("deadline.{}", deadline.kind.as_str())),
            due: deadline.due_on.map_or_else(
                || texts.get(&format!("deadline.{}", deadline.undated())).to_owned(),
                |due| format_date(due, lang),
            ),
            explanation: deadline.explanation(lang),
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

/// A text as the part of an address behind the hash: spaces as plus signs, which keeps the code small.
fn fragment(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b',' | b':' | b'/' | b'(' | b')' => {
                out.push(char::from(byte));
            }
            _ => write!(out, "%{byte:02X}").expect("writing to a string"),
        }
    }
    out
}
