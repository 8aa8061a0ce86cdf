//! When somebody at the desk is reminded, and who in their place. Reminding less is read more.

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// So often in seven days, at most.
const MOST: usize = 2;

/// Whether somebody who was reminded on these days may be reminded today.
pub fn may_remind(reminded: &[Date], today: Date) -> bool {
    !reminded.contains(&today) && lately(reminded, today).len() < MOST
}

/// Of the days on which somebody was reminded, those that still count today.
pub fn lately(reminded: &[Date], today: Date) -> Vec<Date> {
    let first = today.saturating_sub(Span::new().days(6));
    let counts = |day: &Date| (first..=today).contains(day);
    reminded.iter().copied().filter(counts).collect()
}

/// Somebody is away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// The last day of it.
    pub until: Date,
    /// The account that stands in for them.
    pub delegate: Option<String>,
}

impl Absence {
    /// Whether it lasts on that day.
    pub fn lasts(&self, today: Date) -> bool {
        today <= self.until
    }
}
