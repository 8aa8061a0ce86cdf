//! `tanggap stats`: the figures of the register, counted from the history of every case, in the form that the site's
//! statistics page is built from.

use std::collections::BTreeSet;

use complaint::deadline::DeadlineKind;
use complaint::statistics::{Counted, Period, by_year};
use complaint::{Agency, Status};
use function::Store;
use function::store::{CaseView, Fact, Filter, Step, StoreError};
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::args::{Format, StatsArgs};
use crate::command::submissions::source::{in_words, load_agency, open};
use crate::command::submissions::{as_json, format};
use crate::failure::Failure;
use crate::terminal;
use crate::world::World;

/// Cases read at once.
const AT_ONCE: usize = 200;
/// Rows of the table for people, and of the CSV file.
const MEASURES: [&str; 11] = [
    "received",
    "open",
    "closed",
    "forwarded",
    "archived",
    "withdrawn",
    "duplicate",
    "answered_in_time",
    "answered_late",
    "aspirations",
    "information_requests",
];

/// Counts and prints.
pub fn run(args: &StatsArgs, world: World) -> Result<(), Failure> {
    let world = world.starting_at(args.source.now);
    let agency = load_agency(&args.source.content)?;
    let store = open(&args.source)?;
    let counted = super::runtime()?.block_on(count(&store, &agency, &world));
    let counted = counted.map_err(|error| in_words(error, &args.source))?;
    let cut_off = agency.today(world.now());
    let document = document(&by_year(counted, cut_off), cut_off);
    terminal::print(&match format(args.output) {
        Format::Json => as_json(&document),
        Format::Csv => as_csv(&document),
        Format::Table => for_people(&document),
    })
}

async fn count(store: &Store, agency: &Agency, world: &World) -> Result<Vec<Counted>, StoreError> {
    let (mut counted, mut cursor) = (Vec::new(), None);
    loop {
        let page = store
            .list(&Filter::default(), cursor.as_deref(), AT_ONCE, world.now())
            .await?;
        for case in &page.items {
            let Ok(number) = complaint::Number::parse(&case.number, &agency.codes()) else {
                continue;
            };
            let case = store.show(&number).await?;
            counted.extend(case.map(|case| counted_as(&case, agency)));
        }
        terminal::progress(&format!("{} aduan dihitung", counted.len()));
        match page.next_cursor {
            Some(next) => cursor = Some(next),
            None => return Ok(counted),
        }
    }
}

/// What the history of a case says: its state is where the last event led.
fn counted_as(case: &CaseView, agency: &Agency) -> Counted {
    let owes_answer = |kind: DeadlineKind| {
        use DeadlineKind::{RespondBy, RespondByAspiration, RespondByInformation, RespondByOversight};
        matches!(
            kind,
            RespondBy | RespondByOversight | RespondByAspiration | RespondByInformation
        )
    };
    let late = |step: &Step| matches!(step, Step::Noted(Fact::Late { kind, .. }) if owes_answer(*kind));
    Counted {
        class: case.summary.class,
        channel: case.summary.channel,
        received_on: agency.today(case.summary.received_at),
        status: case.events.last().map_or(Status::Received, |event| event.status),
        was_late: case.events.iter().any(|event| late(&event.step)),
    }
}

/// The file that `content/data/statistics.json` may be.
fn document(periods: &[Period], cut_off: Date) -> Value {
    json!({
        "version": 1,
        "cut_off": cut_off,
        "source": { "id": "Register pengaduan", "en": "Complaint register" },
        "definition": {
            "id": "Satu pengaduan dihitung satu kali, walaupun dibuka kembali. Tahun menurut tanggal diterima; keadaan menurut tanggal batas data.",
            "en": "One complaint counts once, even if it was reopened. Years by the day of receipt; states as of the cut-off date.",
        },
        "periods": periods,
    })
}

/// One figure a row, as the open data has it.
fn as_csv(document: &Value) -> String {
    let head = format!(
        "# cut_off: {}\n# source: {}\n# definition: {}\nperiod,from,until,measure,channel,count\n",
        word(&document["cut_off"]),
        word(&document["source"]["id"]),
        word(&document["definition"]["id"])
    );
    [head]
        .into_iter()
        .chain(periods(document).flat_map(rows))
        .collect()
}

fn rows(period: &Value) -> Vec<String> {
    let place = ["label", "from", "until"]
        .map(|name| word(&period[name]))
        .join(",");
    let measure = |name: &&str| format!("{place},{name},,{}\n", period[*name]);
    let channel = |(name, count): (&String, &Value)| format!("{place},received,{name},{count}\n");
    let channels = period["by_channel"].as_object().into_iter().flatten();
    MEASURES
        .iter()
        .map(measure)
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
    let measures = MEASURES
        .iter()
        .map(|name| line(name, &|period| period[*name].to_string()));
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
