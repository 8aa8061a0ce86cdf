//! Files sent before the form, straight to the bucket: signed, limited, cleaned, used once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use cli::embedded::{Fault, PostError, Posted};
use complaint::form::MOST_UPLOAD_BYTES;
use function::{objects_created, tick};
use jiff::SignedDuration;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::caller::{Answer, post};
use crate::case::{Fields, anonymous, complaints, named, status, with, without};
use crate::samples::{MARK, holds, jpeg, pdf, png_bomb, script};
use crate::world::World;

/// Leave to send a file of this size.
async fn announce(world: &World, size: usize) -> Value {
    let question = json!({ "file_name": MARK, "content_type": "image/jpeg", "size": size });
    let answer = post("/api/uploads").by_program().json_raw(question.to_string());
    answer.send(world).await.expect(201).json()
}

fn id_of(leave: &Value) -> String {
    leave["upload_id"].as_str().expect("an id").to_owned()
}

fn form_of(leave: &Value, file: &[u8]) -> Posted {
    let fields = leave["fields"].as_object().expect("fields").iter();
    let fields: BTreeMap<_, _> = fields
        .map(|(name, value)| (name.to_ascii_lowercase(), value.as_str().unwrap().to_owned()))
        .collect();
    Posted {
        fields,
        file: file.to_vec().into(),
    }
}

/// Announced and sent, but not cleaned.
pub(crate) async fn sent(world: &World, file: &[u8]) -> String {
    let leave = announce(world, file.len()).await;
    world
        .bucket
        .post(form_of(&leave, file), world.now())
        .await
        .expect("taken");
    id_of(&leave)
}

pub(crate) async fn state(world: &World, id: &str) -> Value {
    let asked = post("/api/uploads/check").by_program().json(&[("upload_id", id)]);
    asked.send(world).await.expect(200).json()
}

pub(crate) async fn file(world: &World, fields: &Fields, ids: &[&str]) -> Answer {
    let mut body: serde_json::Map<_, _> = fields
        .iter()
        .map(|(name, text)| ((*name).to_owned(), json!(text)))
        .collect();
    body.insert("upload_ids".to_owned(), json!(ids));
    complaints()
        .json_raw(Value::from(body).to_string())
        .send(world)
        .await
}

/// Objects in the bucket by the folder they lie in.
fn objects(world: &World, folder: &str) -> usize {
    let folder = format!("/{folder}/");
    let files = world.stored_files();
    files.iter().filter(|(path, _)| path.contains(&folder)).count()
}

async fn evidence(world: &World, receipt: &Answer) -> Vec<Value> {
    let (number, code) = (receipt.member("number"), receipt.member("access_code"));
    let asked = status().urlencoded(&[("number", &number), ("access_code", &code)]);
    let opened = asked.send(world).await.expect(200).json();
    opened["evidence"].as_array().cloned().expect("a list")
}

#[tokio::test]
async fn a_file_sent_ahead_is_cleaned_and_belongs_to_the_complaint_that_names_it() {
    let world = World::new().await;
    let photo = jpeg(80, 60);
    let leave = announce(&world, photo.len()).await;
    assert_eq!(
        (&leave["method"], &leave["url"]),
        (&json!("POST"), &json!("/api/bucket"))
    );
    let id = id_of(&leave);
    assert_eq!(state(&world, &id).await["state"], "awaited");
    world
        .bucket
        .post(form_of(&leave, &photo), world.now())
        .await
        .expect("taken");
    assert_eq!((objects(&world, "incoming"), objects(&world, "evidence")), (1, 0));
    let key = leave["fields"]["key"].as_str().unwrap().to_owned();
    assert_eq!(objects_created(&world.app, &[key], world.now()).await, Ok(1));
    assert_eq!((objects(&world, "incoming"), objects(&world, "evidence")), (0, 1));
    let ready = state(&world, &id).await;
    assert_eq!(
        (&ready["state"], &ready["media_type"]),
        (&json!("ready"), &json!("image/jpeg"))
    );
    for (path, bytes) in world.stored_files() {
        assert!(!holds(&bytes, MARK), "{path}");
    }
    assert!(
        !world.dump().await.contains(MARK),
        "what a file is called is nobody's business"
    );
    let receipt = file(&world, &anonymous(), &[&id]).await.expect(201);
    let files = evidence(&world, &receipt).await;
    assert_eq!((files.len(), &files[0]["size"]), (1, &ready["size"]));
    assert_eq!(state(&world, &id).await["state"], "used");
}

