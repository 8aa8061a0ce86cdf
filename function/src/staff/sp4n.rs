//! GET `/staff/cases/{number}/sp4n`: a case as LAPOR asks for it, field by field in the order of its form, ready to be
//! copied. The person goes along only where they gave their name openly; a secret stays a secret there too.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaint::self_identification::signs;
use complaint::staff::Duty;
use complaint::{IdentityMode, Lang, RawForm, format_date};
use serde::Serialize;
use serde_json::{Map, Value};

use super::case::Opened;
use super::entry::{Refused, has, look};
use super::screen::{Screen, texts};
use crate::App;
use crate::http::{Format, json_answer};
use crate::redacting::case_outside;
use crate::store::Contact;

/// So long a title may be.
const TITLE: usize = 80;

#[derive(Serialize)]
struct HandOffModel {
    case_url: String,
    warning: Option<&'static str>,
    known: Option<String>,
    parts: Vec<Part>,
}

/// One field of the form there.
#[derive(Serialize)]
struct Part {
    name: &'static str,
    label: &'static str,
    text: String,
    rows: usize,
}

/// The text to be copied.
pub(crate) async fn hand_off(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let inside = look(&app, request.headers(), request.uri(), has(Duty::HandOff)).await?;
    let opened = inside.case(&number, Duty::HandOff, &RawForm::new()).await?;
    Ok(answer(&inside.screen(), &opened))
}

fn answer(screen: &Screen<'_>, opened: &Opened) -> Response {
    let parts = parts(screen.app, opened);
    if screen.format == Format::Json {
        let members: Map<String, Value> = parts
            .into_iter()
            .map(|part| (part.name.to_owned(), part.text.into()))
            .collect();
        return json_answer(StatusCode::OK, &members);
    }
    let secret = opened.case.summary.identity_mode != IdentityMode::Named;
    let outside = case_outside(opened.case.clone());
    let tells = secret && !signs(&outside.summary.narrative).is_empty();
    let known = opened.case.case.sp4n_id.as_deref();
    let model = HandOffModel {
        case_url: format!("/staff/cases/{}", opened.number),
        warning: tells.then(|| texts().get("sp4n.tells")),
        known: known.map(|id| texts().fill("case.sp4n", &[("id", id)])),
        parts,
    };
    let title = texts().fill("sp4n.title", &[("number", opened.number.as_str())]);
    screen.page(
        StatusCode::OK,
        "staff_sp4n.html",
        &screen.frame(&title, None),
        &model,
    )
}

fn parts(app: &App, opened: &Opened) -> Vec<Part> {
    let (agency, view) = (&app.agency, &case_outside(opened.case.clone()));
    let case = &view.summary;
    let word = |key: &str| texts().get(key).to_owned();
    let category = case.category.as_deref().and_then(|slug| agency.category(slug));
    let files: Vec<&str> = view.files.iter().map(|file| file.name.as_str()).collect();
    let wanted = view.requested_outcome.iter();
    let wanted = wanted.map(|wanted| texts().fill("sp4n.wanted", &[("text", wanted)]));
    let about = view.reported_party.iter();
    let about = about.map(|about| texts().fill("sp4n.about", &[("text", about)]));
    let number = texts().fill("sp4n.number", &[("number", opened.number.as_str())]);
    let body: Vec<String> = std::iter::once(case.narrative.clone())
        .chain(about)
        .chain(wanted)
        .chain([number])
        .collect();
    let parts = [
        ("class", word(&format!("sp4n.class_of.{}", case.class.as_str()))),
        ("heading", title(&case.narrative)),
        ("text", body.join("\n\n")),
        (
            "incident_date",
            view.incident_date
                .map(|date| format_date(date, Lang::Id))
                .unwrap_or_default(),
        ),
        ("incident_place", view.incident_place.clone().unwrap_or_default()),
        ("agency", agency.full_name.get(Lang::Id).to_owned()),
        (
            "category",
            category.map_or_else(String::new, |category| category.name.get(Lang::Id).to_owned()),
        ),
        ("files", files.join(", ")),
        (
            "secrecy",
            word(&format!("sp4n.secrecy_of.{}", case.identity_mode.as_str())),
        ),
        ("person", opened.contact().map(person).unwrap_or_default()),
    ];
    let part = |(name, text): (&'static str, String)| Part {
        name,
        label: texts().get(&format!("sp4n.{name}")),
        rows: text.lines().count().clamp(1, 14),
        text,
    };
    parts
        .into_iter()
        .map(part)
        .filter(|part| !part.text.is_empty())
        .collect()
}

/// The beginning of a text, whole words.
fn title(narrative: &str) -> String {
    let line = narrative.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = line
        .split_inclusive(['.', '!', '?'])
        .next()
        .unwrap_or_default()
        .trim();
    let mut title = String::new();
    for word in sentence.split(' ') {
        if title.chars().count() + word.chars().count() >= TITLE {
            title.push('…');
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
    }
    title.trim_end_matches('.').to_owned()
}

fn person(contact: &Contact) -> String {
    let lines = [
        Some(&contact.name),
        contact.phone.as_ref(),
        contact.email.as_ref(),
        contact.address.as_ref(),
    ];
    let lines: Vec<&str> = lines.into_iter().flatten().map(String::as_str).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn a_title_is_the_first_sentence_or_its_first_words() {
        assert_eq!(title("Loket tutup. Sudah lama."), "Loket tutup");
        assert_eq!(title("  Loket\n tutup "), "Loket tutup");
        let long = title(&"panjang ".repeat(30));
        assert!(long.ends_with("panjang…") && long.chars().count() <= 81, "{long}");
        assert_eq!(title(""), "");
    }
}
