//! Finding cases by their words: whatever form a word has, before and after the index has caught up, and never for
//! eyes that must not see the case.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use complaint::staff::Role;
use function::{index_all, tick};
use jiff::SignedDuration;

use crate::case::{anonymous, confidential, file, named, with};
use crate::desk::{Person, Session};
use crate::staff::Filed;
use crate::world::World;

async fn filed(world: &World, fields: &[(&'static str, &'static str)]) -> Filed {
    Filed::of(world, &file(world, fields).await)
}

pub(crate) async fn told(world: &World, narrative: &'static str) -> Filed {
    filed(world, &with(&anonymous(), &[("narrative", narrative)])).await
}

/// The numbers on every page, with pages of this length.
pub(crate) async fn paged(world: &World, session: &Session, query: &str, limit: usize) -> Vec<String> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/staff/?{query}&limit={limit}&cursor={cursor}");
        let page = session.json(world, &path).await.expect(200).json();
        let items = page["items"].as_array().expect("items");
        assert!(items.len() <= limit);
        found.extend(
            items
                .iter()
                .map(|item| item["number"].as_str().unwrap().to_owned()),
        );
        match page["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return found,
        }
    }
}

pub(crate) async fn search(world: &World, session: &Session, words: &str) -> Vec<String> {
    let words: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("q", words)
        .finish();
    paged(world, session, &words, 25).await
}

pub(crate) async fn indexed(world: &World) {
    tick(&world.app, world.now()).await.unwrap();
    assert_eq!(world.count("INDEX").await, 0, "every mark is worked off");
}

async fn postings(world: &World) -> Vec<String> {
    let text = |item: &std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>| {
        item["PK"].as_s().unwrap().clone()
    };
    let items = world.items().await;
    let mut words: Vec<String> = items
        .iter()
        .map(text)
        .filter(|key| key.starts_with("W#"))
        .collect();
    words.sort();
    words
}

#[tokio::test]
async fn a_case_is_found_by_its_words_before_and_after_it_is_indexed() {
    let world = World::new().await;
    let fee = filed(
        &world,
        &with(
            &anonymous(),
            &[
                ("narrative", "Petugas meminta pembayaran di luar tarif."),
                ("incident_place", "Kelurahan Fakfak Utara"),
                ("reported_party", "Kepala loket Sabar"),
                ("requested_outcome", "Uang dikembalikan"),
            ],
        ),
    )
    .await;
    world.pass(SignedDuration::from_hours(1));
    let chairs = told(&world, "Bayar parkir mahal, kursi tunggu kurang.").await;
    let desk = Person::coordinator(&world).await;
    let (fee, chairs) = (fee.number.to_string(), chairs.number.to_string());
    for is_indexed in [false, true] {
        if is_indexed {
            indexed(&world).await;
        }
        for (words, expected) in [
            ("tarif", vec![&fee]),
            ("BAYARAN", vec![&chairs, &fee]),
            ("bayar diminta", vec![&fee]),
            ("diminta bayar yang di parkir", vec![]),
            ("fakfak", vec![&fee]),
            ("sabar", vec![&fee]),
            ("pengembalian", vec![&fee]),
            ("kursi", vec![&chairs]),
            ("helikopter", vec![]),
            ("yang di", vec![]),
            (fee.as_str(), vec![&fee]),
            (&fee.to_lowercase().replace('-', ""), vec![&fee]),
            (&fee[4..8], vec![&fee]),
        ] {
            let found = search(&world, &desk, words).await;
            assert_eq!(
                found.iter().collect::<Vec<_>>(),
                expected,
                "{words}, indexed: {is_indexed}"
            );
        }
    }
    let page = desk.page(&world, "/staff/?q=tarif").await.expect(200);
    assert!(
        page.text.contains(&fee) && page.text.contains("value=\"tarif\""),
        "{}",
        page.text
    );
    let page = desk.page(&world, "/staff/?q=helikopter").await.expect(200);
    assert!(page.text.contains("Tidak ada aduan yang memuat"), "{}", page.text);
    let long = format!("/staff/?q={}", "kata+".repeat(60));
    desk.page(&world, &long).await.expect(400);
}

