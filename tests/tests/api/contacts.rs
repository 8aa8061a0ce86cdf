//! Finding a case by how its reporter is reached: for whoever may know that anyway, of named reporters, and never of
//! others. Whoever could ask whether a telephone is known could find out who a confidential reporter is.

use complaint::staff::Role;
use function::{index_all, tick};
use jiff::SignedDuration;

use crate::case::{anonymous, confidential, file, named, with};
use crate::desk::{Person, Session};
use crate::staff::Filed;
use crate::world::World;

/// One telephone in the forms people type, and a mail address in two.
const TYPED: [&str; 8] = [
    "0812-3456-7890",
    "081234567890",
    "0812 3456 7890",
    "+6281234567890",
    "+62 812-3456-7890",
    "62 812 3456 7890",
    "suharti@contoh.example",
    " Suharti@Contoh.example",
];
const EMAIL: (&str, &str) = ("email", "Suharti@contoh.example");

async fn search(world: &World, session: &Session, words: &str, more: &str) -> Vec<String> {
    let words: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("q", words)
        .finish();
    let page = session.json(world, &format!("/staff/?{words}{more}")).await;
    let page = page.expect(200).json();
    let items = page["items"].as_array().unwrap();
    let number = |item: &serde_json::Value| item["number"].as_str().unwrap().to_owned();
    items.iter().map(number).collect()
}

async fn filed(world: &World, fields: &[(&'static str, &'static str)]) -> String {
    let number = file(world, fields).await.member("number");
    world.pass(SignedDuration::from_hours(1));
    number
}

async fn indexed(world: &World) {
    tick(&world.app, world.now()).await.unwrap();
    assert_eq!(world.count("INDEX").await, 0, "every mark is worked off");
}

#[tokio::test]
async fn a_named_reporter_is_found_by_telephone_and_mail_however_they_are_typed() {
    let world = World::new().await;
    let own = filed(&world, &with(&named(), &[EMAIL])).await;
    let other = [("phone", "0812-3456-7891"), ("email", "lain@contoh.example")];
    filed(&world, &with(&named(), &other)).await;
    filed(&world, &with(&anonymous(), &[("phone", "0812-3456-7890"), EMAIL])).await;
    filed(
        &world,
        &with(&confidential(), &[("phone", "0812-3456-7890"), EMAIL]),
    )
    .await;
    let desk = Person::coordinator(&world).await;
    for _ in 0..2 {
        for typed in TYPED {
            assert_eq!(search(&world, &desk, typed, "").await, [own.as_str()], "{typed}");
        }
        for typed in [
            "0812-3456-789",
            "3456-7890",
            "suharti",
            "contoh.example",
            "numan@contoh.example",
        ] {
            assert_eq!(search(&world, &desk, typed, "").await, [""; 0], "{typed}");
        }
        let filtered = search(&world, &desk, TYPED[0], "&class=aspiration").await;
        assert_eq!(filtered, [""; 0]);
        indexed(&world).await;
    }
    let page = desk.page(&world, "/staff/").await.expect(200).text;
    assert!(page.contains("Telepon atau surel lengkap"), "{page}");
}

#[tokio::test]
async fn nobody_else_finds_anything_by_it() {
    let world = World::new().await;
    let number = filed(&world, &with(&named(), &[EMAIL])).await;
    let desk = Person::coordinator(&world).await;
    desk.act(&world, &number, "verify", &[]).await.expect(200);
    desk.act(&world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    for _ in 0..2 {
        for (role, unit) in [
            (Role::Officer, Some("perizinan")),
            (Role::Officer, Some("penanaman-modal")),
            (Role::KeyHolder, None),
            (Role::Auditor, None),
        ] {
            let name = format!("{} {}", role.as_str(), world.now());
            let session = Person::new(&world, role, &name, unit).await.session(&world).await;
            for typed in TYPED {
                assert_eq!(
                    search(&world, &session, typed, "").await,
                    [""; 0],
                    "{role:?} {typed}"
                );
            }
            let page = session.page(&world, "/staff/").await.expect(200).text;
            assert!(!page.contains("Telepon atau surel lengkap"), "{page}");
        }
        // A coordinator looks into a unit's cases by the same words.
        let of_unit = search(&world, &desk, TYPED[0], "&unit=perizinan").await;
        assert_eq!(of_unit, [number.as_str()]);
        assert_eq!(
            search(&world, &desk, TYPED[0], "&unit=penanaman-modal").await,
            [""; 0]
        );
        indexed(&world).await;
    }
    // Whom a case is about finds it by nothing.
    let concerned = Person::new(&world, Role::Coordinator, "kepala", Some("perizinan")).await;
    let concerned = concerned.session(&world).await;
    let about = [("unit", "perizinan"), ("note", "Tentang unit itu.")];
    desk.act(&world, &number, "exclude", &about).await.expect(200);
    for _ in 0..2 {
        assert_eq!(search(&world, &concerned, TYPED[0], "&limit=1").await, [""; 0]);
        assert_eq!(search(&world, &desk, TYPED[0], "").await, [number.as_str()]);
        indexed(&world).await;
    }
}

#[tokio::test]
async fn whoever_shows_themselves_later_is_found_from_then_on() {
    let world = World::new().await;
    let case = Filed::of(&world, &file(&world, &confidential()).await);
    let desk = Person::coordinator(&world).await;
    indexed(&world).await;
    assert_eq!(search(&world, &desk, TYPED[0], "").await, [""; 0]);
    let shown = [
        ("identity_mode", "named"),
        ("name", "Suharti"),
        ("phone", "0812-3456-7890"),
    ];
    case.send("identity", &shown).send(&world).await.expect(201);
    for _ in 0..2 {
        assert_eq!(search(&world, &desk, TYPED[3], "").await, [case.number.as_str()]);
        indexed(&world).await;
    }
}

#[tokio::test]
async fn what_the_desk_writes_down_is_found_and_nothing_readable_is_kept() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let fields = [
        ("channel", "letter"),
        ("received_at", "2025-08-12"),
        ("identity_mode", "named"),
        ("name", "Suharti"),
        ("phone", "62812 3456 7890"),
        EMAIL,
        (
            "narrative",
            "Petugas loket tiga meminta biaya di luar tarif resmi.",
        ),
        ("incident_place", "Loket 3"),
    ];
    let receipt = desk.post("/staff/new", &fields).by_program().send(&world).await;
    let number = receipt.expect(201).member("number");
    indexed(&world).await;
    for typed in TYPED {
        assert_eq!(
            search(&world, &desk, typed, "").await,
            [number.as_str()],
            "{typed}"
        );
    }
    let items = world.items().await;
    for item in items.iter().filter(|item| item["SK"].as_s().unwrap() != "ID") {
        let text = format!("{item:?}").to_lowercase();
        for person in ["81234567890", "suharti@", "contoh.example"] {
            assert!(!text.contains(person), "{text}");
        }
    }
    // Nor in a saved filter.
    let save = [("do", "save"), ("name", "Bu S"), ("q", "0812-3456-7890")];
    let saved = desk.post("/staff/filters", &save).by_program().send(&world).await;
    saved.expect(422);
}

