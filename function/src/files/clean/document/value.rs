//! The values of a PDF, read within a budget.

use lopdf::{Dictionary, Object};

use super::budget::{Budget, DICTIONARY, KEY, Stop, VALUE};
use super::token;

/// How deep values may stand in each other.
const DEEPEST: usize = 100;

/// A place in some bytes from which values are read.
pub(super) struct Values<'a> {
    bytes: &'a [u8],
    at: usize,
    budget: &'a mut Budget,
}

impl<'a> Values<'a> {
    pub(super) const fn new(bytes: &'a [u8], at: usize, budget: &'a mut Budget) -> Values<'a> {
        Values { bytes, at, budget }
    }

    /// Where the next value is looked for.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// What has not been read.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Goes on so many bytes.
    pub(super) fn pass(&mut self, bytes: usize) -> Result<(), Stop> {
        self.at += bytes;
        self.budget.look(bytes)
    }

    /// Goes on over white space and comments.
    pub(super) fn pass_space(&mut self) -> Result<(), Stop> {
        self.pass(token::space(self.rest()))
    }

    /// The next value.
    pub(super) fn value(&mut self) -> Result<Object, Stop> {
        self.value_within(DEEPEST)
    }

    fn value_within(&mut self, depth: usize) -> Result<Object, Stop> {
        let deeper = depth.checked_sub(1).ok_or(Stop::Unreadable)?;
        self.pass_space()?;
        match self.rest() {
            [b'<', b'<', ..] => self.dictionary(deeper).map(Object::Dictionary),
            [b'[', ..] => self.array(deeper).map(Object::Array),
            [b'<', ..] => self.text(token::hexadecimal),
            [b'(', ..] => self.text(token::literal),
            [b'/', ..] => self.name().map(Object::Name),
            [b'0'..=b'9' | b'+' | b'-' | b'.', ..] => self.number(),
            _ => self.word(),
        }
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Object>, Stop> {
        self.pass(1)?;
        let mut items = Vec::new();
        loop {
            self.pass_space()?;
            if self.rest().starts_with(b"]") {
                self.pass(1)?;
                items.shrink_to_fit();
                return Ok(items);
            }
            self.budget.hold(VALUE)?;
            items.push(self.value_within(depth)?);
        }
    }

    fn dictionary(&mut self, depth: usize) -> Result<Dictionary, Stop> {
        self.pass(2)?;
        self.budget.hold(DICTIONARY)?;
        let mut dictionary = Dictionary::new();
        loop {
            self.pass_space()?;
            if self.rest().starts_with(b">>") {
                self.pass(2)?;
                return Ok(dictionary);
            }
            self.budget.hold(KEY + VALUE)?;
            let key = self.name()?;
            self.pass_space()?;
            // A key without a value, as some programs leave it.
            if !self.rest().starts_with(b">>") {
                dictionary.set(key, self.value_within(depth)?);
            }
        }
    }

    fn name(&mut self) -> Result<Vec<u8>, Stop> {
        let behind = self.rest().strip_prefix(b"/").ok_or(Stop::Unreadable)?;
        let (name, length) = token::name(behind);
        self.pass(length + 1)?;
        self.budget.hold(length)?;
        Ok(name)
    }

    fn text(&mut self, read: fn(&[u8]) -> Option<(Object, usize)>) -> Result<Object, Stop> {
        let rest = self.rest();
        let Some((text, length)) = read(rest) else {
            // All of it was looked at in vain.
            self.pass(rest.len())?;
            return Err(Stop::Unreadable);
        };
        self.pass(length)?;
        self.budget.hold(length)?;
        Ok(text)
    }

    /// A number, or the two numbers of a reference.
    fn number(&mut self) -> Result<Object, Stop> {
        let (value, length) = match reference(self.rest()) {
            Some((id, length)) => (Object::Reference(id), length),
            None => token::number(self.rest()),
        };
        self.pass(length)?;
        Ok(value)
    }

    fn word(&mut self) -> Result<Object, Stop> {
        let rest = self.rest();
        let word = &rest[..token::run(&rest[..rest.len().min(6)], token::is_regular)];
        let value = match word {
            b"true" => Object::Boolean(true),
            b"false" => Object::Boolean(false),
            b"null" => Object::Null,
            _ => return Err(Stop::Unreadable),
        };
        self.pass(word.len())?;
        Ok(value)
    }
}

/// Most white space between the parts of a reference or of an object's head; nobody writes more.
const MOST_BETWEEN: usize = 16;

/// Two numbers, such as name an object, and how long they and the white space behind them are.
pub(super) fn two_numbers(bytes: &[u8]) -> Option<((u32, u16), usize)> {
    let between = |at: usize| {
        let rest = bytes.get(at..)?;
        let length = token::run(&rest[..rest.len().min(MOST_BETWEEN)], token::is_space);
        (length > 0).then_some(at + length)
    };
    let (number, length) = token::whole(&bytes[..bytes.len().min(11)])?;
    let at = between(length)?;
    let (generation, length) = token::whole(&bytes[at..bytes.len().min(at + 6)])?;
    let end = between(at + length)?;
    Some(((number, u16::try_from(generation).ok()?), end))
}

fn reference(bytes: &[u8]) -> Option<((u32, u16), usize)> {
    let (id, at) = two_numbers(bytes)?;
    let ends = |rest: &[u8]| !rest.first().copied().is_some_and(token::is_regular);
    let behind = bytes[at..].strip_prefix(b"R")?;
    ends(behind).then_some((id, at + 1))
}
