//! Blackening passages of what a reporter wrote, so that whoever works on a case does not learn who wrote it. The
//! words are found however they are spaced and whether their letters are large or small.

/// What stands where a passage stood, however long that was.
pub const BLACKENED: &str = "█████";

/// Passages that shall not be read, the longest first: one may be a part of another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passages(Vec<Vec<char>>);

impl Passages {
    /// Reads passages, one in a line. Nothing is blackened for a line without a letter or digit.
    pub fn parse(lines: &str) -> Passages {
        let mut passages: Vec<Vec<char>> = lines
            .lines()
            .map(|line| folded(line).into_iter().map(|(letter, _)| letter).collect())
            .filter(|line: &Vec<char>| line.iter().any(|letter| letter.is_alphanumeric()))
            .collect();
        passages.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        passages.dedup();
        Passages(passages)
    }

    /// The passages, one in a line; [`Passages::parse`] reads the same again.
    pub fn lines(&self) -> String {
        let lines: Vec<String> = self.0.iter().map(|passage| passage.iter().collect()).collect();
        lines.join("\n")
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every passage stands in one of the texts.
    pub fn all_stand_in<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        let texts: Vec<Vec<char>> = texts
            .into_iter()
            .map(|text| folded(text).into_iter().map(|(letter, _)| letter).collect())
            .collect();
        self.0.iter().all(|passage| {
            let stands = |text: &Vec<char>| text.windows(passage.len()).any(|window| window == passage);
            texts.iter().any(stands)
        })
    }

    /// A text without the passages.
    pub fn blacken(&self, text: &str) -> String {
        let letters = folded(text);
        let (mut blackened, mut kept) = (String::new(), 0);
        let mut at = 0;
        while at < letters.len() {
            let Some(passage) = self.0.iter().find(|passage| begins_with(&letters[at..], passage)) else {
                at += 1;
                continue;
            };
            blackened.push_str(&text[kept..letters[at].1]);
            blackened.push_str(BLACKENED);
            at += passage.len();
            // What folds into several letters may have been entered half way.
            kept = end_of(text, letters[at - 1].1);
            while letters.get(at).is_some_and(|(_, start)| *start < kept) {
                at += 1;
            }
        }
        blackened.push_str(&text[kept..]);
        blackened
    }
}

fn begins_with(letters: &[(char, usize)], passage: &[char]) -> bool {
    letters.len() >= passage.len()
        && letters
            .iter()
            .zip(passage)
            .all(|((letter, _), expected)| letter == expected)
}

/// Where the character ends that begins there.
fn end_of(text: &str, start: usize) -> usize {
    text[start..]
        .chars()
        .next()
        .map_or(start, |letter| start + letter.len_utf8())
}

/// Small letters with one space for any, each with where it stands in the text; no space at either end.
fn folded(text: &str) -> Vec<(char, usize)> {
    let mut letters: Vec<(char, usize)> = Vec::new();
    for (start, letter) in text.char_indices() {
        if !letter.is_whitespace() {
            letters.extend(letter.to_lowercase().map(|small| (small, start)));
        } else if letters.last().is_some_and(|(last, _)| *last != ' ') {
            letters.push((' ', start));
        }
    }
    if letters.last().is_some_and(|(last, _)| *last == ' ') {
        letters.pop();
    }
    letters
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BLACKENED, Passages};

    #[test]
    fn passages_go_however_they_are_written() {
        let text = "Saya Budi Santoso,  ketua\nRT 05, telepon 0812 3456 789. BUDI  SANTOSO menunggu.";
        for (lines, expected) in [
            (
                "budi santoso\nketua rt 05",
                "Saya █████,  █████, telepon 0812 3456 789. █████ menunggu.",
            ),
            (
                "Budi\nBudi Santoso\n\n 0812 3456 789 ",
                "Saya █████,  ketua\nRT 05, telepon █████. █████ menunggu.",
            ),
            ("…\n-- \n", text),
            ("", text),
        ] {
            assert_eq!(Passages::parse(lines).blacken(text), expected, "{lines:?}");
        }
    }

    #[test]
    fn letters_that_grow_when_small_are_cut_where_they_stand() {
        assert_eq!(Passages::parse("İ").blacken("aİb"), "a█████b");
        assert_eq!(Passages::parse("i").blacken("aİb"), "a█████b");
    }

    #[test]
    fn a_passage_must_stand_somewhere() {
        let stands = |lines: &str| Passages::parse(lines).all_stand_in(["Ibu Sri dari Bontang", "loket 3"]);
        assert!(stands("ibu  sri\nLOKET 3") && stands(""));
        assert!(!stands("ibu siti") && !stands("bontang loket"));
    }

    proptest! {
        #[test]
        fn no_passage_is_left_and_the_rest_stays(
            text in "[a-dA-D \n]{0,60}",
            lines in proptest::collection::vec("[a-dA-D ]{1,4}", 0..5),
        ) {
            let passages = Passages::parse(&lines.join("\n"));
            let blackened = passages.blacken(&text);
            for part in blackened.split(BLACKENED) {
                for line in lines.iter().filter(|line| !line.trim().is_empty()) {
                    prop_assert!(!Passages::parse(line).all_stand_in([part]), "{line:?} in {part:?}");
                }
                prop_assert!(text.contains(part));
            }
            prop_assert_eq!(passages.blacken(&blackened), blackened.clone(), "twice is once");
            prop_assert_eq!(Passages::parse(&passages.lines()), passages.clone());
            prop_assert!(passages.is_empty() || blackened == text || blackened.contains(BLACKENED));
        }

        #[test]
        fn any_text_can_be_blackened(text in "\\PC{0,40}", lines in "\\PC{0,20}") {
            let passages = Passages::parse(&lines);
            let blackened = passages.blacken(&text);
            prop_assert_eq!(passages.all_stand_in([text.as_str()]) && !passages.is_empty() && blackened == text, false);
        }
    }
}
