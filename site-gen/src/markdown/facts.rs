//! Facts that stand once in the settings and are therefore not typed into pages: telephone numbers, e-mail
//! addresses, postal addresses, opening hours, deadlines.

use complaint::agency::ChannelEntry;
use complaint::{Agency, DayCount, DayUnit, DeadlineKind, Lang};
use memchr::memmem;

use super::Writer;
use super::plain::Piece;

/// Shorter numbers, such as 112, are names more than numbers.
const FEWEST_DIGITS: usize = 6;
/// Digits that may differ in a number that was meant to be a known one.
const SLIPS: usize = 2;

/// A fact and the insert that stands for it.
#[derive(Debug)]
pub(super) struct Fact {
    /// As it is compared.
    plain: String,
    /// As the settings have it.
    written: String,
    insert: String,
}

/// What the agency's settings know.
#[derive(Debug)]
pub(crate) struct Facts {
    phones: Vec<Fact>,
    emails: Vec<Fact>,
    addresses: Vec<Fact>,
    hours: Vec<Fact>,
    deadlines: Vec<(DayCount, DeadlineKind)>,
}

impl Facts {
    /// Gathers them, once for all pages.
    pub(crate) fn of(agency: &Agency) -> Facts {
        let contact = &agency.contact;
        let mut facts = Facts {
            phones: vec![phone(&contact.phone, "[[instansi:telepon]]".into())],
            emails: vec![email(&contact.email, "[[instansi:email]]".into())],
            addresses: vec![address(&contact.address, "[[instansi:alamat]]".into())],
            hours: Lang::ALL
                .iter()
                .flat_map(|lang| hours(contact.hours.get(*lang), "[[instansi:jam]]"))
                .collect(),
            deadlines: agency
                .deadlines
                .entries()
                .map(|(kind, count)| (count, kind))
                .collect(),
        };
        for channel in &agency.channels {
            facts.add(channel);
        }
        facts.phones.retain(|fact| fact.plain.len() >= FEWEST_DIGITS);
        facts.emails.retain(|fact| fact.plain.contains('@'));
        facts.addresses.retain(|fact| fact.plain.len() >= FEWEST_DIGITS);
        facts
    }

    fn add(&mut self, channel: &ChannelEntry) {
        let kind = channel.kind.as_str();
        let contact = format!("[[kontak:{kind}]]");
        self.phones
            .extend(channel.phone.as_deref().map(|text| phone(text, contact.clone())));
        self.emails.extend(
            channel
                .account
                .as_deref()
                .filter(|text| !text.starts_with('@'))
                .map(|text| email(text, contact.clone())),
        );
        let has_shorter = channel.phone.is_some() || channel.account.is_some() || channel.url.is_some();
        let insert = if has_shorter {
            format!(":::kartu-kanal {kind}")
        } else {
            contact
        };
        self.addresses.extend(
            channel
                .address
                .as_deref()
                .map(|text| address(text, insert.clone())),
        );
        let insert = format!("[[jam:{kind}]]");
        let texts = channel
            .hours
            .iter()
            .flat_map(|hours| Lang::ALL.iter().map(|lang| hours.get(*lang)));
        self.hours.extend(texts.flat_map(|text| hours(text, &insert)));
    }

    /// The known number that `text` is, or nearly is.
    fn phone_like(&self, text: &str) -> Option<&Fact> {
        let typed = national(text);
        let same = self.phones.iter().find(|fact| fact.plain == typed);
        let close = |fact: &&Fact| {
            fact.plain.len().abs_diff(typed.len()) <= SLIPS
                && strsim::levenshtein(&fact.plain, &typed) <= SLIPS
        };
        same.or_else(|| self.phones.iter().find(close))
    }

    /// The known postal address that stands in `text`.
    pub(super) fn address_in(&self, text: &str) -> Option<&Fact> {
        let stands = |fact: &&Fact| memmem::find(text.as_bytes(), fact.plain.as_bytes()).is_some();
        self.addresses.iter().find(stands)
    }

    fn email_like(&self, text: &str) -> Option<&Fact> {
        let typed = text.to_lowercase();
        self.emails
            .iter()
            .find(|fact| strsim::levenshtein(&fact.plain, &typed) <= SLIPS)
    }
}

fn fact(plain: String, written: &str, insert: String) -> Fact {
    Fact {
        plain,
        written: written.to_owned(),
        insert,
    }
}

fn phone(written: &str, insert: String) -> Fact {
    fact(national(written), written, insert)
}

fn email(written: &str, insert: String) -> Fact {
    fact(written.to_lowercase(), written, insert)
}

fn address(written: &str, insert: String) -> Fact {
    fact(written.to_owned(), written, insert)
}

fn hours(written: &str, insert: &str) -> Vec<Fact> {
    ranges(written)
        .into_iter()
        .map(|range| fact(range, written, insert.to_owned()))
        .collect()
}

/// The digits behind the country code or the zero.
fn national(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let national = digits
        .strip_prefix("62")
        .filter(|rest| rest.len() >= 8)
        .unwrap_or(&digits);
    national.trim_start_matches('0').to_owned()
}

/// Spans of time in a text, as eight digits: `08.00–15.00` and `08:00 - 15:00` → `08001500`.
fn ranges(text: &str) -> Vec<String> {
    let times: Vec<(usize, String)> = text
        .match_indices(['.', ':'])
        .filter_map(|(at, _)| time_around(text, at))
        .collect();
    let pair = |pair: &[(usize, String)]| {
        let between = text.get(pair[0].0 + 3..pair[1].0.saturating_sub(2))?;
        let dash = matches!(
            between.trim(),
            "-" | "–" | "—" | "s.d." | "sampai" | "hingga" | "to"
        );
        dash.then(|| format!("{}{}", pair[0].1, pair[1].1))
    };
    times.windows(2).filter_map(pair).collect()
}

