//! Whether a text tells who wrote it: a telephone number, a mail address, an identity or card number, or words by
//! which people introduce themselves. For a warning, and to keep numbers and addresses from whoever need not know them;
//! nothing is ever refused because of it.

use crate::named::named_enum;
use crate::redaction::BLACKENED;

named_enum! {
    /// What gives the author away.
    pub enum SignKind {
        /// A telephone number.
        Phone = "phone",
        /// A mail address.
        Email = "email",
        /// A 16-digit identity number (NIK).
        IdentityNumber = "identity_number",
        /// The number of a bank card.
        CardNumber = "card_number",
        /// Words such as "nama saya Budi" or "saya ketua RT 05".
        Introduction = "introduction",
    }
}

/// A piece of a text that gives its author away. Offsets are bytes, on boundaries of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign {
    /// What it is.
    pub kind: SignKind,
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// Ways to name oneself; the words behind them are the name.
const NAMING: [&[&str]; 7] = [
    &["nama", "saya"],
    &["nama", "aku"],
    &["saya", "bernama"],
    &["perkenalkan", "saya"],
    &["perkenalkan", "nama"],
    &["my", "name", "is"],
    &["i", "am", "called"],
];
/// Whose relative somebody is.
const RELATIVES: [&str; 14] = [
    "istri",
    "isteri",
    "suami",
    "anak",
    "ibu",
    "ayah",
    "bapak",
    "adik",
    "kakak",
    "menantu",
    "mertua",
    "keponakan",
    "cucu",
    "tetangga",
];
/// Offices that few people hold.
const OFFICES: [&str; 17] = [
    "ketua",
    "wakil",
    "sekretaris",
    "bendahara",
    "kepala",
    "lurah",
    "camat",
    "kades",
    "direktur",
    "pemilik",
    "pimpinan",
    "manajer",
    "komandan",
    "rektor",
    "dekan",
    "imam",
    "pendeta",
];
/// Words that may stand between "saya" and what somebody is.
const BETWEEN: [&str; 8] = [
    "adalah",
    "ini",
    "selaku",
    "sebagai",
    "seorang",
    "merupakan",
    "yaitu",
    "menjabat",
];
/// No name and no place: what follows an office or "anak" in ordinary sentences.
const NOT_A_NAME: [&str; 22] = [
    "yang", "di", "ke", "dan", "atau", "tidak", "belum", "sudah", "akan", "ingin", "mau", "juga", "masih",
    "sakit", "sedang", "pernah", "untuk", "karena", "itu", "ini", "saya", "tersebut",
];
/// How many words after an introduction belong to it.
const NAME_WORDS: usize = 3;

/// Everything in a text that gives its author away, from front to back, nothing twice.
pub fn signs(text: &str) -> Vec<Sign> {
    let words = words(text);
    let mut found = numbers(text);
    found.extend(emails(text));
    found.extend(introductions(text, &words));
    found.sort_by_key(|sign| (sign.start, std::cmp::Reverse(sign.end)));
    let mut end = 0;
    found.retain(|sign| {
        let free = sign.start >= end;
        if free {
            end = sign.end;
        }
        free
    });
    found
}

/// A text without numbers and addresses by which somebody is reached or looked up. Introductions stay in it: whether
/// they tell anything, a person decides.
pub fn without_contacts(text: &str) -> String {
    let mut found = numbers(text);
    found.extend(emails(text));
    found.sort_by_key(|sign| sign.start);
    let (mut rest, mut kept) = (String::new(), 0);
    for sign in found {
        // One that begins inside another goes with it.
        if sign.start >= kept {
            rest.push_str(&text[kept..sign.start]);
            rest.push_str(BLACKENED);
        }
        kept = kept.max(sign.end);
    }
    rest.push_str(&text[kept..]);
    rest
}

#[derive(Clone, Copy)]
struct Word {
    start: usize,
    end: usize,
}

fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for (at, c) in text
        .char_indices()
        .filter(|(_, c)| c.is_alphanumeric() || *c == '\'')
    {
        let end = at + c.len_utf8();
        match words.last_mut() {
            Some(word) if word.end == at => word.end = end,
            _ => words.push(Word { start: at, end }),
        }
    }
    words
}

/// So many digits no number here has.
const TOO_MANY_DIGITS: usize = 17;

/// Digits without a space between them, with the separators that people put there.
struct Group {
    start: usize,
    end: usize,
    digits: String,
}

