//! Where the register is: the data folder of a `serve`, or a table on AWS.

use std::path::Path;

use complaint::Agency;
use function::store::{Store, StoreError};
use function::{AwsSettings, DynamoDb, Trust, network};

use crate::args::SourceArgs;
use crate::data::{open_table, store, table_file};
use crate::failure::Failure;
use crate::world::World;

/// The agency whose numbers and zone the register uses.
pub(in crate::command) fn load_agency(content: &Path) -> Result<Agency, Failure> {
    site_gen::load_agency(content)
        .map(|(agency, _)| agency)
        .map_err(Failure::Content)
}

/// Opens the register without changing anything in it.
pub(in crate::command) fn open(source: &SourceArgs, world: &World) -> Result<Store, Failure> {
    match &source.table {
        Some(table) => on_aws(table, source.endpoint_url.as_ref(), world),
        None => in_folder(&source.data, world),
    }
}

fn in_folder(folder: &Path, world: &World) -> Result<Store, Failure> {
    let file = table_file(folder);
    if !file.is_file() {
        return Err(no_data_yet(folder));
    }
    Ok(store(&open_table(&file)?, world))
}

fn on_aws(table: &str, endpoint: Option<&String>, world: &World) -> Result<Store, Failure> {
    let mut settings = AwsSettings::from_env(|name| std::env::var(name).ok())
        .map_err(|missing| Failure::Environment(format!("Variabel lingkungan {} belum diisi.", missing.0)))?;
    settings.endpoint = endpoint.cloned().or(settings.endpoint);
    let (wall, entropy) = (world.wall.clone(), world.entropy.clone());
    let dynamodb = DynamoDb::new(&settings, network(Trust::System), wall, entropy);
    Ok(Store::new(dynamodb, table))
}

/// What a store error means for the person who asked.
pub(in crate::command) fn in_words(error: StoreError, source: &SourceArgs) -> Failure {
    match error {
        StoreError::Unavailable { code, .. } if code == "ResourceNotFoundException" => match &source.table {
            Some(table) => Failure::Request(format!("Tabel {table} tidak ada.")),
            None => no_data_yet(&source.data),
        },
        StoreError::BadCursor => Failure::Request(
            "Penanda --cursor tidak dikenal. Salin lagi dari keluaran sebelumnya.".to_owned(),
        ),
        error => Failure::Environment(format!("Tabel aduan tidak bisa dibaca: {error}.")),
    }
}

pub(in crate::command) fn no_data_yet(folder: &Path) -> Failure {
    Failure::Request(format!(
        "Belum ada data aduan di {}. Jalankan `tanggap serve` dulu, atau sebut folder lain dengan --data.",
        folder.display()
    ))
}