#[tokio::test]
async fn a_form_that_comes_before_the_event_cleans_what_it_names() {
    let world = World::new().await;
    let (photo, document) = (
        sent(&world, &jpeg(30, 20)).await,
        sent(&world, &pdf(&script())).await,
    );
    let receipt = file(&world, &named(), &[&photo, &document]).await.expect(201);
    let files = evidence(&world, &receipt).await;
    let kinds: Vec<_> = files
        .iter()
        .map(|file| (&file["media_type"], &file["active"]))
        .collect();
    assert_eq!(
        kinds,
        [
            (&json!("image/jpeg"), &json!(false)),
            (&json!("application/pdf"), &json!(true))
        ]
    );
    assert_eq!((objects(&world, "incoming"), objects(&world, "evidence")), (0, 2));
    // The event comes late, and once more.
    let late = [format!("incoming/{photo}"), format!("incoming/{photo}")];
    assert_eq!(objects_created(&world.app, &late, world.now()).await, Ok(0));
    assert_eq!(objects(&world, "evidence"), 2);
}

#[tokio::test]
async fn every_upload_that_cannot_be_used_is_named_and_nothing_is_lost() {
    let world = World::new().await;
    let good = sent(&world, &jpeg(30, 20)).await;
    let missing = id_of(&announce(&world, 10).await);
    let bomb = sent(&world, &png_bomb(60_000, 60_000)).await;
    let unknown = "0".repeat(32);
    let answer = file(&world, &anonymous(), &[&good, &missing, &bomb, &unknown, "../x"])
        .await
        .expect(422);
    let told: Vec<_> = answer.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            (
                error["field"].clone(),
                error["code"].clone(),
                error["position"].clone(),
            )
        })
        .collect();
    let at = |code: &str, position: usize| (json!("upload_ids"), json!(code), json!(position));
    let expected = [
        at("not_arrived", 2),
        at("too_many_pixels", 3),
        at("upload_expired", 4),
        at("upload_expired", 5),
    ];
    assert_eq!(told, expected, "{}", answer.text);
    let refused = state(&world, &bomb).await;
    assert_eq!(
        (&refused["state"], &refused["code"]),
        (&json!("refused"), &json!("too_many_pixels"))
    );
    assert_eq!(
        objects(&world, "incoming"),
        0,
        "a file that cannot be cleaned is gone"
    );
    let receipt = file(&world, &anonymous(), &[&good]).await.expect(201);
    assert_eq!(evidence(&world, &receipt).await.len(), 1);
}

#[tokio::test]
async fn an_upload_is_used_once_and_the_same_submission_gets_the_same_receipt() {
    let world = World::new().await;
    let fields = with(&anonymous(), &[("submission_key", "kunci-unggah")]);
    let id = sent(&world, &jpeg(30, 20)).await;
    let first = file(&world, &fields, &[&id]).await.expect(201);
    let again = file(&world, &fields, &[&id]).await.expect(200);
    assert_eq!(first.member("access_code"), again.member("access_code"));
    let other = with(&anonymous(), &[("narrative", "Cerita lain yang cukup panjang.")]);
    let answer = file(&world, &other, &[&id]).await.expect(422);
    assert_eq!(
        answer.errors(),
        [("upload_ids".to_owned(), "upload_used".to_owned())]
    );
    assert_eq!(world.count("META").await, 1, "no case with somebody else's file");
    file(&world, &fields, &[]).await.expect(409);
}