/// The time whose point stands at `at`: two digits before it, two behind it.
fn time_around(text: &str, at: usize) -> Option<(usize, String)> {
    let hour = text.get(at.checked_sub(2)?..at)?;
    let minute = text.get(at + 1..at + 3)?;
    let digits = hour.bytes().chain(minute.bytes()).all(|b| b.is_ascii_digit());
    digits.then(|| (at, format!("{hour}{minute}")))
}

/// Numbers of days with their unit: `3 hari kerja`, `30 calendar days`.
fn day_counts(text: &str) -> Vec<(&str, DayCount)> {
    let units = [
        (" hari kerja", DayUnit::Working),
        (" hari kalender", DayUnit::Calendar),
        (" working day", DayUnit::Working),
        (" calendar day", DayUnit::Calendar),
    ];
    let found = |(name, unit): (&'static str, DayUnit)| {
        text.match_indices(name).filter_map(move |(at, _)| {
            let start = text[..at]
                .rfind(|c: char| !c.is_ascii_digit())
                .map_or(0, |before| {
                    before + text[before..].chars().next().map_or(1, char::len_utf8)
                });
            let days = text[start..at].parse().ok()?;
            Some((&text[start..at + name.len()], DayCount { days, unit }))
        })
    };
    units.into_iter().flat_map(found).collect()
}

impl Writer<'_> {
    /// Reports facts of the settings that were typed into `text`, cut into `pieces`.
    pub(super) fn check_facts(&mut self, text: &str, pieces: &[Piece<'_>], offset: usize) {
        for piece in pieces {
            match *piece {
                Piece::Phone(typed) => self.check_contact(typed, self.scope.facts.phone_like(typed), offset),
                Piece::Email(typed) => self.check_contact(typed, self.scope.facts.email_like(typed), offset),
                Piece::Text(_) | Piece::Url(_) => {}
            }
        }
        if self.may.address {
            self.check_address(text, offset);
        }
    }

    /// Reports facts of the settings that are numbers of hours and days.
    pub(super) fn check_numbers(&mut self, text: &str, offset: usize) {
        self.check_hours(text, offset);
        self.check_deadlines(text, offset);
    }

    fn check_contact(&mut self, typed: &str, known: Option<&Fact>, offset: usize) {
        let Some(known) = known else { return };
        let same = national(typed) == known.plain || typed.eq_ignore_ascii_case(&known.written);
        let message = if same {
            format!("`{typed}` diketik langsung, padahal sudah ada di agency.toml")
        } else {
            format!(
                "`{typed}` mirip `{}` di agency.toml; mungkin salah ketik",
                known.written
            )
        };
        self.error(
            self.line(offset),
            "typed-contact",
            message,
            format!("tulis {}", known.insert),
        );
    }

    fn check_address(&mut self, text: &str, offset: usize) {
        let known = self.scope.facts.address_in(text);
        self.check_contact(known.map_or("", |known| known.written.as_str()), known, offset);
    }

    fn check_hours(&mut self, text: &str, offset: usize) {
        let facts = self.scope.facts;
        for range in ranges(text) {
            if let Some(known) = facts.hours.iter().find(|fact| fact.plain == range) {
                let message = format!(
                    "jam layanan diketik langsung; di agency.toml tertulis `{}`",
                    known.written
                );
                self.warning(
                    self.line(offset),
                    "typed-hours",
                    &message,
                    &format!("tulis {}, agar ikut berubah", known.insert),
                );
            }
        }
    }

    /// News tell what was true on their day.
    fn check_deadlines(&mut self, text: &str, offset: usize) {
        if self.scope.page().front.date.is_some() {
            return;
        }
        for (typed, count) in day_counts(text) {
            let same = self
                .scope
                .facts
                .deadlines
                .iter()
                .filter(|(known, _)| *known == count);
            let inserts: Vec<String> = same
                .map(|(_, kind)| format!("[[tenggat:{}]]", kind.as_str()))
                .collect();
            if !inserts.is_empty() {
                let message = format!("`{typed}` sama dengan tenggat di agency.toml");
                let help = format!("bila itu yang dimaksud, tulis {}", inserts.join(" atau "));
                self.warning(self.line(offset), "typed-deadline", &message, &help);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_without_country_code_and_marks() {
        for text in [
            "0811-0000-111",
            "+62 811 0000 111",
            "62811.0000.111",
            "(0811) 0000111",
        ] {
            assert_eq!(national(text), "8110000111", "{text}");
        }
    }

    #[test]
    fn spans_of_time_are_read_in_every_spelling() {
        for text in [
            "Senin–Jumat, 08.00–15.00 WITA",
            "08:00 - 15:00",
            "08.00 sampai 15.00",
        ] {
            assert_eq!(ranges(text), ["08001500"], "{text}");
        }
        assert!(ranges("pukul 08.00 dan 15.00; UU 25.2009").is_empty());
    }

    #[test]
    fn numbers_of_days_are_read_with_their_unit() {
        let text = "dalam 3 hari kerja, paling lama 30 hari kalender; hari kerja";
        let counts: Vec<(u16, DayUnit)> = day_counts(text)
            .into_iter()
            .map(|(_, count)| (count.days, count.unit))
            .collect();
        assert_eq!(counts, [(3, DayUnit::Working), (30, DayUnit::Calendar)]);
    }
}
