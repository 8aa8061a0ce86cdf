//! Phrases of the office, and what people say instead.

use std::sync::LazyLock;

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

/// The phrases by their first letter, so that most words are compared with none.
static BY_LETTER: LazyLock<[Vec<&(&str, &str)>; 26]> = LazyLock::new(|| {
    let starting = |letter: usize| {
        STIFF
            .iter()
            .filter(|(phrase, _)| usize::from(phrase.as_bytes()[0] - b'a') == letter)
            .collect()
    };
    std::array::from_fn(starting)
});

/// Tells every stiff phrase of `text` and what to write instead.
pub(super) fn find<'t>(text: &'t str, mut tell: impl FnMut((&'t str, &str))) {
    let bytes = text.as_bytes();
    let starts = (0..bytes.len())
        .filter(|at| bytes[*at].is_ascii_alphabetic() && (*at == 0 || is_edge(bytes[*at - 1])));
    for at in starts {
        let letter = usize::from(bytes[at].to_ascii_lowercase() - b'a');
        for (phrase, instead) in &BY_LETTER[letter] {
            let end = at + phrase.len();
            let typed = text
                .get(at..end)
                .filter(|typed| typed.eq_ignore_ascii_case(phrase));
            if let Some(typed) = typed.filter(|_| bytes.get(end).is_none_or(|b| is_edge(*b))) {
                tell((typed, instead));
            }
        }
    }
}

fn is_edge(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric() && byte != b'-'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_phrases_are_found() {
        let mut found = Vec::new();
        find(
            "Guna izin, dalam Rangka itu; pengguna dan digunakan tidak.",
            |(typed, _)| found.push(typed.to_owned()),
        );
        assert_eq!(found, ["Guna", "dalam Rangka"]);
    }
}
