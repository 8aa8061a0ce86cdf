//! Whether two texts tell the same: by the share of runs of three words that they have in common.

use std::collections::BTreeSet;

/// From this share on, two texts are worth a look.
const ALIKE: usize = 40;
/// Words of a run. A text of fewer words is one run.
const RUN: usize = 3;

/// The runs of words of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness(BTreeSet<String>);

impl Likeness {
    /// Reads a text; case, punctuation and lines do not matter.
    pub fn of(text: &str) -> Likeness {
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let runs = words.windows(RUN.min(words.len()).max(1));
        Likeness(runs.map(|run| run.join(" ")).collect())
    }

    /// Whether another text tells the same: at least two fifths of the shorter one stand in the other too.
    pub fn is_like(&self, other: &Likeness) -> bool {
        let shorter = self.0.len().min(other.0.len());
        let common = self.0.intersection(&other.0).count();
        common > 0 && common * 100 >= shorter * ALIKE
    }
}

#[cfg(test)]
mod tests {
    use super::Likeness;

    #[test]
    fn the_same_story_is_found_however_it_is_typed() {
        let story = Likeness::of("Petugas loket tiga meminta biaya di luar tarif resmi.");
        for (text, alike) in [
            ("PETUGAS loket tiga, meminta biaya; di luar tarif resmi", true),
            (
                "Kemarin petugas loket tiga meminta biaya di luar tarif resmi sebesar dua puluh ribu.",
                true,
            ),
            (
                "Petugas loket tiga meminta uang rokok sebelum map diterima",
                false,
            ),
            ("Lampu jalan di depan pasar padam sejak Senin.", false),
            ("", false),
            ("loket tiga", false),
        ] {
            assert_eq!(story.is_like(&Likeness::of(text)), alike, "{text}");
            assert_eq!(Likeness::of(text).is_like(&story), alike, "{text}");
        }
        assert!(Likeness::of("lampu padam").is_like(&Likeness::of("Lampu padam!")));
        assert!(!Likeness::of("").is_like(&Likeness::of("")));
    }
}
