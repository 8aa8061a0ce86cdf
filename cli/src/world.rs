//! What only a main may make: the clock and the source of randomness. Everything else is given them.

use std::sync::Arc;
use std::time::Instant;

use function::{Clock, Entropy};
use jiff::{SignedDuration, Timestamp};

/// The clocks and the randomness of one run.
#[derive(Clone)]
pub struct World {
    /// The time now, as far as complaints are concerned.
    pub clock: Clock,
    /// The time now outside, which nobody sets.
    pub wall: Clock,
    /// Fills a buffer with random bytes.
    pub entropy: Entropy,
}

impl World {
    /// The time now.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The same world with its clock set to `start`, if there is one; it runs on from there.
    pub fn starting_at(self, start: Option<Timestamp>) -> World {
        let Some(start) = start else { return self };
        let began = Instant::now();
        let elapsed = move || SignedDuration::try_from(began.elapsed()).unwrap_or(SignedDuration::MAX);
        let clock = move || start.checked_add(elapsed()).unwrap_or(Timestamp::MAX);
        World {
            clock: Arc::new(clock),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_elsewhere_runs_on() {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let world = World {
            clock: Arc::new(move || now),
            wall: Arc::new(move || now),
            entropy: Arc::new(|_| {}),
        };
        let start: Timestamp = "2025-08-15T01:30:00Z".parse().unwrap();
        assert_eq!(world.clone().starting_at(None).now(), now);
        let moved = world.starting_at(Some(start));
        let first = moved.now();
        assert!(first >= start && first < start + SignedDuration::from_mins(1));
        while moved.now() == first {}
    }
}
