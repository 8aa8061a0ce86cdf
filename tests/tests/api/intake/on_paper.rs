//! Slips out of a box, and numbers given out on paper.

use super::{LETTER, error, record, with};
use crate::desk::Person;
use crate::status_of;
use crate::world::World;

#[tokio::test]
async fn slips_are_filed_one_by_one_and_only_wrong_ones_come_back() {
    let world = World::new().await;
    let session = Person::coordinator(&world).await;
    let fields = [
        ("received_at", "2025-08-12"),
        ("incident_place", "Lobi"),
        ("submission_key", "kotak-1"),
        ("narrative_1", "Kursi untuk lansia kurang."),
        ("class_1", "aspiration"),
        ("narrative_2", "pendek"),
        ("narrative_5", "Kipas angin di lobi mati."),
    ];
    let page = session
        .post("/staff/new/kotak", &fields)
        .by_browser()
        .send(&world)
        .await;
    let page = page.expect(422);
    assert!(
        page.text.contains("pendek") && !page.text.contains("Kipas angin"),
        "{}",
        page.text
    );
    assert_eq!(page.text.matches("/staff/cases/DPM-").count(), 2);
    assert_eq!(world.count("META").await, 2);
    // Sent again by mistake, nothing is filed twice.
    let again = session
        .post("/staff/new/kotak", &fields)
        .by_program()
        .send(&world)
        .await;
    assert_eq!(
        error(&again.expect(422)),
        [("narrative".to_owned(), "too_short".to_owned())]
    );
    assert_eq!(world.count("META").await, 2);
    // Without what holds for all slips none is filed, and the page says so.
    let lacking: Vec<_> = fields
        .into_iter()
        .filter(|(name, _)| !["incident_place", "submission_key", "narrative_2", "class_1"].contains(name))
        .collect();
    let page = session
        .post("/staff/new/kotak", &lacking)
        .by_browser()
        .send(&world)
        .await
        .expect(422);
    assert!(
        page.text.contains("Belum ada yang tercatat.") && page.text.contains("Kipas angin"),
        "{}",
        page.text
    );
    assert_eq!(world.count("META").await, 2);
    let empty = [("received_at", "2025-08-12"), ("incident_place", "Lobi")];
    session
        .post("/staff/new/kotak", &empty)
        .by_program()
        .send(&world)
        .await
        .expect(422);
}

#[tokio::test]
async fn a_number_on_paper_waits_for_its_case_and_is_used_once() {
    let world = World::new().await;
    let session = Person::coordinator(&world).await;
    let papers = session
        .post("/staff/new/kertas", &[("count", "3")])
        .by_program()
        .send(&world)
        .await
        .expect(201)
        .json();
    let paper = |n: usize, member: &str| papers["papers"][n][member].as_str().unwrap().to_owned();
    let (number, code) = (paper(0, "number"), paper(0, "access_code"));
    assert!(!world.dump().await.contains(&code), "the code is on paper only");
    let fields = with(&[
        ("channel", "walk_in"),
        ("paper_number", &number),
        ("submission_key", "k9"),
        ("confirmed", "yes"),
    ]);
    let receipt = record(&session, &fields).send(&world).await.expect(201);
    assert_eq!(receipt.member("number"), number);
    assert!(receipt.json()["access_code"].is_null());
    let status = status_of(&world, &number, &code).await;
    assert_eq!(status["narrative"], LETTER[6].1);
    let again = record(&session, &fields).send(&world).await.expect(200);
    assert_eq!(again.member("number"), number);
    let waiting = session.json(&world, "/staff/new/kertas").await.json();
    assert_eq!(waiting["waiting"].as_array().unwrap().len(), 2);
    for number in [number.as_str(), "DPM-0000-0000", "bukan nomor"] {
        let fields = with(&[
            ("paper_number", number),
            ("narrative", "Cerita lain tentang hal lain."),
            ("confirmed", "yes"),
        ]);
        let answer = record(&session, &fields).send(&world).await;
        assert_eq!(
            error(&answer.expect(422)),
            [("paper_number".to_owned(), "unknown_choice".to_owned())]
        );
    }
    for count in ["0", "51", "banyak", ""] {
        let answer = session
            .post("/staff/new/kertas", &[("count", count)])
            .by_program();
        answer.send(&world).await.expect(422);
    }
    assert_eq!(world.app.store.papers().await.unwrap().len(), 2);
}
