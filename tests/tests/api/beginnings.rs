//! Finding cases by the beginning of a word; and the index in which they stand, which an earlier version had otherwise.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use function::index_all;
use jiff::SignedDuration;

use crate::desk::Person;
use crate::search::{indexed, paged, search, told};
use crate::world::World;

#[tokio::test]
async fn of_the_last_word_a_beginning_is_enough() {
    let world = World::new().await;
    let heap = told(&world, "Sampah menumpuk di depan pasar Kartika.").await;
    world.pass(SignedDuration::from_hours(1));
    let road = told(&world, "Jalan rusak di samping pasar.").await;
    let desk = Person::coordinator(&world).await;
    let (heap, road) = (heap.number.to_string(), road.number.to_string());
    let unit = Person::officer(&world, "perizinan").await;
    desk.act(&world, &heap, "verify", &[]).await.expect(200);
    desk.act(&world, &heap, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    for is_indexed in [false, true] {
        if is_indexed {
            indexed(&world).await;
        }
        for (words, expected) in [
            ("samp", vec![&road, &heap]),
            ("sampa", vec![&heap]),
            ("sampah", vec![&heap]),
            ("SAMPING", vec![&road]),
            ("pasar samp", vec![&road, &heap]),
            ("rusak samp", vec![&road]),
            ("samp pasar", vec![]),
            ("sam", vec![]),
            ("ampah", vec![]),
            ("kartik", vec![&heap]),
        ] {
            let found = search(&world, &desk, words).await;
            assert_eq!(
                found.iter().collect::<Vec<_>>(),
                expected,
                "{words}, indexed: {is_indexed}"
            );
        }
        assert_eq!(search(&world, &unit, "samp").await, [heap.as_str()]);
        assert_eq!(paged(&world, &desk, "q=samp", 1).await, [road.as_str(), &heap]);
    }
}

#[tokio::test]
async fn what_begins_so_is_bounded_and_jumps_over_cases() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let world = World::failing(Arc::new(move |operation: &str, _: &str| {
        count.fetch_add(usize::from(operation == "Query"), Ordering::Relaxed);
        None
    }))
    .await;
    for nth in 0..30 {
        let letter = char::from(b'b' + nth % 15);
        let narrative: &'static str = format!("Kejadian wxyz{letter}o, kasus ke {nth}.").leak();
        told(&world, narrative).await;
        world.pass(SignedDuration::from_hours(1));
    }
    index_all(&world.app, world.now(), |_| {}).await.unwrap();
    let desk = Person::coordinator(&world).await;
    asked.store(0, Ordering::Relaxed);
    assert_eq!(
        search(&world, &desk, "wxyz").await.len(),
        16,
        "two each of eight roots"
    );
    let cost = asked.load(Ordering::Relaxed);
    assert!(cost <= 8 + 8 + 4, "{cost} queries");
}

#[tokio::test]
async fn an_index_of_the_first_edition_is_written_anew() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let case = told(&world, "Loket tutup pada jam kerja.").await;
    indexed(&world).await;
    let text = |text: String| aws_sdk_dynamodb::types::AttributeValue::S(text);
    let put = |item| {
        world
            .table
            .put_item()
            .table_name(crate::world::TABLE)
            .set_item(Some(item))
    };
    for mut item in world.items().await {
        let (pk, sk) = (
            item["PK"].as_s().unwrap().clone(),
            item["SK"].as_s().unwrap().clone(),
        );
        let old = match (pk.as_str(), sk.as_str()) {
            ("SEARCH", _) => (
                "edition",
                aws_sdk_dynamodb::types::AttributeValue::N("1".to_owned()),
            ),
            (_, "WORDS") => ("places", text(item["places"].as_s().unwrap().replace('/', "#"))),
            (pk, sk) if pk.starts_with("W#") => {
                let delete = world.table.delete_item().table_name(crate::world::TABLE);
                let delete = delete.key("PK", item["PK"].clone()).key("SK", item["SK"].clone());
                delete.send().await.unwrap();
                let (root, place) = sk.split_once('#').unwrap();
                item.insert("PK".to_owned(), text(format!("T##{root}")));
                ("SK", text(place.to_owned()))
            }
            _ => continue,
        };
        item.insert(old.0.to_owned(), old.1);
        put(item).send().await.unwrap();
    }
    assert!(world.dump().await.contains("T##loket"));
    let page = desk.json(&world, "/staff/?q=loket").await.json();
    assert_eq!(page["incomplete"], true);
    index_all(&world.app, world.now(), |_| {}).await.unwrap();
    assert_eq!(search(&world, &desk, "loket").await, [case.number.as_str()]);
    assert!(!world.dump().await.contains("T##"), "nothing of it is left");
}
