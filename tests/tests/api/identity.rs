//! A sealed identity: who may ask for it, who answers, who opens it, and that all of it is written down.

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use complaint::staff::Role;
use function::sealing::unseal;
use function::store::{AuditActor, AuditKind, Fact, Step};

use crate::case::{anonymous, confidential, file, named};
use crate::desk::{Person, Session};
use crate::outbox::{Letters, ticked, with_post};
use crate::staff::Filed;
use crate::world::World;

const REASON: (&str, &str) = ("note", "Perlu menelepon pelapor tentang berkasnya.");

async fn holder(world: &World) -> Session {
    let person = Person::new(world, Role::KeyHolder, "pemegang-kunci", None).await;
    person.session(world).await
}

#[tokio::test]
async fn an_officer_asks_and_a_key_holder_answers() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let officer = Person::officer(&world, "perizinan").await;
    let holder = holder(&world).await;
    let filed = Filed::of(&world, &file(&world, &confidential()).await);
    let number = filed.number.to_string();
    let path = format!("/staff/cases/{number}");
    desk.act(&world, &number, "verify", &[]).await.expect(200);
    desk.act(&world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    let before = crate::status_of(&world, &number, &filed.code).await["timeline"].clone();

    officer
        .act(&world, &number, "ask_identity", &[])
        .await
        .expect(422);
    let asked = officer
        .act(&world, &number, "ask_identity", &[REASON])
        .await
        .expect(200);
    assert_eq!(asked.json()["flags"], serde_json::json!(["identity_asked"]));
    let waiting = |path: &'static str| {
        let world = &world;
        let holder = &holder;
        async move { holder.json(world, path).await.expect(200).json()["items"].clone() }
    };
    let pending = waiting("/staff/?flag=identity_asked").await;
    assert_eq!(pending[0]["number"], number.as_str());
    assert_eq!(asked.member("status"), "dispositioned", "the state stays");
    desk.act(&world, &number, "ask_identity", &[REASON])
        .await
        .expect(409);
    for verb in ["grant_identity", "refuse_identity"] {
        officer.act(&world, &number, verb, &[REASON]).await.expect(403);
        desk.act(&world, &number, verb, &[REASON]).await.expect(403);
    }
    let waiting = holder.json(&world, "/staff/?flag=identity_asked").await.json();
    assert_eq!(waiting["items"][0]["number"], number);
    let page = holder.page(&world, &path).await.text;
    assert!(
        page.contains(REASON.1) && page.contains(&format!("{path}/identity\"")),
        "{page}"
    );

    let no = [("note", "Pelapor meminta dirahasiakan juga dari unit.")];
    holder
        .act(&world, &number, "refuse_identity", &no)
        .await
        .expect(200);
    holder
        .act(&world, &number, "refuse_identity", &no)
        .await
        .expect(409);
    assert!(
        officer.page(&world, &path).await.text.contains(no[0].1),
        "the officer is told"
    );
    officer
        .act(&world, &number, "ask_identity", &[REASON])
        .await
        .expect(200);
    let yes = [("note", "Telepon saya, nomornya saya bacakan.")];
    holder
        .act(&world, &number, "grant_identity", &yes)
        .await
        .expect(200);
    assert!(
        officer
            .page(&world, &path)
            .await
            .text
            .contains("Permintaan identitas disetujui")
    );
    let after = crate::status_of(&world, &number, &filed.code).await["timeline"].clone();
    assert_eq!(after, before, "the reporter's page tells nothing of it");
}

