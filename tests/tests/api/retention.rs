//! The end of personal data: once its time is over it is gone, and the number still answers.

use complaint::case::Resolution;
use complaint::{Action, Status};
use function::store::{Fact, Step};
use function::tick;
use jiff::SignedDuration;

use crate::caller::post;
use crate::case::{file, named, status, with};
use crate::staff::Filed;
use crate::world::World;

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// What is somebody's, or in somebody's words.
const PERSONAL: [&str; 6] = [
    "Suharti",
    "+6281234567890",
    "Petugas loket tiga",
    "Loket 3, Mal",
    "Kami periksa",
    "Pak Darto",
];

async fn closed(world: &World) -> Filed {
    let fields = with(&named(), &[("reported_party", "Pak Darto")]);
    let case = Filed::of(world, &file(world, &fields).await);
    case.answered(world).await;
    let resolution = Resolution::Fulfilled;
    case.staff(world, Action::Close { resolution }, "Selesai.").await;
    case
}

async fn ticked(world: &World) {
    let ticked = tick(&world.app, world.now()).await.unwrap();
    assert_eq!(ticked.failed, 0);
}

fn erasures(events: &[function::store::EventView]) -> usize {
    let is_erasure = |event: &&function::store::EventView| matches!(event.step, Step::Noted(Fact::Erased));
    events.iter().filter(is_erasure).count()
}

#[tokio::test]
async fn after_its_time_the_person_and_the_words_are_gone_and_the_number_answers() {
    let world = World::new().await;
    let case = closed(&world).await;
    world.pass(DAY * 729);
    ticked(&world).await;
    let before = world.dump().await;
    assert!(PERSONAL.iter().all(|word| before.contains(word)), "{before}");
    assert_eq!(erasures(&case.events(&world).await), 0, "not a day early");
    world.pass(DAY * 2);
    for _ in 0..4 {
        ticked(&world).await;
    }
    let after = world.dump().await;
    for word in PERSONAL {
        assert!(!after.contains(word), "{word} in {after}");
    }
    assert_eq!((world.count("ID").await, world.count("WAKE").await), (0, 0));
    assert_eq!(
        erasures(&case.events(&world).await),
        1,
        "once, however often it is asked for"
    );
    crate::staff::assert_chained(&world).await;

    let right = [
        ("number", case.number.as_str()),
        ("access_code", case.code.as_str()),
    ];
    let answer = status().urlencoded(&right).send(&world).await.expect(200);
    assert_eq!(answer.member("status"), "closed");
    assert_eq!(answer.member("erased_at"), world.now().to_string());
    assert_eq!(answer.json()["messages"], serde_json::json!([]));
    let page = post("/api/status")
        .by_browser()
        .urlencoded(&right)
        .send(&world)
        .await
        .expect(200);
    assert!(
        page.text.contains("Data pribadi dihapus") && page.text.contains("16 Agustus 2027"),
        "{}",
        page.text
    );
    assert!(
        !page.text.contains("<textarea"),
        "nothing can be written any more"
    );
    let english = [&right[..1], &[("lang", "en")]].concat();
    let english = post("/api/status")
        .by_browser()
        .urlencoded(&english)
        .send(&world)
        .await
        .expect(200);
    assert!(english.text.contains("Personal data removed"), "{}", english.text);
    let reply = case
        .send("messages", &[("text", "Masih ada?")])
        .send(&world)
        .await;
    assert_eq!(reply.status, 409, "{}", reply.text);
    let shown = [
        ("identity_mode", "named"),
        ("name", "Suharti"),
        ("phone", "0812-3456-7890"),
    ];
    case.send("identity", &shown).send(&world).await.expect(409);
    let line = world
        .app
        .store
        .list(&function::store::Filter::default(), None, 9, world.now())
        .await
        .unwrap();
    assert_eq!(line.items.len(), 1, "still counted");
}

#[tokio::test]
async fn a_case_that_goes_on_keeps_its_words_and_counts_anew() {
    let world = World::new().await;
    let case = closed(&world).await;
    world.pass(DAY * 700);
    case.send("messages", &[("text", "Belum beres, biayanya belum kembali.")])
        .send(&world)
        .await
        .expect(201);
    for _ in 0..60 {
        world.pass(DAY);
        ticked(&world).await;
    }
    assert_eq!(case.status(&world).await, Status::Reopened);
    assert_eq!(erasures(&case.events(&world).await), 0);
    assert!(world.dump().await.contains("Petugas loket tiga"));
}

