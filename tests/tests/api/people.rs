//! Accounts as the coordinator sees and changes them.

use complaint::staff::Role;
use jiff::SignedDuration;
use serde_json::Value;

use crate::case::{confidential, file, with};
use crate::desk::{Person, Session};
use crate::world::World;

async fn listed(world: &World, session: &Session) -> Vec<Value> {
    let answer = session.json(world, "/staff/people").await.expect(200);
    answer.json()["items"].as_array().unwrap().clone()
}

async fn of(world: &World, session: &Session, name: &str) -> Value {
    let people = listed(world, session).await;
    people
        .into_iter()
        .find(|person| person["name"] == name)
        .unwrap_or_default()
}

async fn kinds(world: &World, session: &Session) -> Vec<(String, String)> {
    let page = session.json(world, "/staff/audit").await.expect(200).json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let entries = page["items"].as_array().unwrap().iter();
    entries
        .map(|entry| (text(&entry["kind"]), text(&entry["object"])))
        .collect()
}

#[tokio::test]
async fn somebody_is_invited_by_a_link_that_opens_their_account_once() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let person = [
        ("do", "invite"),
        ("name", "Markus Wanma"),
        ("role", "officer"),
        ("unit", "perizinan"),
    ];
    let page = desk
        .post("/staff/people", &person)
        .by_browser()
        .header("host", "127.0.0.1:8080")
        .send(&world)
        .await
        .expect(201);
    let link = page
        .text
        .split("http://127.0.0.1:8080/staff/undangan?kode=")
        .nth(1)
        .expect("a link to where they are");
    let token = link.split(['<', '"']).next().unwrap();
    let known = of(&world, &desk, "Markus Wanma").await;
    assert_eq!(
        (&known["state"], &known["role"], &known["unit"]),
        (&"invited".into(), &"officer".into(), &"perizinan".into())
    );
    assert_eq!(known["signed_in_at"], Value::Null);
    let invitation = crate::caller::get(&format!("/staff/undangan?kode={token}"))
        .by_browser()
        .send(&world)
        .await;
    assert!(invitation.expect(200).text.contains("Markus Wanma"));
    let audited = kinds(&world, &desk).await;
    assert!(
        audited.contains(&("invited".to_owned(), known["id"].as_str().unwrap().to_owned())),
        "{audited:?}"
    );
    let read = desk.page(&world, "/staff/audit").await.text;
    assert!(
        read.contains("Markus Wanma (") && read.contains("koordinator ("),
        "{read}"
    );

    for (wrong, field) in [
        (
            &[("do", "invite"), ("name", "Ani"), ("role", "officer")][..],
            "unit",
        ),
        (
            &[
                ("do", "invite"),
                ("name", "Ani"),
                ("role", "officer"),
                ("unit", "x"),
            ],
            "unit",
        ),
        (&[("do", "invite"), ("name", "Ani"), ("role", "x")], "role"),
        (&[("do", "invite"), ("name", " "), ("role", "auditor")], "name"),
        (
            &[("do", "invite"), ("name", "markus  WANMA"), ("role", "auditor")],
            "name",
        ),
        (&[("do", "x")], "do"),
        (&[("do", "close"), ("id", "x")], "id"),
    ] {
        let refused = desk
            .post("/staff/people", wrong)
            .by_program()
            .send(&world)
            .await
            .expect(422);
        assert_eq!(refused.errors()[0].0, field, "{wrong:?}");
        desk.post("/staff/people", wrong)
            .by_browser()
            .send(&world)
            .await
            .expect(422);
    }
}

#[tokio::test]
async fn sessions_end_and_accounts_close_at_once_and_it_is_written_down() {
    let world = World::new().await;
    let officer = Person::new(&world, Role::Officer, "petugas", Some("perizinan")).await;
    let first = officer.session(&world).await;
    let desk = Person::coordinator(&world).await;
    let known = of(&world, &desk, "petugas").await;
    let id = known["id"].as_str().unwrap();
    assert_eq!(known["state"], "active");
    assert!(known["signed_in_at"].is_string(), "{known}");
    first.json(&world, "/staff/").await.expect(200);
    let out = [("do", "sign_out"), ("id", id)];
    desk.post("/staff/people", &out)
        .by_browser()
        .send(&world)
        .await
        .expect(303);
    first.json(&world, "/staff/").await.expect(401);
    world.pass(SignedDuration::from_mins(1));
    let second = officer.session(&world).await;
    second.json(&world, "/staff/").await.expect(200);
    let close = [("do", "close"), ("id", id)];
    desk.post("/staff/people", &close)
        .by_program()
        .send(&world)
        .await
        .expect(200);
    second.json(&world, "/staff/").await.expect(401);
    assert_eq!(of(&world, &desk, "petugas").await["state"], "disabled");
    let audited = kinds(&world, &desk).await;
    for kind in ["account_closed", "signed_out_everywhere"] {
        assert!(audited.contains(&(kind.to_owned(), id.to_owned())), "{audited:?}");
    }
    let own = of(&world, &desk, "koordinator").await;
    for verb in ["close", "sign_out"] {
        let own = [("do", verb), ("id", own["id"].as_str().unwrap())];
        desk.post("/staff/people", &own)
            .by_program()
            .send(&world)
            .await
            .expect(422);
    }
    assert_eq!(of(&world, &desk, "koordinator").await["state"], "active");
}

