//! Telephone, identity and card numbers in a text, however people space them.

use super::{Sign, SignKind};

/// So many digits no number here has.
const TOO_MANY_DIGITS: usize = 17;

/// Digits without a space between them, with the separators that people put there.
struct Group {
    start: usize,
    end: usize,
    digits: String,
}

/// Runs of digits, with the separators that people put between them.
pub(super) fn numbers(text: &str) -> Vec<Sign> {
    let mut found = Vec::new();
    let mut run: Vec<Group> = Vec::new();
    let (mut gap, mut spaced) = (0, false);
    let mut before = ' ';
    let after_end = std::iter::once((text.len(), '\n'));
    for (at, c) in text.char_indices().chain(after_end) {
        if c.is_ascii_digit() {
            let plus = if before == '+' && gap == 0 { "+" } else { "" };
            match run.last_mut() {
                Some(group) if !spaced => {
                    group.end = at + 1;
                    group.digits.push(c);
                }
                _ => run.push(Group {
                    start: at - plus.len(),
                    end: at + 1,
                    digits: format!("{plus}{c}"),
                }),
            }
            (gap, spaced) = (0, false);
        } else if !run.is_empty() && gap < 2 && goes_on(before, c) {
            gap += 1;
            spaced |= c == ' ';
        } else {
            found.extend(in_run(text, &run));
            run.clear();
            (gap, spaced) = (0, false);
        }
        before = c;
    }
    found
}

/// Whether a number may go on behind this; a sentence that ends with one is over.
fn goes_on(before: char, c: char) -> bool {
    matches!(c, ' ' | '-' | '.' | '(' | ')') && (before, c) != ('.', ' ')
}

/// The numbers of a run, each as long as it can be: behind one may follow, after a space, what does not belong to it.
fn in_run<'a>(text: &'a str, run: &'a [Group]) -> impl Iterator<Item = Sign> + 'a {
    let mut next = 0;
    std::iter::from_fn(move || {
        while next < run.len() {
            let (sign, length) =
                longest(text, &run[next..]).map_or((None, 1), |(sign, length)| (Some(sign), length));
            next += length;
            if sign.is_some() {
                return sign;
            }
        }
        None
    })
}

/// The longest number that begins with the first group, and how many groups it has.
fn longest(text: &str, groups: &[Group]) -> Option<(Sign, usize)> {
    let (first, mut digits, mut found) = (groups.first()?, String::new(), None);
    for (place, group) in groups.iter().enumerate() {
        digits.push_str(&group.digits);
        if digits.len() > TOO_MANY_DIGITS {
            break;
        }
        let sign = number(text, first.start, group.end, &digits);
        found = sign.map(|sign| (sign, place + 1)).or(found);
    }
    found
}

fn number(text: &str, start: usize, end: usize, digits: &str) -> Option<Sign> {
    let glued = |c: char| c.is_alphanumeric() || matches!(c, '/' | '_');
    let free_before = !text[..start].ends_with(glued);
    let free_after = !text[end..].starts_with(glued);
    if !(free_before && free_after) {
        return None;
    }
    let plain = digits.trim_start_matches('+');
    let kind = if is_identity_number(plain) {
        SignKind::IdentityNumber
    } else if is_card(plain) {
        SignKind::CardNumber
    } else if is_phone(digits) {
        SignKind::Phone
    } else {
        return None;
    };
    Some(Sign { kind, start, end })
}

/// A mobile number, or one in international form.
fn is_phone(digits: &str) -> bool {
    let national = |rest: &str| rest.starts_with('8') && (9..=12).contains(&rest.len());
    match digits.strip_prefix('+') {
        Some(international) => (9..=15).contains(&international.len()),
        None => digits
            .strip_prefix("62")
            .or_else(|| digits.strip_prefix('0'))
            .is_some_and(national),
    }
}

/// Province, regency and district, then a date of birth (women's days plus 40), then a serial number.
fn is_identity_number(digits: &str) -> bool {
    let part = |from: usize, to: usize| digits[from..to].parse::<u8>().unwrap_or(0);
    digits.len() == 16
        && (11..=97).contains(&part(0, 2))
        && part(2, 4) > 0
        && part(4, 6) > 0
        && matches!(part(6, 8), 1..=31 | 41..=71)
        && (1..=12).contains(&part(8, 10))
        && &digits[12..] != "0000"
}

/// The lengths and first digits of the card schemes, with a right check digit.
fn is_card(digits: &str) -> bool {
    let doubled = |value: u32| if value > 4 { value * 2 - 9 } else { value * 2 };
    let values = digits.chars().rev().filter_map(|c| c.to_digit(10)).enumerate();
    let sum: u32 = values
        .map(|(place, value)| if place % 2 == 1 { doubled(value) } else { value })
        .sum();
    (15..=16).contains(&digits.len())
        && digits.starts_with(['2', '3', '4', '5', '6'])
        && sum.is_multiple_of(10)
}
