//! One period as it may be shown: small figures hidden, together with what would give them away.

use complaint::suppression::{self, Shown};

use super::Period;

/// The figures of a period for everybody.
pub(super) struct Public<'a> {
    pub(super) received: Shown,
    /// Outcomes and further figures by name.
    figures: Vec<(&'static str, Option<Shown>)>,
    pub(super) channels: Vec<(&'a str, Shown)>,
}

impl<'a> Public<'a> {
    /// Outcomes add up to what was received, and so do channels; answers in time and late to what was closed.
    pub(super) fn of(period: &'a Period, threshold: u64) -> Public<'a> {
        let (names, counts): (Vec<_>, Vec<_>) = period.outcomes().into_iter().unzip();
        let shown = suppression::group(&counts, threshold);
        let closed = names.iter().zip(&shown).find(|(name, _)| **name == "closed");
        let closed = closed.is_none_or(|(_, shown)| shown.exactly().is_some());
        let outcomes = names.into_iter().zip(shown.into_iter().map(Some));
        let (channels, counts): (Vec<_>, Vec<_>) = period.channels().unzip();
        Public {
            received: suppression::single(period.received, threshold),
            figures: outcomes.chain(further(period, closed, threshold)).collect(),
            channels: channels
                .into_iter()
                .zip(suppression::group(&counts, threshold))
                .collect(),
        }
    }

    /// The figure of that name, where it was given.
    pub(super) fn figure(&self, name: &str) -> Option<Shown> {
        self.figures
            .iter()
            .find(|(known, _)| *known == name)
            .and_then(|(_, shown)| *shown)
    }

    /// So many of a hundred answers came in time, rounded down unless that leaves none; nothing where it is not told how
    /// many came late.
    pub(super) fn percent_in_time(&self) -> Option<u64> {
        let told = |name| self.figure(name).and_then(Shown::exactly);
        let (in_time, late) = (told("answered_in_time")?, told("answered_late")?);
        let percent = in_time
            .saturating_mul(100)
            .checked_div(in_time.saturating_add(late))?;
        Some(if in_time > 0 { percent.max(1) } else { percent })
    }

    /// Everything that was given, in order.
    pub(super) fn figures(&self) -> impl Iterator<Item = (&'static str, Shown)> {
        let given = self
            .figures
            .iter()
            .filter_map(|(name, shown)| Some((*name, (*shown)?)));
        std::iter::once(("received", self.received)).chain(given)
    }

    /// Every figure, for telling whether some are missing.
    pub(super) fn all(&self) -> impl Iterator<Item = &Shown> {
        let figures = self.figures.iter().filter_map(|(_, shown)| shown.as_ref());
        std::iter::once(&self.received)
            .chain(figures)
            .chain(self.channels.iter().map(|(_, shown)| shown))
    }
}

/// Where it is not told how many were closed, answers in time and late would tell it, and how long they took would tell
/// of few.
fn further(period: &Period, closed_is_told: bool, threshold: u64) -> [(&'static str, Option<Shown>); 5] {
    let (in_time, late) = (period.answered_in_time, period.answered_late);
    let answered = in_time
        .unwrap_or_default()
        .saturating_add(late.unwrap_or_default());
    // What was closed without an answer is not shown, but can be subtracted.
    let rest = period.closed.saturating_sub(answered);
    let group = suppression::group(
        &[in_time.unwrap_or_default(), late.unwrap_or_default(), rest],
        threshold,
    );
    let answered = |at: usize| if closed_is_told { group[at] } else { Shown::Hidden };
    let median = |days| {
        if closed_is_told {
            Shown::Exactly(days)
        } else {
            Shown::Hidden
        }
    };
    let single = |count: Option<u64>| count.map(|count| suppression::single(count, threshold));
    [
        ("answered_in_time", in_time.map(|_| answered(0))),
        ("answered_late", late.map(|_| answered(1))),
        ("median_days", period.median_days.map(median)),
        ("aspirations", single(period.aspirations)),
        ("information_requests", single(period.information_requests)),
    ]
}
