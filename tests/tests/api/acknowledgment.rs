//! The one mail at filing: who gets it, what it says, and that the address of a confidential reporter is gone with it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use serde_json::json;

use crate::caller::get;
use crate::case::{anonymous, complaints, confidential, file, named, with, without};
use crate::desk::Person;
use crate::outbox::{Letters, ticked, with_post};
use crate::world::World;

const ASKED: (&str, &str) = ("ack_email", "yes");
const ADDRESS: &str = "numan@contoh.example";

async fn acknowledged(
    world: &World,
    letters: &Letters,
    fields: &[(&'static str, &'static str)],
) -> Vec<String> {
    file(world, fields).await;
    ticked(world).await;
    letters.all()
}

/// The agency is mailed too when dates come near.
fn to_reporter(letters: &Letters) -> usize {
    let to = format!("To: {ADDRESS}");
    letters.all().iter().filter(|letter| letter.contains(&to)).count()
}

#[tokio::test]
async fn a_confidential_reporter_who_asks_gets_one_mail_and_the_address_is_gone_with_it() {
    let (world, letters) = with_post(World::new().await);
    let receipt = file(&world, &with(&confidential(), &[ASKED])).await;
    let waiting = world.dump().await;
    assert!(waiting.contains("S(\"received\")"), "the notice waits: {waiting}");
    assert!(!waiting.contains(ADDRESS), "enciphered while it waits");
    assert_eq!(ticked(&world).await, 1);
    let [letter] = &letters.all()[..] else {
        panic!("{:?}", letters.all())
    };
    assert!(letter.contains(&format!("To: {ADDRESS}")), "{letter}");
    assert!(letter.contains(&receipt.member("number")), "{letter}");
    for secret in [
        "Nu'man",
        "Petugas loket",
        "ahasia",
        &receipt.member("access_code"),
    ] {
        assert!(!letter.contains(secret), "{secret} in {letter}");
    }
    let delivered = world.dump().await;
    assert!(!delivered.contains("\"address\""), "{delivered}");
    assert!(!delivered.contains(ADDRESS), "{delivered}");
    world.pass(SignedDuration::from_hours(200));
    ticked(&world).await;
    assert_eq!(to_reporter(&letters), 1, "one mail and no other");
}

#[tokio::test]
async fn only_who_asked_and_may_be_mailed_is_acknowledged() {
    let email = [("email", ADDRESS)];
    for (fields, mails) in [
        (confidential(), 0),
        (with(&confidential(), &[("ack_email", "")]), 0),
        (with(&confidential(), &[("ack_email", "on")]), 1),
        (with(&with(&anonymous(), &email), &[ASKED]), 0),
        (named(), 0),
        (with(&named(), &[ASKED]), 0),
        (with(&named(), &email), 1),
        (with(&with(&confidential(), &[ASKED]), &[("website", "x")]), 0),
        (with(&with(&named(), &email), &[("website", "x")]), 0),
    ] {
        let (world, letters) = with_post(World::new().await);
        let got = acknowledged(&world, &letters, &fields).await;
        assert_eq!(got.len(), mails, "{fields:?}");
    }
}

#[tokio::test]
async fn programs_may_ask_with_a_truth_value() {
    for (asked, mails) in [
        (json!(true), 1),
        (json!(false), 0),
        (json!("yes"), 1),
        (json!(null), 0),
    ] {
        let (world, letters) = with_post(World::new().await);
        let mut body: serde_json::Map<_, _> = confidential()
            .iter()
            .map(|(name, text)| ((*name).to_owned(), json!(text)))
            .collect();
        body.insert("ack_email".to_owned(), asked.clone());
        complaints()
            .json_raw(serde_json::Value::from(body).to_string())
            .send(&world)
            .await
            .expect(201);
        ticked(&world).await;
        assert_eq!(letters.all().len(), mails, "{asked}");
    }
}

#[tokio::test]
async fn a_mail_without_an_address_is_told_and_nothing_is_filed() {
    let world = World::new().await;
    let fields = with(
        &without(&confidential(), "email"),
        &[("phone", "0812-3456-7890"), ASKED],
    );
    let wrong = complaints().urlencoded(&fields).send(&world).await.expect(422);
    assert_eq!(wrong.json()["errors"][0]["field"], "email");
    let odd = with(&confidential(), &[("ack_email", "mungkin")]);
    let wrong = complaints().urlencoded(&odd).send(&world).await.expect(422);
    assert_eq!(wrong.json()["errors"][0]["code"], "unknown_choice");
    assert_eq!(world.count("META").await, 0);
}

