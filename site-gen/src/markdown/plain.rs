//! Web addresses, e-mail addresses and telephone numbers in plain text.

use memchr::{memchr, memmem};

/// A piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    Url(&'a str),
    Email(&'a str),
    Phone(&'a str),
}

/// Cuts `text` into its pieces; nothing is lost.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut start, mut at, mut inside_word) = (0, 0, false);
    while let Some(c) = text[at..].chars().next() {
        let found = if inside_word { None } else { piece(&text[at..]) };
        inside_word = found.is_some() || c.is_alphanumeric();
        let Some((piece, length)) = found else {
            at += c.len_utf8();
            continue;
        };
        push_text(&mut pieces, &text[start..at]);
        pieces.push(piece);
        at += length;
        start = at;
    }
    push_text(&mut pieces, &text[start..]);
    pieces
}

/// Whether a digit stands in the text. Looks at all of it, many bytes at once, since most texts have none.
pub(super) fn has_digits(text: &str) -> bool {
    text.bytes()
        .fold(false, |found, byte| found | byte.is_ascii_digit())
}

/// Whether something stands in the text that only addresses have.
pub(super) fn has_link_marks(text: &str) -> bool {
    let text = text.as_bytes();
    memchr(b'@', text).is_some()
        || memmem::find(text, b"://").is_some()
        || memmem::find(text, b"www.").is_some()
}

fn push_text<'a>(pieces: &mut Vec<Piece<'a>>, text: &'a str) {
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
}

/// What `rest` starts with, and how long that is.
fn piece(rest: &str) -> Option<(Piece<'_>, usize)> {
    let length = |length: usize| (&rest[..length], length);
    let url = url(rest)
        .map(length)
        .map(|(text, length)| (Piece::Url(text), length));
    url.or_else(|| {
        phone(rest)
            .map(length)
            .map(|(text, length)| (Piece::Phone(text), length))
    })
    .or_else(|| {
        email(rest)
            .map(length)
            .map(|(text, length)| (Piece::Email(text), length))
    })
}

fn url(rest: &str) -> Option<usize> {
    let host = ["https://", "http://", "www."]
        .into_iter()
        .find_map(|start| rest.strip_prefix(start))?;
    let dotted =
        host.find('.').is_some_and(|dot| dot > 0) && host.starts_with(|c: char| c.is_ascii_alphanumeric());
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”' | '|'))
        .unwrap_or(rest.len());
    dotted.then(|| without_tail(&rest[..end]).len())
}

/// A full stop or bracket behind an address belongs to the sentence, not to the address.
fn without_tail(url: &str) -> &str {
    let mut url = url;
    loop {
        let shorter = url.trim_end_matches(['.', ',', ':', ';', '!', '?', '\'', '*', '_', '~', '’']);
        let unopened = shorter.ends_with(')') && shorter.matches(')').count() > shorter.matches('(').count();
        let shorter = if unopened {
            &shorter[..shorter.len() - 1]
        } else {
            shorter
        };
        if shorter.len() == url.len() {
            return url;
        }
        url = shorter;
    }
}

fn email(rest: &str) -> Option<usize> {
    let name = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-')))?;
    let host = rest[name..].strip_prefix('@').filter(|_| name > 0)?;
    let end = host
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-')))
        .unwrap_or(host.len());
    let host = host[..end].trim_end_matches(['.', '-']);
    let dotted = host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty());
    dotted.then_some(name + 1 + host.len())
}

/// An Indonesian number as people write it: `0811-0000-111`, `(0541) 000111`, `+62 811 0000 111`.
fn phone(rest: &str) -> Option<usize> {
    let start = rest.trim_start_matches('(');
    if rest.len() - start.len() > 1 || !(start.starts_with("+62") || is_national(start)) {
        return None;
    }
    let end = digits_end(rest);
    let groups: Vec<usize> = rest[..end]
        .split(|c: char| !c.is_ascii_digit())
        .map(str::len)
        .filter(|n| *n > 0)
        .collect();
    let digits: usize = groups.iter().sum();
    let is_time = groups.iter().all(|group| *group <= 2);
    let is_date = groups == [2, 2, 4];
    let whole = !rest[end..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '@' | '/'));
    (whole && (8..=14).contains(&digits) && !is_time && !is_date).then_some(end)
}

fn is_national(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first() == Some(&b'0') && bytes.get(1).is_some_and(|b| (b'1'..=b'9').contains(b))
}

/// Where digits with single separators between them end.
fn digits_end(text: &str) -> usize {
    let (mut end, mut separators) = (0, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => (end, separators) = (at + 1, 0),
            b'+' | b'(' if at == 0 || &text[..at] == "(" => {}
            b')' if separators == 0 => {}
            b' ' | b'-' | b'.' if separators == 0 => separators = 1,
            _ => break,
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::Piece::{Email, Phone, Text, Url};
    use super::*;

    #[test]
    fn what_people_write_is_found() {
        for (text, cut) in [
            (
                "Buka https://a.example/b?c=d.",
                vec![Text("Buka "), Url("https://a.example/b?c=d"), Text(".")],
            ),
            (
                "(lihat www.a.example/x_(y))",
                vec![Text("(lihat "), Url("www.a.example/x_(y)"), Text(")")],
            ),
            (
                "Tulis ke a.b@c.example, ya",
                vec![Text("Tulis ke "), Email("a.b@c.example"), Text(", ya")],
            ),
            (
                "Telepon 0811-0000-111 atau (0541) 000111.",
                vec![
                    Text("Telepon "),
                    Phone("0811-0000-111"),
                    Text(" atau "),
                    Phone("(0541) 000111"),
                    Text("."),
                ],
            ),
            ("+62 811 0000 111", vec![Phone("+62 811 0000 111")]),
        ] {
            assert_eq!(pieces(text), cut);
            assert!(has_digits(text) || has_link_marks(text));
        }
    }

    #[test]
    fn times_dates_amounts_and_handles_are_text() {
        for text in [
            "08.00-15.00",
            "08.00 15.00",
            "02-11-2026",
            "02.11.2026",
            "10.000.000",
            "0,5",
            "6471010101900001",
            "001234567",
            "@dpmptsp.kota",
            "a@b",
            "https://",
            "www.",
            "Pasal 08111",
            "x0811000111",
            "08110000111kg",
        ] {
            assert_eq!(pieces(text), vec![Text(text)]);
        }
    }

    #[test]
    fn nothing_is_lost() {
        let text = "a https://b.example c@d.example 0811-0000-111, é www.e.example!";
        let whole: String = pieces(text)
            .into_iter()
            .map(|piece| match piece {
                Text(text) | Url(text) | Email(text) | Phone(text) => text,
            })
            .collect();
        assert_eq!(whole, text);
    }
}
