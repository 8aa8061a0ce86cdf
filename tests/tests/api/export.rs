//! Lists that are taken out, and files that are saved: what is in them, who gets them, and that it is written down.

use std::io::{Cursor, Read};

use complaint::Action;
use complaint::staff::Role;
use function::store::AuditKind;

use crate::caller::{Answer, post};
use crate::case::{anonymous, complaints, confidential, file, named, with};
use crate::desk::{Person, Session};
use crate::samples::{MARK, jpeg};
use crate::staff::Filed;
use crate::world::World;

async fn taken(world: &World, session: &Session, format: &str) -> Answer {
    let fields = [("format", format), ("since", "2025-01-01")];
    session
        .post("/staff/export", &fields)
        .by_browser()
        .send(world)
        .await
}

fn sheet(answer: &Answer) -> String {
    let mut book = zip::ZipArchive::new(Cursor::new(answer.bytes.clone())).expect("a workbook");
    let mut text = String::new();
    for name in ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"] {
        book.by_name(name)
            .expect(name)
            .read_to_string(&mut text)
            .expect("text");
    }
    text
}

#[tokio::test]
async fn every_kind_of_file_keeps_the_words_and_knows_no_person() {
    let world = World::new().await;
    let coordinator = Person::coordinator(&world).await;
    file(
        &world,
        &with(
            &named(),
            &[("narrative", "=HYPERLINK(\"http://evil.example\") klik")],
        ),
    )
    .await;
    file(
        &world,
        &with(
            &confidential(),
            &[("narrative", "+62 812 dihubungi; \"calo\" di loket")],
        ),
    )
    .await;
    file(&world, &anonymous()).await;
    let letter = [
        ("channel", "letter"),
        ("received_at", "2025-08-12"),
        ("reference", "0012"),
        ("identity_mode", "anonymous"),
        ("narrative", "Surat tentang kursi tunggu yang rusak."),
        ("incident_place", "Lobi"),
    ];
    coordinator
        .post("/staff/new", &letter)
        .by_program()
        .send(&world)
        .await
        .expect(201);

    let csv = taken(&world, &coordinator, "csv").await.expect(200);
    assert!(
        csv.header("content-disposition")
            .ends_with("aduan-2025-08-15.csv\"")
    );
    assert!(
        csv.text
            .starts_with("\u{feff}\"Nomor\";\"Nomor surat atau register lain\";"),
        "{}",
        csv.text
    );
    for cell in [
        ";\"'=HYPERLINK(\"\"http://evil.example\"\") klik\"\r\n",
        ";\"'+62 812 dihubungi; \"\"calo\"\" di loket\"\r\n",
        ";\"'0012\";\"\";\"2025-08-12 12:00\";\"Pengaduan\";\"Diterima\";\"Surat\";",
    ] {
        assert!(csv.text.contains(cell), "{cell} in {}", csv.text);
    }
    let xlsx = taken(&world, &coordinator, "xlsx").await.expect(200);
    let cells = sheet(&xlsx);
    for cell in [
        ">=HYPERLINK(\"http://evil.example\") klik<",
        ">+62 812 dihubungi; \"calo\" di loket<",
        ">0012<",
    ] {
        assert!(cells.contains(cell), "{cell} in {cells}");
    }
    assert!(!cells.contains("<f>"), "no cell is a formula");
    let jsonl = taken(&world, &coordinator, "jsonl").await.expect(200);
    let lines: Vec<serde_json::Value> = jsonl
        .text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0]["events"][0]["action"], "filed");
    for (kind, text) in [("csv", &csv.text), ("xlsx", &cells), ("jsonl", &jsonl.text)] {
        for secret in ["Suharti", "+6281234567890", "Nu'man", "numan@"] {
            assert!(!text.contains(secret), "{kind}: {secret}");
        }
    }
    let written: Vec<_> = world.app.store.audit(None, 3).await.unwrap().items;
    let objects: Vec<_> = written
        .iter()
        .map(|entry| (entry.kind, entry.object.as_deref()))
        .collect();
    assert_eq!(
        objects,
        [
            (AuditKind::Export, Some("jsonl, 4")),
            (AuditKind::Export, Some("xlsx, 4")),
            (AuditKind::Export, Some("csv, 4")),
        ]
    );
}