/// Runs of digits, with the separators that people put between them.
fn numbers(text: &str) -> Vec<Sign> {
    let mut found = Vec::new();
    let mut run: Vec<Group> = Vec::new();
    let (mut gap, mut spaced) = (0, false);
    let mut before = ' ';
    let after_end = std::iter::once((text.len(), '\n'));
    for (at, c) in text.char_indices().chain(after_end) {
        if c.is_ascii_digit() {
            let plus = if before == '+' && gap == 0 { "+" } else { "" };
            match run.last_mut() {
                Some(group) if !spaced => {
                    group.end = at + 1;
                    group.digits.push(c);
                }
                _ => run.push(Group {
                    start: at - plus.len(),
                    end: at + 1,
                    digits: format!("{plus}{c}"),
                }),
            }
            (gap, spaced) = (0, false);
        } else if !run.is_empty() && gap < 2 && goes_on(before, c) {
            gap += 1;
            spaced |= c == ' ';
        } else {
            found.extend(in_run(text, &run));
            run.clear();
            (gap, spaced) = (0, false);
        }
        before = c;
    }
    found
}

/// Whether a number may go on behind this; a sentence that ends with one is over.
fn goes_on(before: char, c: char) -> bool {
    matches!(c, ' ' | '-' | '.' | '(' | ')') && (before, c) != ('.', ' ')
}

/// The numbers of a run, each as long as it can be: behind one may follow, after a space, what does not belong to it.
fn in_run<'a>(text: &'a str, run: &'a [Group]) -> impl Iterator<Item = Sign> + 'a {
    let mut next = 0;
    std::iter::from_fn(move || {
        while next < run.len() {
            let (sign, length) =
                longest(text, &run[next..]).map_or((None, 1), |(sign, length)| (Some(sign), length));
            next += length;
            if sign.is_some() {
                return sign;
            }
        }
        None
    })
}

/// The longest number that begins with the first group, and how many groups it has.
fn longest(text: &str, groups: &[Group]) -> Option<(Sign, usize)> {
    let (first, mut digits, mut found) = (groups.first()?, String::new(), None);
    for (place, group) in groups.iter().enumerate() {
        digits.push_str(&group.digits);
        if digits.len() > TOO_MANY_DIGITS {
            break;
        }
        let sign = number(text, first.start, group.end, &digits);
        found = sign.map(|sign| (sign, place + 1)).or(found);
    }
    found
}

fn number(text: &str, start: usize, end: usize, digits: &str) -> Option<Sign> {
    let glued = |c: char| c.is_alphanumeric() || matches!(c, '/' | '_');
    let free_before = !text[..start].ends_with(glued);
    let free_after = !text[end..].starts_with(glued);
    if !(free_before && free_after) {
        return None;
    }
    let plain = digits.trim_start_matches('+');
    let kind = if is_identity_number(plain) {
        SignKind::IdentityNumber
    } else if is_card(plain) {
        SignKind::CardNumber
    } else if is_phone(digits) {
        SignKind::Phone
    } else {
        return None;
    };
    Some(Sign { kind, start, end })
}

/// A mobile number, or one in international form.
fn is_phone(digits: &str) -> bool {
    let national = |rest: &str| rest.starts_with('8') && (9..=12).contains(&rest.len());
    match digits.strip_prefix('+') {
        Some(international) => (9..=15).contains(&international.len()),
        None => digits
            .strip_prefix("62")
            .or_else(|| digits.strip_prefix('0'))
            .is_some_and(national),
    }
}

/// Province, regency and district, then a date of birth (women's days plus 40), then a serial number.
fn is_identity_number(digits: &str) -> bool {
    let part = |from: usize, to: usize| digits[from..to].parse::<u8>().unwrap_or(0);
    digits.len() == 16
        && (11..=97).contains(&part(0, 2))
        && part(2, 4) > 0
        && part(4, 6) > 0
        && matches!(part(6, 8), 1..=31 | 41..=71)
        && (1..=12).contains(&part(8, 10))
        && &digits[12..] != "0000"
}

/// The lengths and first digits of the card schemes, with a right check digit.
fn is_card(digits: &str) -> bool {
    let doubled = |value: u32| if value > 4 { value * 2 - 9 } else { value * 2 };
    let values = digits.chars().rev().filter_map(|c| c.to_digit(10)).enumerate();
    let sum: u32 = values
        .map(|(place, value)| if place % 2 == 1 { doubled(value) } else { value })
        .sum();
    (15..=16).contains(&digits.len())
        && digits.starts_with(['2', '3', '4', '5', '6'])
        && sum.is_multiple_of(10)
}

