//! What did not go out: notices that were given up, and since when mail does not leave at all. Neither knows an
//! address.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use complaint::{AgencyCode, Number};
use jiff::Timestamp;
use serde::Serialize;

use super::error::StoreError;
use super::item::{Attributes, Reader};
use super::keys::{self, DUE_KEY, GIVEN_UP, MAIL, META, OUTBOX, PK, SK};
use super::outbox::{ADDRESS, KIND, OPERATION, Waiting, due_key, instant_of};
use super::{NoticeKind, Store};
use crate::dynamodb::{Ask, DeleteItemInput, UpdateItemInput};

/// A notice that will not be tried again by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GivenUp {
    /// Its name within its case.
    pub id: String,
    /// Of which case.
    pub number: Number,
    /// What about.
    #[serde(serialize_with = "by_name")]
    pub kind: NoticeKind,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it did not go, as a stable name.
    pub failure: String,
    /// When it was given up.
    pub at: Timestamp,
    /// Whether its addressee is still known, so that it can be tried again.
    pub may_retry: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn by_name<S: serde::Serializer>(kind: &NoticeKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.as_str())
}

/// Mail does not leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stopped {
    /// Since when.
    pub since: Timestamp,
    /// Why, as a stable name.
    pub failure: String,
}

impl Store {
    /// Puts a notice aside for a person. An address that stands nowhere else goes with it.
    pub(crate) async fn give_up_notice(
        &self,
        waiting: &Waiting,
        failure: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let text = |text: String| AttributeValue::S(text);
        let update = self
            .notice_update(&waiting.number, &waiting.sk)
            .update_expression(
                "SET outcome = :how, settled_at = :at, failure = :failure, one_way = :one_way, \
                 open_status = :given_up, due_key = :key REMOVE #address",
            )
            .expression_attribute_names("#address", ADDRESS)
            .expression_attribute_values(":how", text("given_up".to_owned()))
            .expression_attribute_values(":at", text(keys::instant(now)))
            .expression_attribute_values(":failure", text(failure.to_owned()))
            .expression_attribute_values(":one_way", AttributeValue::Bool(waiting.address.is_some()))
            .expression_attribute_values(":given_up", text(GIVEN_UP.to_owned()))
            .expression_attribute_values(":key", text(due_key(now, &waiting.number, &waiting.sk)));
        let sent = update.ask(&self.dynamodb).await;
        sent.map(drop)
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))
    }

    /// The notices that were given up, the oldest first.
    pub(crate) async fn given_up(
        &self,
        codes: &[AgencyCode],
        limit: i32,
    ) -> Result<Vec<GivenUp>, StoreError> {
        let mut found = Vec::new();
        for seen in self.queued(GIVEN_UP, None, limit).await? {
            let reader = Reader::new(KIND, &seen);
            let (pk, sk) = (reader.text(PK)?, reader.text(SK)?);
            if let Some(item) = self.item(OPERATION, pk, sk).await? {
                found.extend(read(&item, sk, codes)?);
            }
        }
        Ok(found)
    }

    /// How many notices were given up, at most `limit`.
    pub(crate) async fn count_given_up(&self, limit: i32) -> Result<usize, StoreError> {
        Ok(self.queued(GIVEN_UP, None, limit).await?.len())
    }

    /// Lets a notice that was given up be tried again now; whether it was one.
    pub(crate) async fn retry_notice(
        &self,
        number: &Number,
        id: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sk = format!("{}{id}", keys::NOTICE_PREFIX);
        let update = self
            .notice_update(number, &sk)
            .condition_expression("open_status = :given_up AND one_way = :no")
            .update_expression(
                "SET open_status = :outbox, due_key = :key, attempts = :none REMOVE outcome, settled_at",
            )
            .expression_attribute_values(":given_up", AttributeValue::S(GIVEN_UP.to_owned()))
            .expression_attribute_values(":no", AttributeValue::Bool(false))
            .expression_attribute_values(":outbox", AttributeValue::S(OUTBOX.to_owned()))
            .expression_attribute_values(":key", AttributeValue::S(due_key(now, number, &sk)))
            .expression_attribute_values(":none", AttributeValue::N("0".to_owned()));
        unless_gone(update.ask(&self.dynamodb).await)
    }

    /// Takes a notice that was given up from the list; whether it was on it.
    pub(crate) async fn dismiss_notice(&self, number: &Number, id: &str) -> Result<bool, StoreError> {
        let update = self
            .notice_update(number, &format!("{}{id}", keys::NOTICE_PREFIX))
            .condition_expression("open_status = :given_up")
            .update_expression("REMOVE open_status, due_key")
            .expression_attribute_values(":given_up", AttributeValue::S(GIVEN_UP.to_owned()));
        unless_gone(update.ask(&self.dynamodb).await)
    }

    /// Since when mail does not leave, if it does not.
    pub(crate) async fn mail_stopped(&self) -> Result<Option<Stopped>, StoreError> {
        let item = self.item(OPERATION, MAIL, META).await?;
        let read = |item: &Attributes| {
            let reader = Reader::new("mail", item);
            Ok(Stopped {
                since: reader.parsed("since", |text| text.parse().ok())?,
                failure: reader.text("failure")?.to_owned(),
            })
        };
        item.as_ref().map(read).transpose()
    }

    /// Remembers that mail did not leave; the first time counts.
    pub(crate) async fn note_mail_stopped(&self, failure: &str, now: Timestamp) -> Result<(), StoreError> {
        let update = UpdateItemInput::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(MAIL.to_owned()))
            .key(SK, AttributeValue::S(META.to_owned()))
            .update_expression("SET since = if_not_exists(since, :now), failure = :failure")
            .expression_attribute_values(":now", AttributeValue::S(keys::instant(now)))
            .expression_attribute_values(":failure", AttributeValue::S(failure.to_owned()));
        let sent = update.ask(&self.dynamodb).await;
        sent.map(drop)
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))
    }

    /// Mail leaves again.
    pub(crate) async fn note_mail_leaves(&self) -> Result<(), StoreError> {
        let delete = DeleteItemInput::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(MAIL.to_owned()))
            .key(SK, AttributeValue::S(META.to_owned()));
        let sent = delete.ask(&self.dynamodb).await;
        sent.map(drop)
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))
    }
}

/// Nothing, if it has been taken up again meanwhile.
fn read(item: &Attributes, sk: &str, codes: &[AgencyCode]) -> Result<Option<GivenUp>, StoreError> {
    let reader = Reader::new(KIND, item);
    if reader.maybe(keys::OPEN_STATUS) != Some(GIVEN_UP) {
        return Ok(None);
    }
    let one_way = item.get("one_way").and_then(|value| value.as_bool().ok());
    Ok(Some(GivenUp {
        id: sk.trim_start_matches(keys::NOTICE_PREFIX).to_owned(),
        number: reader.parsed("number", |text| Number::parse(text, codes).ok())?,
        kind: reader.parsed("kind", NoticeKind::parse)?,
        attempts: reader.number("attempts")?,
        failure: reader.text("failure")?.to_owned(),
        at: reader.parsed(DUE_KEY, instant_of)?,
        may_retry: one_way == Some(&false),
    }))
}

fn unless_gone<T>(
    sent: Result<T, aws_sdk_dynamodb::error::SdkError<UpdateItemError>>,
) -> Result<bool, StoreError> {
    match sent {
        Ok(_) => Ok(true),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
        {
            Ok(false)
        }
        Err(error) => Err(StoreError::from_sdk(OPERATION, &error)),
    }
}