#[tokio::test]
async fn two_submissions_at_once_cannot_both_have_a_file() {
    let world = World::new().await;
    let id = sent(&world, &jpeg(30, 20)).await;
    let other = with(&anonymous(), &[("narrative", "Cerita lain yang cukup panjang.")]);
    let (fields, ids) = (anonymous(), [id.as_str()]);
    let (one, two) = tokio::join!(file(&world, &fields, &ids), file(&world, &other, &ids));
    let mut ends = [one.status, two.status];
    ends.sort_unstable();
    assert_eq!(ends, [201, 422], "{} {}", one.text, two.text);
}

#[tokio::test]
async fn what_was_announced_is_forgotten_after_a_day() {
    let world = World::new().await;
    let (sent_only, clean) = (
        sent(&world, &jpeg(30, 20)).await,
        sent(&world, &jpeg(32, 20)).await,
    );
    assert_eq!(state(&world, &clean).await["state"], "ready");
    let used = sent(&world, &jpeg(34, 20)).await;
    let receipt = file(&world, &anonymous(), &[&used]).await.expect(201);
    announce(&world, 10).await;
    world.pass(SignedDuration::from_hours(25));
    for id in [&sent_only, &clean] {
        assert_eq!(state(&world, id).await["state"], "expired");
        let answer = file(&world, &anonymous(), &[id]).await.expect(422);
        assert_eq!(
            answer.errors(),
            [("upload_ids".to_owned(), "upload_expired".to_owned())]
        );
    }
    assert_eq!(tick(&world.app, world.now()).await.unwrap().swept, 3);
    assert_eq!((objects(&world, "incoming"), objects(&world, "evidence")), (0, 1));
    assert_eq!(evidence(&world, &receipt).await.len(), 1);
    assert_eq!(tick(&world.app, world.now()).await.unwrap().swept, 0);
}

#[tokio::test]
async fn a_cleaning_that_died_is_begun_again() {
    let dies = Arc::new(AtomicBool::new(true));
    let dead = Arc::clone(&dies);
    let faults = Arc::new(move |verb: &str, path: &str| {
        let hit = verb == "PUT" && path.contains("/evidence/") && dead.load(Ordering::SeqCst);
        hit.then_some(Fault::Unreachable)
    });
    let world = World::breaking(Arc::new(|_, _| None), faults).await;
    let id = sent(&world, &jpeg(30, 20)).await;
    assert!(
        objects_created(&world.app, &[format!("incoming/{id}")], world.now())
            .await
            .is_err()
    );
    dies.store(false, Ordering::SeqCst);
    let answer = file(&world, &anonymous(), &[&id]).await.expect(422);
    assert_eq!(
        answer.errors(),
        [("upload_ids".to_owned(), "not_clean_yet".to_owned())]
    );
    assert_eq!(state(&world, &id).await["state"], "cleaning");
    world.pass(SignedDuration::from_secs(61));
    file(&world, &anonymous(), &[&id]).await.expect(201);
}

/// The bucket's event is as quick as can be: between the reading of the mark and the reading of the file.
#[tokio::test]
async fn a_file_that_is_cleaned_while_somebody_looks_has_arrived() {
    let cell: Arc<OnceLock<World>> = Arc::default();
    let (armed, inside) = (Arc::new(AtomicBool::new(false)), Arc::clone(&cell));
    let arm = Arc::clone(&armed);
    let faults = Arc::new(move |verb: &str, path: &str| {
        if verb == "GET" && path.contains("/incoming/") && arm.swap(false, Ordering::SeqCst) {
            let world = inside.get().expect("the world").clone();
            let key = path.trim_start_matches("bukti/").to_owned();
            let event = move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                runtime.block_on(objects_created(&world.app, &[key], world.now()))
            };
            assert_eq!(std::thread::spawn(event).join().unwrap(), Ok(1));
        }
        None
    });
    let world = World::breaking(Arc::new(|_, _| None), faults).await;
    assert!(cell.set(world.clone()).is_ok());
    let id = sent(&world, &jpeg(30, 20)).await;
    armed.store(true, Ordering::SeqCst);
    file(&world, &anonymous(), &[&id]).await.expect(201);
    assert!(!armed.load(Ordering::SeqCst), "the event came in between");
}

