//! Who reads in the place of somebody who is away: a colleague with the same role and unit, unless that one is away too.

use std::collections::HashMap;

use complaint::reminder::Absence;
use jiff::civil::Date;

use crate::store::{Account, Store, StoreError};

/// Everybody at the desk, and who of them is away on a day.
pub(crate) struct Presence {
    accounts: Vec<Account>,
    absences: HashMap<String, Absence>,
    today: Date,
}

impl Presence {
    pub(crate) async fn read(store: &Store, today: Date) -> Result<Presence, StoreError> {
        let mut accounts = store.accounts().await?;
        accounts.retain(|account| !account.disabled);
        Ok(Presence {
            accounts,
            absences: store.absences().await?,
            today,
        })
    }

    /// Everybody whose account is open.
    pub(crate) fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// Somebody whose account is open.
    pub(crate) fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.officer.id == id)
    }

    /// Who reads what is meant for somebody: they themselves, whoever stands in for them, or nobody.
    pub(crate) fn reader<'a>(&'a self, account: &'a Account) -> Option<&'a Account> {
        let Some(absence) = self.away(account) else {
            return Some(account);
        };
        let delegate = absence.delegate.as_deref().and_then(|id| self.account(id))?;
        let same =
            (delegate.officer.role, &delegate.officer.unit) == (account.officer.role, &account.officer.unit);
        (same && self.away(delegate).is_none()).then_some(delegate)
    }

    fn away(&self, account: &Account) -> Option<&Absence> {
        let absence = self.absences.get(&account.officer.id)?;
        absence.lasts(self.today).then_some(absence)
    }
}
