//! Writing down what came by letter, telephone, at the counter, in a box or on a numbered paper.

use complaint::staff::Role;
use serde_json::{Value, json};

use crate::caller::{Answer, Call, post};
use crate::desk::{Person, Session};
use crate::samples::jpeg;
use crate::staff::assert_chained;
use crate::status_of;
use crate::world::World;

const LETTER: [(&str, &str); 10] = [
    ("channel", "letter"),
    ("received_at", "2025-08-12"),
    ("reference", "0012/ADU/VIII"),
    ("identity_mode", "named"),
    ("name", "Suharti"),
    ("phone", "0812-3456-7890"),
    (
        "narrative",
        "Petugas loket tiga meminta biaya di luar tarif resmi.",
    ),
    ("incident_place", "Loket 3"),
    ("class", "complaint"),
    ("language", "id"),
];

fn with<'a>(set: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = LETTER
        .into_iter()
        .filter(|(name, _)| set.iter().all(|(other, _)| other != name));
    kept.chain(set.iter().copied())
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

fn record(session: &Session, fields: &[(&str, &str)]) -> Call {
    session.post("/staff/new", fields).by_program()
}

async fn case(session: &Session, world: &World, number: &str) -> Value {
    let answer = session.json(world, &format!("/staff/cases/{number}")).await;
    answer.expect(200).json()
}

fn error(answer: &Answer) -> Vec<(String, String)> {
    let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    errors
        .iter()
        .map(|error| (text(&error["field"]), text(&error["code"])))
        .collect()
}

#[tokio::test]
async fn a_letter_counts_from_the_day_it_came() {
    let world = World::new().await;
    let session = Person::coordinator(&world).await;
    let receipt = record(&session, &LETTER).send(&world).await.expect(201);
    let number = receipt.member("number");
    assert_eq!(receipt.json()["received_at"], "2025-08-12T04:00:00Z");
    // Tuesday; the 18th is a day off, but the third working day comes before it.
    assert_eq!(receipt.json()["deadlines"][0]["due_on"], "2025-08-15");
    let case = case(&session, &world, &number).await;
    assert_eq!(
        [&case["channel"], &case["reference"], &case["received_at"]],
        ["letter", "0012/ADU/VIII", "2025-08-12T04:00:00Z"]
    );
    assert_eq!(case["recorded_at"], world.now().to_string());
    assert_eq!(
        [&case["events"][0]["actor"], &case["events"][0]["by"]],
        ["staff", "sample-koordinator"]
    );
    assert_eq!(case["contact"]["name"], "Suharti");
    assert_chained(&world).await;
    let status = status_of(&world, &number, &receipt.member("access_code")).await;
    assert_eq!(status["received_at"], "2025-08-12T04:00:00Z");
    assert_eq!(status["timeline"][0]["at"], "2025-08-12T04:00:00Z");
    assert_eq!(status["messages"], json!([]));
}

#[tokio::test]
async fn every_channel_is_written_down_but_that_of_the_site() {
    let world = World::new().await;
    let session = Person::coordinator(&world).await;
    for channel in complaint::Channel::NAMES {
        let narrative = format!("Cerita lewat {channel} tentang {channel} yang lain sekali {channel}.");
        let fields = with(&[
            ("channel", channel),
            ("narrative", &narrative),
            ("confirmed", "yes"),
        ]);
        let answer = record(&session, &fields).send(&world).await;
        if *channel == "web_form" {
            assert_eq!(
                error(&answer),
                [("channel".to_owned(), "unknown_choice".to_owned())]
            );
        } else {
            let number = answer.expect(201).member("number");
            let case = case(&session, &world, &number).await;
            assert_eq!(case["channel"], *channel);
            let escalated = case["flags"] == serde_json::json!(["escalated_ombudsman"]);
            assert_eq!(escalated, *channel == "ombudsman", "{channel}: {}", case["flags"]);
        }
    }
}

