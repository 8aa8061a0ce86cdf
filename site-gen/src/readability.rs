//! Plain Indonesian: how long sentences and words are, stiff phrases, abbreviations that nobody explained.
//! One pass over the words of a page, cheap enough for every page of every build.

mod abbreviations;
mod phrases;
mod sentences;
mod words;

use std::collections::HashSet;

use complaint::agency::Readability;
use complaint::problem::Problem;
use complaint::{Agency, Lang};

use crate::markdown::{Block, Kind, Prose};

pub(crate) use abbreviations::Known;

/// Fewer words than this say nothing about a page.
const FEWEST_WORDS: usize = 40;
/// Long sentences named for one page.
const MOST_EXAMPLES: usize = 5;

/// How hard a page is to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The file of the page.
    pub file: String,
    /// Sentences.
    pub sentences: usize,
    /// Words in them.
    pub words: usize,
    /// Sentences that are too long.
    pub long_sentences: usize,
    /// Words that are too long.
    pub long_words: usize,
    /// Whether it is beyond what the agency asks.
    pub is_hard: bool,
}

impl Reading {
    /// Words in a sentence, in tenths.
    pub fn mean_tenths(&self) -> usize {
        (self.words * 10).checked_div(self.sentences).unwrap_or_default()
    }

    /// Long sentences of a hundred.
    pub fn long_sentences_percent(&self) -> usize {
        (self.long_sentences * 100)
            .checked_div(self.sentences)
            .unwrap_or_default()
    }

    /// Long words of a hundred.
    pub fn long_words_percent(&self) -> usize {
        (self.long_words * 100)
            .checked_div(self.words)
            .unwrap_or_default()
    }
}

/// What was found on a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Judged {
    pub(crate) reading: Option<Reading>,
    pub(crate) hints: Vec<Problem>,
}

/// Judges a page in Indonesian; `file` is its name in problems.
pub(crate) fn judge(file: &str, lang: Lang, prose: &Prose, agency: &Agency, known: &Known) -> Judged {
    if lang != Lang::Id {
        return Judged::default();
    }
    let limits = &agency.readability;
    let mut page = Page {
        file,
        limits,
        known,
        reading: Reading {
            file: file.to_owned(),
            ..Reading::default()
        },
        named: HashSet::new(),
        long: Vec::new(),
        long_words: Vec::new(),
        hints: Vec::new(),
    };
    for block in prose.blocks().filter(|block| block.kind == Kind::Sentences) {
        page.block(block);
    }
    page.finish()
}

struct Page<'a> {
    file: &'a str,
    limits: &'a Readability,
    known: &'a Known,
    reading: Reading,
    /// Abbreviations so far: only where one first stands must it be explained.
    named: HashSet<&'a str>,
    /// Long sentences, with their line and number of words.
    long: Vec<(usize, usize, &'a str)>,
    long_words: Vec<&'a str>,
    hints: Vec<Problem>,
}

impl<'a> Page<'a> {
    /// One pass over the words of a block.
    fn block(&mut self, block: Block<'a>) {
        let Block { text, line, .. } = block;
        let (mut start, mut count) = (0, 0);
        for word in words::of(text) {
            count += usize::from(word.counts());
            if word.is_long(self.limits.long_word_syllables as usize) {
                self.long_words.push(word.bare());
            }
            phrases::find(text, word, &mut |phrase| self.stiff(phrase, line));
            for (name, is_explained) in self.known.unknown(text, word) {
                if self.named.insert(name) && !is_explained {
                    self.unexplained(name, line);
                }
            }
            let after = word.at + word.text.len();
            let end = word.has_stop().then(|| sentences::end(word.text, &text[after..]));
            if let Some(end) = end.flatten() {
                self.sentence(&text[start..word.at + end], count, line);
                (start, count) = (word.at + end, 0);
            }
        }
        self.sentence(&text[start..], count, line);
    }

    fn sentence(&mut self, sentence: &'a str, words: usize, line: usize) {
        self.reading.words += words;
        self.reading.sentences += usize::from(words > 0);
        if words > self.limits.long_sentence_words as usize {
            self.reading.long_sentences += 1;
            self.long.push((words, line, sentence.trim()));
        }
    }

    fn hint(&mut self, line: impl Into<Option<usize>>, code: &'static str, message: String, help: String) {
        self.hints
            .push(Problem::warning(self.file, line, code, message, help));
    }

    fn stiff(&mut self, (typed, instead): (&str, &str), line: usize) {
        let help = if instead.is_empty() {
            "hapus saja; kalimatnya tetap jelas".to_owned()
        } else {
            format!("tulis {instead}")
        };
        self.hint(
            line,
            "stiff-phrase",
            format!("`{typed}` adalah bahasa kantor"),
            help,
        );
    }

    fn unexplained(&mut self, name: &str, line: usize) {
        let help = format!(
            "jelaskan saat pertama muncul, misalnya `kepanjangannya ({name})`; bila pembaca sudah kenal, tambahkan pada abbreviations di agency.toml"
        );
        self.hint(
            line,
            "unexplained-abbreviation",
            format!("singkatan `{name}` belum dijelaskan"),
            help,
        );
    }

    fn finish(mut self) -> Judged {
        self.reading.long_words = self.long_words.len();
        if self.reading.words >= FEWEST_WORDS {
            self.judge_sentences();
            self.judge_words();
        }
        Judged {
            reading: Some(self.reading),
            hints: self.hints,
        }
    }

    fn judge_sentences(&mut self) {
        let (mean, percent) = (self.reading.mean_tenths(), self.reading.long_sentences_percent());
        let too_long = mean > self.limits.mean_words as usize * 10;
        let too_many = percent > self.limits.long_sentences_percent as usize;
        self.reading.is_hard |= too_long || too_many;
        if too_long {
            let message = format!(
                "rata-rata {},{} kata per kalimat; anjurannya paling banyak {}",
                mean / 10,
                mean % 10,
                self.limits.mean_words
            );
            self.hint(
                None,
                "long-sentences",
                message,
                "pecah kalimat panjang: satu kalimat, satu gagasan".to_owned(),
            );
        }
        if too_many {
            self.long
                .sort_by_key(|(count, line, _)| (std::cmp::Reverse(*count), *line));
            for (count, line, sentence) in self.long.drain(..).take(MOST_EXAMPLES).collect::<Vec<_>>() {
                let message = format!("kalimat ini berisi {count} kata: `{sentence}`");
                let help = format!(
                    "pecah menjadi kalimat yang paling panjang {} kata",
                    self.limits.long_sentence_words
                );
                self.hint(line, "long-sentence", message, help);
            }
        }
    }

    fn judge_words(&mut self) {
        let percent = self.reading.long_words_percent();
        if percent <= self.limits.long_words_percent as usize {
            return;
        }
        self.reading.is_hard = true;
        let mut examples: Vec<String> = self.long_words.iter().map(|word| word.to_lowercase()).collect();
        examples.sort_unstable();
        examples.dedup();
        examples.sort_by_key(|word| std::cmp::Reverse(words::syllables(word)));
        examples.truncate(MOST_EXAMPLES);
        let message = format!(
            "{percent} % kata bersuku kata {} atau lebih; anjurannya paling banyak {} %",
            self.limits.long_word_syllables, self.limits.long_words_percent
        );
        self.hint(
            None,
            "long-words",
            message,
            format!("ganti dengan kata yang lebih pendek: {}", examples.join(", ")),
        );
    }
}
