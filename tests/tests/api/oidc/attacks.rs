//! Tokens that must not be believed, and answers that nobody asked for.

use complaint::staff::Role;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::issuer::Signed;

use super::{Agency, assert_outside, returning};
use crate::log;

const NOT_BELIEVED: &str = "tidak dapat kami percaya";
const START_AGAIN: &str = "Mulai lagi dari halaman masuk";
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

async fn agency() -> Agency {
    agency_of(None).await
}

async fn agency_of(group: Option<&str>) -> Agency {
    let agency = Agency::with(group).await;
    if let Some(group) = group {
        let groups = json!([group]);
        agency
            .issuer
            .claim(move |claims| claims["groups"] = groups.clone());
    }
    agency.officer("siti", "Siti", Role::Coordinator).await;
    agency.issuer.claim(|_| ());
    agency
}

#[tokio::test]
async fn a_token_that_is_wrong_in_one_thing_opens_nothing() {
    let agency = agency().await;
    let now = agency.world.now().as_second();
    let tokens: [(&str, &str, Value); 20] = [
        ("for another client", "aud", json!("pihak-lain")),
        (
            "for us and another client",
            "aud",
            json!(["meja-kerja", "pihak-lain"]),
        ),
        ("for nobody", "aud", Value::Null),
        ("asked for by another client", "azp", json!("pihak-lain")),
        ("of another issuer", "iss", json!("https://penipu.example")),
        (
            "of an issuer that looks alike",
            "iss",
            json!(format!("{}/", agency.issuer.base())),
        ),
        ("of nobody", "iss", Value::Null),
        ("expired", "exp", json!(now)),
        ("without an end", "exp", Value::Null),
        ("not valid yet", "nbf", json!(now + 120)),
        (
            "not valid yet, with fractions",
            "nbf",
            json!(f64::from(u32::MAX) * 2.5),
        ),
        ("never valid", "nbf", json!(1e300)),
        ("issued in the future", "iat", json!(now + 120)),
        ("without a time", "iat", Value::Null),
        ("without a nonce", "nonce", Value::Null),
        ("with another nonce", "nonce", json!("0".repeat(64))),
        (
            "for access, not for who somebody is",
            "token_use",
            json!("access"),
        ),
        ("of an unknown kind", "token_use", json!("")),
        ("about nobody", "sub", Value::Null),
        ("about a number", "sub", json!(7)),
    ];
    for (what, name, value) in tokens {
        agency.issuer.claim(move |claims| match &value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value.clone(),
        });
        let answer = agency.sign_in().await;
        assert_eq!(answer.status, 401, "{what}");
        assert_outside(&answer, 401, NOT_BELIEVED);
    }
    for (what, name, value) in [
        ("valid since now", "nbf", json!(now)),
        ("of a clock a little ahead", "iat", json!(now + 30)),
        ("for us alone, as a list", "aud", json!(["meja-kerja"])),
        ("asked for by us", "azp", json!("meja-kerja")),
        ("of an issuer that knows no kinds", "token_use", Value::Null),
    ] {
        agency.issuer.claim(move |claims| match &value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value.clone(),
        });
        assert_eq!(agency.sign_in().await.status, 303, "{what}");
    }
}

#[tokio::test]
async fn a_token_that_the_issuer_did_not_sign_opens_nothing() {
    let agency = agency().await;
    for signed in [
        Signed::ByAnother,
        Signed::ByAStranger,
        Signed::OnCurveByAnother,
        Signed::NotAtAll,
        Signed::WithPublicKeyAsSecret,
    ] {
        agency.issuer.sign(signed);
        let answer = agency.sign_in().await;
        assert_eq!(answer.status, 401, "{signed:?}");
        assert_outside(&answer, 401, NOT_BELIEVED);
    }
    for signed in [Signed::Rightly, Signed::OnCurve] {
        agency.issuer.sign(signed);
        agency.sign_in().await.expect(303);
    }
}

#[tokio::test]
async fn for_a_key_that_is_not_known_the_issuer_is_asked_at_most_every_five_minutes() {
    let agency = agency().await;
    let asked = || agency.issuer.asked("/jwks");
    assert_eq!(asked(), 1);
    agency.issuer.sign(Signed::WithNewKey);
    agency.sign_in().await.expect(401);
    assert_eq!(asked(), 1, "the keys were asked for a moment ago");
    agency.world.pass(MINUTE * 5);
    agency.sign_in().await.expect(303);
    assert_eq!(asked(), 2, "the new key is found");
    agency.sign_in().await.expect(303);
    assert_eq!(asked(), 2, "and remembered");
    agency.issuer.sign(Signed::ByAStranger);
    for minute in 1..=12 {
        agency.world.pass(MINUTE);
        agency.sign_in().await.expect(401);
        assert!(asked() <= 2 + minute / 5, "{minute}: {}", asked());
    }
    assert_eq!(asked(), 4);
    assert_eq!(agency.issuer.asked("/.well-known/openid-configuration"), 1);
}

#[tokio::test]
async fn who_comes_back_a_second_time_was_not_expected() {
    let agency = agency().await;
    let away = agency.leave(&[]).await;
    let address = agency.issuer.visit(&away.address);
    agency.back_with(&away.kept, &address).await.expect(303);
    assert_outside(&agency.back_with(&away.kept, &address).await, 401, START_AGAIN);
    assert_eq!(
        agency.issuer.asked("/token"),
        2,
        "the code was not even shown to the issuer"
    );
}

