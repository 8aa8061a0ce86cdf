//! What time brings about, as the schedule does on AWS: a tick at the start and then regularly.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use function::renewed;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::current::Current;
use super::sealing::Sealing;
use crate::data::note_erased;

/// Often enough that a letter in the local letter box does not keep one waiting; two small queries each.
const EVERY: Duration = Duration::from_secs(5);

/// Ticks as long as the server runs, always with the content that is current.
pub(super) async fn run(mut current: watch::Receiver<Arc<Current>>, sealing: Sealing, data: PathBuf) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {
                sealing.refresh();
                let app = current.borrow().app.clone();
                // A failed tick is in the log, and the next one does its work; it may have erased something before.
                if function::tick(&app, (app.clock)()).await.map_or(true, |ticked| ticked.erased > 0) {
                    note_erased(&data);
                }
            }
            // Pages that were just built know the figures of the data file only.
            changed = current.changed() => if changed.is_err() { return },
        }
        let now = Arc::clone(&current.borrow_and_update());
        let (app, pages) = (&now.app, &now.pages);
        pages.renew(renewed(app, (app.clock)(), |path| pages.built(path)).await);
    }
}
