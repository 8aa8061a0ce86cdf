//! The function's own interface: real requests through the real router into the embedded table.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod caller;
mod case;
mod desk;
mod log;
mod samples;
mod staff;
mod world;

mod acknowledgment;
mod acting;
mod approval;
mod audit;
mod beginnings;
mod cleaning;
mod clock;
mod contacts;
mod crossing;
mod dialogue;
mod dossier;
mod engine;
mod evidence;
mod export;
mod faults;
mod figures;
mod filing;
mod filters;
mod health;
mod histories;
mod hostile;
mod identity;
mod intake;
mod invitations;
mod language;
mod limits;
mod lists;
mod more_evidence;
mod oidc;
mod openapi;
mod oracle;
mod originals;
mod outbox;
mod people;
mod privacy;
mod queue;
mod receipts;
mod redaction;
mod reminders;
mod replay;
mod replies;
mod retention;
mod search;
mod sight;
mod sign_in;
mod sp4n;
mod statistics;
mod status;
mod uploads;
mod verbs;
mod written;

/// A case as its reporter sees it.
async fn status_of(world: &world::World, number: &str, code: &str) -> serde_json::Value {
    let asked = case::status().urlencoded(&[("number", number), ("access_code", code)]);
    asked.send(world).await.expect(200).json()
}
