//! What a table on AWS does by itself and an embedded one does not.

use std::time::Duration;

use crate::embedded::Engine;
use crate::terminal;

const HOUR: Duration = Duration::from_hours(1);

/// Removes expired items now and every hour. It goes by this machine's clock, so not under `--now`.
pub(super) async fn sweep_hourly(engine: Engine) {
    let mut hours = tokio::time::interval(HOUR);
    loop {
        hours.tick().await;
        if let Err(error) = engine.sweep_expired().await {
            terminal::warn(&format!(
                "peringatan: catatan kedaluwarsa belum terhapus: {error}\n"
            ));
        }
    }
}
