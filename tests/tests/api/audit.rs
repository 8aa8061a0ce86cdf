//! The agency's own history: what is written into it, and that nothing in it can be changed unnoticed.

use std::sync::Arc;

use aws_sdk_dynamodb::types::AttributeValue;
use cli::embedded::Fault;
use complaint::staff::Role;
use function::store::{AuditActor, AuditEntry, AuditKind};
use jiff::SignedDuration;

use crate::case::{confidential, file, named};
use crate::desk::{Person, Session, invited, sign_in};
use crate::world::{TABLE, World};

async fn entries(world: &World) -> Vec<AuditEntry> {
    let mut items = world.app.store.audit(None, 1_000).await.unwrap().items;
    items.reverse();
    items
}

async fn note(world: &World, object: &str) {
    let (app, now) = (&world.app, world.now());
    let actor = AuditActor::Account("p1".to_owned());
    app.store
        .append_audit(&actor, AuditKind::Export, Some(object), now, &app.entropy)
        .await
        .expect("an entry");
}

#[tokio::test]
async fn who_comes_in_and_who_only_tries_is_recorded() {
    let world = World::new().await;
    invited(&world, "Suharti", Role::Auditor).await;
    let person = Person::new(&world, Role::Coordinator, "koordinator", None).await;
    let session = person.session(&world).await;
    session
        .post("/staff/keluar", &[("everywhere", "yes")])
        .by_browser()
        .send(&world)
        .await
        .expect(303);
    for attempt in 0..9 {
        let code = [("name", "koordinator"), ("password", "salah"), ("code", "000000")];
        let answer = sign_in(&code).send(&world).await;
        assert_eq!(answer.status, if attempt < 5 { 401 } else { 429 });
    }
    for _ in 0..5 {
        sign_in(&[("name", "bukan siapa pun"), ("password", "salah")])
            .send(&world)
            .await
            .expect(401);
    }
    let account = || AuditActor::Account("sample-koordinator".to_owned());
    let found: Vec<_> = entries(&world)
        .await
        .into_iter()
        .map(|entry| (entry.kind, entry.actor, entry.object.is_some()))
        .collect();
    assert_eq!(
        found,
        [
            (AuditKind::Invited, AuditActor::CommandLine, true),
            (AuditKind::SignIn, account(), false),
            (AuditKind::SignedOutEverywhere, account(), false),
            (AuditKind::SignInFailed, AuditActor::Unknown, true),
            (AuditKind::SignInFailed, AuditActor::Unknown, false),
        ]
    );
    assert_eq!(world.app.store.verify_audit().await.unwrap().broken_at, None);
}

#[tokio::test]
async fn writers_at_the_same_time_make_one_chain() {
    let world = World::new().await;
    let names: Vec<String> = (0..24).map(|n| format!("csv, {n}")).collect();
    futures_util::future::join_all(names.iter().map(|name| note(&world, name))).await;
    let found = entries(&world).await;
    let sequences: Vec<u64> = found.iter().map(|entry| entry.sequence).collect();
    assert_eq!(sequences, (1..=24).collect::<Vec<_>>());
    let mut objects: Vec<_> = found.into_iter().filter_map(|entry| entry.object).collect();
    objects.sort_by_key(|object| object[5..].parse::<u8>().unwrap());
    assert_eq!(objects, names);
    let check = world.app.store.verify_audit().await.unwrap();
    assert_eq!((check.entries, check.broken_at), (24, None));
}

#[tokio::test]
async fn pages_go_back_to_the_beginning() {
    let world = World::new().await;
    assert_eq!(world.app.store.audit(None, 10).await.unwrap().items, []);
    for n in 0..7 {
        note(&world, &n.to_string()).await;
    }
    let (mut before, mut seen) = (None, Vec::new());
    loop {
        let page = world.app.store.audit(before, 3).await.unwrap();
        seen.extend(page.items.iter().map(|entry| entry.sequence));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1]);
}

