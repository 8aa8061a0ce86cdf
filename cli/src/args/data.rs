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
    /// Where the data is.
    #[command(flatten)]
    pub source: SourceArgs,
    /// How to print.
    #[command(flatten)]
    pub output: OutputArgs,
}
