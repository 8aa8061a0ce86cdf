//! The index of words follows the cases: what filing and acting have marked is worked off, the latest first, and a
//! register that was there before the index is read once from its newest case to its oldest.
//!
//! Both are bounded pieces of work that may be done twice or at once.

use complaint::IdentityMode;
use futures_util::future::join_all;
use jiff::Timestamp;

use crate::App;
use crate::store::{CaseSummary, Filter, Reached, Store, StoreError, Unindexed};

/// How many cases one tick brings into the index.
const CASES_AT_ONCE: i32 = 60;
/// How many of them beside each other.
const BESIDE: usize = 6;

/// Brings some cases into the index.
pub(crate) async fn carry_on(app: &App, now: Timestamp) -> Result<(), StoreError> {
    work_off(&app.store, CASES_AT_ONCE).await?;
    reach_back(app, now).await.map(drop)
}

/// Brings every case into the index that is not in it; `told` hears how many that were so far.
pub async fn index_all(app: &App, now: Timestamp, told: impl Fn(usize)) -> Result<(), StoreError> {
    let mut done = 0;
    loop {
        let indexed = work_off(&app.store, CASES_AT_ONCE).await?;
        let reached = reach_back(app, now).await?;
        done += indexed + reached.unwrap_or_default();
        told(done);
        if indexed == 0 && reached.is_none() {
            return Ok(());
        }
    }
}

/// How many marked cases were brought into the index. One that cannot be stays marked.
async fn work_off(store: &Store, limit: i32) -> Result<usize, StoreError> {
    let marked = store.unindexed(limit).await?;
    let mut done = 0;
    for some in marked.chunks(BESIDE) {
        let indexed = join_all(some.iter().map(|case| index(store, case))).await;
        done += indexed.into_iter().filter(|done| *done).count();
    }
    Ok(done)
}

async fn index(store: &Store, case: &Unindexed) -> bool {
    match store.index(case).await {
        Ok(()) => true,
        // Somebody else is at it.
        Err(StoreError::Conflict { .. }) => false,
        Err(error) => {
            tracing::error!(%error, "the words of a case could not be indexed");
            false
        }
    }
}

/// How many older cases were brought into the index; nothing once it is whole.
async fn reach_back(app: &App, now: Timestamp) -> Result<Option<usize>, StoreError> {
    let store = &app.store;
    let Reached::To(from) = store.reached().await? else {
        return Ok(None);
    };
    let limit = usize::try_from(CASES_AT_ONCE).unwrap_or_default();
    let page = store
        .list(&Filter::default(), from.as_deref(), limit, now)
        .await?;
    for some in page.items.chunks(BESIDE) {
        let indexed = join_all(some.iter().map(|case| index_older(app, case))).await;
        // The mark of how far it reaches stays where it is, so that this piece is done again.
        indexed.into_iter().collect::<Result<Vec<()>, _>>()?;
    }
    store.reach(page.next_cursor.as_deref()).await?;
    Ok(Some(page.items.len()))
}

async fn index_older(app: &App, case: &CaseSummary) -> Result<(), StoreError> {
    if case.identity_mode == IdentityMode::Named {
        app.store.mark_contacts(&case.number, &app.secret).await?;
    }
    app.store.index_words(&case.number).await
}
