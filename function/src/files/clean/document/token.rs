//! The smallest parts of a PDF: white space, numbers, names and strings. Each function reads the beginning of some
//! bytes and tells how many belong to what it found.

use lopdf::{Object, StringFormat};

/// What stands between other things.
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\t' | b'\n' | b'\x0C' | b'\r' | b' ')
}

/// What belongs to a word, a name or a number.
pub(super) const fn is_regular(byte: u8) -> bool {
    !is_space(byte)
        && !matches!(
            byte,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
        )
}

/// How many bytes at the beginning are as asked.
pub(super) fn run(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    bytes
        .iter()
        .position(|byte| !belongs(*byte))
        .unwrap_or(bytes.len())
}

/// How long the white space and the comments are.
pub(super) fn space(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        at += run(&bytes[at..], is_space);
        if bytes.get(at) != Some(&b'%') {
            return at;
        }
        at += run(&bytes[at..], |byte| !matches!(byte, b'\r' | b'\n'));
    }
}

/// A whole number without a sign, of few digits.
pub(super) fn whole(bytes: &[u8]) -> Option<(u32, usize)> {
    let digits = run(bytes, |byte| byte.is_ascii_digit());
    let text = std::str::from_utf8(bytes.get(..digits)?).ok()?;
    Some((text.parse().ok()?, digits))
}

/// A number. One that says nothing counts as nought, as other readers have it.
pub(super) fn number(bytes: &[u8]) -> (Object, usize) {
    let length = run(bytes, |byte| {
        byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.')
    });
    let text = String::from_utf8_lossy(&bytes[..length]);
    let number = if let Ok(whole) = text.parse::<i64>() {
        Object::Integer(whole)
    } else {
        Object::Real(fraction(&text))
    };
    (number, length)
}

/// Some programs write a second minus into a number; it means nothing.
fn fraction(text: &str) -> f32 {
    let (sign, rest) = text.split_at(text.len().min(1));
    let read = format!("{sign}{}", rest.replace(['-', '+'], "")).parse();
    read.ok().filter(|value: &f32| value.is_finite()).unwrap_or(0.0)
}

/// A name, behind its slash, with what `#` and two digits stand for.
pub(super) fn name(bytes: &[u8]) -> (Vec<u8>, usize) {
    let length = run(bytes, is_regular);
    let mut rest = &bytes[..length];
    let mut name = Vec::with_capacity(length);
    while let Some((&byte, behind)) = rest.split_first() {
        if let (b'#', Some(meant)) = (byte, behind.get(..2).and_then(two_digits)) {
            name.push(meant);
            rest = &behind[2..];
        } else {
            name.push(byte);
            rest = behind;
        }
    }
    (name, length)
}

fn two_digits(digits: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(digits).ok()?;
    let plain = digits.iter().all(u8::is_ascii_hexdigit);
    u8::from_str_radix(text, 16).ok().filter(|_| plain)
}

/// A string of hexadecimal digits, with its angle brackets.
pub(super) fn hexadecimal(bytes: &[u8]) -> Option<(Object, usize)> {
    let end = bytes.iter().position(|byte| *byte == b'>')?;
    let digit = |byte: &u8| {
        char::from(*byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let digits: Vec<u8> = bytes[1..end].iter().filter_map(digit).collect();
    let pair = |pair: &[u8]| pair[0] << 4 | pair.get(1).unwrap_or(&0);
    let meant = digits.chunks(2).map(pair).collect();
    Some((Object::String(meant, StringFormat::Hexadecimal), end + 1))
}

/// A string in parentheses, however many stand inside each other.
pub(super) fn literal(bytes: &[u8]) -> Option<(Object, usize)> {
    let mut meant = Vec::new();
    let (mut at, mut depth) = (1, 1_usize);
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        match byte {
            b'\\' => {
                let (escaped, length) = escaped(&bytes[at..]);
                meant.extend(escaped);
                at += length;
                continue;
            }
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        meant.push(byte);
    }
    let format = format_of(&meant);
    Some((Object::String(meant, format), at))
}

/// What stands behind a backslash, and how long that is.
fn escaped(bytes: &[u8]) -> (Option<u8>, usize) {
    match bytes {
        [b'\r', b'\n', ..] => (None, 2),
        [b'\r' | b'\n', ..] => (None, 1),
        [b'n', ..] => (Some(b'\n'), 1),
        [b'r', ..] => (Some(b'\r'), 1),
        [b't', ..] => (Some(b'\t'), 1),
        [b'b', ..] => (Some(b'\x08'), 1),
        [b'f', ..] => (Some(b'\x0C'), 1),
        [b'0'..=b'7', ..] => octal(bytes),
        [other, ..] => (Some(*other), 1),
        [] => (None, 0),
    }
}

fn octal(bytes: &[u8]) -> (Option<u8>, usize) {
    let length = run(&bytes[..bytes.len().min(3)], |byte| matches!(byte, b'0'..=b'7'));
    let value = bytes[..length]
        .iter()
        .fold(0_u32, |value, digit| value * 8 + u32::from(digit - b'0'));
    (u8::try_from(value & 0xFF).ok(), length)
}

/// The writer looks for each byte of a string among those to be escaped: with many of them that takes for ever.
fn format_of(meant: &[u8]) -> StringFormat {
    if meant
        .iter()
        .any(|byte| matches!(byte, b'(' | b')' | b'\\' | b'\r'))
    {
        StringFormat::Hexadecimal
    } else {
        StringFormat::Literal
    }
}
