//! Health, unknown addresses, wrong methods, and the headers of every answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use cli::embedded::Fault;
use jiff::SignedDuration;

use crate::caller::{Call, get, post};
use crate::case::{anonymous, complaints};
use crate::world::World;

#[tokio::test]
async fn health_is_ok_or_names_what_is_down() {
    let up = get("/api/health").send(&World::new().await).await.expect(200);
    assert_eq!(up.member("status"), "ok");
    for fault in [Fault::Unreachable, Fault::Broken, Fault::NoTable] {
        let down = get("/api/health")
            .send(&World::with(fault).await)
            .await
            .expect(503);
        assert_eq!(down.json()["down"], serde_json::json!(["table"]), "{fault:?}");
        assert!(
            !down.text.contains("Exception") && !down.text.contains("tanggap-test"),
            "{}",
            down.text
        );
    }
}

/// As on a full disk.
#[tokio::test]
async fn health_is_down_while_nothing_can_be_written() {
    let full = Arc::new(AtomicBool::new(false));
    let (is_full, written) = (Arc::clone(&full), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&written);
    let world = World::failing(Arc::new(move |operation: &str, _: &str| {
        let writes = operation == "PutItem";
        count.fetch_add(usize::from(writes), Ordering::SeqCst);
        (writes && is_full.load(Ordering::SeqCst)).then_some(Fault::Broken)
    }))
    .await;
    for _ in 0..9 {
        get("/api/health").send(&world).await.expect(200);
    }
    assert_eq!(written.load(Ordering::SeqCst), 1, "once a minute at most");
    full.store(true, Ordering::SeqCst);
    world.pass(SignedDuration::from_mins(1));
    let down = get("/api/health").send(&world).await.expect(503);
    assert_eq!(down.json()["down"], serde_json::json!(["table"]));
    full.store(false, Ordering::SeqCst);
    get("/api/health").send(&world).await.expect(200);
}

#[tokio::test]
async fn health_names_the_files_when_they_are_out_of_reach() {
    let none = std::sync::Arc::new(|_: &str, _: &str| None);
    let world = World::breaking(none, std::sync::Arc::new(|_, _| Some(Fault::Unreachable))).await;
    let down = get("/api/health").send(&world).await.expect(503);
    assert_eq!(down.json()["down"], serde_json::json!(["files"]));
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_one() {
    let world = World::new().await;
    for (path, allowed) in [
        ("/api/complaints", "POST"),
        ("/api/status", "POST"),
        ("/api/evidence", "POST"),
        ("/api/health", "GET,HEAD"),
    ] {
        for method in [
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW",
        ] {
            if allowed.split(',').any(|one| one == method) {
                continue;
            }
            let answer = Call::new(method, path)
                .by_program()
                .send(&world)
                .await
                .expect(405);
            assert_eq!(answer.header("allow"), allowed, "{method} {path}");
        }
    }
    let page = get("/api/complaints").by_browser().send(&world).await.expect(405);
    assert!(page.text.contains("hanya menerima formulir"), "{}", page.text);
}

#[tokio::test]
async fn unknown_addresses_are_not_found() {
    let world = World::new().await;
    for path in [
        "/api",
        "/api/",
        "/api/x",
        "/api/complaints/",
        "/api/complaints/DPM-0000-0000",
        "/api//status",
        "/x",
        "/",
    ] {
        let answer = get(path).by_program().send(&world).await.expect(404);
        assert_eq!(answer.member("type"), "urn:tanggap:problem:not_found", "{path}");
        post(path)
            .by_browser()
            .urlencoded(&[])
            .send(&world)
            .await
            .expect(404);
    }
}

#[tokio::test]
async fn every_answer_has_the_security_headers_and_stays_out_of_caches() {
    let world = World::new().await;
    let calls = [
        complaints().urlencoded(&anonymous()),
        complaints().urlencoded(&[]),
        post("/api/status").urlencoded(&[]),
        post("/api/status"),
        post("/api/status").header("origin", "https://evil.example"),
        get("/api/health"),
        get("/api/x"),
        get("/api/status"),
    ];
    for call in calls {
        let answer = call.send(&world).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{answer:?}");
        for (name, value) in site_gen::theme::headers::SECURITY {
            assert_eq!(answer.header(name), *value, "{name}: {answer:?}");
        }
    }
}
