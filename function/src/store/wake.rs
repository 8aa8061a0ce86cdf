//! Which cases wake today: read from the index by date, never by a scan.

use complaint::{AgencyCode, Number};
use jiff::civil::Date;

use super::Store;
use super::error::StoreError;
use super::item::Reader;
use super::keys::{self, DUE_KEY, WAKING};
use super::waiting::{FIRST, LAST, numbers};

const OPERATION: &str = "waking";

impl Store {
    /// The day on which a case wakes next; none where no day matters.
    pub(crate) async fn wakes_on(&self, number: &Number) -> Result<Option<Date>, StoreError> {
        let item = self.item(OPERATION, &keys::case(number), keys::WAKE).await?;
        let day = |item| {
            Reader::new(OPERATION, item)
                .maybe(DUE_KEY)?
                .split('#')
                .next()?
                .parse()
                .ok()
        };
        Ok(item.as_ref().and_then(day))
    }

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
