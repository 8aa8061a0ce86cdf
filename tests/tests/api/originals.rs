//! Files as they were sent: sealed for the key holders, and of anonymous reporters not kept at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cli::embedded::Fault;
use function::sealing::unseal;
use function::tick;

use crate::case::{Fields, anonymous, complaints, confidential, named};
use crate::samples::{MARK, holds, jpeg};
use crate::world::World;

fn originals(world: &World) -> Vec<Vec<u8>> {
    let files = world.stored_files().into_iter();
    files
        .filter(|(path, _)| path.contains("/originals/"))
        .map(|(_, bytes)| bytes)
        .collect()
}

async fn file(world: &World, fields: &Fields, photo: &[u8]) {
    let call = complaints().with_files(fields, &[("a.jpg", photo)]);
    call.send(world).await.expect(201);
}

#[tokio::test]
async fn only_the_key_holders_can_read_what_was_sent() {
    for fields in [named(), confidential()] {
        let world = World::new().await;
        let photo = jpeg(40, 30);
        file(&world, &fields, &photo).await;
        let kept = originals(&world);
        assert_eq!(kept.len(), 1);
        assert!(!holds(&kept[0], MARK), "sealed");
        assert_eq!(
            unseal(&kept[0], std::slice::from_ref(&world.holder)).unwrap(),
            photo
        );
    }
}

#[tokio::test]
async fn of_anonymous_reporters_no_original_is_kept() {
    let world = World::new().await;
    let photo = jpeg(40, 30);
    file(&world, &anonymous(), &photo).await;
    assert!(originals(&world).is_empty());
    let id = crate::uploads::sent(&world, &photo).await;
    crate::uploads::state(&world, &id).await;
    assert_eq!(originals(&world).len(), 1, "nobody knows yet whose it is");
    crate::uploads::file(&world, &anonymous(), &[&id])
        .await
        .expect(201);
    assert!(originals(&world).is_empty());
}

#[tokio::test]
async fn an_agency_may_keep_none() {
    let mut world = World::new().await;
    let mut agency = (*world.app.agency).clone();
    agency.evidence.keep_originals = false;
    world.app.agency = Arc::new(agency);
    file(&world, &named(), &jpeg(40, 30)).await;
    assert!(originals(&world).is_empty());
}

/// Whoever names the file of another has not filed anything yet.
#[tokio::test]
async fn a_submission_that_fails_takes_nothing_from_another() {
    let world = World::new().await;
    let id = crate::uploads::sent(&world, &jpeg(40, 30)).await;
    crate::uploads::file(&world, &named(), &[&id]).await.expect(201);
    crate::uploads::file(&world, &anonymous(), &[&id])
        .await
        .expect(422);
    assert_eq!(tick(&world.app, world.now()).await.unwrap().swept, 0);
    assert_eq!(originals(&world).len(), 1);
}

#[tokio::test]
async fn an_original_that_could_not_be_forgotten_goes_with_the_next_tick() {
    let away = Arc::new(AtomicBool::new(true));
    let is_away = Arc::clone(&away);
    let faults = Arc::new(move |verb: &str, path: &str| {
        let hit = verb == "DELETE" && path.contains("/originals/") && is_away.load(Ordering::SeqCst);
        hit.then_some(Fault::Unreachable)
    });
    let world = World::breaking(Arc::new(|_, _| None), faults).await;
    let id = crate::uploads::sent(&world, &jpeg(40, 30)).await;
    crate::uploads::file(&world, &anonymous(), &[&id])
        .await
        .expect(201);
    assert_eq!(originals(&world).len(), 1);
    away.store(false, Ordering::SeqCst);
    assert_eq!(tick(&world.app, world.now()).await.unwrap().swept, 1);
    assert!(originals(&world).is_empty());
    assert_eq!(tick(&world.app, world.now()).await.unwrap().swept, 0);
}
