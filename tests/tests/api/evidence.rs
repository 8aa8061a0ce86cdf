//! Files with a submission: kept clean, given back to whoever holds number and code, and to nobody else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cli::embedded::Fault;
use complaint::form::FileErrorCode;
use function::tick;
use jiff::SignedDuration;
use lopdf::Dictionary;
use serde_json::json;

use crate::caller::{Answer, Call, post};
use crate::case::{Fields, anonymous, complaints, confidential, named, status, with, without};
use crate::samples::{MARK, holds, jpeg, pdf, png, png_bomb, script, webp};
use crate::world::World;

fn download(number: &str, code: &str, file: &str) -> Call {
    post("/api/evidence").by_program().urlencoded(&[
        ("number", number),
        ("access_code", code),
        ("file", file),
    ])
}

async fn send(world: &World, fields: &Fields, files: &[(&str, &[u8])]) -> Answer {
    complaints().with_files(fields, files).send(world).await
}

/// Files stored and marks of files that belong to nothing.
async fn stored(world: &World) -> (usize, usize) {
    let is_mark = |item: &&std::collections::HashMap<String, _>| {
        let key: Option<&aws_sdk_dynamodb::types::AttributeValue> = item.get("PK");
        key.is_some_and(|key| key.as_s().is_ok_and(|key| key == "FILES"))
    };
    let marks = world.items().await.iter().filter(is_mark).count();
    let is_clean = |(path, _): &(String, Vec<u8>)| !path.contains("/originals/");
    (world.stored_files().into_iter().filter(is_clean).count(), marks)
}

#[tokio::test]
async fn files_come_back_clean_to_whoever_holds_the_code() {
    let world = World::new().await;
    let files: [(&str, &[u8]); 3] = [
        ("IMG_2931.HEIC", &jpeg(80, 60)),
        ("surat.docx", &pdf(&script())),
        ("layar", &webp(30, 20)),
    ];
    let answer = send(&world, &named(), &files).await.expect(201);
    let (number, code) = (answer.member("number"), answer.member("access_code"));
    let opened = status()
        .urlencoded(&[("number", &number), ("access_code", &code)])
        .send(&world)
        .await
        .expect(200)
        .json();
    let names: Vec<_> = opened["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            (
                file["name"].clone(),
                file["state"].clone(),
                file["position"].clone(),
            )
        })
        .collect();
    let ready = |name: &str, position: usize| (json!(name), json!("ready"), json!(position));
    assert_eq!(
        names,
        [
            ready("lampiran-1.jpg", 1),
            ready("lampiran-2.pdf", 2),
            ready("lampiran-3.jpg", 3)
        ]
    );
    for (position, media_type) in [(1, "image/jpeg"), (2, "application/pdf"), (3, "image/jpeg")] {
        let file = download(&number, &code, &position.to_string())
            .send(&world)
            .await
            .expect(200);
        assert_eq!(file.header("content-type"), media_type);
        let name = opened["evidence"][position - 1]["name"].as_str().unwrap();
        assert_eq!(
            file.header("content-disposition"),
            format!("attachment; filename=\"{name}\"")
        );
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert_eq!(
            file.header("content-security-policy"),
            "sandbox; default-src 'none'"
        );
        assert_eq!(file.header("cache-control"), "no-store");
        assert_eq!(opened["evidence"][position - 1]["size"], json!(file.bytes.len()));
        assert!(!holds(&file.bytes, MARK));
    }
    let page = post("/api/status")
        .by_browser()
        .urlencoded(&[("number", &number), ("access_code", &code)])
        .send(&world)
        .await
        .expect(200);
    assert!(page.text.contains("Unduh lampiran-2.pdf ("), "{}", page.text);
}

#[tokio::test]
async fn without_the_right_code_there_is_nothing_to_see() {
    let world = World::new().await;
    let answer = send(&world, &anonymous(), &[("a.jpg", &jpeg(20, 20))])
        .await
        .expect(201);
    let other = send(&world, &named(), &[]).await.expect(201);
    let (number, code) = (answer.member("number"), answer.member("access_code"));
    let by_number = status().urlencoded(&[("number", &number)]).send(&world).await;
    assert!(!by_number.text.contains("lampiran") && !by_number.text.contains("evidence"));
    let unknown = download(&other.member("number"), &code, "1")
        .send(&world)
        .await
        .expect(404);
    for (code, file) in [
        (other.member("access_code"), "1"),
        (code.clone(), "2"),
        (code.clone(), "0"),
    ] {
        let answer = download(&number, &code, file).send(&world).await.expect(404);
        assert_eq!(answer.text, unknown.text);
    }
    for (number, code, file, field) in [
        (number.as_str(), "", "1", "access_code"),
        (&number, "0000-0000-0000-0001", "1", "access_code"),
        (&number, &code, "satu", "file"),
        (&number, &code, "-1", "file"),
        (&number, &code, "../1", "file"),
        ("", &code, "1", "number"),
    ] {
        let answer = download(number, code, file).send(&world).await.expect(422);
        assert_eq!(answer.errors()[0].0, field, "{number} {file}");
    }
    download(&number, &code, "1").send(&world).await.expect(200);
}

