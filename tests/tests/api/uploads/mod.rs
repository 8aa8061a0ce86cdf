//! Files sent before the form, straight to the bucket: signed, limited, cleaned, used once.

mod faults;
mod refused;

use std::collections::BTreeMap;

use cli::embedded::Posted;
use function::objects_created;
use serde_json::{Value, json};

use crate::caller::{Answer, post};
use crate::case::{Fields, anonymous, complaints, named, status, with, without};
use crate::samples::{MARK, holds, jpeg, pdf, script};
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
