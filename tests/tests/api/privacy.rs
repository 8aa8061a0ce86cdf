//! What must never be written anywhere.

use aws_sdk_dynamodb::types::AttributeValue;
use complaint::Number;
use function::sealing::UnsealError;
use function::{HolderKey, OpenError, open_identity};

use crate::case::{anonymous, complaints, file, status, with};
use crate::log;
use crate::staff::{Filed, assert_chained};
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
async fn a_named_person_is_stored_apart_and_the_case_knows_nothing_of_it() {
    let world = World::new().await;
    let answer = file(&world, &marked("named")).await;
    let items = world.items().await;
    let text = |item: &std::collections::HashMap<String, AttributeValue>| format!("{item:?}");
    let (person, rest): (Vec<_>, Vec<_>) = items
        .iter()
        .map(text)
        .partition(|item| item.contains(r#"S("ID")"#));
    assert_eq!(person.len(), 1);
    for part in [NAME, PHONE, E164, EMAIL, STREET] {
        assert!(person[0].contains(part), "{part}");
        assert!(rest.iter().all(|item| !item.contains(part)), "{part}");
    }
    let number = Number::parse(&answer.member("number"), &world.app.agency.codes()).unwrap();
    let view = format!("{:?}", world.app.store.show(&number).await.unwrap());
    assert!(!view.contains("Penandanama"));
}

#[tokio::test]
async fn a_confidential_person_is_sealed_and_only_a_holder_opens_it_with_a_trace() {
    let world = World::new().await;
    let answer = file(&world, &marked("confidential")).await;
    let stored = world.dump().await;
    assert_eq!(world.count("ID").await, 1);
    for trace in [NAME, PHONE, E164, EMAIL, STREET, "89911223344"] {
        assert!(!stored.contains(trace), "{trace}");
    }
    let (app, now) = (&world.app, world.now());
    let number = Number::parse(&answer.member("number"), &app.agency.codes()).unwrap();
    let open = async |key: HolderKey| {
        open_identity(
            &app.store,
            &app.agency,
            &number,
            &[key],
            "verifikasi pelapor",
            now,
            &app.entropy,
        )
        .await
    };
    let refused = open(HolderKey::generate()).await.unwrap_err();
    assert!(
        matches!(refused, OpenError::Unseal(UnsealError::OtherKey)),
        "{refused}"
    );
    let person = open(world.holder.clone()).await.unwrap();
    assert_eq!(
        (person.name.as_str(), person.email.as_deref()),
        (NAME, Some(EMAIL))
    );
    let case = app.store.show(&number).await.unwrap().unwrap();
    let last = format!("{:?}", case.events.last().unwrap().step);
    assert!(
        last.contains("IdentityOpened") && last.contains("verifikasi pelapor"),
        "{last}"
    );
    assert_eq!(case.events.len(), 2, "the refused attempt has opened nothing");
    let page = status()
        .urlencoded(&[("number", number.as_str())])
        .send(&world)
        .await
        .expect(200);
    assert!(!page.text.contains("verifikasi pelapor"), "citizens are not told");
}

#[tokio::test]
async fn a_seal_put_into_another_case_does_not_open() {
    let world = World::new().await;
    let first = file(&world, &marked("confidential")).await.member("number");
    let other = with(&marked("confidential"), &[("name", "Orang Lain")]);
    let second = file(&world, &other).await.member("number");
    let is_seal = |item: &&std::collections::HashMap<String, AttributeValue>| {
        item["PK"].as_s().unwrap() == &format!("C#{first}") && item["SK"].as_s().unwrap() == "ID"
    };
    let items = world.items().await;
    let mut moved = items.iter().find(is_seal).unwrap().clone();
    moved.insert("PK".to_owned(), AttributeValue::S(format!("C#{second}")));
    let put = world
        .table
        .put_item()
        .table_name(crate::world::TABLE)
        .set_item(Some(moved));
    put.send().await.unwrap();
    let number = Number::parse(&second, &world.app.agency.codes()).unwrap();
    let keys = [world.holder.clone()];
    let opened = open_identity(
        &world.app.store,
        &world.app.agency,
        &number,
        &keys,
        "tukar",
        world.now(),
        &world.app.entropy,
    )
    .await;
    assert!(matches!(opened, Err(OpenError::Unseal(UnsealError::Damaged))));
}

#[tokio::test]
async fn identities_that_an_earlier_version_kept_open_are_sealed() {
    let world = World::new().await;
    let answer = file(&world, &marked("named")).await;
    let number = Number::parse(&answer.member("number"), &world.app.agency.codes()).unwrap();
    let (store, sealer) = (&world.app.store, &world.app.sealer);
    assert!(
        !store.seal_identity(&number, sealer).await.unwrap(),
        "named stays open"
    );
    let update = world.table.update_item().table_name(crate::world::TABLE);
    let update = update
        .key("PK", AttributeValue::S(format!("C#{number}")))
        .key("SK", AttributeValue::S("META".to_owned()))
        .update_expression("SET identity_mode = :mode")
        .expression_attribute_values(":mode", AttributeValue::S("confidential".to_owned()));
    update.send().await.unwrap();
    assert!(store.seal_identity(&number, sealer).await.unwrap());
    assert!(
        !store.seal_identity(&number, sealer).await.unwrap(),
        "once is enough"
    );
    assert!(!world.dump().await.contains(NAME));
    let keys = [world.holder.clone()];
    let person = open_identity(
        store,
        &world.app.agency,
        &number,
        &keys,
        "uji",
        world.now(),
        &world.app.entropy,
    )
    .await
    .unwrap();
    assert_eq!(
        (person.name.as_str(), person.phone.unwrap().e164.as_deref()),
        (NAME, Some(E164))
    );
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
    let world = World::new().await;
    let receipt = file(&world, &with(&anonymous(), &[("website", "x")])).await;
    assert_chained(&world).await;
    let case = Filed::of(&world, &receipt);
    assert_eq!(case.events(&world).await.len(), 2, "received, then held");
}
