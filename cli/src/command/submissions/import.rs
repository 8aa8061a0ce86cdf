//! `tanggap submissions import`: an older register comes in. Every row is looked at before the first is written; a
//! row that is wrong stops everything, and an import that was interrupted goes on where it stopped.

use std::collections::HashMap;
use std::fs;
use std::sync::Arc;

use complaint::Number;
use function::importing::{ImportError, Linked, OldCase, bring_word, import_old_case, linked, read_old_case};
use function::settings::Settings;
use function::store::{AuditActor, AuditKind};
use function::{ActError, App, Console, Door, ReceiptKeys, Sealer, Secret, index_all};
use site_gen::theme::Theme;

use super::choices::beside;
use super::rows::{Row, keys, read};
use super::source::{in_words, load_agency, no_data_yet, open};
use crate::args::ImportArgs;
use crate::data::{files, secret_beside, table_file};
use crate::failure::{self, Failure};
use crate::receipts::receipt_keys;
use crate::serve::sealer_of;
use crate::terminal;
use crate::world::World;

const TOLD_EVERY: usize = 100;

/// Imports a file, or only looks at it.
pub(super) async fn import(args: &ImportArgs, world: &World) -> Result<(), Failure> {
    let name = args.file.display();
    let bytes = fs::read(&args.file).map_err(|error| {
        Failure::Request(format!(
            "{name} tidak bisa dibaca: {}.",
            failure::in_words(&error)
        ))
    })?;
    let rows = read(&bytes, args).map_err(|message| Failure::Request(format!("{name}:{message}")))?;
    let app = app(args, world)?;
    let ready = checked(&app, &rows, args, world)?;
    if args.dry_run {
        return foretold(&app, &rows, &ready, args).await;
    }
    let told = |done: usize| {
        if terminal::is_watched() && done >= TOLD_EVERY {
            terminal::warn(&format!("{done} aduan dapat dicari…\n"));
        }
    };
    let indexed = || index_all(&app, world.now(), told);
    // What is here already is found by its tracking id.
    indexed().await.map_err(|error| in_words(error, &args.source))?;
    let object = format!("{} rows", ready.len());
    app.store
        .append_audit(
            &AuditActor::CommandLine,
            AuditKind::Import,
            Some(&object),
            world.now(),
            &world.entropy,
        )
        .await
        .map_err(|error| in_words(error, &args.source))?;
    let keys = keys(&rows);
    let (mut linked, mut new) = (HashMap::new(), 0);
    for (place, (row, case)) in rows.iter().zip(&ready).enumerate() {
        let key = &keys[place];
        let (number, is_new) = brought(&app, case, key, &mut linked).await.map_err(|error| {
            Failure::Environment(format!(
                "{name}:{}: impor berhenti: {error}. Jalankan lagi perintah yang sama untuk melanjutkan.",
                row.line
            ))
        })?;
        new += usize::from(is_new);
        terminal::print(&format!("{}\t{number}\n", row.line))?;
        if terminal::is_watched() && (place + 1) % TOLD_EVERY == 0 {
            terminal::warn(&format!("{} dari {} baris…\n", place + 1, ready.len()));
        }
    }
    indexed().await.map_err(|error| in_words(error, &args.source))?;
    terminal::warn(&match ready.len() - new {
        0 => format!("{new} aduan diimpor.\n"),
        known => format!("{new} aduan diimpor; {known} baris sudah ada sebelumnya.\n"),
    });
    Ok(())
}

/// Imports a row, and tells whether its case was not here yet. A report that is here already, or came in an earlier row,
/// only brings word of how it stands in SP4N.
async fn brought(
    app: &App,
    case: &OldCase,
    key: &str,
    earlier: &mut HashMap<String, Number>,
) -> Result<(Number, bool), ImportError> {
    let tracking = case.tracking_id();
    let known = match &tracking {
        Some(id) if earlier.contains_key(id) => earlier.get(id).cloned(),
        Some(id) => {
            let linked = linked(app, id).await.map_err(ActError::Store)?;
            linked.map(|linked| linked.number)
        }
        None => None,
    };
    let (number, is_new) = match known {
        Some(number) => (number, false),
        None => import_old_case(app, case, key).await?,
    };
    bring_word(app, &number, case).await?;
    earlier.extend(tracking.map(|id| (id, number.clone())));
    Ok((number, is_new))
}

