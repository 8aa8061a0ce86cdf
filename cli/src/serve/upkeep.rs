//! What a table on AWS does by itself and an embedded one does not.

use std::time::Duration;

use crate::data::why_not;
use crate::embedded::{Engine, WriteBack};
use crate::terminal;

const HOUR: Duration = Duration::from_hours(1);
const SECOND: Duration = Duration::from_secs(1);

/// Removes expired items now and every hour. It goes by this machine's clock, so not under `--now`.
pub(super) async fn sweep_hourly(engine: Engine) {
    let mut hours = tokio::time::interval(HOUR);
    loop {
        hours.tick().await;
        if let Err(error) = engine.sweep_expired().await {
            terminal::warn(&format!(
                "peringatan: catatan kedaluwarsa belum terhapus: {}.\n",
                why_not(&error)
            ));
        }
    }
}

/// Writes the log of the table back every second. What fails is tried again the next second, and told once.
pub(super) async fn write_back_every_second(mut log: WriteBack) {
    let mut seconds = tokio::time::interval(SECOND);
    let mut failed = false;
    loop {
        seconds.tick().await;
        let step = move || (log.step(), log);
        let Ok((told, back)) = tokio::task::spawn_blocking(step).await else {
            return;
        };
        log = back;
        if let Err(error) = &told
            && !failed
        {
            terminal::warn(&format!(
                "peringatan: catatan penulisan belum tersalin ke tabel aduan: {}.\n",
                why_not(error)
            ));
        }
        failed = told.is_err();
    }
}
