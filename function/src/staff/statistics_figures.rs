//! The figures of the desk as tables, in words.

use complaint::statistics::{Dimension, NONE, Period, Slice};
use complaint::suppression::{self, Shown};
use complaint::{Lang, format_date};
use jiff::civil::Date;
use site_gen::{DeskCell, DeskFigure};

use super::screen::texts;
use super::statistics::Told;
use super::statistics_lines::{Spread, Summary};
use crate::App;

/// Every table of the page. One that would only say zero is left out, but for what came at all.
pub(super) fn figures(app: &App, told: &Told) -> Vec<DeskFigure> {
    let summary = told.summary(told.asked.class);
    let mut figures = vec![received(&summary)];
    figures.extend(by_month(told));
    let own_unit = matches!(told.view.slice, Slice::Unit(_));
    for (dimension, spread) in &summary.spreads {
        if *dimension == Dimension::Unit && own_unit {
            continue;
        }
        figures.extend(of_spread(app, *dimension, spread));
        if *dimension == Dimension::Answered {
            figures.extend(deadlines(&summary));
            figures.extend(days(&summary));
        }
    }
    figures
}

fn received(summary: &Summary) -> DeskFigure {
    let class = word(&format!("class.{}", summary.class.as_str()));
    DeskFigure {
        id: "diterima",
        title: texts().fill("stats.received_in", &[("class", &class)]),
        heads: vec![word("stats.value"), word("stats.count")],
        rows: vec![(word("stats.received"), vec![DeskCell::Count(summary.received)])],
        ..DeskFigure::default()
    }
}

/// Only for whoever sees figures as they are: month by month they are small.
fn by_month(told: &Told) -> Option<DeskFigure> {
    if !told.view.exact || told.figures.months.is_empty() {
        return None;
    }
    let row = |(month, tally): (&String, &complaint::statistics::Tally)| {
        let first: Date = format!("{month}-01").parse().ok()?;
        let class = told.asked.class;
        let cells = if class == complaint::Class::Complaint {
            let period = Period::of(month.clone(), (first, first.last_of_month()), tally);
            vec![period.received, period.open, period.closed]
        } else {
            vec![tally.received(class)]
        };
        // Weekday and day go: what is left is month and year.
        let date = format_date(first, Lang::Id);
        let name = date.split_once(" 1 ").map_or(date.as_str(), |(_, month)| month);
        Some((name.to_owned(), cells.into_iter().map(exactly).collect()))
    };
    let rows: Vec<_> = told.figures.months.iter().filter_map(row).collect();
    let columns = rows.first().map_or(0, |(_, cells): &(_, Vec<_>)| cells.len());
    let heads = ["stats.month", "stats.received", "stats.open", "stats.closed"];
    Some(DeskFigure {
        id: "bulan",
        title: word("stats.by_month"),
        heads: heads.iter().take(columns + 1).map(|key| word(key)).collect(),
        rows,
        chart: true,
        ..DeskFigure::default()
    })
}

fn of_spread(app: &App, dimension: Dimension, spread: &Spread) -> Option<DeskFigure> {
    let some = |shown: Shown| shown != Shown::Exactly(0);
    let mut rows: Vec<&(String, Shown)> = spread.iter().filter(|(_, shown)| some(*shown)).collect();
    if rows.is_empty() {
        return None;
    }
    if [Dimension::Channel, Dimension::Category, Dimension::Unit].contains(&dimension) {
        // What is hidden stands last, by name: its place must not tell how big it is.
        rows.sort_by_key(|(value, shown)| (std::cmp::Reverse(shown.exactly()), value.clone()));
    }
    let all: Option<u64> = rows.iter().map(|(_, shown)| shown.exactly()).sum();
    let row = |(value, shown): &(String, Shown)| {
        let part = DeskCell::Words(share(*shown, all));
        (
            name_of(app, dimension, value),
            vec![DeskCell::Count(*shown), part],
        )
    };
    let note = match (dimension, all) {
        (Dimension::Score, Some(all)) => texts().fill("stats.score_note", &[("n", &all.to_string())]),
        _ => String::new(),
    };
    Some(DeskFigure {
        id: dimension.as_str(),
        title: word(&format!("stats.{}", dimension.as_str())),
        heads: ["stats.value", "stats.count", "stats.share"].map(word).into(),
        rows: rows.into_iter().map(row).collect(),
        chart: matches!(dimension, Dimension::Channel | Dimension::Category),
        note,
    })
}

fn name_of(app: &App, dimension: Dimension, value: &str) -> String {
    let known = |name: Option<&complaint::Localized>| {
        name.map_or_else(|| value.to_owned(), |name| name.get(Lang::Id).to_owned())
    };
    let own = |key: String| match texts().get(&key) {
        "" => value.to_owned(),
        words => words.to_owned(),
    };
    match dimension {
        _ if value == NONE => word("stats.none"),
        Dimension::Category => known(app.agency.category(value).map(|category| &category.name)),
        Dimension::Unit => known(app.agency.unit(value).map(|unit| &unit.name)),
        Dimension::Status => own(format!("state.{value}")),
        Dimension::Channel => own(format!("channel_kind.{value}")),
        Dimension::Resolution if value == "citizen_silent" => word("stats.citizen_silent"),
        Dimension::Answered => own(format!("stats.{value}")),
        other => own(format!("choice.{}.{value}.label", other.as_str())),
    }
}

fn deadlines(summary: &Summary) -> Option<DeskFigure> {
    let row = |(kind, [kept, missed]): &(complaint::DeadlineKind, [Shown; 2])| {
        let all = kept
            .exactly()
            .zip(missed.exactly())
            .map(|(kept, missed)| kept + missed);
        let part = DeskCell::Words(share(*kept, all));
        let name = word(&format!("deadline.{}", kind.as_str()));
        (name, vec![DeskCell::Count(*kept), DeskCell::Count(*missed), part])
    };
    let rows: Vec<_> = summary.deadlines.iter().map(row).collect();
    (!rows.is_empty()).then(|| DeskFigure {
        id: "tenggat",
        title: word("stats.deadlines"),
        heads: ["stats.deadline", "stats.kept", "stats.missed", "stats.share"]
            .map(word)
            .into(),
        rows,
        ..DeskFigure::default()
    })
}

fn days(summary: &Summary) -> Option<DeskFigure> {
    if summary.answers == Shown::Exactly(0) {
        return None;
    }
    let days = |days: Option<u32>| {
        let words = |days: u32| texts().fill("stats.days_unit", &[("days", &days.to_string())]);
        vec![DeskCell::Words(days.map_or_else(|| "–".to_owned(), words))]
    };
    Some(DeskFigure {
        id: "hari-kerja",
        title: word("stats.days"),
        heads: ["stats.value", "stats.count"].map(word).into(),
        rows: vec![
            (word("stats.days_count"), vec![DeskCell::Count(summary.answers)]),
            (word("stats.days_median"), days(summary.median)),
            (word("stats.days_p90"), days(summary.p90)),
        ],
        ..DeskFigure::default()
    })
}

/// So many of a hundred.
fn share(part: Shown, all: Option<u64>) -> String {
    let percent = part
        .exactly()
        .zip(all)
        .and_then(|(part, all)| (part * 100 + all / 2).checked_div(all));
    percent.map_or_else(|| "–".to_owned(), |percent| format!("{percent}%"))
}

fn exactly(count: u64) -> DeskCell {
    DeskCell::Count(suppression::single(count, 0))
}

fn word(key: &str) -> String {
    texts().get(key).to_owned()
}
