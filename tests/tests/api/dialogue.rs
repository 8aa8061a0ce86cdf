//! What reporters do after filing: write, judge, take back, show who they are.

use cli::embedded::Fault;
use complaint::case::Resolution;
use complaint::{Action, IdentityMode, Status};
use jiff::SignedDuration;

use crate::caller::{Answer, post};
use crate::case::{anonymous, confidential, file, named, status, with};
use crate::staff::Filed;
use crate::world::World;

async fn filed(world: &World) -> Filed {
    Filed::of(world, &file(world, &anonymous()).await)
}

async fn opened(world: &World, case: &Filed) -> serde_json::Value {
    let fields = [("number", case.number.as_str()), ("access_code", &case.code)];
    status().urlencoded(&fields).send(world).await.expect(200).json()
}

fn close() -> Action {
    Action::Close {
        resolution: Resolution::Fulfilled,
    }
}

const RATING: [(&str, &str); 3] = [("score", "4"), ("solved", "yes"), ("comment", "Cepat.")];

#[tokio::test]
async fn a_question_an_answer_a_reply_a_closing_a_rating_and_a_reopening() {
    let world = World::new().await;
    let case = filed(&world).await;
    case.staff(&world, Action::Verify, "Kami periksa.").await;
    case.staff(&world, Action::Ask, "Di loket berapa?").await;
    let asked = opened(&world, &case).await;
    assert_eq!(asked["status"], "awaiting_info");
    assert_eq!(asked["messages"][1]["text"], "Di loket berapa?");
    assert_eq!(asked["messages"][1]["from"], "agency");
    let answer = case
        .send("messages", &[("text", "Loket tiga.")])
        .send(&world)
        .await
        .expect(201);
    assert_eq!(answer.json()["status"], "verifying");
    assert_eq!(answer.json()["messages"][2]["from"], "reporter");
    case.staff(&world, Action::Handle, "Kami tangani.").await;
    case.staff(&world, Action::Respond, "Biaya kami kembalikan.")
        .await;
    case.staff(&world, close(), "Selesai.").await;
    case.send("rating", &RATING).send(&world).await.expect(201);
    let again = case.send("rating", &RATING).send(&world).await.expect(409);
    assert_eq!(again.member("type"), "urn:tanggap:problem:already_rated");
    let reopened = case
        .send("messages", &[("text", "Belum saya terima.")])
        .send(&world)
        .await
        .expect(201);
    assert_eq!(reopened.json()["status"], "reopened");
    let timeline = opened(&world, &case).await["timeline"].clone();
    let states: Vec<_> = timeline
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["status"].as_str().unwrap())
        .collect();
    assert_eq!(
        states,
        [
            "received",
            "verifying",
            "awaiting_info",
            "verifying",
            "handling",
            "responded",
            "closed",
            "closed",
            "reopened"
        ]
    );
}

#[tokio::test]
async fn messages_stay_behind_the_code() {
    let world = World::new().await;
    let case = filed(&world).await;
    case.send("messages", &[("text", "Penandapesan")])
        .send(&world)
        .await
        .expect(201);
    case.send("rating", &RATING).send(&world).await.expect(409);
    let open = status()
        .urlencoded(&[("number", case.number.as_str())])
        .send(&world)
        .await
        .expect(200);
    assert!(
        !open.text.contains("Penandapesan") && !open.text.contains("messages"),
        "{}",
        open.text
    );
}

#[tokio::test]
async fn the_same_words_within_ten_minutes_are_one_message() {
    let world = World::new().await;
    let case = filed(&world).await;
    let send = || {
        case.send("messages", &[("text", "Tambahan:\r\nloket tiga.")])
            .send(&world)
    };
    send().await.expect(201);
    send().await.expect(200);
    world.pass(SignedDuration::from_mins(9));
    send().await.expect(200);
    assert_eq!(
        opened(&world, &case).await["messages"].as_array().unwrap().len(),
        1
    );
    world.pass(SignedDuration::from_mins(2));
    send().await.expect(201);
    case.send("messages", &[("text", "Lain.")])
        .send(&world)
        .await
        .expect(201);
    assert_eq!(
        opened(&world, &case).await["messages"].as_array().unwrap().len(),
        3
    );
}