#[tokio::test]
async fn of_many_who_come_back_at_once_one_comes_in() {
    let agency = agency().await;
    let away = agency.leave(&[]).await;
    let address = agency.issuer.visit(&away.address);
    let calls = (0..6).map(|_| returning(&away.kept, &address).send(&agency.world));
    let answers = futures_util::future::join_all(calls).await;
    let inside = answers.iter().filter(|answer| answer.status == 303).count();
    assert_eq!(
        inside,
        1,
        "{:?}",
        answers.iter().map(|answer| answer.status).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_code_is_worth_nothing_to_another_question() {
    let agency = agency().await;
    let (victim, attacker) = (agency.leave(&[]).await, agency.leave(&[]).await);
    let code = |address: &str| tests::issuer::pairs(address.split_once('?').unwrap().1)["code"].clone();
    let (theirs, own) = (
        agency.issuer.visit(&victim.address),
        agency.issuer.visit(&attacker.address),
    );
    let mixed = own.replace(&code(&own), &code(&theirs));
    let answer = agency.back_with(&attacker.kept, &mixed).await;
    assert_outside(&answer, 401, NOT_BELIEVED);
    agency.back_with(&victim.kept, &theirs).await.expect(401);
}

#[tokio::test]
async fn an_answer_counts_in_the_browser_that_asked_and_for_ten_minutes() {
    let agency = agency().await;
    let other = agency.leave(&[]).await;
    let away = agency.leave(&[]).await;
    let address = agency.issuer.visit(&away.address);
    for kept in ["", "masuk=", "masuk=x", "sesi=x", other.kept.as_str()] {
        assert_outside(&agency.back_with(kept, &address).await, 401, START_AGAIN);
    }
    for address in [
        "http://127.0.0.1:8080/staff/masuk/kembali".to_owned(),
        "http://127.0.0.1:8080/staff/masuk/kembali?code=kode-1".to_owned(),
        address.replace("state=", "state=0"),
        address.replace("state=", "status="),
    ] {
        assert_outside(&agency.back_with(&away.kept, &address).await, 401, START_AGAIN);
    }
    assert_eq!(
        agency.issuer.asked("/token"),
        1,
        "nothing of it reached the issuer"
    );
    agency.back_with(&away.kept, &address).await.expect(303);
    let late = agency.leave(&[]).await;
    let address = agency.issuer.visit(&late.address);
    agency.world.pass(MINUTE * 10);
    assert_outside(&agency.back_with(&late.kept, &address).await, 401, START_AGAIN);
}

#[tokio::test]
async fn whoever_declines_is_told_so_and_may_try_again() {
    let agency = agency().await;
    for more in [
        "error=access_denied",
        "error=server_error&error_description=%3Cb%3E",
        "code=",
    ] {
        let away = agency.leave(&[]).await;
        let query = tests::issuer::pairs(away.address.split_once('?').unwrap().1);
        let address = format!("{}?{more}&state={}", query["redirect_uri"], query["state"]);
        let answer = agency.back_with(&away.kept, &address).await;
        assert_outside(&answer, 401, "Coba lagi");
        assert!(answer.text.contains("href=\"/staff/masuk\"") && !answer.text.contains("<b>"));
    }
    agency.sign_in().await.expect(303);
}

#[tokio::test]
async fn whoever_is_not_in_the_group_stays_outside() {
    let agency = agency_of(Some("petugas-aduan")).await;
    let tokens = [
        ("groups", json!(["lain"]), 401),
        ("groups", json!("petugas"), 401),
        ("groups", json!({"petugas-aduan": true}), 401),
        ("roles", json!(["petugas-aduan"]), 401),
        ("groups", json!(["lain", "petugas-aduan"]), 303),
        ("groups", json!("petugas-aduan"), 303),
        ("cognito:groups", json!(["petugas-aduan"]), 303),
    ];
    agency.sign_in().await.expect(401);
    for (name, value, status) in tokens {
        let (said, told) = (value.to_string(), value);
        agency.issuer.claim(move |claims| claims[name] = told.clone());
        assert_eq!(agency.sign_in().await.status, status, "{name}: {said}");
    }
}

#[tokio::test]
async fn whoever_has_no_place_is_told_whom_to_ask_and_nothing_is_made() {
    let agency = agency().await;
    let before = agency.world.items().await.len();
    agency.issuer.visited_by("orang lain");
    let answer = agency.sign_in().await;
    assert_outside(&answer, 403, "koordinator");
    assert_eq!(agency.world.items().await.len(), before, "nothing stays behind");
    assert!(!agency.world.dump().await.contains("orang lain") && !log::lines().contains("orang lain"));
}

#[tokio::test]
async fn a_log_line_says_what_was_wrong_and_nothing_else() {
    let agency = agency().await;
    agency.issuer.claim(|claims| claims["aud"] = json!("pihak-lain"));
    agency.sign_in().await.expect(401);
    let logged = log::lines();
    assert!(logged.contains("the token is for another audience"), "{logged}");
    for secret in ["pihak-lain", "siti", "kode-", "eyJ", "localhost"] {
        assert!(!logged.contains(secret), "{secret} in {logged}");
    }
}
