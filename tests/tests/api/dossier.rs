//! The file of a case for the Ombudsman: complete, true, without what is internal, with the person only if asked.

use complaint::staff::Role;
use function::Verdict;
use function::store::AuditKind;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::case::{anonymous, complaints, confidential, file, named};
use crate::desk::{Person, Session};
use crate::samples::jpeg;
use crate::staff::Filed;
use crate::world::World;

async fn made(world: &World, desk: &Session, number: &str, fields: &[(&str, &str)]) -> Value {
    let path = format!("/staff/cases/{number}/ombudsman");
    let answer = desk.post(&path, fields).by_program().send(world).await;
    answer.expect(200).json()
}

#[tokio::test]
async fn it_holds_receipt_clock_answers_and_hashes_and_nothing_internal() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let picture = jpeg(40, 30);
    let receipt = complaints()
        .with_files(&named(), &[("foto.jpg", &picture)])
        .send(&world)
        .await
        .expect(201);
    let filed = Filed::of(&world, &receipt);
    let number = filed.number.to_string();
    desk.act(&world, &number, "verify", &[]).await.expect(200);
    world.pass(jiff::SignedDuration::from_hours(24 * 30));
    let desk = Person::new(&world, Role::Coordinator, "koordinator-dua", None).await;
    let desk = desk.session(&world).await;
    desk.act(&world, &number, "note", &[("note", "Rahasia dapur.")])
        .await
        .expect(200);
    desk.act(&world, &number, "handle", &[]).await.expect(200);
    desk.act(
        &world,
        &number,
        "respond",
        &[("text", "Biaya Anda kami kembalikan.")],
    )
    .await
    .expect(200);

    let told = made(&world, &desk, &number, &[]).await;
    let text = told.to_string();
    for shown in [
        "Biaya Anda kami kembalikan.",
        "Petugas loket tiga",
        "TERLAMBAT",
        "hari kerja",
    ] {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    for hidden in [
        "Rahasia dapur",
        "Suharti",
        "3456",
        "koordinator-dua",
        "sample-",
        &filed.code,
    ] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
    let signed = told["receipt"]["text"].as_str().unwrap();
    assert!(matches!(
        world.app.receipts.public().verify(signed),
        Verdict::Genuine(..)
    ));
    let given = receipt.json()["receipt"]["text"].clone();
    assert_eq!(signed, given, "the receipt as it was given");
    let late: Vec<_> = told["clock"]
        .as_array()
        .unwrap()
        .iter()
        .map(|term| term["late"].clone())
        .collect();
    assert!(late.contains(&Value::Bool(true)), "{late:?}");
    let stored = desk
        .page(&world, &format!("/staff/cases/{number}/files/1"))
        .await
        .expect(200);
    let hex = |byte: &u8| format!("{byte:02x}");
    let hash: String = Sha256::digest(&stored.bytes).iter().map(hex).collect();
    assert_eq!(told["files"][0]["sha256"], hash);

    let page = desk
        .post(
            &format!("/staff/cases/{number}/ombudsman"),
            &[("identity", "yes")],
        )
        .by_browser()
        .send(&world)
        .await
        .expect(200)
        .text;
    assert!(page.contains("Suharti") && page.contains(&hash), "{page}");
    let entries = world.app.store.audit(None, 9).await.unwrap().items;
    let objects: Vec<_> = entries
        .iter()
        .filter(|entry| entry.kind == AuditKind::Dossier)
        .filter_map(|entry| entry.object.clone())
        .collect();
    assert_eq!(
        objects,
        [
            format!("{number}, dengan identitas"),
            format!("{number}, tanpa identitas")
        ]
    );
}

