//! The figures for readers: what they mean, a chart, one table by period, one by channel, one of answers in time.

use complaint::deadline::format_date;
use complaint::suppression::Shown;
use complaint::{Agency, Channel, Lang};

use super::chart::{self, Bar, Chart};
use super::public::Public;
use super::{FURTHER, Period, Statistics, measures, small};
use crate::blocks;
use crate::html::escape;
use crate::theme::Texts;

/// Figures that have a table of their own.
const TIMELINESS: [&str; 3] = ["answered_in_time", "answered_late", "median_days"];
/// Where a figure was not given.
const NOTHING: &str = "–";

/// Everything the statistics page shows below its own words.
pub(crate) fn html(statistics: &Statistics, agency: &Agency, lang: Lang, texts: &Texts) -> String {
    let page = Tables {
        statistics,
        agency,
        lang,
        texts,
    };
    let text = |key: &str| format!("<p>{}</p>", escape(texts.get(key)));
    let outcomes = if statistics.periods.is_empty() {
        text("statistics.empty")
    } else {
        page.outcomes()
    };
    let channels: String = statistics
        .periods
        .iter()
        .rev()
        .map(|period| page.by_channel(period))
        .collect();
    [
        text("statistics.not_quality"),
        outcomes,
        channels,
        page.timeliness(),
        page.about(),
        page.downloads(),
    ]
    .concat()
}

struct Tables<'a> {
    statistics: &'a Statistics,
    agency: &'a Agency,
    lang: Lang,
    texts: &'a Texts,
}

