//! Words by which people introduce themselves: "nama saya Budi", "saya ketua RT 05".

use super::{Sign, SignKind};

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

/// Names and offices that a text ascribes to whoever wrote it.
pub(super) fn introductions(text: &str) -> Vec<Sign> {
    let words = words(text);
    let lower: Vec<String> = words
        .iter()
        .map(|word| text[word.start..word.end].to_lowercase())
        .collect();
    let found = (0..words.len()).filter_map(|at| {
        let length = naming(&lower[at..]).or_else(|| being(&lower[at..]))?;
        let last = last_of_name(text, &words, &lower, at, length)?;
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