#[tokio::test]
async fn of_many_who_write_at_once_nobody_is_lost() {
    let world = World::new().await;
    let case = filed(&world).await;
    let texts: Vec<String> = (0..5).map(|n| format!("Pesan {n}")).collect();
    let sent = texts.iter().map(|text| {
        let call = case.send("messages", &[("text", text)]);
        call.send(&world)
    });
    let answers = futures_util::future::join_all(sent).await;
    assert!(answers.iter().all(|answer| answer.status == 201), "{answers:?}");
    assert_eq!(
        opened(&world, &case).await["messages"].as_array().unwrap().len(),
        5
    );
}

#[tokio::test]
async fn a_complaint_is_withdrawn_only_while_nobody_works_on_it() {
    let world = World::new().await;
    for spam in ["", "x"] {
        let receipt = file(
            &world,
            &with(
                &anonymous(),
                &[
                    ("website", spam),
                    ("incident_place", spam),
                    ("class", "aspiration"),
                ],
            ),
        )
        .await;
        let case = Filed::of(&world, &receipt);
        case.send("withdrawal", &[("reason", "Sudah selesai.")])
            .send(&world)
            .await
            .expect(201);
        case.send("withdrawal", &[]).send(&world).await.expect(409);
        case.send("messages", &[("text", "Eh, belum.")])
            .send(&world)
            .await
            .expect(409);
        assert_eq!(case.status(&world).await, Status::Withdrawn);
    }
    let case = filed(&world).await;
    case.answered(&world).await;
    let answer = case.send("withdrawal", &[]).send(&world).await.expect(409);
    assert_eq!(answer.member("type"), "urn:tanggap:problem:not_now");
}

#[tokio::test]
async fn only_the_reporter_shows_more_of_themselves_and_never_less() {
    let world = World::new().await;
    let case = filed(&world).await;
    let person = [("name", "Suharti"), ("phone", "0812-3456-7890")];
    let mode = |mode: &'static str| [&[("identity_mode", mode)], &person[..]].concat();
    case.send("identity", &mode("confidential"))
        .send(&world)
        .await
        .expect(201);
    assert_eq!(opened(&world, &case).await["identity_mode"], "confidential");
    assert_eq!(world.count("ID").await, 1);
    case.send("identity", &mode("confidential"))
        .send(&world)
        .await
        .expect(409);
    case.send("identity", &mode("anonymous"))
        .send(&world)
        .await
        .expect(422);
    case.send("identity", &mode("named"))
        .send(&world)
        .await
        .expect(201);
    case.send("identity", &mode("confidential"))
        .send(&world)
        .await
        .expect(409);
    let wrong = case
        .send("identity", &[("identity_mode", "named")])
        .send(&world)
        .await
        .expect(422);
    let missing: Vec<_> = wrong.errors().into_iter().map(|(field, _)| field).collect();
    assert_eq!(missing, ["name", "phone"]);
    let view = world.app.store.show(&case.number).await.unwrap().unwrap();
    assert_eq!(view.summary.identity_mode, IdentityMode::Named);
    let history = format!("{:?}", view.events);
    assert!(!history.contains("Suharti"), "{history}");
    let public = status()
        .urlencoded(&[("number", case.number.as_str())])
        .send(&world)
        .await
        .expect(200);
    assert!(!public.text.contains("diri Anda"), "{}", public.text);
}

