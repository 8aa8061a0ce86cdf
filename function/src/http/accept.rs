//! Content negotiation: a page for browsers, JSON for programs.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A page.
    Html,
    /// JSON, and problem details (RFC 9457) for what went wrong.
    Json,
}

impl Format {
    /// What the sender asks for. Every browser names `text/html`; who does not is a program.
    pub(crate) fn wanted(headers: &HeaderMap) -> Format {
        let accepted: Vec<&str> = headers
            .get_all(ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect();
        let best = |types: &[&str]| {
            let ranges = accepted.iter().flat_map(|value| value.split(','));
            ranges
                .filter_map(|range| quality(range, types))
                .fold(0.0, f32::max)
        };
        let html = best(&["text/html", "application/xhtml+xml"]);
        let json = best(&["application/json", "application/problem+json"]);
        if html > 0.0 && html >= json {
            Format::Html
        } else {
            Format::Json
        }
    }
}

/// The weight of a media range, if it names one of `types`.
fn quality(range: &str, types: &[&str]) -> Option<f32> {
    let mut parts = range.split(';').map(str::trim);
    let name = parts.next()?;
    types.iter().find(|known| known.eq_ignore_ascii_case(name))?;
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    Some(weight.map_or(1.0, |text| {
        text.trim()
            .parse()
            .ok()
            .filter(|q| (0.0..=1.0).contains(q))
            .unwrap_or(0.0)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_get_pages_and_programs_get_json() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
        for (accept, wanted) in [
            (browser, Format::Html),
            ("text/html", Format::Html),
            ("TEXT/HTML; q=0.5, */*", Format::Html),
            ("application/json, text/html", Format::Html),
            ("application/json", Format::Json),
            ("application/problem+json", Format::Json),
            ("application/json, text/html;q=0.9", Format::Json),
            ("text/html;q=0", Format::Json),
            ("text/html;q=abc", Format::Json),
            ("text/html;q=NaN", Format::Json),
            ("*/*", Format::Json),
            ("", Format::Json),
            (";;,,q=1", Format::Json),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, accept.parse().unwrap());
            assert_eq!(Format::wanted(&headers), wanted, "{accept:?}");
        }
        assert_eq!(Format::wanted(&HeaderMap::new()), Format::Json);
    }
}
