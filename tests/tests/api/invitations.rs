//! Links that invite somebody to the desk: which holds, for how long, and what it leaves alone.

use complaint::staff::Role;
use function::store::AuditActor;
use function::{NewPerson, invite};
use jiff::SignedDuration;

use crate::caller::{Answer, get, post};
use crate::desk::{Session, invited, secret_on, sign_in};
use crate::sign_in::{HALF, person};
use crate::world::World;

/// What the app shows that was given this secret.
fn code_of(secret: &str, world: &World) -> String {
    tests::authenticator::code(secret, world.now().as_second())
}

#[tokio::test]
async fn an_invitation_is_accepted_once() {
    let world = World::new().await;
    let token = invited(&world, "Budi", Role::Auditor).await;
    let link = format!("/staff/undangan?kode={token}");
    let page = get(&link).by_browser().send(&world).await.expect(200);
    assert!(page.text.contains("Budi") && page.text.contains("Auditor") && page.text.contains("<svg"));
    let secret = secret_on(&page.text);
    let code = code_of(secret, &world);
    let password = "empat kata yang panjang";
    let accept = |password: &str, again: &str, code: &str| {
        post("/staff/undangan")
            .by_browser()
            .header("sec-fetch-site", "same-origin")
            .urlencoded(&[
                ("kode", &token),
                ("password", password),
                ("again", again),
                ("code", code),
            ])
    };
    for (password, again, code) in [
        ("pendek", "pendek", code.as_str()),
        (password, "lain sama sekali", &code),
        (password, password, "000000"),
    ] {
        let answer = accept(password, again, code).send(&world).await.expect(422);
        assert!(answer.text.contains("class=\"error\""), "{}", answer.text);
    }
    let answer = accept(password, password, &code).send(&world).await.expect(303);
    let session = Session::of(&world, &answer).await;
    session.page(&world, "/staff/").await.expect(200);
    accept(password, password, &code).send(&world).await.expect(404);
    get(&link).by_browser().send(&world).await.expect(404);
    world.pass(HALF);
    let code = code_of(secret, &world);
    let fields = [("name", "budi"), ("password", password), ("code", code.as_str())];
    sign_in(&fields).send(&world).await.expect(303);

    // A new link ends what was: a lost telephone is mended so.
    let token = invited(&world, "BUDI", Role::Auditor).await;
    session.page(&world, "/staff/").await.expect(200);
    let page = get(&format!("/staff/undangan?kode={token}"))
        .by_browser()
        .send(&world)
        .await;
    let secret = secret_on(&page.text);
    let code = code_of(secret, &world);
    let own = [
        ("kode", token.as_str()),
        ("password", password),
        ("again", password),
        ("code", &code),
    ];
    post("/staff/undangan")
        .by_browser()
        .header("sec-fetch-site", "same-origin")
        .urlencoded(&own)
        .send(&world)
        .await
        .expect(303);
    session.page(&world, "/staff/").await.expect(303);
}

/// Somebody opens a link and chooses a password.
async fn accept(world: &World, token: &str, password: &str) -> Answer {
    let link = format!("/staff/undangan?kode={token}");
    let page = get(&link).by_browser().send(world).await;
    let secret = page.text.split("class=\"copy\">").nth(1);
    let secret = secret.and_then(|rest| rest.split('<').next()).unwrap_or("AAAA");
    let code = code_of(secret, world);
    let chosen = [
        ("kode", token),
        ("password", password),
        ("again", password),
        ("code", &code),
    ];
    post("/staff/undangan")
        .by_browser()
        .header("sec-fetch-site", "same-origin")
        .urlencoded(&chosen)
        .send(world)
        .await
}

#[tokio::test]
async fn only_the_newest_link_holds_and_none_after_the_account_is_closed() {
    const PASSWORD: &str = "empat kata yang panjang";
    let world = World::new().await;
    let first = invited(&world, "Budi", Role::Auditor).await;
    let second = invited(&world, "Budi", Role::Auditor).await;
    accept(&world, &first, PASSWORD).await.expect(404);
    let session = Session::of(&world, &accept(&world, &second, PASSWORD).await.expect(303)).await;
    accept(&world, &first, PASSWORD).await.expect(404);

    let unused = invited(&world, "Budi", Role::Auditor).await;
    let account = world.app.store.account_named("budi").await.unwrap().unwrap();
    let closed = world.app.store.end_sessions(&account.officer.id, true).await;
    assert_eq!(closed, Ok(true));
    accept(&world, &unused, PASSWORD).await.expect(404);
    session.page(&world, "/staff/").await.expect(303);
    let account = world.app.store.account_named("budi").await.unwrap().unwrap();
    assert_eq!(account.state(), "disabled");

    let back = invited(&world, "Budi", Role::Auditor).await;
    accept(&world, &back, PASSWORD).await.expect(303);
}

#[tokio::test]
async fn an_account_that_is_closed_while_it_is_invited_again_stays_closed() {
    for _ in 0..6 {
        let world = World::new().await;
        let person = person(&world).await;
        let session = person.session(&world).await;
        let account = world.app.store.account_named("siti aminah").await;
        let id = account.unwrap().unwrap().officer.id;
        let known = NewPerson {
            name: person.sample.name.clone(),
            role: Role::Coordinator,
            unit: None,
            email: None,
        };
        let (app, by) = (&world.app, AuditActor::CommandLine);
        let inviting = invite(&app.store, &app.secret, &app.entropy, world.now(), &known, &by);
        let (_, closed) = tokio::join!(inviting, app.store.end_sessions(&id, true));
        assert_eq!(closed, Ok(true));
        let account = app.store.account(&id).await.unwrap().unwrap();
        assert_eq!(account.state(), "disabled");
        session.page(&world, "/staff/").await.expect(303);
    }
}

#[tokio::test]
async fn a_new_invitation_does_not_make_a_used_code_good_again() {
    let world = World::new().await;
    let person = person(&world).await;
    let code = person.code(&world);
    sign_in(&person.fields(&code)).send(&world).await.expect(303);
    invited(&world, &person.sample.name, Role::Coordinator).await;
    sign_in(&person.fields(&code)).send(&world).await.expect(401);
}

#[tokio::test]
async fn an_old_invitation_and_a_made_up_one_open_nothing() {
    let world = World::new().await;
    let token = invited(&world, "Budi", Role::Auditor).await;
    world.pass(SignedDuration::from_hours(72));
    for token in [token.as_str(), "", "x", "0123456789"] {
        get(&format!("/staff/undangan?kode={token}"))
            .by_browser()
            .send(&world)
            .await
            .expect(404);
    }
}

#[tokio::test]
async fn a_program_that_has_no_page_accepts_an_invitation_and_another_site_cannot() {
    let world = World::new().await;
    let token = invited(&world, "Budi", Role::Auditor).await;
    let page = get(&format!("/staff/undangan?kode={token}")).by_browser();
    let page = page.send(&world).await.expect(200).text;
    let secret = page.split("class=\"copy\">").nth(1).unwrap();
    let code = code_of(secret.split('<').next().unwrap(), &world);
    let password = "empat kata yang panjang";
    let fields = [
        ("kode", token.as_str()),
        ("password", password),
        ("again", password),
        ("code", &code),
    ];
    let own = || post("/staff/undangan").by_program().json(&fields);
    let other = own().header("sec-fetch-site", "cross-site");
    other.send(&world).await.expect(403);
    let page = post("/staff/undangan").by_browser().urlencoded(&fields);
    page.send(&world).await.expect(403);
    let session = own().send(&world).await.expect(200).json();
    assert!(session["token"].is_string(), "{session}");
}
