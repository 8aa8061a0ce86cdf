//! `staff`: who works at the desk.

use clap::{Args, Subcommand};
use complaint::staff::Role;

use super::{OutputArgs, SourceArgs, TEMPLATE, known, names};

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
