//! What must never be written anywhere.

use aws_sdk_dynamodb::types::AttributeValue;
use complaint::Number;

use crate::case::{anonymous, complaints, file, status, with};
use crate::log;
use crate::world::World;

const NAME: &str = "Penandanama";
const PHONE: &str = "0899-1122-3344";
const E164: &str = "+6289911223344";
const EMAIL: &str = "penandasurel@contoh.example";
const STREET: &str = "Jalan Penandajalan 7";
const STORY: &str = "Penandacerita yang cukup panjang untuk diterima.";

/// Everything typed, in a given mode.
fn marked(mode: &'static str) -> crate::case::Fields {
    let person = [
        ("name", NAME),
        ("phone", PHONE),
        ("email", EMAIL),
        ("address", STREET),
    ];
    let fields = with(&anonymous(), &[("identity_mode", mode), ("narrative", STORY)]);
    with(&fields, &person)
}

#[tokio::test]
async fn an_anonymous_reporter_leaves_no_trace_even_after_typing_a_name() {
    let world = World::new().await;
    file(&world, &marked("anonymous")).await;
    let stored = world.dump().await;
    assert!(stored.contains("Penandacerita"), "the search finds what is there");
    for trace in [NAME, PHONE, E164, EMAIL, STREET, "89911223344"] {
        assert!(!stored.contains(trace), "{trace}");
    }
    assert_eq!(world.count("ID").await, 0);
}

#[tokio::test]
async fn a_person_is_stored_apart_and_the_case_knows_nothing_of_it() {
    for mode in ["named", "confidential"] {
        let world = World::new().await;
        let answer = file(&world, &marked(mode)).await;
        let items = world.items().await;
        let text = |item: &std::collections::HashMap<String, AttributeValue>| format!("{item:?}");
        let (person, rest): (Vec<_>, Vec<_>) = items
            .iter()
            .map(text)
            .partition(|item| item.contains(r#"S("ID")"#));
        assert_eq!(person.len(), 1, "{mode}");
        for part in [NAME, PHONE, E164, EMAIL, STREET] {
            assert!(person[0].contains(part), "{mode}: {part}");
            assert!(rest.iter().all(|item| !item.contains(part)), "{mode}: {part}");
        }
        let number = Number::parse(&answer.member("number"), &world.app.agency.codes()).unwrap();
        let view = format!("{:?}", world.app.store.show(&number).await.unwrap());
        assert!(!view.contains("Penandanama"), "{mode}");
    }
}

#[tokio::test]
async fn the_access_code_is_nowhere_in_the_table() {
    let world = World::new().await;
    let answer = file(&world, &marked("named")).await;
    complaints()
        .urlencoded(&marked("named"))
        .send(&world)
        .await
        .expect(200);
    let stored = world.dump().await;
    let code = answer.member("access_code");
    for form in [
        code.clone(),
        code.replace('-', ""),
        code.to_lowercase(),
        code.to_lowercase().replace('-', ""),
    ] {
        assert!(!stored.contains(&form));
    }
    assert!(
        stored.contains(&answer.member("number")),
        "the search finds what is there"
    );
}

#[tokio::test]
async fn the_log_has_route_and_status_and_nothing_of_the_citizen() {
    let world = World::new().await;
    let answer = file(&world, &marked("named")).await;
    let (number, code) = (answer.member("number"), answer.member("access_code"));
    complaints()
        .urlencoded(&with(&marked("named"), &[("name", "")]))
        .send(&world)
        .await
        .expect(422);
    status()
        .urlencoded(&[("number", &number), ("access_code", &code)])
        .send(&world)
        .await
        .expect(200);
    status()
        .urlencoded(&[("number", &number), ("access_code", "0000-0000-0000-0000")])
        .send(&world)
        .await
        .expect(404);
    crate::caller::get("/api/Penandajalur?nama=Penandanama")
        .send(&world)
        .await
        .expect(404);
    let down = World::with(cli::embedded::Fault::Broken).await;
    complaints()
        .urlencoded(&marked("named"))
        .send(&down)
        .await
        .expect(503);
    let lines = log::lines();
    for (route, status) in [
        ("/api/complaints", 201),
        ("/api/status", 200),
        ("/api/complaints", 422),
        ("/api/complaints", 503),
    ] {
        let found = lines.lines().any(|line| {
            line.contains(&format!("\"route\":\"{route}\"")) && line.contains(&format!("\"status\":{status}"))
        });
        assert!(found, "{route} {status} in {lines}");
    }
    assert!(lines.contains("the table is unavailable"), "{lines}");
    for trace in ["Penanda", "89911223344", PHONE, &number, &code, "192.0.2"] {
        assert!(!lines.contains(trace), "{trace} in {lines}");
    }
}

#[tokio::test]
async fn events_are_chained_and_the_case_knows_the_head() {
    use sha2::{Digest, Sha256};
    let hex = |byte: &u8| format!("{byte:02x}");
    let world = World::new().await;
    file(&world, &with(&anonymous(), &[("website", "x")])).await;
    let items = world.items().await;
    let text = |item: &std::collections::HashMap<String, AttributeValue>, name: &str| {
        item.get(name)
            .and_then(|value| value.as_s().ok())
            .cloned()
            .unwrap_or_default()
    };
    let mut events: Vec<_> = items
        .iter()
        .filter(|item| text(item, "SK").starts_with("E#"))
        .collect();
    events.sort_by_key(|item| text(item, "SK"));
    let mut previous = function::store::FIRST_PREVIOUS_HASH.to_owned();
    for event in &events {
        assert_eq!(text(event, "previous"), previous);
        let digest = Sha256::digest(format!("{previous}\n{}", text(event, "event")));
        previous = digest.iter().map(hex).collect();
        assert_eq!(text(event, "hash"), previous);
    }
    assert_eq!(events.len(), 2, "received, then held");
    let case = items.iter().find(|item| text(item, "SK") == "META").unwrap();
    assert_eq!(text(case, "chain_head"), previous);
}
