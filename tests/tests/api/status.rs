//! Looking a case up.

use jiff::SignedDuration;

use crate::caller::{Answer, post};
use crate::case::{NARRATIVE, anonymous, file, named, status, with};
use crate::world::{START, World};

async fn ask(world: &World, number: &str, code: &str) -> Answer {
    status()
        .urlencoded(&[("number", number), ("access_code", code)])
        .send(world)
        .await
}

#[tokio::test]
async fn the_number_alone_opens_state_and_dates() {
    let world = World::new().await;
    let receipt = file(&world, &named()).await;
    let answer = ask(&world, &receipt.member("number"), "").await.expect(200);
    let json = answer.json();
    let members: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = [
        "number",
        "status",
        "status_label",
        "class",
        "received_at",
        "updated_at",
        "late",
        "deadlines",
        "timeline",
    ];
    expected.sort_unstable();
    let mut sorted = members.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, expected);
    assert_eq!(
        (&json["status"], &json["status_label"]),
        (&"received".into(), &"Diterima".into())
    );
    assert_eq!(
        (&json["received_at"], &json["updated_at"]),
        (&START.into(), &START.into())
    );
    assert_eq!(json["late"], false);
    assert_eq!(json["deadlines"], receipt.json()["deadlines"]);
    let step = &json["timeline"][0];
    assert_eq!(
        (&step["at"], &step["status"], &step["label"]),
        (&START.into(), &"received".into(), &"Diterima".into())
    );
    assert!(
        !answer.text.contains("Petugas loket") && !answer.text.contains("Suharti"),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn number_and_code_open_the_rest_however_they_are_typed() {
    let world = World::new().await;
    let receipt = file(&world, &named()).await;
    let (number, code) = (receipt.member("number"), receipt.member("access_code"));
    let spaced = |text: &str| text.to_lowercase().replace('-', " ");
    let looks_alike = |text: &str| text.replace('-', "").replace('0', "o").replace('1', "l");
    for (number, code) in [
        (number.clone(), code.clone()),
        (spaced(&number), spaced(&code)),
        (looks_alike(&number), looks_alike(&code)),
        (format!("  {number} "), format!("\t{code}\u{a0}")),
    ] {
        let json = ask(&world, &number, &code).await.expect(200).json();
        assert_eq!(json["identity_mode"], "named", "{number:?} {code:?}");
        assert_eq!(json["messages"], serde_json::json!([]));
        assert_eq!(json["evidence"], serde_json::json!([]));
        assert_eq!(json["narrative"], NARRATIVE);
    }
}

#[tokio::test]
async fn an_unknown_number_and_a_wrong_code_get_the_same_answer() {
    let world = World::new().await;
    let known = file(&world, &anonymous()).await;
    let elsewhere = World::new().await;
    elsewhere.script(&[200; 21]);
    let unknown = file(&elsewhere, &anonymous()).await;
    let wrong_code = ask(&world, &known.member("number"), &unknown.member("access_code"))
        .await
        .expect(404);
    let no_case = ask(&world, &unknown.member("number"), &known.member("access_code"))
        .await
        .expect(404);
    let no_case_no_code = ask(&world, &unknown.member("number"), "").await.expect(404);
    assert_eq!(wrong_code.text, no_case.text);
    assert_eq!(wrong_code.text, no_case_no_code.text);
    assert_eq!(wrong_code.headers, no_case.headers);
    assert_eq!(wrong_code.member("type"), "urn:tanggap:problem:not_found");

    let page = |number: String, code: String| {
        let world = world.clone();
        async move {
            let call = post("/api/status")
                .by_browser()
                .urlencoded(&[("number", &number), ("access_code", &code)]);
            // A page shows the number that was typed; everything else must be equal.
            call.send(&world).await.expect(404).text.replace(&number, "…")
        }
    };
    let (a, b) = (known.member("number"), unknown.member("number"));
    let (code_a, code_b) = (known.member("access_code"), unknown.member("access_code"));
    assert_eq!(page(a, code_b.clone()).await, page(b, code_a).await);
}

#[tokio::test]
async fn a_mistyped_number_or_code_is_told_without_asking_the_table() {
    let world = World::with(cli::embedded::Fault::Unreachable).await;
    for (number, code, expected) in [
        ("", "", &[("number", "required")][..]),
        ("DPM", "", &[("number", "wrong_length")]),
        ("DPM-7K2M-9QX", "", &[("number", "wrong_length")]),
        ("XYZ-0000-0000", "", &[("number", "unknown_agency")]),
        ("DPM-0000-0001", "", &[("number", "check_failed")]),
        ("DPM-0000-000U", "", &[("number", "wrong_symbol")]),
        ("DPM-0000-0000", "0000", &[("access_code", "wrong_length")]),
        (
            "DPM-0000-0001",
            "0000-0000-0000-0001",
            &[("number", "check_failed"), ("access_code", "check_failed")],
        ),
    ] {
        let answer = ask(&world, number, code).await.expect(422);
        let expected: Vec<_> = expected
            .iter()
            .map(|(f, c)| ((*f).to_owned(), (*c).to_owned()))
            .collect();
        assert_eq!(answer.errors(), expected, "{number:?} {code:?}");
        let call = post("/api/status")
            .by_browser()
            .urlencoded(&[("number", number), ("access_code", code)]);
        let page = call.send(&world).await.expect(422);
        assert!(page.text.contains("Galat:"), "{number:?}");
    }
    ask(&world, "DPM-0000-0000", "").await.expect(503);
}

#[tokio::test]
async fn a_case_is_late_from_the_day_after_its_date_in_the_agencys_zone() {
    let world = World::new().await;
    let number = file(&world, &anonymous()).await.member("number");
    // Checked by 21 August; the 22nd begins in Makassar at 16.00 UTC on the 21st.
    let until_the_22nd = "2025-08-21T16:00:00Z"
        .parse::<jiff::Timestamp>()
        .unwrap()
        .duration_since(world.now());
    world.pass(until_the_22nd - SignedDuration::from_secs(1));
    assert_eq!(ask(&world, &number, "").await.json()["late"], false);
    world.pass(SignedDuration::from_secs(1));
    assert_eq!(ask(&world, &number, "").await.json()["late"], true);
}

#[tokio::test]
async fn words_are_in_the_language_asked_for_or_the_reporters() {
    let world = World::new().await;
    let english = file(&world, &with(&anonymous(), &[("language", "en")]))
        .await
        .member("number");
    let label = |answer: Answer| answer.member("status_label");
    assert_eq!(label(ask(&world, &english, "").await), "Received");
    let asked = status()
        .json(&[("number", &english), ("lang", "id")])
        .send(&world)
        .await;
    assert_eq!(label(asked), "Diterima");
    let page = post("/api/status")
        .by_browser()
        .urlencoded(&[("number", &english), ("language", "id")]);
    assert!(page.send(&world).await.expect(200).text.contains("Diterima"));
}

#[tokio::test]
async fn the_status_page_shows_the_case_and_only_with_the_code_its_text() {
    let world = World::new().await;
    let receipt = file(&world, &named()).await;
    let (number, code) = (receipt.member("number"), receipt.member("access_code"));
    let page = |code: String| {
        let call = post("/api/status")
            .by_browser()
            .multipart(&[("number", &number), ("access_code", &code)]);
        let world = world.clone();
        async move { call.send(&world).await.expect(200).text }
    };
    let closed = page(String::new()).await;
    assert!(closed.contains(&number) && closed.contains("Diterima") && !closed.contains(NARRATIVE));
    let opened = page(code.clone()).await;
    let hidden = format!("<input type=\"hidden\" name=\"access_code\" value=\"{code}\">");
    let shown = opened.replace(&hidden, "");
    assert!(
        opened.contains(NARRATIVE) && !shown.contains(&code),
        "the code is only carried by the forms of the page"
    );
    assert!(!opened.contains("Suharti"), "the person is no part of a case");
}
