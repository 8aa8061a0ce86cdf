//! Who comes in, who does not, and how long they stay.

use complaint::staff::Role;
use jiff::SignedDuration;

use crate::caller::{get, post};
use crate::case::{anonymous, file};
use crate::desk::{Person, Session, invited, sign_in};
use crate::log;
use crate::world::World;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
pub(crate) const HALF: SignedDuration = SignedDuration::from_secs(30);

pub(crate) async fn person(world: &World) -> Person {
    Person::new(world, Role::Coordinator, "Siti Aminah", None).await
}

#[tokio::test]
async fn name_password_and_code_open_the_desk() {
    let world = World::new().await;
    let person = person(&world).await;
    let code = person.code(&world);
    let mut fields = person.fields(&code);
    fields[0].1 = "  siti   AMINAH ";
    let answer = sign_in(&fields).send(&world).await.expect(303);
    assert_eq!(answer.header("location"), "/staff/");
    let cookie = answer.header("set-cookie");
    for part in ["sesi=", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    let session = Session::of(&world, &answer).await;
    let page = session.page(&world, "/staff/").await.expect(200);
    assert!(page.text.contains("Siti Aminah"), "{}", page.text);
    assert_eq!(page.header("cache-control"), "no-store");
    let policy = page.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("script-src"),
        "{policy}"
    );
    assert!(!page.text.contains("<script"), "the desk works without script");
}

