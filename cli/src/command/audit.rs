//! `tanggap audit`: whether the history is still the one that the program wrote.

use function::store::{AuditCheck, BrokenChain, ChainsCheck, Store};
use serde_json::json;

use crate::args::{AuditCommand, AuditVerifyArgs, Format};
use crate::command::submissions::source::{in_words, open};
use crate::command::submissions::{as_json, format};
use crate::failure::Failure;
use crate::terminal;
use crate::world::World;

/// Runs one of the commands.
pub fn run(command: &AuditCommand, world: &World) -> Result<(), Failure> {
    match command {
        AuditCommand::Verify(args) => super::runtime()?.block_on(verify(args, world)),
    }
}

async fn verify(args: &AuditVerifyArgs, world: &World) -> Result<(), Failure> {
    let store = open(&args.source, world)?;
    let checked = async { Ok((store.verify_cases().await?, store.verify_audit().await?)) };
    let (cases, agency) = checked.await.map_err(|error| in_words(error, &args.source))?;
    terminal::print(&match format(args.output) {
        Format::Table => for_people(&cases, &agency),
        Format::Json => as_json(&json!({ "cases": cases, "agency": agency })),
        Format::Csv => as_csv(&cases, &agency),
    })?;
    if let Some(place) = first_broken(&cases, &agency) {
        return Err(Failure::Request(format!("Rantai riwayat putus: {place}.")));
    }
    match &args.noted {
        Some((entry, hash)) => is_as_noted(&store, args, *entry, hash).await,
        None => Ok(()),
    }
}

/// A chain may be whole and yet another one than somebody has seen.
async fn is_as_noted(store: &Store, args: &AuditVerifyArgs, entry: u64, hash: &str) -> Result<(), Failure> {
    let now = store
        .audit_hash(entry)
        .await
        .map_err(|error| in_words(error, &args.source))?;
    if now.as_deref() == Some(hash) {
        return Ok(());
    }
    Err(Failure::Request(match now {
        Some(_) => {
            format!("Riwayat instansi sampai catatan ke-{entry} bukan yang dulu dicatat: sidiknya lain.")
        }
        None => format!("Riwayat instansi tidak punya catatan ke-{entry}: yang dulu dicatat hilang."),
    }))
}

fn for_people(cases: &ChainsCheck, agency: &AuditCheck) -> String {
    let whole = format!(
        "{} aduan dengan {} peristiwa utuh; riwayat instansi: {} catatan utuh, sidik akhir {}.\n",
        cases.cases, cases.events, agency.entries, agency.head
    );
    let case = |broken: &BrokenChain| {
        format!(
            "putus: aduan {} peristiwa ke-{}\n",
            broken.number, broken.sequence
        )
    };
    let entry = |entry: u64| format!("putus: riwayat instansi catatan ke-{entry}\n");
    let broken = cases.broken.iter().map(case).chain(agency.broken_at.map(entry));
    [whole].into_iter().chain(broken).collect()
}

/// One line for each break; no line below the head where all holds.
fn as_csv(cases: &ChainsCheck, agency: &AuditCheck) -> String {
    let head = "chain,sequence\n".to_owned();
    let case = |broken: &BrokenChain| format!("{},{}\n", broken.number, broken.sequence);
    let entry = |entry: u64| format!("agency,{entry}\n");
    let broken = cases.broken.iter().map(case).chain(agency.broken_at.map(entry));
    [head].into_iter().chain(broken).collect()
}

fn first_broken(cases: &ChainsCheck, agency: &AuditCheck) -> Option<String> {
    let case = cases.broken.first();
    let case = case.map(|broken| format!("aduan {} peristiwa ke-{}", broken.number, broken.sequence));
    case.or_else(|| {
        agency
            .broken_at
            .map(|entry| format!("riwayat instansi catatan ke-{entry}"))
    })
}
