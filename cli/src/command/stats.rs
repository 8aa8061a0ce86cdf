//! `tanggap stats`: the figures of the register, as they are kept while cases come and go, in the form that the site's
//! statistics page is built from.

use std::collections::BTreeSet;

use complaint::statistics::{by_year, measures};
use function::counting::{Figures, Register};
use function::store::StoreError;
use serde_json::Value;

use crate::args::{Format, StatsArgs};
use crate::command::submissions::source::{in_words, load_agency, open};
use crate::command::submissions::{as_json, format};
use crate::failure::Failure;
use crate::terminal;
use crate::world::World;

/// How often in a row nothing may be done although something is left: another program may be at it.
const PATIENCE: u32 = 5;

/// Counts what is left to count, and prints.
pub fn run(args: &StatsArgs, world: World) -> Result<(), Failure> {
    let world = world.starting_at(args.source.now);
    let agency = load_agency(&args.source.content)?;
    let store = open(&args.source, &world)?;
    let register = Register {
        store: &store,
        agency: &agency,
        entropy: &world.entropy,
        now: world.now(),
    };
    let figures = super::runtime()?.block_on(counted(register, args.recount));
    let figures = figures.map_err(|error| in_words(error, &args.source))?;
    if !figures.whole {
        return Err(Failure::Environment(
            "Sebagian aduan belum terhitung. Periksa catatan program, lalu ulangi.".to_owned(),
        ));
    }
    let cut_off = agency.today(world.now());
    let months = figures
        .months
        .iter()
        .map(|(month, tally)| (month.as_str(), tally));
    let document = site_gen::register_document(&by_year(months, cut_off), cut_off);
    terminal::print(&match format(args.output) {
        Format::Json => as_json(&document),
        Format::Csv => as_csv(&document),
        Format::Table => for_people(&document),
    })
}

async fn counted(register: Register<'_>, anew: bool) -> Result<Figures, StoreError> {
    if anew {
        register.begin_again().await?;
    }
    let (mut entered, mut idle) = (0, 0);
    while idle < PATIENCE {
        let progress = register.carry().await?;
        if !progress.left {
            break;
        }
        entered += progress.entered;
        idle = if progress.entered == 0 { idle + 1 } else { 0 };
        terminal::progress(&format!("{entered} aduan dihitung"));
    }
    register.all_figures().await
}

/// One figure a row, as the open data has it. What is said of all of them stands in each row, so that the first line
/// names the columns.
fn as_csv(document: &Value) -> String {
    let about = [
        &document["cut_off"],
        &document["source"]["id"],
        &document["definition"]["id"],
    ];
    let about = about.map(|text| quoted(&word(text))).join(",");
    let head = "period,from,until,measure,channel,count,cut_off,source,definition\n".to_owned();
    [head]
        .into_iter()
        .chain(periods(document).flat_map(|period| rows(period, &about)))
        .collect()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn rows(period: &Value, about: &str) -> Vec<String> {
    let place = ["label", "from", "until"]
        .map(|name| word(&period[name]))
        .join(",");
    let measure = |name: &str| Some(format!("{place},{name},,{},{about}\n", period.get(name)?));
    let channel = |(name, count): (&String, &Value)| format!("{place},received,{name},{count},{about}\n");
    let channels = period["by_channel"].as_object().into_iter().flatten();
    measures()
        .filter_map(measure)
        .chain(channels.map(channel))
        .collect()
}

fn for_people(document: &Value) -> String {
    let line = |label: &str, cell: &dyn Fn(&Value) -> String| {
        let cells: Vec<String> = periods(document).map(cell).collect();
        let cells: String = cells
            .iter()
            .flat_map(|cell| [" ".repeat(9_usize.saturating_sub(cell.len())), cell.clone()])
            .collect();
        format!("{label:<24}{cells}\n")
    };
    let head = line("", &|period| word(&period["label"]));
    let measures = measures().map(|name| {
        line(name, &|period| {
            period.get(name).map_or("-".to_owned(), Value::to_string)
        })
    });
    let channels: BTreeSet<&String> = periods(document)
        .filter_map(|period| period["by_channel"].as_object())
        .flat_map(|channels| channels.keys())
        .collect();
    let channels = channels.into_iter().map(|name| {
        line(&format!("  {name}"), &|period| {
            period["by_channel"][name]
                .as_u64()
                .unwrap_or_default()
                .to_string()
        })
    });
    let hint = "Angka persis. Sebelum terbit, simpan sebagai content/data/statistics.json: angka kecil disembunyikan saat situs dibangun.\n";
    [head]
        .into_iter()
        .chain(measures)
        .chain(channels)
        .chain([hint.to_owned()])
        .collect()
}

fn periods(document: &Value) -> impl Iterator<Item = &Value> {
    document["periods"].as_array().into_iter().flatten()
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
