//! What the desk writes into the agency's own history.

use complaint::Number;
use complaint::staff::Officer;

use crate::App;
use crate::store::{AuditActor, AuditKind, Reading, StoreError};

/// Something that somebody with an account did.
pub(super) async fn of_account(
    app: &App,
    id: &str,
    kind: AuditKind,
    object: Option<&str>,
) -> Result<(), StoreError> {
    append(app, &AuditActor::Account(id.to_owned()), kind, object).await
}

/// Somebody reads how the reporter of a case is reached. Nobody does unrecorded.
pub(super) async fn of_reading(app: &App, officer: &Officer, number: &Number) -> Result<(), StoreError> {
    let now = (app.clock)();
    let reading = Reading {
        account: &officer.id,
        number,
        on: app.agency.today(now),
    };
    app.store.note_reading(&reading, now, &app.entropy).await
}

/// Somebody guessed so often that they must wait. Who they are is not known; at most, whom they tried to be.
pub(super) async fn of_failure(app: &App, account: Option<&str>) -> Result<(), StoreError> {
    append(app, &AuditActor::Unknown, AuditKind::SignInFailed, account).await
}

async fn append(
    app: &App,
    actor: &AuditActor,
    kind: AuditKind,
    object: Option<&str>,
) -> Result<(), StoreError> {
    let now = (app.clock)();
    let appended = app
        .store
        .append_audit(actor, kind, object, now, &app.entropy)
        .await;
    appended.map(drop)
}
