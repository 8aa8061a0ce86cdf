//! Passages that tell who wrote a complaint: blackened for everybody who works on it, kept for whoever chose them and
//! for the reporter.

use complaint::Action;
use complaint::staff::Role;
use function::tick;
use jiff::SignedDuration;

use crate::case::{anonymous, confidential, file, named, with};
use crate::desk::{Person, Session};
use crate::search::{indexed, search};
use crate::staff::Filed;
use crate::status_of;
use crate::world::World;

const TELLING: &str = "Loket tutup. Saya ketua RT 05 Melati, telepon 0812 3456 7890.";
const PLACE: &str = "Depan rumah ketua RT 05 Melati";
/// What nobody else may find anywhere, in small letters.
const SECRETS: [&str; 3] = ["melati", "0812 3456 7890", "628123456"];
const PASSAGES: &str = "ketua rt 05 MELATI\n0812 3456 7890";

/// What everybody at the desk may read of it where nothing is blackened by hand.
fn without_contact() -> String {
    TELLING.replace("0812 3456 7890", "█████")
}

async fn filed(world: &World) -> Filed {
    let fields = [("narrative", TELLING), ("incident_place", PLACE)];
    Filed::of(world, &file(world, &with(&confidential(), &fields)).await)
}

fn assert_hidden(text: &str, about: &str) {
    let small = text.to_lowercase();
    for secret in SECRETS {
        assert!(!small.contains(secret), "{secret} in {about}: {text}");
    }
}

async fn redact(world: &World, desk: &Session, case: &Filed, passages: &str) {
    let fields = [("passages", passages), ("note", "Pelapor minta dirahasiakan.")];
    let number = case.number.to_string();
    desk.act(world, &number, "redact", &fields).await.expect(200);
}

async fn others(world: &World) -> Vec<(&'static str, Session)> {
    let mut all = vec![("officer", Person::officer(world, "perizinan").await)];
    for (name, role) in [("auditor", Role::Auditor), ("key_holder", Role::KeyHolder)] {
        let person = Person::new(world, role, name, None).await;
        all.push((name, person.session(world).await));
    }
    all
}

/// Everything that somebody gets to read of the register.
async fn read_by(world: &World, session: &Session, number: &str) -> String {
    let mut text = String::new();
    for path in ["/staff/?view=all", &format!("/staff/cases/{number}")] {
        text += &session.page(world, path).await.expect(200).text;
        text += &session.json(world, path).await.expect(200).text;
    }
    for format in ["csv", "jsonl"] {
        let fields = [("format", format), ("since", "2025-01-01")];
        text += &session
            .post("/staff/export", &fields)
            .by_browser()
            .send(world)
            .await
            .text;
    }
    text
}

