//! What waits: order and pages.

use serde_json::Value;

use crate::case::{anonymous, file, with};
use crate::desk::{Person, Session};
use crate::world::World;

pub(crate) async fn numbers(world: &World, session: &Session, query: &str) -> Vec<String> {
    let answer = session.json(world, &format!("/staff/{query}")).await.expect(200);
    numbers_of(&answer.json())
}

fn numbers_of(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("items").iter();
    items
        .map(|item| item["number"].as_str().unwrap().to_owned())
        .collect()
}

pub(crate) async fn filed(world: &World, fields: &[(&'static str, &'static str)]) -> String {
    file(world, fields).await.member("number")
}

/// Three cases of which one is late, one due today and one due after the weekend.
pub(crate) async fn late_today_and_later(world: &World) -> [String; 3] {
    let file = async |narrative| filed(world, &with(&anonymous(), &[("narrative", narrative)])).await;
    let late = file("Yang pertama dari semua.").await;
    // Friday's is due on Thursday, since Monday is off.
    world.set("2025-08-19T01:30:00Z");
    let today = file("Yang kedua dari semua.").await;
    world.set("2025-08-21T01:30:00Z");
    let later = file("Yang ketiga dari semua.").await;
    world.set("2025-08-22T01:30:00Z");
    [late, today, later]
}

#[tokio::test]
async fn what_is_due_first_stands_first_and_says_so() {
    let world = World::new().await;
    let cases = late_today_and_later(&world).await;
    let session = Person::coordinator(&world).await;
    assert_eq!(numbers(&world, &session, "").await, cases);
    let json = session.json(&world, "/staff/").await.json();
    let flags: Vec<_> = json["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["late"] == true, item["due_today"] == true))
        .collect();
    assert_eq!(flags, [(true, false), (false, true), (false, false)]);
    let page = session.page(&world, "/staff/").await.text;
    let places = ["TERLAMBAT 1 hari", "HARI INI", "4 hari lagi"].map(|words| page.find(words));
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{places:?} {page}"
    );
    for class in ["<li class=\"late\">", "<li class=\"today\">"] {
        assert!(page.contains(class), "{class}");
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let world = World::new().await;
    let session = Person::coordinator(&world).await;
    let mut all = Vec::new();
    for day in 0..7 {
        let story: &'static str = Box::leak(format!("Aduan nomor {day} dari tujuh.").into_boxed_str());
        let number = filed(&world, &with(&anonymous(), &[("narrative", story)])).await;
        if day % 2 == 0 {
            session.act(&world, &number, "verify", &[]).await.expect(200);
        }
        all.push(number);
    }
    for limit in [1, 2, 3, 7, 8] {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/staff/?limit={limit}&cursor={cursor}");
            let page = session.json(&world, &path).await.expect(200).json();
            let items = numbers_of(&page);
            assert!(items.len() <= limit);
            found.extend(items);
            match page["next_cursor"].as_str() {
                Some(next) => next.clone_into(&mut cursor),
                None => break,
            }
        }
        let (mut expected, mut sorted) = (all.clone(), found.clone());
        expected.sort();
        sorted.sort();
        assert_eq!(sorted, expected, "{limit} at a time");
    }
}

#[tokio::test]
async fn a_table_of_an_earlier_version_gets_what_it_lacks() {
    let world = World::new().await;
    let number = filed(&world, &anonymous()).await;
    let drop = aws_sdk_dynamodb::types::DeleteGlobalSecondaryIndexAction::builder()
        .index_name("by-desk")
        .build()
        .unwrap();
    let drop = aws_sdk_dynamodb::types::GlobalSecondaryIndexUpdate::builder()
        .delete(drop)
        .build();
    world
        .table
        .update_table()
        .table_name(crate::world::TABLE)
        .global_secondary_index_updates(drop)
        .send()
        .await
        .unwrap();
    world.app.store.ensure_table().await.unwrap();
    world.app.store.ensure_table().await.unwrap();
    let session = Person::coordinator(&world).await;
    assert_eq!(numbers(&world, &session, "").await, [number.as_str()]);
    assert_eq!(numbers(&world, &session, "?unit=perizinan").await, [""; 0]);
}

#[tokio::test]
async fn a_path_that_is_no_text_names_nothing() {
    let world = World::new().await;
    let session = Person::coordinator(&world).await;
    for path in ["/staff/cases/%ff", "/staff/cases/%c3%28/files/1"] {
        let answer = session.json(&world, path).await.expect(404);
        assert_eq!(answer.json()["status"], 404, "{}", answer.text);
    }
}

#[tokio::test]
async fn a_case_says_what_the_contract_names() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let picture = crate::samples::jpeg(30, 20);
    let receipt = crate::case::complaints().with_files(&anonymous(), &[("foto.jpg", &picture)]);
    let number = receipt.send(&world).await.expect(201).member("number");
    let path = format!("/staff/cases/{number}");
    desk.act(
        &world,
        &number,
        "exclude",
        &[("unit", "perizinan"), ("note", "Tentang unit itu.")],
    )
    .await
    .expect(200);
    let case = desk.json(&world, &path).await.expect(200).json();
    assert_eq!(case["status_label"], "Diterima");
    assert_eq!(case["timeline"][0]["status"], "received");
    assert_eq!(case["evidence"][0]["media_type"], "image/jpeg");
    assert!(case["evidence"][0]["size"].as_u64().unwrap() > 0);
    assert_eq!(case["flags"], serde_json::json!(["conflict_of_interest"]));
    for flag in ["conflict", "conflict_of_interest"] {
        let page = desk
            .json(&world, &format!("/staff/?flag={flag}"))
            .await
            .expect(200)
            .json();
        assert_eq!(page["items"][0]["number"], number.as_str(), "{flag}");
    }
}
