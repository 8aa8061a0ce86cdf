//! Phrases of the office, and what people say instead.

use std::sync::LazyLock;

use super::words::Word;

/// A phrase in lower case, and what to write; nothing where it can go.
const STIFF: &[(&str, &str)] = &[
    ("dalam rangka", "`untuk`"),
    ("dipersilakan untuk", "`silakan`, atau langsung kata kerjanya"),
    ("dipersilahkan untuk", "`silakan`, atau langsung kata kerjanya"),
    ("guna", "`untuk`"),
    ("sebagaimana dimaksud", "apa yang dimaksud, sekali lagi"),
    ("sebagaimana tersebut", "apa yang dimaksud, sekali lagi"),
    ("dengan ini", ""),
    ("bersama ini", ""),
    ("sehubungan dengan", "`karena` atau `tentang`"),
    ("berkenaan dengan", "`tentang`"),
    ("terkait dengan", "`tentang`"),
    ("apabila", "`bila` atau `jika`"),
    ("dikarenakan", "`karena`"),
    ("di mana yang bersangkutan", "`orang itu`"),
    ("yang bersangkutan", "siapa yang dimaksud, misalnya `pelapor`"),
    ("agar supaya", "`agar`"),
    ("adalah merupakan", "`adalah`"),
    ("melakukan pemeriksaan", "`memeriksa`"),
    ("dilakukan pemeriksaan", "`kami memeriksa`"),
    ("melakukan pengecekan", "`mengecek`"),
    ("melaksanakan kegiatan", "apa yang dikerjakan"),
    ("diwajibkan untuk", "`Anda wajib`"),
    ("mohon kiranya", "`mohon`"),
    ("kepada yth", "`kepada`"),
    ("saudara/i", "`Anda`"),
    ("bapak/ibu", "`Anda`"),
    ("pada saat ini", "`sekarang`"),
    ("dalam hal ini", ""),
    ("oleh karenanya", "`karena itu`"),
    ("selambat-lambatnya", "`paling lambat`"),
    ("sekurang-kurangnya", "`paling sedikit`"),
    ("ditindaklanjuti lebih lanjut", "`ditindaklanjuti`"),
];

/// The phrases by their first two letters, so that most words are compared with none.
static BY_LETTERS: LazyLock<Vec<Vec<&(&str, &str)>>> = LazyLock::new(|| {
    let mut table = vec![Vec::new(); LETTERS * LETTERS];
    for stiff in STIFF {
        let place = place(stiff.0.as_bytes(), 0).expect("phrases start with two letters");
        table[place].push(stiff);
    }
    table
});
const LETTERS: usize = 26;

/// Behind the first two letters of a phrase: a bit for each third byte, so that hardly a word needs a closer look.
static THIRD: [u32; LETTERS * LETTERS] = {
    let (mut table, mut at) = ([0; LETTERS * LETTERS], 0);
    while at < STIFF.len() {
        let phrase = STIFF[at].0.as_bytes();
        if let Some(place) = place(phrase, 0) {
            table[place] |= bit(phrase[2]);
        }
        at += 1;
    }
    table
};

/// The same for a letter in either case.
const fn bit(byte: u8) -> u32 {
    1 << (byte & 31)
}

/// Tells every stiff phrase of `text` that starts in a word of it, and what to write instead.
pub(super) fn find<'t>(text: &'t str, word: Word<'_>, tell: &mut impl FnMut((&'t str, &'static str))) {
    starting_at(text, word.at, tell);
    if word.has_marks() {
        let edges = word.text.bytes().enumerate().filter(|(_, byte)| is_edge(*byte));
        edges.for_each(|(edge, _)| starting_at(text, word.at + edge + 1, tell));
    }
}

fn starting_at<'t>(text: &'t str, at: usize, tell: &mut impl FnMut((&'t str, &'static str))) {
    let bytes = text.as_bytes();
    let Some(place) = place(bytes, at) else { return };
    if bytes
        .get(at + 2)
        .is_none_or(|third| THIRD[place] & bit(*third) == 0)
    {
        return;
    }
    for (phrase, instead) in &BY_LETTERS[place] {
        let end = at + phrase.len();
        let is_phrase = |typed: &[u8]| {
            typed
                .iter()
                .zip(phrase.bytes())
                .all(|(a, b)| a.to_ascii_lowercase() == b)
        };
        if bytes.get(at..end).is_some_and(is_phrase) && bytes.get(end).is_none_or(|byte| is_edge(*byte)) {
            tell((&text[at..end], instead));
        }
    }
}

/// Where in a table the two letters at `at` are.
const fn place(bytes: &[u8], at: usize) -> Option<usize> {
    if at + 1 >= bytes.len() {
        return None;
    }
    match (letter(bytes[at]), letter(bytes[at + 1])) {
        (Some(first), Some(second)) => Some(first * LETTERS + second),
        _ => None,
    }
}

/// The number of a letter, whatever its case.
const fn letter(byte: u8) -> Option<usize> {
    let lower = byte | 0x20;
    if lower.is_ascii_lowercase() {
        Some((lower - b'a') as usize)
    } else {
        None
    }
}

fn is_edge(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric() && byte != b'-'
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;

    #[test]
    fn only_whole_phrases_are_found() {
        let text = "Guna izin (dalam Rangka itu); pengguna dan digunakan tidak.";
        let mut found = Vec::new();
        for word in words::of(text) {
            find(text, word, &mut |(typed, _)| found.push(typed));
        }
        assert_eq!(found, ["Guna", "dalam Rangka"]);
    }
}
