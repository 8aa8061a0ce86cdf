//! `keys` and `receipt`: who opens what is sealed, and what proves a receipt.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{OutputArgs, TEMPLATE};

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
