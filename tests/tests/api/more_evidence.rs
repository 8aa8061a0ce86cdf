//! Files that come after filing, with a message.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cli::embedded::Fault;
use complaint::form::MOST_CASE_FILES;
use serde_json::json;

use crate::caller::{Answer, Call, post};
use crate::case::{Fields, anonymous, complaints, status};
use crate::samples::{MARK, holds, jpeg, pdf, script};
use crate::world::World;

/// A case with one photo.
struct Case {
    number: String,
    code: String,
}

async fn filed(world: &World) -> Case {
    let photo = jpeg(20, 20);
    let receipt = complaints()
        .with_files(&anonymous(), &[("a.jpg", &photo)])
        .send(world)
        .await
        .expect(201);
    Case {
        number: receipt.member("number"),
        code: receipt.member("access_code"),
    }
}

impl Case {
    fn message(&self) -> Call {
        post(&format!("/api/complaints/{}/messages", self.number))
    }

    fn fields<'a>(&'a self, text: &'a str) -> [(&'static str, &'a str); 2] {
        [("access_code", &self.code), ("text", text)]
    }

    async fn send(&self, world: &World, text: &str, files: &[(&str, &[u8])]) -> Answer {
        let call = self.message().by_program();
        call.with_files(&self.fields(text), files).send(world).await
    }

    async fn opened(&self, world: &World) -> serde_json::Value {
        let fields = [("number", self.number.as_str()), ("access_code", &self.code)];
        status().urlencoded(&fields).send(world).await.expect(200).json()
    }

    async fn names(&self, world: &World) -> Vec<String> {
        let opened = self.opened(world).await;
        let name = |file: &serde_json::Value| file["name"].as_str().unwrap().to_owned();
        opened["evidence"].as_array().unwrap().iter().map(name).collect()
    }
}