#[tokio::test]
async fn what_is_added_later_is_found_too_and_notes_are_not() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let case = told(&world, "Lampu jalan padam sejak Senin malam.").await;
    indexed(&world).await;
    let number = case.number.to_string();
    desk.act(&world, &number, "verify", &[("note", "Rahasia dapur.")])
        .await
        .expect(200);
    let reply = [("text", "Tiangnya sekarang miring.")];
    case.send("messages", &reply).send(&world).await.expect(201);
    let forward = [("destination", "PLN"), ("external_number", "PLN/77/IX")];
    desk.act(
        &world,
        &number,
        "not_ours",
        &[("destination", "PLN"), ("text", "Kami teruskan ke PLN.")],
    )
    .await
    .expect(200);
    desk.act(&world, &number, "forward", &forward).await.expect(200);
    for _ in 0..2 {
        for words in ["miring", "padam tiang", "PLN/77/IX", "diteruskan"] {
            assert_eq!(search(&world, &desk, words).await, [number.as_str()], "{words}");
        }
        for words in ["rahasia", "dapur"] {
            assert_eq!(search(&world, &desk, words).await, [""; 0], "{words}");
        }
        indexed(&world).await;
    }
}

#[tokio::test]
async fn a_person_is_never_found_by_words_about_them() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    filed(&world, &named()).await;
    filed(&world, &with(&confidential(), &[("phone", "0812-3456-7890")])).await;
    indexed(&world).await;
    for words in ["Suharti", "0812", "3456", "numan", "contoh"] {
        assert_eq!(search(&world, &desk, words).await, [""; 0], "{words}");
    }
    for word in postings(&world).await {
        for person in ["suharti", "6281", "0812", "numan", "contoh"] {
            assert!(!word.contains(person), "{word}");
        }
    }
}

#[tokio::test]
async fn pages_of_a_search_follow_each_other_without_gap_or_repetition() {
    let world = World::new().await;
    let mut both = Vec::new();
    for nth in 0..23 {
        let narrative: &'static str = match nth % 3 {
            0 => format!("Antrean kursi panjang, kejadian {nth}.").leak(),
            1 => format!("Antrean panjang sekali, kejadian {nth}.").leak(),
            _ => format!("Kursi rusak, kejadian {nth}.").leak(),
        };
        let case = told(&world, narrative).await;
        if nth % 3 == 0 {
            both.push(case.number.to_string());
        }
        if nth == 11 {
            indexed(&world).await;
        }
        if nth % 4 == 0 {
            world.pass(SignedDuration::from_hours(7));
        }
    }
    let desk = Person::coordinator(&world).await;
    for limit in [1, 2, 3, 8, 9] {
        let found = paged(&world, &desk, "q=kursi+antrean", limit).await;
        let (mut sorted, mut expected) = (found.clone(), both.clone());
        sorted.sort();
        expected.sort();
        assert_eq!(sorted, expected, "{limit} at a time");
    }
    let first = desk.json(&world, "/staff/?q=loket&limit=1").await.json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let other = Person::new(&world, Role::Auditor, "auditor", None)
        .await
        .session(&world)
        .await;
    let path = format!("/staff/?q=loket&limit=1&cursor={cursor}");
    other.json(&world, &path).await.expect(400);
}