impl Tables<'_> {
    fn outcomes(&self) -> String {
        let heading = escape(self.texts.get("statistics.outcomes"));
        let periods: Vec<Public<'_>> = self.periods().map(|(_, public)| public).collect();
        let chart = self.chart(&periods);
        let shown: Vec<&str> = self.shown_columns();
        let label = |name: &&str| self.texts.get(&format!("statistics.{name}"));
        let heads: Vec<&str> = ["period", "received"].iter().chain(&shown).map(label).collect();
        let rows = self
            .statistics
            .periods
            .iter()
            .zip(&periods)
            .map(|(period, public)| self.outcome_row(period, public, &shown));
        let rows: String = rows.collect();
        let note = small::note(periods.iter().flat_map(Public::all), self.agency, self.texts);
        let table = blocks::table(self.texts.get("statistics.outcomes"), &heads, &rows);
        let check = escape(self.texts.get("statistics.sum_check"));
        format!("<h2 id=\"menurut-periode\">{heading}</h2>{chart}{table}<p class=\"hint\">{check}</p>{note}")
    }

    /// How many were answered in time, where some period tells.
    fn timeliness(&self) -> String {
        let told: Vec<_> = self
            .periods()
            .filter(|(_, public)| TIMELINESS.iter().any(|name| public.figure(name).is_some()))
            .collect();
        if told.is_empty() {
            return String::new();
        }
        let text = |key: &str| self.texts.get(&format!("statistics.{key}"));
        let rows: String = told
            .iter()
            .map(|(period, public)| self.timeliness_row(period, public))
            .collect();
        // What most people look for comes first: a small screen shows it without scrolling.
        let heads = [
            "period",
            "share_in_time",
            "median_days",
            "answered_in_time",
            "answered_late",
        ]
        .map(text);
        let table = blocks::table(text("timeliness"), &heads, &rows);
        let (heading, hint) = (escape(text("timeliness")), escape(text("timeliness_hint")));
        format!("<h2 id=\"tepat-waktu\">{heading}</h2>{table}<p class=\"hint\">{hint}</p>")
    }

    fn timeliness_row(&self, period: &Period, public: &Public<'_>) -> String {
        let [in_time, late, days] = TIMELINESS.map(|name| self.cell(public.figure(name)));
        let share = public.percent_in_time().map(|percent| format!("{percent}%"));
        let label = escape(&period.label);
        let share = share.as_deref().unwrap_or(NOTHING);
        format!("<tr><th scope=\"row\">{label}</th><td class=\"n\">{share}</td>{days}{in_time}{late}</tr>")
    }

    fn cell(&self, shown: Option<Shown>) -> String {
        shown.map_or_else(
            || format!("<td class=\"n\">{NOTHING}</td>"),
            |shown| small::cell(shown, self.lang),
        )
    }

    fn periods(&self) -> impl Iterator<Item = (&Period, Public<'_>)> {
        let periods = self.statistics.periods.iter();
        periods.map(|period| (period, self.public(period)))
    }

    fn public<'p>(&self, period: &'p Period) -> Public<'p> {
        Public::of(period, self.agency.small_figures.threshold())
    }

    fn chart(&self, periods: &[Public<'_>]) -> String {
        let bar = |(period, public): (&Period, &Public<'_>)| Bar {
            label: period.label.clone(),
            shown: public.received,
        };
        let bars: Vec<Bar> = self.statistics.periods.iter().zip(periods).map(bar).collect();
        let title = self.texts.get("statistics.outcomes");
        chart::svg(&Chart {
            id: "grafik",
            title,
            bars: &bars,
            caption: "statistics.chart_caption",
            lang: self.lang,
            texts: self.texts,
        })
    }

    /// Outcomes and what came besides complaints, without those that no period has.
    fn shown_columns(&self) -> Vec<&'static str> {
        let always = ["open", "closed", "forwarded", "archived"];
        let mut shown = Vec::new();
        for period in &self.statistics.periods {
            let outcomes = period
                .outcomes()
                .into_iter()
                .filter(|(name, count)| *count > 0 || always.contains(name));
            let public = self.public(period);
            let further = FURTHER
                .into_iter()
                .filter(|name| !TIMELINESS.contains(name) && public.figure(name).is_some());
            shown.extend(outcomes.map(|(name, _)| name).chain(further));
        }
        measures().filter(|name| shown.contains(name)).collect()
    }

    fn outcome_row(&self, period: &Period, public: &Public<'_>, shown: &[&str]) -> String {
        let cells: String = shown.iter().map(|name| self.cell(public.figure(name))).collect();
        let received = self.cell(Some(public.received));
        format!(
            "<tr><th scope=\"row\">{}</th>{received}{cells}</tr>",
            escape(&period.label)
        )
    }

    fn by_channel(&self, period: &Period) -> String {
        if period.by_channel.is_none() {
            return String::new();
        }
        let heading = self
            .texts
            .fill("statistics.by_channel", &[("period", &period.label)]);
        let id = super::chart::id(&period.label);
        let content = if period.received == 0 {
            self.none()
        } else {
            self.channel_table(period, &heading)
        };
        format!("<h3 id=\"kanal-{id}\">{}</h3>{content}", escape(&heading))
    }

    fn none(&self) -> String {
        format!("<p>{}</p>", escape(self.texts.get("statistics.none")))
    }

    fn channel_table(&self, period: &Period, name: &str) -> String {
        let public = self.public(period);
        let counts: std::collections::HashMap<&str, u64> = period.channels().collect();
        let mut channels = public.channels;
        // Hidden figures stand last, by name: their place must not tell how big they are.
        channels
            .sort_by_key(|(name, shown)| (std::cmp::Reverse(shown.exactly().map(|_| counts[name])), *name));
        let row = |label: &str, shown: Shown| {
            format!(
                "<tr><th scope=\"row\">{}</th>{}</tr>",
                escape(label),
                small::cell(shown, self.lang)
            )
        };
        let rows: String = channels
            .iter()
            .map(|(channel, shown)| row(self.channel_name(channel), *shown))
            .collect();
        let rows = rows + &row(self.texts.get("statistics.total"), public.received);
        let heads = ["statistics.channel", "statistics.count"].map(|key| self.texts.get(key));
        blocks::table(name, &heads, &rows)
    }

    fn channel_name(&self, name: &str) -> &str {
        let entry = Channel::parse(name).and_then(|kind| self.agency.channel(kind));
        let general = || self.texts.get(&format!("channel_kind.{name}"));
        entry.map_or_else(general, |entry| entry.name.get(self.lang))
    }

    fn about(&self) -> String {
        let meta = &self.statistics.meta;
        let heading = escape(self.texts.get("statistics.definition"));
        let cut_off = self.texts.fill(
            "statistics.cut_off",
            &[("date", &format_date(meta.cut_off, self.lang))],
        );
        let source = self
            .texts
            .fill("statistics.source", &[("source", meta.source.get(self.lang))]);
        let definition = escape(meta.definition.get(self.lang));
        format!(
            "<h2 id=\"cara-menghitung\">{heading}</h2><p>{definition}</p><p>{} {}</p>",
            escape(&cut_off),
            escape(&source)
        )
    }

    fn downloads(&self) -> String {
        let link = |key: &str, url: &str| format!("<a href=\"{url}\">{}</a>", escape(self.texts.get(key)));
        let heading = escape(self.texts.get("statistics.download"));
        let links = [
            link("statistics.csv", "/data/statistik.csv"),
            link("statistics.json", "/data/statistik.json"),
            link("statistics.dictionary", "/data/kamus.json"),
        ];
        format!(
            "<h2 id=\"unduh\">{heading}</h2><p class=\"links\">{}</p>",
            links.join(" ")
        )
    }
}
