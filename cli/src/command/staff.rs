//! `tanggap staff`: accounts of the people at the desk, made and closed beside a running `serve`.

use complaint::Agency;
use complaint::staff::Role;
use function::settings::Settings;
use function::store::{Account, AuditActor, AuditKind, Store, StoreError};
use function::{InviteError, NewPerson, Secret, invite};
use serde_json::{Value, json};

use super::submissions::source::{in_words, load_agency, no_data_yet, open};
use super::submissions::{as_json, csv, format, table};
use crate::args::{DisableArgs, Format, InviteArgs, SourceArgs, StaffCommand, StaffListArgs};
use crate::data::{secret_beside, table_file, told_address};
use crate::failure::Failure;
use crate::terminal;
use crate::world::World;

const HEADINGS: [&str; 5] = ["ID", "NAMA", "PERAN", "UNIT", "KEADAAN"];

/// Runs one of them.
pub fn run(command: &StaffCommand, world: World) -> Result<(), Failure> {
    let runtime = super::runtime()?;
    match command {
        StaffCommand::Invite(args) => runtime.block_on(invite_one(args, &world.starting_at(args.source.now))),
        StaffCommand::List(args) => runtime.block_on(list(args, &world)),
        StaffCommand::Disable(args) => runtime.block_on(disable(args, &world.starting_at(args.source.now))),
    }
}

async fn invite_one(args: &InviteArgs, world: &World) -> Result<(), Failure> {
    let agency = load_agency(&args.source.content)?;
    check_unit(args, &agency)?;
    let store = open(&args.source, world)?;
    let secret = secret(&args.source)?;
    let person = NewPerson {
        name: args.name.clone(),
        role: args.role,
        unit: args.unit.clone(),
        email: args.email.clone(),
    };
    let by = &AuditActor::CommandLine;
    let token = invite(&store, &secret, &world.entropy, world.now(), &person, by)
        .await
        .map_err(|error| why_not(error, args))?;
    let base = local_address(&args.source).unwrap_or(agency.base_url);
    terminal::print(&format!("{base}/staff/undangan?kode={token}\n"))?;
    terminal::warn("Berikan tautan ini hanya kepada orangnya. Berlaku 3 hari, satu kali pakai.\n");
    Ok(())
}

fn check_unit(args: &InviteArgs, agency: &Agency) -> Result<(), Failure> {
    let known: Vec<&str> = agency.units.iter().map(|unit| unit.slug.as_str()).collect();
    match args.unit.as_deref() {
        None if args.role.needs_unit() => Err(Failure::Request(format!(
            "Peran officer butuh --unit. Pilih salah satu: {}.",
            known.join(", ")
        ))),
        Some(unit) if !known.contains(&unit) => {
            let meant = complaint::problem::nearest(unit, known.iter().copied())
                .map_or_else(|| known.join(", "), |near| format!("maksud Anda `{near}`?"));
            Err(Failure::Request(format!(
                "Unit `{unit}` tidak ada di agency.toml: {meant}"
            )))
        }
        _ => Ok(()),
    }
}

fn why_not(error: InviteError, args: &InviteArgs) -> Failure {
    match error {
        InviteError::NoName => Failure::Request("Tulis nama petugas, 1 sampai 100 huruf.".to_owned()),
        InviteError::NoEmail => {
            Failure::Request("Alamat surel itu belum benar. Contoh: nama@contoh.id.".to_owned())
        }
        InviteError::NoUnit => Failure::Request("Peran officer butuh --unit.".to_owned()),
        InviteError::OtherRole => Failure::Request(format!(
            "Sudah ada akun `{}` dengan peran atau unit lain. Tutup dulu dengan `tanggap staff disable ID`, lalu undang lagi.",
            args.name.trim()
        )),
        InviteError::Taken => Failure::Request(
            "Nama itu baru saja dipakai undangan lain. Lihat `tanggap staff list`.".to_owned(),
        ),
        InviteError::Store(error) => in_words(error, &args.source),
    }
}

/// Where the program on this computer answers, if the accounts are in its folder.
fn local_address(source: &SourceArgs) -> Option<String> {
    source
        .table
        .is_none()
        .then(|| told_address(&source.data))
        .flatten()
}

