//! Where sentences end.

/// Words whose full stop ends no sentence.
const SHORTENED: &[&str] = &[
    "no", "jl", "dr", "ir", "hj", "h", "prof", "drs", "dra", "kec", "kab", "kel", "hlm", "tgl", "a.n", "u.p",
    "d.a", "s.d", "telp",
];

const LONGEST: usize = 4;

/// Where in a word its sentence ends, if it does. `after` is what follows the word.
///
/// Only its last stop can be an end, and only with nothing but closing marks behind it.
pub(super) fn end(word: &str, after: &str) -> Option<usize> {
    let at = word.rfind(['.', '!', '?', ';'])?;
    let closed = word[at + 1..].trim_start_matches(['"', '”', '\'', ')', '*']);
    if !closed.is_empty() {
        return None;
    }
    let goes_on = || after.trim_start().starts_with(char::is_lowercase) || is_shortened(&word[..at]);
    let ends = word.as_bytes()[at] != b'.' || !goes_on();
    ends.then_some(at + 1)
}

/// Whether the full stop behind `word` belongs to it.
fn is_shortened(word: &str) -> bool {
    let word = word.rsplit('(').next().unwrap_or_default();
    let known = |short: &&str| word.eq_ignore_ascii_case(short);
    word.len() <= LONGEST && (SHORTENED.iter().any(known) || word.chars().count() == 1)
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let (mut sentences, mut start) = (Vec::new(), 0);
        for word in words::of(text) {
            let after = word.at + word.text.len();
            if let Some(end) = end(word.text, &text[after..]) {
                sentences.push(text[start..word.at + end].trim());
                start = word.at + end;
            }
        }
        sentences.extend(Some(text[start..].trim()).filter(|rest| !rest.is_empty()));
        sentences
    }

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
            assert_eq!(split(text), expected);
        }
    }
}
