//! Reading pages: the questions that tests ask about HTML.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Selector};

use crate::form::Form;

/// A parsed page.
#[derive(Clone, Debug)]
pub struct Page {
    html: Html,
}

impl Page {
    /// Parses a page as a browser does.
    pub fn parse(text: &str) -> Self {
        Self {
            html: Html::parse_document(text),
        }
    }

    /// All elements that match.
    pub fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.html.select(&select(selector)).collect()
    }

    /// How many elements match.
    pub fn count(&self, selector: &str) -> usize {
        self.all(selector).len()
    }

    /// The text of the first match, spaces collapsed; empty if there is none.
    pub fn text(&self, selector: &str) -> String {
        self.all(selector)
            .first()
            .map(|element| words(*element))
            .unwrap_or_default()
    }

    /// The texts of all matches.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(words).collect()
    }

    /// An attribute of the first match.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.all(selector)
            .first()
            .and_then(|element| element.attr(name))
            .map(str::to_owned)
    }

    /// Every `id` of the page.
    pub fn ids(&self) -> BTreeSet<String> {
        self.attributes("[id]", "id").into_iter().collect()
    }

    /// An attribute of all matches.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        self.all(selector)
            .iter()
            .filter_map(|element| element.attr(name))
            .map(str::to_owned)
            .collect()
    }

    /// The one form that matches.
    pub fn form(&self, selector: &str) -> Form {
        let found = self.all(selector);
        assert_eq!(found.len(), 1, "{selector} matches {} forms", found.len());
        Form::read(found[0])
    }
}

/// The text of an element with spaces collapsed.
pub fn words(element: ElementRef<'_>) -> String {
    element
        .text()
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

pub(crate) fn select(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"))
}
