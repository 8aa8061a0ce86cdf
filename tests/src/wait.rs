//! Waiting for something that will happen, with a deadline, so that no test sleeps or hangs.

use std::time::{Duration, Instant};

/// Asks again and again until there is an answer; panics with `what` once `limit` has passed.
pub fn until<T>(what: &str, limit: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + limit;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < end, "waited {limit:?} in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
