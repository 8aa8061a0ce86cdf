//! `serve`.

use std::net::IpAddr;
use std::path::PathBuf;

use axum::http::HeaderName;
use clap::{Args, ValueEnum};
use function::SmtpMailer;
use jiff::Timestamp;

use super::{moment, number};

pub(super) const SERVE_HELP: &str = "Setelah siap, satu baris `ready http://ALAMAT` tercetak. Mengubah isi folder content langsung \
     memperbarui situs; bila ada kesalahan, situs terakhir yang baik tetap tampil. Hentikan dengan Ctrl+C.";

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Folder isi situs
    #[arg(long, value_name = "FOLDER", default_value = "content")]
    pub content: PathBuf,
    /// Folder data: tabel aduan dan kunci rahasia
    #[arg(long, value_name = "FOLDER", default_value = ".tanggap")]
    pub data: PathBuf,
    /// Alamat IP tempat melayani
    #[arg(long, value_name = "IP", default_value = "127.0.0.1", value_parser = host)]
    pub host: IpAddr,
    /// Port; 0 memilih port yang kosong
    #[arg(long, value_name = "PORT", default_value = "8080", value_parser = |text: &str| number(text, 0, u16::MAX))]
    pub port: u16,
    /// Mulai jam program dari saat ini, misalnya 2025-08-15T09:30:00+08:00 (hanya untuk coba-coba di komputer ini)
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    pub now: Option<Timestamp>,
    /// Batas kiriman per alamat, dengan bukti kerja bila ramai; off hanya boleh di komputer ini
    #[arg(
        long,
        value_name = "on|off",
        default_value = "on",
        hide_possible_values = true
    )]
    pub limits: Switch,
    /// Kepala HTTP berisi alamat pengirim, bila melayani di belakang proksi yang selalu mengisinya
    #[arg(
        long,
        value_name = "NAMA",
        env = "TANGGAP_ADDRESS_HEADER",
        hide_env_values = true
    )]
    pub address_header: Option<HeaderName>,
    /// Layani umum lewat server HTTPS di komputer ini yang mengisi X-Forwarded-Proto; perlu --address-header
    #[arg(long)]
    pub behind_proxy: bool,
    /// Jalan keluar surel, misalnya `smtps://nama:sandi@host`; tanpa ini surel disimpan di folder data
    #[arg(long, value_name = "URL", env = "TANGGAP_SMTP_URL", hide_env_values = true, value_parser = smtp)]
    pub smtp_url: Option<SmtpMailer>,
    /// Pengirim surel bila lain dari alamat di agency.toml
    #[arg(long, value_name = "SUREL", env = "TANGGAP_MAIL_FROM", hide_env_values = true)]
    pub mail_from: Option<String>,
    /// Isi folder data kosong dengan contoh aduan dan akun petugas; satu baris per akun tercetak
    #[arg(long)]
    pub demo: bool,
    /// Muat ulang halaman di peramban setiap kali isi berubah (hanya bila melayani komputer ini)
    #[arg(
        long,
        value_name = "on|off",
        default_value = "on",
        hide_possible_values = true
    )]
    pub live_reload: Switch,
}

impl ServeArgs {
    /// Whether other people reach this server, straight or through a proxy.
    pub const fn is_public(&self) -> bool {
        self.behind_proxy || !self.host.is_loopback()
    }
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

fn host(text: &str) -> Result<IpAddr, String> {
    let text = if text == "localhost" { "127.0.0.1" } else { text };
    text.parse()
        .map_err(|_| "tulis alamat IP, misalnya 127.0.0.1 atau 0.0.0.0".to_owned())
}

fn smtp(text: &str) -> Result<SmtpMailer, String> {
    SmtpMailer::new(text).map_err(|_| "tulis alamat smtp(s), misalnya smtps://nama:sandi@host".to_owned())
}
