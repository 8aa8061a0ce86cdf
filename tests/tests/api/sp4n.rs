//! Handing a case on to SP4N-LAPOR!: what is copied, who goes along, and the tracking id that comes back.

use complaint::staff::Role;
use function::importing::{bring_word, linked, read_old_case};
use function::store::{Fact, Step};

use crate::case::{anonymous, confidential, file, named, with};
use crate::desk::{Person, Session};
use crate::staff::Filed;
use crate::world::World;

async fn parts(world: &World, desk: &Session, number: &str) -> serde_json::Value {
    let path = format!("/staff/cases/{number}/sp4n");
    desk.json(world, &path).await.expect(200).json()
}

#[tokio::test]
async fn the_text_has_everything_and_the_person_only_where_they_are_open() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let more = [
        ("category", "perizinan"),
        ("incident_date", "2025-08-11"),
        ("requested_outcome", "Uang kembali."),
    ];
    let open = file(&world, &with(&named(), &more)).await.member("number");
    let told = parts(&world, &desk, &open).await;
    for (name, shown) in [
        ("class", "Pengaduan"),
        ("heading", "Petugas loket tiga meminta biaya di luar tarif resmi"),
        ("text", "Harapan pelapor: Uang kembali."),
        ("incident_date", "11 Agustus 2025"),
        ("incident_place", "Loket 3"),
        ("agency", "Dinas Penanaman Modal"),
        ("category", "Perizinan"),
        ("secrecy", "Tidak rahasia"),
        ("person", "Suharti"),
    ] {
        let text = told[name].as_str().unwrap();
        assert!(text.contains(shown), "{name}: {text}");
    }
    assert!(
        told["text"].as_str().unwrap().contains(&open),
        "its number goes along"
    );

    let secret = file(&world, &confidential()).await.member("number");
    let nobody = [(
        "narrative",
        "Saya ketua RT 05, telepon 0812-3456-7890, lapor loket.",
    )];
    let nobody = file(&world, &with(&anonymous(), &nobody)).await.member("number");
    for (number, secrecy) in [(&secret, "Rahasia"), (&nobody, "Anonim")] {
        let told = parts(&world, &desk, number).await;
        assert!(told["secrecy"].as_str().unwrap().starts_with(secrecy));
        assert_eq!(told.get("person"), None);
        assert!(!told.to_string().contains("Nu'man"));
    }
    let page = desk
        .page(&world, &format!("/staff/cases/{nobody}/sp4n"))
        .await
        .expect(200)
        .text;
    assert!(page.contains("Samarkan dulu"), "{page}");
    assert!(page.contains("readonly"), "{page}");
}

#[tokio::test]
async fn the_tracking_id_comes_back_and_finds_the_case_everywhere() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let filed = Filed::of(&world, &file(&world, &anonymous()).await);
    let number = filed.number.to_string();
    for wrong in ["", "123", "bukan nomor!", "<b>1234</b>"] {
        desk.act(&world, &number, "hand_off", &[("sp4n_id", wrong)])
            .await
            .expect(422);
    }
    let before = crate::status_of(&world, &number, &filed.code).await["timeline"].clone();
    let id = [("sp4n_id", " # 191 6449 ")];
    let answer = desk.act(&world, &number, "hand_off", &id).await.expect(200);
    assert_eq!(answer.member("sp4n_id"), "1916449");
    assert_eq!(answer.member("status"), "received", "the state stays");
    assert_eq!(answer.json()["flags"], serde_json::json!(["sp4n_linked"]));
    for query in ["?q=1916449", "?q=%231916449", "?flag=sp4n", "?flag=sp4n_linked"] {
        let found = desk.json(&world, &format!("/staff/{query}")).await.json();
        assert_eq!(found["items"][0]["sp4n_id"], "1916449", "{query}");
    }
    let other = desk.json(&world, "/staff/?q=1916440").await.json();
    assert_eq!(other["items"], serde_json::json!([]));
    let page = desk.page(&world, &format!("/staff/cases/{number}")).await.text;
    assert!(page.contains("Nomor pelacakan LAPOR: 1916449."), "{page}");
    let csv = desk
        .post("/staff/export", &[("format", "csv")])
        .by_browser()
        .send(&world)
        .await
        .expect(200);
    assert!(csv.text.contains("\"1916449\""), "{}", csv.text);
    let found = function::store::Filter {
        text: Some("1916449".to_owned()),
        ..function::store::Filter::default()
    };
    let found = world.app.store.list(&found, None, 9, world.now()).await.unwrap();
    assert_eq!(found.items.len(), 1);
    // The citizen's page tells nothing of it, and a mistaken id can be mended.
    assert_eq!(
        crate::status_of(&world, &number, &filed.code).await["timeline"],
        before
    );
    let mended = desk
        .act(&world, &number, "hand_off", &[("sp4n_id", "7654321")])
        .await;
    assert_eq!(mended.expect(200).member("sp4n_id"), "7654321");
}

