//! Writing HTML and addresses by hand: escaping, and the links people can tap.

use std::fmt::Write;

/// Escapes text for HTML content and quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        let instead = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        escaped.push_str(&text[copied..at]);
        escaped.push_str(instead);
        copied = at + 1;
    }
    escaped.push_str(&text[copied..]);
    escaped
}

/// Percent-encodes text for one value of a query.
pub(crate) fn query_value(text: &str) -> String {
    text.bytes()
        .fold(String::with_capacity(text.len() * 2), |mut encoded, byte| {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    encoded.push(char::from(byte));
                }
                _ => write!(encoded, "%{byte:02X}").expect("writing to a string"),
            }
            encoded
        })
}

/// The address that dials a number: `0811-0000-111` → `tel:08110000111`.
pub(crate) fn telephone_link(phone: &str) -> String {
    format!("tel:{}", dialled(phone))
}

/// The address that opens a WhatsApp chat, in the international form WhatsApp wants.
pub(crate) fn whatsapp_link(phone: &str) -> String {
    let digits = dialled(phone);
    match digits.strip_prefix('0') {
        Some(national) => format!("https://wa.me/62{national}"),
        None => format!("https://wa.me/{}", digits.trim_start_matches('+')),
    }
}

/// The digits as a telephone wants them: the country code only behind its plus, and then no zero.
fn dialled(phone: &str) -> String {
    let digits = |c: &char| c.is_ascii_digit() || *c == '+';
    let digits: String = phone.chars().filter(digits).collect();
    let national = digits.trim_start_matches('+').strip_prefix("62");
    match national.filter(|national| national.len() >= 8) {
        Some(national) => format!("+62{}", national.trim_start_matches('0')),
        None => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_escapes_from_an_attribute_or_a_query() {
        assert_eq!(
            escape("<a href='x'>\"&\"</a>"),
            "&lt;a href=&#39;x&#39;&gt;&quot;&amp;&quot;&lt;/a&gt;"
        );
        assert_eq!(query_value("a b&c=d/é"), "a%20b%26c%3Dd%2F%C3%A9");
    }

    #[test]
    fn numbers_can_be_tapped() {
        assert_eq!(telephone_link("0541-000 111"), "tel:0541000111");
        assert_eq!(whatsapp_link("0811-0000-111"), "https://wa.me/628110000111");
        for written in ["+62 811 0000 111", "62811 0000 111", "+62 (0)811 0000 111"] {
            assert_eq!(telephone_link(written), "tel:+628110000111", "{written}");
            assert_eq!(whatsapp_link(written), "https://wa.me/628110000111", "{written}");
        }
        assert_eq!(telephone_link("112"), "tel:112");
    }
}
