//! Whether a text tells who wrote it: a telephone number, a mail address, an identity or card number, or words by
//! which people introduce themselves. For a warning, and to keep numbers and addresses from whoever need not know them;
//! nothing is ever refused because of it.

mod introductions;
mod numbers;

use crate::named::named_enum;
use crate::redaction::BLACKENED;

use introductions::introductions;
use numbers::numbers;

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

/// Everything in a text that gives its author away, from front to back, nothing twice.
pub fn signs(text: &str) -> Vec<Sign> {
    let mut found = numbers(text);
    found.extend(emails(text));
    found.extend(introductions(text));
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
