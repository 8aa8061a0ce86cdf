//! Whose account opens for whom: bound by an invitation, to one person there and here.

use complaint::staff::Role;
use jiff::SignedDuration;
use serde_json::Value;

use super::{Agency, assert_outside, leaving};
use crate::caller::{get, post};
use crate::desk::{Person, Session, invited, secret_on};

async fn person(agency: &Agency, session: &Session, name: &str) -> Value {
    let answer = session.json(&agency.world, "/staff/people").await.expect(200);
    let people = answer.json()["items"].as_array().unwrap().clone();
    people
        .into_iter()
        .find(|person| person["name"] == name)
        .unwrap_or_default()
}

async fn close(agency: &Agency, session: &Session, id: &Value) {
    let fields = [("do", "close"), ("id", id.as_str().unwrap())];
    let closed = session.post("/staff/people", &fields).by_program();
    closed.send(&agency.world).await.expect(200);
}

#[tokio::test]
async fn an_invitation_offers_the_account_of_the_agency_first() {
    let agency = Agency::new().await;
    let token = invited(&agency.world, "Budi", Role::Auditor).await;
    let link = format!("/staff/undangan?kode={token}");
    let page = get(&link).by_browser().send(&agency.world).await.expect(200);
    let place = |words: &str| {
        page.text
            .find(words)
            .unwrap_or_else(|| panic!("{words}: {}", page.text))
    };
    assert!(
        place("Pilih satu cara masuk") < place("/staff/masuk/instansi"),
        "{}",
        page.text
    );
    assert!(
        place("/staff/masuk/instansi") < place("<details>"),
        "{}",
        page.text
    );
    assert!(place("<details>") < place("name=\"password\""), "{}", page.text);
    let short = [("kode", token.as_str()), ("password", "pendek")];
    let refused = post("/staff/undangan")
        .by_browser()
        .header("sec-fetch-site", "same-origin");
    let refused = refused.urlencoded(&short).send(&agency.world).await.expect(422);
    assert!(refused.text.contains("<details open>"), "{}", refused.text);
}

#[tokio::test]
async fn an_invitation_binds_an_account_to_whoever_accepts_it_and_holds_once() {
    let agency = Agency::new().await;
    let world = &agency.world;
    let desk = Person::coordinator(world).await;
    let token = invited(world, "Budi", Role::Auditor).await;
    assert_eq!(person(&agency, &desk, "Budi").await["signs_in_by"], Value::Null);
    agency.issuer.visited_by("budi");
    let answer = agency.accept(&token).await.expect(303);
    let session = Session::of(world, &answer).await;
    assert_eq!(answer.header("location"), "/staff/");
    session.page(world, "/staff/audit").await.expect(200);
    let known = person(&agency, &desk, "Budi").await;
    assert_eq!(
        (&known["state"], &known["signs_in_by"]),
        (&"active".into(), &"agency_account".into())
    );
    let page = desk.page(world, "/staff/people").await.expect(200);
    assert!(
        page.text.contains("Masuk dengan akun instansi.") && page.text.contains("Masuk dengan kata sandi"),
        "{}",
        page.text
    );
    leaving(&[("kode", &token)]).send(world).await.expect(404);
    get(&format!("/staff/undangan?kode={token}"))
        .by_browser()
        .send(world)
        .await
        .expect(404);
    agency.sign_in().await.expect(303);
}

#[tokio::test]
async fn an_invitation_that_ends_meanwhile_binds_nobody() {
    let agency = Agency::new().await;
    let token = invited(&agency.world, "Budi", Role::Auditor).await;
    let (first, second) = (
        agency.leave(&[("kode", &token)]).await,
        agency.leave(&[("kode", &token)]).await,
    );
    agency.issuer.visited_by("budi");
    agency.back(&first).await.expect(303);
    agency.issuer.visited_by("orang lain");
    assert_outside(&agency.back(&second).await, 404, "Undangan tidak berlaku");
    let token = invited(&agency.world, "Ani", Role::Auditor).await;
    agency
        .world
        .pass(SignedDuration::from_hours(71) + SignedDuration::from_mins(55));
    let late = agency.leave(&[("kode", &token)]).await;
    agency.world.pass(SignedDuration::from_mins(6));
    assert_outside(&agency.back(&late).await, 404, "Undangan tidak berlaku");
    leaving(&[("kode", "x")]).send(&agency.world).await.expect(404);
}

