//! `tanggap submissions export`: the register as one file. Never a reporter's identity.

use std::fs;

use complaint::Number;
use function::export::{ExportFormat, cases, csv, xlsx};
use function::store::{AuditActor, AuditKind, CaseSummary, Filter, Store};

use super::source::{in_words, load_agency, open};
use crate::args::ExportArgs;
use crate::failure::{self, Failure};
use crate::terminal;
use crate::world::World;

/// Whole cases are read one by one; so often it is told how far it is.
const TOLD_EVERY: usize = 200;

/// Writes the file.
pub(super) async fn export(args: &ExportArgs, world: &World) -> Result<(), Failure> {
    let agency = load_agency(&args.source.content)?;
    let store = open(&args.source, world)?;
    let zone = &agency.zone;
    let filter = Filter {
        since: args.since.and_then(|moment| moment.start(zone)),
        until: args.until.and_then(|moment| moment.end(zone)),
        ..Filter::default()
    };
    let found = cases(&store, &filter, None, usize::MAX, world.now())
        .await
        .map_err(|error| in_words(error, &args.source))?
        .unwrap_or_default();
    let object = format!("{}, {}", args.format.as_str(), found.len());
    store
        .append_audit(
            &AuditActor::CommandLine,
            AuditKind::Export,
            Some(&object),
            world.now(),
            &world.entropy,
        )
        .await
        .map_err(|error| in_words(error, &args.source))?;
    let bytes = match args.format {
        ExportFormat::Csv => csv(&found, &agency),
        ExportFormat::Xlsx => xlsx(&found, &agency, world.now())
            .map_err(|error| Failure::Request(format!("Terlalu banyak untuk satu lembar Excel: {error}.")))?,
        ExportFormat::Jsonl => whole(&store, &found, &agency, args).await?,
    };
    let replaced = if args.out.is_file() {
        ", menggantikan isi yang lama"
    } else {
        ""
    };
    fs::write(&args.out, bytes).map_err(|error| {
        let words = failure::in_words(&error);
        Failure::Environment(format!("{} tidak bisa ditulis: {words}.", args.out.display()))
    })?;
    terminal::warn(&format!(
        "{} aduan ditulis ke {}{replaced}.\n",
        found.len(),
        args.out.display()
    ));
    Ok(())
}

async fn whole(
    store: &Store,
    found: &[CaseSummary],
    agency: &complaint::Agency,
    args: &ExportArgs,
) -> Result<Vec<u8>, Failure> {
    let mut lines = Vec::new();
    for (place, summary) in found.iter().enumerate() {
        if terminal::is_watched() && place > 0 && place % TOLD_EVERY == 0 {
            terminal::warn(&format!("{place} dari {} aduan…\n", found.len()));
        }
        let Ok(number) = Number::parse(&summary.number, &agency.codes()) else {
            continue;
        };
        let case = store.show(&number).await;
        if let Some(case) = case.map_err(|error| in_words(error, &args.source))? {
            lines.extend(serde_json::to_vec(&case).expect("views are plain data"));
            lines.push(b'\n');
        }
    }
    Ok(lines)
}
