//! What works on a content folder: `build`, `check`, `new`, `deploy`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Options of `deploy`.
#[derive(Debug, Args)]
pub struct DeployArgs {
    /// Berkas pengaturan instansi dan pilihan; `infra/deploy --help` menjelaskan semuanya
    #[arg(
        value_name = "BERKAS",
        required = true,
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    pub options: Vec<OsString>,
}

/// Options of `build`.
#[derive(Debug, Args)]
pub struct BuildArgs {
    /// Folder isi situs
    #[arg(long, value_name = "FOLDER", default_value = "content")]
    pub content: PathBuf,
    /// Folder hasil
    #[arg(long, value_name = "FOLDER", default_value = "public")]
    pub out: PathBuf,
    /// Alamat situs bila lain dari `base_url` di agency.toml
    #[arg(long, value_name = "URL", value_parser = address)]
    pub base_url: Option<String>,
    /// Sertakan halaman yang masih draf
    #[arg(long)]
    pub drafts: bool,
    /// Tampilkan lama setiap tahap
    #[arg(long)]
    pub timings: bool,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Folder isi situs
    #[arg(long, value_name = "FOLDER", default_value = "content")]
    pub content: PathBuf,
    /// Bentuk keluaran
    #[arg(
        long,
        value_name = "human|json",
        default_value = "human",
        hide_possible_values = true
    )]
    pub format: CheckFormat,
}

/// Options of `new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// Folder yang belum ada, atau masih kosong
    #[arg(value_name = "FOLDER")]
    pub dir: PathBuf,
}

/// How `check` reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// Lines for people.
    Human,
    /// JSON for programs.
    Json,
}

fn address(text: &str) -> Result<String, String> {
    let address = complaint::agency::site_address(text).map(str::to_owned);
    address.ok_or_else(|| "tulis lengkap, misalnya https://pengaduan.contoh.go.id".to_owned())
}
