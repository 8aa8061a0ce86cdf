//! `submissions`: the register.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use complaint::{Channel, Class, Status};
use function::export::ExportFormat;

use super::{OutputArgs, SourceArgs, TEMPLATE, known, names, number, reason};
use crate::command::moment::Moment;
use crate::command::submissions::register::Register;

const IMPORT_HELP: &str = "Nama kolom sama dengan isian /staff/new: channel, received_at, narrative, incident_place, reference, \
     class, category, unit, name, phone, email, dan seterusnya. Tambahan: status (received, closed, archived), ended_at, \
     resolution, archive_reason, response. Tanggal: 2024-12-31 atau 31/12/2024. Bila satu baris salah, tidak ada yang ditulis.";

/// Readings of the register.
#[derive(Debug, Subcommand)]
pub enum SubmissionsCommand {
    /// Daftar aduan, yang terbaru lebih dulu
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan")]
    List(Box<ListArgs>),
    /// Satu aduan, lengkap dengan tenggat dan perjalanannya
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan")]
    Show(ShowArgs),
    /// Masukkan register lama; semua baris diperiksa dulu
    #[command(args_override_self = false, help_template = TEMPLATE, next_help_heading = "Pilihan", after_help = IMPORT_HELP)]
    Import(Box<ImportArgs>),
    /// Tulis daftar aduan ke satu berkas; tercatat di riwayat instansi
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan")]
    Export(ExportArgs),
}

/// Options of `submissions import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Berkas register lama: buku kerja (.xlsx, .xls, .ods), CSV (koma, titik koma, atau tab), atau JSON Lines (.jsonl)
    #[arg(value_name = "BERKAS")]
    pub file: PathBuf,
    /// Periksa setiap baris tanpa menulis apa pun
    #[arg(long)]
    pub dry_run: bool,
    /// Register yang kolomnya sudah dikenal: sp4n untuk ekspor SP4N-LAPOR!
    #[arg(long, value_name = "sp4n", value_parser = |text: &str| known(text, Register::parse, &["sp4n"]))]
    pub from: Option<Register>,
    /// Kolom mana berisi isian apa, misalnya "Isi Laporan=narrative"; boleh berulang
    #[arg(long, value_name = "KOLOM=isian", value_parser = crate::command::submissions::rows::pair)]
    pub column: Vec<(String, String)>,
    /// Where to write.
    #[command(flatten)]
    pub source: SourceArgs,
}

/// Options of `submissions export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Bentuk berkas: xlsx dan csv berisi daftar, jsonl aduan lengkap dengan riwayatnya
    #[arg(long, value_name = "jsonl|csv|xlsx", value_parser = |text: &str| known(text, ExportFormat::parse, &names(&ExportFormat::ALL, ExportFormat::as_str)))]
    pub format: ExportFormat,
    /// Berkas yang ditulis
    #[arg(long, value_name = "BERKAS")]
    pub out: PathBuf,
    /// Diterima sejak tanggal ini (2025-08-15) atau saat ini (RFC 3339)
    #[arg(long, value_name = "TANGGAL")]
    pub since: Option<Moment>,
    /// Diterima sampai dengan tanggal ini, atau sebelum saat ini (RFC 3339)
    #[arg(long, value_name = "TANGGAL")]
    pub until: Option<Moment>,
    /// Where to read.
    #[command(flatten)]
    pub source: SourceArgs,
}

/// Options of `submissions list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Hanya status ini, misalnya received atau handling
    #[arg(long, value_name = "STATUS", value_parser = |text: &str| known(text, Status::parse, &names(Status::ALL, Status::as_str)))]
    pub status: Option<Status>,
    /// Hanya jenis ini: complaint, aspiration, `information_request`
    #[arg(long, value_name = "JENIS", value_parser = |text: &str| known(text, Class::parse, &names(Class::ALL, Class::as_str)))]
    pub class: Option<Class>,
    /// Hanya kanal ini, misalnya `web_form` atau whatsapp
    #[arg(long, value_name = "KANAL", value_parser = |text: &str| known(text, Channel::parse, &names(Channel::ALL, Channel::as_str)))]
    pub channel: Option<Channel>,
    /// Hanya unit ini (slug di agency.toml)
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    /// Hanya yang melewati tenggat
    #[arg(long)]
    pub overdue: bool,
    /// Diterima sejak tanggal ini (2025-08-15) atau saat ini (RFC 3339)
    #[arg(long, value_name = "TANGGAL")]
    pub since: Option<Moment>,
    /// Diterima sampai dengan tanggal ini, atau sebelum saat ini (RFC 3339)
    #[arg(long, value_name = "TANGGAL")]
    pub until: Option<Moment>,
    /// Hanya yang nomor atau uraiannya memuat kata ini
    #[arg(long, value_name = "KATA")]
    pub text: Option<String>,
    /// Paling banyak sekian aduan, 1 sampai 1000
    #[arg(long, value_name = "N", default_value = "50", value_parser = |text: &str| number(text, 1, 1000))]
    pub limit: u16,
    /// Lanjutkan dari penanda halaman sebelumnya
    #[arg(long, value_name = "PENANDA")]
    pub cursor: Option<String>,
    /// How to write.
    #[command(flatten)]
    pub output: OutputArgs,
    /// Where to read.
    #[command(flatten)]
    pub source: SourceArgs,
}

/// Options of `submissions show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Nomor aduan; huruf kecil, spasi, dan tanpa tanda hubung juga boleh
    #[arg(value_name = "NOMOR")]
    pub number: String,
    /// Buka juga identitas yang disegel, dengan berkas kunci ini; tercatat di riwayat aduan
    #[arg(long, value_name = "BERKAS", requires = "reason")]
    pub unseal: Option<PathBuf>,
    /// Mengapa identitas dibuka
    #[arg(long, value_name = "ALASAN", requires = "unseal", value_parser = reason)]
    pub reason: Option<String>,
    /// How to write.
    #[command(flatten)]
    pub output: OutputArgs,
    /// Where to read.
    #[command(flatten)]
    pub source: SourceArgs,
}
