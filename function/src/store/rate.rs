//! How often a sender may do something: one item for each sender and kind of deed, with one meter or several in it.
//!
//! A meter is one instant, the moment at which everything the sender has done so far is forgotten. Each deed moves it on
//! by a fixed while; when it lies too far ahead, the sender must wait. One conditional update counts a deed on all
//! meters of the item, so many at once are counted one by one. A sender is a keyed hash that changes every day; no
//! address is stored.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemInputBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};

use super::Store;
use super::error::StoreError;
use super::item::{Attributes, Writer};
use super::keys::{self, PK, SK};
use crate::dynamodb::{Ask, PutItemInput, UpdateItemInput};

const OPERATION: &str = "rate";
/// Others at the same item: how often to look again. Whoever loses that often is one of very many.
const TRIES: usize = 4;

/// So many at once, and then one in every so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Of its meter in the item.
    pub name: &'static str,
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
    /// So many at once, and then one in every so many seconds, on a meter of that name.
    pub const fn new(name: &'static str, burst: u16, every: u16) -> Rate {
        Rate { name, burst, every }
    }

    /// From then on its meter says nothing any more.
    fn end(self, now: i64) -> i64 {
        now + i64::from(self.burst) * i64::from(self.every)
    }

    /// How far ahead the instant may lie for one more deed.
    fn room(self) -> i64 {
        i64::from(self.burst.saturating_sub(1)) * i64::from(self.every)
    }

    fn judge(self, until: Option<i64>, now: i64) -> Allowed {
        let wait = until.map_or(0, |until| until.saturating_sub(now).saturating_sub(self.room()));
        if wait > 0 { Allowed::In(wait) } else { Allowed::Yes }
    }

    fn step(self, until: Option<i64>, now: i64) -> Step {
        match self.judge(until, now) {
            Allowed::In(seconds) => Step::Stay(seconds),
            Allowed::Yes if until.is_some_and(|until| until < now) => Step::Anew,
            Allowed::Yes => Step::On,
        }
    }

    fn until(self, item: &Attributes) -> Option<i64> {
        item.get(&self.attribute())?.as_n().ok()?.parse().ok()
    }

    fn attribute(self) -> String {
        format!("{}_until", self.name)
    }
}

/// What a deed does to one meter.
#[derive(Clone, Copy)]
enum Step {
    /// It moves it on, or begins it.
    On,
    /// It begins it again: what it told is past.
    Anew,
    /// Nothing: there is no room for so many seconds.
    Stay(i64),
}

impl Step {
    fn allowed(self) -> Allowed {
        match self {
            Step::On | Step::Anew => Allowed::Yes,
            Step::Stay(seconds) => Allowed::In(seconds),
        }
    }
}

/// One attempt to count a deed.
enum Attempt<const N: usize> {
    Counted,
    /// The item is not as was thought; what its meters tell.
    Found([Option<i64>; N]),
}

impl Store {
    /// Counts one deed of a sender on every meter that has room for it.
    pub(crate) async fn count_deed<const N: usize>(
        &self,
        sender: &str,
        rates: [Rate; N],
        now: i64,
    ) -> Result<[Allowed; N], StoreError> {
        // Nearly always: somebody of whom nothing is remembered, or who did something a moment ago.
        let mut steps = [Step::On; N];
        for _ in 0..=TRIES {
            let Attempt::Found(until) = self.attempt(sender, rates, steps, now).await? else {
                return Ok(steps.map(Step::allowed));
            };
            steps = std::array::from_fn(|meter| rates[meter].step(until[meter], now));
            if steps.iter().all(|step| matches!(step, Step::Stay(_))) {
                return Ok(steps.map(Step::allowed));
            }
        }
        Ok(rates.map(|rate| Allowed::In(rate.every.into())))
    }

    /// Whether one more deed would have room; counts nothing.
    pub(crate) async fn has_room(&self, sender: &str, rate: Rate, now: i64) -> Result<Allowed, StoreError> {
        let item = self.item(OPERATION, &keys::rate(sender), keys::RATE).await?;
        Ok(rate.judge(item.as_ref().and_then(|item| rate.until(item)), now))
    }

    /// Marks a proof of work as used; whether it was not yet.
    pub(crate) async fn spend_proof(&self, id: &str, now: i64, expires_at: i64) -> Result<bool, StoreError> {
        let item = Writer::new(keys::proof(id), keys::PROOF).number(keys::EXPIRES_AT, expires_at);
        let put = PutItemInput::builder()
            .table_name(&self.table)
            .set_item(Some(item.finish()))
            .condition_expression("attribute_not_exists(PK) OR expires_at <= :now")
            .expression_attribute_values(":now", AttributeValue::N(now.to_string()));
        match put.ask(&self.dynamodb).await {
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

    async fn attempt<const N: usize>(
        &self,
        sender: &str,
        rates: [Rate; N],
        steps: [Step; N],
        now: i64,
    ) -> Result<Attempt<N>, StoreError> {
        let request = UpdateItemInput::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(keys::rate(sender)))
            .key(SK, AttributeValue::S(keys::RATE.to_owned()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match stepping(request, rates, steps, now).ask(&self.dynamodb).await {
            Ok(_) => Ok(Attempt::Counted),
            Err(error) => found(&error, rates).ok_or_else(|| StoreError::from_sdk(OPERATION, &error)),
        }
    }
}

/// The update that takes these steps if the meters still are as the steps suppose.
fn stepping<const N: usize>(
    request: UpdateItemInputBuilder,
    rates: [Rate; N],
    steps: [Step; N],
    now: i64,
) -> UpdateItemInputBuilder {
    let (mut sets, mut conditions) = (vec!["expires_at = :end".to_owned()], Vec::new());
    let end = rates.iter().map(|rate| rate.end(now)).max().unwrap_or(now);
    let mut values = vec![(":now".to_owned(), now), (":end".to_owned(), end)];
    for (rate, step) in rates.into_iter().zip(steps) {
        let (name, until) = (rate.name, rate.attribute());
        match step {
            Step::On => {
                sets.push(format!("{until} = if_not_exists({until}, :now) + :{name}_every"));
                conditions.push(format!(
                    "(attribute_not_exists({until}) OR {until} BETWEEN :now AND :{name}_last)"
                ));
                values.push((format!(":{name}_every"), rate.every.into()));
                values.push((format!(":{name}_last"), now + rate.room()));
            }
            Step::Anew => {
                sets.push(format!("{until} = :{name}_next"));
                conditions.push(format!("{until} < :now"));
                values.push((format!(":{name}_next"), now + i64::from(rate.every)));
            }
            Step::Stay(_) => {}
        }
    }
    let request = request
        .update_expression(format!("SET {}", sets.join(", ")))
        .condition_expression(conditions.join(" AND "));
    values.into_iter().fold(request, |request, (name, value)| {
        request.expression_attribute_values(name, AttributeValue::N(value.to_string()))
    })
}

fn found<R, const N: usize>(error: &SdkError<UpdateItemError, R>, rates: [Rate; N]) -> Option<Attempt<N>> {
    match error.as_service_error()? {
        UpdateItemError::ConditionalCheckFailedException(failed) => Some(Attempt::Found(
            rates.map(|rate| failed.item().and_then(|item| rate.until(item))),
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_has_room_and_then_one_by_one() {
        let rate = Rate::new("some", 5, 120);
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
