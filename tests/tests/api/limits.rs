//! Limits per sender, the proof of work that lets busy neighbours through, and what is kept of either.

use std::sync::Arc;

use altcha::{Challenge, Payload, SolveChallengeOptions, solve_challenge};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cli::embedded::Fault;
use complaint::{Number, Status};
use jiff::SignedDuration;

use crate::caller::{Answer, get};
use crate::case::{anonymous, complaints, status, with};
use crate::staff::Filed;
use crate::world::World;

const HERE: &str = "192.0.2.17";
const NEXT_DOOR: &str = "192.0.2.200";
const ELSEWHERE: &str = "198.51.100.4";

/// A submission nobody sent before.
async fn another(world: &World, nth: usize, address: &str) -> Answer {
    with_proof(world, nth, address, "").await
}

async fn with_proof(world: &World, nth: usize, address: &str, proof: &str) -> Answer {
    let story = format!("Antrean loket tiga, hari ke-{nth}, lama sekali.");
    let fields = [
        ("identity_mode", "anonymous"),
        ("narrative", story.as_str()),
        ("incident_place", "Loket 3"),
        ("altcha", proof),
    ];
    complaints().urlencoded(&fields).send_from(world, address).await
}

async fn state(world: &World, receipt: &Answer) -> Status {
    Filed::of(world, receipt).status(world).await
}

/// So many submissions from one address, none of them held or refused.
async fn freely(world: &World, many: std::ops::Range<usize>, address: &str) {
    for nth in many {
        let receipt = another(world, nth, address).await.expect(201);
        assert_eq!(state(world, &receipt).await, Status::Received, "{nth}");
    }
}

async fn asked(world: &World, address: &str) -> Challenge {
    let answer = get("/api/challenge").send_from(world, address).await.expect(200);
    serde_json::from_str(&answer.text).unwrap()
}

pub(crate) fn answered(challenge: &Challenge) -> String {
    let solution = solve_challenge(SolveChallengeOptions::new(challenge))
        .unwrap()
        .expect("an answer");
    let challenge = challenge.clone();
    STANDARD.encode(serde_json::to_string(&Payload { challenge, solution }).unwrap())
}

#[tokio::test]
async fn after_a_few_a_submission_waits_for_a_person_and_the_receipt_does_not_tell() {
    let world = World::limited().await;
    freely(&world, 0..5, HERE).await;
    let sixth = another(&world, 5, NEXT_DOOR).await.expect(201);
    assert_eq!(
        state(&world, &sixth).await,
        Status::Quarantined,
        "neighbours share the limit"
    );
    assert_eq!(sixth.member("status"), "received");
    let first = another(&world, 6, ELSEWHERE).await.expect(201);
    let members = |answer: &Answer| {
        answer
            .json()
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(members(&sixth), members(&first));
    assert_eq!(state(&world, &first).await, Status::Received);
    world.pass(SignedDuration::from_mins(2));
    freely(&world, 7..8, HERE).await;
    let again = another(&world, 8, HERE).await.expect(201);
    assert_eq!(state(&world, &again).await, Status::Quarantined);
    world.pass(SignedDuration::from_mins(10));
    freely(&world, 9..14, HERE).await;
}

#[tokio::test]
async fn the_same_submission_again_keeps_its_receipt_in_a_flood_too() {
    let world = World::limited().await;
    freely(&world, 0..5, HERE).await;
    let sixth = another(&world, 5, HERE).await.expect(201);
    let again = another(&world, 5, HERE).await.expect(200);
    assert_eq!(again.member("access_code"), sixth.member("access_code"));
}

#[tokio::test]
async fn a_flood_is_turned_away_and_nobody_else_is() {
    let world = World::limited().await;
    for nth in 0..60 {
        another(&world, nth, HERE).await.expect(201);
    }
    let refused = another(&world, 60, HERE).await.expect(429);
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=600).contains(&wait), "{wait}");
    assert_eq!(refused.member("type"), "urn:tanggap:problem:too_many");
    let page = complaints_by_browser(&world, HERE).await.expect(429);
    assert!(
        page.text.contains(crate::case::NARRATIVE),
        "the text stays: {}",
        page.text
    );
    assert!(!page.header("retry-after").is_empty());
    another(&world, 61, ELSEWHERE).await.expect(201);
    world.pass(SignedDuration::from_secs(wait));
    another(&world, 62, HERE).await.expect(201);
}

async fn complaints_by_browser(world: &World, address: &str) -> Answer {
    let call = crate::caller::post("/api/complaints").by_browser();
    call.urlencoded(&anonymous()).send_from(world, address).await
}