#[tokio::test]
async fn nobody_there_is_two_people_here() {
    let agency = Agency::new().await;
    agency.officer("siti", "Siti", Role::Coordinator).await;
    let token = invited(&agency.world, "Budi", Role::Auditor).await;
    assert_outside(
        &agency.accept(&token).await,
        409,
        "sudah membuka akun petugas lain",
    );
    let session = agency.session().await;
    assert_eq!(person(&agency, &session, "Budi").await["state"], "invited");
    agency.issuer.visited_by("budi");
    agency.accept(&token).await.expect(303);
}

#[tokio::test]
async fn of_two_invitations_for_one_person_at_once_one_binds() {
    let agency = Agency::new().await;
    let mut away = Vec::new();
    for name in ["Budi", "Budiman"] {
        let token = invited(&agency.world, name, Role::Auditor).await;
        away.push(agency.leave(&[("kode", &token)]).await);
    }
    agency.issuer.visited_by("budi");
    let answers = futures_util::future::join_all(away.iter().map(|away| agency.back(away))).await;
    let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses[0], 303, "{statuses:?}");
    assert!([404, 409].contains(&statuses[1]), "{statuses:?}");
}

#[tokio::test]
async fn a_closed_account_opens_for_nobody_and_its_owner_may_be_invited_as_somebody_else() {
    let agency = Agency::new().await;
    let world = &agency.world;
    let desk = Person::coordinator(world).await;
    agency.officer("siti", "Siti", Role::Auditor).await;
    let session = agency.session().await;
    close(&agency, &desk, &person(&agency, &desk, "Siti").await["id"]).await;
    session.json(world, "/staff/audit").await.expect(401);
    assert_outside(&agency.sign_in().await, 403, "koordinator");
    let known = person(&agency, &desk, "Siti").await;
    assert_eq!(
        (&known["state"], &known["signs_in_by"]),
        (&"disabled".into(), &Value::Null)
    );
    agency.officer("siti", "Siti Aminah", Role::Auditor).await;
    let page = agency
        .session()
        .await
        .page(world, "/staff/audit")
        .await
        .expect(200);
    assert!(page.text.contains("Siti Aminah"), "{}", page.text);
}

#[tokio::test]
async fn a_new_invitation_lets_the_account_open_for_somebody_else_and_for_them_alone() {
    let agency = Agency::new().await;
    let world = &agency.world;
    agency.officer("siti-lama", "Siti", Role::Auditor).await;
    let before = agency.session().await;
    // The same person again: nothing is in the way.
    agency.officer("siti-lama", "Siti", Role::Auditor).await;
    before.json(world, "/staff/audit").await.expect(401);
    agency.officer("siti-baru", "Siti", Role::Auditor).await;
    agency.sign_in().await.expect(303);
    agency.issuer.visited_by("siti-lama");
    assert_outside(&agency.sign_in().await, 403, "koordinator");
    agency.officer("siti-lama", "Sitinjak", Role::Auditor).await;
}

#[tokio::test]
async fn ways_to_sign_in_replace_each_other() {
    let agency = Agency::new().await;
    let world = &agency.world;
    let person = Person::new(world, Role::Auditor, "budi", None).await;
    person.session(world).await;
    agency.officer("budi", "budi", Role::Auditor).await;
    world.pass(SignedDuration::from_secs(30));
    let code = person.code(world);
    crate::desk::sign_in(&person.fields(&code))
        .send(world)
        .await
        .expect(401);

    let token = invited(world, "budi", Role::Auditor).await;
    agency.sign_in().await.expect(303);
    let link = format!("/staff/undangan?kode={token}");
    let page = get(&link).by_browser().send(world).await.expect(200);
    let secret = secret_on(&page.text);
    let code = tests::authenticator::code(secret, world.now().as_second());
    let password = "empat kata yang panjang";
    let own = [
        ("kode", token.as_str()),
        ("password", password),
        ("again", password),
        ("code", &code),
    ];
    let accepted = post("/staff/undangan")
        .by_browser()
        .header("sec-fetch-site", "same-origin");
    accepted.urlencoded(&own).send(world).await.expect(303);
    assert_outside(&agency.sign_in().await, 403, "koordinator");
    agency.officer("budi", "Budiman", Role::Auditor).await;
}

#[tokio::test]
async fn ending_sessions_ends_them_and_the_account_still_opens() {
    let agency = Agency::new().await;
    let world = &agency.world;
    let desk = Person::coordinator(world).await;
    agency.officer("siti", "Siti", Role::Auditor).await;
    let session = agency.session().await;
    let known = person(&agency, &desk, "Siti").await;
    let out = [("do", "sign_out"), ("id", known["id"].as_str().unwrap())];
    desk.post("/staff/people", &out)
        .by_program()
        .send(world)
        .await
        .expect(200);
    session.json(world, "/staff/audit").await.expect(401);
    agency.sign_in().await.expect(303);
}