#[tokio::test]
async fn without_the_bucket_the_text_stays_and_the_uploads_too() {
    let down = Arc::new(AtomicBool::new(false));
    let is_down = Arc::clone(&down);
    let faults =
        Arc::new(move |_: &str, _: &str| is_down.load(Ordering::SeqCst).then_some(Fault::Unreachable));
    let world = World::breaking(Arc::new(|_, _| None), faults).await;
    let id = sent(&world, &jpeg(30, 20)).await;
    down.store(true, Ordering::SeqCst);
    file(&world, &anonymous(), &[&id]).await.expect(503);
    assert_eq!(world.count("META").await, 0);
    down.store(false, Ordering::SeqCst);
    file(&world, &anonymous(), &[&id]).await.expect(201);
}

#[tokio::test]
async fn what_cannot_be_taken_is_told_before_it_is_sent() {
    let world = World::new().await;
    let too_large = (MOST_UPLOAD_BYTES + 1).to_string();
    for (kind, size, field, code) in [
        ("image/heic", "1000", "content_type", "heic"),
        ("VIDEO/mp4", "1000", "content_type", "media"),
        ("audio/ogg", "1000", "content_type", "media"),
        ("image/jpeg", &*too_large, "size", "large_upload"),
        ("image/jpeg", "0", "size", "empty_file"),
        ("image/jpeg", "-1", "size", "empty_file"),
        ("image/jpeg", "banyak", "size", "empty_file"),
        ("image/jpeg", "", "size", "empty_file"),
    ] {
        let question = [("file_name", "a"), ("content_type", kind), ("size", size)];
        let answer = post("/api/uploads")
            .by_program()
            .json(&question)
            .send(&world)
            .await;
        assert_eq!(
            answer.expect(422).errors(),
            [(field.to_owned(), code.to_owned())],
            "{kind} {size}"
        );
    }
    let unknown = post("/api/uploads/check")
        .by_program()
        .json(&[("upload_id", "../../x")]);
    unknown.send(&world).await.expect(422);
    let six: Vec<String> = (0..6).map(|n| format!("{n:032}")).collect();
    let six: Vec<&str> = six.iter().map(String::as_str).collect();
    let answer = file(&world, &anonymous(), &six).await.expect(422);
    assert_eq!(
        answer.errors(),
        [("evidence".to_owned(), "too_many_files".to_owned())]
    );
}

type Tampering = Box<dyn Fn(&mut Posted)>;

/// Each change to a form that was signed, and how the bucket refuses it.
#[tokio::test]
async fn the_bucket_takes_only_what_was_signed() {
    let world = World::new().await;
    let photo = jpeg(30, 20);
    let changed = |name: &'static str, value: &'static str| {
        move |form: &mut Posted| drop(form.fields.insert(name.to_owned(), value.to_owned()))
    };
    let table: Vec<(&str, Tampering, PostError)> = vec![
        (
            "another key",
            Box::new(changed("key", "evidence/00")),
            PostError::Denied,
        ),
        (
            "a path",
            Box::new(changed("key", "../../table.sqlite")),
            PostError::Denied,
        ),
        (
            "another kind",
            Box::new(changed("content-type", "text/html")),
            PostError::Denied,
        ),
        (
            "no signature",
            Box::new(|form| drop(form.fields.remove("x-amz-signature"))),
            PostError::Denied,
        ),
        (
            "no policy",
            Box::new(|form| drop(form.fields.remove("policy"))),
            PostError::Denied,
        ),
        (
            "another signature",
            Box::new(changed("x-amz-signature", "00")),
            PostError::Denied,
        ),
        (
            "another day",
            Box::new(changed("x-amz-date", "20250814T013000Z")),
            PostError::Denied,
        ),
        (
            "one field more",
            Box::new(changed("acl", "public-read")),
            PostError::Denied,
        ),
        (
            "one byte more",
            Box::new(|form| form.file = [form.file.as_ref(), b"x"].concat().into()),
            PostError::Size,
        ),
        (
            "nothing",
            Box::new(|form| form.file = Vec::new().into()),
            PostError::Size,
        ),
    ];
    for (what, change, expected) in table {
        let leave = announce(&world, photo.len()).await;
        let mut form = form_of(&leave, &photo);
        change(&mut form);
        assert_eq!(
            world.bucket.post(form, world.now()).await,
            Err(expected),
            "{what}"
        );
    }
    let leave = announce(&world, photo.len()).await;
    world.pass(SignedDuration::from_mins(16));
    let late = world.bucket.post(form_of(&leave, &photo), world.now()).await;
    assert_eq!(late, Err(PostError::Denied), "too late");
    assert_eq!(world.stored_files().len(), 0);
}

