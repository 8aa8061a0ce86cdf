//! The command line: every command and option, with the help people read.

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::PathBuf;

use axum::http::HeaderName;
use clap::{Args, Parser, Subcommand, ValueEnum};
use complaint::staff::Role;
use complaint::{Channel, Class, Status};
use function::SmtpMailer;
use function::export::ExportFormat;
use jiff::Timestamp;

use crate::command::moment::Moment;
use crate::command::submissions::register::Register;

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

const SERVE_HELP: &str = "Setelah siap, satu baris `ready http://ALAMAT` tercetak. Mengubah isi folder content langsung \
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
    #[arg(long, value_name = "RFC3339")]
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
    /// Layani umum lewat server HTTPS di komputer ini yang mengisi X-Forwarded-Proto
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
    #[arg(long, value_name = "URL")]
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

/// What is done with accounts.
#[derive(Debug, Subcommand)]
pub enum StaffCommand {
    /// Buat undangan; mencetak tautan sekali pakai. Untuk yang sudah ada: kata sandi dan kode baru
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan")]
    Invite(Box<InviteArgs>),
    /// Daftar akun petugas
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan")]
    List(StaffListArgs),
    /// Tutup akun dan akhiri semua sesinya
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan")]
    Disable(DisableArgs),
}

/// Options of `staff invite`.
#[derive(Debug, Args)]
pub struct InviteArgs {
    /// Nama petugas; dipakai juga untuk masuk
    #[arg(value_name = "NAMA")]
    pub name: String,
    /// Peran: coordinator, officer, `key_holder`, auditor, comms
    #[arg(long, value_name = "PERAN", value_parser = |text: &str| known(text, Role::parse, &names(Role::ALL, Role::as_str)))]
    pub role: Role,
    /// Unit petugas (slug di agency.toml); wajib untuk officer
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    /// Alamat surel petugas
    #[arg(long, value_name = "SUREL")]
    pub email: Option<String>,
    /// Where the accounts are.
    #[command(flatten)]
    pub source: SourceArgs,
}

/// Options of `staff list`.
#[derive(Debug, Args)]
pub struct StaffListArgs {
    /// How to write.
    #[command(flatten)]
    pub output: OutputArgs,
    /// Where the accounts are.
    #[command(flatten)]
    pub source: SourceArgs,
}

/// Options of `staff disable`.
#[derive(Debug, Args)]
pub struct DisableArgs {
    /// Id akun, seperti pada `staff list`
    #[arg(value_name = "ID")]
    pub id: String,
    /// Where the accounts are.
    #[command(flatten)]
    pub source: SourceArgs,
}

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
    /// Berkas register lama: CSV (koma, titik koma, atau tab), atau JSON Lines bila namanya berakhir .jsonl
    #[arg(value_name = "BERKAS")]
    pub file: PathBuf,
    /// Periksa setiap baris tanpa menulis apa pun
    #[arg(long)]
    pub dry_run: bool,
    /// Register yang kolomnya sudah dikenal: sp4n untuk ekspor SP4N-LAPOR! yang disimpan sebagai CSV
    #[arg(long, value_name = "sp4n", value_parser = |text: &str| known(text, Register::parse, &["sp4n"]))]
    pub from: Option<Register>,
    /// Kolom mana berisi isian apa, misalnya "Isi Laporan=narrative"; boleh berulang
    #[arg(long, value_name = "KOLOM=isian", value_parser = crate::command::submissions::import::pair)]
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

/// What to do with receipts.
#[derive(Debug, Subcommand)]
pub enum ReceiptCommand {
    /// Periksa keaslian sebuah tanda terima, tanpa jaringan
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan")]
    Verify(VerifyArgs),
    /// Tulis daftar kunci publik yang memeriksa tanda terima, untuk content/data/receipt-keys.json
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan")]
    Keys(ReceiptKeysArgs),
}

/// Options of `receipt keys`.
#[derive(Debug, Args)]
pub struct ReceiptKeysArgs {
    /// Folder data `serve`
    #[arg(long, value_name = "FOLDER", default_value = ".tanggap")]
    pub data: PathBuf,
}

