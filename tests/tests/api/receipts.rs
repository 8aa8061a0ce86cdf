//! Receipts that can be verified, and what is told of a text that shows its author.

use complaint::receipt::canonical;
use function::{PublicKeys, ReceiptKeys, Verdict, rotate};
use serde_json::Value;

use crate::caller::{get, post};
use crate::case::{anonymous, complaints, confidential, file, named, with};
use crate::world::World;

fn receipt(answer: &Value) -> (String, String) {
    let text = |name: &str| answer["receipt"][name].as_str().unwrap().to_owned();
    (text("text"), text("verify_url"))
}

async fn published(world: &World) -> PublicKeys {
    let answer = get("/api/receipt-keys.json")
        .by_program()
        .send(world)
        .await
        .expect(200);
    serde_json::from_value(answer.json()).unwrap()
}

async fn verified(world: &World, text: &str) -> Value {
    let call = post("/api/receipts/verify")
        .by_program()
        .urlencoded(&[("text", text)]);
    call.send(world).await.expect(200).json()
}

#[tokio::test]
async fn a_receipt_is_verified_by_anybody_and_a_changed_one_is_not() {
    let world = World::new().await;
    let answer = file(&world, &named()).await.json();
    let (text, _) = receipt(&answer);
    let keys = published(&world).await;
    assert!(matches!(keys.verify(&text), Verdict::Genuine(..)), "{text}");
    assert_eq!(answer["receipt"]["key_id"], keys.keys[0].key_id);
    let genuine = verified(&world, &text).await;
    assert_eq!(genuine["valid"], true, "{genuine}");
    assert!(canonical(&text).starts_with(genuine["text"].as_str().unwrap()));
    let number = answer["number"].as_str().unwrap();
    let other = if number.ends_with('7') { "8" } else { "7" };
    let forged = text.replace(number, &format!("{}{other}", &number[..number.len() - 1]));
    assert_eq!(verified(&world, &forged).await["result"], "forged");
    assert_eq!(verified(&world, "halo").await["result"], "no_receipt");
    assert_eq!(verified(&world, "").await["valid"], false);
    let page = post("/api/receipts/verify")
        .by_browser()
        .urlencoded(&[("text", &forged)]);
    let page = page.send(&world).await.expect(200);
    assert!(
        page.text.contains("tidak sah") && !page.text.contains(number),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_receipt_stays_valid_after_its_key() {
    let mut world = World::new().await;
    let ring = rotate("", [3; 32], world.now()).unwrap();
    world.app.receipts = ReceiptKeys::parse(&ring).unwrap();
    let (old, _) = receipt(&file(&world, &named()).await.json());
    let ring = rotate(&ring, [4; 32], world.now()).unwrap();
    world.app.receipts = ReceiptKeys::parse(&ring).unwrap();
    let new = file(
        &world,
        &with(&named(), &[("narrative", "Sesudah kunci diganti di loket.")]),
    )
    .await;
    let (new, _) = receipt(&new.json());
    for text in [&old, &new] {
        assert_eq!(verified(&world, text).await["valid"], true, "{text}");
    }
    assert_eq!(published(&world).await.keys.len(), 2);
}

#[tokio::test]
async fn the_same_submission_gets_the_same_signature() {
    let world = World::new().await;
    let first = file(&world, &named()).await.json();
    let again = complaints()
        .by_program()
        .urlencoded(&named())
        .send(&world)
        .await
        .expect(200)
        .json();
    assert_eq!(first["receipt"], again["receipt"]);
}

#[tokio::test]
async fn a_receipt_tells_number_agency_and_dates_and_nothing_else() {
    let world = World::new().await;
    for fields in [named(), confidential(), anonymous()] {
        let answer = file(&world, &fields).await.json();
        let (text, url) = receipt(&answer);
        let number = answer["number"].as_str().unwrap();
        assert!(text.contains(number) && text.contains(&world.app.agency.name));
        assert!(text.contains("15 Agustus 2025"), "{text}");
        let (address, behind) = url.split_once('#').unwrap();
        assert!(
            !address.contains(number) && behind.contains(number),
            "no server sees the number: {url}"
        );
        let code = answer["access_code"].as_str().unwrap();
        let lower = text.to_lowercase();
        for secret in [
            code, "bernama", "rahasia", "anonim", "named", "suharti", "numan", "0812",
        ] {
            assert!(!lower.contains(&secret.to_lowercase()), "{secret} in {text}");
        }
        for (_, value) in fields.iter().filter(|(name, _)| *name == "narrative") {
            assert!(!text.contains(value), "{text}");
        }
    }
}

#[tokio::test]
async fn a_text_that_shows_its_author_is_told_and_never_refused() {
    let world = World::new().await;
    let story = "Saya ketua RT 05 dan nomor saya 0812-7654-3210. Petugas meminta uang.";
    let told = |mode| {
        let base = if mode == "anonymous" {
            anonymous()
        } else {
            confidential()
        };
        with(&base, &[("identity_mode", mode), ("narrative", story)])
    };
    for mode in ["anonymous", "confidential"] {
        let answer = file(&world, &told(mode)).await.json();
        let warnings = answer["warnings"].as_array().unwrap();
        let pieces: Vec<_> = warnings
            .iter()
            .map(|sign| sign["excerpt"].as_str().unwrap())
            .collect();
        assert_eq!(pieces, ["Saya ketua RT 05", "0812-7654-3210"], "{mode}");
        let start = usize::try_from(warnings[1]["start"].as_u64().unwrap()).unwrap();
        assert_eq!(story.chars().skip(start).take(4).collect::<String>(), "0812");
    }
    let quiet = file(&world, &with(&named(), &[("narrative", story)]))
        .await
        .json();
    assert_eq!(quiet["warnings"], serde_json::json!([]));
    let fields = with(&told("anonymous"), &[("incident_place", "Loket 9")]);
    let page = complaints()
        .by_browser()
        .urlencoded(&fields)
        .send(&world)
        .await
        .expect(201);
    assert!(page.text.contains("Saya ketua RT 05") && page.text.contains("bisa menunjukkan siapa Anda"));
    let live = post("/api/check")
        .by_program()
        .urlencoded(&[("text", story)])
        .send(&world)
        .await
        .expect(200);
    assert_eq!(live.json()["signs"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_text_that_no_complaint_could_have_is_looked_at_as_far_as_one_could() {
    let world = World::new().await;
    let piece = "é a@b.co ";
    let answer = post("/api/check")
        .by_program()
        .urlencoded(&[("text", &piece.repeat(100_000))])
        .send(&world)
        .await
        .expect(200);
    let signs = answer.json()["signs"].as_array().unwrap().clone();
    let place = |name: &str| {
        signs
            .iter()
            .map(|sign| sign[name].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    let (starts, ends) = (place("start"), place("end"));
    assert_eq!(starts[..3], [2, 11, 20]);
    assert_eq!(ends[..3], [8, 17, 26]);
    assert_eq!((starts.len(), ends.last()), (1_111, Some(&9_998)));
}

async fn again(world: &World, fields: &[(&str, &str)]) -> crate::caller::Answer {
    post("/api/receipts")
        .by_program()
        .urlencoded(fields)
        .send(world)
        .await
}

#[tokio::test]
async fn the_receipt_is_shown_again_in_either_language_to_whoever_has_number_and_code() {
    let world = World::new().await;
    let first = file(&world, &confidential()).await.json();
    let text = |name: &str| first[name].as_str().unwrap().to_owned();
    let (number, code) = (text("number"), text("access_code"));
    world.pass(jiff::SignedDuration::from_hours(24 * 30));
    let fields = [("number", number.as_str()), ("access_code", code.as_str())];
    let later = again(&world, &fields).await.expect(200).json();
    assert_eq!(later, first, "what was promised then");
    let english = again(&world, &[&fields[..], &[("lang", "en")]].concat())
        .await
        .expect(200)
        .json();
    let signed = english["receipt"]["text"].as_str().unwrap();
    assert!(signed.contains("RECEIPT OF A SUBMISSION"), "{signed}");
    assert_eq!(verified(&world, signed).await["valid"], true);
    let page = post("/api/receipts")
        .by_browser()
        .urlencoded(&[&fields[..], &[("lang", "en")]].concat())
        .send(&world)
        .await
        .expect(200)
        .text;
    for shown in [
        number.as_str(),
        &code,
        "Bahasa Indonesia",
        "action=\"/api/receipts\"",
    ] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
    assert!(!page.contains("Petugas loket"), "{page}");
}

#[tokio::test]
async fn without_the_right_code_no_receipt_is_shown() {
    let world = World::new().await;
    let number = file(&world, &anonymous()).await.member("number");
    for (code, status, said) in [
        ("", 422, "required"),
        ("0000-0000-0000-0000", 404, "not_found"),
        ("0000-0000-0000-0001", 422, "check_failed"),
    ] {
        let answer = again(&world, &[("number", &number), ("access_code", code)])
            .await
            .expect(status);
        assert_eq!(answer.json()["errors"][0]["code"], said, "{}", answer.text);
    }
    let mut limited = world.clone();
    limited.app.limits = true;
    let guess = [
        ("number", number.as_str()),
        ("access_code", "0000-0000-0000-0000"),
    ];
    for _ in 0..10 {
        again(&limited, &guess).await.expect(404);
    }
    let refused = again(&limited, &guess).await.expect(429);
    assert!(refused.header("retry-after").parse::<u32>().unwrap() > 0);
}

#[tokio::test]
async fn the_receipt_says_beforehand_what_is_possible_without_the_code() {
    let world = World::new().await;
    for (fields, words) in [
        (named(), "mencocokkan nama dan kontak"),
        (confidential(), "pemegang kunci memeriksa"),
        (anonymous(), "tidak dapat dibuka lagi"),
    ] {
        let page = post("/api/complaints").by_browser().urlencoded(&fields);
        let page = page.send(&world).await.expect(201).text;
        assert!(
            page.contains("Bila kode hilang") && page.contains(words),
            "{words}: {page}"
        );
    }
}