#[tokio::test]
async fn it_ends_with_the_case_and_reaches_cases_from_before() {
    let world = World::new().await;
    let case = Filed::of(&world, &file(&world, &with(&named(), &[EMAIL])).await);
    case.answered(&world).await;
    let desk = Person::coordinator(&world).await;
    // As an earlier version left it.
    let update = world.table.update_item().table_name(crate::world::TABLE);
    let key = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    let update = update
        .key("PK", key(&format!("C#{}", case.number)))
        .key("SK", key("ID"))
        .update_expression("REMOVE marks");
    update.send().await.unwrap();
    assert_eq!(search(&world, &desk, TYPED[0], "").await, [""; 0]);
    index_all(&world.app, world.now(), |_| {}).await.unwrap();
    assert_eq!(search(&world, &desk, TYPED[0], "").await, [case.number.as_str()]);
    let resolution = complaint::case::Resolution::Fulfilled;
    case.staff(&world, complaint::Action::Close { resolution }, "Selesai.")
        .await;
    for _ in 0..5 {
        world.pass(SignedDuration::from_hours(24 * 366));
        tick(&world.app, world.now()).await.unwrap();
        tick(&world.app, world.now()).await.unwrap();
    }
    let desk = Person::new(&world, Role::Coordinator, "kelak", None)
        .await
        .session(&world)
        .await;
    assert_eq!(search(&world, &desk, TYPED[0], "").await, [""; 0]);
    assert!(!world.dump().await.contains("W##@"), "no mark is left");
}

#[tokio::test]
async fn in_an_address_nobody_is_to_be_read() {
    let world = World::new().await;
    let number = filed(&world, &with(&named(), &[EMAIL])).await;
    let desk = Person::coordinator(&world).await;
    for typed in ["0812-3456-7890", "suharti@contoh.example"] {
        let fields = [("do", "search"), ("view", "all"), ("class", ""), ("q", typed)];
        let answer = desk
            .post("/staff/filters", &fields)
            .by_browser()
            .send(&world)
            .await;
        let path = answer.expect(303).header("location").to_owned();
        assert!(path.starts_with("/staff/?view=all&q=%7E"), "{path}");
        assert!(!path.contains("812") && !path.contains("suharti"), "{path}");
        let found = desk.json(&world, &path).await.expect(200).json();
        assert_eq!(found["items"][0]["number"], number.as_str());
        let page = desk.page(&world, &path).await.expect(200).text;
        assert!(page.contains("Suharti") || page.contains(&number), "{page}");
        let sealed = form_urlencoded::parse(path.split_once('?').unwrap().1.as_bytes())
            .find(|(name, _)| name == "q")
            .map(|(_, value)| value.into_owned())
            .unwrap();
        let save = [("do", "save"), ("name", "Bu S"), ("q", sealed.as_str())];
        let saved = desk.post("/staff/filters", &save).by_program().send(&world).await;
        saved.expect(422);
        // Of use to nobody else.
        let other = Person::new(&world, Role::Coordinator, typed, None)
            .await
            .session(&world)
            .await;
        let found = other.json(&world, &path).await.expect(200).json();
        assert_eq!(found["items"], serde_json::json!([]));
    }
    // Words stay words.
    let fields = [("do", "search"), ("q", "loket tiga"), ("status", "received")];
    let answer = desk
        .post("/staff/filters", &fields)
        .by_browser()
        .send(&world)
        .await;
    assert_eq!(
        answer.expect(303).header("location"),
        "/staff/?q=loket+tiga&status=received"
    );
    // What tells where a page goes on is no contact, and is not shown as one.
    file(
        &world,
        &with(&anonymous(), &[("narrative", "Loket tutup terus.")]),
    )
    .await;
    let page = desk
        .json(&world, "/staff/?q=loket&limit=1")
        .await
        .expect(200)
        .json();
    let cursor = page["next_cursor"].as_str().expect("a second page");
    let page = desk
        .page(&world, &format!("/staff/?q=~{cursor}"))
        .await
        .expect(200)
        .text;
    assert!(!page.contains("DPM-"), "{page}");
}