#[tokio::test]
async fn what_is_blackened_only_its_reporter_and_whoever_chose_it_read() {
    let world = World::new().await;
    let case = filed(&world).await;
    let number = case.number.to_string();
    let desk = Person::coordinator(&world).await;
    desk.act(&world, &number, "verify", &[]).await.expect(200);
    desk.act(&world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    case.send("messages", &[("text", "Rumah saya di gang Melati.")])
        .send(&world)
        .await
        .expect(201);

    // The form begins with what gives the reporter away.
    let page = desk
        .page(&world, &format!("/staff/cases/{number}"))
        .await
        .expect(200)
        .text;
    assert!(
        page.contains(
            "ketua RT 05 Melati
0812 3456 7890</textarea>"
        ),
        "{page}"
    );

    redact(&world, &desk, &case, &format!("{PASSAGES}\nmelati")).await;
    case.send(
        "messages",
        &[("text", "Sekali lagi: telepon 0812  3456 7890 saja.")],
    )
    .send(&world)
    .await
    .expect(201);
    let others = others(&world).await;
    for (who, session) in &others {
        let text = read_by(&world, session, &number).await;
        assert_hidden(&text, who);
        assert!(
            text.contains("Loket tutup") && text.contains("█████"),
            "{who}: {text}"
        );
    }
    let whole = desk
        .json(&world, &format!("/staff/cases/{number}"))
        .await
        .expect(200)
        .json();
    assert_eq!(whole["narrative"], TELLING);
    assert_eq!(whole["incident_place"], PLACE);
    assert_eq!(
        whole["messages"][1]["text"],
        "Sekali lagi: telepon 0812  3456 7890 saja."
    );
    let page = desk
        .page(&world, &format!("/staff/cases/{number}"))
        .await
        .expect(200)
        .text;
    assert!(
        page.contains(TELLING)
            && page.contains("Yang dibaca unit")
            && page.contains("Loket tutup. Saya █████")
    );

    let told = status_of(&world, &number, &case.code).await;
    assert_eq!(told["narrative"], TELLING);
    assert_eq!(told["messages"][0]["text"], "Rumah saya di gang Melati.");
    let labels = told["timeline"].to_string();
    assert!(!labels.contains("samar"), "{labels}");

    // What is open again is open to everybody, word for word; but for the telephone, which the coordinator alone reads.
    redact(&world, &desk, &case, "").await;
    assert_eq!(world.count("ORIGINAL").await, 0);
    let (_, officer) = &others[0];
    let open = officer
        .json(&world, &format!("/staff/cases/{number}"))
        .await
        .expect(200)
        .json();
    assert_eq!(open["narrative"], without_contact());
    assert_eq!(open["messages"][0]["text"], "Rumah saya di gang Melati.");
    assert_eq!(open["messages"][1]["text"], "Sekali lagi: telepon █████ saja.");
}

#[tokio::test]
async fn blackened_words_are_not_found_by_anybody() {
    let world = World::new().await;
    let case = filed(&world).await;
    let number = case.number.to_string();
    let desk = Person::coordinator(&world).await;
    desk.act(&world, &number, "verify", &[]).await.expect(200);
    desk.act(&world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    tick(&world.app, world.now()).await.unwrap();
    let officer = Person::officer(&world, "perizinan").await;
    let found = async |words: &str| {
        let path = format!("/staff/?view=all&q={words}");
        let page = officer.json(&world, &path).await.expect(200).json();
        page["items"].as_array().unwrap().len()
    };
    assert_eq!((found("melati").await, found("loket").await), (1, 1));
    redact(&world, &desk, &case, PASSAGES).await;
    assert_eq!(
        (found("melati").await, found("loket").await),
        (0, 1),
        "before the index"
    );
    tick(&world.app, world.now()).await.unwrap();
    assert_eq!((found("melati").await, found("loket").await), (0, 1), "and after");
    let index: Vec<String> = world
        .items()
        .await
        .iter()
        .map(|item| item["PK"].as_s().unwrap().clone())
        .filter(|key| key.starts_with("T#") && key.contains("melati"))
        .collect();
    assert_eq!(index, Vec::<String>::new());
}

#[tokio::test]
async fn a_passage_that_is_nowhere_is_refused_and_so_is_no_change() {
    let world = World::new().await;
    let case = filed(&world).await;
    let number = case.number.to_string();
    let desk = Person::coordinator(&world).await;
    for (passages, code) in [
        ("ketua RT 06", "not_in_text"),
        ("", "unchanged"),
        ("Loket tutup\n???\nketua RW", "not_in_text"),
    ] {
        let answer = desk
            .act(&world, &number, "redact", &[("passages", passages)])
            .await
            .expect(422);
        assert_eq!(
            answer.errors(),
            [("passages".to_owned(), code.to_owned())],
            "{passages}"
        );
    }
    redact(&world, &desk, &case, PASSAGES).await;
    let answer = desk
        .act(&world, &number, "redact", &[("passages", PASSAGES)])
        .await
        .expect(422);
    assert_eq!(answer.errors(), [("passages".to_owned(), "unchanged".to_owned())]);
    desk.act(&world, &number, "verify", &[]).await.expect(200);
    desk.act(&world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    let officer = Person::officer(&world, "perizinan").await;
    officer
        .act(&world, &number, "redact", &[("passages", "")])
        .await
        .expect(403);
}

#[tokio::test]
async fn the_history_and_the_mails_hold_no_passage_and_its_end_erases_them() {
    let world = World::new().await;
    let case = filed(&world).await;
    let desk = Person::coordinator(&world).await;
    redact(&world, &desk, &case, PASSAGES).await;
    for item in world.items().await {
        let key = item["SK"].as_s().unwrap();
        if key != "ORIGINAL" {
            assert_hidden(&format!("{item:?}"), key);
        }
    }
    case.staff(&world, Action::Verify, "Kami periksa.").await;
    let archive = Action::Archive {
        reason: complaint::case::ArchiveReason::TooGeneral,
    };
    case.staff(&world, archive, "Terlalu umum.").await;
    for _ in 0..12 {
        world.pass(SignedDuration::from_hours(24 * 366));
        tick(&world.app, world.now()).await.unwrap();
    }
    assert_eq!(world.count("ORIGINAL").await, 0);
    assert_hidden(&world.dump().await, "the table");
}

#[tokio::test]
async fn two_cases_with_the_same_words_are_blackened_apart() {
    let world = World::new().await;
    let (one, other) = (
        filed(&world).await,
        Filed::of(
            &world,
            &file(&world, &with(&anonymous(), &[("narrative", TELLING)])).await,
        ),
    );
    let desk = Person::coordinator(&world).await;
    redact(&world, &desk, &one, PASSAGES).await;
    let auditor = Person::new(&world, Role::Auditor, "auditor", None).await;
    let auditor = auditor.session(&world).await;
    let read = async |case: &Filed| {
        let path = format!("/staff/cases/{}", case.number);
        auditor.json(&world, &path).await.expect(200).json()["narrative"].clone()
    };
    assert_hidden(&read(&one).await.to_string(), "the first");
    assert_eq!(read(&other).await, without_contact());
}

const NUMBERS: &str =
    "Loket tutup, hubungi 0812-3456-7890 atau hp 081234567891 2026, budi@contoh.id, NIK 3174011205850001.";
/// What of it nobody but the coordinator may find anywhere.
const HIDDEN: [&str; 5] = [
    "3456-7890",
    "081234567891",
    "081234567892",
    "budi@contoh",
    "3174011205850001",
];

#[tokio::test]
async fn numbers_in_the_text_of_whoever_stays_hidden_are_read_by_the_coordinator_alone() {
    let fields = [
        ("narrative", NUMBERS),
        ("incident_place", "Rumah saya, telepon 081234567892"),
    ];
    for base in [anonymous(), confidential()] {
        let world = World::new().await;
        let desk = Person::coordinator(&world).await;
        let case = Filed::of(&world, &file(&world, &with(&base, &fields)).await);
        let number = case.number.to_string();
        desk.act(&world, &number, "verify", &[]).await.expect(200);
        desk.act(&world, &number, "dispose", &[("unit", "perizinan")])
            .await
            .expect(200);
        case.send("messages", &[("text", "Sekali lagi 081234567892, cepatlah.")])
            .send(&world)
            .await
            .expect(201);
        let others = others(&world).await;
        for (who, session) in &others {
            let text = read_by(&world, session, &number).await;
            for hidden in HIDDEN {
                assert!(!text.contains(hidden), "{hidden} is read by the {who}: {text}");
            }
            assert!(text.contains("Loket tutup, hubungi █████"), "{who}: {text}");
        }
        let path = format!("/staff/cases/{number}");
        let whole = desk.json(&world, &path).await.expect(200).json();
        assert_eq!(whole["narrative"], NUMBERS);
        for page in ["sp4n", "ombudsman"] {
            let made = if page == "sp4n" {
                desk.json(&world, &format!("{path}/{page}")).await
            } else {
                let made = desk.post(&format!("{path}/{page}"), &[]);
                made.by_program().send(&world).await
            };
            let text = made.expect(200).text;
            assert!(text.contains("Loket tutup"), "{page}: {text}");
            for hidden in HIDDEN {
                assert!(!text.contains(hidden), "{hidden} leaves with {page}: {text}");
            }
        }
        let asked = [
            "081234567891",
            "081234567892",
            "budi@contoh.id",
            "3174011205850001",
        ];
        for now in ["before", "after"] {
            for words in asked {
                let found = search(&world, &desk, words).await;
                assert_eq!(found, [number.as_str()], "{words} {now}");
                for (who, session) in &others {
                    assert_eq!(
                        search(&world, session, words).await,
                        [""; 0],
                        "{who}: {words} {now}"
                    );
                }
            }
            for (who, session) in &others {
                let found = search(&world, session, "loket hubungi").await;
                assert_eq!(found, [number.as_str()], "{who} {now}");
            }
            indexed(&world).await;
        }
    }
}

#[tokio::test]
async fn numbers_in_the_text_of_whoever_gave_their_name_stay() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let number = file(&world, &with(&named(), &[("narrative", NUMBERS)]))
        .await
        .member("number");
    desk.act(&world, &number, "verify", &[]).await.expect(200);
    desk.act(&world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    let officer = Person::officer(&world, "perizinan").await;
    let case = officer.json(&world, &format!("/staff/cases/{number}")).await;
    assert_eq!(case.expect(200).json()["narrative"], NUMBERS);
}