#[tokio::test]
async fn each_role_takes_out_what_it_may_read_and_no_more() {
    let world = World::new().await;
    let coordinator = Person::coordinator(&world).await;
    let own = Filed::of(
        &world,
        &file(
            &world,
            &with(&anonymous(), &[("narrative", "Aduan untuk perizinan.")]),
        )
        .await,
    );
    file(
        &world,
        &with(
            &anonymous(),
            &[
                ("narrative", "Aduan yang belum diserahkan."),
                ("unit", "perizinan"),
            ],
        ),
    )
    .await;
    let about = Filed::of(
        &world,
        &file(
            &world,
            &with(&anonymous(), &[("narrative", "Aduan tentang perizinan.")]),
        )
        .await,
    );
    let dispose = |unit: &str| Action::Dispose {
        unit: unit.to_owned(),
    };
    own.staff(&world, Action::Verify, "").await;
    own.staff(&world, dispose("perizinan"), "").await;
    about
        .staff(
            &world,
            Action::Exclude {
                unit: "perizinan".to_owned(),
            },
            "",
        )
        .await;
    let officer = Person::officer(&world, "perizinan").await;
    let auditor = Person::new(&world, Role::Auditor, "auditor", None)
        .await
        .session(&world)
        .await;
    for (session, expected) in [(&coordinator, 3), (&officer, 1), (&auditor, 3)] {
        let csv = taken(&world, session, "csv").await.expect(200);
        assert_eq!(csv.text.matches("\r\n").count(), expected + 1, "{}", csv.text);
    }
    let csv = taken(&world, &officer, "csv").await;
    assert!(csv.text.contains("untuk perizinan"), "{}", csv.text);
    for role in [Role::KeyHolder, Role::Comms] {
        let session = Person::new(&world, role, &format!("p {role:?}"), None)
            .await
            .session(&world)
            .await;
        assert_eq!(taken(&world, &session, "csv").await.status, 403);
        assert_eq!(session.page(&world, "/staff/export").await.status, 403);
    }
    for fields in [[("format", "pdf")], [("since", "kemarin")]] {
        let answer = coordinator
            .post("/staff/export", &fields)
            .by_program()
            .send(&world)
            .await;
        assert_eq!(answer.status, 422);
    }
    let forged = post("/staff/export")
        .header("cookie", &coordinator.cookie)
        .header("sec-fetch-site", "same-origin")
        .urlencoded(&[("format", "csv")]);
    assert_eq!(forged.send(&world).await.status, 403);
}

#[tokio::test]
async fn files_of_a_case_are_saved_by_those_who_work_on_it() {
    let world = World::new().await;
    let coordinator = Person::coordinator(&world).await;
    let photo = jpeg(40, 30);
    let receipt = complaints()
        .with_files(&anonymous(), &[("loket.jpg", &photo)])
        .send(&world)
        .await
        .expect(201);
    let number = receipt.member("number");
    let path = format!("/staff/cases/{number}/files/1");
    let page = coordinator
        .page(&world, &format!("/staff/cases/{number}"))
        .await
        .expect(200);
    assert!(
        page.text.contains(&path) && page.text.contains("lampiran-1.jpg"),
        "{}",
        page.text
    );
    let saved = coordinator.page(&world, &path).await.expect(200);
    assert_eq!(saved.header("content-type"), "image/jpeg");
    assert_eq!(
        saved.header("content-disposition"),
        "attachment; filename=\"lampiran-1.jpg\""
    );
    assert_eq!(saved.header("x-content-type-options"), "nosniff");
    assert!(saved.header("content-security-policy").contains("sandbox"));
    assert!(
        !saved
            .bytes
            .windows(MARK.len())
            .any(|part| part == MARK.as_bytes())
    );
    for other in ["0", "2", "x", "-1"] {
        let answer = coordinator
            .page(&world, &format!("/staff/cases/{number}/files/{other}"))
            .await;
        assert_eq!(answer.status, 404, "{other}");
    }
    let officer = Person::officer(&world, "perizinan").await;
    assert_eq!(
        officer.page(&world, &path).await.status,
        404,
        "not their unit's case"
    );
    for (role, status) in [(Role::Auditor, 403), (Role::KeyHolder, 403), (Role::Comms, 404)] {
        let session = Person::new(&world, role, &format!("p {role:?}"), None)
            .await
            .session(&world)
            .await;
        assert_eq!(session.page(&world, &path).await.status, status, "{role:?}");
        let page = session.page(&world, &format!("/staff/cases/{number}")).await;
        assert!(!page.text.contains(&path), "{role:?}");
    }
}

#[tokio::test]
async fn words_that_grew_by_blackening_still_fit_into_a_sheet() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let mut fields = named();
    let story = "az".repeat(5_000);
    fields.retain(|(name, _)| *name != "narrative");
    fields.push(("narrative", &story));
    let filed = file(&world, &fields).await;
    let fields = [("passages", "a\nz"), ("note", "Coba.")];
    desk.act(&world, &filed.member("number"), "redact", &fields)
        .await
        .expect(200);
    let text = sheet(&taken(&world, &desk, "xlsx").await.expect(200));
    assert!(text.contains("█…"), "and it shows that there is more");
}