#[tokio::test]
async fn whoever_takes_a_complaint_back_is_forgotten_sooner() {
    let world = World::new().await;
    let case = Filed::of(&world, &file(&world, &named()).await);
    case.send("withdrawal", &[]).send(&world).await.expect(201);
    world.pass(DAY * 93);
    ticked(&world).await;
    ticked(&world).await;
    let after = world.dump().await;
    assert!(
        !after.contains("Suharti") && !after.contains("Petugas loket tiga"),
        "{after}"
    );
}

#[tokio::test]
async fn the_files_of_a_case_go_with_it_and_so_do_the_sealed_originals() {
    let world = World::new().await;
    let photo = crate::samples::jpeg(40, 30);
    let receipt = crate::case::complaints().with_files(&named(), &[("a.jpg", &photo)]);
    let case = Filed::of(&world, &receipt.send(&world).await.expect(201));
    let ahead = crate::uploads::sent(&world, &photo).await;
    assert_eq!(crate::uploads::state(&world, &ahead).await["state"], "ready");
    case.send(
        "messages",
        &[("text", "Foto kedua dari loket."), ("upload_ids", &ahead)],
    )
    .send(&world)
    .await
    .expect(201);
    let other = crate::case::complaints().with_files(
        &with(&named(), &[("narrative", "Aduan lain yang masih berjalan.")]),
        &[("b.jpg", &photo)],
    );
    other.send(&world).await.expect(201);
    let folders = |world: &World| {
        let files = world.stored_files();
        ["/evidence/", "/originals/", "/incoming/"]
            .map(|folder| files.iter().filter(|(path, _)| path.contains(folder)).count())
    };
    assert_eq!(folders(&world), [3, 3, 0], "cleaned, and as they were sent");
    case.send("withdrawal", &[]).send(&world).await.expect(201);
    world.pass(DAY * 93);
    for _ in 0..3 {
        ticked(&world).await;
    }
    // What belongs to nothing is swept a day later.
    world.pass(DAY * 2);
    ticked(&world).await;
    assert_eq!(folders(&world), [1, 1, 0], "only those of the case that goes on");
    let gone = post("/api/evidence").urlencoded(&[
        ("number", case.number.as_str()),
        ("access_code", &case.code),
        ("file", "1"),
    ]);
    gone.send(&world).await.expect(404);
}

/// The sample with another time for closed complaints.
fn keeping(closed: &str) -> std::sync::Arc<complaint::Agency> {
    let content = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let read = |name: &str| std::fs::read_to_string(content.join(name)).unwrap();
    let (agency, holidays) = (read("agency.toml"), read("data/holidays.toml"));
    let other = agency.replace("closed = \"2 tahun\"", &format!("closed = \"{closed}\""));
    assert_ne!(other, agency, "the sample keeps two years");
    let source = |file, text| complaint::Source { file, text };
    let parsed = complaint::Agency::parse(source("agency.toml", &other), source("holidays.toml", &holidays));
    std::sync::Arc::new(parsed.unwrap().0)
}

#[tokio::test]
async fn another_time_reaches_cases_that_were_closed_before() {
    let mut world = World::new().await;
    let case = closed(&world).await;
    ticked(&world).await;
    world.app.agency = keeping("1 bulan");
    world.pass(DAY * 20);
    ticked(&world).await;
    assert_eq!(erasures(&case.events(&world).await), 0, "its time is not over");
    world.pass(DAY * 12);
    for _ in 0..3 {
        ticked(&world).await;
    }
    assert_eq!(erasures(&case.events(&world).await), 1);
    assert!(!world.dump().await.contains("Petugas loket tiga"));

    // And when it is over already.
    let mut world = World::new().await;
    let case = closed(&world).await;
    world.pass(DAY * 100);
    ticked(&world).await;
    world.app.agency = keeping("3 tahun");
    ticked(&world).await;
    world.app.agency = keeping("1 bulan");
    for _ in 0..4 {
        ticked(&world).await;
    }
    assert_eq!(erasures(&case.events(&world).await), 1);
    assert_eq!(world.count("WAKE").await, 0);
}
