//! `tanggap submissions import`: an older register comes in. Every row is looked at before the first is written; a
//! row that is wrong stops everything, and an import that was interrupted goes on where it stopped.

use std::collections::HashMap;
use std::fs;
use std::sync::Arc;

use complaint::RawForm;
use complaint::form::{FIELDS, INTAKE_FIELDS};
use function::importing::{OWN_COLUMNS, OldCase, import_old_case, read_old_case};
use function::settings::Settings;
use function::store::{AuditActor, AuditKind};
use function::{App, Console, Door, ReceiptKeys, Sealer, Secret, index_all};
use site_gen::theme::Theme;

use super::register::spelled_date;
use super::source::{in_words, load_agency, no_data_yet, open};
use crate::args::ImportArgs;
use crate::data::{files, secret_beside, table_file};
use crate::failure::{self, Failure};
use crate::receipts::receipt_keys;
use crate::serve::sealer_of;
use crate::terminal;
use crate::world::World;

const TOLD_EVERY: usize = 100;

/// A row and its line in the file.
struct Row {
    line: u64,
    values: RawForm,
}

/// Imports a file, or only looks at it.
pub(super) async fn import(args: &ImportArgs, world: &World) -> Result<(), Failure> {
    let name = args.file.display();
    let text = fs::read_to_string(&args.file).map_err(|error| {
        Failure::Request(format!(
            "{name} tidak bisa dibaca: {}.",
            failure::in_words(&error)
        ))
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let json = args
        .file
        .extension()
        .is_some_and(|kind| kind == "jsonl" || kind == "ndjson");
    let rows = if json {
        json_rows(text)
    } else {
        csv_rows(text, args)
    };
    let rows = rows.map_err(|message| Failure::Request(format!("{name}:{message}")))?;
    let app = app(args, world)?;
    let ready = checked(&app, &rows, args, world)?;
    if args.dry_run {
        terminal::warn(&format!(
            "{} baris dapat diimpor. Belum ada yang ditulis.\n",
            ready.len()
        ));
        return Ok(());
    }
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
    for (place, (row, case)) in rows.iter().zip(&ready).enumerate() {
        let key = &keys[place];
        let number = import_old_case(&app, case, key).await.map_err(|error| {
            Failure::Environment(format!(
                "{name}:{}: impor berhenti: {error}. Jalankan lagi perintah yang sama untuk melanjutkan.",
                row.line
            ))
        })?;
        terminal::print(&format!("{}\t{number}\n", row.line))?;
        if terminal::is_watched() && (place + 1) % TOLD_EVERY == 0 {
            terminal::warn(&format!("{} dari {} baris…\n", place + 1, ready.len()));
        }
    }
    let told = |done: usize| {
        if terminal::is_watched() && done >= TOLD_EVERY {
            terminal::warn(&format!("{done} aduan dapat dicari…\n"));
        }
    };
    index_all(&app.store, world.now(), told)
        .await
        .map_err(|error| in_words(error, &args.source))?;
    terminal::warn(&format!("{} aduan diimpor.\n", ready.len()));
    Ok(())
}

/// By what each row is recognised when it is imported again: by what it says, and the how manieth of those that say the same
/// it is. So a register that has grown since brings only what is new.
fn keys(rows: &[Row]) -> Vec<String> {
    let mut seen: HashMap<u128, usize> = HashMap::new();
    let key = |row: &Row| {
        let text = serde_json::to_string(&row.values).expect("a row is plain text");
        let digest = xxhash_rust::xxh3::xxh3_128(text.as_bytes());
        let count = seen.entry(digest).or_default();
        *count += 1;
        format!("{digest:032x} {count}")
    };
    rows.iter().map(key).collect()
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
                    terminal::warn(&format!(
                        "{file}:{}: {}: {}\n",
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
        store: open(&args.source)?,
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
            wall: Arc::clone(&world.clock),
            issuer: None,
        },
    })
}

/// The name of a column that is read.
fn known(name: &str) -> Option<&'static str> {
    let fields = FIELDS.iter().chain(INTAKE_FIELDS).map(|field| field.name);
    let read = |name: &&str| {
        ![
            "website",
            "elapsed",
            "altcha",
            "submission_key",
            "paper_number",
            "evidence",
        ]
        .contains(name)
    };
    fields
        .filter(read)
        .chain(OWN_COLUMNS)
        .find(|known| *known == name)
}

