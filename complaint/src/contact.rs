//! Telephone numbers and mail addresses in one normal form, by which the same person is known again however it was
//! typed.

use crate::form::is_email;
use crate::identity::{Identity, Phone};

/// By what somebody can be known again: their telephone and their mail address, as far as they can be read.
pub fn of(identity: &Identity) -> Vec<String> {
    let phone = identity.phone.as_ref().and_then(|phone| phone.e164.clone());
    let email = identity.email.as_deref().map(str::to_lowercase);
    phone.into_iter().chain(email).collect()
}

/// The normal form of a text that is a telephone number or a mail address.
pub fn typed(text: &str) -> Option<String> {
    let text = text.trim();
    if is_email(text) {
        return Some(text.to_lowercase());
    }
    Phone::parse(text)?.e164
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn typed_on_the_way(digits: &str, start: &str, gaps: &[&str]) -> String {
        let mut text = start.to_owned();
        for (place, digit) in digits.chars().enumerate() {
            text.push(digit);
            text.push_str(gaps[place % gaps.len()]);
        }
        text
    }

    #[test]
    fn words_and_numbers_of_letters_are_nobody() {
        for text in [
            "",
            "loket",
            "112",
            "005/ADU/2025",
            "2025-08-15",
            "@",
            "a@b",
            "DPM-0812",
            "satu@dua tiga",
        ] {
            assert_eq!(typed(text), None, "{text:?}");
        }
        assert_eq!(
            typed(" Suharti@Contoh.Example "),
            Some("suharti@contoh.example".to_owned())
        );
    }

    proptest! {
        #[test]
        fn a_number_is_the_same_however_it_is_typed(
            digits in "8[0-9]{7,11}",
            start in prop::sample::select(vec!["0", "62", "+62", "+62 ", "+62 0", "(0)", " 0", "62-"]),
            gaps in prop::collection::vec(prop::sample::select(vec!["", "", " ", "-", ".", " - ", "\u{a0}"]), 1..5),
        ) {
            let normal = typed(&typed_on_the_way(&digits, start, &gaps));
            prop_assert_eq!(normal.clone(), Some(format!("+62{digits}")));
            prop_assert_eq!(normal.as_deref().and_then(typed), normal, "the normal form is its own");
        }

        #[test]
        fn numbers_that_differ_stay_apart(one in "8[0-9]{7,11}", other in "8[0-9]{7,11}") {
            let normal = |digits: &str| typed(&format!("0{digits}"));
            prop_assert_eq!(normal(&one) == normal(&other), one == other);
        }

        #[test]
        fn whoever_writes_a_form_is_found_by_what_they_typed(phone in "0[1-9][0-9]{7,10}", email in "[a-zA-Z.]{1,9}@[a-zA-Z]{1,9}\\.[a-z]{2,3}") {
            let person = Identity {
                name: "X".to_owned(),
                phone: Phone::parse(&phone),
                email: Some(email.clone()),
                address: None,
                relation: crate::Relation::Own,
                business_name: None,
                business_id: None,
            };
            prop_assert_eq!(of(&person), [typed(&phone).unwrap(), typed(&email).unwrap()]);
        }
    }
}