#[tokio::test]
async fn a_page_that_comes_back_keeps_the_files() {
    let world = World::new().await;
    let broken = without(&anonymous(), "incident_place");
    let browser = post("/api/complaints").by_browser();
    let page = browser
        .with_files(
            &broken,
            &[
                ("a.jpg", &jpeg(30, 20)),
                ("b.pdf", &pdf(&lopdf::Dictionary::new())),
            ],
        )
        .send(&world)
        .await
        .expect(422);
    let ids: Vec<&str> = page
        .text
        .split("name=\"upload_ids\" value=\"")
        .skip(1)
        .map(|rest| &rest[..32])
        .collect();
    assert_eq!(ids.len(), 2, "{}", page.text);
    assert!(page.text.contains("sudah kami terima"), "{}", page.text);
    let receipt = file(&world, &anonymous(), &ids).await.expect(201);
    let names: Vec<_> = evidence(&world, &receipt)
        .await
        .iter()
        .map(|file| file["name"].clone())
        .collect();
    assert_eq!(names, [json!("lampiran-1.jpg"), json!("lampiran-2.pdf")]);
}

proptest! {
    /// No body, however wrong, is answered with a failure of ours.
    #[test]
    fn no_multipart_body_breaks_the_door(
        parts in proptest::collection::vec((
            prop_oneof!["evidence", "upload_ids", "narrative", "identity_mode", ".{0,70}"],
            prop_oneof![Just(None), ".{0,12}".prop_map(Some)],
            proptest::collection::vec(any::<u8>(), 0..200),
        ), 0..30),
        cut in 0_usize..4_000,
        whole in any::<bool>(),
    ) {
        let mut body = Vec::new();
        for (name, file_name, bytes) in parts {
            let name = name.replace(['"', '\r', '\n'], "");
            let file_name = file_name.map(|name: String| format!("; filename=\"{}\"", name.replace('"', "")));
            let file_name = file_name.unwrap_or_default();
            body.extend(format!("------batas\r\nContent-Disposition: form-data; name=\"{name}\"{file_name}\r\n\r\n").into_bytes());
            body.extend(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"------batas--\r\n");
        if !whole {
            body.truncate(cut);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let status = runtime.block_on(async {
            let world = World::new().await;
            complaints().multipart_raw(body).send(&world).await.status
        });
        prop_assert!(matches!(status, 201 | 400 | 422), "{status}");
    }
}

#[tokio::test]
async fn who_announces_very_many_files_waits_and_others_do_not() {
    let world = World::limited().await;
    let question = json!({ "content_type": "image/jpeg", "size": 1_000 }).to_string();
    let ask = async |address: &str| {
        let call = post("/api/uploads").by_program().json_raw(question.clone());
        call.send_from(&world, address).await
    };
    for _ in 0..60 {
        ask("192.0.2.17").await.expect(201);
    }
    let refused = ask("192.0.2.18").await.expect(429);
    let seconds: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=10).contains(&seconds), "{seconds}");
    ask("198.51.100.4").await.expect(201);
    world.pass(SignedDuration::from_secs(i64::from(seconds)));
    ask("192.0.2.17").await.expect(201);
}