#[tokio::test]
async fn nothing_without_the_right_code_and_no_number_is_given_away() {
    let world = World::new().await;
    let case = filed(&world).await;
    let other = Filed::of(&world, &file(&world, &named()).await);
    let answers = |number: &str, code: &str| {
        let path = format!("/api/complaints/{number}/messages");
        let fields = [("access_code", code), ("text", "Halo")];
        post(&path).by_program().urlencoded(&fields)
    };
    let unknown = complaint::Number::new(&world.app.agency.code, [3; complaint::Number::RANDOM_BYTES]);
    let wrong = answers(case.number.as_str(), &other.code)
        .send(&world)
        .await
        .expect(404);
    let none = answers(unknown.as_str(), &other.code)
        .send(&world)
        .await
        .expect(404);
    assert_eq!(wrong.text, none.text);
    let expect = async |number: &str, code: &str, errors: &[(&str, &str)]| {
        let answer = answers(number, code).send(&world).await.expect(422);
        let told = answer.errors();
        let told: Vec<_> = told.iter().map(|(f, c)| (f.as_str(), c.as_str())).collect();
        assert_eq!(told, errors);
    };
    expect(case.number.as_str(), "", &[("access_code", "required")]).await;
    expect(
        "DPM-0000-0001",
        "0000-0000-0000-0001",
        &[("number", "check_failed"), ("access_code", "check_failed")],
    )
    .await;
    expect(
        "x",
        "",
        &[("number", "wrong_length"), ("access_code", "required")],
    )
    .await;
}

#[tokio::test]
async fn everything_wrong_with_a_form_is_told_at_once() {
    let world = World::new().await;
    let case = filed(&world).await;
    let long = "x".repeat(10_001);
    for (what, fields, errors) in [
        ("messages", vec![], vec![("text", "required")]),
        (
            "messages",
            vec![("text", " \u{200b}\r\n")],
            vec![("text", "too_short")],
        ),
        (
            "messages",
            vec![("text", long.as_str())],
            vec![("text", "too_long")],
        ),
        (
            "rating",
            vec![],
            vec![("solved", "required"), ("score", "required")],
        ),
        (
            "rating",
            vec![("score", "5"), ("solved", "maybe")],
            vec![("solved", "unknown_choice"), ("score", "unknown_choice")],
        ),
        (
            "withdrawal",
            vec![("reason", &long[..1_001])],
            vec![("reason", "too_long")],
        ),
        ("identity", vec![], vec![("identity_mode", "required")]),
    ] {
        let answer = case.send(what, &fields).send(&world).await.expect(422);
        let told = answer.errors();
        let told: Vec<_> = told.iter().map(|(f, c)| (f.as_str(), c.as_str())).collect();
        assert_eq!(told, errors, "{what} {}", answer.text.len());
    }
}