#[tokio::test]
async fn only_the_coordinator_hands_on() {
    let world = World::new().await;
    let number = file(&world, &named()).await.member("number");
    let path = format!("/staff/cases/{number}/sp4n");
    for role in [Role::Officer, Role::KeyHolder, Role::Auditor, Role::Comms] {
        let unit = (role == Role::Officer).then_some("perizinan");
        let session = Person::new(&world, role, role.as_str(), unit).await;
        let session = session.session(&world).await;
        session.json(&world, &path).await.expect(403);
    }
    let concerned = Person::new(&world, Role::Coordinator, "kepala", Some("perizinan")).await;
    let concerned = concerned.session(&world).await;
    let desk = Person::coordinator(&world).await;
    let about = [("unit", "perizinan"), ("note", "Tentang unit itu.")];
    desk.act(&world, &number, "exclude", &about).await.expect(200);
    concerned.json(&world, &path).await.expect(404);
    desk.json(&world, "/staff/cases/DPM-0000-0000/sp4n")
        .await
        .expect(404);
}

#[tokio::test]
async fn an_export_from_there_tells_how_a_case_stands_there_and_the_desk_shows_it() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let filed = Filed::of(&world, &file(&world, &anonymous()).await);
    let number = filed.number.to_string();
    let id = [("sp4n_id", "#191 6449")];
    desk.act(&world, &number, "hand_off", &id).await.expect(200);
    let before = crate::status_of(&world, &number, &filed.code).await["timeline"].clone();
    let row = |reference: &str, status: &str| {
        let fields = [
            ("channel", "sp4n_lapor"),
            ("received_at", "2025-08-14"),
            ("narrative", "Petugas loket tiga meminta biaya."),
            ("incident_place", "Loket 3"),
            ("reference", reference),
            ("sp4n_status", status),
        ];
        let row = fields.map(|(name, text)| (name.to_owned(), text.to_owned()));
        read_old_case(&world.app, &row.into(), world.now()).unwrap()
    };
    let old = row("# 1916449", "Sedang\tdiproses");
    let known = linked(&world.app, &old.tracking_id().unwrap())
        .await
        .unwrap()
        .expect("the case");
    assert_eq!(
        (known.number.as_str(), known.sp4n_status),
        (number.as_str(), None)
    );
    assert_eq!(linked(&world.app, "1916440").await.unwrap(), None);
    for _ in 0..2 {
        bring_word(&world.app, &filed.number, &old).await.unwrap();
        world.pass(jiff::SignedDuration::from_mins(5));
    }
    assert_eq!(world.count("META").await, 1, "no second case");
    let case = desk
        .json(&world, &format!("/staff/cases/{number}"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&case["sp4n_status"], &case["sp4n_seen_on"]),
        (&"Sedang diproses".into(), &"2025-08-15".into())
    );
    let events = filed.events(&world).await;
    let seen = events
        .iter()
        .filter(|event| matches!(event.step, Step::Noted(Fact::SeenInSp4n { .. })));
    assert_eq!(seen.count(), 1, "the same word twice is one");
    crate::staff::assert_chained(&world).await;
    let queue = desk.json(&world, "/staff/?flag=sp4n").await.json();
    assert_eq!(queue["items"][0]["sp4n_status"], "Sedang diproses");
    let page = desk.page(&world, "/staff/").await.text;
    assert!(page.contains("LAPOR 1916449: Sedang diproses"), "{page}");
    let page = desk.page(&world, &format!("/staff/cases/{number}")).await.text;
    assert!(
        page.contains("Sedang diproses (terlihat Jumat, 15 Agustus 2025)"),
        "{page}"
    );
    let csv = desk.post("/staff/export", &[("format", "csv")]).by_browser();
    let csv = csv.send(&world).await.expect(200).text;
    assert!(
        csv.contains("\"Status di SP4N\"") && csv.contains(";\"Sedang diproses\";\"2025-08-15\";"),
        "{csv}"
    );
    assert_eq!(
        crate::status_of(&world, &number, &filed.code).await["timeline"],
        before
    );
}