fn csv_rows(text: &str, args: &ImportArgs) -> Result<Vec<Row>, String> {
    let head = text.lines().next().unwrap_or_default();
    let separator = [b';', b'\t', b',']
        .into_iter()
        .max_by_key(|separator| head.bytes().filter(|byte| byte == separator).count())
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|error| format!("1: {error}"))?.clone();
    let columns: Vec<Option<&'static str>> = headings.iter().map(|name| column(name, args)).collect();
    let unknown: Vec<&str> = args
        .column
        .iter()
        .filter(|(heading, _)| !headings.iter().any(|name| name.trim() == heading))
        .map(|(heading, _)| heading.as_str())
        .collect();
    if !unknown.is_empty() {
        return Err(format!("1: kolom {} tidak ada.", unknown.join(", ")));
    }
    let ignored: Vec<&str> = headings
        .iter()
        .zip(&columns)
        .filter(|(_, known)| known.is_none())
        .map(|(name, _)| name)
        .collect();
    if !ignored.is_empty() {
        terminal::warn(&format!(
            "Kolom yang tidak dibaca: {}. Pasangkan dengan --column \"KOLOM=isian\".\n",
            ignored.join(", ")
        ));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            format!("{line}: baris tidak dapat dibaca sebagai CSV.")
        })?;
        let line = record.position().map_or(0, |at| line_at(text, at.byte()));
        let cells = columns.iter().zip(record.iter());
        let values = cells.filter_map(|(name, cell)| Some(((*name)?.to_owned(), told((*name)?, cell))));
        let values: RawForm = values.filter(|(_, text)| !text.is_empty()).collect();
        let values = match args.from {
            Some(register) => register.complete(values),
            None => values,
        };
        rows.push(Row { line, values });
    }
    Ok(rows)
}

/// The line of a byte. The reader takes the second half of a line end for the beginning of the next record.
fn line_at(text: &str, byte: u64) -> u64 {
    let at = usize::try_from(byte).unwrap_or(usize::MAX).min(text.len());
    let before = &text.as_bytes()[..at];
    let line = before.split(|byte| *byte == b'\n').count();
    let half = text.as_bytes().get(at) == Some(&b'\n');
    line as u64 + u64::from(half)
}

/// What a heading means: as it was told, as this kind of register has it, or by its own name.
fn column(heading: &str, args: &ImportArgs) -> Option<&'static str> {
    let heading = heading.trim();
    let told = args.column.iter().find(|(name, _)| name == heading);
    let told = told.map(|(_, field)| field.as_str());
    known(told.or_else(|| args.from?.column(heading)).unwrap_or(heading))
}

fn json_rows(text: &str) -> Result<Vec<Row>, String> {
    let lines = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(line, text)| {
            let object: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(text).map_err(|_| format!("{line}: bukan objek JSON."))?;
            let text = |value: &serde_json::Value| match value {
                serde_json::Value::String(text) => Some(text.clone()),
                serde_json::Value::Number(number) => Some(number.to_string()),
                _ => None,
            };
            let values = object.iter().filter_map(|(name, value)| {
                let name = known(name)?;
                Some((name.to_owned(), told(name, &text(value)?)))
            });
            Ok(Row {
                line,
                values: values.collect(),
            })
        })
        .collect()
}

/// What a cell says. Days stand in old registers as `31/12/2024` or `31-12-2024` too.
fn told(name: &str, cell: &str) -> String {
    let cell = cell.trim();
    let dates = ["received_at", "incident_date", "ended_at"];
    if !dates.contains(&name) {
        return cell.strip_prefix('\'').unwrap_or(cell).to_owned();
    }
    if let Some(date) = spelled_date(cell) {
        return date;
    }
    let parts: Vec<&str> = cell.split(['/', '-']).collect();
    match parts[..] {
        [day, month, year] if year.len() == 4 && day.len() <= 2 && month.len() <= 2 => {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        _ => cell.to_owned(),
    }
}

/// `KOLOM=isian`, for clap.
pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    let (heading, field) = text
        .split_once('=')
        .ok_or("tulis KOLOM=isian, misalnya \"Isi Laporan=narrative\"")?;
    let field = field.trim();
    if known(field).is_none() {
        let near = complaint::problem::nearest(field, FIELDS.iter().map(|field| field.name));
        return Err(near.map_or_else(
            || format!("isian `{field}` tidak ada"),
            |near| format!("isian `{field}` tidak ada; maksud Anda `{near}`?"),
        ));
    }
    Ok((heading.trim().to_owned(), field.to_owned()))
}
