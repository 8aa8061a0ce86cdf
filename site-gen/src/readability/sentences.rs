//! Where sentences end.

/// Words whose full stop ends no sentence.
const SHORTENED: &[&str] = &[
    "no", "jl", "dr", "ir", "hj", "h", "prof", "drs", "dra", "kec", "kab", "kel", "hlm", "tgl", "a.n", "u.p",
    "d.a", "s.d", "telp",
];

const LONGEST: usize = 4;

/// The sentences of a block.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let trimmed = rest.trim_start();
        if trimmed.is_empty() {
            return None;
        }
        let (sentence, after) = trimmed.split_at(end(trimmed));
        rest = after;
        Some(sentence.trim_end())
    })
}

fn end(text: &str) -> usize {
    let is_stop = |(_, byte): &(usize, u8)| matches!(byte, b'.' | b'!' | b'?' | b';');
    let mut stops = text.bytes().enumerate().filter(is_stop);
    let end = stops.find(|(at, stop)| is_end(&text[..*at], *stop, &text[at + 1..]));
    end.map_or(text.len(), |(at, _)| at + 1)
}

fn is_end(before: &str, stop: u8, after: &str) -> bool {
    let closed = after.trim_start_matches(['"', '”', '\'', ')', '*']);
    if !closed.is_empty() && !closed.starts_with(char::is_whitespace) {
        return false;
    }
    if stop != b'.' {
        return true;
    }
    if closed.trim_start().starts_with(char::is_lowercase) {
        return false;
    }
    let last_word = before
        .rsplit(|c: char| c.is_whitespace() || c == '(')
        .next()
        .unwrap_or_default();
    let shortened = last_word.len() <= LONGEST
        && (SHORTENED
            .iter()
            .any(|short| last_word.eq_ignore_ascii_case(short))
            || last_word.chars().count() == 1);
    !shortened
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_would_breathe() {
        for (text, expected) in [
            (
                "Satu dua. Tiga empat! Lima?",
                &["Satu dua.", "Tiga empat!", "Lima?"][..],
            ),
            (
                "Jl. Contoh No. 1, pukul 08.00 WITA. Gratis.",
                &["Jl. Contoh No. 1, pukul 08.00 WITA.", "Gratis."],
            ),
            (
                "Tanya \"ya?\" Lalu (tidak.) Selesai",
                &["Tanya \"ya?", "\" Lalu (tidak.", ") Selesai"],
            ),
            ("tanpa titik", &["tanpa titik"]),
            ("", &[]),
        ] {
            assert_eq!(split(text).collect::<Vec<_>>(), expected);
        }
    }
}
