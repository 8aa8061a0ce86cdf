//! The local program as a library: what `tanggap` runs and what tests borrow from it.
//!
//! `main` makes the clock and the randomness and calls [`run`]; everything else takes them as arguments.

pub mod archive;
pub mod args;
pub mod command;
pub mod data;
pub mod embedded;
pub mod failure;
pub mod keys;
pub mod receipts;
pub mod serve;
pub mod site;
pub mod terminal;
pub mod usage;
pub mod world;

use std::ffi::OsString;

use clap::Parser;
use clap::error::ErrorKind;

use args::{Cli, Command};
use failure::Failure;
use world::World;

/// Runs the command line and returns the exit code.
pub fn run(arguments: Vec<OsString>, world: World) -> u8 {
    let outcome = parse(arguments).and_then(|command| dispatch(command, world));
    outcome.err().map_or(0, |failure| {
        terminal::warn(&failure.to_string());
        failure.code()
    })
}

/// No command means `serve`.
fn parse(mut arguments: Vec<OsString>) -> Result<Command, Failure> {
    if arguments.len() < 2 {
        arguments = vec!["tanggap".into(), "serve".into()];
    }
    let cli = Cli::try_parse_from(arguments).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => terminal::print(&error.to_string())
            .err()
            .unwrap_or(Failure::Silent(0)),
        _ => Failure::Usage(usage::explain(&error)),
    })?;
    cli.command
        .ok_or_else(|| Failure::Usage("Sebutkan perintahnya. Lihat `tanggap --help`.".to_owned()))
}

fn dispatch(command: Command, world: World) -> Result<(), Failure> {
    match command {
        Command::Audit { command } => command::audit::run(&command, &world),
        Command::Backup(args) => command::backup::run(&args, &world),
        Command::Restore(args) => command::restore::run(&args, &world),
        Command::Serve(args) => serve::run(&args, world),
        Command::Build(args) => command::build::run(&args, &world),
        Command::Check(args) => command::check::run(&args, &world),
        Command::New(args) => command::new::run(&args),
        Command::Deploy(args) => command::deploy::run(&args),
        Command::Keys { command } => command::keys::run(&command, &world),
        Command::Receipt { command } => command::receipt::run(&command),
        Command::Staff { command } => command::staff::run(&command, world),
        Command::Stats(args) => command::stats::run(&args, world),
        Command::Submissions { command } => command::submissions::run(&command, world),
    }
}
