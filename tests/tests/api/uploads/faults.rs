//! Uploads that were forgotten, raced or broken off.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use cli::embedded::Fault;
use function::{objects_created, tick};
use jiff::SignedDuration;

use super::{announce, evidence, file, objects, sent, state};
use crate::case::{anonymous, with};
use crate::samples::jpeg;
use crate::world::World;

#[tokio::test]
async fn two_submissions_at_once_cannot_both_have_a_file() {
    let world = World::new().await;
    let id = sent(&world, &jpeg(30, 20)).await;
    let other = with(&anonymous(), &[("narrative", "Cerita lain yang cukup panjang.")]);
    let (fields, ids) = (anonymous(), [id.as_str()]);
    let (one, two) = tokio::join!(file(&world, &fields, &ids), file(&world, &other, &ids));
    let mut ends = [one.status, two.status];
    ends.sort_unstable();
    assert_eq!(ends, [201, 422], "{} {}", one.text, two.text);
}

#[tokio::test]
async fn what_was_announced_is_forgotten_after_a_day() {
    let world = World::new().await;
    let (sent_only, clean) = (
        sent(&world, &jpeg(30, 20)).await,
        sent(&world, &jpeg(32, 20)).await,
    );
    assert_eq!(state(&world, &clean).await["state"], "ready");
    let used = sent(&world, &jpeg(34, 20)).await;
    let receipt = file(&world, &anonymous(), &[&used]).await.expect(201);
    announce(&world, 10).await;
    world.pass(SignedDuration::from_hours(25));
    for id in [&sent_only, &clean] {
        assert_eq!(state(&world, id).await["state"], "expired");
        let answer = file(&world, &anonymous(), &[id]).await.expect(422);
        assert_eq!(
            answer.errors(),
            [("upload_ids".to_owned(), "upload_expired".to_owned())]
        );
    }
    assert_eq!(tick(&world.app, world.now()).await.unwrap().swept, 3);
    assert_eq!((objects(&world, "incoming"), objects(&world, "evidence")), (0, 1));
    assert_eq!(evidence(&world, &receipt).await.len(), 1);
    assert_eq!(tick(&world.app, world.now()).await.unwrap().swept, 0);
}

/// A form that comes while the bucket's event still cleans its file waits for it.
#[tokio::test]
async fn a_file_in_work_is_waited_for() {
    let (begun, was_begun) = std::sync::mpsc::channel();
    let slow = Arc::new(std::sync::Mutex::new(Some(begun)));
    let faults = Arc::new(move |verb: &str, path: &str| {
        if verb == "PUT"
            && path.contains("/evidence/")
            && let Some(begun) = slow.lock().unwrap().take()
        {
            begun.send(()).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(400));
        }
        None
    });
    let world = World::breaking(Arc::new(|_, _| None), faults).await;
    let id = sent(&world, &jpeg(30, 20)).await;
    let (inside, key) = (world.clone(), format!("incoming/{id}"));
    let event = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(objects_created(&inside.app, &[key], inside.now()))
    });
    was_begun.recv().expect("the event cleans");
    let receipt = file(&world, &anonymous(), &[&id]).await.expect(201);
    assert_eq!(evidence(&world, &receipt).await.len(), 1);
    assert_eq!(event.join().unwrap(), Ok(1));
}

#[tokio::test(start_paused = true)]
async fn a_cleaning_that_died_is_begun_again() {
    let dies = Arc::new(AtomicBool::new(true));
    let dead = Arc::clone(&dies);
    let faults = Arc::new(move |verb: &str, path: &str| {
        let hit = verb == "PUT" && path.contains("/evidence/") && dead.load(Ordering::SeqCst);
        hit.then_some(Fault::Unreachable)
    });
    let world = World::breaking(Arc::new(|_, _| None), faults).await;
    let id = sent(&world, &jpeg(30, 20)).await;
    assert!(
        objects_created(&world.app, &[format!("incoming/{id}")], world.now())
            .await
            .is_err()
    );
    dies.store(false, Ordering::SeqCst);
    let answer = file(&world, &anonymous(), &[&id]).await.expect(422);
    assert_eq!(
        answer.errors(),
        [("upload_ids".to_owned(), "not_clean_yet".to_owned())]
    );
    assert_eq!(state(&world, &id).await["state"], "cleaning");
    world.pass(SignedDuration::from_secs(61));
    file(&world, &anonymous(), &[&id]).await.expect(201);
}

/// The bucket's event is as quick as can be: between the reading of the mark and the reading of the file.
#[tokio::test]
async fn a_file_that_is_cleaned_while_somebody_looks_has_arrived() {
    let cell: Arc<OnceLock<World>> = Arc::default();
    let (armed, inside) = (Arc::new(AtomicBool::new(false)), Arc::clone(&cell));
    let arm = Arc::clone(&armed);
    let faults = Arc::new(move |verb: &str, path: &str| {
        if verb == "GET" && path.contains("/incoming/") && arm.swap(false, Ordering::SeqCst) {
            let world = inside.get().expect("the world").clone();
            let key = path.trim_start_matches("bukti/").to_owned();
            let event = move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                runtime.block_on(objects_created(&world.app, &[key], world.now()))
            };
            assert_eq!(std::thread::spawn(event).join().unwrap(), Ok(1));
        }
        None
    });
    let world = World::breaking(Arc::new(|_, _| None), faults).await;
    assert!(cell.set(world.clone()).is_ok());
    let id = sent(&world, &jpeg(30, 20)).await;
    armed.store(true, Ordering::SeqCst);
    file(&world, &anonymous(), &[&id]).await.expect(201);
    assert!(!armed.load(Ordering::SeqCst), "the event came in between");
}

#[tokio::test]
async fn without_the_bucket_the_text_stays_and_the_uploads_too() {
    let down = Arc::new(AtomicBool::new(false));
    let is_down = Arc::clone(&down);
    let faults =
        Arc::new(move |_: &str, _: &str| is_down.load(Ordering::SeqCst).then_some(Fault::Unreachable));
    let world = World::breaking(Arc::new(|_, _| None), faults).await;
    let id = sent(&world, &jpeg(30, 20)).await;
    down.store(true, Ordering::SeqCst);
    file(&world, &anonymous(), &[&id]).await.expect(503);
    assert_eq!(world.count("META").await, 0);
    down.store(false, Ordering::SeqCst);
    file(&world, &anonymous(), &[&id]).await.expect(201);
}
