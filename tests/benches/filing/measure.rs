//! Doing something again and again from several tasks, and what came of it.

use std::fmt;
use std::future::Future;
use std::time::{Duration, Instant};

/// Rate and latency of one measurement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures {
    per_second: f64,
    p50: f64,
    p99: f64,
}

/// Runs `at_once` workers for `time`. `worker` makes one; what it returns does one piece of work per call.
pub(crate) async fn measure<W, F>(at_once: usize, time: Duration, workers: Vec<W>) -> Figures
where
    W: FnMut() -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    assert_eq!(workers.len(), at_once);
    let began = Instant::now();
    let tasks: Vec<_> = workers
        .into_iter()
        .map(|worker| tokio::spawn(repeat(worker, began, time)))
        .collect();
    let mut took = Vec::new();
    for task in tasks {
        took.extend(task.await.unwrap());
    }
    Figures::of(took, began.elapsed())
}

async fn repeat<W, F>(mut worker: W, began: Instant, time: Duration) -> Vec<Duration>
where
    W: FnMut() -> F,
    F: Future<Output = ()>,
{
    let mut took = Vec::new();
    while began.elapsed() < time {
        let start = Instant::now();
        worker().await;
        took.push(start.elapsed());
    }
    took
}

impl Figures {
    fn of(mut took: Vec<Duration>, time: Duration) -> Figures {
        took.sort_unstable();
        let at = |share: usize| took[(took.len() - 1) * share / 100].as_secs_f64() * 1000.0;
        let count = u32::try_from(took.len()).unwrap();
        Figures {
            per_second: f64::from(count) / time.as_secs_f64(),
            p50: at(50),
            p99: at(99),
        }
    }

    /// The median of each figure over the rounds.
    pub(crate) fn median(rounds: &[Figures]) -> Figures {
        let middle = |figure: fn(&Figures) -> f64| {
            let mut all: Vec<f64> = rounds.iter().map(figure).collect();
            all.sort_by(f64::total_cmp);
            all[all.len() / 2]
        };
        Figures {
            per_second: middle(|f| f.per_second),
            p50: middle(|f| f.p50),
            p99: middle(|f| f.p99),
        }
    }

    /// Our figures as multiples of others.
    pub(crate) fn over(&self, other: &Figures) -> Figures {
        Figures {
            per_second: self.per_second / other.per_second,
            p50: self.p50 / other.p50,
            p99: self.p99 / other.p99,
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} | {:.2} | {:.2}", self.per_second, self.p50, self.p99)
    }
}
