//! A table that is away, slow, busy, or whose answers get lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cli::embedded::Fault;

use crate::caller::post;
use crate::case::{NARRATIVE, complaints, named};
use crate::verbs::filed;
use crate::world::World;

/// Fails the first `times` requests of an operation.
fn first(operation: &'static str, times: usize, fault: Fault) -> (cli::embedded::Faults, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let faults = move |name: &str, _: &str| {
        let fails = name == operation && count.fetch_add(1, Ordering::SeqCst) < times;
        fails.then_some(fault)
    };
    (Arc::new(faults), asked)
}

#[tokio::test(start_paused = true)]
async fn without_the_table_the_text_stays_and_another_channel_is_shown_and_no_number() {
    for fault in [
        Fault::Unreachable,
        Fault::Silent,
        Fault::Throttled,
        Fault::Broken,
        Fault::NoTable,
        Fault::Conflict,
    ] {
        let world = World::with(fault).await;
        let page = post("/api/complaints")
            .by_browser()
            .urlencoded(&named())
            .send(&world)
            .await
            .expect(503);
        for kept in [NARRATIVE, "Suharti", "0812-3456-7890", "belum tersimpan"] {
            assert!(page.text.contains(kept), "{fault:?}: {kept} in {}", page.text);
        }
        assert!(page.text.contains("/kanal/"), "{fault:?}: another way");
        assert!(!page.text.contains("DPM-"), "{fault:?}: no number");
        assert_eq!(page.header("retry-after"), "30");
        let answer = complaints().urlencoded(&named()).send(&world).await.expect(503);
        assert_eq!(answer.member("type"), "urn:tanggap:problem:unavailable");
        assert!(world.items().await.is_empty(), "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_silent_table_is_given_up_after_six_seconds() {
    let world = World::with(Fault::Silent).await;
    let began = tokio::time::Instant::now();
    complaints().urlencoded(&named()).send(&world).await.expect(503);
    let waited = began.elapsed().as_secs_f32();
    assert!((5.5..7.0).contains(&waited), "{waited} s");
}

#[tokio::test(start_paused = true)]
async fn writers_in_the_way_are_waited_out_three_times() {
    for (conflicts, status) in [(0, 201), (1, 201), (3, 201), (4, 503)] {
        let (faults, asked) = first("TransactWriteItems", conflicts, Fault::Conflict);
        let world = World::failing(faults).await;
        complaints()
            .urlencoded(&named())
            .send(&world)
            .await
            .expect(status);
        let expected = if status == 201 { conflicts + 1 } else { 4 };
        assert_eq!(asked.load(Ordering::SeqCst), expected, "{conflicts} conflicts");
        assert_eq!(world.count("META").await, usize::from(status == 201));
    }
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_asked_three_times_and_nothing_else_twice() {
    for (fault, asked_at_most) in [
        (Fault::Unreachable, 3),
        (Fault::Throttled, 3),
        (Fault::Broken, 3),
        (Fault::Silent, 3),
        (Fault::NoTable, 1),
    ] {
        for failures in 1..=asked_at_most {
            let (faults, asked) = first("TransactWriteItems", failures, fault);
            let world = World::failing(faults).await;
            let answer = complaints().urlencoded(&named()).send(&world).await;
            let stored = failures < asked_at_most;
            assert_eq!(
                answer.status,
                if stored { 201 } else { 503 },
                "{fault:?} {failures}"
            );
            let expected = if stored { failures + 1 } else { asked_at_most };
            assert_eq!(asked.load(Ordering::SeqCst), expected, "{fault:?} {failures}");
            assert_eq!(
                world.count("META").await,
                usize::from(stored),
                "{fault:?} {failures}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_done_though_its_answer_got_lost_is_done_once() {
    let lost = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&lost);
    let world = World::failing(Arc::new(move |operation: &str, body: &str| {
        let is_message = operation == "TransactWriteItems" && body.contains("Tambahan keterangan");
        let first = is_message && count.fetch_add(1, Ordering::SeqCst) == 0;
        first.then_some(Fault::AnswerLost)
    }))
    .await;
    let case = filed(&world).await;
    let said = case
        .send("messages", &[("text", "Tambahan keterangan.")])
        .send(&world)
        .await;
    assert_eq!(said.status, 201, "{}", said.text);
    assert_eq!(lost.load(Ordering::SeqCst), 2, "asked again");
    assert_eq!(world.dump().await.matches("Tambahan keterangan").count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_does_not_file_twice() {
    let (faults, asked) = first("TransactWriteItems", 1, Fault::AnswerLost);
    let world = World::failing(faults).await;
    let first = complaints().urlencoded(&named()).send(&world).await;
    assert!([200, 201].contains(&first.status), "{}", first.text);
    assert!(asked.load(Ordering::SeqCst) > 1, "asked again");
    assert_eq!(world.count("META").await, 1);
    let again = complaints().urlencoded(&named()).send(&world).await.expect(200);
    assert_eq!(again.text, first.text);
}

#[tokio::test(start_paused = true)]
async fn after_an_outage_the_same_form_gets_the_receipt_of_what_was_stored() {
    let (faults, _) = first("TransactWriteItems", 3, Fault::AnswerLost);
    let world = World::failing(faults).await;
    complaints().urlencoded(&named()).send(&world).await.expect(503);
    assert_eq!(
        world.count("META").await,
        1,
        "it was stored, but nobody could know"
    );
    let again = complaints().urlencoded(&named()).send(&world).await.expect(200);
    assert_eq!(world.count("META").await, 1);
    assert!(again.member("number").starts_with("DPM-"));
}

#[tokio::test(start_paused = true)]
async fn a_look_up_without_the_table_says_so() {
    let world = World::with(Fault::Unreachable).await;
    let fields = [("number", "DPM-0000-0000")];
    let answer = post("/api/status")
        .by_program()
        .urlencoded(&fields)
        .send(&world)
        .await
        .expect(503);
    assert_eq!(answer.member("type"), "urn:tanggap:problem:unavailable");
    let page = post("/api/status")
        .by_browser()
        .urlencoded(&fields)
        .send(&world)
        .await
        .expect(503);
    assert!(page.text.contains("DPM-0000-0000"), "the number stays typed");
}

#[tokio::test]
async fn a_panic_is_answered_without_detail_in_the_form_asked_for() {
    let mut world = World::new().await;
    world.app.entropy = Arc::new(|_| panic!("rahasia dapur"));
    let answer = complaints().urlencoded(&named()).send(&world).await.expect(500);
    assert_eq!(answer.member("type"), "urn:tanggap:problem:broken");
    let page = post("/api/complaints")
        .by_browser()
        .urlencoded(&named())
        .send(&world)
        .await
        .expect(500);
    for text in [answer.text, page.text] {
        assert!(!text.contains("dapur") && !text.contains("Suharti"), "{text}");
    }
}
