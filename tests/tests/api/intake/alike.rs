//! The same form sent again, and a complaint like one that is already there.

use super::{LETTER, record, with};
use crate::desk::Person;
use crate::world::World;

#[tokio::test]
async fn the_same_form_sent_twice_is_one_case() {
    let world = World::new().await;
    let session = Person::coordinator(&world).await;
    let fields = with(&[("submission_key", "k1")]);
    let first = record(&session, &fields).send(&world).await.expect(201);
    let fields = with(&[("submission_key", "k1"), ("confirmed", "yes")]);
    let again = record(&session, &fields).send(&world).await.expect(200);
    for member in ["number", "access_code", "received_at"] {
        assert_eq!(first.member(member), again.member(member));
    }
    for (name, value) in [
        ("narrative", "Cerita yang lain sama sekali."),
        ("received_at", "2025-08-13"),
        ("channel", "email"),
    ] {
        let other = with(&[("submission_key", "k1"), ("confirmed", "yes"), (name, value)]);
        record(&session, &other).send(&world).await.expect(409);
    }
    assert_eq!(world.count("META").await, 1);
}

#[tokio::test]
async fn what_is_alike_is_shown_and_the_officer_goes_on() {
    let world = World::new().await;
    let session = Person::coordinator(&world).await;
    let first = record(&session, &LETTER).send(&world).await.expect(201);
    let number = first.member("number");
    for (set, alike) in [
        (
            vec![
                ("narrative", "Lampu padam di depan pasar."),
                ("phone", "+62 812 3456 7890"),
            ],
            true,
        ),
        (
            vec![
                ("narrative", "PETUGAS loket tiga meminta biaya di luar tarif!"),
                ("phone", "0811-0000-0000"),
            ],
            true,
        ),
        (
            vec![
                ("narrative", "Atap ruang tunggu bocor."),
                ("phone", "0811-0000-0001"),
            ],
            false,
        ),
    ] {
        let answer = record(&session, &with(&set)).send(&world).await;
        if !alike {
            answer.expect(201);
            continue;
        }
        assert_eq!(answer.status, 409);
        assert!(answer.text.contains(&number), "{}", answer.text);
        let page = session
            .post("/staff/new", &with(&set))
            .by_browser()
            .send(&world)
            .await;
        let page = page.expect(409);
        assert!(
            page.text.contains(&number) && page.text.contains(set[0].1),
            "{}",
            page.text
        );
        let confirmed = [&set[..], &[("confirmed", "yes")]].concat();
        record(&session, &with(&confirmed)).send(&world).await.expect(201);
    }
}

#[tokio::test]
async fn a_telephone_tells_nobody_who_is_confidential() {
    let world = World::new().await;
    let session = Person::coordinator(&world).await;
    let hidden = with(&[("identity_mode", "confidential")]);
    let number = record(&session, &hidden)
        .send(&world)
        .await
        .expect(201)
        .member("number");
    let dump = world.dump().await;
    assert!(!dump.contains("Suharti") && !dump.contains("+6281234567890"));
    let other = with(&[("narrative", "Lampu padam di depan pasar.")]);
    record(&session, &other).send(&world).await.expect(201);
    // An officer learns of no other unit's case, not even that it is alike.
    let officer = Person::officer(&world, "perizinan").await;
    let answer = record(&officer, &LETTER).send(&world).await.expect(201);
    assert!(!answer.text.contains(&number));
}