/// Options of `receipt verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Berkas teks dengan tanda terima; - membaca dari masukan standar
    #[arg(value_name = "BERKAS|-")]
    pub file: PathBuf,
    /// Daftar kunci publik, yaitu salinan /api/receipt-keys.json
    #[arg(long, value_name = "BERKAS", conflicts_with = "data")]
    pub keys: Option<PathBuf>,
    /// Folder data `serve`, bila tidak memakai --keys
    #[arg(long, value_name = "FOLDER", default_value = ".tanggap")]
    pub data: PathBuf,
}

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Buat kunci untuk seorang pemegang, dan segel identitas berikutnya untuknya
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan", after_help = NEW_KEY_HELP)]
    New(NewKeyArgs),
    /// Daftar pemegang kunci
    #[command(args_override_self = true, help_template = TEMPLATE, next_help_heading = "Pilihan")]
    List(ListKeysArgs),
}

const NEW_KEY_HELP: &str = "Kunci pribadi ditulis ke sebuah berkas yang dilindungi kata sandi, di luar folder data. Berkas itu \
     dipakai pada `tanggap submissions show NOMOR --unseal BERKAS`. Bila semua kunci hilang, identitas rahasia tidak bisa \
     dibuka lagi; aduannya tetap ada. Yang sudah disegel tetap dibuka dengan kunci yang lama.";

/// Options of `keys new`.
#[derive(Debug, Args)]
pub struct NewKeyArgs {
    /// Nama atau jabatan pemegang kunci
    #[arg(long, value_name = "NAMA", default_value = "pemegang kunci")]
    pub name: String,
    /// Berkas kunci yang ditulis; tanpa ini, kunci-….age di folder ini
    #[arg(long, value_name = "BERKAS")]
    pub out: Option<PathBuf>,
    /// Kata sandi berkas kunci, di baris pertama berkas ini; tanpa ini, kata sandi dibuatkan dan ditampilkan sekali
    #[arg(long, value_name = "BERKAS")]
    pub passphrase_file: Option<PathBuf>,
    /// Ganti kunci penanda tangan tanda terima; yang lama tetap bisa diperiksa
    #[arg(long, conflicts_with_all = ["out", "passphrase_file", "paper", "table", "name"])]
    pub receipt: bool,
    /// Tampilkan juga lembar untuk dicetak dan disimpan dalam amplop
    #[arg(long)]
    pub paper: bool,
    /// Folder data `serve`
    #[arg(
        long,
        value_name = "FOLDER",
        default_value = ".tanggap",
        conflicts_with = "table"
    )]
    pub data: PathBuf,
    /// Untuk tabel DynamoDB di AWS: kunci publik hanya ditampilkan, lalu Anda menuliskannya di `TANGGAP_KEY_HOLDERS`
    #[arg(long, value_name = "NAMA")]
    pub table: Option<String>,
}

/// Options of `keys list`.
#[derive(Debug, Args)]
pub struct ListKeysArgs {
    /// How to write.
    #[command(flatten)]
    pub output: OutputArgs,
    /// Folder data `serve`
    #[arg(long, value_name = "FOLDER", default_value = ".tanggap")]
    pub data: PathBuf,
}

/// How to write what was read.
#[derive(Clone, Copy, Debug, Args)]
pub struct OutputArgs {
    /// Bentuk keluaran; di layar table, lewat pipa json
    #[arg(long, value_name = "table|json|csv", hide_possible_values = true)]
    pub format: Option<Format>,
}

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

/// Where to read.
#[derive(Debug, Args)]
pub struct SourceArgs {
    /// Folder isi situs, untuk kode instansi dan zona waktunya
    #[arg(long, value_name = "FOLDER", default_value = "content")]
    pub content: PathBuf,
    /// Anggap sekarang saat ini, untuk membaca data `serve --now`
    #[arg(long, value_name = "RFC3339")]
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

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// How `check` reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// Lines for people.
    Human,
    /// JSON for programs.
    Json,
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

fn host(text: &str) -> Result<IpAddr, String> {
    let text = if text == "localhost" { "127.0.0.1" } else { text };
    text.parse()
        .map_err(|_| "tulis alamat IP, misalnya 127.0.0.1 atau 0.0.0.0".to_owned())
}

fn smtp(text: &str) -> Result<SmtpMailer, String> {
    SmtpMailer::new(text).map_err(|_| "tulis alamat smtp(s), misalnya smtps://nama:sandi@host".to_owned())
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

fn names<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|value| name(*value)).collect()
}

fn known<T>(text: &str, parse: impl Fn(&str) -> Option<T>, all: &[&str]) -> Result<T, String> {
    parse(text).ok_or_else(|| format!("pilih salah satu: {}", all.join(", ")))
}
