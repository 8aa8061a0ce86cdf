//! The text of a receipt that can be passed on: what is signed is exactly what people read.
//!
//! Chats and mail programs wrap lines, add stars and arrows, and turn dashes and quotation marks. So both sides
//! sign and verify the [`canonical`] text, in which none of that is left.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Bytes of an Ed25519 signature.
pub const SIGNATURE_BYTES: usize = 64;
/// Symbols of a key's name.
pub const KEY_ID_SYMBOLS: usize = 8;
/// Stands before key and signature; the number is that of this form of text.
pub const MARK: &str = "TANGGAP1";
/// With which words a receipt begins, in every language.
pub const OPENINGS: [&str; 2] = ["TANDA TERIMA PENGADUAN", "RECEIPT OF A SUBMISSION"];
/// Longer texts are no receipts.
const MOST_CHARS: usize = 10_000;
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SIGNATURE_SYMBOLS: usize = (SIGNATURE_BYTES * 8).div_ceil(5);
/// Symbols of the signature between two spaces.
const GROUP: usize = 8;

/// A receipt found in a text. Whether its signature is right is another question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedText {
    /// What was signed, in canonical form.
    pub text: String,
    /// With which key.
    pub key_id: String,
    /// The signature.
    pub signature: [u8; SIGNATURE_BYTES],
}

/// The text without anything that chats add or change: one space between words, no marks of emphasis, no
/// invisible characters, plain dashes and quotation marks.
pub fn canonical(text: &str) -> String {
    let whole = composed(text);
    let plain = whole.chars().filter_map(|c| match c {
        '*'
        | '_'
        | '~'
        | '`'
        | '>'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}'
        | '\u{ad}' => None,
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
        '\u{2018}'..='\u{201b}' => Some('\''),
        '\u{201c}'..='\u{201f}' => Some('"'),
        c if c.is_whitespace() => Some(' '),
        c => Some(c),
    });
    // What stood apart before may belong together now.
    let plain: String = plain.collect();
    composed(&plain)
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Unicode's form C. Nearly every text has it already.
fn composed(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfc().collect()),
    }
}

/// The whole receipt: the text, then key and signature.
pub fn write(text: &str, key_id: &str, signature: &[u8; SIGNATURE_BYTES]) -> String {
    let symbols = encode(signature);
    let groups: Vec<&str> = (0..symbols.len())
        .step_by(GROUP)
        .map(|start| &symbols[start..symbols.len().min(start + GROUP)])
        .collect();
    format!("{text}\n{MARK} {key_id} {}", groups.join(" "))
}

/// Finds the receipt in whatever was pasted: other words may stand before and behind it.
pub fn read(pasted: &str) -> Option<SignedText> {
    if pasted.chars().nth(MOST_CHARS).is_some() {
        return None;
    }
    let text = canonical(pasted);
    let (before, after) = text.rsplit_once(MARK)?;
    let start = OPENINGS.iter().filter_map(|words| before.rfind(words)).max()?;
    let symbols: String = after
        .chars()
        .filter(|c| *c != ' ')
        .map(fold)
        .take(KEY_ID_SYMBOLS + SIGNATURE_SYMBOLS)
        .collect();
    let (key_id, signature) = symbols.split_at_checked(KEY_ID_SYMBOLS)?;
    Some(SignedText {
        text: before[start..].trim_end().to_owned(),
        key_id: key_id.to_owned(),
        signature: decode(signature)?.try_into().ok()?,
    })
}

/// Bytes as symbols that survive being typed: Crockford's base 32.
pub fn encode(bytes: &[u8]) -> String {
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    let symbol = |index: usize| (0..5).fold(0, |value, place| value << 1 | bit(index * 5 + place));
    let count = (bytes.len() * 8).div_ceil(5);
    (0..count)
        .map(|index| char::from(SYMBOLS[usize::from(symbol(index))]))
        .collect()
}