#[tokio::test]
async fn the_seal_is_handed_out_once_the_reason_is_written_down() {
    let world = World::new().await;
    let holder = holder(&world).await;
    let filed = Filed::of(&world, &file(&world, &confidential()).await);
    let path = format!("/staff/cases/{}/identity", filed.number);
    let kinds = || async {
        let entries = world.app.store.audit(None, 99).await.unwrap().items;
        entries
            .into_iter()
            .filter(|entry| entry.kind == AuditKind::SealedRead)
            .collect::<Vec<_>>()
    };
    let form = holder.page(&world, &path).await.expect(200).text;
    assert!(
        form.contains("tanggap submissions show") && !form.contains("data-seal"),
        "{form}"
    );
    for wrong in ["", "  ", &"a".repeat(301)] {
        holder
            .post(&path, &[("reason", wrong)])
            .by_browser()
            .send(&world)
            .await
            .expect(422);
    }
    assert_eq!(kinds().await, []);

    let reason = [("reason", "Pelapor harus dihubungi hari ini.")];
    let page = holder
        .post(&path, &reason)
        .by_browser()
        .send(&world)
        .await
        .expect(200);
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("script-src 'self'") && !policy.contains("connect-src"),
        "{policy}"
    );
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(
        !page.text.contains("Nu'man") && !page.text.contains("numan@"),
        "{}",
        page.text
    );
    let answer = holder
        .post(&path, &reason)
        .by_program()
        .send(&world)
        .await
        .expect(200);
    let seal = BASE64_STANDARD_NO_PAD.decode(answer.member("seal")).unwrap();
    let opened = unseal(&seal, std::slice::from_ref(&world.holder)).unwrap();
    let opened: serde_json::Value = serde_json::from_slice(&opened).unwrap();
    assert_eq!(opened["number"], filed.number.as_str());
    assert_eq!(opened["identity"]["name"], "Nu'man");

    let entries = kinds().await;
    assert_eq!(entries.len(), 2);
    let account = AuditActor::Account("sample-pemegang-kunci".to_owned());
    assert!(entries.iter().all(|entry| entry.actor == account));
    let events = filed.events(&world).await;
    let last = events.last().unwrap();
    assert_eq!(last.by.as_deref(), Some("sample-pemegang-kunci"));
    let reason = reason[0].1.to_owned();
    assert_eq!(last.step, Step::Noted(Fact::IdentityOpened { reason }));
    let dump = world.dump().await;
    assert!(!dump.contains("Nu'man") && !dump.contains("AGE-SECRET"));
}

#[tokio::test]
async fn nobody_else_gets_a_seal_and_there_is_none_where_nothing_is_sealed() {
    let world = World::new().await;
    let number = file(&world, &confidential()).await.member("number");
    let open = file(&world, &named()).await.member("number");
    let nobody = crate::case::with(&anonymous(), &[("narrative", "Cerita tanpa nama di loket.")]);
    let nobody = file(&world, &nobody).await.member("number");
    let path = |number: &str| format!("/staff/cases/{number}/identity");
    let reason = [("reason", "Ingin tahu saja.")];
    for role in [Role::Coordinator, Role::Officer, Role::Auditor, Role::Comms] {
        let unit = (role == Role::Officer).then_some("perizinan");
        let session = Person::new(&world, role, role.as_str(), unit).await;
        let session = session.session(&world).await;
        session.json(&world, &path(&number)).await.expect(403);
        let answer = session
            .post(&path(&number), &reason)
            .by_program()
            .send(&world)
            .await;
        assert_eq!(answer.status, 403, "{role:?}");
    }
    let holder = holder(&world).await;
    let concerned = Person::new(&world, Role::KeyHolder, "kepala", Some("perizinan")).await;
    let concerned = concerned.session(&world).await;
    let desk = Person::coordinator(&world).await;
    for other in [&open, &nobody] {
        holder
            .post(&path(other), &reason)
            .by_program()
            .send(&world)
            .await
            .expect(404);
        desk.act(&world, other, "ask_identity", &[REASON])
            .await
            .expect(409);
        let page = desk.page(&world, &format!("/staff/cases/{other}")).await.text;
        assert!(!page.contains("Minta identitas pelapor"), "{page}");
    }
    let about = [("unit", "perizinan"), ("note", "Tentang unit itu.")];
    desk.act(&world, &number, "exclude", &about).await.expect(200);
    concerned
        .post(&path(&number), &reason)
        .by_program()
        .send(&world)
        .await
        .expect(404);
}

/// Gives an account of the samples an address.
async fn with_address(world: &World, id: &str) {
    let text = |text: String| aws_sdk_dynamodb::types::AttributeValue::S(text);
    let update = world.table.update_item().table_name(crate::world::TABLE);
    let update = update
        .key("PK", text("STAFF".to_owned()))
        .key("SK", text(format!("A#{id}")))
        .update_expression("SET email = :email")
        .expression_attribute_values(":email", text(format!("{id}@contoh.example")));
    update.send().await.unwrap();
}

/// What somebody was told, but that their unit was given a case.
fn told(letters: &Letters, id: &str) -> Vec<String> {
    let to = format!("To: {id}@contoh.example");
    let mut all = letters.all();
    all.retain(|letter| letter.contains(&to) && !letter.contains("menerima disposisi"));
    all
}

