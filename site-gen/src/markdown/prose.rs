//! The words of a page without their markup, block by block: what is judged for plain language and searched.

use pulldown_cmark::{Event, Tag, TagEnd};

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Sentences: a paragraph, an item of a list.
    Sentences,
    /// A heading.
    Heading,
    /// A cell of a table, code: searched, not judged.
    Other,
}

/// One block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block<'a> {
    pub(crate) kind: Kind,
    /// The line of the file it starts on.
    pub(crate) line: usize,
    pub(crate) text: &'a str,
}

/// All blocks of a page, in one string.
#[derive(Debug, Default)]
pub(crate) struct Prose {
    text: String,
    starts: Vec<(usize, usize, Kind)>,
    /// Whether words belong to the last block.
    open: bool,
}

impl Prose {
    /// For about so many bytes of words.
    pub(super) fn with_capacity(bytes: usize) -> Prose {
        Prose {
            text: String::with_capacity(bytes),
            ..Prose::default()
        }
    }

    /// The blocks that have words.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = Block<'_>> {
        let ends = self
            .starts
            .iter()
            .skip(1)
            .map(|(start, _, _)| *start)
            .chain([self.text.len()]);
        let block = |((start, line, kind), end): (&(usize, usize, Kind), usize)| Block {
            kind: *kind,
            line: *line,
            text: self.text[*start..end].trim(),
        };
        self.starts
            .iter()
            .zip(ends)
            .map(block)
            .filter(|block| !block.text.is_empty())
    }

    /// Begins a block.
    pub(super) fn begin(&mut self, kind: Kind, line: usize) {
        self.starts.push((self.text.len(), line, kind));
        self.open = true;
    }

    /// Adds words to the block.
    pub(super) fn push(&mut self, text: &str) {
        if self.open {
            self.text.push_str(text);
        }
    }

    /// A block of its own.
    pub(super) fn whole(&mut self, kind: Kind, line: usize, text: &str) {
        self.begin(kind, line);
        self.push(text);
        self.open = false;
    }

    /// The kind of block an event begins.
    pub(super) fn begins(event: &Event<'_>) -> Option<Kind> {
        match event {
            Event::Start(Tag::Paragraph | Tag::Item) => Some(Kind::Sentences),
            Event::Start(Tag::Heading { .. }) => Some(Kind::Heading),
            Event::Start(Tag::TableCell | Tag::CodeBlock(_)) => Some(Kind::Other),
            _ => None,
        }
    }

    /// Takes the words of an event; inserts and images add theirs themselves.
    pub(super) fn take(&mut self, event: &Event<'_>, has_insert: bool) {
        match event {
            Event::Text(text) if !has_insert => self.push(text),
            Event::Code(text) => self.push(text),
            Event::SoftBreak | Event::HardBreak => self.push(" "),
            Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_) | TagEnd::TableCell | TagEnd::CodeBlock,
            ) => self.open = false,
            _ => {}
        }
    }
}
