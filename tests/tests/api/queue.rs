//! What waits, and for whom: order, filters, pages, and what nobody may see.

use complaint::staff::Role;
use jiff::SignedDuration;
use serde_json::Value;

use crate::case::{anonymous, confidential, file, named, with};
use crate::desk::{Person, Session};
use crate::world::World;

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn numbers(world: &World, session: &Session, query: &str) -> Vec<String> {
    let answer = session.json(world, &format!("/staff/{query}")).await.expect(200);
    numbers_of(&answer.json())
}

fn numbers_of(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("items").iter();
    items
        .map(|item| item["number"].as_str().unwrap().to_owned())
        .collect()
}

async fn filed(world: &World, fields: &[(&'static str, &'static str)]) -> String {
    file(world, fields).await.member("number")
}

#[tokio::test]
async fn what_is_due_first_stands_first_and_says_so() {
    let world = World::new().await;
    let late = filed(
        &world,
        &with(&anonymous(), &[("narrative", "Yang pertama dari semua.")]),
    )
    .await;
    // Friday's is due on Thursday, since Monday is off.
    world.set("2025-08-19T01:30:00Z");
    let today = filed(
        &world,
        &with(&anonymous(), &[("narrative", "Yang kedua dari semua.")]),
    )
    .await;
    world.set("2025-08-21T01:30:00Z");
    let later = filed(
        &world,
        &with(&anonymous(), &[("narrative", "Yang ketiga dari semua.")]),
    )
    .await;
    world.set("2025-08-22T01:30:00Z");
    let session = Person::coordinator(&world).await;
    let numbers = numbers(&world, &session, "").await;
    assert_eq!(numbers, [late.as_str(), &today, &later]);
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
async fn a_unit_sees_its_own_cases_and_knows_of_no_other() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let own = filed(
        &world,
        &with(&named(), &[("narrative", "Untuk unit perizinan saja.")]),
    )
    .await;
    let other = filed(&world, &with(&named(), &[("narrative", "Untuk unit lain saja.")])).await;
    let fresh = filed(&world, &with(&anonymous(), &[("unit", "perizinan")])).await;
    for (number, unit) in [(&own, "perizinan"), (&other, "penanaman-modal")] {
        desk.act(&world, number, "verify", &[]).await.expect(200);
        desk.act(
            &world,
            number,
            "dispose",
            &[("unit", unit), ("note", "Catatan penanda.")],
        )
        .await
        .expect(200);
    }
    let officer = Person::officer(&world, "perizinan").await;
    for query in [
        "",
        "?view=all",
        "?unit=penanaman-modal",
        "?status=dispositioned",
        "?view=waiting",
    ] {
        let expected: &[String] = if query == "?view=waiting" {
            &[]
        } else {
            std::slice::from_ref(&own)
        };
        assert_eq!(numbers(&world, &officer, query).await, expected, "{query}");
    }
    for hidden in [&other, &fresh, &"DPM-0000-0000".to_owned(), &"x".to_owned()] {
        let path = format!("/staff/cases/{hidden}");
        let page = officer.page(&world, &path).await.expect(404);
        assert!(!page.text.contains("unit lain saja"));
        officer.json(&world, &path).await.expect(404);
        for verb in ["note", "handle", "dispose"] {
            officer
                .post(&format!("{path}/{verb}"), &[("version", "1"), ("note", "x")])
                .by_program()
                .send(&world)
                .await
                .expect(404);
        }
    }
    let page = officer
        .page(&world, &format!("/staff/cases/{own}"))
        .await
        .expect(200);
    for person in ["Suharti", "0812-3456-7890", "+6281234567890"] {
        assert!(!page.text.contains(person), "{person}");
    }
    assert!(
        page.text.contains("Catatan penanda."),
        "the note to the unit is read by the unit"
    );

    officer
        .act(&world, &own, "return", &[("note", "Bukan tugas kami.")])
        .await
        .expect(200);
    officer
        .json(&world, &format!("/staff/cases/{own}"))
        .await
        .expect(404);
    assert_eq!(numbers(&world, &officer, "?view=all").await, [""; 0]);
    assert_eq!(numbers(&world, &officer, "?view=done").await, [""; 0]);
}

#[tokio::test]
async fn what_a_unit_has_finished_stays_its_past() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let number = filed(&world, &anonymous()).await;
    desk.act(&world, &number, "verify", &[]).await.expect(200);
    desk.act(&world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    let officer = Person::officer(&world, "perizinan").await;
    officer.act(&world, &number, "handle", &[]).await.expect(200);
    officer
        .act(&world, &number, "respond", &[("text", "Sudah kami perbaiki.")])
        .await
        .expect(200);
    assert_eq!(
        numbers(&world, &officer, "?view=waiting").await,
        [number.as_str()]
    );
    desk.act(&world, &number, "close", &[("resolution", "fulfilled")])
        .await
        .expect(200);
    assert_eq!(numbers(&world, &officer, "?view=all").await, [""; 0]);
    assert_eq!(numbers(&world, &officer, "?view=done").await, [number.as_str()]);
    officer.page(&world, "/staff/?view=done").await.expect(200);
}

