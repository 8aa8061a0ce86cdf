//! The same submission sent again: one complaint, one receipt.

use futures_util::future::join_all;
use jiff::SignedDuration;

use crate::caller::Answer;
use crate::case::{anonymous, complaints, file, named, with};
use crate::desk::Person;
use crate::staff::Filed;
use crate::world::World;

const OTHER: &str = "Aduan yang sama sekali lain isinya.";

fn same_receipt(first: &Answer, second: &Answer) {
    assert_eq!(first.text, second.text);
}

#[tokio::test]
async fn the_same_content_within_ten_minutes_is_the_same_submission() {
    let world = World::new().await;
    let first = file(&world, &named()).await;
    world.pass(SignedDuration::from_secs(599));
    let again = complaints().urlencoded(&named()).send(&world).await.expect(200);
    same_receipt(&first, &again);
    let reordered: Vec<_> = named().into_iter().rev().collect();
    same_receipt(
        &first,
        &complaints().json(&reordered).send(&world).await.expect(200),
    );
    assert_eq!(world.count("META").await, 1);
}

#[tokio::test]
async fn after_ten_minutes_it_is_a_new_one() {
    let world = World::new().await;
    let first = file(&world, &anonymous()).await;
    world.pass(SignedDuration::from_secs(600));
    let second = file(&world, &anonymous()).await;
    assert_ne!(first.member("number"), second.member("number"));
    assert_ne!(first.member("access_code"), second.member("access_code"));
    // The new record has taken the place of the old one, and lasts as long.
    world.pass(SignedDuration::from_secs(599));
    same_receipt(
        &second,
        &complaints()
            .urlencoded(&anonymous())
            .send(&world)
            .await
            .expect(200),
    );
    assert_eq!(world.count("K").await, 1);
    assert_eq!(world.count("META").await, 2);
}

#[tokio::test]
async fn the_same_content_from_another_address_is_another_submission() {
    let world = World::new().await;
    let send = |address: &'static str| complaints().urlencoded(&anonymous()).send_from(&world, address);
    let first = send("192.0.2.1").await.expect(201);
    let other = send("192.0.2.2").await.expect(201);
    assert_ne!(first.member("number"), other.member("number"));
    same_receipt(&first, &send("192.0.2.1").await.expect(200));
    assert!(
        !world.dump().await.contains("192.0.2."),
        "addresses are never stored"
    );
}

/// At one address sit the citizen and the officers of the desk.
#[tokio::test]
async fn the_same_content_from_another_browser_is_another_submission() {
    let world = World::new().await;
    let send = |name: &'static str, value: &'static str| {
        let call = complaints().header(name, value).urlencoded(&anonymous());
        call.send_from(&world, "192.0.2.1")
    };
    let first = send("user-agent", "telepon").await.expect(201);
    send("user-agent", "kantor").await.expect(201);
    send("accept-language", "jv").await.expect(201);
    same_receipt(&first, &send("user-agent", "telepon").await.expect(200));
}

#[tokio::test]
async fn what_the_desk_has_opened_or_anybody_changed_gives_its_code_to_nobody_again() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let first = Filed::of(&world, &file(&world, &anonymous()).await);
    complaints()
        .urlencoded(&anonymous())
        .send(&world)
        .await
        .expect(200);
    desk.json(&world, &format!("/staff/cases/{}", first.number))
        .await
        .expect(200);
    let again = complaints()
        .urlencoded(&anonymous())
        .send(&world)
        .await
        .expect(200);
    assert_eq!(again.member("number"), first.number.as_str());
    assert!(again.json().get("access_code").is_none(), "{}", again.text);
    let page = crate::caller::post("/api/complaints").by_browser();
    let page = page.urlencoded(&anonymous()).send(&world).await.expect(200);
    assert!(!page.text.contains(&first.code), "{}", page.text);

    let other = with(&anonymous(), &[("narrative", OTHER)]);
    let second = Filed::of(&world, &file(&world, &other).await);
    second.send("withdrawal", &[]).send(&world).await.expect(201);
    let again = complaints().urlencoded(&other).send(&world).await.expect(200);
    assert!(again.json().get("access_code").is_none(), "{}", again.text);

    let keyed = with(&anonymous(), &[("submission_key", "kunci-9")]);
    let third = file(&world, &keyed).await;
    let path = format!("/staff/cases/{}", third.member("number"));
    desk.json(&world, &path).await.expect(200);
    same_receipt(
        &third,
        &complaints().urlencoded(&keyed).send(&world).await.expect(200),
    );
}

#[tokio::test]
async fn a_key_is_remembered_for_seven_days_from_anywhere_in_field_or_header() {
    let world = World::new().await;
    let keyed = with(&anonymous(), &[("submission_key", "kunci-1")]);
    let first = complaints()
        .urlencoded(&keyed)
        .send_from(&world, "192.0.2.1")
        .await
        .expect(201);
    world.pass(SignedDuration::from_hours(7 * 24));
    let again = complaints()
        .urlencoded(&keyed)
        .send_from(&world, "192.0.2.9")
        .await
        .expect(200);
    same_receipt(&first, &again);
    let header = complaints()
        .header("idempotency-key", "kunci-1")
        .urlencoded(&anonymous())
        .send(&world)
        .await;
    same_receipt(&first, &header.expect(200));
    let field_wins = complaints()
        .header("idempotency-key", "lain")
        .urlencoded(&keyed)
        .send(&world)
        .await;
    same_receipt(&first, &field_wins.expect(200));
}

#[tokio::test]
async fn a_key_used_for_something_else_is_a_conflict_that_keeps_the_text() {
    let world = World::new().await;
    let keyed = with(&anonymous(), &[("submission_key", "kunci-1")]);
    file(&world, &keyed).await;
    let other = with(&keyed, &[("narrative", OTHER)]);
    let answer = complaints().urlencoded(&other).send(&world).await.expect(409);
    assert_eq!(answer.member("type"), "urn:tanggap:problem:key_taken");
    let page = crate::caller::post("/api/complaints")
        .by_browser()
        .urlencoded(&other)
        .send(&world)
        .await
        .expect(409);
    assert!(page.text.contains(OTHER));
    assert!(
        !page.text.contains("kunci-1"),
        "the next attempt needs a key of its own"
    );
    assert!(!page.text.contains("DPM-"), "{}", page.text);
    assert_eq!(world.count("META").await, 1);
}

#[tokio::test]
async fn two_keys_are_two_submissions_even_with_the_same_content() {
    let world = World::new().await;
    for key in ["a", "b"] {
        file(&world, &with(&anonymous(), &[("submission_key", key)])).await;
    }
    file(&world, &anonymous()).await;
    assert_eq!(world.count("META").await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_eight_at_once_one_is_stored_and_all_get_its_receipt() {
    for round in 0..8 {
        let world = World::new().await;
        let key = format!("kunci-{round}");
        let call = || {
            let fields = named();
            let call = complaints().urlencoded(&fields);
            if round % 2 == 0 {
                call
            } else {
                call.header("idempotency-key", &key)
            }
        };
        let answers = join_all((0..8).map(|_| {
            let (call, world) = (call(), world.clone());
            async move {
                tokio::spawn(async move { call.send(&world).await })
                    .await
                    .unwrap()
            }
        }))
        .await;
        let new = answers.iter().filter(|answer| answer.status == 201).count();
        let before = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!((new, before), (1, 7), "round {round}");
        for answer in &answers {
            same_receipt(&answers[0], answer);
        }
        assert_eq!(world.count("META").await, 1);
    }
}
