//! What time itself brings about, started from outside: on AWS by a schedule, locally by `tanggap serve`.
//!
//! A tick does a bounded piece of work and may be run as often as one likes, by several at once: everything it
//! does is written under a condition, so that it happens at most once.

use complaint::Number;
use jiff::Timestamp;
use serde::Serialize;

use crate::App;
use crate::acting::{Woken, wake};
use crate::counting::Register;
use crate::digests;
use crate::files;
use crate::indexing;
use crate::mail::{self, deliver};
use crate::recounting;
use crate::store::StoreError;

/// What the log says while mail does not leave.
pub const MAIL_IS_STUCK: &str = "mail has been waiting for more than an hour";
/// How many cases one tick wakes.
const CASES_AT_ONCE: i32 = 100;

/// What one tick did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ticked {
    /// Cases that changed.
    pub changed: usize,
    /// Cases that could not be woken; they are tried again.
    pub failed: usize,
    /// Cases whose place in the figures was brought up to date.
    pub counted: usize,
    /// Notices that were mailed.
    pub mailed: usize,
    /// Files removed that belonged to no case.
    pub swept: usize,
    /// Cases of which the last personal data went. Only who keeps the table in a file needs to know.
    #[serde(skip)]
    pub erased: usize,
}

/// Does what is due at `now`.
pub async fn tick(app: &App, now: Timestamp) -> Result<Ticked, StoreError> {
    let mut ticked = Ticked::default();
    let today = app.agency.today(now);
    let codes = app.agency.codes();
    let waking = app.store.waking(today, &codes, CASES_AT_ONCE).await;
    for number in waking.inspect_err(|error| tracing::error!(%error, "nobody could be woken"))? {
        ticked.count(wake_one(app, &number, now).await);
    }
    ticked.changed += recounting::carry(app, now).await?;
    ticked.counted = counted(app, now).await;
    ticked.swept = swept(app, now).await;
    // A search reads what is not in the index yet: cases go on without it.
    if let Err(error) = indexing::carry_on(app, now).await {
        tracing::error!(%error, "the index of words stays behind for now");
    }
    if mail::stopped(app, now).await?.is_some() {
        // An alarm on AWS waits for this very line.
        tracing::warn!("{MAIL_IS_STUCK}");
    }
    Box::pin(digests::gather(app, now)).await?;
    Box::pin(digests::remind(app, now)).await?;
    // Last, since a mail server that does not answer may take all the time there is.
    ticked.mailed = deliver(app, now).await?;
    Ok(ticked)
}

impl Ticked {
    fn count(&mut self, woken: Option<Woken>) {
        let Some(woken) = woken else {
            self.failed += 1;
            return;
        };
        self.changed += usize::from(woken.changed);
        self.erased += usize::from(woken.erased);
    }
}

/// Figures that are late must not keep mail and files waiting.
async fn counted(app: &App, now: Timestamp) -> usize {
    let register = Register {
        store: &app.store,
        agency: &app.agency,
        entropy: &app.entropy,
        now,
    };
    let progress = register.carry().await;
    progress
        .inspect_err(|error| tracing::error!(%error, "figures stay as they are for now"))
        .map_or(0, |progress| progress.entered)
}

/// Files out of reach must not keep the cases asleep.
async fn swept(app: &App, now: Timestamp) -> usize {
    let swept = files::sweep(app, now).await;
    swept
        .inspect_err(|error| tracing::error!(%error, "files that belong to nothing stay for now"))
        .unwrap_or_default()
}

/// One case that cannot be woken must not keep the others asleep.
async fn wake_one(app: &App, number: &Number, now: Timestamp) -> Option<Woken> {
    match wake(app, number, now).await {
        Ok(woken) => Some(woken),
        Err(error) => {
            tracing::error!(%error, "a case could not be woken");
            None
        }
    }
}
