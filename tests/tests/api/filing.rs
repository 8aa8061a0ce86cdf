//! Filing: three modes in three encodings, every error at once, and what the receipt says.

use complaint::{AccessCode, Number};
use proptest::prelude::*;

use crate::caller::{Call, post};
use crate::case::{anonymous, complaints, confidential, file, named, status, with, without};
use crate::world::{START, World};

#[tokio::test]
async fn every_mode_is_taken_in_every_encoding_as_json_and_as_a_page() {
    type Encode = fn(Call, &[(&str, &str)]) -> Call;
    let encodings: [(&str, Encode); 3] = [
        ("urlencoded", Call::urlencoded),
        ("multipart", Call::multipart),
        ("json", Call::json),
    ];
    for (mode, fields) in [
        ("anonymous", anonymous()),
        ("named", named()),
        ("confidential", confidential()),
    ] {
        for (encoding, encode) in encodings {
            let world = World::new().await;
            let answer = encode(complaints(), &fields).send(&world).await.expect(201);
            assert_eq!(
                answer.header("content-type"),
                "application/json",
                "{mode} {encoding}"
            );
            let opened = status()
                .urlencoded(&[
                    ("number", &answer.member("number")),
                    ("access_code", &answer.member("access_code")),
                ])
                .send(&world)
                .await
                .expect(200);
            assert_eq!(opened.member("identity_mode"), mode, "{encoding}");

            let page = encode(
                post("/api/complaints").by_browser(),
                &with(&fields, &[("incident_place", "Loket 4")]),
            );
            let page = page.send(&world).await.expect(201);
            assert_eq!(
                page.header("content-type"),
                "text/html; charset=utf-8",
                "{mode} {encoding}"
            );
            assert_eq!(world.count("META").await, 2, "{mode} {encoding}");
        }
    }
}

#[tokio::test]
async fn the_receipt_says_what_the_contract_promises() {
    let world = World::new().await;
    let answer = file(&world, &anonymous()).await;
    let receipt = answer.json();
    assert!(Number::parse(&answer.member("number"), &world.app.agency.codes()).is_ok());
    assert!(AccessCode::parse(&answer.member("access_code")).is_ok());
    assert_eq!(receipt["class"], "complaint");
    assert_eq!(receipt["status"], "received");
    assert_eq!(receipt["received_at"], START);
    let deadlines = receipt["deadlines"].as_array().unwrap();
    let due: Vec<_> = deadlines
        .iter()
        .map(|d| (d["kind"].as_str().unwrap(), d["due_on"].as_str().unwrap()))
        .collect();
    // Friday is day 0; Monday 18 August 2025 was made a day off on 7 August.
    assert_eq!(due, [("verify_by", "2025-08-21"), ("respond_by", "2025-09-08")]);
    assert!(
        deadlines[0]["explanation"].as_str().unwrap().contains("hari 0"),
        "{}",
        deadlines[0]
    );
    let text = receipt["receipt"]["text"].as_str().unwrap();
    assert!(
        text.contains(&answer.member("number")) && !text.contains(&answer.member("access_code")),
        "{text}"
    );
    for member in ["signature", "key_id", "verify_url"] {
        assert!(receipt["receipt"].get(member).is_some(), "{member}");
    }
}

#[tokio::test]
async fn the_receipt_page_shows_number_code_and_date() {
    let world = World::new().await;
    let receipt = file(&world, &anonymous()).await;
    let page = post("/api/complaints")
        .by_browser()
        .urlencoded(&anonymous())
        .send(&world)
        .await
        .expect(200);
    for shown in [
        receipt.member("number"),
        receipt.member("access_code"),
        "21 Agustus 2025".to_owned(),
    ] {
        assert!(page.text.contains(&shown), "{shown} in {}", page.text);
    }
}

#[tokio::test]
async fn all_errors_come_at_once_in_the_order_of_the_page() {
    let world = World::new().await;
    let fields = [
        ("class", "rumor"),
        ("category", "tidak-ada"),
        ("unit", "tidak-ada"),
        ("narrative", "pendek"),
        ("incident_date", "2025-08-16"),
        ("identity_mode", "named"),
        ("phone", "112"),
        ("email", "bukan-surel"),
        ("relation", "tetangga"),
        ("evidence", "foto.jpg"),
        ("submission_key", "kunci\u{7}"),
    ];
    let answer = complaints().urlencoded(&fields).send(&world).await.expect(422);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.member("type"), "urn:tanggap:problem:validation");
    assert_eq!(answer.json()["status"], 422);
    let expected = [
        ("class", "unknown_choice"),
        ("category", "unknown_choice"),
        ("unit", "unknown_choice"),
        ("narrative", "too_short"),
        ("incident_place", "required"),
        ("incident_date", "future_date"),
        ("evidence", "not_supported"),
        ("name", "required"),
        ("phone", "bad_phone"),
        ("email", "bad_email"),
        ("relation", "unknown_choice"),
        ("submission_key", "bad_characters"),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(f, c)| ((*f).to_owned(), (*c).to_owned()))
        .collect();
    assert_eq!(answer.errors(), expected);
    for error in answer.json()["errors"].as_array().unwrap() {
        let message = error["message"].as_str().unwrap();
        assert!(!message.is_empty() && !message.contains('{'), "{error}");
    }
    assert!(
        world.items().await.is_empty(),
        "nothing is stored of a form with errors"
    );
}