#[tokio::test]
async fn whoever_asked_is_told_once_that_there_is_an_answer_and_not_which() {
    const OFFICER: &str = "sample-petugas-perizinan";
    let (world, letters) = with_post(World::new().await);
    let desk = Person::coordinator(&world).await;
    let officer = Person::officer(&world, "perizinan").await;
    let holder = holder(&world).await;
    for id in [OFFICER, "sample-koordinator", "sample-pemegang-kunci"] {
        with_address(&world, id).await;
    }
    let number = file(&world, &confidential()).await.member("number");
    desk.act(&world, &number, "verify", &[]).await.expect(200);
    desk.act(&world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    let mut bodies = Vec::new();
    for (nth, verb) in ["refuse_identity", "grant_identity"].into_iter().enumerate() {
        officer
            .act(&world, &number, "ask_identity", &[REASON])
            .await
            .expect(200);
        ticked(&world).await;
        assert_eq!(told(&letters, OFFICER).len(), nth, "nothing before the answer");
        let answer = [("note", "Penandakata: telepon saya.")];
        holder.act(&world, &number, verb, &answer).await.expect(200);
        let now = world.now();
        let all = futures_util::future::join_all((0..4).map(|_| function::tick(&world.app, now))).await;
        assert!(all.iter().all(Result::is_ok), "{all:?}");
        ticked(&world).await;
        let letters = told(&letters, OFFICER);
        assert_eq!(letters.len(), nth + 1, "{letters:?}");
        let letter = &letters[nth];
        assert!(letter.contains(&format!("/staff/cases/{number}")), "{letter}");
        for hidden in [
            "Penandakata",
            "Nu'man",
            "numan@",
            "Perlu menelepon",
            "etuju",
            "olak",
        ] {
            assert!(!letter.contains(hidden), "{hidden} in {letter}");
        }
        bodies.push(letter.split("\r\n\r\n").nth(1).unwrap().to_owned());
    }
    assert_eq!(bodies[0], bodies[1], "the mail does not tell which");
    for id in ["sample-koordinator", "sample-pemegang-kunci", "numan"] {
        assert_eq!(told(&letters, id), [""; 0]);
    }
}

#[tokio::test]
async fn whoever_stands_in_is_told_in_the_place_of_whoever_asked() {
    const ASKED: &str = "sample-petugas-perizinan";
    const STANDS_IN: &str = "sample-petugas-dua";
    let (world, letters) = with_post(World::new().await);
    let officer = Person::officer(&world, "perizinan").await;
    let stands_in = Person::new(&world, Role::Officer, "petugas-dua", Some("perizinan")).await;
    stands_in.session(&world).await;
    let holder = holder(&world).await;
    with_address(&world, STANDS_IN).await;
    with_address(&world, ASKED).await;
    let desk = Person::coordinator(&world).await;
    let first = asked_for(&world, &desk, &officer).await;
    // The same words again soon after would be the same complaint.
    world.pass(jiff::SignedDuration::from_mins(11));
    let second = asked_for(&world, &desk, &officer).await;
    let away = [("until", "2025-08-29"), ("delegate", STANDS_IN)];
    officer
        .post("/staff/absence", &away)
        .by_program()
        .send(&world)
        .await
        .expect(200);
    holder
        .act(&world, &first, "grant_identity", &[REASON])
        .await
        .expect(200);
    ticked(&world).await;
    let heard = || (told(&letters, ASKED).len(), told(&letters, STANDS_IN).len());
    assert_eq!(heard(), (0, 1));

    // Who stands in is away too: then it waits for whoever asked.
    let both = complaint::reminder::Absence {
        until: jiff::civil::date(2025, 12, 31),
        delegate: None,
    };
    world
        .app
        .store
        .note_absence(STANDS_IN, Some(&both))
        .await
        .unwrap();
    holder
        .act(&world, &second, "grant_identity", &[REASON])
        .await
        .expect(200);
    ticked(&world).await;
    assert_eq!(heard(), (1, 1));
}

#[tokio::test]
async fn whoever_no_longer_reads_the_case_is_told_nothing() {
    const OFFICER: &str = "sample-petugas-perizinan";
    let (world, letters) = with_post(World::new().await);
    let officer = Person::officer(&world, "perizinan").await;
    let holder = holder(&world).await;
    with_address(&world, OFFICER).await;
    let desk = Person::coordinator(&world).await;
    let number = asked_for(&world, &desk, &officer).await;
    officer
        .act(&world, &number, "return", &[REASON])
        .await
        .expect(200);
    holder
        .act(&world, &number, "grant_identity", &[REASON])
        .await
        .expect(200);
    ticked(&world).await;
    assert_eq!(told(&letters, OFFICER), [""; 0]);
}

/// A case of their unit, for whose identity an officer has asked.
async fn asked_for(world: &World, desk: &Session, officer: &Session) -> String {
    let number = file(world, &confidential()).await.member("number");
    desk.act(world, &number, "verify", &[]).await.expect(200);
    desk.act(world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    officer
        .act(world, &number, "ask_identity", &[REASON])
        .await
        .expect(200);
    number
}
