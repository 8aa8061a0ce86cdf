//! Mail for those at the desk: gathered by the hour, reminders at most twice a week, the right people, no personal data.

use complaint::staff::{Officer, Role};
use function::store::{Account, Keys};
use jiff::SignedDuration;

use crate::case::{anonymous, file, named, with};
use crate::desk::{Person, Session};
use crate::outbox::{Letters, ticked, with_post};
use crate::world::World;

/// Somebody with an address, who never signs in.
async fn colleague(world: &World, name: &str, role: Role, unit: Option<&str>) {
    let account = Account {
        officer: Officer {
            id: name.to_owned(),
            name: name.to_owned(),
            role,
            unit: unit.map(str::to_owned),
        },
        login: name.to_owned(),
        email: Some(format!("{name}@contoh.example")),
        created_at: world.now(),
        signed_in_at: None,
        disabled: false,
        keys: Some(Keys {
            password: String::new(),
            codes: String::new(),
        }),
        subject: None,
        invitation: None,
        epoch: 1,
    };
    assert!(world.app.store.open_account(&account).await.unwrap());
}

/// The letters that went to an address, and are forgotten then.
fn taken(letters: &Letters, address: &str) -> Vec<String> {
    let mut all = letters.taken.lock().unwrap();
    let mine = |letter: &String| letter.contains(&format!("To: {address}@contoh.example"));
    let (found, rest) = all.drain(..).partition(mine);
    *all = rest;
    found
}