fn emails(text: &str) -> Vec<Sign> {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%');
    let sign = |(at, _): (usize, &str)| {
        let (before, after) = (&text[..at], &text[at + 1..]);
        let user = before.len() - before.trim_end_matches(allowed).len();
        let host = after.len() - after.trim_start_matches(allowed).len();
        let name = after[..host].trim_end_matches(['.', '-', '_', '+', '%']);
        let (_, top) = name.rsplit_once('.')?;
        let is_host = top.len() >= 2 && top.chars().all(char::is_alphabetic);
        (user > 0 && is_host).then_some(Sign {
            kind: SignKind::Email,
            start: at - user,
            end: at + 1 + name.len(),
        })
    };
    text.match_indices('@').filter_map(sign).collect()
}

fn introductions(text: &str, words: &[Word]) -> Vec<Sign> {
    let lower: Vec<String> = words
        .iter()
        .map(|word| text[word.start..word.end].to_lowercase())
        .collect();
    let found = (0..words.len()).filter_map(|at| {
        let length = naming(&lower[at..]).or_else(|| being(&lower[at..]))?;
        let last = last_of_name(text, words, &lower, at, length)?;
        Some(Sign {
            kind: SignKind::Introduction,
            start: words[at].start,
            end: words[last].end,
        })
    });
    found.collect()
}

/// How many words introduce a name: "nama saya", "nama saya adalah".
fn naming(words: &[String]) -> Option<usize> {
    let starts =
        |phrase: &&&[&str]| words.len() >= phrase.len() && phrase.iter().zip(words).all(|(a, b)| a == b);
    let length = NAMING.iter().find(starts)?.len();
    let more = words[length..]
        .iter()
        .take_while(|word| BETWEEN.contains(&word.as_str()) || *word == "saya")
        .count();
    Some(length + more)
}

/// How many words say what somebody is: "saya istri dari", "saya selaku ketua".
fn being(words: &[String]) -> Option<usize> {
    let english = words.len() > 3 && words[0] == "i" && words[1] == "am" && words[2] == "the";
    let start = match words.first().map(String::as_str) {
        Some("saya" | "aku" | "kami") => 1,
        Some("i") if english => {
            return matches!(
                words[3].as_str(),
                "head" | "chair" | "wife" | "husband" | "son" | "daughter" | "owner"
            )
            .then_some(4);
        }
        _ => return None,
    };
    let between = words[start..]
        .iter()
        .take_while(|word| BETWEEN.contains(&word.as_str()))
        .count();
    let what = words.get(start + between)?;
    let next = words.get(start + between + 1).map(String::as_str);
    if RELATIVES.contains(&what.as_str())
        && matches!(next, Some("dari" | "almarhum" | "almarhumah" | "pak" | "bu"))
    {
        return Some(start + between + 2);
    }
    OFFICES.contains(&what.as_str()).then_some(start + between + 1)
}

