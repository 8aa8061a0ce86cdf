//! The people who work at the desk: their accounts, how they are invited, and how often somebody guessed.
//!
//! No password, code or link stands in the table: only a slow hash, and keyed hashes of what was handed out. The
//! secret of the code generator must be kept as it is, since codes are computed from it.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, TransactWriteItem};
use complaint::staff::{Officer, Role};
use jiff::Timestamp;

use super::Store;
use super::error::StoreError;
use super::item::{Attributes, Reader, Writer};
use super::keys::{self, ACCOUNT_PREFIX, EXPIRES_AT, PK, SK, STAFF};
use super::submit::finish;
use crate::dynamodb::{Ask, DeleteItemInput, PutItemInput, TransactWriteItemsInput, UpdateItemInput};

const OPERATION: &str = "staff";
const KIND: &str = "account";

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who it belongs to.
    pub officer: Officer,
    /// What is typed to sign in, folded so that it is found however it is typed.
    pub login: String,
    /// Where mail for them goes.
    pub email: Option<String>,
    /// When they were invited first.
    pub created_at: Timestamp,
    /// Whether they may not sign in any more.
    pub disabled: bool,
    /// What opens it; none until the invitation is accepted, or where the issuer proves who they are.
    pub keys: Option<Keys>,
    /// Keyed hash of who they are to the issuer, where they sign in with an account of the agency.
    pub subject: Option<String>,
    /// Keyed hash of the one link that invites them now.
    pub invitation: Option<String>,
    /// When they last came in.
    pub signed_in_at: Option<Timestamp>,
    /// Sessions of another epoch are over.
    pub epoch: i64,
}

impl Account {
    /// How it stands: a stable name.
    pub const fn state(&self) -> &'static str {
        match (self.disabled, self.way()) {
            (true, _) => "disabled",
            (false, Some(_)) => "active",
            (false, None) => "invited",
        }
    }

    /// How its owner signs in, once the invitation is accepted: a stable name.
    pub const fn way(&self) -> Option<&'static str> {
        match (&self.subject, &self.keys) {
            (Some(_), _) => Some("agency_account"),
            (None, Some(_)) => Some("password"),
            (None, None) => None,
        }
    }
}

/// What opens an account.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    /// The slow hash of the password, with its parameters.
    pub password: String,
    /// The secret of the code generator, in hexadecimal.
    pub codes: String,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Store {
    /// Everybody who was ever invited.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.all(OPERATION, STAFF, ACCOUNT_PREFIX, read).await
    }

    /// One account.
    pub async fn account(&self, id: &str) -> Result<Option<Account>, StoreError> {
        let item = self.item(OPERATION, STAFF, &keys::account(id)).await?;
        item.as_ref().map(read).transpose()
    }

    /// The account of a name, as folded.
    pub async fn account_named(&self, login: &str) -> Result<Option<Account>, StoreError> {
        let Some(item) = self.item(OPERATION, STAFF, &keys::login(login)).await? else {
            return Ok(None);
        };
        self.account(Reader::new(KIND, &item).text("account")?).await
    }

    /// Writes an account that is open at once. Whether its name was free.
    pub async fn open_account(&self, account: &Account) -> Result<bool, StoreError> {
        let login = Writer::new(STAFF, keys::login(&account.login)).text("account", &account.officer.id);
        let claim = self
            .put(login.finish())
            .condition_expression("attribute_not_exists(PK)");
        self.all_or_nothing(vec![finish(claim)?, finish(self.put(item(account)))?])
            .await
    }

    /// Uses a code up. Whether neither it nor a later one was used before.
    pub async fn spend_code(&self, id: &str, step: i64) -> Result<bool, StoreError> {
        let update = self
            .change_account(id)
            .condition_expression(
                "attribute_exists(PK) AND (attribute_not_exists(code_step) OR code_step < :step)",
            )
            .update_expression("SET code_step = :step")
            .expression_attribute_values(":step", number(step));
        held(update.ask(&self.dynamodb).await)
    }

    /// Remembers when somebody came in.
    pub(crate) async fn came_in(&self, id: &str, now: Timestamp) -> Result<(), StoreError> {
        let update = self
            .change_account(id)
            .condition_expression("attribute_exists(PK)")
            .update_expression("SET signed_in_at = :now")
            .expression_attribute_values(":now", AttributeValue::S(keys::instant(now)));
        held(update.ask(&self.dynamodb).await).map(drop)
    }

    /// Ends every session of an account, and if `disable` keeps it closed. Whether there is such an account.
    pub async fn end_sessions(&self, id: &str, disable: bool) -> Result<bool, StoreError> {
        if disable {
            return self.close(id).await;
        }
        let update = self
            .change_account(id)
            .condition_expression("attribute_exists(PK)")
            .update_expression("SET epoch = epoch + :one")
            .expression_attribute_values(":one", number(1));
        held(update.ask(&self.dynamodb).await)
    }

    /// Counts an attempt to sign in, unless there were `most` already that still count: which one it is.
    pub async fn may_try(
        &self,
        id: &str,
        most: i64,
        until: i64,
        now: Timestamp,
    ) -> Result<Option<i64>, StoreError> {
        let again = UpdateItemInput::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(keys::attempts(id)))
            .key(SK, AttributeValue::S(keys::ATTEMPTS.to_owned()))
            .condition_expression("attribute_exists(PK) AND expires_at > :now AND tries < :most")
            .update_expression("SET tries = tries + :one, expires_at = :until")
            .expression_attribute_values(":now", number(now.as_second()))
            .expression_attribute_values(":most", number(most))
            .expression_attribute_values(":until", number(until))
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::UpdatedNew);
        let again = again.ask(&self.dynamodb).await;
        let counted = again.as_ref().ok().and_then(|done| done.attributes());
        let counted = counted.map(|tries| Reader::new("attempts", tries).number("tries"));
        let counted = counted.transpose()?;
        if held(again)? {
            return Ok(counted);
        }
        let first = Writer::new(keys::attempts(id), keys::ATTEMPTS)
            .number("tries", 1)
            .number(EXPIRES_AT, until)
            .finish();
        let first = PutItemInput::builder()
            .table_name(&self.table)
            .set_item(Some(first))
            .condition_expression("attribute_not_exists(PK) OR expires_at <= :now")
            .expression_attribute_values(":now", number(now.as_second()));
        Ok(held(first.ask(&self.dynamodb).await)?.then_some(1))
    }

    /// Forgets the attempts of somebody who has signed in.
    pub async fn forget_attempts(&self, id: &str) -> Result<(), StoreError> {
        self.forget(OPERATION, keys::attempts(id), keys::ATTEMPTS).await
    }

    pub(super) async fn forget(
        &self,
        operation: &'static str,
        pk: String,
        sk: &str,
    ) -> Result<(), StoreError> {
        let delete = DeleteItemInput::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(pk))
            .key(SK, AttributeValue::S(sk.to_owned()));
        let done = delete.ask(&self.dynamodb).await;
        done.map(drop)
            .map_err(|error| StoreError::from_sdk(operation, &error))
    }

    fn change_account(
        &self,
        id: &str,
    ) -> aws_sdk_dynamodb::operation::update_item::builders::UpdateItemInputBuilder {
        UpdateItemInput::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(STAFF.to_owned()))
            .key(SK, AttributeValue::S(keys::account(id)))
    }

    pub(super) async fn all_or_nothing(&self, items: Vec<TransactWriteItem>) -> Result<bool, StoreError> {
        let request = TransactWriteItemsInput::builder().set_transact_items(Some(items));
        match request.ask(&self.dynamodb).await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(service) if service.is_transaction_canceled_exception() => Ok(false),
                _ => Err(StoreError::from_sdk(OPERATION, &error)),
            },
        }
    }
}

