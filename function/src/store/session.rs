//! Sessions of people who are signed in. The table knows a hash of what their browser holds, never the thing itself.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;

use super::Store;
use super::error::StoreError;
use super::item::{Reader, Writer};
use super::keys::{self, EXPIRES_AT, PK, SESSION, SK};
use super::staff::{held, number};
use crate::dynamodb::{Ask, PutItemInput, UpdateItemInput};

const OPERATION: &str = "session";

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Hash of what the browser holds.
    pub id: String,
    /// Whose it is.
    pub account: String,
    /// The account's epoch when it began.
    pub epoch: i64,
    /// When it was last used, in seconds since 1970.
    pub seen_at: i64,
    /// When it ends in any case, in seconds since 1970.
    pub expires_at: i64,
}

impl Store {
    /// Writes a new session.
    pub async fn begin_session(&self, session: &Session) -> Result<(), StoreError> {
        let item = Writer::new(keys::session(&session.id), SESSION)
            .text("account", &session.account)
            .number("epoch", session.epoch)
            .number("seen_at", session.seen_at)
            .number(EXPIRES_AT, session.expires_at)
            .finish();
        let put = PutItemInput::builder()
            .table_name(&self.table)
            .set_item(Some(item));
        put.ask(&self.dynamodb)
            .await
            .map(drop)
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))
    }

    /// The session of that hash.
    pub async fn session(&self, id: &str) -> Result<Option<Session>, StoreError> {
        let Some(item) = self.item(OPERATION, &keys::session(id), SESSION).await? else {
            return Ok(None);
        };
        let reader = Reader::new("session", &item);
        Ok(Some(Session {
            id: id.to_owned(),
            account: reader.text("account")?.to_owned(),
            epoch: reader.number("epoch")?,
            seen_at: reader.number("seen_at")?,
            expires_at: reader.number(EXPIRES_AT)?,
        }))
    }

    /// Notes that a session was used. One that has ended meanwhile stays ended.
    pub async fn touch_session(&self, id: &str, now: Timestamp) -> Result<(), StoreError> {
        let update = UpdateItemInput::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(keys::session(id)))
            .key(SK, AttributeValue::S(SESSION.to_owned()))
            .condition_expression("attribute_exists(PK)")
            .update_expression("SET seen_at = :now")
            .expression_attribute_values(":now", number(now.as_second()));
        held(update.ask(&self.dynamodb).await).map(drop)
    }

    /// Ends a session.
    pub async fn end_session(&self, id: &str) -> Result<(), StoreError> {
        self.forget(OPERATION, keys::session(id), SESSION).await
    }
}