/// The last of up to three words that name somebody or a place; none where an ordinary sentence goes on.
fn last_of_name(text: &str, words: &[Word], lower: &[String], at: usize, length: usize) -> Option<usize> {
    let mut last = None;
    for place in at + length..(at + length + NAME_WORDS).min(words.len()) {
        let between = &text[words[place - 1].end..words[place].start];
        let ends = between.contains(['.', ',', ';', '!', '?', '\n', ':']) && place > at + length;
        if ends || NOT_A_NAME.contains(&lower[place].as_str()) {
            break;
        }
        last = Some(place);
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<(&str, &str)> {
        signs(text)
            .into_iter()
            .map(|sign| (sign.kind.as_str(), &text[sign.start..sign.end]))
            .collect()
    }

    #[test]
    fn what_gives_an_author_away_is_found_with_its_place() {
        for (text, signs) in [
            (
                "Hubungi saya di 0812-3456-7890 ya.",
                vec![("phone", "0812-3456-7890")],
            ),
            ("WA +62 812 3456 7890", vec![("phone", "+62 812 3456 7890")]),
            ("nomor 6281234567890.", vec![("phone", "6281234567890")]),
            (
                "Surel saya budi.s@contoh.go.id.",
                vec![("email", "budi.s@contoh.go.id")],
            ),
            (
                "NIK 6408011505900001 ditolak",
                vec![("identity_number", "6408011505900001")],
            ),
            (
                "NIK 6408 0155 0590 0001",
                vec![("identity_number", "6408 0155 0590 0001")],
            ),
            ("hp 081234567890 2026", vec![("phone", "081234567890")]),
            (
                "2 kali ke 0812 3456 7890 2026, 12 0812345678",
                vec![("phone", "0812 3456 7890"), ("phone", "0812345678")],
            ),
            (
                "telepon 081234567890. 2 minggu tidak dijawab",
                vec![("phone", "081234567890")],
            ),
            (
                "kartu 5555 5555 5555 4444",
                vec![("card_number", "5555 5555 5555 4444")],
            ),
            (
                "Saya ketua RT 05 Desa Swarga Bara.",
                vec![("introduction", "Saya ketua RT 05 Desa")],
            ),
            (
                "saya selaku ketua RT 05, melapor",
                vec![("introduction", "saya selaku ketua RT 05")],
            ),
            (
                "Saya istri dari Pak Budi.",
                vec![("introduction", "Saya istri dari Pak Budi")],
            ),
            (
                "saya anak almarhum Haji Udin",
                vec![("introduction", "saya anak almarhum Haji Udin")],
            ),
            (
                "Nama saya Siti Rahmawati. Izin saya",
                vec![("introduction", "Nama saya Siti Rahmawati")],
            ),
            (
                "Nama saya adalah Siti",
                vec![("introduction", "Nama saya adalah Siti")],
            ),
            (
                "Perkenalkan, saya Andi",
                vec![("introduction", "Perkenalkan, saya Andi")],
            ),
            (
                "My name is Maria Lopez",
                vec![("introduction", "My name is Maria Lopez")],
            ),
            (
                "Nama saya Édi, 0812 3456 7890, édi@contoh.example",
                vec![
                    ("introduction", "Nama saya Édi"),
                    ("phone", "0812 3456 7890"),
                    ("email", "édi@contoh.example"),
                ],
            ),
        ] {
            assert_eq!(found(text), signs, "{text}");
        }
    }

    #[test]
    fn ordinary_complaints_are_left_alone() {
        for text in [
            "Petugas meminta biaya Rp 1.500.000 di luar tarif.",
            "Nomor permohonan 2025081500012345 belum diproses.",
            "NIB 0220101234567 atas nama usaha",
            "Surat nomor 503/1234/DPMPTSP/VIII/2025 tanggal 15-08-2025.",
            "Antrean 112 dari jam 08.00 sampai 12.30.",
            "Saya tidak tahu nama petugasnya.",
            "Nama saya tidak ada di daftar.",
            "Saya kepala yang sakit",
            "Saya anak yang kurang mampu",
            "Anak saya sakit, istri saya menunggu.",
            "Kepala dinas tidak ada di tempat.",
            "Ketua RT 05 meminta uang.",
            "Ikuti @dinas di Instagram",
            "AHU-0081234567890.AH.01",
            "Kode KBLI 62019, luas 8123 m2.",
            "DPM-7K3F-9QX2",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn contacts_go_and_everything_else_stays() {
        for (text, expected) in [
            (
                "Saya ketua RT 05, hp 0812-3456-7890 2026, budi@contoh.id, NIK 6408011505900001.",
                "Saya ketua RT 05, hp █████ 2026, █████, NIK █████.",
            ),
            ("Nama saya Siti 081234567890", "Nama saya Siti █████"),
            ("+62 812 3456 7890.budi@contoh.id", "█████"),
            ("Biaya Rp 1.500.000", "Biaya Rp 1.500.000"),
            ("", ""),
        ] {
            assert_eq!(without_contacts(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_contact_is_left(text in "(\\PC|[0-9 .@+-]|0812|a@b.id ){0,40}") {
            let rest = without_contacts(&text);
            for part in rest.split(BLACKENED) {
                prop_assert!(text.contains(part));
            }
            prop_assert!(rest == text || rest.contains(BLACKENED));
        }

        #[test]
        fn places_are_right_in_any_text(text in "(\\PC|[0-9 .@+-]|saya |nama |ketua ){0,60}") {
            let mut end = 0;
            for sign in signs(&text) {
                prop_assert!(sign.start >= end && sign.end > sign.start);
                prop_assert!(text.is_char_boundary(sign.start) && text.is_char_boundary(sign.end));
                end = sign.end;
            }
        }
    }
}
