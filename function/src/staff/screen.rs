//! Answers of the desk: pages in its frame, or JSON, and what to say when something is not to be had.

use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue, LOCATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use complaint::staff::Duty;
use complaint::{Lang, RawForm};
use serde::Serialize;
use site_gen::theme::{STAFF_POLICY, StaffFrame, StaffWho, Texts, Theme};

use super::door::{Turned, Visitor};
use crate::App;
use crate::http::{Format, Problem, Refusal, html, retry_later};

/// Fields whose text must not be lost when it cannot be taken.
const WRITTEN: [&str; 4] = ["text", "note", "narrative", "requested_outcome"];

/// Where one comes in, and the words that lead there.
/// Where those begin who read no cases.
pub(super) const FIGURES: &str = "/staff/stats";
const DOOR: (&str, &str) = ("/staff/masuk", "desk.sign_in");

/// Who looks, and in which form.
#[derive(Clone, Copy)]
pub(super) struct Screen<'a> {
    pub(super) app: &'a App,
    pub(super) format: Format,
    pub(super) visitor: Option<&'a Visitor>,
}

/// A sentence above a page.
#[derive(Clone, Debug)]
pub(super) enum Notice {
    Done(String),
    Wrong(String),
}

#[derive(Serialize)]
struct MessageModel<'a> {
    paragraphs: [&'a str; 1],
    kept: Vec<&'a str>,
    link: &'a str,
    link_text: &'a str,
}

/// The sentences of the desk.
pub(super) fn texts() -> &'static Texts {
    Theme::staff_texts()
}

impl<'a> Screen<'a> {
    pub(super) fn of(app: &'a App, headers: &HeaderMap) -> Screen<'a> {
        Screen {
            app,
            format: Format::wanted(headers),
            visitor: None,
        }
    }

    /// The same for somebody who is inside.
    pub(super) const fn seen_by(self, visitor: &'a Visitor) -> Screen<'a> {
        Screen {
            visitor: Some(visitor),
            ..self
        }
    }

    pub(super) fn frame(&self, title: &str, notice: Option<Notice>) -> StaffFrame {
        let wrong = matches!(notice, Some(Notice::Wrong(_)));
        StaffFrame {
            title: title.to_owned(),
            wrong,
            notice: notice.map(|notice| match notice {
                Notice::Done(text) | Notice::Wrong(text) => text,
            }),
            who: self.visitor.map(|visitor| self.who(visitor)),
            code: None,
        }
    }

    fn who(&self, visitor: &Visitor) -> StaffWho {
        let officer = &visitor.officer;
        let unit = officer
            .unit
            .as_deref()
            .and_then(|slug| self.app.agency.unit(slug));
        StaffWho {
            name: officer.name.clone(),
            role: role_words(officer.role.as_str(), unit.map(|unit| unit.name.get(Lang::Id))),
            csrf: visitor.csrf(self.app),
            reads: officer.has(Duty::Read),
            records: officer.has(Duty::Intake),
            exports: officer.has(Duty::Export),
            works: officer.has(Duty::Respond),
            audits: officer.has(Duty::Audit),
            counts: officer.has(Duty::Statistics),
            invites: officer.has(Duty::People),
        }
    }

    pub(super) fn page(
        &self,
        status: StatusCode,
        template: &str,
        frame: &StaffFrame,
        model: &impl Serialize,
    ) -> Response {
        secure(html(status, self.app.theme.staff_page(template, frame, model)))
    }

    /// Says why something is not to be had, in the words under `message.<words>`, and gives back what was written.
    pub(super) fn say(&self, status: StatusCode, code: &str, words: &str, written: &RawForm) -> Response {
        let link = match words {
            _ if status == StatusCode::UNAUTHORIZED => DOOR,
            "no_cases" => (FIGURES, "desk.to_figures"),
            _ => ("/staff/", "desk.to_queue"),
        };
        self.say_and_lead(status, code, words, written, link)
    }

    /// The same to somebody who is before the door, and may try again there.
    pub(super) fn say_outside(&self, status: StatusCode, words: &str) -> Response {
        self.say_and_lead(status, words, words, &RawForm::new(), DOOR)
    }

    fn say_and_lead(
        &self,
        status: StatusCode,
        code: &str,
        words: &str,
        written: &RawForm,
        (link, link_text): (&str, &str),
    ) -> Response {
        let title = texts().get(&format!("message.{words}.title"));
        let text = texts().get(&format!("message.{words}.text"));
        if self.format == Format::Json {
            return Problem::new(status, code, title, text, &[]).answer(status);
        }
        let kept = WRITTEN.iter().filter_map(|name| written.get(*name));
        let model = MessageModel {
            paragraphs: [text],
            kept: kept
                .map(String::as_str)
                .filter(|text| !text.trim().is_empty())
                .collect(),
            link,
            link_text: texts().get(link_text),
        };
        self.page(status, "staff_message.html", &self.frame(title, None), &model)
    }

    /// Nobody came in. Who only wants to look is led to the door, who has written keeps what they wrote.
    pub(super) fn turned(&self, turned: &Turned, wanted: Option<&str>, written: &RawForm) -> Response {
        match turned {
            Turned::Closed => self.say(StatusCode::FORBIDDEN, "closed", "closed", written),
            Turned::Store(error) => {
                tracing::error!(%error, "nobody could be let in");
                self.unavailable(written)
            }
            Turned::Unknown => {
                if let (Some(wanted), Format::Html) = (wanted, self.format) {
                    return go(&format!("/staff/masuk?{}", query(&[("next", wanted)])));
                }
                let mut answer = self.say(StatusCode::UNAUTHORIZED, "signed_out", "signed_out", written);
                answer
                    .headers_mut()
                    .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
                answer
            }
        }
    }

    pub(super) fn not_found(&self) -> Response {
        self.say(StatusCode::NOT_FOUND, "not_found", "not_found", &RawForm::new())
    }

    pub(super) fn not_yours(&self, written: &RawForm) -> Response {
        self.say(StatusCode::FORBIDDEN, "not_yours", "not_yours", written)
    }

    pub(super) fn unavailable(&self, written: &RawForm) -> Response {
        retry_later(self.say(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "unavailable",
            written,
        ))
    }

    /// A form that could not be read at all.
    pub(super) fn refuse(&self, refusal: &Refusal) -> Response {
        let words = match refusal {
            Refusal::TooLarge => "too_large",
            _ => "bad_request",
        };
        self.say(refusal.status(), refusal.code(), words, &RawForm::new())
    }
}

/// A page of the desk runs nothing, whatever stands on it.
pub(super) fn secure(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(STAFF_POLICY));
    response
}

/// A role, and whose.
pub(super) fn role_words(role: &str, unit: Option<&str>) -> String {
    let role = texts().get(&format!("role.{role}"));
    unit.map_or_else(|| role.to_owned(), |unit| format!("{role}, {unit}"))
}

/// Leads to another page.
pub(super) fn go(to: &str) -> Response {
    let mut response = html(StatusCode::SEE_OTHER, String::new());
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(LOCATION, to);
    }
    response
}

/// A query of an address.
pub(super) fn query(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()))
        .finish()
}

/// The query of a request, each name once; the first counts.
pub(super) fn read_query(uri: &axum::http::Uri) -> RawForm {
    let mut values = RawForm::new();
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        values
            .entry(name.into_owned())
            .or_insert_with(|| value.into_owned());
    }
    values
}