/// Past the store: what somebody with the table could do.
async fn tamper(world: &World, sequence: u64, change: impl Fn(&str) -> Option<String>) {
    let key = |sk: String| {
        [
            ("PK".to_owned(), AttributeValue::S("AUDIT".to_owned())),
            ("SK".to_owned(), AttributeValue::S(sk)),
        ]
    };
    let key = std::collections::HashMap::from(key(format!("A#{sequence:012}")));
    let found = world
        .table
        .get_item()
        .table_name(TABLE)
        .set_key(Some(key.clone()));
    let mut item = found.send().await.unwrap().item.expect("the entry");
    if let Some(text) = change(item["entry"].as_s().unwrap()) {
        item.insert("entry".to_owned(), AttributeValue::S(text));
        let put = world.table.put_item().table_name(TABLE).set_item(Some(item));
        put.send().await.map(drop).unwrap();
    } else {
        let delete = world.table.delete_item().table_name(TABLE).set_key(Some(key));
        delete.send().await.map(drop).unwrap();
    }
}

#[tokio::test]
async fn whatever_is_changed_or_missing_is_named() {
    for (sequence, change) in [
        (2, Some("csv, 9")),
        (2, None),
        (3, Some("csv, 9")),
        (3, None),
        (1, None),
    ] {
        let world = World::new().await;
        for n in 1..=3 {
            note(&world, &format!("csv, {n}")).await;
        }
        let own = format!("csv, {sequence}");
        tamper(&world, sequence, |text| change.map(|new| text.replace(&own, new))).await;
        let check = world.app.store.verify_audit().await.unwrap();
        assert_eq!((check.entries, check.broken_at), (sequence - 1, Some(sequence)));
    }
}

#[tokio::test]
async fn nobody_comes_in_unrecorded() {
    let world = World::failing(Arc::new(|_, body| {
        body.contains("AUDIT").then_some(Fault::Broken)
    }))
    .await;
    let person = Person::new(&world, Role::Coordinator, "koordinator", None).await;
    let code = person.code(&world);
    let answer = sign_in(&person.fields(&code)).send(&world).await;
    assert_eq!(answer.status, 503);
    assert_eq!(world.count("SESSION").await, 0);
}

#[tokio::test]
async fn the_history_is_read_by_whoever_watches_over_it_page_by_page() {
    let world = World::new().await;
    let auditor = Person::new(&world, Role::Auditor, "auditor", None)
        .await
        .session(&world)
        .await;
    for n in 1..=60 {
        note(&world, &format!("csv, {n} aduan")).await;
    }
    let page = auditor.page(&world, "/staff/audit").await;
    assert_eq!(page.status, 200);
    for words in ["Daftar aduan diekspor", "csv, 60 aduan", "Jejak audit"] {
        assert!(page.text.contains(words), "{words}");
    }
    assert!(!page.text.contains("csv, 2 aduan"), "fifty at once");
    let head = auditor.json(&world, "/staff/audit").await.json()["head"].clone();
    let noted = format!("{}:{}", head["sequence"], head["hash"].as_str().expect("a hash"));
    assert!(
        page.text.contains(&noted),
        "what is written down stands on the page: {noted}"
    );
    let checked = world.app.store.verify_audit().await.expect("readable");
    assert_eq!(
        (head["sequence"].as_u64(), &head["hash"]),
        (Some(61), &serde_json::json!(checked.head))
    );
    let mut found = Vec::new();
    let mut next = "/staff/audit".to_owned();
    loop {
        let part = auditor.json(&world, &next).await.json();
        let items = part["items"].as_array().expect("items").iter();
        found.extend(items.map(|entry| entry["sequence"].as_u64().expect("a place")));
        match part["next"].as_u64() {
            Some(before) => next = format!("/staff/audit?before={before}"),
            None => break,
        }
    }
    assert_eq!(
        found,
        (1..=61).rev().collect::<Vec<_>>(),
        "one sign-in and sixty exports"
    );
    for role in [Role::KeyHolder, Role::Comms] {
        let other = Person::new(&world, role, role.as_str(), None)
            .await
            .session(&world)
            .await;
        assert_eq!(other.page(&world, "/staff/audit").await.status, 403, "{role:?}");
    }
    let officer = Person::officer(&world, "perizinan").await;
    assert_eq!(officer.page(&world, "/staff/audit").await.status, 403);
}

