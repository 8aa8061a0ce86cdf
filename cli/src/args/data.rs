//! What works on the whole data set: `stats`, `backup`, `restore`, `audit`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{OutputArgs, SourceArgs, TEMPLATE};

/// Options of `stats`.
#[derive(Debug, Args)]
pub struct StatsArgs {
    /// Where the data is.
    #[command(flatten)]
    pub source: SourceArgs,
    /// How to print.
    #[command(flatten)]
    pub output: OutputArgs,
    /// Buang angka yang tersimpan dan hitung setiap aduan dari awal
    #[arg(long)]
    pub recount: bool,
}

/// Options of `backup`.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// Berkas cadangan yang dibuat, misalnya cadangan-2026-11-22.tar.gz; tidak pernah menimpa
    #[arg(long, value_name = "BERKAS")]
    pub out: PathBuf,
    /// Where the data is.
    #[command(flatten)]
    pub source: SourceArgs,
}

/// Options of `restore`.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// Berkas yang dibuat `tanggap backup`
    #[arg(value_name = "BERKAS")]
    pub file: PathBuf,
    /// Where the data goes: an empty place.
    #[command(flatten)]
    pub source: SourceArgs,
}

/// What can be asked of the history.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Hitung ulang setiap rantai riwayat; yang pertama putus disebut
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan")]
    Verify(AuditVerifyArgs),
}

/// Options of `audit verify`.
#[derive(Debug, Args)]
pub struct AuditVerifyArgs {
    /// Sidik rantai yang pernah dicatat dari /staff/audit: nomor catatan, titik dua, sidik
    #[arg(long, value_name = "SIDIK", value_parser = noted)]
    pub noted: Option<(u64, String)>,
    /// Where the data is.
    #[command(flatten)]
    pub source: SourceArgs,
    /// How to print.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// A place in the chain and its hash, as somebody wrote it down.
fn noted(text: &str) -> Result<(u64, String), String> {
    let parts = text.trim().split_once(':');
    let read =
        parts.and_then(|(entry, hash)| Some((entry.trim().parse().ok()?, hash.trim().to_ascii_lowercase())));
    read.filter(|(_, hash): &(u64, String)| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
        .ok_or_else(|| "tulis seperti di /staff/audit: 12:, lalu 64 angka dan huruf a sampai f".to_owned())
}