/// The bytes of symbols; nothing where a symbol is none of ours or a bit is left over that is not zero.
fn decode(symbols: &str) -> Option<Vec<u8>> {
    let value = |c: char| SYMBOLS.iter().position(|symbol| char::from(*symbol) == c);
    let bits = symbols.chars().map(value).collect::<Option<Vec<_>>>()?;
    let bits: Vec<u8> = bits
        .iter()
        .flat_map(|value| (0..5).map(move |place| u8::from(value >> (4 - place) & 1 == 1)))
        .collect();
    let (whole, rest) = bits.split_at(bits.len() / 8 * 8);
    let byte = |bits: &[u8]| bits.iter().fold(0, |byte, bit| byte << 1 | bit);
    rest.iter()
        .all(|bit| *bit == 0)
        .then(|| whole.chunks(8).map(byte).collect())
}

fn fold(c: char) -> char {
    match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "TANDA TERIMA PENGADUAN\nNomor: DPM-7K3F-9QX2\nInstansi: DPMPTSP \u{201c}Maju\u{201d}\nDiterima: 15 Agustus 2025";

    fn signed() -> String {
        write(
            TEXT,
            "4F7K9Q2M",
            &std::array::from_fn(|n| u8::try_from(n * 3).unwrap()),
        )
    }

    #[test]
    fn what_chats_do_to_a_text_changes_nothing() {
        let read_plain = read(&signed()).unwrap();
        assert_eq!(read_plain.key_id, "4F7K9Q2M");
        assert_eq!(
            read_plain.text,
            "TANDA TERIMA PENGADUAN Nomor: DPM-7K3F-9QX2 Instansi: DPMPTSP \"Maju\" Diterima: 15 Agustus 2025"
        );
        for mangled in [
            signed().replace('\n', "\r\n"),
            signed().replace('\n', "  "),
            signed().replace(' ', "\u{a0}"),
            signed().replace('\n', "\n> "),
            format!(
                "[15/8 09.31] Budi: *{}*\nterima kasih!",
                signed().replace("Nomor", "*Nomor*")
            ),
            signed().replace('-', "\u{2011}"),
            signed().replace("4F7K9Q2M", "4f7k9q2m"),
            signed().replace("Maju", "\u{200b}Maju"),
        ] {
            assert_eq!(read(&mangled), Some(read_plain.clone()), "{mangled:?}");
        }
    }

    #[test]
    fn marks_that_a_star_kept_apart_find_their_order() {
        assert_eq!(canonical("\u{20ec}_\u{11d44}"), "\u{11d44}\u{20ec}");
    }

    #[test]
    fn marks_that_meet_when_something_between_them_goes_are_in_order() {
        let met = canonical("a\u{1abb}_\u{1ab5}");
        assert_eq!(met, canonical(&met));
        assert_eq!(canonical("e*\u{301}"), "\u{e9}");
    }

    #[test]
    fn a_word_that_changed_changes_what_is_verified() {
        let changed = signed().replace("15 Agustus", "14 Agustus");
        assert_ne!(read(&changed).unwrap().text, read(&signed()).unwrap().text);
    }

    #[test]
    fn what_is_no_receipt_is_none() {
        let short = signed();
        let cut = &short[..short.len() - 3];
        for text in [
            "",
            "halo",
            MARK,
            TEXT,
            cut,
            &"a".repeat(20_000),
            "TANGGAP1 TANDA TERIMA PENGADUAN",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
        assert_eq!(read(&signed().replace("TANDA", "TANPA")), None);
    }

    proptest! {
        #[test]
        fn symbols_are_read_back(bytes in prop::array::uniform32(any::<u8>())) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes.to_vec()));
        }

        #[test]
        fn nothing_that_is_pasted_is_a_panic(text in "\\PC{0,200}") {
            let once = canonical(&text);
            prop_assert_eq!(canonical(&once), once.clone());
            let _ = read(&format!("{}{text}{MARK}{text}", OPENINGS[0]));
        }
    }
}
