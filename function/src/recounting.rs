//! When the calendar changes, or a day off announced for later becomes known, every waiting case is counted anew:
//! a date that moves is told at once, not when it comes near. The same when `[retention]` changes: the day on which a
//! closed case loses what is personal was counted when it was closed.
//!
//! The table remembers what was counted with, and how far a change has been carried. Each tick carries
//! it on by a bounded piece; a case whose dates do not move is not written.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::App;
use crate::acting::recount;
use crate::secret::to_hex;
use crate::store::{Carried, StoreError};

/// How many cases one tick counts anew.
const CASES_AT_ONCE: i32 = 100;

/// Carries a change of the calendar or of `[retention]` on; how many cases moved.
pub(crate) async fn carry(app: &App, now: Timestamp) -> Result<usize, StoreError> {
    let today = app.agency.today(now);
    let rules = [
        app.agency.calendar.known_on(today),
        app.agency.retention.in_short(),
    ];
    let known = to_hex(&Sha256::digest(rules.join("\n\n")));
    let carried = app.store.carried().await?;
    let from = match carried {
        Some(Carried { calendar, next: None }) if calendar == known => return Ok(0),
        Some(Carried { calendar, next }) if calendar == known => next,
        _ => None,
    };
    let codes = app.agency.codes();
    let (numbers, next) = app.store.sleeping(from.as_deref(), &codes, CASES_AT_ONCE).await?;
    let mut moved = 0;
    for number in numbers {
        match recount(app, &number, now).await {
            Ok(changed) => moved += usize::from(changed),
            Err(error) => tracing::error!(%error, "a case could not be counted anew"),
        }
    }
    let calendar = known;
    app.store.carry(&Carried { calendar, next }).await?;
    Ok(moved)
}
