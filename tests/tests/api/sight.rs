//! For whom it waits: which role and which unit sees a case, and who knows of none.

use complaint::staff::Role;

use crate::case::{anonymous, named, with};
use crate::desk::Person;
use crate::queue::{filed, numbers};
use crate::world::World;

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
        let page = session.page(&world, &case).await.text;
        assert!(
            !page.contains("/verify\""),
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
