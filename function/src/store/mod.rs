//! The one table, over `aws-sdk-dynamodb`. On AWS the client goes over the network, locally to an engine in
//! this process; nothing here knows the difference.
//!
//! | item | `PK` | `SK` |
//! |---|---|---|
//! | case: state, dates, text | `C#<number>` | `META` |
//! | event, hash-chained | `C#<number>` | `E#<sequence>` |
//! | identity, apart from the case | `C#<number>` | `ID` |
//! | replay record, expires | `K#<keyed hash>` | `K` |
//!
//! Staff lists read two sparse indexes: [`keys::BY_RECEIVED`] and [`keys::BY_DUE`]. Nothing ever scans.

mod error;
mod event;
mod item;
mod keys;
mod list;
mod read;
mod submit;
mod table;
mod view;

use aws_sdk_dynamodb::Client;

pub use error::StoreError;
pub use event::{Action, Actor, Event, FIRST_PREVIOUS_HASH};
pub use list::{Filter, Page};
pub use submit::{NewCase, ReplayRecord, Submitted};
pub use view::{CaseSummary, CaseView, EventView, FiledEvent, StatusRecord};

/// Access to the table. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Store {
    client: Client,
    table: String,
}

impl Store {
    /// A store over the table of that name.
    pub fn new(client: Client, table: impl Into<String>) -> Store {
        Store {
            client,
            table: table.into(),
        }
    }
}