/// What an import would do: how many cases it would bring, and of which that are here how SP4N sees them now.
async fn foretold(app: &App, rows: &[Row], ready: &[OldCase], args: &ImportArgs) -> Result<(), Failure> {
    let mut seen: HashMap<String, Option<Linked>> = HashMap::new();
    let (mut new, mut changed) = (0, 0);
    for (row, case) in rows.iter().zip(ready) {
        let Some(id) = case.tracking_id() else {
            new += 1;
            continue;
        };
        if !seen.contains_key(&id) {
            let found = linked(app, &id).await;
            seen.insert(id.clone(), found.map_err(|error| in_words(error, &args.source))?);
            new += usize::from(seen[&id].is_none());
        }
        let (Some(Some(linked)), Some(status)) = (seen.get_mut(&id), case.sp4n_status()) else {
            continue;
        };
        if linked.sp4n_status.as_deref() != Some(status) {
            changed += 1;
            let before = linked.sp4n_status.replace(status.to_owned());
            let before = before.as_deref().unwrap_or("-");
            terminal::print(&format!("{}\t{}\t{before}\t{status}\n", row.line, linked.number))?;
        }
    }
    let known = seen.values().filter(|linked| linked.is_some()).count();
    if known > 0 {
        terminal::warn(&format!(
            "{known} laporan sudah ada di register; {changed} statusnya di SP4N berubah.\n"
        ));
    }
    terminal::warn(&format!("{new} baris dapat diimpor. Belum ada yang ditulis.\n"));
    Ok(())
}

/// Every row, or every problem of every row.
fn checked(app: &App, rows: &[Row], args: &ImportArgs, world: &World) -> Result<Vec<OldCase>, Failure> {
    let (mut ready, mut wrong) = (Vec::new(), 0);
    for row in rows {
        match read_old_case(app, &row.values, world.now()) {
            Ok(case) => ready.push(case),
            Err(problems) => {
                wrong += 1;
                for problem in problems {
                    let file = args.file.display();
                    let beside = beside(&problem.field, &row.values, &app.agency);
                    terminal::warn(&format!(
                        "{file}:{}: {}: {}{beside}\n",
                        row.line, problem.field, problem.message
                    ));
                }
            }
        }
    }
    if wrong == 0 {
        return Ok(ready);
    }
    Err(Failure::Request(format!(
        "{wrong} dari {} baris perlu diperbaiki. Belum ada yang ditulis.",
        rows.len()
    )))
}

/// What keys, signs and seals: that of the data folder, or on AWS what the function itself has in its environment.
fn keeping(args: &ImportArgs, world: &World) -> Result<(Secret, ReceiptKeys, Sealer), Failure> {
    let data = &args.source.data;
    if let Some(table) = &args.source.table {
        let variable = |name: &str| match name {
            "TANGGAP_TABLE" => Some(table.clone()),
            // No file comes with a row.
            "TANGGAP_BUCKET" => Some("-".to_owned()),
            _ => std::env::var(name).ok(),
        };
        let settings = Settings::from_env(variable).map_err(|errors| {
            let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
            Failure::Environment(format!("{}.", errors.join("; ")))
        })?;
        return Ok((settings.secret, settings.receipts, settings.sealer));
    }
    if !table_file(data).is_file() {
        return Err(no_data_yet(data));
    }
    let secret =
        Secret::new(secret_beside(data)?).map_err(|error| Failure::Environment(error.to_string()))?;
    Ok((secret, receipt_keys(data, world)?, sealer_of(data)?))
}

/// The function over the table, without what only a server needs.
fn app(args: &ImportArgs, world: &World) -> Result<App, Failure> {
    let data = &args.source.data;
    let (secret, receipts, sealer) = keeping(args, world)?;
    let agency = load_agency(&args.source.content)?;
    let theme = Theme::new(&agency, &[]).map_err(Failure::Content)?;
    let (files, _) = files(data, "import", "");
    Ok(App {
        publication: function::Publication::default(),
        theme: Arc::new(theme),
        agency: Arc::new(agency),
        store: open(&args.source, world)?,
        files,
        secret,
        receipts,
        sealer,
        clock: Arc::clone(&world.clock),
        entropy: Arc::clone(&world.entropy),
        post: None,
        limits: false,
        address_header: None,
        front_door: None,
        console: Console {
            door: Door::Loopback,
            wall: Arc::clone(&world.wall),
            issuer: None,
        },
    })
}
