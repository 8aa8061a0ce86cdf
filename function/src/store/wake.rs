//! Which cases wake today: read from the index by date, never by a scan.

use complaint::{AgencyCode, Number};
use jiff::civil::Date;

use super::Store;
use super::error::StoreError;
use super::keys::WAKING;
use super::waiting::{FIRST, LAST, numbers};

const OPERATION: &str = "waking";

impl Store {
    /// Up to `limit` cases for which the calendar may have something to say by `today`, the oldest first.
    pub async fn waking(
        &self,
        today: Date,
        codes: &[AgencyCode],
        limit: i32,
    ) -> Result<Vec<Number>, StoreError> {
        let until = format!("{today}{LAST}");
        let items = self.waiting(OPERATION, WAKING, (FIRST, &until), limit).await?;
        numbers(OPERATION, &items, codes)
    }
}