#[tokio::test]
async fn of_many_at_once_no_more_pass_than_one_after_the_other() {
    let world = World::limited().await;
    let all = futures_util::future::join_all((0..16).map(|nth| another(&world, nth, HERE))).await;
    let mut received = 0;
    for receipt in &all {
        received += usize::from(state(&world, receipt).await == Status::Received);
    }
    assert_eq!(received, 5);
}

#[tokio::test]
async fn work_is_asked_for_only_when_needed_and_counts_once() {
    let world = World::limited().await;
    get("/api/challenge").send_from(&world, HERE).await.expect(204);
    freely(&world, 0..5, HERE).await;
    get("/api/challenge")
        .send_from(&world, ELSEWHERE)
        .await
        .expect(204);
    let proof = answered(&asked(&world, HERE).await);
    let worked = with_proof(&world, 5, HERE, &proof).await.expect(201);
    assert_eq!(state(&world, &worked).await, Status::Received);
    let replayed = with_proof(&world, 6, HERE, &proof).await.expect(201);
    assert_eq!(state(&world, &replayed).await, Status::Quarantined);
}

#[tokio::test]
async fn a_wrong_late_or_foreign_answer_counts_for_nothing() {
    let world = World::limited().await;
    freely(&world, 0..5, HERE).await;
    let challenge = asked(&world, HERE).await;
    let mut cheaper = challenge.clone();
    cheaper.parameters.cost = 1;
    let mut prolonged = challenge.clone();
    prolonged.parameters.data = Some([("expires".to_owned(), i64::MAX.into())].into());
    let mut foreign = World::limited().await;
    foreign.app.secret = function::Secret::new(vec![8; 32]).unwrap();
    freely(&foreign, 0..5, HERE).await;
    let late = answered(&challenge);
    let bad = [
        answered(&cheaper_prefix(cheaper)),
        answered(&prolonged),
        answered(&asked(&foreign, HERE).await),
        late.replace('A', "B"),
        "bukan base64".to_owned(),
        STANDARD.encode("{}"),
    ];
    for (nth, proof) in bad.iter().enumerate() {
        let receipt = with_proof(&world, 10 + nth, HERE, proof).await.expect(201);
        assert_eq!(state(&world, &receipt).await, Status::Quarantined, "{nth}");
    }
    world.pass(SignedDuration::from_mins(10));
    freely(&world, 20..25, HERE).await;
    let receipt = with_proof(&world, 30, HERE, &late).await.expect(201);
    assert_eq!(
        state(&world, &receipt).await,
        Status::Quarantined,
        "after ten minutes"
    );
}

/// The first try fits: what somebody would send who does not want to work.
fn cheaper_prefix(mut challenge: Challenge) -> Challenge {
    challenge.parameters.key_prefix = String::new();
    challenge
}

#[tokio::test]
async fn mistakes_and_one_sender_alone_trouble_nobody_else() {
    let world = World::limited().await;
    for _ in 0..30 {
        complaints()
            .urlencoded(&[])
            .send_from(&world, HERE)
            .await
            .expect(422);
    }
    for nth in 0..30 {
        another(&world, 100 + nth, NEXT_DOOR).await;
    }
    for nth in 0..4 {
        freely(&world, nth..nth + 1, &format!("203.0.{nth}.1")).await;
    }
}

#[tokio::test]
async fn when_all_send_much_everybody_is_asked_for_more_work() {
    let world = World::limited().await;
    for nth in 0..20 {
        freely(&world, nth..nth + 1, &format!("203.0.{nth}.1")).await;
    }
    let counter = |proof: &str| {
        let payload: Payload = serde_json::from_slice(&STANDARD.decode(proof).unwrap()).unwrap();
        payload.solution.counter
    };
    let proof = answered(&asked(&world, ELSEWHERE).await);
    assert!((400..800).contains(&counter(&proof)), "{}", counter(&proof));
    let held = another(&world, 30, ELSEWHERE).await.expect(201);
    assert_eq!(state(&world, &held).await, Status::Quarantined);
    let worked = with_proof(&world, 31, ELSEWHERE, &proof).await.expect(201);
    assert_eq!(state(&world, &worked).await, Status::Received);
}