#[tokio::test]
async fn filters_narrow_a_search() {
    let world = World::new().await;
    let old = told(&world, "Loket tutup pada jam kerja.").await;
    world.pass(SignedDuration::from_hours(72));
    let idea = filed(
        &world,
        &with(
            &anonymous(),
            &[
                ("class", "aspiration"),
                ("narrative", "Tambah loket di pasar."),
                ("language", "en"),
            ],
        ),
    )
    .await;
    indexed(&world).await;
    let desk = Person::coordinator(&world).await;
    let (old, idea) = (old.number.to_string(), idea.number.to_string());
    for (query, expected) in [
        ("q=loket", vec![&idea, &old]),
        ("q=loket&class=aspiration", vec![&idea]),
        ("q=loket&until=2025-08-15", vec![&old]),
        ("q=loket&since=2025-08-16", vec![&idea]),
        ("q=loket&status=closed", vec![]),
        ("q=loket&language=en", vec![&idea]),
        ("q=loket&flag=anonymous", vec![&idea, &old]),
        ("q=loket&flag=conflict", vec![]),
        ("q=loket&category=pungli", vec![]),
    ] {
        let found = paged(&world, &desk, query, 5).await;
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{query}");
    }
}

#[tokio::test]
async fn a_unit_finds_its_own_cases_while_they_are_its_own() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let own = told(&world, "Antrean izin panjang sekali.")
        .await
        .number
        .to_string();
    let other = told(&world, "Antrean lain yang panjang.")
        .await
        .number
        .to_string();
    told(&world, "Antrean baru, belum dibagi.").await;
    for (number, unit) in [(&own, "perizinan"), (&other, "penanaman-modal")] {
        desk.act(&world, number, "verify", &[]).await.expect(200);
        desk.act(&world, number, "dispose", &[("unit", unit)])
            .await
            .expect(200);
    }
    let officer = Person::officer(&world, "perizinan").await;
    for _ in 0..2 {
        assert_eq!(search(&world, &officer, "antrean").await, [own.as_str()]);
        assert_eq!(search(&world, &officer, &other).await, [""; 0]);
        assert_eq!(
            paged(&world, &officer, "q=antrean&unit=penanaman-modal", 5).await,
            [own.as_str()]
        );
        assert_eq!(
            paged(&world, &desk, "q=antrean&unit=penanaman-modal", 5).await,
            [other.as_str()]
        );
        indexed(&world).await;
    }
    let back = [("note", "Bukan tugas kami.")];
    officer.act(&world, &own, "return", &back).await.expect(200);
    for _ in 0..2 {
        assert_eq!(search(&world, &officer, "antrean").await, [""; 0]);
        indexed(&world).await;
    }
    let of_unit = postings(&world)
        .await
        .into_iter()
        .filter(|word| word.starts_with("W#perizinan#"));
    assert_eq!(of_unit.count(), 0, "nothing of it stays at that desk");
}

#[tokio::test]
async fn nobody_of_a_unit_finds_counts_or_pages_to_a_case_about_it() {
    let world = World::new().await;
    let about = with(&anonymous(), &[("category", "pungli"), ("unit", "perizinan")]);
    let serious = filed(&world, &about).await.number.to_string();
    let concerned = Person::new(&world, Role::Coordinator, "kepala-perizinan", Some("perizinan")).await;
    let concerned = concerned.session(&world).await;
    let desk = Person::coordinator(&world).await;
    for _ in 0..2 {
        assert_eq!(search(&world, &desk, "petugas loket").await, [serious.as_str()]);
        // As if there were no such case: no line, no further page.
        for query in [
            "q=petugas+loket",
            "q=petugas",
            "view=done",
            "view=all",
            &format!("q={serious}"),
        ] {
            let page = concerned
                .json(&world, &format!("/staff/?{query}&limit=1"))
                .await
                .expect(200)
                .json();
            assert_eq!(page["items"], serde_json::json!([]), "{query}");
            assert_eq!(page["next_cursor"], serde_json::Value::Null, "{query}");
        }
        indexed(&world).await;
    }
}