#[tokio::test]
async fn who_is_not_open_stays_out_of_it() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    for (fields, words, story) in [
        (confidential(), "disegel", "Cerita rahasia tentang loket."),
        (anonymous(), "tidak menyimpan", "Cerita tanpa nama tentang loket."),
    ] {
        let fields = crate::case::with(&fields, &[("narrative", story)]);
        let number = file(&world, &fields).await.member("number");
        let path = format!("/staff/cases/{number}/ombudsman");
        desk.post(&path, &[("identity", "yes")])
            .by_program()
            .send(&world)
            .await
            .expect(422);
        let told = made(&world, &desk, &number, &[]).await;
        assert_eq!(told["identity"], Value::Array(Vec::new()));
        assert!(told["identity_note"].as_str().unwrap().contains(words), "{told}");
        assert!(!told.to_string().contains("Nu'man"));
        let form = desk.page(&world, &path).await.expect(200).text;
        assert!(!form.contains("type=\"checkbox\""), "{form}");
    }
}

#[tokio::test]
async fn only_the_coordinator_makes_it_and_nothing_is_made_unrecorded() {
    let world = World::new().await;
    let number = file(&world, &named()).await.member("number");
    let path = format!("/staff/cases/{number}/ombudsman");
    for role in [Role::Officer, Role::KeyHolder, Role::Auditor, Role::Comms] {
        let unit = (role == Role::Officer).then_some("perizinan");
        let session = Person::new(&world, role, role.as_str(), unit).await;
        let session = session.session(&world).await;
        session.json(&world, &path).await.expect(403);
        session
            .post(&path, &[])
            .by_program()
            .send(&world)
            .await
            .expect(403);
    }
    let desk = Person::coordinator(&world).await;
    desk.page(&world, &path).await.expect(200);
    desk.post("/staff/cases/DPM-0000-0000/ombudsman", &[])
        .by_program()
        .send(&world)
        .await
        .expect(404);
    let kinds: Vec<_> = world.app.store.audit(None, 99).await.unwrap().items;
    assert!(kinds.iter().all(|entry| entry.kind != AuditKind::Dossier));
}

#[tokio::test]
async fn that_a_case_reached_the_ombudsman_is_seen_at_the_desk_and_by_nobody_else() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let filed = Filed::of(&world, &file(&world, &anonymous()).await);
    let number = filed.number.to_string();
    let other = file(&world, &named()).await.member("number");
    let before = crate::status_of(&world, &number, &filed.code).await;

    let there = [("external_number", "ORI-0417.2025")];
    let answer = desk.act(&world, &number, "escalate", &there).await.expect(200);
    assert_eq!(answer.json()["flags"], serde_json::json!(["escalated_ombudsman"]));
    assert_eq!(answer.member("status"), "received", "the state stays");
    for query in ["?flag=escalated_ombudsman", "?q=0417.2025"] {
        let found = desk.json(&world, &format!("/staff/{query}")).await.json();
        let found: Vec<_> = found["items"].as_array().unwrap().iter().collect();
        assert_eq!(
            (found.len(), &found[0]["number"]),
            (1, &Value::from(&*number)),
            "{query}"
        );
    }
    let page = desk.page(&world, &format!("/staff/cases/{number}")).await.text;
    assert!(
        page.contains("Sudah sampai ke Ombudsman") && page.contains("Nomor di sana: ORI-0417.2025."),
        "{page}"
    );
    assert_eq!(crate::status_of(&world, &number, &filed.code).await, before);

    // Without a number, and of a case that is over.
    desk.act(&world, &other, "verify", &[]).await.expect(200);
    let over = [
        ("archive_reason", "legal_process"),
        ("text", "Sudah di pengadilan."),
    ];
    desk.act(&world, &other, "archive", &over).await.expect(200);
    let answer = desk.act(&world, &other, "escalate", &[]).await.expect(200);
    assert_eq!(answer.json()["flags"], serde_json::json!(["escalated_ombudsman"]));
    assert_eq!(answer.member("status"), "archived");

    let officer = Person::new(&world, Role::Officer, "petugas", Some("perizinan")).await;
    let officer = officer.session(&world).await;
    desk.act(&world, &number, "verify", &[]).await.expect(200);
    desk.act(&world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    officer.act(&world, &number, "escalate", &[]).await.expect(403);
}
