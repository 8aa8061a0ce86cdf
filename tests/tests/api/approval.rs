//! Answers that the coordinator approves first: nothing goes out before, the clock goes on, and of two the second is told.

use std::sync::Arc;

use complaint::staff::Role;

use crate::case::{anonymous, file};
use crate::desk::{Person, Session};
use crate::staff::{Filed, assert_chained};
use crate::world::World;

const ANSWER: (&str, &str) = ("text", "Biaya Anda kami kembalikan.");

/// An agency that wants it so.
async fn strict() -> World {
    let mut world = World::new().await;
    let mut agency = (*world.app.agency).clone();
    agency.desk.approve_answers = true;
    world.app.agency = Arc::new(agency);
    world
}

/// A case that a unit works on.
async fn in_hand(world: &World, desk: &Session, officer: &Session) -> Filed {
    let filed = Filed::of(world, &file(world, &anonymous()).await);
    let number = filed.number.to_string();
    desk.act(world, &number, "verify", &[]).await.expect(200);
    desk.act(world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    officer.act(world, &number, "handle", &[]).await.expect(200);
    filed
}

#[tokio::test]
async fn an_answer_waits_is_sent_back_mended_and_approved() {
    let world = strict().await;
    let desk = Person::coordinator(&world).await;
    let officer = Person::officer(&world, "perizinan").await;
    let filed = in_hand(&world, &desk, &officer).await;
    let number = filed.number.to_string();
    let path = format!("/staff/cases/{number}");
    let citizen = || crate::status_of(&world, &number, &filed.code);
    let (before, due) = (
        citizen().await,
        desk.json(&world, &path).await.json()["deadlines"].clone(),
    );

    officer
        .act(&world, &number, "respond", &[ANSWER])
        .await
        .expect(409);
    let page = officer.page(&world, &path).await.text;
    assert!(page.contains("Pakai Ajukan tanggapan") && !page.contains(&format!("{path}/respond\"")));
    desk.act(&world, &number, "approve", &[]).await.expect(409);
    let drafted = [("text", "Kami sudah bicara dengan petugasnya.")];
    let answer = officer
        .act(&world, &number, "propose", &drafted)
        .await
        .expect(200);
    assert_eq!(answer.member("status"), "handling");
    assert_eq!(answer.json()["flags"], serde_json::json!(["approval"]));
    assert_eq!(citizen().await, before, "the citizen learns nothing");
    assert_eq!(
        desk.json(&world, &path).await.json()["deadlines"],
        due,
        "the clock goes on"
    );
    let waiting = desk.json(&world, "/staff/?flag=approval").await.json();
    assert_eq!(waiting["items"][0]["number"], number);
    assert!(
        desk.page(&world, "/staff/")
            .await
            .text
            .contains("Menunggu persetujuan")
    );
    for verb in ["approve", "send_back"] {
        officer
            .act(&world, &number, verb, &[("note", "x")])
            .await
            .expect(403);
    }

    desk.act(&world, &number, "send_back", &[]).await.expect(422);
    let back = [("note", "Sebut tanggalnya.")];
    desk.act(&world, &number, "send_back", &back).await.expect(200);
    let page = officer.page(&world, &path).await.text;
    assert!(page.contains("Sebut tanggalnya."), "{page}");
    assert!(
        page.contains("bicara dengan petugasnya.</textarea>"),
        "mended, not written anew: {page}"
    );
    assert_eq!(citizen().await, before);

    officer
        .act(&world, &number, "propose", &[ANSWER])
        .await
        .expect(200);
    let page = desk.page(&world, &path).await.text;
    assert!(page.contains("Rancangan tanggapan, menunggu persetujuan") && page.contains(ANSWER.1));
    let sent = desk.act(&world, &number, "approve", &[]).await.expect(200);
    assert_eq!(sent.member("status"), "responded");
    let seen = citizen().await.to_string();
    assert!(seen.contains(ANSWER.1) && !seen.contains("bicara dengan") && !seen.contains("Sebut tanggalnya"));
    let verbs: Vec<_> = filed
        .events(&world)
        .await
        .iter()
        .map(|event| serde_json::to_value(&event.step).unwrap()["action"].clone())
        .collect();
    assert_eq!(verbs[4..], ["propose", "send_back", "propose", "approve"]);
    assert_eq!(world.count("DRAFT").await, 0);
    assert_chained(&world).await;
}

#[tokio::test]
async fn of_two_who_decide_the_second_is_told_and_nothing_goes_out_twice() {
    let world = strict().await;
    let desk = Person::coordinator(&world).await;
    let officer = Person::officer(&world, "perizinan").await;
    let filed = in_hand(&world, &desk, &officer).await;
    let number = filed.number.to_string();
    officer
        .act(&world, &number, "propose", &[ANSWER])
        .await
        .expect(200);
    let other = Person::new(&world, Role::Coordinator, "koordinator-dua", None).await;
    let other = other.session(&world).await;
    let version = desk.version(&world, &number).await;
    let press = |who: &Session, verb: &str| {
        let seen = [("version", version.as_str()), ("note", "Belum lengkap.")];
        who.post(&format!("/staff/cases/{number}/{verb}"), &seen)
            .by_program()
            .send(&world)
    };
    let (approved, sent_back) = (press(&desk, "approve"), press(&other, "send_back"));
    let (approved, sent_back) = futures_util::future::join(approved, sent_back).await;
    let mut both = [approved.status, sent_back.status];
    both.sort_unstable();
    assert_eq!(both, [200, 409]);
    let messages = crate::status_of(&world, &number, &filed.code).await["messages"].clone();
    let went_out = usize::from(approved.status == 200);
    assert_eq!(messages.as_array().unwrap().len(), went_out);

    // The officer changes the draft while somebody decides: what was not read is not approved.
    let again = in_hand_again(&world, &desk, &officer).await;
    officer
        .act(&world, &again, "propose", &[ANSWER])
        .await
        .expect(200);
    let seen = desk.version(&world, &again).await;
    officer
        .act(&world, &again, "propose", &[("text", "Lain sama sekali.")])
        .await
        .expect(200);
    let path = format!("/staff/cases/{again}/approve");
    desk.post(&path, &[("version", &seen)])
        .by_program()
        .send(&world)
        .await
        .expect(409);
}

async fn in_hand_again(world: &World, desk: &Session, officer: &Session) -> String {
    let fields = crate::case::with(&anonymous(), &[("narrative", "Perkara kedua di loket.")]);
    let number = file(world, &fields).await.member("number");
    desk.act(world, &number, "verify", &[]).await.expect(200);
    desk.act(world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    officer.act(world, &number, "handle", &[]).await.expect(200);
    number
}

#[tokio::test]
async fn an_agency_without_approval_never_hears_of_it() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let officer = Person::officer(&world, "perizinan").await;
    let number = in_hand(&world, &desk, &officer).await.number.to_string();
    for session in [&desk, &officer] {
        let page = session.page(&world, &format!("/staff/cases/{number}")).await.text;
        assert!(!page.contains("Ajukan") && !page.contains("ancangan"), "{page}");
    }
    officer
        .act(&world, &number, "propose", &[ANSWER])
        .await
        .expect(409);
    officer
        .act(&world, &number, "respond", &[ANSWER])
        .await
        .expect(200);
}
