//! From a word to its root, lightly: `pengaduan`, `mengadu`, `aduan` → `adu`. Not a dictionary: what matters is
//! that the words of a text and the words of a question go the same way. The script of the site has no rules of its
//! own; it reads these from the site's index and walks them as [`Rules::stems`] does.

use serde::Serialize;

use crate::Lang;

/// Words that say nothing about a text.
const STOP_ID: &[&str] = &[
    "ada",
    "adalah",
    "agar",
    "akan",
    "anda",
    "apa",
    "atau",
    "bagaimana",
    "bagi",
    "bahwa",
    "bila",
    "bisa",
    "boleh",
    "dalam",
    "dan",
    "dapat",
    "dari",
    "dengan",
    "di",
    "hanya",
    "harus",
    "hingga",
    "ini",
    "itu",
    "jika",
    "juga",
    "kami",
    "karena",
    "ke",
    "kepada",
    "lagi",
    "lain",
    "maka",
    "mana",
    "oleh",
    "pada",
    "para",
    "saat",
    "saja",
    "sampai",
    "sangat",
    "saya",
    "sebagai",
    "secara",
    "sebuah",
    "sudah",
    "tanpa",
    "telah",
    "tentang",
    "tersebut",
    "tetapi",
    "tidak",
    "untuk",
    "yaitu",
    "yang",
];
const STOP_EN: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "for", "from", "have", "how", "if",
    "in", "is", "it", "may", "not", "of", "on", "or", "our", "that", "the", "their", "they", "this", "to",
    "was", "we", "what", "when", "where", "which", "will", "with", "you", "your",
];

/// How a language's words are shortened.
#[derive(Debug, Serialize)]
pub struct Rules {
    /// Words that say nothing.
    pub stop: &'static [&'static str],
    /// Endings, step by step; of each step the first that fits is taken off.
    suffixes: &'static [&'static [&'static str]],
    /// Beginnings, and what a vowel behind them may have lost: `menulis` → `t` + `ulis`.
    prefixes: &'static [(&'static str, &'static [&'static str])],
    /// Shorter words stay as they are.
    shortest: usize,
    /// A root has at least so many letters.
    root: usize,
    /// How many beginnings are taken off.
    depth: usize,
}

static INDONESIAN: Rules = Rules {
    stop: STOP_ID,
    // The last step is for roots that end as if they had an ending: `penilaian` and `nilai`.
    suffixes: &[
        &["lah", "kah", "pun"],
        &["nya", "ku", "mu"],
        &["kan", "an", "i"],
        &["i"],
    ],
    prefixes: &[
        ("meny", &["s"]),
        ("peny", &["s"]),
        ("meng", &["", "k"]),
        ("peng", &["", "k"]),
        ("mem", &["p", "m"]),
        ("pem", &["p", "m"]),
        ("men", &["t", "n"]),
        ("pen", &["t", "n"]),
        ("ber", &[]),
        ("ter", &[]),
        ("per", &[]),
        ("me", &[]),
        ("pe", &[]),
        ("di", &[]),
        ("ke", &[]),
        ("se", &[]),
    ],
    shortest: 5,
    root: 3,
    depth: 2,
};

static ENGLISH: Rules = Rules {
    stop: STOP_EN,
    suffixes: &[&["ing", "ed", "es", "s"]],
    prefixes: &[],
    shortest: 5,
    root: 3,
    depth: 0,
};

/// Of languages that nobody has described: words as they are.
static PLAIN: Rules = Rules {
    stop: &[],
    suffixes: &[],
    prefixes: &[],
    shortest: 5,
    root: 3,
    depth: 0,
};

/// The rules of a language.
pub fn rules(lang: Lang) -> &'static Rules {
    match lang {
        Lang::Id => &INDONESIAN,
        Lang::En => &ENGLISH,
        Lang::Further(_) => &PLAIN,
    }
}

impl Rules {
    /// What a word in lower case may come from: one root, or two where the spelling does not tell.
    pub fn stems(&self, word: &str) -> Vec<String> {
        if word.len() < self.shortest || word.bytes().any(|b| b.is_ascii_digit()) {
            return vec![word.to_owned()];
        }
        let mut word = word;
        for step in self.suffixes {
            let shorter = step.iter().filter_map(|suffix| word.strip_suffix(suffix));
            word = shorter
                .filter(|rest| rest.len() >= self.root)
                .max_by_key(|rest| std::cmp::Reverse(rest.len()))
                .unwrap_or(word);
        }
        self.without_prefixes(word, self.depth)
    }

    /// What a word may come from besides that is not written to its end yet: `jala` and `jalan` have one root.
    pub fn unfinished(&self, word: &str) -> Vec<String> {
        let endings = self.suffixes.iter().flat_map(|step| step.iter());
        let begun = endings.flat_map(|ending| (1..ending.len()).filter_map(|cut| ending.get(..cut)));
        let rests = begun.filter_map(|begun| word.strip_suffix(begun));
        rests
            .filter(|rest| rest.len() >= self.root)
            .flat_map(|rest| self.without_prefixes(rest, self.depth))
            .collect()
    }

    fn without_prefixes(&self, word: &str, depth: usize) -> Vec<String> {
        let fits = |(prefix, lost): &(&str, &'static [&'static str])| {
            let rest = word.strip_prefix(prefix).filter(|rest| rest.len() >= self.root)?;
            Some((rest, *lost))
        };
        let found = self.prefixes.iter().find_map(fits).filter(|_| depth > 0);
        match found {
            None => vec![word.to_owned()],
            Some((rest, lost)) if !lost.is_empty() && rest.starts_with(['a', 'e', 'i', 'o', 'u']) => {
                let roots = lost.iter().map(|lost| format!("{lost}{rest}"));
                roots
                    .flat_map(|root| self.without_prefixes(&root, depth - 1))
                    .collect()
            }
            Some((rest, _)) => self.without_prefixes(rest, depth - 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_family_share_a_root() {
        for family in [
            &[
                "adu",
                "mengadu",
                "aduan",
                "pengaduan",
                "mengadukan",
                "diadukan",
                "aduannya",
            ][..],
            &[
                "lapor",
                "melapor",
                "laporan",
                "pelapor",
                "melaporkan",
                "dilaporkan",
                "pelaporan",
            ],
            &["izin", "perizinan", "mengizinkan", "izinnya"],
            &["layanan", "pelayanan", "melayani", "dilayani"],
            &["tulis", "menulis", "tulisan", "penulis", "tuliskan"],
            &["terima", "menerima", "diterima", "penerimaan"],
            &["periksa", "memeriksa", "diperiksa", "pemeriksaan"],
            &["kirim", "mengirim", "dikirim", "kirimkan", "pengiriman"],
            &["surat", "menyurat", "suratnya"],
            &["syarat", "persyaratan"],
            &["minta", "meminta", "diminta", "permintaan"],
            &["nilai", "menilai", "penilaian", "dinilai"],
        ] {
            let roots: Vec<Vec<String>> = family.iter().map(|word| INDONESIAN.stems(word)).collect();
            let shared = |root: &String| roots.iter().all(|roots| roots.contains(root));
            assert!(roots[0].iter().any(shared), "{family:?}: {roots:?}");
        }
        assert_eq!(ENGLISH.stems("complaints"), ENGLISH.stems("complaint"));
    }

    #[test]
    fn short_words_and_numbers_stay() {
        for word in ["nib", "ktp", "izin", "sp4n", "12345"] {
            assert_eq!(INDONESIAN.stems(word), [word]);
        }
    }
}