#[tokio::test]
async fn files_come_with_a_message_and_count_on() {
    let world = World::new().await;
    let case = filed(&world).await;
    let files: [(&str, &[u8]); 2] = [(MARK, &jpeg(30, 20)), ("surat.pdf", &pdf(&script()))];
    case.send(&world, "Ini kuitansinya.", &files).await.expect(201);
    case.send(&world, "Satu lagi.", &[("c.jpg", &jpeg(32, 20))])
        .await
        .expect(201);
    let names = [
        "lampiran-1.jpg",
        "lampiran-2.jpg",
        "lampiran-3.pdf",
        "lampiran-4.jpg",
    ];
    assert_eq!(case.names(&world).await, names);
    let opened = case.opened(&world).await;
    let with: Vec<_> = opened["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["evidence"].clone())
        .collect();
    assert_eq!(with, [json!([2, 3]), json!([4])]);
    for file in ["1", "2", "3", "4"] {
        let asked = [
            ("number", case.number.as_str()),
            ("access_code", &case.code),
            ("file", file),
        ];
        let answer = post("/api/evidence")
            .by_program()
            .urlencoded(&asked)
            .send(&world)
            .await
            .expect(200);
        assert!(!holds(&answer.bytes, MARK));
    }
    let page = post("/api/status").by_browser();
    let page = page
        .urlencoded(&[("number", &case.number), ("access_code", &case.code)])
        .send(&world)
        .await
        .expect(200);
    assert!(
        page.text.contains("Lampiran: lampiran-2.jpg, lampiran-3.pdf"),
        "{}",
        page.text
    );
    assert!(page.text.contains("Unduh lampiran-4.jpg ("), "{}", page.text);
}

#[tokio::test]
async fn the_same_words_with_other_files_are_another_message() {
    let world = World::new().await;
    let case = filed(&world).await;
    let (one, two) = (jpeg(30, 20), jpeg(32, 20));
    case.send(&world, "Buktinya.", &[("a.jpg", &one)])
        .await
        .expect(201);
    case.send(&world, "Buktinya.", &[("b.jpg", &one)])
        .await
        .expect(200);
    case.send(&world, "Buktinya.", &[("a.jpg", &two)])
        .await
        .expect(201);
    assert_eq!(case.names(&world).await.len(), 3);
    assert_eq!(world.stored_files().len(), 3, "what came to nothing is gone");
}

#[tokio::test]
async fn what_is_wrong_with_a_file_leaves_words_and_good_files() {
    let world = World::new().await;
    let case = filed(&world).await;
    let files: [(&str, &[u8]); 2] = [("a.jpg", &jpeg(30, 20)), ("b.gif", b"GIF89a")];
    let answer = case.send(&world, "Ini.", &files).await.expect(422);
    assert_eq!(
        answer.errors(),
        [("evidence".to_owned(), "unknown_kind".to_owned())]
    );
    assert_eq!(world.stored_files().len(), 1);
    let browser = case.message().by_browser();
    let page = browser
        .with_files(&case.fields("Ini fotonya."), &files)
        .send(&world)
        .await
        .expect(422);
    assert!(page.text.contains("Ini fotonya."), "{}", page.text);
    assert!(page.text.contains("Berkas 2: hanya foto"), "{}", page.text);
    let id = page
        .text
        .split("name=\"upload_ids\" value=\"")
        .nth(1)
        .map(|rest| rest[..32].to_owned());
    let id = id.unwrap_or_else(|| panic!("the good file is kept: {}", page.text));
    let fields: Fields = vec![("text", "Ini fotonya.")];
    let mut fields: Vec<(&str, &str)> = fields;
    fields.extend([("access_code", case.code.as_str()), ("upload_ids", id.as_str())]);
    case.message()
        .by_program()
        .urlencoded(&fields)
        .send(&world)
        .await
        .expect(201);
    assert_eq!(case.names(&world).await.len(), 2);
    case.message()
        .by_program()
        .urlencoded(&fields)
        .send(&world)
        .await
        .expect(200);
    let mut other = fields.clone();
    other[0].1 = "Kata lain.";
    let answer = case
        .message()
        .by_program()
        .urlencoded(&other)
        .send(&world)
        .await
        .expect(422);
    assert_eq!(
        answer.errors(),
        [("upload_ids".to_owned(), "upload_used".to_owned())]
    );
    assert_eq!(case.opened(&world).await["messages"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn files_go_with_words_only_and_only_behind_the_code() {
    let world = World::new().await;
    let case = filed(&world).await;
    let photo = jpeg(30, 20);
    let wrong = [("access_code", "0000-0000-0000-0000"), ("text", "Ini.")];
    let call = case
        .message()
        .by_program()
        .with_files(&wrong, &[("a.jpg", &photo)]);
    call.send(&world).await.expect(404);
    case.send(&world, "", &[("a.jpg", &photo)]).await.expect(422);
    for path in ["rating", "withdrawal", "identity"] {
        let call = post(&format!("/api/complaints/{}/{path}", case.number)).by_program();
        let fields = [
            ("access_code", case.code.as_str()),
            ("score", "4"),
            ("solved", "yes"),
        ];
        let answer = call
            .with_files(&fields, &[("a.jpg", &photo)])
            .send(&world)
            .await
            .expect(422);
        assert!(
            answer
                .errors()
                .contains(&("evidence".to_owned(), "not_supported".to_owned())),
            "{path}"
        );
    }
    assert_eq!(
        (world.stored_files().len(), case.names(&world).await.len()),
        (1, 1)
    );
}

#[tokio::test]
async fn a_case_does_not_grow_without_end() {
    let world = World::new().await;
    let case = filed(&world).await;
    let photo = jpeg(8, 8);
    for round in 0..(MOST_CASE_FILES - 1) / 5 {
        let text = format!("Pesan {round}");
        case.send(&world, &text, &[("a.jpg", photo.as_slice()); 5])
            .await
            .expect(201);
    }
    let answer = case
        .send(&world, "Terakhir", &[("a.jpg", photo.as_slice()); 5])
        .await
        .expect(422);
    assert_eq!(answer.errors(), [("evidence".to_owned(), "full_case".to_owned())]);
    assert!(answer.text.contains("50 berkas"), "{}", answer.text);
    let before = case.names(&world).await.len();
    case.send(&world, "Cukup", &[]).await.expect(201);
    assert_eq!(world.stored_files().len(), before, "what came to nothing is gone");
}

#[tokio::test]
async fn without_the_bucket_the_words_stay_and_nothing_is_promised() {
    let down = Arc::new(AtomicBool::new(false));
    let is_down = Arc::clone(&down);
    let faults = Arc::new(move |_: &str, _: &str| is_down.load(Ordering::SeqCst).then_some(Fault::Broken));
    let world = World::breaking(Arc::new(|_, _| None), faults).await;
    let case = filed(&world).await;
    down.store(true, Ordering::SeqCst);
    let photo = jpeg(30, 20);
    let call = case.message().by_browser();
    let page = call
        .with_files(&case.fields("Kata-kata saya."), &[("a.jpg", &photo)])
        .send(&world)
        .await
        .expect(503);
    assert!(page.text.contains("Kata-kata saya."), "{}", page.text);
    assert_eq!(case.opened(&world).await["messages"], json!([]));
    case.send(&world, "Tanpa foto.", &[]).await.expect(201);
}

#[tokio::test]
async fn an_answer_that_was_lost_costs_no_file() {
    let lose = Arc::new(AtomicBool::new(false));
    let losing = Arc::clone(&lose);
    let faults = Arc::new(move |operation: &str, _: &str| {
        let hit = operation == "TransactWriteItems" && losing.swap(false, Ordering::SeqCst);
        hit.then_some(Fault::AnswerLost)
    });
    let world = World::failing(faults).await;
    let case = filed(&world).await;
    lose.store(true, Ordering::SeqCst);
    let answer = case.send(&world, "Ini.", &[("a.jpg", &jpeg(30, 20))]).await;
    assert!(answer.status < 300, "{}", answer.text);
    let asked = [
        ("number", case.number.as_str()),
        ("access_code", &case.code),
        ("file", "2"),
    ];
    post("/api/evidence")
        .by_program()
        .urlencoded(&asked)
        .send(&world)
        .await
        .expect(200);
}
