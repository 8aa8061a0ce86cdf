//! Writing down what came by letter, by telephone or at the counter.

mod alike;
mod on_paper;

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
            let escalated = case["flags"] == json!(["escalated_ombudsman"]);
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
