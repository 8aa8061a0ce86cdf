//! Links that invite somebody to the desk: each holds once, for some days, and only until the next one is made or the
//! account is closed, since the account names the one that holds. The table knows a hash of what a link ends in.

use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem, Update};
use jiff::Timestamp;

use super::Store;
use super::error::StoreError;
use super::item::{Reader, Writer};
use super::keys::{self, EXPIRES_AT, INVITATION, PK, SK, STAFF};
use super::staff::{Account, Keys, item, number, unfinished};
use super::subject::changed;
use super::submit::finish;

const OPERATION: &str = "invitation";

/// An invitation that has not been accepted yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Keyed hash of the link.
    pub id: String,
    /// Whom it invites.
    pub account: String,
    /// Until when, in seconds since 1970.
    pub expires_at: i64,
}

impl Store {
    /// Writes an account and what invites its owner; `is_new` claims the name. Whether nobody was faster.
    pub async fn invite(
        &self,
        account: &Account,
        invitation: &Invitation,
        is_new: bool,
    ) -> Result<bool, StoreError> {
        let mut items = Vec::new();
        if is_new {
            items.push(finish(self.put(item(account)))?);
            let login = Writer::new(STAFF, keys::login(&account.login)).text("account", &account.officer.id);
            let claim = self
                .put(login.finish())
                .condition_expression("attribute_not_exists(PK)");
            items.push(finish(claim)?);
        } else {
            items.push(changed(self.invited_again(account))?);
        }
        let invited = Writer::new(keys::invitation(&invitation.id), INVITATION)
            .text("account", &invitation.account)
            .number(EXPIRES_AT, invitation.expires_at)
            .finish();
        items.push(finish(self.put(invited))?);
        self.all_or_nothing(items).await
    }

    /// Somebody known is invited again: what opens the account stays until the link is used, and an account that was
    /// closed or opened meanwhile is left alone.
    fn invited_again(&self, account: &Account) -> UpdateBuilder {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let optional = [
            ("#unit", ":unit", &account.officer.unit),
            ("#email", ":email", &account.email),
            ("#invitation", ":invitation", &account.invitation),
        ];
        let (set, gone): (Vec<_>, Vec<_>) = optional.iter().partition(|(_, _, value)| value.is_some());
        let set = set.iter().map(|(name, value, _)| format!("{name} = {value}"));
        let mut changes = vec!["SET #role = :role".to_owned()];
        changes.extend(set);
        let gone: Vec<&str> = gone.iter().map(|(name, _, _)| *name).collect();
        let mut expression = changes.join(", ");
        if !gone.is_empty() {
            expression = format!("{expression} REMOVE {}", gone.join(", "));
        }
        let update = Update::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(STAFF.to_owned()))
            .key(SK, AttributeValue::S(keys::account(&account.officer.id)))
            .condition_expression("epoch = :epoch")
            .update_expression(expression)
            .expression_attribute_names("#role", "role")
            .expression_attribute_values(":role", text(account.officer.role.as_str()))
            .expression_attribute_values(":epoch", number(account.epoch));
        optional.into_iter().fold(update, |update, (name, value, is)| {
            let update = update.expression_attribute_names(name, &name[1..]);
            match is {
                Some(is) => update.expression_attribute_values(value, text(is)),
                None => update,
            }
        })
    }

    /// The invitation behind a link, if it still holds.
    pub async fn invitation(&self, id: &str, now: Timestamp) -> Result<Option<Invitation>, StoreError> {
        let Some(item) = self.item(OPERATION, &keys::invitation(id), INVITATION).await? else {
            return Ok(None);
        };
        let reader = Reader::new("invitation", &item);
        let invitation = Invitation {
            id: id.to_owned(),
            account: reader.text("account")?.to_owned(),
            expires_at: reader.number(EXPIRES_AT)?,
        };
        Ok(Some(invitation).filter(|invitation| invitation.expires_at > now.as_second()))
    }

    /// Uses an invitation up and sets what opens the account; older sessions end. Whether it still held.
    pub async fn accept(
        &self,
        invitation: &Invitation,
        account: &Account,
        own: &Keys,
        step: i64,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let opened = self
            .if_invited(account, invitation)
            .update_expression(
                "SET password = :password, codes = :codes, code_step = :step, epoch = epoch + :one \
                 REMOVE disabled, subject, invitation",
            )
            .expression_attribute_values(":password", AttributeValue::S(own.password.clone()))
            .expression_attribute_values(":codes", AttributeValue::S(own.codes.clone()))
            .expression_attribute_values(":step", number(step))
            .expression_attribute_values(":one", number(1));
        let mut items = vec![self.spend(invitation, now)?, changed(opened)?];
        items.extend(self.give_up_subject(account)?);
        self.all_or_nothing(items).await
    }

    /// An invitation opens once.
    pub(super) fn spend(
        &self,
        invitation: &Invitation,
        now: Timestamp,
    ) -> Result<TransactWriteItem, StoreError> {
        let used = Delete::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(keys::invitation(&invitation.id)))
            .key(SK, AttributeValue::S(INVITATION.to_owned()))
            .condition_expression("attribute_exists(PK) AND expires_at > :now")
            .expression_attribute_values(":now", number(now.as_second()))
            .build()
            .map_err(|_| unfinished())?;
        Ok(TransactWriteItem::builder().delete(used).build())
    }
}
