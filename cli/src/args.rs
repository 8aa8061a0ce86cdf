//! The command line: every command and option, with the help people read.

mod content;
mod data;
mod keys;
mod serve;
mod staff;
mod submissions;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;

use self::serve::SERVE_HELP;
pub use content::{BuildArgs, CheckArgs, CheckFormat, DeployArgs, NewArgs};
pub use data::{AuditCommand, AuditVerifyArgs, BackupArgs, RestoreArgs, StatsArgs};
pub use keys::{KeysCommand, ListKeysArgs, NewKeyArgs, ReceiptCommand, ReceiptKeysArgs, VerifyArgs};
pub use serve::{ServeArgs, Switch};
pub use staff::{DisableArgs, InviteArgs, StaffCommand, StaffListArgs};
pub use submissions::{ExportArgs, ImportArgs, ListArgs, ShowArgs, SubmissionsCommand};

const TEMPLATE: &str = "{about-with-newline}\nPemakaian: {usage}\n\n{all-args}{after-help}";
const EXIT_CODES: &str = "Kode keluar: 0 berhasil; 1 isi, pengaturan, atau permintaan perlu diperbaiki; \
     2 cara memakai salah; 3 lingkungan gagal (port, disk, jaringan).";

/// Situs pengaduan untuk satu instansi: halaman, formulir, dan data aduan.
#[derive(Debug, Parser)]
#[command(name = "tanggap", version, help_template = TEMPLATE, after_help = EXIT_CODES)]
#[command(subcommand_help_heading = "Perintah", next_help_heading = "Pilihan")]
#[command(
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true
)]
pub struct Cli {
    /// Perintah; tanpa perintah berarti `serve`
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Tampilkan bantuan
    #[arg(short, long, global = true, display_order = 1000, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// Tampilkan versi
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bangun situs dan layani di komputer ini, lengkap dengan formulir dan tabel aduan
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan", after_help = SERVE_HELP)]
    Serve(ServeArgs),
    /// Bangun situs ke sebuah folder
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan")]
    Build(BuildArgs),
    /// Periksa isi dan pengaturan tanpa menulis apa pun
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan")]
    Check(CheckArgs),
    /// Buat folder isi untuk instansi baru, yang langsung bisa dibangun
    #[command(help_template = TEMPLATE, next_help_heading = "Pilihan")]
    New(NewArgs),
    /// Undang petugas, lihat daftarnya, atau tutup akunnya
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan", subcommand_help_heading = "Perintah")]
    #[command(disable_help_subcommand = true)]
    Staff {
        /// What to do with whom.
        #[command(subcommand)]
        command: StaffCommand,
    },
    /// Baca, ekspor, atau impor aduan (tanpa identitas pelapor)
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan", subcommand_help_heading = "Perintah")]
    #[command(disable_help_subcommand = true)]
    Submissions {
        /// Which reading.
        #[command(subcommand)]
        command: SubmissionsCommand,
    },
    /// Tampilkan angka register untuk halaman statistik
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan")]
    Stats(StatsArgs),
    /// Salin seluruh data ke satu berkas, juga selagi `serve` berjalan
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan")]
    Backup(BackupArgs),
    /// Pulihkan seluruh data dari sebuah cadangan
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan")]
    Restore(RestoreArgs),
    /// Periksa apakah riwayat masih seperti yang ditulis program
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan", subcommand_help_heading = "Perintah")]
    #[command(disable_help_subcommand = true)]
    Audit {
        /// Which command.
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Tanda terima yang ditandatangani
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan", subcommand_help_heading = "Perintah")]
    #[command(disable_help_subcommand = true)]
    Receipt {
        /// Which command.
        #[command(subcommand)]
        command: ReceiptCommand,
    },
    /// Pasang situs dan fungsi di AWS, atau kembalikan terbitan sebelumnya (lihat docs/panduan-aws.md)
    #[command(help_template = TEMPLATE, next_help_heading = "Pilihan")]
    Deploy(DeployArgs),
    /// Kunci pembuka identitas pelapor rahasia: siapa pemegangnya
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan", subcommand_help_heading = "Perintah")]
    #[command(disable_help_subcommand = true)]
    Keys {
        /// Which command.
        #[command(subcommand)]
        command: KeysCommand,
    },
}

/// How to write what was read.
#[derive(Clone, Copy, Debug, Args)]
pub struct OutputArgs {
    /// Bentuk keluaran; di layar table, lewat pipa json
    #[arg(long, value_name = "table|json|csv", hide_possible_values = true)]
    pub format: Option<Format>,
}

/// Where to read.
#[derive(Debug, Args)]
pub struct SourceArgs {
    /// Folder isi situs, untuk kode instansi dan zona waktunya
    #[arg(long, value_name = "FOLDER", default_value = "content")]
    pub content: PathBuf,
    /// Anggap sekarang saat ini, untuk membaca data `serve --now`
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    pub now: Option<Timestamp>,
    /// Folder data `serve`
    #[arg(
        long,
        value_name = "FOLDER",
        default_value = ".tanggap",
        conflicts_with = "table"
    )]
    pub data: PathBuf,
    /// Nama tabel DynamoDB di AWS; kredensial dibaca dari variabel AWS_…
    #[arg(long, value_name = "NAMA")]
    pub table: Option<String>,
    /// Alamat layanan lain yang cocok dengan DynamoDB
    #[arg(long, value_name = "URL", requires = "table")]
    pub endpoint_url: Option<String>,
}

/// How the register is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns for people.
    Table,
    /// JSON for programs.
    Json,
    /// CSV for spreadsheets.
    Csv,
}

fn reason(text: &str) -> Result<String, String> {
    let reason = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (10..=300).contains(&reason.chars().count());
    if fits {
        Ok(reason)
    } else {
        Err("tulis alasannya, 10 sampai 300 huruf".to_owned())
    }
}

fn number(text: &str, least: u16, most: u16) -> Result<u16, String> {
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("tulis angka {least} sampai {most}"))
}

/// A moment, with its zone.
fn moment(text: &str) -> Result<Timestamp, String> {
    let wanted = |_| "tulis tanggal, jam, dan zonanya, misalnya 2025-08-15T09:30:00+08:00".to_owned();
    text.parse().map_err(wanted)
}

fn names<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|value| name(*value)).collect()
}

fn known<T>(text: &str, parse: impl Fn(&str) -> Option<T>, all: &[&str]) -> Result<T, String> {
    parse(text).ok_or_else(|| format!("pilih salah satu: {}", all.join(", ")))
}