#[tokio::test]
async fn no_mark_of_the_sender_stays_anywhere() {
    for fields in [anonymous(), confidential(), named()] {
        let world = World::new().await;
        let name = format!("../../{MARK}.jpg");
        let files: [(&str, &[u8]); 4] = [
            (&name, &jpeg(60, 40)),
            (&name, &png(60, 40)),
            (&name, &webp(60, 40)),
            (&name, &pdf(&Dictionary::new())),
        ];
        send(&world, &fields, &files).await.expect(201);
        assert_eq!(stored(&world).await, (4, 0));
        assert!(!world.dump().await.contains(MARK));
        for (path, bytes) in world.stored_files() {
            assert!(!holds(&bytes, MARK) && !path.contains(MARK), "{path}");
        }
    }
}

#[tokio::test]
async fn each_file_that_cannot_be_taken_is_named_with_its_place() {
    let world = World::new().await;
    let files: [(&str, &[u8]); 5] = [
        ("a.jpg", &jpeg(20, 20)),
        ("b.jpg", b"\0\0\0\x18ftypheic\0\0\0\0"),
        ("c.pdf", b"PK\x03\x04 word/document.xml"),
        ("d.png", &png_bomb(60_000, 60_000)),
        ("e.jpg", b""),
    ];
    let answer = send(&world, &without(&anonymous(), "narrative"), &files)
        .await
        .expect(422);
    let told: Vec<_> = answer.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["code"].clone(), error["position"].clone()))
        .collect();
    let at = |code: FileErrorCode, position: usize| (json!(code.as_str()), json!(position));
    let expected = [
        (json!("required"), json!(null)),
        at(FileErrorCode::Heic, 2),
        at(FileErrorCode::Document, 3),
        at(FileErrorCode::TooManyPixels, 4),
        at(FileErrorCode::Empty, 5),
    ];
    assert_eq!(told, expected, "{}", answer.text);
    assert!(answer.text.contains("Berkas 2: "), "{}", answer.text);
    assert_eq!(stored(&world).await, (0, 0));
}

#[tokio::test]
async fn too_many_and_too_large_are_told_in_numbers() {
    let world = World::new().await;
    let small = jpeg(10, 10);
    let many = |count: usize| vec![("a.jpg", small.as_slice()); count];
    let large = vec![0_u8; 1_400_000];
    for (files, code) in [
        (many(6), FileErrorCode::TooMany),
        (many(20), FileErrorCode::TooMany),
        (vec![("a.jpg", large.as_slice()); 3], FileErrorCode::TooLarge),
    ] {
        let answer = send(&world, &anonymous(), &files).await.expect(422);
        assert_eq!(
            answer.errors(),
            [("evidence".to_owned(), code.as_str().to_owned())]
        );
    }
    assert!(
        send(&world, &anonymous(), &many(6))
            .await
            .text
            .contains("paling banyak 5")
    );
    send(&world, &anonymous(), &many(25)).await.expect(400);
    let too_large = vec![("a.jpg", large.as_slice()); 4];
    send(&world, &anonymous(), &too_large).await.expect(413);
    assert_eq!(stored(&world).await, (0, 0));
    send(&world, &anonymous(), &many(5)).await.expect(201);
    assert_eq!(stored(&world).await, (5, 0));
}

#[tokio::test]
async fn a_page_that_comes_back_says_which_files_to_choose_again() {
    let world = World::new().await;
    let browser = |fields: &Fields, files: &[(&str, &[u8])]| {
        post("/api/complaints").by_browser().with_files(fields, files)
    };
    let broken = without(&anonymous(), "incident_place");
    let good = jpeg(20, 20);
    let page = browser(&broken, &[("a.jpg", &good)])
        .send(&world)
        .await
        .expect(422);
    assert!(!page.text.contains("Pilih lagi berkas Anda"), "{}", page.text);
    assert!(page.text.contains("name=\"upload_ids\""), "{}", page.text);
    let page = browser(&broken, &[]).send(&world).await.expect(422);
    assert!(!page.text.contains("Pilih lagi berkas Anda"), "{}", page.text);
    assert!(!page.text.contains("name=\"upload_ids\""), "{}", page.text);
    let page = browser(&anonymous(), &[("a.gif", b"GIF89a")])
        .send(&world)
        .await
        .expect(422);
    assert!(
        page.text
            .contains("Berkas 1: hanya foto (JPEG, PNG, WebP) dan PDF"),
        "{}",
        page.text
    );
    assert!(page.text.contains("href=\"#i-evidence\""), "{}", page.text);
    let none = Arc::new(|_: &str, _: &str| None);
    let down = World::breaking(none, Arc::new(|_, _| Some(Fault::Broken))).await;
    let page = browser(&anonymous(), &[("a.jpg", &good)])
        .send(&down)
        .await
        .expect(503);
    assert!(page.text.contains("Pilih lagi berkas Anda"), "{}", page.text);
}

