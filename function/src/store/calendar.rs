//! How far a change of the calendar has been carried to the cases that wait.

use complaint::{AgencyCode, Number};

use super::Store;
use super::error::StoreError;
use super::item::{Reader, Writer};
use super::keys::{CALENDAR, DUE_KEY, META, WAKING};
use super::waiting::{FIRST, LAST, numbers};
use crate::dynamodb::{Ask, PutItemInput};

const OPERATION: &str = "calendar";

/// The calendar that was counted with last, and where to go on if not all cases have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Carried {
    pub(crate) calendar: String,
    pub(crate) next: Option<String>,
}

impl Store {
    /// The calendar that was counted with last.
    pub(crate) async fn carried(&self) -> Result<Option<Carried>, StoreError> {
        let item = self.item(OPERATION, CALENDAR, META).await?;
        let read = |item| {
            let reader = Reader::new(OPERATION, item);
            Ok(Carried {
                calendar: reader.text("calendar")?.to_owned(),
                next: reader.owned("next"),
            })
        };
        item.as_ref().map(read).transpose()
    }

    /// Remembers it. Two who write this at once have both done what they write.
    pub(crate) async fn carry(&self, carried: &Carried) -> Result<(), StoreError> {
        let item = Writer::new(CALENDAR, META)
            .text("calendar", &carried.calendar)
            .maybe("next", carried.next.as_deref());
        let request = PutItemInput::builder().table_name(&self.table);
        let sent = request.set_item(Some(item.finish())).ask(&self.dynamodb).await;
        sent.map(drop)
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))
    }

    /// Up to `limit` waiting cases behind the place `from`, and the place to go on from, if there are more.
    pub(crate) async fn sleeping(
        &self,
        from: Option<&str>,
        codes: &[AgencyCode],
        limit: i32,
    ) -> Result<(Vec<Number>, Option<String>), StoreError> {
        // Right behind that place: no key begins with another one.
        let from = from.map_or_else(|| FIRST.to_owned(), |from| format!("{from} "));
        let items = self.waiting(OPERATION, WAKING, (&from, LAST), limit).await?;
        let numbers = numbers(OPERATION, &items, codes)?;
        let is_full = i32::try_from(items.len()).is_ok_and(|found| found == limit);
        let last = items.last().filter(|_| is_full);
        let next = last.map(|item| Reader::new(OPERATION, item).text(DUE_KEY).map(str::to_owned));
        Ok((numbers, next.transpose()?))
    }
}
