//! Whether a complaint could be written now: a full disk answers every question and takes nothing.

use std::sync::atomic::Ordering::Relaxed;

use jiff::Timestamp;

use super::Store;
use super::error::StoreError;
use super::item::Writer;
use super::keys::HEALTH;
use crate::dynamodb::{Ask, PutItemInput};

/// So many seconds the table is believed to take what it took before.
const BELIEVED: u64 = 60;

impl Store {
    /// Whether the table answers, and takes one small item, always the same. It is written once a minute at most,
    /// however often somebody asks.
    pub async fn ping(&self, now: Timestamp) -> Result<(), StoreError> {
        self.item("ping", HEALTH, HEALTH).await?;
        let second = now.as_second();
        if second.abs_diff(self.took.load(Relaxed)) < BELIEVED {
            return Ok(());
        }
        let item = Writer::new(HEALTH, HEALTH).number("at", second).finish();
        let request = PutItemInput::builder().table_name(&self.table);
        let sent = request.set_item(Some(item)).ask(&self.dynamodb).await;
        sent.map_err(|error| StoreError::from_sdk("ping", &error))?;
        self.took.store(second, Relaxed);
        Ok(())
    }
}
