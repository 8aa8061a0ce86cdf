//! Who reports, and who may know it. An anonymous reporter has no identity that could be stored.

use std::fmt;

use crate::named::named_enum;

named_enum! {
    /// How much of themselves reporters show.
    pub enum IdentityMode {
        /// Bernama: the officers who handle the case know the name.
        Named = "named",
        /// Rahasia: only a few appointed officers may know the name.
        Confidential = "confidential",
        /// Anonim: nobody knows; nothing is stored.
        Anonymous = "anonymous",
    }
}

impl IdentityMode {
    /// The modes in which a reporter shows more than in this one. Nobody can show less: what was seen is seen.
    pub const fn more_open(self) -> &'static [IdentityMode] {
        match self {
            IdentityMode::Anonymous => &[IdentityMode::Confidential, IdentityMode::Named],
            IdentityMode::Confidential => &[IdentityMode::Named],
            IdentityMode::Named => &[],
        }
    }

    /// Whether reporters may change to `other`.
    pub fn may_become(self, other: IdentityMode) -> bool {
        self.more_open().contains(&other)
    }
}

named_enum! {
    /// For whom the reporter speaks.
    pub enum Relation {
        /// For themselves.
        Own = "self",
        /// As a proxy (kuasa) of somebody else.
        Proxy = "proxy",
        /// For a business.
        Business = "business",
    }
}

/// The reporter, in exactly one of the three modes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reporter {
    /// Known to the officers who handle the case.
    Named(Identity),
    /// Known to the key holders only.
    Confidential(Identity),
    /// Known to nobody.
    Anonymous,
}

impl Reporter {
    /// The mode without the person.
    pub const fn mode(&self) -> IdentityMode {
        match self {
            Reporter::Named(_) => IdentityMode::Named,
            Reporter::Confidential(_) => IdentityMode::Confidential,
            Reporter::Anonymous => IdentityMode::Anonymous,
        }
    }

    /// The person, where there is one.
    pub const fn identity(&self) -> Option<&Identity> {
        match self {
            Reporter::Named(identity) | Reporter::Confidential(identity) => Some(identity),
            Reporter::Anonymous => None,
        }
    }
}

/// A person and how to reach them. Its `Debug` shows nothing, so that no log can.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Identity {
    /// The name as typed; one word is a whole name.
    pub name: String,
    /// A telephone number, if given.
    pub phone: Option<Phone>,
    /// An e-mail address as typed, if given.
    pub email: Option<String>,
    /// A postal address, if given.
    pub address: Option<String>,
    /// For whom they speak.
    pub relation: Relation,
    /// The business they speak for.
    pub business_name: Option<String>,
    /// Its registration number (NIB), with leading zeros.
    pub business_id: Option<String>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(…)")
    }
}

/// A telephone number in international form, beside what the reporter typed.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Phone {
    /// E.164, such as `+628115859300`; absent when a confidential reporter mistyped it.
    pub e164: Option<String>,
    /// As typed.
    pub typed: String,
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

impl Phone {
    /// Fewest and most digits after the country code, as the Indonesian numbering plan has them.
    const NATIONAL_DIGITS: std::ops::RangeInclusive<usize> = 7..=13;
    /// Fewest and most digits of any international number (ITU-T E.164).
    const INTERNATIONAL_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

    /// Reads what people type: `0811-5859-300`, `62 811…`, `+62 (811) …`; of two numbers, the first.
    pub fn parse(typed: &str) -> Option<Phone> {
        let first = typed.split(['/', ',', ';']).next().unwrap_or_default();
        let digits: String = first.chars().filter(char::is_ascii_digit).collect();
        let strange = first
            .chars()
            .any(|c| !c.is_ascii_digit() && !" +-.()\u{a0}".contains(c));
        if strange {
            return None;
        }
        let e164 = Self::international(first.trim(), &digits)?;
        Some(Phone {
            e164: Some(e164),
            typed: typed.to_owned(),
        })
    }

    fn international(typed: &str, digits: &str) -> Option<String> {
        let national = if let Some(rest) = digits.strip_prefix("62") {
            rest.strip_prefix('0').unwrap_or(rest)
        } else if typed.starts_with('+') {
            return Self::INTERNATIONAL_DIGITS
                .contains(&digits.len())
                .then(|| format!("+{digits}"));
        } else {
            digits.strip_prefix('0')?
        };
        Self::NATIONAL_DIGITS
            .contains(&national.len())
            .then(|| format!("+62{national}"))
    }
}

#[cfg(test)]
mod tests {
    use super::Phone;

    #[test]
    fn phone_numbers_are_read_as_people_type_them() {
        for (typed, e164) in [
            ("0811-5859-300", "+628115859300"),
            ("0811 5859 300", "+628115859300"),
            ("62811.5859.300", "+628115859300"),
            ("+62 811 5859 300", "+628115859300"),
            ("+62 (0)811 5859 300", "+628115859300"),
            ("0548-21121", "+6254821121"),
            ("0811.. / 0812-3456-789", ""),
            ("0811-5859-300 / 0812-3456-789", "+628115859300"),
            ("+65 6123 4567", "+6561234567"),
            ("112", ""),
            ("satu dua", ""),
            ("08123", ""),
            ("", ""),
        ] {
            let read = Phone::parse(typed)
                .and_then(|phone| phone.e164)
                .unwrap_or_default();
            assert_eq!(read, e164, "{typed:?}");
        }
    }

    #[test]
    fn an_identity_never_shows_itself_in_a_log() {
        let phone = Phone::parse("0811-5859-300").unwrap();
        assert_eq!(format!("{phone:?}"), "Phone(…)");
    }
}