/// A link to such an account would make its maker the one who watches them.
#[tokio::test]
async fn those_who_watch_the_desk_are_not_invited_again_from_it() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let invite = |name: &'static str, role: &'static str| {
        let person = [("do", "invite"), ("name", name), ("role", role)];
        desk.post("/staff/people", &person).by_program().send(&world)
    };
    for (role, name) in [(Role::KeyHolder, "pemegang"), (Role::Auditor, "pengawas")] {
        Person::new(&world, role, name, None).await;
        for close in [false, true] {
            if close {
                let known = of(&world, &desk, name).await;
                let close = [("do", "close"), ("id", known["id"].as_str().unwrap())];
                let closed = desk.post("/staff/people", &close).by_program();
                closed.send(&world).await.expect(200);
            }
            let refused = invite(name, role.as_str()).await.expect(422);
            assert_eq!(refused.errors(), [("name".to_owned(), "watches".to_owned())]);
        }
    }
    for _ in 0..2 {
        invite("calon pengawas", "auditor").await.expect(201);
    }
}

#[tokio::test]
async fn only_a_coordinator_sees_or_changes_accounts() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let victim = of(&world, &desk, "koordinator").await;
    let page = desk.page(&world, "/staff/people").await.expect(200);
    assert!(page.text.contains("Terakhir masuk"), "{}", page.text);
    for role in [Role::Officer, Role::KeyHolder, Role::Auditor, Role::Comms] {
        let unit = (role == Role::Officer).then_some("perizinan");
        let session = Person::new(&world, role, role.as_str(), unit)
            .await
            .session(&world)
            .await;
        session.json(&world, "/staff/people").await.expect(403);
        let page = session.page(&world, "/staff/people").await.expect(403);
        assert!(
            !page.text.contains("/staff/people"),
            "nor is it offered: {role:?}"
        );
        for fields in [
            &[("do", "close"), ("id", victim["id"].as_str().unwrap())][..],
            &[("do", "invite"), ("name", "Ani"), ("role", "coordinator")],
        ] {
            session
                .post("/staff/people", fields)
                .by_program()
                .send(&world)
                .await
                .expect(403);
        }
    }
    let comms = Person::new(&world, Role::Comms, "humas", None).await;
    let code = comms.code(&world);
    let entered = crate::desk::sign_in(&comms.fields(&code)).send(&world).await;
    assert_eq!(entered.expect(303).header("location"), "/staff/stats");
    assert_eq!(listed(&world, &desk).await.len(), 6);
    crate::caller::get("/staff/people")
        .by_program()
        .send(&world)
        .await
        .expect(401);
}

#[tokio::test]
async fn who_belongs_to_a_unit_looks_after_its_accounts_only() {
    let world = World::new().await;
    let number = {
        let about = [("category", "pungli"), ("unit", "perizinan")];
        file(&world, &with(&confidential(), &about))
            .await
            .member("number")
    };
    let whole = Person::coordinator(&world).await;
    let person = Person::new(&world, Role::Coordinator, "koordinator-izin", Some("perizinan")).await;
    let own = person.session(&world).await;
    own.json(&world, &format!("/staff/cases/{number}"))
        .await
        .expect(404);
    let other = of(&world, &whole, "koordinator").await;
    for wrong in [
        &[("do", "invite"), ("name", "Akun Kedua"), ("role", "coordinator")][..],
        &[
            ("do", "invite"),
            ("name", "Akun Kedua"),
            ("role", "auditor"),
            ("unit", "penanaman-modal"),
        ],
        &[
            ("do", "invite"),
            ("name", "koordinator"),
            ("role", "coordinator"),
            ("unit", "perizinan"),
        ],
        &[("do", "close"), ("id", other["id"].as_str().unwrap())],
        &[("do", "sign_out"), ("id", other["id"].as_str().unwrap())],
    ] {
        let refused = own
            .post("/staff/people", wrong)
            .by_program()
            .send(&world)
            .await
            .expect(422);
        assert_eq!(
            refused.errors(),
            [("unit".to_owned(), "other_unit".to_owned())],
            "{wrong:?}"
        );
    }
    let colleague = [
        ("do", "invite"),
        ("name", "Ani"),
        ("role", "officer"),
        ("unit", "perizinan"),
    ];
    own.post("/staff/people", &colleague)
        .by_program()
        .send(&world)
        .await
        .expect(201);

    // The agency's history does not tell them of the case either.
    let dossier = [("note", "Diminta Ombudsman.")];
    whole
        .post(&format!("/staff/cases/{number}/ombudsman"), &dossier)
        .by_browser()
        .send(&world)
        .await
        .expect(200);
    let objects = |kinds: Vec<(String, String)>| kinds.into_iter().map(|(_, object)| object);
    assert!(objects(kinds(&world, &whole).await).any(|object| object.contains(&number)));
    assert!(objects(kinds(&world, &own).await).all(|object| !object.contains(&number)));
    let page = own.page(&world, "/staff/audit").await.expect(200).text;
    assert!(!page.contains(&number), "{page}");
}

#[tokio::test]
async fn mail_cannot_go_to_what_is_no_address() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    for email in ["<b>x</b>", "ani", "ani@contoh", "a@b.id, c@d.id"] {
        let person = [
            ("do", "invite"),
            ("name", "Ani"),
            ("role", "auditor"),
            ("email", email),
        ];
        let refused = desk
            .post("/staff/people", &person)
            .by_program()
            .send(&world)
            .await
            .expect(422);
        assert_eq!(refused.errors()[0], ("email".to_owned(), "no_email".to_owned()));
    }
}