#[tokio::test]
async fn the_page_comes_back_filled_with_an_error_summary() {
    let world = World::new().await;
    let typed = with(
        &named(),
        &[
            ("narrative", "pendek"),
            ("reported_party", "<script>alert('x')</script>"),
        ],
    );
    let page = post("/api/complaints")
        .by_browser()
        .urlencoded(&typed)
        .send(&world)
        .await
        .expect(422);
    let document = scraper::Html::parse_document(&page.text);
    let one = |css: &str| {
        let selector = scraper::Selector::parse(css).unwrap();
        document
            .select(&selector)
            .next()
            .unwrap_or_else(|| panic!("no {css} in {}", page.text))
    };
    assert_eq!(
        one("[name=narrative]").text().collect::<String>().trim(),
        "pendek"
    );
    assert_eq!(one("[name=name]").value().attr("value"), Some("Suharti"));
    assert_eq!(one("[name=phone]").value().attr("value"), Some("0812-3456-7890"));
    assert_eq!(
        one("[name=reported_party]").value().attr("value"),
        Some("<script>alert('x')</script>")
    );
    assert!(
        one("[name=identity_mode][value=named]")
            .value()
            .attr("checked")
            .is_some()
    );
    assert!(one("title").text().collect::<String>().starts_with("Galat:"));
    let words = "Ceritakan lebih lengkap, paling sedikit 10 huruf.";
    assert!(
        page.text.matches(words).count() >= 2,
        "in the summary and at the field"
    );
}

