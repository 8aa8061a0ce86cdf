//! The figures of one class of cases as somebody may see them, and the same figures as JSON and CSV.

use complaint::case::{ArchiveReason, Resolution, Solved};
use complaint::statistics::{Dimension, Tally};
use complaint::suppression::{self, Shown};
use complaint::{Class, DeadlineKind, Status};
use serde_json::{Map, Value, json};

/// How cases are spread over the values of a dimension.
pub(super) type Spread = Vec<(String, Shown)>;

/// What is shown of a class.
pub(super) struct Summary {
    pub(super) class: Class,
    pub(super) received: Shown,
    pub(super) spreads: Vec<(Dimension, Spread)>,
    /// Kept and missed, for each date that the agency owed.
    pub(super) deadlines: Vec<(DeadlineKind, [Shown; 2])>,
    /// How many answers there were; half of them, and nine tenths, took no longer than so many working days.
    pub(super) answers: Shown,
    pub(super) median: Option<u32>,
    pub(super) p90: Option<u32>,
}

/// What is looked at, in the order of the page.
const SPREADS: [Dimension; 9] = [
    Dimension::Status,
    Dimension::Channel,
    Dimension::Category,
    Dimension::Unit,
    Dimension::Resolution,
    Dimension::ArchiveReason,
    Dimension::Answered,
    Dimension::Score,
    Dimension::Solved,
];

impl Summary {
    /// Figures below `threshold` are hidden, with what would give them away; none where it is 0.
    pub(super) fn of(tally: &Tally, class: Class, threshold: u64) -> Summary {
        let spreads: Vec<_> = SPREADS
            .map(|dimension| (dimension, spread(tally, class, dimension, threshold)))
            .into();
        let days = tally.days(class);
        let answers = suppression::single(days.count(), threshold);
        let percentile = |percent| answers.exactly().and_then(|_| days.percentile(percent));
        Summary {
            class,
            received: suppression::single(tally.received(class), threshold),
            deadlines: deadlines(tally, class, threshold),
            answers,
            median: percentile(50),
            p90: percentile(90),
            spreads: without_what_gives_away(spreads),
        }
    }

    /// As programs read it; a hidden figure is `null`.
    pub(super) fn json(&self) -> Value {
        let spread = |spread: &Spread| -> Map<String, Value> {
            let figure = |(value, shown): &(String, Shown)| (value.clone(), json!(shown.exactly()));
            spread.iter().map(figure).collect()
        };
        let mut object = Map::from_iter([("received".to_owned(), json!(self.received.exactly()))]);
        for (dimension, values) in &self.spreads {
            object.insert(dimension.as_str().to_owned(), spread(values).into());
        }
        let deadline = |(kind, [kept, missed]): &(DeadlineKind, [Shown; 2])| {
            let figures = json!({ "kept": kept.exactly(), "missed": missed.exactly() });
            (kind.as_str().to_owned(), figures)
        };
        let deadlines: Map<_, _> = self.deadlines.iter().map(deadline).collect();
        object.insert("deadlines".to_owned(), deadlines.into());
        let days = json!({ "n": self.answers.exactly(), "median": self.median, "p90": self.p90 });
        object.insert("working_days".to_owned(), days);
        object.into()
    }

    /// Class, measure, value, count and whether it is hidden, a line each; whole numbers and our own names only.
    pub(super) fn csv(&self) -> String {
        let line = |measure: &str, value: &str, count: Option<u64>| {
            let (count, hidden) = count.map_or((String::new(), 1), |count| (count.to_string(), 0));
            format!("{},{measure},{value},{count},{hidden}\r\n", self.class.as_str())
        };
        let mut lines = line("received", "", self.received.exactly());
        for (dimension, values) in &self.spreads {
            for (value, shown) in values {
                lines += &line(dimension.as_str(), value, shown.exactly());
            }
        }
        for (kind, [kept, missed]) in &self.deadlines {
            lines += &line("kept", kind.as_str(), kept.exactly());
            lines += &line("missed", kind.as_str(), missed.exactly());
        }
        lines += &line("working_days", "n", self.answers.exactly());
        for (name, days) in [("median", self.median), ("p90", self.p90)] {
            lines += &days.map_or_else(String::new, |days| line("working_days", name, Some(days.into())));
        }
        lines
    }
}

fn spread(tally: &Tally, class: Class, dimension: Dimension, threshold: u64) -> Spread {
    let mut found = tally.of(class, dimension);
    // Values of our own stand in our order and with their zeros; an agency's stand as they are found.
    let own = names(dimension);
    let known = own
        .iter()
        .map(|name| (*name, found.remove(name).unwrap_or_default()));
    let mut all: Vec<(&str, u64)> = known.collect();
    all.extend(found);
    let counts: Vec<u64> = all.iter().map(|(_, count)| *count).collect();
    let values = all.iter().map(|(value, _)| (*value).to_owned());
    values.zip(suppression::group(&counts, threshold)).collect()
}

fn names(dimension: Dimension) -> &'static [&'static str] {
    match dimension {
        Dimension::Status => Status::NAMES,
        Dimension::Resolution => Resolution::NAMES,
        Dimension::ArchiveReason => ArchiveReason::NAMES,
        Dimension::Answered => &["in_time", "late"],
        Dimension::Score => &["4", "3", "2", "1"],
        Dimension::Solved => Solved::NAMES,
        _ => &[],
    }
}

/// What adds up to a figure that is itself hidden would tell it.
fn without_what_gives_away(mut spreads: Vec<(Dimension, Spread)>) -> Vec<(Dimension, Spread)> {
    let states = spreads
        .iter()
        .find(|(dimension, _)| *dimension == Dimension::Status)
        .map_or(Vec::new(), |(_, states)| states.clone());
    let is_told = |status: Status| {
        let mut own = states.iter().filter(|(name, _)| name == status.as_str());
        own.all(|(_, shown)| shown.exactly().is_some())
    };
    spreads.retain(|(dimension, _)| match dimension {
        Dimension::Resolution | Dimension::Answered => is_told(Status::Closed),
        Dimension::ArchiveReason => is_told(Status::Archived),
        _ => true,
    });
    spreads
}

fn deadlines(tally: &Tally, class: Class, threshold: u64) -> Vec<(DeadlineKind, [Shown; 2])> {
    let (kept, missed) = (
        tally.of(class, Dimension::Kept),
        tally.of(class, Dimension::Missed),
    );
    let count = |kind: &DeadlineKind| {
        let of = |counts: &std::collections::BTreeMap<&str, u64>| counts.get(kind.as_str()).copied();
        let (kept, missed) = (of(&kept), of(&missed));
        (kept.is_some() || missed.is_some()).then(|| {
            let figures = [kept.unwrap_or_default(), missed.unwrap_or_default()];
            let shown = suppression::group(&figures, threshold);
            (*kind, [shown[0], shown[1]])
        })
    };
    DeadlineKind::ALL.iter().filter_map(count).collect()
}
