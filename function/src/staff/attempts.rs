//! How often somebody may be wrong at the door. Counted by the name that was typed, whether somebody is called so or not.

use jiff::SignedDuration;

use crate::App;
use crate::limits::neighbourhood;
use crate::secret::Purpose;
use crate::store::StoreError;

/// How long somebody must wait who was wrong too often.
pub(super) const SLOWED_FOR: SignedDuration = SignedDuration::from_mins(15);
/// How often one may be wrong under a name, from one neighbourhood of addresses.
const MOST: i64 = 5;
/// How many codes may be tried with the right password, from wherever. Only whoever knows the password can use them up.
const MOST_CODES: i64 = 10;
/// After every so many wrong passwords under a name, from wherever, the agency's history tells of them.
const TOLD_AFTER: i64 = 20;
/// Wrong passwords from wherever, and codes that were tried with the right one. No neighbourhood is called so.
const PASSWORDS: &str = "*passwords";
const CODES: &str = "*codes";

/// Attempts under a name.
pub(super) struct Attempts<'a> {
    app: &'a App,
    login: &'a str,
    here: String,
}

impl<'a> Attempts<'a> {
    pub(super) fn of(app: &'a App, login: &'a str, address: Option<&str>) -> Attempts<'a> {
        let here = address.map_or_else(String::new, neighbourhood);
        Attempts { app, login, here }
    }

    /// Counts one from here, unless there were too many: whether it is the last one, of which the history must tell.
    pub(super) async fn begin(&self) -> Result<Option<bool>, StoreError> {
        let nth = self.count(&self.here, MOST).await?;
        Ok(nth.map(|nth| nth == MOST))
    }

    /// Counts a wrong password: whether the history must tell of it.
    pub(super) async fn wrong_password(&self) -> Result<bool, StoreError> {
        let nth = self.count(PASSWORDS, i64::MAX).await?;
        Ok(nth.is_some_and(|nth| nth % TOLD_AFTER == 0))
    }

    /// Counts a code that came with the right password: whether it may be looked at, and whether the history must tell
    /// of it if it is wrong.
    pub(super) async fn code(&self) -> Result<(bool, bool), StoreError> {
        let nth = self.count(CODES, MOST_CODES).await?;
        Ok((nth.is_some(), nth == Some(MOST_CODES)))
    }

    /// Somebody has signed in.
    pub(super) async fn forget(&self) -> Result<(), StoreError> {
        for from in [self.here.as_str(), CODES] {
            self.app.store.forget_attempts(&self.key(from)).await?;
        }
        Ok(())
    }

    fn key(&self, from: &str) -> String {
        let parts = [self.login.as_bytes(), from.as_bytes()];
        self.app.secret.hex(Purpose::Attempts, &parts)
    }

    /// Which one it is, unless there were `most` already.
    async fn count(&self, from: &str, most: i64) -> Result<Option<i64>, StoreError> {
        let now = (self.app.clock)();
        let until = now.as_second().saturating_add(SLOWED_FOR.as_secs());
        self.app.store.may_try(&self.key(from), most, until, now).await
    }
}
