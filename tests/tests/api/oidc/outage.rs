//! An issuer that does not answer, or not as an issuer does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cli::embedded::Fault;
use complaint::staff::Role;
use jiff::SignedDuration;
use serde_json::json;
use tests::issuer::{CLIENT_ID, CLIENT_SECRET};

use super::{Agency, assert_outside, leaving};
use crate::desk::Person;
use crate::log;
use crate::world::World;

const AWAY: &str = "Layanan akun instansi sedang terganggu";
const TABLE: &str = "Layanan sedang terganggu";

#[tokio::test]
async fn an_issuer_that_is_down_is_told_in_words_and_accounts_of_the_desk_work_on() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let mut world = World::new().await;
    let issuer = function::Issuer::new(&address, CLIENT_ID, Some(CLIENT_SECRET.to_owned()), None);
    world.app.console.issuer = Some(issuer.unwrap());
    let answer = leaving(&[]).send(&world).await;
    assert_outside(&answer, 503, AWAY);
    assert!(!answer.header("retry-after").is_empty());
    assert!(!log::lines().contains(&address), "{}", log::lines());
    let session = Person::coordinator(&world).await;
    session.page(&world, "/staff/").await.expect(200);
    crate::caller::get("/staff/masuk?left=issuer")
        .by_browser()
        .send(&world)
        .await
        .expect(200);
}

#[tokio::test]
async fn an_answer_without_end_is_not_read() {
    let agency = Agency::new().await;
    agency.issuer.swell(300_000);
    assert_outside(&leaving(&[]).send(&agency.world).await, 503, AWAY);
    agency.issuer.swell(0);
    let away = agency.leave(&[]).await;
    agency.issuer.swell(300_000);
    assert_outside(&agency.back(&away).await, 503, AWAY);
}

#[tokio::test]
async fn an_issuer_that_tells_of_another_or_leads_astray_is_not_used() {
    let agency = Agency::new().await;
    for (name, value) in [
        ("issuer", json!("https://penipu.example")),
        ("issuer", json!(format!("{}/", agency.issuer.base()))),
        ("authorization_endpoint", json!("javascript:alert(1)")),
        ("authorization_endpoint", json!("http://penipu.example/authorize")),
        ("end_session_endpoint", json!("javascript:alert(1)")),
        ("jwks_uri", json!("http://penipu.example/jwks")),
        ("jwks_uri", json!(null)),
    ] {
        let told = value.to_string();
        agency.issuer.tell(move |metadata| metadata[name] = value.clone());
        let answer = leaving(&[]).send(&agency.world).await;
        assert_eq!(answer.status, 503, "{name}: {told}");
        assert_outside(&answer, 503, AWAY);
    }
    agency.issuer.tell(|_| ());
    agency.leave(&[]).await;
}

#[tokio::test]
async fn a_code_is_shown_to_nobody_but_the_issuer() {
    let agency = Agency::new().await;
    agency
        .issuer
        .tell(|told| told["token_endpoint"] = json!("http://penipu.example/token"));
    let away = agency.leave(&[]).await;
    assert_outside(&agency.back(&away).await, 503, AWAY);
}

#[tokio::test]
async fn what_the_issuer_tells_of_itself_is_asked_for_once_an_hour() {
    let agency = Agency::new().await;
    let asked = || agency.issuer.asked("/.well-known/openid-configuration");
    agency.officer("siti", "Siti", Role::Coordinator).await;
    for _ in 0..3 {
        agency.sign_in().await.expect(303);
    }
    assert_eq!(asked(), 1);
    agency.world.pass(SignedDuration::from_hours(1));
    agency.sign_in().await.expect(303);
    assert_eq!(asked(), 2);
}

#[tokio::test]
async fn a_table_that_is_out_of_reach_is_told_in_words_on_the_way_out_and_back() {
    let down = Arc::new(AtomicBool::new(false));
    let faults = Arc::clone(&down);
    let fault = move |_: &str, _: &str| faults.load(Ordering::Relaxed).then_some(Fault::Broken);
    let agency = Agency::over(World::failing(Arc::new(fault)).await, None);
    let away = agency.leave(&[]).await;
    let address = agency.issuer.visit(&away.address);
    down.store(true, Ordering::Relaxed);
    assert_outside(&leaving(&[]).send(&agency.world).await, 503, TABLE);
    assert_outside(&agency.back_with(&away.kept, &address).await, 503, TABLE);
    down.store(false, Ordering::Relaxed);
    agency.back_with(&away.kept, &address).await.expect(403);
    agency.officer("siti", "Siti", Role::Coordinator).await;
    agency.sign_in().await.expect(303);
}
