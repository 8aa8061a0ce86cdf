//! Figures for the desk: a table each, and where it helps a chart of its first column.

use complaint::Lang;
use complaint::suppression::Shown;

use super::chart::{self, Bar, Chart};
use super::small;
use crate::blocks;
use crate::html::escape;
use crate::theme::Texts;

/// One table of the desk.
#[derive(Clone, Debug, Default)]
pub struct DeskFigure {
    /// Unique on the page.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// Headings of the columns, the one of the row's name first.
    pub heads: Vec<String>,
    /// The name of each row and what stands in it.
    pub rows: Vec<(String, Vec<DeskCell>)>,
    /// Whether the first column is drawn as well.
    pub chart: bool,
    /// What must be said of it.
    pub note: String,
}

/// What stands in a cell.
#[derive(Clone, Debug)]
pub enum DeskCell {
    /// A count.
    Count(Shown),
    /// Anything else, in words.
    Words(String),
}

/// The figures as they stand on the page, one below the other.
pub(crate) fn html(figures: &[DeskFigure], texts: &Texts) -> String {
    figures.iter().map(|figure| section(figure, texts)).collect()
}

fn section(figure: &DeskFigure, texts: &Texts) -> String {
    let heads: Vec<&str> = figure.heads.iter().map(String::as_str).collect();
    let row = |(name, cells): &(String, Vec<DeskCell>)| {
        let cells: String = cells.iter().map(cell).collect();
        format!("<tr><th scope=\"row\">{}</th>{cells}</tr>", escape(name))
    };
    let rows: String = figure.rows.iter().map(row).collect();
    let note = if figure.note.is_empty() {
        String::new()
    } else {
        format!("<p class=\"hint\">{}</p>", escape(&figure.note))
    };
    format!(
        "<h2 id=\"{}\">{}</h2>{}{}{note}",
        figure.id,
        escape(&figure.title),
        drawn(figure, texts),
        blocks::table(&figure.title, &heads, &rows),
    )
}

fn cell(cell: &DeskCell) -> String {
    match cell {
        DeskCell::Count(shown) => small::cell(*shown, Lang::Id),
        DeskCell::Words(words) => format!("<td class=\"n\">{}</td>", escape(words)),
    }
}

fn drawn(figure: &DeskFigure, texts: &Texts) -> String {
    if !figure.chart {
        return String::new();
    }
    let bar = |(name, cells): &(String, Vec<DeskCell>)| match cells.first() {
        Some(DeskCell::Count(shown)) => Some(Bar {
            label: name.clone(),
            shown: *shown,
        }),
        _ => None,
    };
    let bars: Vec<Bar> = figure.rows.iter().filter_map(bar).collect();
    chart::svg(&Chart {
        id: &format!("grafik-{}", figure.id),
        title: &figure.title,
        bars: &bars,
        caption: "statistics.data_caption",
        lang: Lang::Id,
        texts,
    })
}
