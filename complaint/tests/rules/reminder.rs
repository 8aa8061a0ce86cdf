//! Reminding: at most twice in any seven days, whatever the days are.

use complaint::reminder::{Absence, lately, may_remind};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

const START: Date = date(2025, 8, 1);

proptest! {
    #[test]
    fn at_most_twice_in_any_seven_days(asked in prop::collection::vec(any::<bool>(), 1..60)) {
        let (mut reminded, mut all) = (Vec::new(), Vec::new());
        for (place, ask) in (0_i32..).zip(asked) {
            let today = START + place.days();
            if ask && may_remind(&reminded, today) {
                reminded = lately(&reminded, today);
                reminded.push(today);
                all.push(today);
            }
        }
        for day in &all {
            let week = all.iter().filter(|other| (*day..*day + 7.days()).contains(other));
            prop_assert!(week.count() <= 2, "{all:?}");
        }
    }
}

#[test]
fn whoever_was_not_reminded_for_a_week_is() {
    assert!(may_remind(&[], START));
    assert!(!may_remind(&[START], START));
    let two = [START, START + 1.days()];
    assert!(!may_remind(&two, START + 6.days()));
    assert!(may_remind(&two, START + 7.days()));
    assert_eq!(lately(&two, START + 7.days()), [START + 1.days()]);
    let away = Absence {
        until: START,
        delegate: None,
    };
    assert!(away.lasts(START) && !away.lasts(START + 1.days()));
}