#[tokio::test]
async fn the_same_files_again_are_the_same_submission_and_other_files_are_not() {
    let world = World::new().await;
    let fields = with(&anonymous(), &[("submission_key", "kunci-satu")]);
    let (one, two) = (jpeg(20, 20), jpeg(24, 20));
    let first = send(&world, &fields, &[("a.jpg", &one)]).await.expect(201);
    let again = send(&world, &fields, &[("b.jpg", &one)]).await.expect(200);
    assert_eq!(first.member("access_code"), again.member("access_code"));
    for files in [
        vec![],
        vec![("a.jpg", two.as_slice())],
        vec![("a.jpg", one.as_slice()); 2],
    ] {
        send(&world, &fields, &files).await.expect(409);
    }
    assert_eq!(stored(&world).await, (1, 0), "what came to nothing is gone");
    let code = first.member("access_code");
    download(&first.member("number"), &code, "1")
        .send(&world)
        .await
        .expect(200);
}

#[tokio::test]
async fn without_the_bucket_nothing_is_promised_and_complaints_without_files_go_on() {
    let none = Arc::new(|_: &str, _: &str| None);
    for fault in [Fault::Unreachable, Fault::Broken, Fault::AnswerLost] {
        let world = World::breaking(none.clone(), Arc::new(move |_, _| Some(fault))).await;
        let answer = send(&world, &anonymous(), &[("a.jpg", &jpeg(20, 20))]).await;
        assert_eq!(answer.status, 503, "{fault:?}");
        assert_eq!(
            world.count("META").await,
            0,
            "{fault:?}: no case without its files"
        );
        send(&world, &anonymous(), &[]).await.expect(201);
    }
}

#[tokio::test]
async fn an_answer_that_was_lost_costs_no_file() {
    let lost = Arc::new(AtomicBool::new(false));
    let once = Arc::clone(&lost);
    let faults = Arc::new(move |operation: &str, _: &str| {
        let first = operation == "TransactWriteItems" && !once.swap(true, Ordering::SeqCst);
        first.then_some(Fault::AnswerLost)
    });
    let world = World::failing(faults).await;
    let answer = send(&world, &anonymous(), &[("a.jpg", &jpeg(20, 20))]).await;
    assert!(
        lost.load(Ordering::SeqCst) && answer.status < 300,
        "{}",
        answer.text
    );
    download(&answer.member("number"), &answer.member("access_code"), "1")
        .send(&world)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_file_that_belongs_to_nothing_is_swept_after_a_day_and_no_other() {
    let down = Arc::new(AtomicBool::new(false));
    let is_down = Arc::clone(&down);
    let faults = Arc::new(move |operation: &str, _: &str| {
        let hit = operation == "TransactWriteItems" && is_down.load(Ordering::SeqCst);
        hit.then_some(Fault::Unreachable)
    });
    let world = World::failing(faults).await;
    let kept = send(&world, &anonymous(), &[("a.jpg", &jpeg(20, 20))])
        .await
        .expect(201);
    down.store(true, Ordering::SeqCst);
    let other = with(&anonymous(), &[("narrative", "Cerita lain yang cukup panjang.")]);
    send(
        &world,
        &other,
        &[("a.jpg", &jpeg(22, 20)), ("b.jpg", &jpeg(24, 20))],
    )
    .await
    .expect(503);
    down.store(false, Ordering::SeqCst);
    assert_eq!(stored(&world).await, (3, 2));
    world.pass(SignedDuration::from_hours(23));
    assert_eq!(tick(&world.app, world.now()).await.unwrap().swept, 0);
    world.pass(SignedDuration::from_hours(2));
    assert_eq!(tick(&world.app, world.now()).await.unwrap().swept, 2);
    assert_eq!(stored(&world).await, (1, 0));
    download(&kept.member("number"), &kept.member("access_code"), "1")
        .send(&world)
        .await
        .expect(200);
}

/// By content, whatever it is called and whatever the browser says it is.
#[tokio::test]
async fn every_other_kind_of_file_is_refused_with_what_to_do() {
    let world = World::new().await;
    let late_pdf = [
        b"<html><script>alert(1)</script>".as_slice(),
        &[b' '; 900],
        b"%PDF-1.7",
    ]
    .concat();
    for (bytes, code) in [
        (b"II*\0\x08\0\0\0".as_slice(), FileErrorCode::UnknownKind),
        (b"\0\0\0\x18ftypisom\0\0\0\0isom", FileErrorCode::Media),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1", FileErrorCode::Heic),
        (
            b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml",
            FileErrorCode::Document,
        ),
        (&late_pdf, FileErrorCode::UnknownKind),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            FileErrorCode::UnknownKind,
        ),
        (b"MZ\x90\0\x03", FileErrorCode::UnknownKind),
        (b"GIF89a\x01\0\x01\0", FileErrorCode::UnknownKind),
    ] {
        let answer = complaints()
            .with_files(&anonymous(), &[("foto.jpg", bytes)])
            .send(&world)
            .await
            .expect(422);
        let error = &answer.json()["errors"][0];
        assert_eq!(error["code"], code.as_str(), "{}", answer.text);
        assert!(
            error["message"].as_str().is_some_and(|words| words.len() > 20),
            "{error}"
        );
    }
    assert_eq!(world.count("META").await, 0);
}
