//! `tanggap submissions`: the register, read beside a running `serve` or from AWS. Never a reporter's identity:
//! the types it reads have no field for one. Only a key holder opens a sealed one, with a key of their own.

mod choices;
pub(super) mod csv;
mod export;
mod import;
mod opener;
pub(crate) mod register;
pub(crate) mod rows;
mod sheet;
pub(super) mod source;
pub(super) mod table;
mod words;

use complaint::{Agency, CodeError, Deadline, Identity, Lang, Number};
use function::store::{CaseSummary, CaseView, Filter, Page};
use serde::Serialize;
use serde_json::{Value, json};

use crate::args::{Format, ListArgs, OutputArgs, ShowArgs, SubmissionsCommand};
use crate::command::moment::Moment;
use crate::failure::Failure;
use crate::terminal;
use crate::world::World;
use opener::{Opener, with_identity};
use source::{in_words, load_agency, open};

/// Runs one reading.
pub fn run(command: &SubmissionsCommand, world: World) -> Result<(), Failure> {
    let runtime = super::runtime()?;
    match command {
        SubmissionsCommand::List(args) => runtime.block_on(list(args, &world.starting_at(args.source.now))),
        SubmissionsCommand::Import(args) => {
            runtime.block_on(import::import(args, &world.starting_at(args.source.now)))
        }
        SubmissionsCommand::Export(args) => {
            runtime.block_on(export::export(args, &world.starting_at(args.source.now)))
        }
        SubmissionsCommand::Show(args) => runtime.block_on(show(args, &world.starting_at(args.source.now))),
    }
}

async fn list(args: &ListArgs, world: &World) -> Result<(), Failure> {
    let agency = load_agency(&args.source.content)?;
    let filter = filter(args, &agency, world);
    let store = open(&args.source, world)?;
    let page = store
        .list(&filter, args.cursor.as_deref(), args.limit.into(), world.now())
        .await;
    let page = page.map_err(|error| in_words(error, &args.source))?;
    warn_of_unknown_unit(args, &agency);
    terminal::print(&match format(args.output) {
        Format::Json => as_json(&page),
        Format::Csv => csv::list(&page.items),
        Format::Table => list_for_people(&page, &agency, world),
    })?;
    say_where_it_goes_on(&page, args.output);
    if page.incomplete {
        terminal::warn("Belum semua aduan masuk indeks kata; ulangi pencarian beberapa menit lagi.\n");
    }
    Ok(())
}

async fn show(args: &ShowArgs, world: &World) -> Result<(), Failure> {
    let agency = load_agency(&args.source.content)?;
    let number = Number::parse(&args.number, &agency.codes())
        .map_err(|error| mistyped(&args.number, error, &agency))?;
    let store = open(&args.source, world)?;
    let case = store
        .show(&number)
        .await
        .map_err(|error| in_words(error, &args.source))?;
    let case = case.ok_or_else(|| Failure::Request(format!("Aduan {number} tidak ada.")))?;
    let opener = Opener {
        store: &store,
        agency: &agency,
        number: &number,
        now: world.now(),
        entropy: &world.entropy,
    };
    let identity = opener.open(args).await?;
    terminal::print(&match format(args.output) {
        Format::Json => as_json(&with_identity(explained(&case), identity.as_ref())),
        Format::Csv => csv::list(std::slice::from_ref(&case.summary)),
        Format::Table => case_for_people(&case, identity.as_ref(), &agency, world),
    })
}

fn filter(args: &ListArgs, agency: &Agency, world: &World) -> Filter {
    let zone = &agency.zone;
    Filter {
        status: args.status,
        class: args.class,
        channel: args.channel,
        unit: args.unit.clone(),
        overdue_on: args.overdue.then(|| agency.today(world.now())),
        since: args.since.and_then(|moment: Moment| moment.start(zone)),
        until: args.until.and_then(|moment: Moment| moment.end(zone)),
        text: args.text.clone(),
        ..Filter::default()
    }
}

/// People get columns, programs get JSON, unless told otherwise.
pub(in crate::command) fn format(output: OutputArgs) -> Format {
    let fallback = if terminal::is_watched() {
        Format::Table
    } else {
        Format::Json
    };
    output.format.unwrap_or(fallback)
}

pub(in crate::command) fn as_json(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("views are plain data");
    format!("{text}\n")
}

/// A case whose deadlines look as in the function's answers: kind, date and explanation instead of every day.
fn explained(case: &CaseView) -> Value {
    let explain = |deadline: &Deadline| {
        json!({
            "kind": deadline.kind,
            "due_on": deadline.due_on,
            "explanation": deadline.explanation(Lang::Id),
        })
    };
    let mut value = serde_json::to_value(case).expect("views are plain data");
    value["deadlines"] = case.deadlines.iter().map(explain).collect();
    value
}

fn list_for_people(page: &Page, agency: &Agency, world: &World) -> String {
    if page.items.is_empty() {
        return "Tidak ada aduan yang cocok.\n".to_owned();
    }
    let today = agency.today(world.now());
    let row = |case: &CaseSummary| words::row(case, agency, case.is_late(today));
    let rows: Vec<_> = page.items.iter().map(row).collect();
    table::columns(&words::HEADINGS, &rows)
}

fn case_for_people(case: &CaseView, identity: Option<&Identity>, agency: &Agency, world: &World) -> String {
    let late = case.summary.is_late(agency.today(world.now()));
    let mut facts = words::facts(case, agency, late);
    facts.extend(identity.into_iter().flat_map(words::person));
    table::pairs(&facts)
}

fn say_where_it_goes_on(page: &Page, output: OutputArgs) {
    if let (Some(cursor), Format::Table | Format::Csv) = (&page.next_cursor, format(output)) {
        terminal::warn(&format!(
            "Masih ada aduan lain. Lanjutkan dengan --cursor {cursor}\n"
        ));
    }
}

/// A case may belong to a unit that the settings no longer name, so this is a hint and no refusal.
fn warn_of_unknown_unit(args: &ListArgs, agency: &Agency) {
    let Some(unit) = args.unit.as_deref().filter(|unit| agency.unit(unit).is_none()) else {
        return;
    };
    let known = agency.units.iter().map(|unit| unit.slug.as_str());
    let meant = complaint::problem::nearest(unit, known)
        .map_or_else(String::new, |near| format!(" Maksud Anda `{near}`?"));
    terminal::warn(&format!(
        "peringatan: unit `{unit}` tidak ada di agency.toml.{meant}\n"
    ));
}

fn mistyped(typed: &str, error: CodeError, agency: &Agency) -> Failure {
    let code = agency.code.as_str();
    let typed = table::printable(typed);
    Failure::Request(match error {
        CodeError::WrongLength => format!("Nomor `{typed}` salah panjang. Bentuknya {code}-XXXX-XXXX."),
        CodeError::WrongSymbol => format!("Nomor `{typed}` memuat tanda yang tidak pernah dipakai."),
        CodeError::CheckFailed => {
            format!("Nomor `{typed}` salah ketik: satu huruf keliru atau dua huruf tertukar.")
        }
        CodeError::UnknownAgency => {
            format!("Nomor `{typed}` milik instansi lain; nomor di sini diawali {code}.")
        }
    })
}