#[tokio::test]
async fn programs_may_send_the_score_as_a_number() {
    let world = World::new().await;
    let case = filed(&world).await;
    case.answered(&world).await;
    case.staff(&world, close(), "Selesai.").await;
    let body = format!(r#"{{"access_code":"{}","score":3,"solved":"partly"}}"#, case.code);
    let path = format!("/api/complaints/{}/rating", case.number.as_str().to_lowercase());
    post(&path)
        .by_program()
        .json_raw(body)
        .send(&world)
        .await
        .expect(201);
}

#[tokio::test]
async fn the_page_shows_the_question_and_the_forms_that_the_state_allows() {
    let world = World::new().await;
    let case = Filed::of(&world, &file(&world, &confidential()).await);
    case.staff(&world, Action::Verify, "Kami periksa.").await;
    case.staff(&world, Action::Ask, "Di loket <b>berapa</b>?").await;
    let page = |what: &str, fields: &[(&str, &str)]| {
        let code = [("access_code", case.code.as_str())];
        post(&format!("/api/complaints/{}/{what}", case.number))
            .by_browser()
            .urlencoded(&[&code, fields].concat())
    };
    let wrong = page("messages", &[("text", "")]).send(&world).await.expect(422);
    assert!(
        !wrong.text.contains("Kalender kerja belum lengkap"),
        "{}",
        wrong.text
    );
    for part in [
        "<title>Galat: ",
        "Menunggu jawaban Anda; hitungan berhenti.",
        "Hitungan berhenti sejak Jum 15 Agu sampai pelapor menjawab.",
        "Tulis pesan Anda.",
        "Kami perlu jawaban Anda",
        "Di loket &lt;b&gt;berapa",
        "Jawab pertanyaan petugas",
        "Cabut aduan ini",
        "Tambahkan nama",
        "href=\"#i-text\"",
    ] {
        assert!(wrong.text.contains(part), "{part} in {}", wrong.text);
    }
    assert!(
        !wrong.text.contains("/rating") && !wrong.text.contains("value=\"anonymous\""),
        "{}",
        wrong.text
    );
    let done = page("messages", &[("text", "Loket tiga.")])
        .send(&world)
        .await
        .expect(201);
    assert!(
        done.text.contains("Pesan Anda sudah tersimpan.") && done.text.contains("Loket tiga."),
        "{}",
        done.text
    );
    assert!(!done.text.contains("Kami perlu jawaban"), "{}", done.text);
    assert_eq!(done.header("cache-control"), "no-store");
    let unseen = |answer: &Answer| {
        answer.text.matches(&case.code).count()
            == answer
                .text
                .matches(&format!("name=\"access_code\" value=\"{}\"", case.code))
                .count()
    };
    assert!(unseen(&done), "the code is in hidden fields only");
}

#[tokio::test]
async fn without_the_table_the_words_stay_on_the_page() {
    let down = World::with(Fault::Broken).await;
    let fields = [("access_code", "0000-0000-0000-0000"), ("text", "Kata-kata saya")];
    let page = post("/api/complaints/DPM-0000-0000/messages")
        .by_browser()
        .urlencoded(&fields)
        .send(&down)
        .await
        .expect(503);
    assert!(page.text.contains("Kata-kata saya"), "{}", page.text);
    assert_eq!(page.header("retry-after"), "30");
}

#[tokio::test]
async fn a_held_submission_shows_nothing_of_being_held() {
    let world = World::new().await;
    let open = filed(&world).await;
    let trap = [("website", "x"), ("incident_place", "Loket 4")];
    let held = Filed::of(&world, &file(&world, &with(&anonymous(), &trap)).await);
    world.pass(SignedDuration::from_hours(24 * 4));
    function::tick(&world.app, world.now()).await.unwrap();
    let mut both = Vec::new();
    for case in [&open, &held] {
        let mut json = opened(&world, case).await;
        json["number"] = "".into();
        both.push(json);
    }
    assert_eq!(both[0], both[1]);
}

#[tokio::test]
async fn a_case_takes_many_messages_and_not_any_number() {
    let world = World::limited().await;
    let case = filed(&world).await;
    let write = |nth: usize| {
        let text = format!("Tambahan ke-{nth}.");
        case.send("messages", &[("text", text.as_str())]).send(&world)
    };
    for nth in 0..20 {
        write(nth).await.expect(201);
    }
    let slowed = write(20).await.expect(429);
    assert!(!slowed.header("retry-after").is_empty());
    world.pass(SignedDuration::from_mins(30));
    write(21).await.expect(201);

    let key = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    let full = world.table.update_item().table_name(crate::world::TABLE);
    full.key("PK", key(&format!("C#{}", case.number.as_str())))
        .key("SK", key("META"))
        .update_expression("SET events = :many")
        .expression_attribute_values(
            ":many",
            aws_sdk_dynamodb::types::AttributeValue::N("300".to_owned()),
        )
        .send()
        .await
        .unwrap();
    let refused = write(22).await.expect(422);
    assert_eq!(refused.errors(), [("text".to_owned(), "full_case".to_owned())]);
}