#[tokio::test]
async fn nobody_of_a_unit_finds_a_case_about_that_unit() {
    let world = World::new().await;
    let about = with(&anonymous(), &[("category", "pungli"), ("unit", "perizinan")]);
    let serious = filed(&world, &about).await;
    let ordinary = filed(
        &world,
        &with(&anonymous(), &[("narrative", "Perkara biasa di loket.")]),
    )
    .await;
    let desk = Person::coordinator(&world).await;
    let concerned = Person::new(&world, Role::Coordinator, "kepala-perizinan", Some("perizinan")).await;
    let concerned = concerned.session(&world).await;
    assert_eq!(numbers(&world, &desk, "").await.len(), 2);
    for query in [
        "",
        "?view=all",
        "?view=done",
        "?category=pungli",
        "?unit=perizinan",
    ] {
        let found = numbers(&world, &concerned, query).await;
        assert!(!found.contains(&serious), "{query}: {found:?}");
    }
    concerned
        .json(&world, &format!("/staff/cases/{serious}"))
        .await
        .expect(404);

    desk.act(&world, &serious, "verify", &[]).await.expect(200);
    let refused = desk
        .act(&world, &serious, "dispose", &[("unit", "perizinan")])
        .await
        .expect(422);
    assert_eq!(
        refused.errors(),
        [("unit".to_owned(), "unknown_choice".to_owned())]
    );

    // Later found to be about a unit that works on it already.
    desk.act(&world, &ordinary, "verify", &[]).await.expect(200);
    desk.act(&world, &ordinary, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    let officer = Person::officer(&world, "perizinan").await;
    assert_eq!(numbers(&world, &officer, "").await, [ordinary.as_str()]);
    let marked = [("unit", "perizinan"), ("note", "Kepala loket diadukan.")];
    desk.act(&world, &ordinary, "exclude", &marked).await.expect(200);
    assert_eq!(numbers(&world, &officer, "?view=all").await, [""; 0]);
    officer
        .json(&world, &format!("/staff/cases/{ordinary}"))
        .await
        .expect(404);
    let page = desk
        .page(&world, &format!("/staff/cases/{ordinary}"))
        .await
        .expect(200);
    assert!(page.text.contains("Berkepentingan"), "{}", page.text);
}

#[tokio::test]
async fn every_role_meets_every_address_as_the_table_says() {
    let world = World::new().await;
    let number = filed(&world, &named()).await;
    let case = format!("/staff/cases/{number}");
    for (role, queue, read) in [
        (Role::Coordinator, 200, 200),
        (Role::Officer, 200, 404),
        (Role::KeyHolder, 200, 200),
        (Role::Auditor, 200, 200),
        (Role::Comms, 403, 404),
    ] {
        let unit = (role == Role::Officer).then_some("perizinan");
        let person = Person::new(&world, role, role.as_str(), unit).await;
        let session = person.session(&world).await;
        assert_eq!(session.json(&world, "/staff/").await.status, queue, "{role:?}");
        assert_eq!(session.page(&world, "/staff/").await.status, queue, "{role:?}");
        let answer = session.json(&world, &case).await;
        assert_eq!(answer.status, read, "{role:?}");
        let knows = answer.text.contains("Suharti");
        assert_eq!(knows, role == Role::Coordinator, "{role:?} and the person");
        if role == Role::Coordinator {
            continue;
        }
        for duty in complaint::staff::Duty::ALL {
            let path = format!("{case}/{}", duty.as_str());
            let answer = session
                .post(
                    &path,
                    &[
                        ("version", "1"),
                        ("note", "x"),
                        ("text", "x"),
                        ("unit", "perizinan"),
                    ],
                )
                .by_program()
                .send(&world)
                .await;
            // What only a key holder does is not possible now: nobody has asked.
            let theirs = role.duties().contains(duty) && complaint::form::asked(*duty).is_some();
            let expected = if theirs && role == Role::KeyHolder {
                &[409][..]
            } else {
                &[403, 404]
            };
            assert!(
                expected.contains(&answer.status),
                "{role:?} {duty:?}: {}",
                answer.status
            );
        }
        let csrf = session.page(&world, &case).await.text;
        assert!(
            !csrf.contains("/verify\""),
            "{role:?} is offered nothing they may not do"
        );
    }
    for path in ["/staff/", case.as_str()] {
        crate::caller::get(path)
            .by_program()
            .send(&world)
            .await
            .expect(401);
        crate::caller::get(path)
            .by_browser()
            .send(&world)
            .await
            .expect(303);
    }
    assert_eq!(
        world
            .app
            .store
            .show(&complaint::Number::parse(&number, &world.app.agency.codes()).unwrap())
            .await
            .unwrap()
            .unwrap()
            .events
            .len(),
        1
    );
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
    let desk = Person::new(
        &world,
        complaint::staff::Role::Coordinator,
        "koordinator-dua",
        None,
    )
    .await;
    let desk = desk.session(&world).await;
    let page = desk.json(&world, "/staff/?overdue=1").await.expect(200).json();
    assert_eq!(page["items"][0]["number"], number.as_str());
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
