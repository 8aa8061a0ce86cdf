//! The desk's list, filtered: what each filter lets through, which is none, and those that everybody keeps for
//! themselves.

use complaint::staff::Role;
use jiff::SignedDuration;

use crate::case::{anonymous, confidential, file, named, with};
use crate::desk::Person;
use crate::queue::{filed, late_today_and_later, numbers};
use crate::world::World;

const DAY: SignedDuration = SignedDuration::from_hours(24);

#[tokio::test]
async fn filters_let_through_what_they_say() {
    let world = World::new().await;
    let permit = filed(&world, &with(&anonymous(), &[("category", "perizinan")])).await;
    let idea = filed(
        &world,
        &with(
            &anonymous(),
            &[("class", "aspiration"), ("narrative", "Tambah kursi di loket.")],
        ),
    )
    .await;
    let spam = filed(
        &world,
        &with(
            &anonymous(),
            &[("website", "x"), ("narrative", "Beli sekarang juga di sini.")],
        ),
    )
    .await;
    world.pass(DAY);
    let session = Person::coordinator(&world).await;
    let handed = filed(&world, &named()).await;
    session.act(&world, &handed, "verify", &[]).await.expect(200);
    session
        .act(&world, &handed, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    let ended = filed(&world, &confidential()).await;
    session.act(&world, &ended, "verify", &[]).await.expect(200);
    session
        .act(&world, &ended, "archive", &[("archive_reason", "too_general")])
        .await
        .expect(200);
    for (query, expected) in [
        ("?status=quarantined", vec![&spam]),
        ("?class=aspiration", vec![&idea]),
        ("?category=perizinan", vec![&permit]),
        ("?channel=letter", vec![]),
        ("?unit=perizinan", vec![&handed]),
        ("?since=2025-08-16", vec![&handed]),
        (
            "?until=2025-08-15&class=complaint&category=perizinan",
            vec![&permit],
        ),
        ("?view=waiting", vec![]),
        ("?status=archived", vec![&ended]),
    ] {
        let found = numbers(&world, &session, query).await;
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{query}");
    }
    assert_eq!(numbers(&world, &session, "?view=all").await.len(), 4);
    assert_eq!(numbers(&world, &session, "?view=done").await.len(), 5);
    for wrong in [
        "?status=x",
        "?class=x",
        "?category=x",
        "?channel=x",
        "?unit=x",
        "?since=x",
        "?until=2025-02-30",
        "?view=x",
        "?limit=0",
        "?limit=1000",
        "?cursor=x",
    ] {
        session.json(&world, &format!("/staff/{wrong}")).await.expect(400);
        session.page(&world, &format!("/staff/{wrong}")).await.expect(400);
    }
}

#[tokio::test]
async fn what_is_due_is_told_apart() {
    let world = World::new().await;
    let [late, today, later] = late_today_and_later(&world).await;
    let desk = Person::coordinator(&world).await;
    for (query, expected) in [
        ("due=late", vec![&late]),
        ("due=today", vec![&today]),
        ("due=week", vec![&today, &later]),
        ("due=late&view=done", vec![&late]),
        ("due=today&q=semua", vec![&today]),
        ("language=en", vec![]),
        ("flag=reference", vec![]),
    ] {
        let found = numbers(&world, &desk, &format!("?{query}")).await;
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{query}");
    }
    for wrong in ["due=x", "language=xx", "flag=x"] {
        desk.json(&world, &format!("/staff/?{wrong}")).await.expect(400);
    }
}

#[tokio::test]
async fn a_filter_that_is_none_is_told_and_the_names_of_the_program_are_known() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let number = file(&world, &anonymous()).await.member("number");
    for query in ["foo=1", "tex=loket", "overdue=mungkin", "csrf=x"] {
        let answer = desk.json(&world, &format!("/staff/?{query}")).await.expect(400);
        assert!(
            answer.json()["detail"].as_str().unwrap().contains("flag, since"),
            "{query}"
        );
    }
    assert_eq!(numbers(&world, &desk, "?text=loket").await, [number.as_str()]);
    assert_eq!(numbers(&world, &desk, "?text=takada").await, [""; 0]);
    assert_eq!(numbers(&world, &desk, "?overdue=1").await, [""; 0]);
    world.pass(DAY * 10);
    let desk = Person::new(&world, Role::Coordinator, "koordinator-dua", None).await;
    let desk = desk.session(&world).await;
    let page = desk.json(&world, "/staff/?overdue=1").await.expect(200).json();
    assert_eq!(page["items"][0]["number"], number.as_str());
}

#[tokio::test]
async fn a_filter_is_saved_used_and_forgotten_by_its_owner_alone() {
    let world = World::new().await;
    let secret = file(&world, &confidential()).await.member("number");
    file(
        &world,
        &with(&anonymous(), &[("narrative", "Perkara lain di pasar.")]),
    )
    .await;
    let desk = Person::coordinator(&world).await;
    let filter = [
        ("do", "save"),
        ("name", "Rahasia & baru"),
        ("view", "all"),
        ("flag", "confidential"),
        ("q", "loket"),
    ];
    desk.post("/staff/filters", &filter)
        .by_browser()
        .send(&world)
        .await
        .expect(303);
    let saved = desk.json(&world, "/staff/filters").await.expect(200).json();
    assert_eq!(saved["items"][0]["name"], "Rahasia & baru");
    let url = saved["items"][0]["url"].as_str().unwrap();
    let found = desk.json(&world, url).await.expect(200).json();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    assert_eq!(found["items"][0]["number"], secret.as_str());
    let page = desk.page(&world, "/staff/").await.expect(200);
    assert!(page.text.contains("Rahasia &amp; baru"), "{}", page.text);
    desk.page(&world, "/staff/filters").await.expect(200);

    let other = Person::new(&world, Role::Auditor, "auditor", None)
        .await
        .session(&world)
        .await;
    let nothing = other.json(&world, "/staff/filters").await.expect(200).json();
    assert_eq!(nothing["items"], serde_json::json!([]));
    let forget = [("do", "forget"), ("name", "Rahasia & baru")];
    other
        .post("/staff/filters", &forget)
        .by_program()
        .send(&world)
        .await
        .expect(200);
    let kept = desk
        .post("/staff/filters", &filter)
        .by_program()
        .send(&world)
        .await
        .expect(200);
    assert_eq!(
        kept.json()["items"].as_array().unwrap().len(),
        1,
        "the same name, once"
    );
    for wrong in [
        &[("do", "save"), ("name", " ")][..],
        &[("do", "save"), ("name", "x"), ("status", "x")],
        &[("do", "x"), ("name", "x")],
    ] {
        desk.post("/staff/filters", wrong)
            .by_program()
            .send(&world)
            .await
            .expect(422);
        desk.post("/staff/filters", wrong)
            .by_browser()
            .send(&world)
            .await
            .expect(422);
    }
    desk.post("/staff/filters", &forget)
        .by_program()
        .send(&world)
        .await
        .expect(200);
    let gone = desk.json(&world, "/staff/filters").await.json();
    assert_eq!(gone["items"], serde_json::json!([]));
    let comms = Person::new(&world, Role::Comms, "humas", None)
        .await
        .session(&world)
        .await;
    comms.json(&world, "/staff/filters").await.expect(403);
}