#[tokio::test]
async fn moments_are_read_as_offices_write_them_and_none_is_to_come() {
    let world = World::new().await;
    let session = Person::coordinator(&world).await;
    for (date, time, outcome) in [
        ("2025-08-12", "09:05", Ok("2025-08-12T01:05:00Z")),
        ("2025-08-12", "09.05", Ok("2025-08-12T01:05:00Z")),
        ("2025-08-12T09:05:00+08:00", "", Ok("2025-08-12T01:05:00Z")),
        ("2025-08-15", "", Ok("now")),
        ("2025-08-15", "23:59", Err(("received_at", "future_date"))),
        ("2025-08-16", "", Err(("received_at", "future_date"))),
        ("12 Agustus", "", Err(("received_at", "bad_date"))),
        ("1999-12-31", "", Err(("received_at", "bad_date"))),
        ("2025-08-12", "siang", Err(("received_time", "bad_date"))),
        ("", "", Err(("received_at", "required"))),
    ] {
        let narrative = format!("Cerita dari {date} pukul {time} tentang hal lain.");
        let fields = with(&[
            ("received_at", date),
            ("received_time", time),
            ("narrative", &narrative),
            ("confirmed", "yes"),
        ]);
        let answer = record(&session, &fields).send(&world).await;
        match outcome {
            Ok(at) => {
                let at = if at == "now" {
                    world.now().to_string()
                } else {
                    at.to_owned()
                };
                assert_eq!(answer.expect(201).json()["received_at"], at, "{date} {time}");
            }
            Err((field, code)) => {
                assert_eq!(answer.status, 422, "{date} {time}");
                assert_eq!(
                    error(&answer),
                    [(field.to_owned(), code.to_owned())],
                    "{date} {time}"
                );
            }
        }
    }
}

#[tokio::test]
async fn who_may_write_down_and_nobody_else() {
    let world = World::new().await;
    for (role, unit, may) in [
        (Role::Coordinator, None, true),
        (Role::Officer, Some("perizinan"), true),
        (Role::KeyHolder, None, false),
        (Role::Auditor, None, false),
        (Role::Comms, None, false),
    ] {
        let person = Person::new(&world, role, &format!("p {role:?}"), unit).await;
        let session = person.session(&world).await;
        let fields = with(&[("confirmed", "yes")]);
        for (path, fields, done) in [
            ("/staff/new", fields, 201),
            (
                "/staff/new/kotak",
                vec![
                    ("received_at", "2025-08-12"),
                    ("incident_place", "Lobi"),
                    ("narrative_1", "Kursinya kurang banyak."),
                ],
                201,
            ),
            ("/staff/new/kertas", vec![("count", "1")], 201),
        ] {
            let expected = if may { (200, done) } else { (403, 403) };
            let page = session.page(&world, path).await;
            let sent = session.post(path, &fields).by_program().send(&world).await;
            assert_eq!(
                (page.status, sent.status),
                expected,
                "{role:?} {path}: {}",
                sent.text
            );
            let forged = post(path)
                .header("cookie", &session.cookie)
                .header("sec-fetch-site", "same-origin")
                .urlencoded(&fields)
                .send(&world)
                .await;
            assert_eq!(forged.status, 403, "{role:?} {path}");
        }
    }
}

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

#[tokio::test]
async fn a_scan_is_cleaned_and_a_form_that_comes_back_keeps_it() {
    let world = World::new().await;
    let session = Person::coordinator(&world).await;
    let photo = jpeg(40, 30);
    let csrf = session.csrf.clone();
    let send = |fields: Vec<(&'static str, String)>, files: Vec<Vec<u8>>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let files: Vec<(&str, &[u8])> = files
            .iter()
            .map(|bytes| ("surat.jpg", bytes.as_slice()))
            .collect();
        post("/staff/new")
            .header("cookie", &session.cookie)
            .header("sec-fetch-site", "same-origin")
            .by_browser()
            .with_files(&fields, &files)
    };
    let mut fields: Vec<(&'static str, String)> = LETTER.map(|(name, text)| (name, text.to_owned())).to_vec();
    fields.push(("csrf", csrf));
    let bad: Vec<_> = fields
        .iter()
        .filter(|(name, _)| *name != "narrative")
        .cloned()
        .collect();
    let page = send(bad, vec![photo]).send(&world).await.expect(422);
    let upload = page
        .text
        .split("name=\"upload_ids\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("the file is kept")
        .to_owned();
    fields.push(("upload_ids", upload));
    let receipt = send(fields, vec![]).send(&world).await.expect(201);
    assert!(receipt.text.contains("Kode akses"), "{}", receipt.text);
    let number = &receipt.text[receipt.text.find("DPM-").expect("a number")..][..13];
    let case = case(&session, &world, number).await;
    assert_eq!(case["files"][0]["name"], "lampiran-1.jpg");
    for (name, bytes) in world.stored_files() {
        let mark = crate::samples::MARK.as_bytes();
        assert!(
            name.contains("originals") || !bytes.windows(mark.len()).any(|part| part == mark),
            "{name}"
        );
    }
}

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
