//! Who people at the desk are to the issuer of agency accounts. An item of its own claims each of them, so that nobody
//! there is two people here; it goes and comes in the transaction that changes the account.

use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem, Update};
use jiff::Timestamp;

use super::Store;
use super::error::StoreError;
use super::invitation::Invitation;
use super::item::{Reader, Writer};
use super::keys::{self, PK, SK, STAFF};
use super::staff::{Account, number, unfinished};
use super::submit::finish;

const OPERATION: &str = "subject";
/// How often to begin again when the account changed meanwhile.
const TRIES: usize = 4;

/// What became of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The account opens for that subject from now on, and for nothing else.
    Done,
    /// Another account opens for that subject.
    Taken,
    /// The invitation does not hold any more.
    Gone,
}

impl Store {
    /// The account that opens for a subject, as hashed.
    pub async fn account_of_subject(&self, subject: &str) -> Result<Option<Account>, StoreError> {
        let Some(claim) = self.item(OPERATION, STAFF, &keys::subject(subject)).await? else {
            return Ok(None);
        };
        let account = self
            .account(Reader::new("subject", &claim).text("account")?)
            .await?;
        Ok(account.filter(|account| !account.disabled && account.subject.as_deref() == Some(subject)))
    }

    /// Uses an invitation up and lets the account open for a subject alone; older sessions end.
    pub async fn bind(
        &self,
        invitation: &Invitation,
        account: &Account,
        subject: &str,
        now: Timestamp,
    ) -> Result<Bound, StoreError> {
        let claim = Writer::new(STAFF, keys::subject(subject)).text("account", &account.officer.id);
        let claim = self
            .put(claim.finish())
            .condition_expression("attribute_not_exists(PK) OR account = :account")
            .expression_attribute_values(":account", AttributeValue::S(account.officer.id.clone()));
        let opened = self
            .if_invited(account, invitation)
            .update_expression(
                "SET subject = :subject, epoch = epoch + :one \
                 REMOVE password, codes, code_step, disabled, invitation",
            )
            .expression_attribute_values(":subject", AttributeValue::S(subject.to_owned()))
            .expression_attribute_values(":one", number(1));
        let mut items = vec![self.spend(invitation, now)?, finish(claim)?, changed(opened)?];
        if account.subject.as_deref() != Some(subject) {
            items.extend(self.give_up_subject(account)?);
        }
        if self.all_or_nothing(items).await? {
            return Ok(Bound::Done);
        }
        let other = self.account_of_subject(subject).await?;
        let is_other = other.is_some_and(|other| other.officer.id != account.officer.id);
        Ok(if is_other { Bound::Taken } else { Bound::Gone })
    }

    /// Closes an account: its sessions end, no link invites to it any more, and whoever it opened for may be invited as somebody else. Whether there is
    /// such an account.
    pub(super) async fn close(&self, id: &str) -> Result<bool, StoreError> {
        for _ in 0..TRIES {
            let Some(account) = self.account(id).await? else {
                return Ok(false);
            };
            let closed = self
                .if_unchanged(&account)
                .update_expression(
                    "SET epoch = epoch + :one, disabled = :disabled REMOVE subject, invitation",
                )
                .expression_attribute_values(":one", number(1))
                .expression_attribute_values(":disabled", AttributeValue::S("yes".to_owned()));
            let mut items = vec![changed(closed)?];
            items.extend(self.give_up_subject(&account)?);
            if self.all_or_nothing(items).await? {
                return Ok(true);
            }
        }
        Err(StoreError::Conflict { operation: OPERATION })
    }

    /// A change of an account that still opens for whom it did when it was read.
    pub(super) fn if_unchanged(&self, account: &Account) -> UpdateBuilder {
        let update = Update::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(STAFF.to_owned()))
            .key(SK, AttributeValue::S(keys::account(&account.officer.id)));
        match &account.subject {
            Some(subject) => update
                .condition_expression("subject = :known")
                .expression_attribute_values(":known", AttributeValue::S(subject.clone())),
            None => update.condition_expression("attribute_exists(PK) AND attribute_not_exists(subject)"),
        }
    }

    /// The same for an account to which that link still invites.
    pub(super) fn if_invited(&self, account: &Account, invitation: &Invitation) -> UpdateBuilder {
        let update = self.if_unchanged(account);
        let unchanged = update.get_condition_expression().clone().unwrap_or_default();
        update
            .condition_expression(format!("{unchanged} AND invitation = :invitation"))
            .expression_attribute_values(":invitation", AttributeValue::S(invitation.id.clone()))
    }

    /// Whom an account opened for is free for another one, if it opened for somebody.
    pub(super) fn give_up_subject(&self, account: &Account) -> Result<Option<TransactWriteItem>, StoreError> {
        let claim = account.subject.as_ref().map(|subject| {
            Delete::builder()
                .table_name(&self.table)
                .key(PK, AttributeValue::S(STAFF.to_owned()))
                .key(SK, AttributeValue::S(keys::subject(subject)))
                .build()
                .map(|delete| TransactWriteItem::builder().delete(delete).build())
                .map_err(|_| unfinished())
        });
        claim.transpose()
    }
}

/// A change as part of a transaction.
pub(super) fn changed(update: UpdateBuilder) -> Result<TransactWriteItem, StoreError> {
    let update = update.build().map_err(|_| unfinished())?;
    Ok(TransactWriteItem::builder().update(update).build())
}
