//! How to reach a reporter who gave their name. Only who may know it asks; nothing else in the store has a field
//! for a person.

use std::fmt;

use complaint::Number;
use serde::Serialize;

use super::Store;
use super::error::StoreError;
use super::item::Reader;
use super::keys::{self, IDENTITY};

/// A reporter who gave their name. Its `Debug` shows nothing, so that no log can.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// The name as typed.
    pub name: String,
    /// A telephone number, as typed.
    pub phone: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// A postal address.
    pub address: Option<String>,
    /// The business they speak for.
    pub business_name: Option<String>,
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contact(…)")
    }
}

impl Store {
    /// The person behind a case; to be asked only where they are named.
    pub async fn contact(&self, number: &Number) -> Result<Option<Contact>, StoreError> {
        let item = self.item("contact", &keys::case(number), IDENTITY).await?;
        let read = |item| {
            let reader = Reader::new("identity", item);
            Some(Contact {
                name: reader.owned("name")?,
                phone: reader.owned("phone_typed"),
                email: reader.owned("email"),
                address: reader.owned("address"),
                business_name: reader.owned("business_name"),
            })
        };
        Ok(item.as_ref().and_then(read))
    }
}
