//! `tanggap`: the one program people run.

use std::process::ExitCode;
use std::sync::Arc;

use cli::world::World;
use mimalloc::MiMalloc;

/// A build makes millions of small strings on every thread, and serving holds on to few of them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    start_log();
    // The usual report of a panic can quote what a citizen wrote.
    function::log_panics();
    ExitCode::from(cli::run(std::env::args_os().collect(), world()))
}

#[expect(
    clippy::disallowed_methods,
    reason = "a main makes the clock and the randomness"
)]
fn world() -> World {
    World {
        clock: Arc::new(jiff::Timestamp::now),
        wall: Arc::new(jiff::Timestamp::now),
        entropy: Arc::new(|bytes| getrandom::fill(bytes).expect("the system gives randomness")),
    }
}

/// Warnings and errors on standard error; `TANGGAP_LOG` (such as `info`) says how much.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("TANGGAP_LOG");
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        .init();
}
