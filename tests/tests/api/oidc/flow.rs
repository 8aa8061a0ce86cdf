//! The way that everybody takes: out, back, and in.

use complaint::staff::Role;
use jiff::SignedDuration;

use super::{Agency, assert_outside, leaving};
use crate::caller::get;
use crate::case::{anonymous, file};
use crate::desk::Person;
use crate::log;
use crate::world::World;

#[tokio::test]
async fn an_account_of_the_agency_opens_the_desk_and_the_work_goes_on() {
    let agency = Agency::new().await;
    let world = &agency.world;
    agency.officer("siti", "Siti Aminah", Role::Coordinator).await;
    let session = agency.session().await;
    let number = file(world, &anonymous()).await.member("number");
    session.act(world, &number, "verify", &[]).await.expect(200);
    let page = session.page(world, "/staff/").await.expect(200);
    assert!(
        page.text.contains(&number) && page.text.contains("Siti Aminah"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn whoever_wanted_a_page_comes_back_to_it_and_nowhere_else() {
    let agency = Agency::new().await;
    agency.officer("siti", "Siti", Role::Coordinator).await;
    for (next, expected) in [
        ("/staff/people", "/staff/people"),
        ("//evil.example", "/staff/"),
        ("https://evil.example/staff/", "/staff/"),
        ("/staff/masuk", "/staff/"),
    ] {
        let away = agency.leave(&[("next", next)]).await;
        let answer = agency.back(&away).await.expect(303);
        assert_eq!(answer.header("location"), expected, "{next}");
    }
}

#[tokio::test]
async fn the_question_shows_nothing_that_opens_and_is_bound_to_the_browser() {
    let agency = Agency::new().await;
    agency.officer("siti", "Siti", Role::Coordinator).await;
    let page = leaving(&[]).send(&agency.world).await.expect(200);
    let cookie = page.header("set-cookie");
    for part in [
        "masuk=",
        "; HttpOnly",
        "; SameSite=Lax",
        "; Path=/",
        "; Max-Age=600",
    ] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    let policy = page.header("content-security-policy");
    assert!(policy.contains("form-action 'self';"), "{policy}");
    let away = super::Away::of(&page);
    let (stored, logged) = (agency.world.dump().await, log::lines());
    let query = tests::issuer::pairs(away.address.split_once('?').unwrap().1);
    let kept = away.kept.split_once('=').unwrap().1;
    for secret in [kept, &query["state"], &query["nonce"]] {
        assert!(!stored.contains(secret) && !logged.contains(secret), "{secret}");
    }
    assert!(!away.address.contains(kept), "{}", away.address);
    let answer = agency.back(&away).await.expect(303);
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert!(
        cookies
            .iter()
            .any(|cookie| cookie.to_str().unwrap().starts_with("masuk=; ")),
        "{cookies:?}"
    );
    let stored = agency.world.dump().await;
    for personal in ["Nama yang tidak dipakai", "tidak.dipakai@contoh.example"] {
        assert!(
            !stored.contains(personal) && !log::lines().contains(personal),
            "{personal}"
        );
    }
}

#[tokio::test]
async fn over_https_the_browser_keeps_it_for_this_host_alone() {
    let mut agency = Agency::new().await;
    agency.world.app.console.door = function::Door::Https;
    let page = leaving(&[]).send(&agency.world).await.expect(200);
    let cookie = page.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-masuk=") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
    let away = super::Away::of(&page);
    let query = tests::issuer::pairs(away.address.split_once('?').unwrap().1);
    let base = &agency.world.app.agency.base_url;
    assert_eq!(query["redirect_uri"], format!("{base}/staff/masuk/kembali"));
}

#[tokio::test]
async fn the_door_offers_it_first_where_there_is_an_issuer_and_not_at_all_elsewhere() {
    let agency = Agency::new().await;
    let page = get("/staff/masuk")
        .by_browser()
        .send(&agency.world)
        .await
        .expect(200);
    let place = |words: &str| {
        page.text
            .find(words)
            .unwrap_or_else(|| panic!("{words}: {}", page.text))
    };
    assert!(
        place("/staff/masuk/instansi") < place("<details>"),
        "{}",
        page.text
    );
    assert!(place("<details>") < place("name=\"password\""), "{}", page.text);
    let local = World::new().await;
    let page = get("/staff/masuk").by_browser().send(&local).await.expect(200);
    assert!(!page.text.contains("instansi\""), "{}", page.text);
    leaving(&[]).send(&local).await.expect(404);
    get("/staff/masuk/kembali?code=x&state=x")
        .by_browser()
        .send(&local)
        .await
        .expect(404);
}

#[tokio::test]
async fn accounts_of_the_desk_itself_still_open_it() {
    let agency = Agency::new().await;
    let session = Person::coordinator(&agency.world).await;
    session.page(&agency.world, "/staff/").await.expect(200);
    let wrong = crate::desk::sign_in(&[("name", "x")])
        .send(&agency.world)
        .await
        .expect(401);
    assert!(wrong.text.contains("<details open>"), "{}", wrong.text);
}

#[tokio::test]
async fn how_somebody_came_in_is_written_down() {
    let agency = Agency::new().await;
    agency.officer("siti", "Siti", Role::Coordinator).await;
    let session = agency.session().await;
    let page = session
        .json(&agency.world, "/staff/audit")
        .await
        .expect(200)
        .json();
    let kinds: Vec<_> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["kind"].clone())
        .collect();
    assert_eq!(
        kinds,
        [
            "sign_in_by_issuer",
            "sign_in_by_issuer",
            "account_opened",
            "invited"
        ]
    );
    let page = session.page(&agency.world, "/staff/audit").await.expect(200);
    assert!(page.text.contains("Masuk dengan akun instansi"), "{}", page.text);
}

#[tokio::test]
async fn whoever_leaves_may_leave_the_issuer_too_where_it_has_a_place_for_that() {
    let agency = Agency::new().await;
    agency.officer("siti", "Siti", Role::Coordinator).await;
    let door = || async {
        let session = agency.session().await;
        let left = session
            .post("/staff/keluar", &[])
            .by_browser()
            .send(&agency.world)
            .await
            .expect(303);
        session.page(&agency.world, "/staff/").await.expect(303);
        get(left.header("location"))
            .by_browser()
            .header("host", "127.0.0.1:8080")
            .send(&agency.world)
            .await
            .expect(200)
    };
    let page = door().await;
    let end = format!("{}/logout?client_id=meja-kerja", agency.issuer.base());
    assert!(page.text.contains(&end), "{}", page.text);
    assert!(
        page.text
            .contains("http%3A%2F%2F127.0.0.1%3A8080%2Fstaff%2Fmasuk"),
        "{}",
        page.text
    );
    agency
        .issuer
        .tell(|told| _ = told.as_object_mut().unwrap().remove("end_session_endpoint"));
    agency.world.pass(SignedDuration::from_hours(1));
    assert!(!door().await.text.contains("Keluar juga"), "nothing is offered");
}

#[tokio::test]
async fn over_another_connection_nobody_leaves_or_comes_back() {
    let agency = Agency::new().await;
    let away = agency.leave(&[]).await;
    let elsewhere = crate::caller::post("/staff/masuk/instansi")
        .by_browser()
        .header("host", "evil.example");
    let elsewhere = elsewhere.header("sec-fetch-site", "same-origin").urlencoded(&[]);
    assert_outside(&elsewhere.send(&agency.world).await, 403, "tidak dibuka");
    let address = agency.issuer.visit(&away.address);
    let path = address.strip_prefix("http://127.0.0.1:8080").unwrap();
    let back = get(path)
        .by_browser()
        .header("host", "evil.example")
        .header("cookie", &away.kept);
    assert_outside(&back.send(&agency.world).await, 403, "tidak dibuka");
    let other = crate::caller::post("/staff/masuk/instansi")
        .by_browser()
        .header("sec-fetch-site", "cross-site");
    other.urlencoded(&[]).send(&agency.world).await.expect(403);
    let silent = crate::caller::post("/staff/masuk/instansi")
        .by_browser()
        .urlencoded(&[]);
    silent.send(&agency.world).await.expect(403);
}