#[tokio::test]
async fn a_cursor_tells_nothing_of_what_it_passed() {
    let world = World::new().await;
    let serious = filed(
        &world,
        &with(&anonymous(), &[("category", "pungli"), ("unit", "perizinan")]),
    )
    .await;
    for _ in 0..2 {
        let narrative: &'static str = format!("Loket tutup {}.", world.now()).leak();
        told(&world, narrative).await;
        world.pass(SignedDuration::from_hours(1));
    }
    let concerned = Person::new(&world, Role::Coordinator, "kepala-perizinan", Some("perizinan")).await;
    let concerned = concerned.session(&world).await;
    for query in ["view=all", "view=done", "q=loket"] {
        let page = concerned
            .json(&world, &format!("/staff/?{query}&limit=1"))
            .await
            .expect(200)
            .json();
        let cursor = page["next_cursor"].as_str().expect("a second page");
        let bytes = base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, cursor).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(
            !text.contains("DPM") && !text.contains(serious.number.as_str()),
            "{text}"
        );
    }
}

#[tokio::test]
async fn an_erased_case_leaves_no_word_in_the_index() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let case = filed(&world, &with(&named(), &[("reported_party", "Pak Darto")])).await;
    case.answered(&world).await;
    indexed(&world).await;
    assert_eq!(search(&world, &desk, "darto").await, [case.number.as_str()]);
    let resolution = complaint::case::Resolution::Fulfilled;
    case.staff(&world, complaint::Action::Close { resolution }, "Selesai.")
        .await;
    for _ in 0..5 {
        world.pass(SignedDuration::from_hours(24 * 366));
        tick(&world.app, world.now()).await.unwrap();
        tick(&world.app, world.now()).await.unwrap();
    }
    assert_eq!(postings(&world).await, [""; 0]);
    assert_eq!(world.count("WORDS").await + world.count("INDEX").await, 0);
}

#[tokio::test]
async fn a_register_from_before_the_index_is_read_once() {
    let world = World::new().await;
    let mut numbers = Vec::new();
    for nth in 0..70 {
        let narrative: &'static str = format!("Loket tutup, kejadian ke-{nth}.").leak();
        numbers.push(told(&world, narrative).await.number.to_string());
        world.pass(SignedDuration::from_hours(9));
    }
    // As a version without an index left it.
    for item in world.items().await {
        if item["SK"].as_s().unwrap() == "INDEX" {
            let delete = world.table.delete_item().table_name(crate::world::TABLE);
            let delete = delete.key("PK", item["PK"].clone()).key("SK", item["SK"].clone());
            delete.send().await.unwrap();
        }
    }
    let desk = Person::coordinator(&world).await;
    let page = desk.json(&world, "/staff/?q=loket").await.json();
    assert_eq!(
        (page["items"].as_array().unwrap().len(), &page["incomplete"]),
        (0, &true.into())
    );
    let before = AtomicUsize::new(0);
    let told = |done| before.store(done, Ordering::Relaxed);
    index_all(&world.app, world.now(), told).await.unwrap();
    assert_eq!(before.into_inner(), 70);
    numbers.reverse();
    assert_eq!(search(&world, &desk, "loket").await, numbers);
    let page = desk.json(&world, "/staff/?q=loket").await.json();
    assert_eq!(page["incomplete"], false);
}

#[tokio::test]
async fn a_search_reads_no_more_when_the_register_grows() {
    let mut costs = Vec::new();
    for size in [30, 90] {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let world = World::failing(Arc::new(move |operation: &str, _: &str| {
            if operation == "Query" || operation == "BatchGetItem" {
                count.fetch_add(1, Ordering::Relaxed);
            }
            None
        }))
        .await;
        for nth in 0..size {
            let narrative: &'static str = format!("Loket tutup lagi, kejadian ke-{nth}.").leak();
            told(&world, narrative).await;
            world.pass(SignedDuration::from_hours(3));
        }
        index_all(&world.app, world.now(), |_| {}).await.unwrap();
        let desk = Person::coordinator(&world).await;
        asked.store(0, Ordering::Relaxed);
        desk.json(&world, "/staff/?q=loket+tutup&limit=10")
            .await
            .expect(200);
        costs.push(asked.load(Ordering::Relaxed));
    }
    assert_eq!(costs[0], costs[1], "{costs:?}");
}
