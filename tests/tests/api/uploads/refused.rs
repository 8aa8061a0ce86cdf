//! What cannot be taken: named, limited, and without harm.

use cli::embedded::{PostError, Posted};
use complaint::form::MOST_UPLOAD_BYTES;
use function::tick;
use jiff::SignedDuration;
use proptest::prelude::*;
use serde_json::json;

use super::{announce, evidence, file, form_of, id_of, objects, sent, state};
use crate::caller::{get, post};
use crate::case::{anonymous, complaints};
use crate::limits::answered;
use crate::samples::{jpeg, png_bomb};
use crate::world::World;

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
async fn what_cannot_be_taken_is_told_before_it_is_sent() {
    let world = World::new().await;
    let too_large = (MOST_UPLOAD_BYTES + 1).to_string();
    for (kind, size, field, code) in [
        ("image/heic", "1000", "content_type", "heic"),
        ("VIDEO/mp4", "1000", "content_type", "media"),
        ("audio/ogg", "1000", "content_type", "media"),
        ("image/jpeg", &*too_large, "size", "large_upload"),
        ("image/jpeg", "0", "size", "empty_file"),
        ("image/jpeg", "-1", "size", "not_number"),
        ("image/jpeg", "banyak", "size", "not_number"),
        ("image/jpeg", "", "size", "required"),
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
    for (question, code) in [("{}", "required"), (r#"{"size":-1}"#, "not_number")] {
        let asked = post("/api/uploads").by_program().json_raw(question);
        let answer = asked.send(&world).await.expect(422);
        assert_eq!(
            answer.errors(),
            [("size".to_owned(), code.to_owned())],
            "{question}"
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
    for _ in 0..20 {
        ask("192.0.2.17").await.expect(201);
    }
    let refused = ask("192.0.2.18").await.expect(429);
    assert_eq!(refused.member("type"), "urn:tanggap:problem:proof_required");
    let seconds: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    ask("198.51.100.4").await.expect(201);
    world.pass(SignedDuration::from_secs(i64::from(seconds)));
    ask("192.0.2.17").await.expect(201);
    ask("192.0.2.17").await.expect(429);
}

#[tokio::test]
async fn busy_neighbours_work_for_each_file_and_only_a_flood_is_turned_away() {
    let world = World::limited().await;
    let challenge = async |address: &str| {
        let call = get("/api/challenge?for=upload");
        call.send_from(&world, address).await
    };
    let announce = async |proof: &str| {
        let question = json!({ "content_type": "image/jpeg", "size": 1_000, "altcha": proof });
        let call = post("/api/uploads").by_program().json_raw(question.to_string());
        call.send_from(&world, "192.0.2.17").await
    };
    challenge("192.0.2.17").await.expect(204);
    for _ in 0..20 {
        announce("").await.expect(201);
    }
    challenge("198.51.100.4").await.expect(204);
    let proof = async || {
        let asked = challenge("192.0.2.18").await.expect(200);
        answered(&serde_json::from_str(&asked.text).unwrap())
    };
    let used = proof().await;
    announce(&used).await.expect(201);
    for wrong in [used.as_str(), "bukan bukti", ""] {
        let refused = announce(wrong).await.expect(429);
        assert_eq!(refused.member("type"), "urn:tanggap:problem:proof_required");
    }
    // Filing is another thing: nothing of this counts there.
    get("/api/challenge")
        .send_from(&world, "192.0.2.17")
        .await
        .expect(204);
    for _ in 21..60 {
        announce(&proof().await).await.expect(201);
    }
    let refused = announce(&proof().await).await.expect(429);
    assert_eq!(refused.member("type"), "urn:tanggap:problem:too_many");
}

/// Each from a sender of its own, so that no limit of a sender is met.
#[tokio::test]
async fn once_very_many_wait_files_go_with_their_forms() {
    let world = World::new().await;
    for _ in 0..400 {
        announce(&world, 10).await;
    }
    let size = [("size", "10")];
    let refused = post("/api/uploads")
        .urlencoded(&size)
        .send(&world)
        .await
        .expect(429);
    assert_eq!(refused.header("retry-after"), "3600");
    world.pass(SignedDuration::from_hours(25));
    tick(&world.app, world.now()).await.unwrap();
    announce(&world, 10).await;
}