/// What the history holds for these filters, as its readers get it: the kind and what it was done to.
async fn asked(world: &World, session: &Session, filters: &str) -> Vec<(String, String)> {
    let path = format!("/staff/audit?{filters}");
    let page = session.json(world, &path).await.expect(200).json();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let items = page["items"].as_array().expect("items");
    items
        .iter()
        .map(|item| (text(&item["kind"]), text(&item["object"])))
        .collect()
}

#[tokio::test]
async fn whoever_reads_how_a_reporter_is_reached_is_recorded_once_a_day() {
    let world = World::new().await;
    let number = file(&world, &named()).await.member("number");
    let secret = file(&world, &confidential()).await.member("number");
    let desk = Person::coordinator(&world).await;
    let other = Person::new(&world, Role::Coordinator, "koordinator-dua", None).await;
    let other = other.session(&world).await;
    let auditor = Person::new(&world, Role::Auditor, "auditor", None).await;
    let auditor = auditor.session(&world).await;
    let path = format!("/staff/cases/{number}");
    for _ in 0..2 {
        desk.page(&world, &path).await.expect(200);
        desk.json(&world, &path).await.expect(200);
    }
    desk.page(&world, &format!("/staff/cases/{secret}"))
        .await
        .expect(200);
    auditor.page(&world, &path).await.expect(200);
    desk.page(&world, "/staff/?view=all").await.expect(200);
    let once = [("contact_read".to_owned(), number.clone())];
    assert_eq!(asked(&world, &auditor, "kind=contact_read").await, once);
    let both = (0..3).map(|_| other.json(&world, &path));
    futures_util::future::join_all(both).await;
    let today = world.app.agency.today(world.now());
    let all = asked(
        &world,
        &auditor,
        &format!("kind=contact_read&since={today}&until={today}"),
    )
    .await;
    assert_eq!(all.len(), 2, "{all:?}");
    let own = asked(&world, &auditor, "kind=contact_read&actor=sample-koordinator").await;
    assert_eq!(own, once);

    world.pass(SignedDuration::from_hours(24));
    let desk = Person::new(&world, Role::Coordinator, "koordinator-tiga", None).await;
    let desk = desk.session(&world).await;
    desk.json(&world, &path).await.expect(200);
    let tomorrow = today.tomorrow().unwrap();
    let later = asked(&world, &desk, &format!("kind=contact_read&since={tomorrow}")).await;
    assert_eq!(later, once);
    let page = desk
        .page(
            &world,
            &format!("/staff/audit?kind=contact_read&since={tomorrow}"),
        )
        .await
        .expect(200);
    assert!(page.text.contains("Kontak pelapor dibaca") && page.text.contains(&number));
    assert_eq!(world.app.store.verify_audit().await.unwrap().broken_at, None);
}

#[tokio::test]
async fn a_filter_of_the_history_that_is_none_is_told() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    for filter in [
        "kind=apa",
        "actor=siapa",
        "since=kemarin",
        "until=2025-13-01",
        "before=x",
    ] {
        desk.json(&world, &format!("/staff/audit?{filter}"))
            .await
            .expect(400);
    }
    for n in 0..120 {
        note(&world, &format!("csv, {n}")).await;
    }
    let (mut place, mut seen) = (String::new(), 0);
    loop {
        let path = format!("/staff/audit?kind=export&before={place}");
        let page = desk.json(&world, &path).await.expect(200).json();
        seen += page["items"].as_array().unwrap().len();
        match &page["next"] {
            serde_json::Value::Null => break,
            next => place = next.to_string(),
        }
    }
    assert_eq!(seen, 120);
    assert_eq!(asked(&world, &desk, "actor=command_line").await, []);
}