#[tokio::test]
async fn who_guesses_must_wait_even_with_the_right_code() {
    let world = World::limited().await;
    let case = Filed::of(&world, &another(&world, 0, HERE).await.expect(201));
    let right = [
        ("number", case.number.as_str()),
        ("access_code", case.code.as_str()),
    ];
    let nobody = Number::new(&world.app.agency.code, [9; Number::RANDOM_BYTES]);
    let guesses = [
        vec![("number", nobody.as_str())],
        vec![
            ("number", case.number.as_str()),
            ("access_code", "0000-0000-0000-0000"),
        ],
    ];
    for nth in 0..10 {
        status()
            .urlencoded(&guesses[nth % 2])
            .send_from(&world, HERE)
            .await
            .expect(404);
        // Mistyped and right ones do not count.
        status()
            .urlencoded(&[("number", "DPM-1")])
            .send_from(&world, HERE)
            .await
            .expect(422);
        if nth < 9 {
            status()
                .urlencoded(&right)
                .send_from(&world, HERE)
                .await
                .expect(200);
        }
    }
    let refused = status()
        .urlencoded(&right)
        .send_from(&world, HERE)
        .await
        .expect(429);
    assert!(refused.header("retry-after").parse::<i64>().unwrap() > 0);
    let page = crate::caller::post("/api/status").by_browser().urlencoded(&right);
    page.send_from(&world, HERE).await.expect(429);
    let written = "Tulisan panjang yang tidak boleh hilang.";
    let reply = crate::caller::post(&format!("/api/complaints/{}/messages", case.number)).by_browser();
    let reply = reply.urlencoded(&[("access_code", &case.code), ("text", written)]);
    let reply = reply.send_from(&world, HERE).await.expect(429);
    assert!(reply.text.contains(written), "{}", reply.text);
    status()
        .urlencoded(&right)
        .send_from(&world, ELSEWHERE)
        .await
        .expect(200);
    world.pass(SignedDuration::from_mins(1));
    status()
        .urlencoded(&right)
        .send_from(&world, HERE)
        .await
        .expect(200);
}

#[tokio::test]
async fn no_address_is_kept_and_tomorrow_nobody_is_recognised() {
    let mut world = World::limited().await;
    world.app.address_header = Some("x-pengirim".parse().unwrap());
    let call = complaints()
        .urlencoded(&anonymous())
        .header("x-pengirim", "203.0.113.77:4711");
    call.send_from(&world, HERE).await.expect(201);
    let senders = |dump: &str| dump.matches("S(\"L#").count();
    let today = world.dump().await;
    assert_eq!(senders(&today), 2, "this one, and all: {today}");
    for trace in ["203.0.113", HERE, "192.0.2", "4711"] {
        assert!(!today.contains(trace), "{trace} in {today}");
        assert!(!crate::log::lines().contains(trace), "{trace}");
    }
    let unforgotten = world.items().await;
    let counted = unforgotten
        .iter()
        .filter(|item| item["PK"].as_s().is_ok_and(|key| key.starts_with("L#")));
    for item in counted {
        let ends: i64 = item["expires_at"].as_n().unwrap().parse().unwrap();
        assert!(
            (1..=24 * 3600).contains(&(ends - world.now().as_second())),
            "{item:?}"
        );
    }
    world.pass(SignedDuration::from_hours(24));
    let call = complaints().urlencoded(&with(&anonymous(), &[("incident_place", "Loket 9")]));
    call.header("x-pengirim", "203.0.113.77:4711")
        .send(&world)
        .await
        .expect(201);
    assert_eq!(
        senders(&world.dump().await),
        4,
        "another name for the same sender"
    );
}

#[tokio::test]
async fn a_form_sent_as_soon_as_it_was_opened_waits_for_a_person() {
    let world = World::limited().await;
    for (elapsed, expected) in [
        ("0", Status::Quarantined),
        ("40", Status::Received),
        ("", Status::Received),
    ] {
        let story = format!("Antrean loket tiga lama sekali{elapsed}.");
        let fields = with(&anonymous(), &[("elapsed", elapsed)]);
        let fields: Vec<_> = fields
            .iter()
            .copied()
            .filter(|(name, _)| *name != "narrative")
            .collect();
        let call = complaints().urlencoded(&[fields, vec![("narrative", story.as_str())]].concat());
        let receipt = call.send(&world).await.expect(201);
        assert_eq!(state(&world, &receipt).await, expected, "{elapsed:?}");
    }
}

#[tokio::test]
async fn where_nobody_can_count_everybody_is_let_through() {
    let cannot_count = |operation: &str, _: &str| (operation == "UpdateItem").then_some(Fault::Broken);
    let mut world = World::failing(Arc::new(cannot_count)).await;
    world.app.limits = true;
    freely(&world, 0..8, HERE).await;
}

#[tokio::test]
async fn without_limits_nobody_is_counted() {
    let world = World::new().await;
    freely(&world, 0..30, HERE).await;
    get("/api/challenge").send_from(&world, HERE).await.expect(204);
    assert!(!world.dump().await.contains("S(\"L#"));
}
