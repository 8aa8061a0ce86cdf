//! What is typed at the desk: never lost, whoever is faster, and never more than words, whatever it says.

use complaint::staff::Role;

use crate::case::{NARRATIVE, file, named, with};
use crate::desk::{Person, Session};
use crate::verbs::filed;
use crate::world::World;

#[tokio::test]
async fn of_two_officers_the_second_sees_what_changed_and_loses_no_word() {
    let world = World::new().await;
    let number = filed(&world).await.number.to_string();
    let desk = Person::coordinator(&world).await;
    desk.act(&world, &number, "verify", &[]).await.expect(200);
    let other = Person::new(&world, Role::Coordinator, "koordinator-dua", None).await;
    let other = other.session(&world).await;
    let version = desk.version(&world, &number).await;
    let path = |verb: &str| format!("/staff/cases/{number}/{verb}");
    let seen = ("version", version.as_str());
    desk.post(&path("dispose"), &[seen, ("unit", "perizinan")])
        .by_browser()
        .send(&world)
        .await
        .expect(303);
    let words = "Pertanyaan panjang yang sudah diketik <b>lama</b>.";
    let late = other
        .post(&path("ask"), &[seen, ("text", words)])
        .by_browser()
        .send(&world)
        .await
        .expect(409);
    for shown in [
        "Aduan ini berubah",
        "Terdisposisi",
        "diketik &lt;b&gt;lama&lt;",
        "Bidang Perizinan",
    ] {
        assert!(late.text.contains(shown), "{shown} in {}", late.text);
    }
    assert_eq!(
        other
            .json(&world, &format!("/staff/cases/{number}"))
            .await
            .member("status"),
        "dispositioned"
    );
    let now = other.version(&world, &number).await;
    assert!(
        late.text.contains(&format!("name=\"version\" value=\"{now}\"")),
        "pressing again is enough"
    );

    let race = [&desk, &other].map(|who| {
        who.post(&path("handle"), &[("version", now.as_str())])
            .by_program()
            .send(&world)
    });
    let mut race: Vec<u16> = futures_util::future::join_all(race)
        .await
        .iter()
        .map(|answer| answer.status)
        .collect();
    race.sort_unstable();
    assert_eq!(race, [200, 409]);
    desk.post(&path("note"), &[("note", "tanpa versi")])
        .by_program()
        .send(&world)
        .await
        .expect(422);
}

#[tokio::test]
async fn what_was_written_comes_back_when_the_session_is_over() {
    let world = World::new().await;
    let number = filed(&world).await.number.to_string();
    let desk = Person::coordinator(&world).await;
    world.pass(jiff::SignedDuration::from_mins(31));
    let answer = desk
        .post(
            &format!("/staff/cases/{number}/note"),
            &[("version", "1"), ("note", "Tulisan panjang.")],
        )
        .by_browser()
        .send(&world)
        .await
        .expect(401);
    assert!(answer.text.contains("Tulisan panjang."), "{}", answer.text);
}

/// Words that would do something if anything but text were made of them.
const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script> cerita",
    "\"><img src=x onerror=alert(1)> cerita",
    "</textarea><svg onload=alert(1)> cerita",
    "javascript:alert(1) dan cerita lainnya",
    "{{ 7*7 }} {% raw %} cerita yang panjang",
    "' onmouseover='alert(1)' cerita",
];

#[tokio::test]
async fn hostile_words_stay_words() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    for words in HOSTILE {
        let fields = with(
            &named(),
            &[
                ("narrative", words),
                ("incident_place", words),
                ("reported_party", words),
                ("requested_outcome", words),
                ("name", words),
                ("address", words),
            ],
        );
        let number = file(&world, &fields).await.member("number");
        desk.act(&world, &number, "note", &[("note", words)])
            .await
            .expect(200);
        desk.act(&world, &number, "verify", &[]).await.expect(200);
        desk.act(&world, &number, "ask", &[("text", words)])
            .await
            .expect(200);
        for path in [
            "/staff/".to_owned(),
            "/staff/?view=all".to_owned(),
            format!("/staff/cases/{number}"),
        ] {
            let page = desk.page(&world, &path).await.expect(200).text;
            for trace in [
                "<script",
                "<img",
                "<svg onload",
                "onmouseover='",
                "href=\"javascript",
            ] {
                assert!(!page.contains(trace), "{trace} in {page}");
            }
        }
        let page = desk.page(&world, &format!("/staff/cases/{number}")).await.text;
        assert!(page.contains("cerita"), "{page}");
        assert!(!page.contains("49 "), "nothing is evaluated");
    }
}

#[tokio::test]
async fn reading_a_list_never_shows_a_person() {
    let world = World::new().await;
    for mode in ["named", "confidential"] {
        file(
            &world,
            &with(
                &named(),
                &[
                    ("identity_mode", mode),
                    (
                        "narrative",
                        if mode == "named" {
                            NARRATIVE
                        } else {
                            "Cerita rahasia yang lain."
                        },
                    ),
                ],
            ),
        )
        .await;
    }
    let desk: Session = Person::coordinator(&world).await;
    for path in ["/staff/", "/staff/?view=done"] {
        for answer in [desk.page(&world, path).await, desk.json(&world, path).await] {
            assert!(
                !answer.text.contains("Suharti") && !answer.text.contains("3456"),
                "{}",
                answer.text
            );
        }
    }
    let list = desk.json(&world, "/staff/").await.json();
    for item in list["items"].as_array().unwrap() {
        let number = item["number"].as_str().unwrap();
        let case = desk.json(&world, &format!("/staff/cases/{number}")).await.text;
        assert_eq!(case.contains("Suharti"), item["identity_mode"] == "named");
    }
}
