//! Every page from A to Z: what readers without script have, and what the script takes titles and addresses from.

use std::fmt::Write;

use complaint::Lang;

use super::Plan;
use crate::html::escape;
use crate::pages::{Page, Pages};
use crate::theme::Texts;

/// The list of a language, letter by letter.
pub(crate) fn html(plan: &Plan, pages: &Pages<'_>, lang: Lang, texts: &Texts) -> String {
    let list = plan.list(lang).iter().map(|at| &pages.list[*at]);
    let mut html = format!(
        "<section data-az><h2 id=\"semua\">{}</h2>",
        escape(texts.get("search.all"))
    );
    let mut open: Option<char> = None;
    for page in list {
        let letter = letter(page);
        if open != Some(letter) {
            html.push_str(if open.is_some() { "</ul>" } else { "" });
            write!(html, "<h3>{letter}</h3><ul>").expect("writing to a string");
            open = Some(letter);
        }
        write!(
            html,
            "<li><a href=\"{}\">{}</a></li>",
            escape(&page.url),
            escape(&page.front.title)
        )
        .expect("writing to a string");
    }
    html.push_str(if open.is_some() {
        "</ul></section>"
    } else {
        "</section>"
    });
    html
}

fn letter(page: &Page<'_>) -> char {
    let first = page.front.title.chars().find(|c| c.is_alphanumeric());
    first
        .and_then(|c| c.to_uppercase().next())
        .filter(|c| c.is_alphabetic())
        .unwrap_or('#')
}