#[tokio::test]
async fn whatever_is_wrong_the_answer_is_the_same() {
    let world = World::new().await;
    let person = person(&world).await;
    let closed = Person::new(&world, Role::Auditor, "sudah-pergi", None).await;
    world
        .app
        .store
        .end_sessions("sample-sudah-pergi", true)
        .await
        .unwrap();
    invited(&world, "baru-diundang", Role::Auditor).await;
    let code = person.code(&world);
    let closed_code = closed.code(&world);
    let (name, password) = (person.sample.name.as_str(), person.sample.password.as_str());
    let mut answers = Vec::new();
    for (name, password, code) in [
        (name, "salah salah salah", code.as_str()),
        (name, password, "000000"),
        (name, password, ""),
        ("tidak-ada", password, &code),
        ("", "", ""),
        ("baru-diundang", password, &code),
        ("sudah-pergi", &closed.sample.password, &closed_code),
    ] {
        let fields = [("name", name), ("password", password), ("code", code)];
        let answer = sign_in(&fields).send(&world).await.expect(401);
        assert_eq!(answer.header("set-cookie"), "");
        assert!(!answer.text.contains(password) || password.is_empty());
        answers.push(answer.text.replace(&format!("value=\"{name}\""), "value=\"\""));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    sign_in(&person.fields(&code)).send(&world).await.expect(303);
}

#[tokio::test]
async fn a_code_opens_once() {
    let world = World::new().await;
    let person = person(&world).await;
    let code = person.code(&world);
    sign_in(&person.fields(&code)).send(&world).await.expect(303);
    sign_in(&person.fields(&code)).send(&world).await.expect(401);
    world.pass(HALF);
    sign_in(&person.fields(&code)).send(&world).await.expect(401);
    let next = person.code(&world);
    sign_in(&person.fields(&next)).send(&world).await.expect(303);
}

#[tokio::test]
async fn who_is_wrong_five_times_waits_and_nobody_else_does() {
    let world = World::new().await;
    let person = person(&world).await;
    for _ in 0..5 {
        sign_in(&person.fields("000000"))
            .send_from(&world, "192.0.2.1")
            .await
            .expect(401);
    }
    let code = person.code(&world);
    let slowed = sign_in(&person.fields(&code))
        .send_from(&world, "192.0.2.1")
        .await
        .expect(429);
    assert_eq!(slowed.header("retry-after"), "900");
    for name in ["tidak-ada", "juga-tidak-ada"] {
        let wrong = [("name", name), ("password", "x"), ("code", "000000")];
        for expected in [401, 401, 401, 401, 401, 429] {
            let answer = sign_in(&wrong).send_from(&world, "192.0.2.9").await;
            assert_eq!(answer.status, expected, "who does not exist is slowed too");
        }
    }
    sign_in(&person.fields(&code))
        .send_from(&world, "198.51.100.2")
        .await
        .expect(303);
    world.pass(MINUTE * 15);
    let code = person.code(&world);
    sign_in(&person.fields(&code))
        .send_from(&world, "192.0.2.1")
        .await
        .expect(303);
}

#[tokio::test]
async fn neighbours_count_together_and_codes_from_everywhere() {
    let world = World::new().await;
    let person = person(&world).await;
    let guess = |address: String| {
        let call = sign_in(&person.fields("000000"));
        let world = &world;
        async move { call.send_from(world, &address).await.status }
    };
    let mut seen = Vec::new();
    for nth in 0..6 {
        seen.push(guess(format!("2001:db8:7:{nth}::1")).await);
    }
    assert_eq!(
        seen,
        [401, 401, 401, 401, 401, 429],
        "one household has many addresses"
    );
    for nth in 0..10 {
        assert_eq!(guess(format!("2001:db8:{nth:x}00::1")).await, 401);
    }
    let code = person.code(&world);
    let far = "203.0.113.9";
    sign_in(&person.fields(&code))
        .send_from(&world, far)
        .await
        .expect(401);
    let told = world.dump().await;
    assert!(told.contains("sign_in_failed"), "whoever guesses is written down");
    world.pass(MINUTE * 15);
    let code = person.code(&world);
    sign_in(&person.fields(&code))
        .send_from(&world, far)
        .await
        .expect(303);
}

#[tokio::test]
async fn guesses_with_a_wrong_password_lock_nobody_out_and_are_written_down() {
    let world = World::new().await;
    let person = person(&world).await;
    let code = person.code(&world);
    let name = person.sample.name.as_str();
    let wrong = [("name", name), ("password", "salah salah salah"), ("code", &code)];
    for nth in 0..20 {
        let address = format!("203.0.{nth}.1");
        assert!(!world.dump().await.contains("sign_in_failed"), "{nth}");
        sign_in(&wrong).send_from(&world, &address).await.expect(401);
    }
    assert!(world.dump().await.contains("sign_in_failed"));
    sign_in(&person.fields(&code))
        .send_from(&world, "198.51.100.2")
        .await
        .expect(303);
}

#[tokio::test]
async fn whoever_tries_many_names_must_wait() {
    let world = World::limited().await;
    let person = person(&world).await;
    let mut last = 401;
    for nth in 0..121 {
        let name = format!("petugas {nth}");
        let wrong = [("name", name.as_str()), ("password", "x"), ("code", "000000")];
        last = sign_in(&wrong).send_from(&world, "192.0.2.1").await.status;
    }
    assert_eq!(last, 429);
    let code = person.code(&world);
    sign_in(&person.fields(&code))
        .send_from(&world, "198.51.100.2")
        .await
        .expect(303);
}

#[tokio::test]
async fn of_many_guesses_at_once_only_five_are_looked_at() {
    let world = World::new().await;
    let person = person(&world).await;
    let guesses = (0..12).map(|_| sign_in(&person.fields("000000")).send_from(&world, "192.0.2.1"));
    let answers = futures_util::future::join_all(guesses).await;
    let looked_at = answers.iter().filter(|answer| answer.status == 401).count();
    assert!(looked_at <= 5, "{looked_at}");
    assert!(
        answers
            .iter()
            .all(|answer| matches!(answer.status, 401 | 429 | 503))
    );
}

#[tokio::test]
async fn a_session_ends_by_rest_by_age_by_leaving_and_everywhere_at_once() {
    let world = World::new().await;
    let person = person(&world).await;

    let resting = person.session(&world).await;
    world.pass(MINUTE * 29);
    resting.page(&world, "/staff/").await.expect(200);
    world.pass(MINUTE * 29);
    resting.page(&world, "/staff/").await.expect(200);
    world.pass(MINUTE * 30);
    let turned = resting.page(&world, "/staff/").await.expect(303);
    assert_eq!(turned.header("location"), "/staff/masuk?next=%2Fstaff%2F");

    let busy = person.session(&world).await;
    for _ in 0..47 {
        world.pass(MINUTE * 10);
        busy.page(&world, "/staff/").await.expect(200);
    }
    world.pass(MINUTE * 10);
    busy.page(&world, "/staff/").await.expect(303);

    let leaving = person.session(&world).await;
    let left = leaving
        .post("/staff/keluar", &[])
        .by_browser()
        .send(&world)
        .await
        .expect(303);
    assert!(left.header("set-cookie").contains("Max-Age=0"));
    leaving.page(&world, "/staff/").await.expect(303);

    let (one, other) = (person.session(&world).await, person.session(&world).await);
    one.post("/staff/keluar", &[("everywhere", "yes")])
        .by_browser()
        .send(&world)
        .await
        .expect(303);
    other.page(&world, "/staff/").await.expect(303);

    let closed = person.session(&world).await;
    world
        .app
        .store
        .end_sessions("sample-siti-aminah", true)
        .await
        .unwrap();
    closed.json(&world, "/staff/").await.expect(401);
}

#[tokio::test]
async fn nothing_is_done_for_a_form_of_another_site() {
    let world = World::new().await;
    let session = Person::coordinator(&world).await;
    let number = file(&world, &anonymous()).await.member("number");
    let path = format!("/staff/cases/{number}/verify");
    let version = session.version(&world, &number).await;
    let fields = [("version", version.as_str()), ("csrf", session.csrf.as_str())];
    let call = || post(&path).by_browser().header("cookie", &session.cookie);
    for (name, call) in [
        ("nothing says where it is from", call().urlencoded(&fields)),
        (
            "another site",
            call().header("sec-fetch-site", "cross-site").urlencoded(&fields),
        ),
        (
            "a sister site",
            call().header("sec-fetch-site", "same-site").urlencoded(&fields),
        ),
        (
            "another origin",
            call()
                .header("origin", "https://evil.example")
                .urlencoded(&fields),
        ),
        (
            "no token",
            call()
                .header("sec-fetch-site", "same-origin")
                .urlencoded(&fields[..1]),
        ),
        (
            "a wrong token",
            call()
                .header("sec-fetch-site", "same-origin")
                .urlencoded(&[fields[0], ("csrf", &"0".repeat(64))]),
        ),
    ] {
        assert_eq!(call.send(&world).await.status, 403, "{name}");
    }
    assert_eq!(session.version(&world, &number).await, version);
    let code = Person::new(&world, Role::Auditor, "auditor", None).await;
    let typed = code.code(&world);
    let silent = post("/staff/masuk").by_browser().urlencoded(&code.fields(&typed));
    silent.send(&world).await.expect(403);
}

#[tokio::test]
async fn a_program_signs_in_and_works_with_its_token_alone() {
    let world = World::new().await;
    let person = person(&world).await;
    let code = person.code(&world);
    let answer = post("/staff/masuk")
        .by_program()
        .urlencoded(&person.fields(&code))
        .send(&world)
        .await
        .expect(200);
    let bearer = format!("Bearer {}", answer.member("token"));
    let number = file(&world, &anonymous()).await.member("number");
    let list = get("/staff/")
        .by_program()
        .header("authorization", &bearer)
        .send(&world)
        .await
        .expect(200);
    assert_eq!(list.json()["items"][0]["number"], number.as_str());
    post(&format!("/staff/cases/{number}/verify"))
        .by_program()
        .header("authorization", &bearer)
        .json(&[("version", "1")])
        .send(&world)
        .await
        .expect(200);
    let nobody = get("/staff/")
        .by_program()
        .header("authorization", "Bearer x")
        .send(&world)
        .await;
    assert_eq!(nobody.expect(401).header("www-authenticate"), "Bearer");
}

#[tokio::test]
async fn the_desk_does_not_open_over_just_any_connection() {
    let mut world = World::new().await;
    let turned = |host: &'static str| get("/staff/masuk").by_browser().header("host", host);
    turned("127.0.0.1:8080").send(&world).await.expect(200);
    turned("evil.example:8080").send(&world).await.expect(403);
    world.app.console.door = function::Door::Proxy;
    turned("127.0.0.1:8080").send(&world).await.expect(403);
    turned("pengaduan.contoh.example")
        .header("x-forwarded-proto", "http")
        .send(&world)
        .await
        .expect(403);
    let proxied = |call: crate::caller::Call| call.header("x-forwarded-proto", "https");
    proxied(turned("pengaduan.contoh.example"))
        .send(&world)
        .await
        .expect(200);
    let person = person(&world).await;
    let code = person.code(&world);
    let answer = proxied(sign_in(&person.fields(&code)))
        .send(&world)
        .await
        .expect(303);
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-sesi=") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
}

#[tokio::test]
async fn nothing_that_opens_the_desk_stands_in_table_or_log() {
    let world = World::new().await;
    let token = invited(&world, "Budi", Role::Auditor).await;
    let person = person(&world).await;
    let session = person.session(&world).await;
    let held = session.cookie.split_once('=').unwrap().1;
    let (stored, logged) = (world.dump().await, log::lines());
    for secret in [token.as_str(), &person.sample.password, held, &session.csrf] {
        assert!(!stored.contains(secret) && !logged.contains(secret), "{secret}");
    }
    assert!(stored.contains("argon2id$"), "the search finds what is there");
}