/// What to do where the secret of the function is not at hand.
const NO_SECRET: &str = "Variabel lingkungan TANGGAP_SECRET belum diisi, atau isinya bukan kunci fungsi (64 angka heksadesimal). \
    Ambil dari Secrets Manager di AWS: lihat docs/panduan-aws.md, bagian menambah petugas.";

/// Links are keyed by the installation's secret: that of the data folder, or on AWS the function's own.
fn secret(source: &SourceArgs) -> Result<Secret, Failure> {
    if source.table.is_some() {
        return Settings::secret_from_env(|name| std::env::var(name).ok())
            .map_err(|_| Failure::Environment(NO_SECRET.to_owned()));
    }
    if !table_file(&source.data).is_file() {
        return Err(no_data_yet(&source.data));
    }
    Secret::new(secret_beside(&source.data)?).map_err(|error| Failure::Environment(error.to_string()))
}

async fn list(args: &StaffListArgs, world: &World) -> Result<(), Failure> {
    let store = open(&args.source, world)?;
    let mut accounts = all(&store, &args.source).await?;
    accounts.sort_by(|a, b| (a.officer.role, &a.login).cmp(&(b.officer.role, &b.login)));
    terminal::print(&match format(args.output) {
        Format::Json => as_json(&accounts.iter().map(as_value).collect::<Vec<_>>()),
        Format::Csv => as_csv(&accounts),
        Format::Table if accounts.is_empty() => "Belum ada akun petugas.\n".to_owned(),
        Format::Table => {
            let rows: Vec<[String; 5]> = accounts.iter().map(row).collect();
            table::columns(&HEADINGS, &rows)
        }
    })
}

async fn all(store: &Store, source: &SourceArgs) -> Result<Vec<Account>, Failure> {
    let accounts = store.accounts().await;
    accounts.map_err(|error: StoreError| in_words(error, source))
}

fn state_words(account: &Account) -> &'static str {
    match account.state() {
        "disabled" => "ditutup",
        "active" => "aktif",
        _ => "diundang",
    }
}

const fn role_words(role: Role) -> &'static str {
    match role {
        Role::Coordinator => "koordinator",
        Role::Officer => "petugas unit",
        Role::KeyHolder => "pemegang kunci",
        Role::Auditor => "auditor",
        Role::Comms => "humas",
    }
}

fn as_value(account: &Account) -> Value {
    let officer = &account.officer;
    json!({
        "id": officer.id, "name": officer.name, "role": officer.role, "unit": officer.unit,
        "email": account.email, "state": account.state(), "signs_in_by": account.way(),
        "signed_in_at": account.signed_in_at, "created_at": account.created_at,
    })
}

fn row(account: &Account) -> [String; 5] {
    let officer = &account.officer;
    [
        officer.id.clone(),
        table::printable(&officer.name),
        role_words(officer.role).to_owned(),
        officer.unit.clone().unwrap_or_default(),
        state_words(account).to_owned(),
    ]
}

fn as_csv(accounts: &[Account]) -> String {
    let line = |account: &Account| {
        let officer = &account.officer;
        let cells = [
            officer.id.as_str(),
            &officer.name,
            officer.role.as_str(),
            officer.unit.as_deref().unwrap_or_default(),
            account.state(),
        ];
        cells.map(csv::quoted).join(",") + "\r\n"
    };
    let head = "\"id\",\"name\",\"role\",\"unit\",\"state\"\r\n".to_owned();
    std::iter::once(head).chain(accounts.iter().map(line)).collect()
}

async fn disable(args: &DisableArgs, world: &World) -> Result<(), Failure> {
    let store = open(&args.source, world)?;
    let known = store
        .end_sessions(&args.id, true)
        .await
        .map_err(|error| in_words(error, &args.source))?;
    if !known {
        return Err(Failure::Request(format!(
            "Akun `{}` tidak ada. Lihat `tanggap staff list`.",
            table::printable(&args.id)
        )));
    }
    let (actor, kind) = (&AuditActor::CommandLine, AuditKind::AccountClosed);
    store
        .append_audit(actor, kind, Some(&args.id), world.now(), &world.entropy)
        .await
        .map_err(|error| in_words(error, &args.source))?;
    terminal::warn("Akun ditutup dan semua sesinya berakhir.\n");
    Ok(())
}