#[tokio::test]
async fn the_language_of_the_form_is_the_language_of_its_answers() {
    let world = World::new().await;
    let english = with(&anonymous(), &[("language", "en")]);
    let broken = without(&english, "narrative");
    let answer = complaints().urlencoded(&broken).send(&world).await.expect(422);
    assert!(answer.text.contains("what happened"), "{}", answer.text);
    let page = post("/api/complaints")
        .by_browser()
        .urlencoded(&english)
        .send(&world)
        .await
        .expect(201);
    assert!(
        page.text.contains("<html lang=\"en\"") || page.text.contains("<html lang=en"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn browsers_may_send_empty_file_parts_and_programs_no_files() {
    let world = World::new().await;
    let empty_part = "------batas\r\nContent-Disposition: form-data; name=\"evidence\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n";
    let text = |name: &str, text: &str| {
        format!("------batas\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let parts: String = anonymous().iter().map(|(k, v)| text(k, v)).collect();
    let body = format!("{parts}{empty_part}{empty_part}------batas--\r\n");
    complaints().multipart_raw(body).send(&world).await.expect(201);
    let object = serde_json::json!({
        "identity_mode": "anonymous", "narrative": "Isi lain yang cukup panjang.", "incident_place": "Loket",
        "evidence": [], "upload_ids": null, "category": null, "unknown": { "deep": [1, 2] },
    });
    complaints()
        .json_raw(object.to_string())
        .send(&world)
        .await
        .expect(201);
}

#[tokio::test]
async fn what_stands_in_place_of_a_file_is_never_dropped_in_silence() {
    let world = World::new().await;
    let file = |name: &str| {
        let text = |(k, v): &(&str, &str)| {
            format!("------batas\r\nContent-Disposition: form-data; name=\"{k}\"\r\n\r\n{v}\r\n")
        };
        let parts: String = anonymous().iter().map(text).collect();
        format!(
            "{parts}------batas\r\nContent-Disposition: form-data; name=\"{name}\"; filename*=UTF-8''foto.jpg\r\n\r\nJPEG\r\n------batas--\r\n"
        )
    };
    let refused = [("evidence".to_owned(), "not_supported".to_owned())];
    let unknown = [("evidence".to_owned(), "unknown_kind".to_owned())];
    let never_sent = [("upload_ids".to_owned(), "upload_expired".to_owned())];
    for (name, refused) in [("evidence", &unknown), ("upload_ids", &never_sent)] {
        let answer = complaints()
            .multipart_raw(file(name))
            .send(&world)
            .await
            .expect(422);
        assert_eq!(&answer.errors(), refused, "{name}");
    }
    for (value, refused) in [
        (r#"["a"]"#, &never_sent),
        (r#""a""#, &never_sent),
        (r#"["a",1]"#, &refused),
        ("1", &refused),
        ("true", &refused),
        (r#"{"a":1}"#, &refused),
    ] {
        let body = format!(
            r#"{{"identity_mode":"anonymous","narrative":"Cukup panjang sekali.","incident_place":"L","upload_ids":{value}}}"#
        );
        let answer = complaints().json_raw(body).send(&world).await.expect(422);
        assert_eq!(&answer.errors(), refused, "{value}");
    }
    assert!(world.items().await.is_empty());
}

#[tokio::test]
async fn a_suggestion_and_a_question_need_no_place() {
    for class in ["aspiration", "information_request"] {
        let world = World::new().await;
        let fields = with(&without(&anonymous(), "incident_place"), &[("class", class)]);
        assert_eq!(file(&world, &fields).await.member("class"), class);
    }
}

#[tokio::test]
async fn a_filled_trap_gets_the_same_receipt_but_is_held() {
    let world = World::new().await;
    let honest = file(&world, &anonymous()).await;
    let trapped = file(
        &world,
        &with(
            &anonymous(),
            &[
                ("website", "http://spam.example"),
                ("narrative", "Beli di sini sekarang juga"),
            ],
        ),
    )
    .await;
    let shape = |answer: &crate::caller::Answer| {
        let mut json = answer.json();
        for name in ["number", "access_code"] {
            json[name] = "…".into();
        }
        for name in ["text", "signature", "verify_url"] {
            json["receipt"][name] = "…".into();
        }
        json
    };
    assert_eq!(shape(&honest), shape(&trapped));
    let number = Number::parse(&trapped.member("number"), &world.app.agency.codes()).unwrap();
    let case = world.app.store.show(&number).await.unwrap().unwrap();
    assert_eq!(case.summary.status, complaint::Status::Quarantined);
    let public = |answer: &crate::caller::Answer| {
        let number = answer.member("number");
        let world = world.clone();
        async move {
            let mut json = status()
                .urlencoded(&[("number", &number)])
                .send(&world)
                .await
                .expect(200)
                .json();
            json["number"] = "…".into();
            json
        }
    };
    assert_eq!(public(&honest).await, public(&trapped).await);
}

#[tokio::test]
async fn a_taken_number_is_drawn_again() {
    let world = World::new().await;
    let first = file(&world, &anonymous()).await;
    // Number, nonce: the first draw repeats what the empty world drew, the second is new.
    let fresh = World::new().await;
    let mut drawn = [0; 5];
    (fresh.app.entropy)(&mut drawn);
    world.script(&drawn);
    world.script(&[9; 16]);
    let second = file(
        &world,
        &with(&anonymous(), &[("narrative", "Aduan lain yang cukup panjang.")]),
    )
    .await;
    assert_ne!(first.member("number"), second.member("number"));
    assert_eq!(world.count("META").await, 2);
    assert_eq!(world.count("K").await, 2, "the draw that failed left nothing");
}

#[tokio::test]
async fn randomness_that_repeats_itself_for_ever_gives_no_number_and_no_panic() {
    let world = World::new().await;
    world.script(&[1; 21 * 20]);
    file(&world, &anonymous()).await;
    let other = with(&anonymous(), &[("narrative", "Aduan lain yang cukup panjang.")]);
    let answer = complaints().urlencoded(&other).send(&world).await.expect(503);
    assert!(!answer.text.contains("DPM-"), "{}", answer.text);
    assert_eq!(world.count("META").await, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever people type comes back as typed, cleaned the same way in each encoding.
    #[test]
    fn encodings_agree_on_what_was_typed(narrative in "[a-zA-Z]{10}\\PC{0,60}", place in "[a-z]\\PC{0,40}") {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let texts = runtime.block_on(async {
            let mut texts = Vec::new();
            for encode in [Call::urlencoded, Call::json] as [fn(Call, &[(&str, &str)]) -> Call; 2] {
                let world = World::new().await;
                let fields = [("identity_mode", "anonymous"), ("narrative", &*narrative), ("incident_place", &*place)];
                let answer = encode(complaints(), &fields).send(&world).await.expect(201);
                let number = Number::parse(&answer.member("number"), &world.app.agency.codes()).unwrap();
                let case = world.app.store.show(&number).await.unwrap().unwrap();
                texts.push((case.summary.narrative, case.incident_place));
            }
            texts
        });
        prop_assert_eq!(&texts[0], &texts[1]);
        prop_assert_eq!(&texts[0].0, &complaint::text::clean(&narrative));
    }
}
