//! What an agency asks of its own pages: how plain, how fresh, what search understands, which figures may be
//! shown. Every value has a default, so that all four sections may be left out.

/// `[readability]`: from when on a page is told to be hard to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readability {
    /// Words in a sentence, on average, at most.
    pub mean_words: u32,
    /// A sentence with more words than this is long.
    pub long_sentence_words: u32,
    /// Long sentences of a hundred, at most.
    pub long_sentences_percent: u32,
    /// A word with at least this many syllables is long.
    pub long_word_syllables: u32,
    /// Long words of a hundred, at most.
    pub long_words_percent: u32,
    /// Abbreviations that readers know without an explanation.
    pub abbreviations: Vec<String>,
}

impl Default for Readability {
    fn default() -> Self {
        Readability {
            mean_words: 14,
            long_sentence_words: 20,
            long_sentences_percent: 10,
            long_word_syllables: 5,
            long_words_percent: 8,
            abbreviations: Vec::new(),
        }
    }
}

/// `[freshness]`: how old the check of a page may be, in calendar days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// After so many days the page says that it may be out of date.
    pub warn_after: u16,
    /// After so many days nothing is built until somebody has checked the page.
    pub fail_after: Option<u16>,
}

impl Default for Freshness {
    fn default() -> Self {
        Freshness {
            warn_after: 180,
            fail_after: None,
        }
    }
}

/// `[search]`: what readers call things.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchWords {
    /// Groups of words that mean the same.
    pub synonyms: Vec<Vec<String>>,
}

/// `[statistics]`: which figures are too small to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmallFigures {
    /// A figure from 1 to one below this is not shown. 0 shows everything.
    pub suppress_below: u64,
    /// Why small figures are shown all the same, for everybody to read.
    pub override_reason: Option<String>,
}

impl SmallFigures {
    /// The threshold that counts: none where a reason was given.
    pub fn threshold(&self) -> u64 {
        if self.override_reason.is_some() {
            0
        } else {
            self.suppress_below
        }
    }
}

impl Default for SmallFigures {
    fn default() -> Self {
        SmallFigures {
            suppress_below: 5,
            override_reason: None,
        }
    }
}