/// Whether a write went through; a condition that did not hold is an answer, not an error.
pub(super) fn held<T, E: ProvideErrorMetadata, R>(
    done: Result<T, SdkError<E, R>>,
) -> Result<bool, StoreError> {
    match done {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(false),
        Err(error) => Err(StoreError::from_sdk(OPERATION, &error)),
    }
}

pub(super) fn number(value: i64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(super) fn unfinished() -> StoreError {
    StoreError::Unavailable {
        operation: OPERATION,
        code: "construction".to_owned(),
    }
}

pub(super) fn item(account: &Account) -> Attributes {
    let own = account.keys.as_ref();
    Writer::new(STAFF, keys::account(&account.officer.id))
        .text("id", &account.officer.id)
        .text("name", &account.officer.name)
        .text("role", account.officer.role.as_str())
        .maybe("unit", account.officer.unit.as_deref())
        .text("login", &account.login)
        .maybe("email", account.email.as_deref())
        .text("created_at", keys::instant(account.created_at))
        .maybe("disabled", account.disabled.then_some("yes"))
        .maybe("password", own.map(|own| own.password.as_str()))
        .maybe("codes", own.map(|own| own.codes.as_str()))
        .maybe("subject", account.subject.as_deref())
        .maybe("invitation", account.invitation.as_deref())
        .maybe("signed_in_at", account.signed_in_at.map(keys::instant))
        .number("epoch", account.epoch)
        .finish()
}

fn read(attributes: &Attributes) -> Result<Account, StoreError> {
    let reader = Reader::new(KIND, attributes);
    let own = |password: String| Some((password, reader.owned("codes")?));
    Ok(Account {
        officer: Officer {
            id: reader.text("id")?.to_owned(),
            name: reader.text("name")?.to_owned(),
            role: reader.parsed("role", Role::parse)?,
            unit: reader.owned("unit"),
        },
        login: reader.text("login")?.to_owned(),
        email: reader.owned("email"),
        created_at: reader.parsed("created_at", |text| text.parse().ok())?,
        disabled: reader.maybe("disabled").is_some(),
        keys: reader
            .owned("password")
            .and_then(own)
            .map(|(password, codes)| Keys { password, codes }),
        subject: reader.owned("subject"),
        invitation: reader.owned("invitation"),
        signed_in_at: reader.maybe("signed_in_at").and_then(|at| at.parse().ok()),
        epoch: reader.number("epoch")?,
    })
}
