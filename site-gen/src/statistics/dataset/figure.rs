//! A data file for readers: chart, the same figures in a table, and what they rest on.

use complaint::deadline::format_date;
use complaint::suppression::{self, Shown};
use complaint::{Agency, Lang};

use super::Dataset;
use crate::blocks;
use crate::html::escape;
use crate::statistics::chart::{self, Bar, Chart};
use crate::statistics::small;
use crate::theme::Texts;

/// What is shown, for whom.
pub(crate) struct Figure<'a> {
    pub(crate) data: &'a Dataset,
    pub(crate) title: &'a str,
    /// Which chart of the page it is.
    pub(crate) number: usize,
    pub(crate) agency: &'a Agency,
    pub(crate) lang: Lang,
    pub(crate) texts: &'a Texts,
}

impl Figure<'_> {
    /// The whole block.
    pub(crate) fn html(&self) -> String {
        let columns = self.columns();
        let note = small::note(columns.iter().flatten(), self.agency, self.texts);
        [self.chart(&columns), self.table(&columns), note, self.about()].concat()
    }

    /// Every column as it may be shown: its rows, and its total last.
    fn columns(&self) -> Vec<Vec<Shown>> {
        let threshold = self.agency.small_figures.threshold();
        let column = |(at, total): (usize, u64)| {
            let figures: Vec<u64> = self.data.rows.iter().map(|(_, values)| values[at]).collect();
            let mut shown = suppression::group(&figures, threshold);
            shown.push(suppression::single(total, threshold));
            shown
        };
        self.data.totals().into_iter().enumerate().map(column).collect()
    }

    fn chart(&self, columns: &[Vec<Shown>]) -> String {
        let several = self.data.columns.len() > 1;
        let bars = self.data.rows.iter().enumerate().flat_map(|(row, (label, _))| {
            let bar = move |(at, name): (usize, &String)| Bar {
                label: if several {
                    format!("{label}, {name}")
                } else {
                    label.clone()
                },
                shown: columns[at][row],
            };
            self.data.columns.iter().enumerate().map(bar)
        });
        let bars: Vec<Bar> = bars.collect();
        let id = format!("grafik-{}", self.number);
        chart::svg(&Chart {
            id: &id,
            title: self.title,
            bars: &bars,
            caption: "statistics.data_caption",
            lang: self.lang,
            texts: self.texts,
        })
    }

    fn table(&self, columns: &[Vec<Shown>]) -> String {
        let label = if self.data.label.is_empty() {
            "–"
        } else {
            &self.data.label
        };
        let heads: Vec<&str> = std::iter::once(label)
            .chain(self.data.columns.iter().map(String::as_str))
            .collect();
        let labels = self
            .data
            .rows
            .iter()
            .map(|(label, _)| label.as_str())
            .chain([self.texts.get("statistics.total")]);
        let row = |(at, label): (usize, &str)| {
            let cells: String = columns
                .iter()
                .map(|column| small::cell(column[at], self.lang))
                .collect();
            format!("<tr><th scope=\"row\">{}</th>{cells}</tr>", escape(label))
        };
        let rows: String = labels.enumerate().map(row).collect();
        blocks::table(self.title, &heads, &rows)
    }

    fn about(&self) -> String {
        let cut_off = self.texts.fill(
            "statistics.cut_off",
            &[("date", &format_date(self.data.cut_off, self.lang))],
        );
        let source = self
            .texts
            .fill("statistics.source", &[("source", &self.data.source)]);
        let sum = self.texts.get("statistics.rows_add_up");
        format!(
            "<p class=\"hint\">{}</p>",
            escape(
                &[
                    self.data.definition.as_str(),
                    &cut_off,
                    &source,
                    sum,
                    self.texts.get("statistics.not_quality")
                ]
                .join(" ")
            )
        )
    }
}
