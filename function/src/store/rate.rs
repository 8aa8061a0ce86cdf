//! How often a sender may do something: one item for each sender and kind of deed.
//!
//! The item holds one instant, the moment at which everything the sender has done so far is forgotten. Each deed
//! moves it on by a fixed while; when it lies too far ahead, the sender must wait. One conditional update decides,
//! so many at once are counted one by one. A sender is a keyed hash that changes every day; no address is stored.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};

use super::Store;
use super::error::StoreError;
use super::item::{Attributes, Writer};
use super::keys::{self, PK, SK};

const OPERATION: &str = "rate";
const UNTIL: &str = "busy_until";
/// Others at the same item: how often to look again. Whoever loses that often is one of very many.
const TRIES: usize = 4;

/// So many at once, and then one in every so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many at once.
    pub burst: u16,
    /// Seconds until one more.
    pub every: u16,
}

/// Whether something may be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// It may.
    Yes,
    /// Only after so many seconds.
    In(i64),
}

impl Rate {
    /// How far ahead the instant may lie for one more deed.
    fn room(self) -> i64 {
        i64::from(self.burst.saturating_sub(1)) * i64::from(self.every)
    }

    fn judge(self, until: Option<i64>, now: i64) -> Allowed {
        let wait = until.map_or(0, |until| until.saturating_sub(now).saturating_sub(self.room()));
        if wait > 0 { Allowed::In(wait) } else { Allowed::Yes }
    }
}

/// One attempt to count a deed.
enum Attempt {
    Counted,
    /// The condition did not hold; what stands in the item.
    Found(Option<i64>),
}

impl Store {
    /// Counts one deed of a sender, if there is room for it.
    pub(crate) async fn count_deed(&self, sender: &str, rate: Rate, now: i64) -> Result<Allowed, StoreError> {
        for _ in 0..TRIES {
            let Attempt::Found(until) = self.count_first(sender, rate, now).await? else {
                return Ok(Allowed::Yes);
            };
            let allowed = rate.judge(until, now);
            if allowed != Allowed::Yes {
                return Ok(allowed);
            }
            if matches!(self.count_next(sender, rate, now).await?, Attempt::Counted) {
                return Ok(Allowed::Yes);
            }
        }
        Ok(Allowed::In(i64::from(rate.every)))
    }

    /// Whether one more deed would have room; counts nothing.
    pub(crate) async fn has_room(&self, sender: &str, rate: Rate, now: i64) -> Result<Allowed, StoreError> {
        let item = self.item(OPERATION, &keys::rate(sender), keys::RATE).await?;
        Ok(rate.judge(item.as_ref().and_then(busy_until), now))
    }

    /// Marks a proof of work as used; whether it was not yet.
    pub(crate) async fn spend_proof(&self, id: &str, now: i64, expires_at: i64) -> Result<bool, StoreError> {
        let item = Writer::new(keys::proof(id), keys::PROOF).number(keys::EXPIRES_AT, expires_at);
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item.finish()))
            .condition_expression("attribute_not_exists(PK) OR expires_at <= :now")
            .expression_attribute_values(":now", AttributeValue::N(now.to_string()));
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(PutItemError::is_conditional_check_failed_exception) =>
            {
                Ok(false)
            }
            Err(error) => Err(StoreError::from_sdk(OPERATION, &error)),
        }
    }

    /// For a sender of whom nothing is remembered.
    async fn count_first(&self, sender: &str, rate: Rate, now: i64) -> Result<Attempt, StoreError> {
        let expression = "SET busy_until = :next, expires_at = :end";
        let values = [
            (":next", now + i64::from(rate.every)),
            (":end", end(rate, now)),
            (":now", now),
        ];
        let condition = "attribute_not_exists(busy_until) OR busy_until <= :now";
        self.attempt(sender, expression, condition, &values).await
    }

    /// For a sender who has done something before.
    async fn count_next(&self, sender: &str, rate: Rate, now: i64) -> Result<Attempt, StoreError> {
        let expression = "SET busy_until = busy_until + :every, expires_at = :end";
        let values = [
            (":every", i64::from(rate.every)),
            (":end", end(rate, now)),
            (":now", now),
            (":last", now + rate.room()),
        ];
        let condition = "busy_until > :now AND busy_until <= :last";
        self.attempt(sender, expression, condition, &values).await
    }

    async fn attempt(
        &self,
        sender: &str,
        expression: &str,
        condition: &str,
        values: &[(&str, i64)],
    ) -> Result<Attempt, StoreError> {
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(keys::rate(sender)))
            .key(SK, AttributeValue::S(keys::RATE.to_owned()))
            .update_expression(expression)
            .condition_expression(condition)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        for (name, value) in values {
            update = update.expression_attribute_values(*name, AttributeValue::N(value.to_string()));
        }
        match update.send().await {
            Ok(_) => Ok(Attempt::Counted),
            Err(error) => found(&error).ok_or_else(|| StoreError::from_sdk(OPERATION, &error)),
        }
    }
}

/// From then on the item says nothing any more.
fn end(rate: Rate, now: i64) -> i64 {
    now + i64::from(rate.burst) * i64::from(rate.every)
}

fn found<R>(error: &SdkError<UpdateItemError, R>) -> Option<Attempt> {
    match error.as_service_error()? {
        UpdateItemError::ConditionalCheckFailedException(failed) => {
            Some(Attempt::Found(failed.item().and_then(busy_until)))
        }
        _ => None,
    }
}

fn busy_until(item: &Attributes) -> Option<i64> {
    item.get(UNTIL)?.as_n().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_has_room_and_then_one_by_one() {
        let rate = Rate { burst: 5, every: 120 };
        for (until, allowed) in [
            (None, Allowed::Yes),
            (Some(900), Allowed::Yes),
            (Some(1_480), Allowed::Yes),
            (Some(1_481), Allowed::In(1)),
            (Some(1_600), Allowed::In(120)),
        ] {
            assert_eq!(rate.judge(until, 1_000), allowed, "{until:?}");
        }
    }
}