async fn disposed(world: &World, desk: &Session, story: &'static str) -> String {
    let number = file(world, &with(&named(), &[("narrative", story)]))
        .await
        .member("number");
    desk.act(world, &number, "verify", &[]).await.expect(200);
    desk.act(world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    number
}

#[tokio::test]
async fn what_the_agency_is_told_goes_out_together_at_the_full_hour() {
    let (world, letters) = with_post(World::new().await);
    let desk = Person::coordinator(&world).await;
    let officer = Person::officer(&world, "perizinan").await;
    let first = disposed(&world, &desk, "Penandakata cerita pertama di loket.").await;
    let second = disposed(&world, &desk, "Penandakata cerita kedua di loket.").await;
    for _ in 0..3 {
        officer
            .act(&world, &first, "return", &[("note", "Bukan kami.")])
            .await
            .expect(200);
        desk.act(
            &world,
            &first,
            "dispose",
            &[("unit", "perizinan"), ("note", "Coba lagi.")],
        )
        .await
        .expect(200);
    }
    let secret = file(&world, &crate::case::confidential()).await.member("number");
    desk.act(&world, &secret, "ask_identity", &[("note", "Perlu.")])
        .await
        .expect(200);
    ticked(&world).await;
    assert_eq!(
        taken(&letters, "pengaduan"),
        [""; 0],
        "not before the hour is over"
    );
    world.pass(SignedDuration::from_mins(61));
    let now = world.now();
    let all = (0..4).map(|_| function::tick(&world.app, now));
    let all = futures_util::future::join_all(all).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    ticked(&world).await;
    let mails = taken(&letters, "pengaduan");
    let [mail] = &mails[..] else { panic!("{mails:?}") };
    let line = |number: &str, words: &str| mail.contains(&format!("{number}: {words}"));
    assert!(
        line(&first, "sering dikembalikan")
            && line(&secret, "petugas meminta identitas")
            && line(&second, "aduan baru"),
        "{mail}"
    );
    assert!(mail.contains(&format!("/staff/cases/{first}")), "{mail}");
    for hidden in ["Penandakata", "Suharti", "Nu'man", "Perlu."] {
        assert!(!mail.contains(hidden), "{hidden} in {mail}");
    }
    world.pass(SignedDuration::from_hours(2));
    ticked(&world).await;
    assert_eq!(taken(&letters, "pengaduan"), [""; 0], "told once");
}

#[tokio::test]
async fn officers_are_reminded_of_their_own_at_most_twice_in_seven_days() {
    let (world, letters) = with_post(World::new().await);
    for (name, role, unit) in [
        ("ani", Role::Officer, Some("perizinan")),
        ("budi", Role::Officer, Some("penanaman-modal")),
        ("citra", Role::Coordinator, None),
        ("dewi", Role::Auditor, None),
        ("eka", Role::KeyHolder, None),
    ] {
        colleague(&world, name, role, unit).await;
    }
    let desk = Person::coordinator(&world).await;
    let number = disposed(&world, &desk, "Penandakata cerita unit perizinan.").await;
    let fresh = file(
        &world,
        &with(&anonymous(), &[("narrative", "Cerita lain tanpa nama.")]),
    )
    .await;
    let fresh = fresh.member("number");
    let mut days = Vec::new();
    for day in 0..21 {
        for hour in [2, 3, 20] {
            let at = jiff::civil::date(2025, 8, 15).saturating_add(jiff::Span::new().days(day));
            world.set(&format!("{at}T{hour:02}:00:00Z"));
            let now = world.now();
            let both = Box::pin(futures_util::future::join(
                function::tick(&world.app, now),
                function::tick(&world.app, now),
            ))
            .await;
            assert!(both.0.is_ok() && both.1.is_ok(), "{both:?}");
            ticked(&world).await;
            let mails = taken(&letters, "ani");
            assert!(mails.len() <= 1, "{mails:?}");
            for mail in &mails {
                assert!(mail.contains(&number) && !mail.contains(&fresh), "{mail}");
                assert!(
                    !mail.contains("Penandakata") && !mail.contains("Suharti"),
                    "{mail}"
                );
                days.push(at);
            }
        }
    }
    assert!(days.len() >= 3, "reminded: {days:?}");
    for day in &days {
        let end = day.saturating_add(jiff::Span::new().days(7));
        let week = days.iter().filter(|other| (*day..end).contains(other)).count();
        assert!(week <= 2, "{days:?}");
        let weekend = [jiff::civil::Weekday::Saturday, jiff::civil::Weekday::Sunday];
        assert!(!weekend.contains(&day.weekday()), "{days:?}");
    }
    assert!(
        !taken(&letters, "citra").is_empty(),
        "the coordinator has the fresh one"
    );
    for other in ["budi", "dewi", "eka"] {
        assert_eq!(taken(&letters, other), [""; 0], "{other} has nothing due");
    }
}

#[tokio::test]
async fn who_is_away_is_stood_in_for() {
    let (world, letters) = with_post(World::new().await);
    for (name, unit) in [("budi", "perizinan"), ("citra", "penanaman-modal")] {
        colleague(&world, name, Role::Officer, Some(unit)).await;
    }
    let desk = Person::coordinator(&world).await;
    let officer = Person::officer(&world, "perizinan").await;
    let number = disposed(&world, &desk, "Cerita unit perizinan yang panjang.").await;
    let path = "/staff/absence";
    let page = officer.page(&world, path).await.expect(200).text;
    assert!(
        page.contains(">budi<") && !page.contains("citra"),
        "only colleagues of the unit: {page}"
    );
    for wrong in [
        &[("until", "2025-08-14"), ("delegate", "budi")][..],
        &[("until", "besok"), ("delegate", "budi")],
        &[("until", "2025-08-29"), ("delegate", "citra")],
        &[("until", "2025-08-29"), ("delegate", "sample-petugas-perizinan")],
    ] {
        officer
            .post(path, wrong)
            .by_browser()
            .send(&world)
            .await
            .expect(422);
    }
    let away = [("until", "2025-08-29"), ("delegate", "budi")];
    officer
        .post(path, &away)
        .by_browser()
        .send(&world)
        .await
        .expect(303);
    let shown = "petugas-perizinan tidak masuk sampai Jumat, 29 Agustus 2025; digantikan budi.";
    for session in [&desk, &officer] {
        let page = session.page(&world, &format!("/staff/cases/{number}")).await.text;
        assert!(page.contains(shown), "{page}");
    }
    let json = desk.json(&world, &format!("/staff/cases/{number}")).await.json();
    assert_eq!(json["away"][0]["delegate"], "budi");
    ticked(&world).await;
    assert_eq!(taken(&letters, "budi").len(), 1, "the unit was given a case");
    world.set("2025-08-25T02:00:00Z");
    ticked(&world).await;
    assert_eq!(taken(&letters, "budi").len(), 1, "one mail, though for two");
    assert_eq!(taken(&letters, "citra"), [""; 0]);

    // Budi is away too, and nobody stands in: nobody is reminded, the agency still hears of it.
    let absence = complaint::reminder::Absence {
        until: jiff::civil::date(2025, 12, 31),
        delegate: Some("citra".to_owned()),
    };
    world
        .app
        .store
        .note_absence("budi", Some(&absence))
        .await
        .unwrap();
    world.set("2025-09-08T02:00:00Z");
    ticked(&world).await;
    assert_eq!(
        (taken(&letters, "budi").len(), taken(&letters, "citra").len()),
        (0, 0)
    );
    let officer = Person::new(&world, Role::Officer, "petugas-dua", Some("perizinan")).await;
    let officer = officer.session(&world).await;
    officer
        .post(path, &[("until", "2025-09-09")])
        .by_program()
        .send(&world)
        .await
        .expect(200);
    let back = officer
        .post(path, &[("back", "yes")])
        .by_program()
        .send(&world)
        .await
        .expect(200);
    assert_eq!(back.json(), serde_json::Value::Null);
    for role in [Role::KeyHolder, Role::Auditor, Role::Comms] {
        let session = Person::new(&world, role, role.as_str(), None).await;
        let session = session.session(&world).await;
        session.json(&world, path).await.expect(403);
        session
            .post(path, &away)
            .by_program()
            .send(&world)
            .await
            .expect(403);
    }
}

#[tokio::test]
async fn the_agency_hears_of_new_cases_and_a_unit_of_what_it_is_given_without_a_word_of_it() {
    let (world, letters) = with_post(World::new().await);
    for (name, unit) in [
        ("ani", "perizinan"),
        ("budi", "penanaman-modal"),
        ("citra", "perizinan"),
    ] {
        colleague(&world, name, Role::Officer, Some(unit)).await;
    }
    let person = Person::new(&world, Role::Coordinator, "koordinator", None).await;
    let story = [("narrative", "Penandakata cerita di loket.")];
    let number = file(&world, &with(&anonymous(), &story)).await.member("number");
    let spam = file(&world, &with(&named(), &[("website", "x")]))
        .await
        .member("number");
    world.pass(SignedDuration::from_mins(61));
    let now = world.now();
    let all = (0..3).map(|_| function::tick(&world.app, now));
    futures_util::future::join_all(all).await;
    ticked(&world).await;
    let mails = taken(&letters, "pengaduan");
    let [mail] = &mails[..] else { panic!("{mails:?}") };
    assert!(mail.contains(&format!("{number}: aduan baru")), "{mail}");
    assert!(!mail.contains(&spam) && !mail.contains("Penandakata"), "{mail}");

    let today = world.app.agency.today(world.now());
    let absence = complaint::reminder::Absence {
        until: today.tomorrow().unwrap(),
        delegate: Some("ani".to_owned()),
    };
    world
        .app
        .store
        .note_absence("citra", Some(&absence))
        .await
        .unwrap();
    let desk = person.session(&world).await;
    desk.act(&world, &number, "verify", &[]).await.expect(200);
    desk.act(&world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    ticked(&world).await;
    ticked(&world).await;
    let mails = taken(&letters, "ani");
    let [mail] = &mails[..] else {
        panic!("one mail, though for two: {mails:?}")
    };
    assert!(
        mail.contains(&number) && mail.contains(&format!("/staff/cases/{number}")),
        "{mail}"
    );
    assert!(
        mail.contains("Subject: Aduan untuk unit Anda") && !mail.contains("Penandakata"),
        "{mail}"
    );
    for other in ["budi", "citra"] {
        assert_eq!(taken(&letters, other), [""; 0], "{other}");
    }
}