#[tokio::test]
async fn what_was_ticked_stands_on_the_page_that_comes_back() {
    let world = World::new().await;
    let fields = with(&confidential(), &[("narrative", ""), ASKED]);
    let page = crate::caller::post("/api/complaints")
        .by_browser()
        .urlencoded(&fields)
        .send(&world)
        .await
        .expect(422);
    assert!(
        page.text.contains("name=\"ack_email\" value=\"yes\" checked"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn nothing_is_kept_of_the_address_where_no_mail_is_sent() {
    let world = World::new().await;
    file(&world, &with(&confidential(), &[ASKED])).await;
    let stored = world.dump().await;
    assert!(
        !stored.contains("\"address\"") && !stored.contains(ADDRESS),
        "{stored}"
    );
}

#[tokio::test]
async fn a_mail_given_up_is_listed_without_the_address_and_cannot_be_sent_again() {
    let (world, letters) = with_post(World::new().await);
    let number = file(&world, &with(&confidential(), &[ASKED]))
        .await
        .member("number");
    letters.refusing.store(true, Ordering::SeqCst);
    assert_eq!(ticked(&world).await, 0);
    let stored = world.dump().await;
    assert!(
        !stored.contains("\"address\"") && !stored.contains(ADDRESS),
        "{stored}"
    );
    let session = Person::coordinator(&world).await;
    let list = session.json(&world, "/staff/mail").await.expect(200).json();
    let given_up = &list["given_up"][0];
    assert_eq!(
        (&given_up["kind"], &given_up["failure"], &given_up["may_retry"]),
        (&json!("received"), &json!("refused"), &json!(false)),
        "{list}"
    );
    let id = given_up["id"].as_str().unwrap();
    let fields = [("number", number.as_str()), ("id", id), ("do", "retry")];
    session
        .post("/staff/mail", &fields)
        .by_program()
        .send(&world)
        .await
        .expect(404);
    letters.refusing.store(false, Ordering::SeqCst);
    assert_eq!(ticked(&world).await, 0);
}

#[tokio::test]
async fn a_mail_that_was_given_up_can_be_tried_again_or_put_away() {
    let (world, letters) = with_post(World::new().await);
    let fields = with(&named(), &[("email", ADDRESS)]);
    let number = file(&world, &fields).await.member("number");
    letters.down.store(true, Ordering::SeqCst);
    for _ in 0..13 {
        ticked(&world).await;
        world.pass(SignedDuration::from_hours(24 * 4));
    }
    let health = get("/api/health").send(&world).await.expect(503);
    assert_eq!(
        health.json()["down"],
        json!(["mail"]),
        "given up is not delivered"
    );
    let session = Person::coordinator(&world).await;
    let queue = session.page(&world, "/staff/").await.expect(200).text;
    assert!(
        queue.contains("Surat elektronik tidak terkirim") && queue.contains("/staff/mail"),
        "{queue}"
    );
    let page = session.page(&world, "/staff/mail").await.expect(200).text;
    for words in [
        &number,
        "Tanda terima untuk pelapor",
        "Dicoba 12 kali",
        "Coba lagi",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    for trace in [ADDRESS, "Suharti", "Petugas loket"] {
        assert!(!page.contains(trace), "{trace}");
    }
    let list = session.json(&world, "/staff/mail").await.json();
    letters.down.store(false, Ordering::SeqCst);
    // What the agency was told of the new case is there too.
    let given_up = list["given_up"].as_array().unwrap();
    let again = |id| [("number", number.as_str()), ("id", id), ("do", "retry")];
    let ids: Vec<&str> = given_up.iter().map(|mail| mail["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 2, "{list}");
    let mut left = list.clone();
    for id in &ids {
        let answer = session.post("/staff/mail", &again(id)).by_program();
        left = answer.send(&world).await.expect(200).json();
    }
    assert_eq!(left["given_up"], json!([]));
    ticked(&world).await;
    assert_eq!(to_reporter(&letters), 1);
    get("/api/health").send(&world).await.expect(200);
    session
        .post("/staff/mail", &again(ids[0]))
        .by_program()
        .send(&world)
        .await
        .expect(404);
    let queue = session.page(&world, "/staff/").await.expect(200).text;
    assert!(!queue.contains("Surat elektronik"), "{queue}");
}

#[tokio::test]
async fn an_address_that_does_not_exist_is_listed_and_mail_is_not_called_down() {
    let (world, letters) = with_post(World::new().await);
    let number = file(&world, &with(&named(), &[("email", ADDRESS)]))
        .await
        .member("number");
    letters.refusing.store(true, Ordering::SeqCst);
    ticked(&world).await;
    world.pass(SignedDuration::from_hours(2));
    get("/api/health").send(&world).await.expect(200);
    let session = Person::coordinator(&world).await;
    let queue = session.page(&world, "/staff/").await.text;
    assert!(queue.contains("1 surat elektronik tidak terkirim"), "{queue}");
    let list = session.json(&world, "/staff/mail").await.json();
    let id = list["given_up"][0]["id"].as_str().unwrap().to_owned();
    let away = [("number", number.as_str()), ("id", &id), ("do", "dismiss")];
    session
        .post("/staff/mail", &away)
        .by_program()
        .send(&world)
        .await
        .expect(200);
    let queue = session.page(&world, "/staff/").await.text;
    assert!(!queue.contains("surat elektronik tidak terkirim"), "{queue}");
}

#[tokio::test]
async fn the_list_of_mails_is_the_coordinators() {
    let (world, _) = with_post(World::new().await);
    let officer = Person::officer(&world, "perizinan").await;
    officer.json(&world, "/staff/mail").await.expect(403);
    officer
        .post("/staff/mail", &[("do", "retry_all")])
        .by_program()
        .send(&world)
        .await
        .expect(403);
    get("/staff/mail").by_program().send(&world).await.expect(401);
    let session = Person::coordinator(&world).await;
    let mut forged = session.post("/staff/mail", &[("do", "retry_all")]);
    forged = forged.by_program();
    forged.send(&world).await.expect(200);
    let stolen = crate::caller::post("/staff/mail")
        .header("cookie", &session.cookie)
        .urlencoded(&[("do", "retry_all")])
        .by_program();
    stolen.send(&world).await.expect(403);
}

#[tokio::test]
async fn nobody_trying_is_seen_too() {
    let (world, _) = with_post(World::new().await);
    file(&world, &with(&named(), &[("email", ADDRESS)])).await;
    world.pass(SignedDuration::from_mins(59));
    get("/api/health").send(&world).await.expect(200);
    world.pass(SignedDuration::from_mins(1));
    let down = get("/api/health").send(&world).await.expect(503);
    assert_eq!(down.json()["down"], json!(["mail"]));
    let session = Person::coordinator(&world).await;
    let queue = session.page(&world, "/staff/").await.text;
    assert!(queue.contains("Jadwal pengiriman tidak berjalan"), "{queue}");
}

#[tokio::test]
async fn a_server_out_of_reach_is_asked_once_in_a_tick() {
    let (mut world, _) = with_post(World::new().await);
    let asked = Arc::new(Unreachable::default());
    world.app.post.as_mut().unwrap().mailer = Arc::clone(&asked) as Arc<dyn function::Mailer>;
    for story in [
        "Yang pertama dari semua.",
        "Yang kedua dari semua.",
        "Yang ketiga dari semua.",
    ] {
        file(
            &world,
            &with(&named(), &[("email", ADDRESS), ("narrative", story)]),
        )
        .await;
    }
    ticked(&world).await;
    assert_eq!(asked.0.load(Ordering::SeqCst), 1);
}

#[derive(Default)]
struct Unreachable(std::sync::atomic::AtomicUsize);

impl function::Mailer for Unreachable {
    fn send(&self, _: String, _: function::Letter) -> function::Sending<'_> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { Err(function::MailError::Unreachable) })
    }
}

#[tokio::test]
async fn an_incident_of_long_ago_is_taken_and_said_to_be_old() {
    let world = World::new().await;
    for (date, beyond, words) in [
        ("2025-08-10", None, None),
        ("2025-06-22", Some("thirty_days"), Some("lebih dari 30 hari")),
        ("2019-08-01", Some("two_years"), Some("lebih dari dua tahun")),
    ] {
        let fields = with(&named(), &[("incident_date", date)]);
        let told = complaints()
            .by_program()
            .json(&fields)
            .send(&world)
            .await
            .expect(201)
            .json();
        let expected = beyond.map(|beyond| serde_json::json!({ "kind": "old_incident", "beyond": beyond }));
        let expected: Vec<_> = expected.into_iter().collect();
        assert_eq!(told["warnings"], serde_json::Value::from(expected), "{date}");
        let page = complaints()
            .by_browser()
            .urlencoded(&fields)
            .send(&world)
            .await
            .text;
        let desk = Person::new(&world, complaint::staff::Role::Coordinator, date, None).await;
        let desk = desk.session(&world).await;
        let number = told["number"].as_str().unwrap();
        let case = desk
            .page(&world, &format!("/staff/cases/{number}"))
            .await
            .expect(200)
            .text;
        for text in [page, case] {
            assert_eq!(text.contains("Pasal 42"), beyond == Some("thirty_days"), "{date}");
            assert!(words.is_none_or(|words| text.contains(words)), "{date}: {text}");
        }
    }
}
