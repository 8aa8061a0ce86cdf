//! Filters of the queue that somebody wants again, under a name of their own.

use super::Store;
use super::error::StoreError;
use super::item::{Attributes, Reader, Writer};
use super::keys::{self, STAFF};
use crate::dynamodb::{Ask, PutItemInput};

const OPERATION: &str = "saved_filters";

/// A saved filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFilter {
    /// As its owner calls it.
    pub name: String,
    /// What it asks for, as the query of an address.
    pub query: String,
}

impl Store {
    /// The saved filters of an account, by name.
    pub(crate) async fn saved_filters(&self, account: &str) -> Result<Vec<SavedFilter>, StoreError> {
        self.all(OPERATION, STAFF, &keys::saved_filter(account, ""), read)
            .await
    }

    /// Saves a filter; one of the same name is replaced.
    pub(crate) async fn save_filter(&self, account: &str, filter: &SavedFilter) -> Result<(), StoreError> {
        let item = Writer::new(STAFF, keys::saved_filter(account, &filter.name))
            .text("name", &filter.name)
            .text("query", &filter.query);
        let put = PutItemInput::builder().table_name(&self.table);
        let sent = put.set_item(Some(item.finish())).ask(&self.dynamodb).await;
        sent.map(drop)
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))
    }

    /// Forgets a filter. It may be gone already.
    pub(crate) async fn forget_filter(&self, account: &str, name: &str) -> Result<(), StoreError> {
        let key = keys::saved_filter(account, name);
        self.forget(OPERATION, STAFF.to_owned(), &key).await
    }
}

fn read(item: &Attributes) -> Result<SavedFilter, StoreError> {
    let reader = Reader::new("filter", item);
    Ok(SavedFilter {
        name: reader.text("name")?.to_owned(),
        query: reader.text("query")?.to_owned(),
    })
}
