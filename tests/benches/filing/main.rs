//! Submissions and look-ups per second and how long each takes, through real HTTP into the embedded table on disk;
//! beside it, in the same run, the bare transaction of equal items on the same engine, so that our own share is a
//! ratio and not a property of this machine's disk.
//!
//! ```text
//! cargo bench -p tests --bench filing
//! cargo bench -p tests --bench filing -- 1000 10000 100000    # what a look-up costs in registers of these sizes
//! ```
//! Prints a Markdown table; each line is the median of the rounds. `ROUNDS` and `SECONDS` (of each
//! measurement) can be set in the environment.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark talks and may stop"
)]

mod bare;
mod growth;
mod measure;
mod server;

use std::sync::atomic::Ordering;
use std::time::Duration;

use measure::Figures;

const CONCURRENCY: [usize; 3] = [1, 16, 64];

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let rounds = setting("ROUNDS", 5);
    let time = Duration::from_secs(setting("SECONDS", 3));
    let mut sizes: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    if !sizes.is_empty() {
        sizes.sort_unstable();
        return growth(&sizes, time).await;
    }
    println!("| what | at once | per second | p50 ms | p99 ms |");
    println!("|---|---:|---:|---:|---:|");
    for at_once in CONCURRENCY {
        let (mut ours, mut asked, mut bare) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rounds {
            // A fresh file each time, and all beside each other, so that they meet the same disk.
            bare.push(bare::run(at_once, time).await);
            ours.push(server::run(at_once, time).await);
            asked.push(server::look_up(at_once, time).await);
        }
        let (bare, ours, asked) = (
            Figures::median(&bare),
            Figures::median(&ours),
            Figures::median(&asked),
        );
        println!("| bare transaction | {at_once} | {bare} |");
        println!("| submission over HTTP | {at_once} | {ours} |");
        println!("| ratio | {at_once} | {} |", ours.over(&bare));
        println!("| look-up over HTTP | {at_once} | {asked} |");
        println!("| ratio | {at_once} | {} |", asked.over(&bare));
        let turned_away = server::TURNED_AWAY.swap(0, Ordering::Relaxed);
        if turned_away > 0 {
            println!("| turned away with 503 | {at_once} | {turned_away} | | |");
        }
    }
}

async fn growth(sizes: &[usize], time: Duration) {
    println!("| cases | requests | read units | per second | p50 ms | p99 ms |");
    println!("|---:|---:|---:|---:|---:|---:|");
    growth::run(sizes, time, |cost| {
        println!(
            "| {} | {} | {} | {} |",
            cost.cases, cost.requests, cost.units, cost.figures
        );
    })
    .await;
}
